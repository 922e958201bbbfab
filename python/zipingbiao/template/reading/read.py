"""Read the forms on sheets.

The forms are found and planned once; where the next sheet has the same labels at the same places,
the plan is used again: most agencies fill in the same file. A plan is only used where a fresh
look would give the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.errors import Fault, Place
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.grid import PlainSheet, Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.reading.coverage import TOO_MANY, Coverage, Leftover, leftover
from zipingbiao.template.reading.extract import Extractor
from zipingbiao.template.reading.finding import FIT_GOOD, OTHER, Finder, Found
from zipingbiao.template.reading.forms import Form, Forms
from zipingbiao.template.reading.headshapes import is_count
from zipingbiao.template.reading.layering import together
from zipingbiao.template.reading.loose_funds import is_source
from zipingbiao.template.reading.planned import FormPlan
from zipingbiao.template.reading.regions import Canvas, Window
from zipingbiao.template.reading.strips import parted
from zipingbiao.template.reading.telling import Sign, Teller
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.values.text import fold

#: The names of groups, which may reach down from a row above.
_GROUPING = frozenset({"level1", "level2"})
#: So many sets of merged areas are remembered, with so many plans each.
_SETS_KEPT, _PLANS_KEPT = 512, 8
_TITLES_KEPT = 4096
#: A layout that shares fewer labels is not near.
_NEAR = 0.2
#: A row with so few filled cells may be more than one thing.
_TELLING_FEW = 3
#: So many rows of a sheet are read; no sheet of forms has more.
MOST_ROWS = 10_000
#: So many labels are looked at where more than this share of a sheet is labels.
_MOST_LABELS, _MERE_LABELS = 3_000, 0.9


@dataclass(frozen=True, slots=True)
class _SheetPlan:
    """How a sheet is read, and what must be the same for another sheet to be read so.

    ``told`` is what its texts say, by cell; ``quiet`` cells hold values of rows, and whether
    labels stand in their texts says nothing where something stands left of them in the cells
    named: 偏差原因：…；改进措施：…; ``fixed`` are its labels; ``loose`` cells hold something that
    no field takes, or that may say the year or the unit; in ``filled`` ones something must
    stand; ``named`` ones hold the names of first items and count no columns; ``known`` are all
    cells that it knows of, ``present`` those that held something, ``rows`` for each cell of a
    list's row all in that row; no source is named in ``figures``.
    """

    forms: tuple[Found, ...]
    told: Mapping[str, Sign]
    quiet: Mapping[str, Sequence[str]]
    fixed: Mapping[str, str]
    loose: Mapping[str, str]
    filled: frozenset[str]
    named: frozenset[str]
    known: frozenset[str]
    present: frozenset[str]
    rows: Mapping[str, Sequence[str]]
    figures: frozenset[str]
    entitled: tuple[tuple[bool, ...], ...]
    leftover: Leftover


class SheetReading(NamedTuple):
    """The forms on a sheet, and what is told of it besides."""

    forms: list[SelfEvaluation]
    faults: list[Fault]


class FormReader:
    """Reads the forms on sheets. Keeps the plans of the last sheets to use them again.

    ``common`` are the words that were seen anywhere.
    """

    def __init__(self, forms: Sequence[Form], common: Words) -> None:
        self._forms = Forms(forms)
        self._common = common
        self._words = together([form.words for form in self._forms], common)
        self._teller = Teller(self._words)
        self._coverage = Coverage(self._words)
        self._entitles = lru_cache(_TITLES_KEPT)(self._which_entitle)
        self._plans: OrderedDict[tuple[str, ...], list[_SheetPlan]] = OrderedDict()

    def _which_entitle(self, title: str) -> tuple[bool, ...]:
        return tuple(form.entitles(title) for form in self._forms)

    def read(self, sheet: Sheet, path: str, *, printed: bool = False) -> list[SelfEvaluation]:
        """All forms on a sheet, from top to bottom and left to right.

        ``printed``: keep what stands in each cell as a person sees it.
        """
        return self.read_sheet(sheet, path, printed=printed).forms

    @property
    def words(self) -> Words:
        """All words by which forms are read."""
        return self._words

    def tells(self, text: str) -> bool:
        """Whether a text in a cell may change how the sheet is read."""
        return self._teller.may_tell(text) and self._teller.read(text) is not None

    def located(self, sheet: Sheet, path: str) -> list[tuple[Found, SelfEvaluation]]:
        """All forms on a sheet, each with where everything of it stands."""
        return list(zip(self._plan(sheet).forms, self.read(sheet, path), strict=True))

    def read_sheet(self, sheet: Sheet, path: str, *, printed: bool = False) -> SheetReading:
        """As `read`, with what is told of the sheet besides its forms."""
        plan = self._plan(sheet)
        forms = [
            self._extract(sheet, found, loose, path, printed)
            for found, loose in zip(plan.forms, plan.leftover.inside, strict=True)
        ]
        return SheetReading(forms, list(self._coverage.of_sheet(sheet, plan.leftover, path)))

    def _extract(
        self, sheet: Sheet, found: Found, loose: Sequence[str], path: str, printed: bool
    ) -> SelfEvaluation:
        extractor = Extractor(sheet, found.plan, path)
        form, layout = found.form, found.form.layout if found.form else OTHER
        read = extractor.read(layout, form.title if form else None, found.kind, printed=printed)
        faults = [*read.faults, *self._coverage.of_form(sheet, found, loose, path)]
        nearest = found.nearest
        if nearest is not None and (form is None or nearest.share < FIT_GOOD):
            faults.insert(0, self._loose_fit(sheet, found, path))
        return replace(read, faults=tuple(faults)) if faults else read

    def _loose_fit(self, sheet: Sheet, found: Found, path: str) -> Fault:
        assert found.nearest is not None
        form, share = found.nearest
        if found.form is not None:
            reason = f"按最接近的版式 {form.layout} 读取，栏目吻合 {share:.0%}。"
        else:
            strange = [column.text for column in found.plan.columns if column.why == "unknown"]
            unknown = f"，不认识的栏目：{'、'.join(strange)}" if strange else ""
            near = f"最接近的是 {form.layout}，吻合 {share:.0%}"
            if share < _NEAR:
                near = "没有相近的版式"
            reason = f"不是已知的版式，按各栏目的名称读取；{near}{unknown}。"
        place = Place(path, sheet.name, found.plan.area.address)
        return Fault("ZPB911", place, reason, severity="warn")

    # Plans

    def _plan(self, sheet: Sheet) -> _SheetPlan:
        told = self._teller.told(texts_of(sheet))
        known = self._plans.get(sheet.merges)
        if known is not None:
            self._plans.move_to_end(sheet.merges)
            for plan in known:
                if self._same(sheet, told, plan):
                    return plan
        plan = self._fresh(sheet, told)
        whole = not plan.leftover.cut
        if plan.forms and whole and all(found.plan.reusable for found in plan.forms):
            self._keep(sheet.merges, plan)
        return plan

    def _keep(self, merges: tuple[str, ...], plan: _SheetPlan) -> None:
        plans = self._plans.setdefault(merges, [])
        plans.append(plan)
        del plans[:-_PLANS_KEPT]
        while len(self._plans) > _SETS_KEPT:
            self._plans.popitem(last=False)

    def _same(self, sheet: Sheet, told: Mapping[str, Sign], plan: _SheetPlan) -> bool:
        """Whether a fresh look at this sheet would give the same plan."""
        if not _tells_same(sheet, told, plan) or not plan.known.issuperset(sheet.addresses):
            return False
        shown, loose = sheet.shown, self._teller.loose
        return (
            all(fold(shown(address)) == text for address, text in plan.fixed.items())
            and not any(is_count(fold(shown(address))) for address in plan.named)
            and all(fold(shown(address)) for address in plan.filled)
            and all(
                (now := shown(address)) == text or loose(now) == loose(text)
                for address, text in plan.loose.items()
            )
            and not any(is_source(shown(address)) for address in plan.figures)
            and _fills_same(sheet, plan)
            and self._entitled(sheet, plan.forms) == plan.entitled
        )

    def _entitled(self, sheet: Sheet, forms: Sequence[Found]) -> tuple[tuple[bool, ...], ...]:
        """For each form found, which layouts its title fits."""
        return tuple(self._entitles(found.plan.title_text(sheet)) for found in forms)

    def _fresh(self, sheet: Sheet, told: Mapping[str, Sign]) -> _SheetPlan:
        canvas, cut = _bounded(Canvas(sheet), self._words)
        finders = [
            Finder(self._forms, self._common, self._words, part)
            for part in parted(canvas, self._words)
        ]
        forms = tuple(sorted((one for f in finders for one in f.found()), key=_corner))
        used = {address for one in forms for address in one.plan.addresses}
        lines = {address for one in forms for address in one.plan.extras.values()}
        loose = {
            address: sheet.shown(address)
            for address in sheet.addresses
            if address not in used or address in lines
        }
        regions = [region for row in canvas.rows.values() for region in row]
        return _SheetPlan(
            forms=forms,
            told=told,
            quiet=dict(_quiet(sheet, forms)),
            fixed={a: text for one in forms for a, text in one.plan.fixed.items() if text},
            loose=loose,
            filled=frozenset(address for one in forms for address in one.plan.filled),
            named=frozenset(spot for one in forms for spot in _first_names(one.plan)),
            known=frozenset({*used, *loose}),
            present=frozenset(sheet.addresses),
            rows=dict(_rows_of({*used, *loose}, forms)),
            figures=frozenset(address for one in forms for address in one.plan.figures),
            entitled=self._entitled(sheet, forms),
            leftover=leftover(
                sheet,
                forms,
                regions,
                [look for finder in finders for look in finder.looks(forms)],
                cut or (TOO_MANY if any(finder.areas.crowded for finder in finders) else ""),
            ),
        )


def _bounded(canvas: Canvas, words: Words) -> tuple[Canvas, str]:
    """The rows of a sheet that are read; what is said where there are more, or mere labels."""
    numbers = canvas.numbers
    if len(numbers) > MOST_ROWS:
        cut = f"这一页有内容的行超过 {MOST_ROWS} 行，第 {numbers[MOST_ROWS]} 行起没有读取。"
        return canvas.clipped(Window(bottom=numbers[MOST_ROWS - 1])), cut
    filled = sum(map(len, canvas.rows.values()))
    if filled > _MOST_LABELS:
        labels = [n for n in numbers for r in canvas.rows[n] if words.knows(r.text)]
        if len(labels) > _MERE_LABELS * filled and len(labels) > _MOST_LABELS:
            row = labels[_MOST_LABELS]
            cut = f"这一页几乎全是栏目名称，第 {row} 行起没有读取。"
            return canvas.clipped(Window(bottom=row - 1)), cut
    return canvas, ""


def _tells_same(sheet: Sheet, told: Mapping[str, Sign], plan: _SheetPlan) -> bool:
    """Whether the texts of a sheet say what those of a plan's sheet said."""
    if told == plan.told:
        return True
    both = {**plan.told, **told}
    for address in [one for one in both if told.get(one) != plan.told.get(one)]:
        before = plan.quiet.get(address)
        if before is None or not any(map(sheet.shown, before)):
            return False
        signs = (told.get(address), plan.told.get(address))
        if not all(sign is None or sign.only_holds for sign in signs):
            return False
    return True


def _fills_same(sheet: Sheet, plan: _SheetPlan) -> bool:
    """Whether rows of lists in which little stands, or stood, are filled at the same places.

    How many cells of such a row are filled tells what it is: an item, a group, a line.
    """
    changed = plan.present.symmetric_difference(sheet.addresses)
    for row in {id(row): row for address in changed if (row := plan.rows.get(address))}.values():
        now = sum(address in sheet.addresses for address in row)
        before = sum(address in plan.present for address in row)
        if min(now, before) <= _TELLING_FEW:
            return False
    return True


def _rows_of(
    addresses: AbstractSet[str], forms: Sequence[Found]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Each cell in a row of a list with all cells of that row."""
    numbers = {row.number for found in forms for one in found.plan.lists for row in one.rows}
    rows: dict[int, list[str]] = {}
    for address in filter(None, addresses):
        if (number := cell_place(address)[0]) in numbers:
            rows.setdefault(number, []).append(address)
    return ((address, row) for row in rows.values() for address in row)


def _quiet(sheet: Sheet, forms: Sequence[Found]) -> Iterator[tuple[str, Sequence[str]]]:
    """The cells of rows with those left of them; only where something stands there."""
    for row in (row for found in forms for one in found.plan.lists for row in one.rows):
        spots = [s.address for s in row.spots if s.tag.name not in _GROUPING and not s.parts]
        spots.sort(key=lambda address: cell_place(address)[1])
        for number, address in enumerate(spots):
            if number and any(map(sheet.shown, spots[:number])):
                yield address, spots[:number]


def _corner(found: Found) -> tuple[int, int]:
    return found.plan.area[:2]


def _first_names(plan: FormPlan) -> Iterator[str]:
    """Where the first item of each list has its name."""
    for one in plan.lists:
        for spot in one.rows[0].spots if one.rows else ():
            if spot.tag.name == "level3":
                yield spot.address


def texts_of(sheet: Sheet) -> Mapping[str, str]:
    """The cells that hold text, with their texts."""
    if isinstance(sheet, XlsxSheet | PlainSheet):
        return sheet.worded()
    cells = ((address, sheet.value(address)) for address in sheet.addresses)
    return {address: text for address, text in cells if isinstance(text, str)}
