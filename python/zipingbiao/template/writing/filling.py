"""One form into the contents of a template's cells. What the layout cannot hold is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zipingbiao.domain.levels import LEVELS
from zipingbiao.domain.totals import is_adding_row
from zipingbiao.errors import shown
from zipingbiao.glossary import LISTS, ListTerm
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import TemplateRow
from zipingbiao.template.reading.extract import goes_on_with, is_indicator, title_fields
from zipingbiao.template.tag import Tag
from zipingbiao.template.words import is_title
from zipingbiao.template.writing.capacity import FIELD_NAMES, Capacity, list_of, refusal, scalar_of
from zipingbiao.template.writing.coding import CellCoder, check_text
from zipingbiao.template.writing.contents import Filling, RowContents
from zipingbiao.template.writing.grouping import group_merges
from zipingbiao.values.text import fold, plain

_NO_PLACE = "这个版式没有位置放它。"
#: A subtotal says that it is one in one of its first cells.
_FIRST_CELLS = 3
_NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Filler:
    """Fills forms into one template.

    ``blanks`` are printed where nothing stands: field → sign.
    """

    capacity: Capacity
    blanks: Mapping[str, str]

    def filling(self, form: SelfEvaluation) -> Filling:
        """The contents of the cells for a form.

        Raises RenderError naming the field that the layout cannot hold.
        """
        form = self.capacity.complete(form)
        _refuse_what_has_no_place(self.capacity, form)
        return _FormFilling(self, form).filling()

    @cached_property
    def coders(self) -> Mapping[int, tuple[CellCoder, ...]]:
        """The coders of the filled cells of each row."""
        return {
            row.number: tuple(CellCoder(cell, self.capacity, self.blanks) for cell in row.filled)
            for row in self.capacity.sheet.rows
            if row.filled
        }

    @cached_property
    def merged_names(self) -> Mapping[int, tuple[str, ...]]:
        """The fields of each repeated row whose equal neighbours become one cell."""
        return {
            row.number: tuple(tag.name for cell in row.cells for tag in cell.tags if tag.merge)
            for row in self.capacity.sheet.rows
            if row.item
        }


class _FormFilling:
    """One form on its way into the cells; `coding.Writing` for the coders."""

    def __init__(self, filler: Filler, form: SelfEvaluation) -> None:
        self._filler = filler
        self._capacity = filler.capacity
        self._form = form
        self.unit = form.header.money_unit
        self.group_points = {group.level1: group.weight for group in form.groups}
        self._fixed = {
            item: {
                getattr(row, LISTS[item].key or ""): (index, row)
                for index, row in enumerate(list_of(form, LISTS[item]))
            }
            for item in self._capacity.fixed_keys
        }

    def filling(self) -> Filling:
        rows: dict[int, Sequence[RowContents]] = {}
        merges: list[Area] = []
        added = 0
        for row in self._capacity.sheet.rows:
            if row.item is not None:
                rows[row.number] = contents = self._repeated(row)
                merges += group_merges(row, contents, row.number + added)
                added += max(len(contents), 1) - 1
            elif row.filled:
                rows[row.number] = [self._single(row)]
        return Filling(rows, merges)

    # Rows that stand once

    def _single(self, row: TemplateRow) -> RowContents:
        title = self._capacity.shape.title
        return [
            self._title() if cell is title else self._content(coder)
            for cell, coder in zip(row.filled, self._filler.coders[row.number], strict=True)
        ]

    def _title(self) -> Content:
        """The title; where the form has none of its own, with room for what is not known."""
        own = self._capacity.own_title(self._form)
        return own if plain(own) == self._form.title else self._form.title

    def _content(self, coder: CellCoder) -> Content:
        found = [self._find(tag) for tag in coder.tags]
        path = found[0][0]
        try:
            if coder.alone:
                return coder.alone.content(found[0][1], self)
            values = {tag: value for tag, (_, value) in zip(coder.tags, found, strict=True)}
            return coder.content(values, self)
        except ValueError as error:
            raise refusal(path, str(error)) from None

    def _find(self, tag: Tag) -> tuple[str, Any]:
        """The value of a field that stands once, and its path."""
        if tag.only:
            rows = list_of(self._form, LISTS[tag.record])
            return tag.where(0), getattr(rows[0], tag.name) if rows else None
        if tag.key is None:
            return tag.term, scalar_of(self._form, tag)
        index, record = self._fixed[tag.record][tag.key]
        return f"{LISTS[tag.record].path}[{index}].{tag.name}", getattr(record, tag.name)

    # Rows of lists

    def _repeated(self, row: TemplateRow) -> list[RowContents]:
        term = LISTS[row.item or ""]
        coders = self._filler.coders[row.number]
        guard = _GroupGuard(self._filler.merged_names[row.number])
        contents: list[RowContents] = []
        for index, record in self._shared_out(term).get(row.number, ()):
            number = index + 1
            if term.item == "indicator":
                number = guard.number(record, f"{term.path}[{index}]")
            item = self._item(coders, record, number, term, index)
            if term.item == "indicator":
                guard.check_first_cells(item, coders, f"{term.path}[{index}]")
            contents.append(item)
        return contents

    def _shared_out(self, term: ListTerm) -> Mapping[int, Sequence[tuple[int, Any]]]:
        """Which items each repeated row of a list holds.

        Where a form prints the list in several tables, each item stands in the first that holds
        all of it, no further up than the item before it.
        """
        bands = self._capacity.bands[term.item]
        keys = self._capacity.fixed_keys.get(term.item, ())
        lists = (one for one in self._capacity.shape.lists if one.item == term.item)
        alone = any(slot.alone for one in lists for slot in one.slots)
        found: dict[int, list[tuple[int, Any]]] = {number: [] for number in bands}
        rows = list(bands)
        for index, record in enumerate(list_of(self._form, term)):
            if term.item == "goal" and alone and index:
                raise refusal(f"{term.path}[{index}]", "这个版式只有一个目标的位置。")
            if keys and getattr(record, term.key or "") in keys:
                continue
            while not _holds(bands[rows[0]], record):
                if len(rows) == 1:
                    raise refusal(f"{term.path}[{index}]", "这一项该在的那一栏已经过去，放不下。")
                rows.pop(0)
            found[rows[0]].append((index, record))
        return found

    def _item(
        self, coders: Sequence[CellCoder], record: Any, number: int, term: ListTerm, index: int
    ) -> RowContents:
        contents: list[Content] = []
        for coder in coders:
            try:
                if coder.alone:
                    contents.append(coder.alone.content(getattr(record, coder.name), self))
                elif coder.tags:
                    values = {tag: getattr(record, tag.name) for tag in coder.tags}
                    contents.append(coder.content(values, self))
                else:
                    contents.append(coder.counted(number, index + 1))
            except ValueError as error:
                raise refusal(f"{term.path}[{index}].{coder.name}", str(error)) from None
        return contents


def _holds(names: frozenset[str], record: Any) -> bool:
    """Whether a row has a place for all that a record says."""
    return all(
        name in names or getattr(record, name) in (None, ()) for name in FIELD_NAMES[type(record)]
    )


class _GroupGuard:
    """Goes down the indicators: counts them within their groups, refuses what would be misread."""

    def __init__(self, merged: Sequence[str]) -> None:
        self._merged = merged
        self._carried: dict[str, object] = {}
        self._counts: dict[tuple[object, object], int] = {}

    def number(self, record: Any, path: str) -> int:
        """The number of an indicator within its group.

        Raises RenderError where a group left empty under a filled one would be read as that
        group, or where the row would be read as none.
        """
        values = {
            name: value
            for name in FIELD_NAMES[type(record)]
            if (value := getattr(record, name)) not in (None, ())
        }
        if not is_indicator(values) and not values.keys() <= set(LEVELS):
            reason = "三级指标、指标值、完成值、分值、得分都是空白，读回时不算指标。"
            raise refusal(path, reason)
        begins = self._check_groups(values, path)
        if not begins and values.keys() <= set(self._merged) and is_indicator(values):
            raise refusal(path, "与上一行同组，自己没有内容，读回时会并入上一行。")
        if not begins and goes_on_with(values) is not None:
            raise refusal(path, "与上一行同组，只有一段文字，读回时会接在上一行后面。")
        group = (record.level1, record.level2)
        self._counts[group] = self._counts.get(group, 0) + 1
        return self._counts[group]

    def check_first_cells(
        self, contents: RowContents, coders: Sequence[CellCoder], path: str
    ) -> None:
        """Raises RenderError where the row would be read as a subtotal."""
        filled = [
            (content, coder)
            for content, coder in zip(contents, coders, strict=True)
            if content is not None
        ]
        for content, coder in filled[: _FIRST_CELLS + len(self._merged)]:
            if isinstance(content, str) and is_adding_row(content):
                raise refusal(f"{path}.{coder.name}", f"「{shown(content)}」读回时会当作小计行。")

    def _check_groups(self, values: Mapping[str, object], path: str) -> bool:
        """Whether a group begins in this row.

        Raises RenderError where a group left empty would be read as the one above it.
        """
        fresh = False
        for name in self._merged:
            value, above = values.get(name), self._carried.get(name)
            if value is None and above is not None and not fresh:
                raise refusal(f"{path}.{name}", f"为空，读回时会并入上一行的「{shown(above)}」。")
            fresh = fresh or value != above
            self._carried[name] = value
        return fresh


# What has no place


def _refuse_what_has_no_place(capacity: Capacity, form: SelfEvaluation) -> None:
    held = capacity.fields
    named = {"money_unit"} if capacity.units else _NO_NAMES
    _check_record(form.header, held.get("header", _NO_NAMES) | named, "header.")
    _check_record(form.total, held.get("total", _NO_NAMES), "total.")
    for name in ("year", "remarks", "title"):
        if getattr(form, name) is not None and name not in held.get("", _NO_NAMES):
            raise refusal(name, _NO_PLACE)
    for item, term in LISTS.items():
        if item in capacity.only_items and len(list_of(form, term)) > 1:
            raise refusal(f"{term.path}[1]", f"这个版式只有一项{term.chinese}的位置。")
        for index, row in enumerate(list_of(form, term)):
            names = capacity.row_fields(item, getattr(row, term.key or "", None))
            _check_record(row, names, f"{term.path}[{index}].", term.key)
    _check_group_points(capacity, form)
    _check_unit(capacity, form)
    _check_title(capacity, form)


def _check_record(holder: object, names: frozenset[str], path: str, key: str | None = None) -> None:
    for name in FIELD_NAMES[type(holder)]:
        if name not in names and name != key and getattr(holder, name) not in (None, ()):
            raise refusal(path + name, _NO_PLACE)


def _check_group_points(capacity: Capacity, form: SelfEvaluation) -> None:
    """Points of a group are printed at its name; so the name must be there."""
    order = list(dict.fromkeys(one.level1 for one in form.indicators))
    given = [group.level1 for group in form.groups]
    for index, group in enumerate(form.groups):
        path = f"groups[{index}]"
        if not capacity.prints_points:
            raise refusal(path, "这个版式不在一级指标上印分值。")
        if group.level1 not in order or group.weight is None:
            raise refusal(path, f"指标中没有一级指标「{shown(group.level1)}」，或没有给出分值。")
    if given != [name for name in order if name in given]:
        raise refusal("groups", "一级指标的次序与指标中的次序不同。")


def _check_unit(capacity: Capacity, form: SelfEvaluation) -> None:
    """Where the name of a row says the money unit, 计划投资额（万元）, the form is in that."""
    unit = form.header.money_unit
    for key, said in capacity.units.items():
        if unit is not None and said != unit:
            raise refusal("header.money_unit", f"「{shown(key)}」这一行印的是{said}，不是{unit}。")


def _check_title(capacity: Capacity, form: SelfEvaluation) -> None:
    """What only the title says must be what it says."""
    cell, title = capacity.shape.title, form.title
    if cell is None or title is None:
        return
    try:
        check_text(title)
    except ValueError as error:
        raise refusal("title", str(error)) from None
    if not is_title(fold(title)):
        raise refusal("title", f"「{shown(title)}」不像自评表的标题，读回时找不到。")
    elsewhere = {slot.tag.term for slot in capacity.shape.scalars}
    pattern = cell.pattern or (cell.label,)
    said: Iterator[tuple[Tag, object]]
    fields = title_fields(pattern, title)
    said = ((tag, fields.get(tag.term)) for tag in pattern if isinstance(tag, Tag))
    for tag, value in (*said, (Tag("", "year"), fields.get("year"))):
        if tag.term not in elsewhere and value != scalar_of(form, tag):
            raise refusal(tag.term, f"标题「{shown(title)}」与它不一致。")
