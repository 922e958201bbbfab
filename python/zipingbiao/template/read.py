"""Find the forms on a sheet and read them.

A sheet is cut at its titles into windows; in each the layout that fits best is laid over the
labels. Where the next sheet has the same labels at the same places, its plan is used again:
most agencies fill in the same file.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import MONEY_UNITS
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.align import Alignment, align, likely
from zipingbiao.template.anchors import FormShape, spoken
from zipingbiao.template.extract import Extractor
from zipingbiao.template.patterns import values_in
from zipingbiao.template.plan import FormPlan, Planner
from zipingbiao.template.regions import Canvas, Region, Window
from zipingbiao.template.tag import Pattern
from zipingbiao.values.text import fold, plain

#: Below this share of its labels it is not that form; below the second, it is said aloud.
FIT_ENOUGH = 0.55
FIT_GOOD = 0.8
_TITLE_BONUS = 0.08
_TITLE = re.compile(r".{0,50}(自评|评价|打分|评分|支付明细|资金明细)[^,;:。]{0,12}表")
_TITLE_TAIL = re.compile(r"(\([^()]*\)|\d{4}年度?)$")
_LINE_YEAR = re.compile(r"\(?(?:年度:?)?((?:19|20)\d{2})年?度?\)?")
_UNITS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_UNIT_SAID = re.compile(rf"(?:单位:|[(:])({_UNITS})(?=[),;]|$)")
_TOP_ROWS = 6
_PLANS_KEPT = 512


@dataclass(frozen=True)
class Form:
    """A layout as the reader needs it: its id, the shape of its form, what must be there."""

    layout: str
    shape: FormShape
    requires: tuple[str, ...] = ()

    @property
    def title(self) -> Pattern | None:
        """The pattern of its title."""
        cell = self.shape.title
        if cell is None:
            return None
        return cell.pattern or ((cell.label,) if cell.label else None)

    @cached_property
    def required(self) -> tuple[frozenset[int], ...]:
        """For each required label, the labels of the form that are it."""
        return tuple(
            frozenset(self.shape.lookup.get(spoken(text), ())) for text in self.requires
        )


class _Found(NamedTuple):
    """One form on a sheet: which layout, where everything stands, what else was found."""

    form: Form
    plan: FormPlan
    extras: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class _SheetPlan:
    """How a sheet is read, and what must be the same for another sheet to be read so."""

    forms: tuple[_Found, ...]
    labels: Mapping[str, str]
    known: frozenset[str]
    loose: Mapping[str, str] = field(default_factory=dict)


class FormReader:
    """Reads the forms on sheets. Keeps the plans of the last sheets to use them again."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = tuple(forms)
        self._plans: OrderedDict[tuple[str, ...], list[_SheetPlan]] = OrderedDict()

    def read(self, sheet: Sheet, path: str) -> list[SelfEvaluation]:
        """All forms on a sheet, from top to bottom and left to right."""
        plan = self._plan(sheet)
        return [self._extract(sheet, found, path) for found in plan.forms]

    def _extract(self, sheet: Sheet, found: _Found, path: str) -> SelfEvaluation:
        extractor = Extractor(sheet, found.plan, path)
        form = extractor.read(found.form.layout, found.form.title, found.extras)
        if found.plan.fit >= FIT_GOOD:
            return form
        place = Place(path, sheet.name, found.plan.area.address)
        reason = f"按最接近的版式 {found.form.layout} 读取，栏目吻合 {found.plan.fit:.0%}。"
        fault = Fault("ZPB911", place, reason, severity="warn")
        cells = form.cells
        form = replace(form, faults=(fault, *form.faults))
        object.__setattr__(form, "cells", cells)
        return form

    # Plans

    def _plan(self, sheet: Sheet) -> _SheetPlan:
        known = self._plans.get(sheet.merges)
        if known is not None:
            self._plans.move_to_end(sheet.merges)
            for plan in known:
                if self._same(sheet, plan):
                    return plan
        return self._new_plan(sheet)

    def _same(self, sheet: Sheet, plan: _SheetPlan) -> bool:
        """Whether the labels stand where the plan has them, and nothing else is new."""
        shown = sheet.shown
        if any(shown(address) != text for address, text in plan.labels.items()):
            return False
        if not plan.known.issuperset(sheet.addresses):
            return False
        for address, text in plan.loose.items():
            now = shown(address)
            if now != text and now and self._tells(fold(now)):
                return False
        return all(
            found.plan.title is None or is_title(fold(shown(found.plan.title))) for found in plan.forms
        )

    def _tells(self, text: str) -> bool:
        """Whether a text could change how a sheet is read."""
        return is_title(text) or any(spoken(text) in form.shape.lookup for form in self._forms)

    def _new_plan(self, sheet: Sheet) -> _SheetPlan:
        canvas = Canvas(sheet)
        forms = tuple(
            found for window, title in windows(canvas) if (found := self._best(canvas, window, title))
        )
        plan = self._sheet_plan(sheet, forms)
        if forms and all(found.plan.reusable for found in forms):
            plans = self._plans.setdefault(sheet.merges, [])
            plans.append(plan)
            del plans[:-8]
            while len(self._plans) > _PLANS_KEPT:
                self._plans.popitem(last=False)
        return plan

    def _sheet_plan(self, sheet: Sheet, forms: tuple[_Found, ...]) -> _SheetPlan:
        labels: dict[str, str] = {}
        data: set[str] = set()
        for found in forms:
            labels.update(found.plan.labels)
            labels.update({address: sheet.shown(address) for _, address in found.extras.values()})
            data.update(_data_addresses(found.plan))
        labels = {address: text for address, text in labels.items() if address not in data}
        loose = {
            address: sheet.shown(address)
            for address in sheet.addresses
            if address not in labels and address not in data
        }
        return _SheetPlan(forms, labels, frozenset({*labels, *data, *loose}), loose)

    # The layout that fits

    def _best(self, canvas: Canvas, window: Window, title: Region | None) -> _Found | None:
        best: tuple[float, Form, Alignment] | None = None
        for form in self._forms:
            if likely(form.shape, canvas, window) < FIT_ENOUGH:
                continue
            alignment = align(form.shape, canvas, window)
            if alignment.fit < FIT_ENOUGH or not _has_required(form, alignment):
                continue
            score = alignment.fit + (_TITLE_BONUS if self._title_fits(canvas, form, title) else 0)
            if best is None or score > best[0]:
                best = (score, form, alignment)
        if best is None:
            return None
        _, form, alignment = best
        plan = Planner(form.shape, canvas, window, title, alignment).plan()
        return _Found(form, plan, dict(_extras(canvas, window, alignment)))

    def _title_fits(self, canvas: Canvas, form: Form, title: Region | None) -> bool:
        if title is None or form.title is None:
            return False
        text = plain(canvas.sheet.shown(title.address))
        return values_in(form.title, text, title=True) is not None


def _data_addresses(plan: FormPlan) -> Iterator[str]:
    if plan.title:
        yield plan.title
    for spot in plan.scalars:
        yield spot.address
    for one in plan.lists:
        for row in one.rows:
            if row.key:
                yield row.key
            for spot in row.spots:
                yield spot.address


def _has_required(form: Form, alignment: Alignment) -> bool:
    return all(any(index in alignment.found for index in one) for one in form.required)


def is_title(folded: str) -> bool:
    """Whether a folded text is the title of a form."""
    text = folded
    while (shorter := _TITLE_TAIL.sub("", text)) != text:
        text = shorter
    return _TITLE.fullmatch(text) is not None


def windows(canvas: Canvas) -> Iterator[tuple[Window, Region | None]]:
    """The parts of a sheet that may hold one form each: from a title to before the next."""
    titles = [
        [region for region in canvas.rows[number] if is_title(region.text)]
        for number in canvas.numbers
    ]
    rows = [found for found in titles if found]
    if not rows:
        yield Window(1, 1, MAX_ROW, MAX_COLUMN), None
        return
    for position, found in enumerate(rows):
        below = rows[position + 1][0].area.top - 1 if position + 1 < len(rows) else MAX_ROW
        for index, title in enumerate(found):
            left = title.area.left if index else 1
            right = found[index + 1].area.left - 1 if index + 1 < len(found) else MAX_COLUMN
            yield Window(title.area.top, left, below, right), title


def _extras(
    canvas: Canvas, window: Window, alignment: Alignment
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The year and the money unit, wherever a line or a label says them."""
    top = [
        region
        for region in canvas.within(Window(window.top, window.left, window.top + _TOP_ROWS, window.right))
        if len(region.text) < 60
    ]
    for region in [*alignment.found.values(), *top]:
        unit = _UNIT_SAID.search(region.text)
        if unit:
            yield "header.money_unit", (unit[1], region.address)
            break
    for region in top:
        year = _LINE_YEAR.fullmatch(region.text)
        if year:
            yield "year", (year[1], region.address)
            break
