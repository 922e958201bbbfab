"""Forms into workbooks: what a layout can hold is written, the rest is refused by name.

What is written here is read back by `zipingbiao.template.read` as the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from zipingbiao.errors import Place, RenderError
from zipingbiao.glossary import LISTS, TERM_OF, TICK, ListTerm
from zipingbiao.model import SelfEvaluation, Tables
from zipingbiao.ooxml.address import Area
from zipingbiao.template.anchors import FormShape
from zipingbiao.template.codec import Content, as_number, encode
from zipingbiao.template.compiled import SheetTemplate, TemplateCell, TemplateRow
from zipingbiao.template.engine import Engine
from zipingbiao.template.extract import GROUP_POINTS, is_indicator, title_fields
from zipingbiao.template.fill import as_text
from zipingbiao.template.patterns import values_in
from zipingbiao.template.read import is_title
from zipingbiao.template.tag import Pattern, Tag
from zipingbiao.template.writer import Filling, filled_cells
from zipingbiao.values.text import fold, is_blank_mark

#: A year left for the pen.
_BLANK_YEAR = "    "


class Difference(NamedTuple):
    """A datum that differs from what the form's own formula gives."""

    sheet: str
    field: str
    given: Content
    computed: Content

    def __str__(self) -> str:
        computed = "空" if self.computed in (None, "") else as_text(self.computed)
        return f"{self.sheet} › {self.field}：数据为 {as_text(self.given)}，按公式应为 {computed}。"


class Rendered(NamedTuple):
    """A filled workbook and the data that its formulas do not agree with."""

    data: bytes
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class FormWriter:
    """Writes forms into one template.

    ``blanks`` are printed where nothing stands: field → sign; ``money_unit`` where the form
    names none.
    """

    sheet: SheetTemplate
    shape: FormShape
    blanks: Mapping[str, str]
    money_unit: str | None = None

    def filling(self, form: SelfEvaluation) -> Filling:
        """The contents of the cells for a form.

        Raises RenderError naming the field that the layout cannot hold.
        """
        return FormFilling(self, self._complete(form)).filling()

    # What a layout holds

    @cached_property
    def held_fields(self) -> Mapping[str, frozenset[str]]:
        """Which fields of each record have a place: record → names."""
        found: dict[str, set[str]] = {}
        for _, tag in self.sheet.tagged():
            found.setdefault(tag.record, set()).add(tag.name)
        if self.shape.title and self.shape.title.pattern:
            for piece in self.shape.title.pattern:
                if isinstance(piece, Tag):
                    found.setdefault(piece.record, set()).add(piece.name)
        return {record: frozenset(names) for record, names in found.items()}

    def row_fields(self, item: str, key: object) -> frozenset[str]:
        """Which fields have a place in the row of a list that has this key."""
        fixed = self._fields_of_rows.get((item, key if isinstance(key, str) else None))
        return fixed or self._fields_of_rows.get((item, None), frozenset())

    @cached_property
    def _fields_of_rows(self) -> Mapping[tuple[str, str | None], frozenset[str]]:
        found: dict[tuple[str, str | None], set[str]] = {}
        for _, tag in self.sheet.tagged():
            found.setdefault((tag.record, tag.key), set()).add(tag.name)
        return {row: frozenset(names) for row, names in found.items()}

    @cached_property
    def fixed_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The fixed rows of each list, by their printed labels: item → keys in order."""
        found: dict[str, dict[str, None]] = {}
        for _, tag in self.sheet.tagged():
            if tag.key is not None:
                found.setdefault(tag.record, {})[tag.key] = None
        return {item: tuple(keys) for item, keys in found.items()}

    @cached_property
    def repeated_items(self) -> frozenset[str]:
        """The lists that have a repeated row."""
        return frozenset(self.sheet.repeated.values())

    def held(self, form: SelfEvaluation) -> SelfEvaluation:
        """The form as it will be read back.

        Fixed rows are complete, the title is printed; rows left empty for the pen are no rows.
        """
        form = self._complete(form)
        lists = {
            item: tuple(row for row in list_of(form, term) if self._is_told(row, term))
            for item, term in LISTS.items()
        }
        return _with_lists(form, lists)

    def _is_told(self, row: Any, term: ListTerm) -> bool:
        """Whether a row says anything: a fixed row does, a numbered empty one does not."""
        values = {name: getattr(row, name) for name in field_names(term.record)}
        values = {name: value for name, value in values.items() if value not in (None, ())}
        if term.item == "indicator":
            return is_indicator(values)
        if term.key and values.get(term.key) in self.fixed_keys.get(term.item, ()):
            return True
        values.pop("no", None)
        return bool(values) and not (
            set(values) == {term.key} and is_blank_mark(str(values[term.key]))
        )

    def _complete(self, form: SelfEvaluation) -> SelfEvaluation:
        lists = {item: self._held_list(form, term) for item, term in LISTS.items()}
        form = _with_lists(form, lists)
        header = form.header
        if header.money_unit is None and "money_unit" in self.held_fields.get("header", ()):
            form = replace(form, header=replace(header, money_unit=self.money_unit))
        return form if form.title else replace(form, title=self._default_title(form))

    def _held_list(self, form: SelfEvaluation, term: ListTerm) -> tuple[Any, ...]:
        """The rows of a list with the fixed ones where the form has them."""
        rows = list_of(form, term)
        keys = self.fixed_keys.get(term.item, ())
        if not keys or term.key is None:
            return rows
        found = {getattr(row, term.key): row for row in rows}
        fixed = [found.get(key) or term.record(**{term.key: key}) for key in keys]
        others = tuple(row for row in rows if getattr(row, term.key) not in keys)
        if others and term.item not in self.repeated_items:
            index = rows.index(others[0])
            label = getattr(others[0], term.key)
            raise refusal(f"{term.path}[{index}]", f"这张表没有「{label}」这一行。")
        return (*others, *fixed)

    def _default_title(self, form: SelfEvaluation) -> str | None:
        cell = self.shape.title
        if cell is None:
            return None
        if cell.pattern is None:
            return cell.label
        return "".join(
            piece if isinstance(piece, str) else as_text(scalar_of(form, piece))
            for piece in cell.pattern
        ).strip() or None


def _with_lists(form: SelfEvaluation, lists: Mapping[str, tuple[Any, ...]]) -> SelfEvaluation:
    """The form with other lists, by the names of their items."""
    tables = Tables(**{t.path[7:]: lists[i] for i, t in LISTS.items() if "." in t.path})
    plain = {term.path: lists[item] for item, term in LISTS.items() if "." not in term.path}
    return replace(form, tables=tables, **plain)


def write_workbook(
    engine: Engine,
    writers: Sequence[FormWriter],
    forms: Sequence[SelfEvaluation],
    *,
    given: bool = False,
) -> Rendered:
    """A workbook with one sheet a form; ``writers`` are those of its sheets.

    ``given`` writes the data as given; otherwise what the forms compute is computed, and each
    datum that differs is told. Raises RenderError naming what the layout cannot hold.
    """
    fillings: dict[str, Filling] = {}
    for number, (writer, form) in enumerate(zip(writers, forms, strict=True)):
        try:
            fillings[writer.sheet.name] = writer.filling(form)
        except RenderError as error:
            raise _numbered(error, number, len(forms)) from None
    filled = engine.fill(fillings, given=given)
    found: list[Difference] = []
    for writer in () if given else writers:
        name = writer.sheet.name
        found += differences(writer.sheet, fillings[name], filled.calculation.sheets[name])
    return Rendered(filled.data, tuple(found))


def _numbered(error: RenderError, number: int, count: int) -> RenderError:
    """The error with the number of the form, where there are several."""
    place = error.place
    if count > 1:
        place = replace(place, field=f"forms[{number}].{place.field}")
    return RenderError(error.reason, place, error.cure)


def refusal(path: str, reason: str) -> RenderError:
    """The layout cannot hold a field."""
    return RenderError(reason, Place(field=path), "请改用能容纳它的版式，或从数据中去掉。")


def list_of(form: SelfEvaluation, term: ListTerm) -> tuple[Any, ...]:
    """The rows of a list of the form."""
    folder, _, name = term.path.rpartition(".")
    rows: tuple[Any, ...] = getattr(form.tables if folder else form, name)
    return rows


def scalar_of(form: SelfEvaluation, tag: Tag) -> Content:
    """A single field of the form."""
    holder = getattr(form, tag.record) if tag.record else form
    value: Content = getattr(holder, tag.name)
    return value


@lru_cache(maxsize=64)
def field_names(record: type) -> tuple[str, ...]:
    """The fields of a record."""
    return tuple(one.name for one in fields(record))


class FormFilling:
    """Turns one form into the contents of a template's cells."""

    def __init__(self, writer: FormWriter, form: SelfEvaluation) -> None:
        self._writer = writer
        self._form = form
        self._unit = form.header.money_unit
        self._groups = {group.level1: group.weight for group in form.groups}

    def filling(self) -> Filling:
        """The contents. Raises RenderError naming what the layout cannot hold."""
        self._refuse_what_has_no_place()
        cells: dict[tuple[int, int], Content] = {}
        rows: dict[int, list[tuple[Content, ...]]] = {}
        merges: list[Area] = []
        added = 0
        for row in self._writer.sheet.rows:
            if row.item is None:
                cells.update(self._single_row(row))
                continue
            rows[row.number] = self._repeated_row(row)
            merges += _merges(row, rows[row.number], row.number + added)
            added += max(len(rows[row.number]), 1) - 1
        return Filling(cells, rows, merges)

    # What has no place

    def _refuse_what_has_no_place(self) -> None:
        held = self._writer.held_fields
        form = self._form
        for record, holder in (("header", form.header), ("total", form.total)):
            self._check_record(record, holder, held.get(record, frozenset()), f"{record}.")
        for name in ("year", "remarks", "title"):
            if getattr(form, name) is not None and name not in held.get("", ()):
                raise refusal(name, "这个版式没有位置放它。")
        for item, term in LISTS.items():
            for index, row in enumerate(list_of(form, term)):
                names = self._writer.row_fields(item, getattr(row, term.key or "", None))
                self._check_record(item, row, names | {term.key}, f"{term.path}[{index}].")
        self._check_groups()
        self._check_title()

    def _check_record(
        self, record: str, holder: object, names: frozenset[str | None], path: str
    ) -> None:
        for name in field_names(type(holder)):
            if name not in names and getattr(holder, name) not in (None, ()):
                raise refusal(path + name, "这个版式没有位置放它。")

    def _check_groups(self) -> None:
        """Points of a group are printed at its name; so the name must be there."""
        printed = any(tag.points for _, tag in self._writer.sheet.tagged())
        order = list(dict.fromkeys(one.level1 for one in self._form.indicators))
        given = [group.level1 for group in self._form.groups]
        for index, group in enumerate(self._form.groups):
            path = f"groups[{index}]"
            if not printed:
                raise refusal(path, "这个版式不在一级指标上印分值。")
            if group.level1 not in order or group.weight is None:
                raise refusal(path, f"指标中没有一级指标「{group.level1}」，或没有给出分值。")
        if given != [name for name in order if name in self._groups]:
            raise refusal("groups", "一级指标的次序与指标中的次序不同。")

    def _check_title(self) -> None:
        """What only the title says must be what it says."""
        cell = self._writer.shape.title
        title = self._form.title
        if cell is None or title is None:
            return
        if not is_title(fold(title)):
            raise refusal("title", f"「{title}」不像自评表的标题，读回时找不到。")
        elsewhere = {tag.term for slot in self._writer.shape.scalars for tag in (slot.tag,)}
        pattern = cell.pattern or (cell.label,)
        said = title_fields(pattern, title)
        terms = [tag for tag in pattern if isinstance(tag, Tag)] + [Tag("", "year")]
        for tag in terms:
            value = scalar_of(self._form, tag)
            if tag.term not in elsewhere and said.get(tag.term) != value:
                raise refusal(tag.term, f"标题「{title}」与它不一致。")

    # Single cells

    def _single_row(self, row: TemplateRow) -> Iterator[tuple[tuple[int, int], Content]]:
        for cell in filled_cells(row):
            yield (cell.row, cell.column), self._single(cell)

    def _single(self, cell: TemplateCell) -> Content:
        if cell is self._writer.shape.title:
            return self._form.title
        pattern: Pattern = cell.pattern or ((cell.computes,) if cell.computes else ())
        values = {tag: self._fixed(tag, cell) for tag in pattern if isinstance(tag, Tag)}
        return self._joined(pattern, values)

    def _fixed(self, tag: Tag, cell: TemplateCell) -> Content:
        if tag.key is None:
            return self._encoded(tag, scalar_of(self._form, tag), tag.term, cell)
        term = LISTS[tag.record]
        for index, record in enumerate(list_of(self._form, term)):
            if getattr(record, term.key or "") == tag.key:
                path = f"{term.path}[{index}].{tag.name}"
                return self._encoded(tag, getattr(record, tag.name), path, cell)
        return None

    def _encoded(self, tag: Tag, value: Any, path: str, cell: TemplateCell) -> Content:
        """The content for a value. Raises RenderError where it would not read back."""
        kind = TERM_OF[tag.term].kind
        if kind == "ticks":
            return self._tick(tag, value, path)
        try:
            content = encode(kind, value, self._unit)
        except ValueError as error:
            raise refusal(path, str(error)) from None
        if content is None:
            sign = self._writer.blanks.get(_written_tag(tag))
            return sign
        if kind == "shown" and cell.general and isinstance(content, str):
            return as_number(content)
        return content

    def _tick(self, tag: Tag, words: tuple[str, ...], path: str) -> Content:
        places = {one.tick for _, one in self._writer.sheet.tagged() if one.term == tag.term}
        for word in words:
            if word not in places:
                raise refusal(path, f"这个版式没有「{word}」这一栏。")
        return TICK if tag.tick in words else None

    def _joined(self, pattern: Pattern, values: Mapping[Tag, Content]) -> Content:
        if len(pattern) == 1:
            return next(iter(values.values()), None)
        text = "".join(
            piece if isinstance(piece, str) else _between(piece, values[piece]) for piece in pattern
        )
        said = values_in(pattern, text) or {}
        for tag, value in values.items():
            if said.get(tag, "") != as_text(value):
                raise refusal(tag.term, f"「{as_text(value)}」与格内其他文字混淆，无法读回。")
        return text

    # Lists

    def _repeated_row(self, row: TemplateRow) -> list[tuple[Content, ...]]:
        term = LISTS[row.item or ""]
        keys = self._writer.fixed_keys.get(term.item, ())
        cells = filled_cells(row)
        merged = [tag.name for cell in cells for tag in cell.tags if tag.merge]
        carried: dict[str, object] = {}
        contents = []
        counter: dict[tuple[object, object], int] = {}
        for index, record in enumerate(list_of(self._form, term)):
            if term.key and getattr(record, term.key) in keys:
                continue
            path = f"{term.path}[{index}]."
            if term.item == "indicator":
                self._check_indicator(record, path, merged, carried)
                group = (record.level1, record.level2)
                counter[group] = counter.get(group, 0) + 1
                number = counter[group]
            else:
                number = index + 1
            contents.append(tuple(self._item_cell(cell, record, path, number) for cell in cells))
        return contents

    def _item_cell(self, cell: TemplateCell, record: Any, path: str, number: int) -> Content:
        pattern: Pattern = cell.pattern or ((cell.computes,) if cell.computes else ())
        values: dict[Tag, Content] = {}
        for tag in pattern:
            if isinstance(tag, str):
                continue
            if tag.counts:
                return "".join(p if isinstance(p, str) else str(number) for p in pattern)
            value = getattr(record, tag.name)
            values[tag] = self._encoded(tag, value, path + tag.name, cell)
            if tag.points:
                values[tag] = self._with_points(value, path + tag.name)
        return self._joined(pattern, values)

    def _with_points(self, level1: str | None, path: str) -> Content:
        """产出指标（70分）, as official forms print a group's points."""
        if level1 is None:
            return None
        weight = self._groups.get(level1)
        text = level1 if weight is None else f"{level1}（{as_text(weight)}分）"
        match = GROUP_POINTS.fullmatch(text)
        if (match[1] if match else text) != level1:
            raise refusal(path, f"「{level1}」与所印分值混淆，无法读回。")
        return text

    def _check_indicator(
        self, record: Any, path: str, merged: Sequence[str], carried: dict[str, object]
    ) -> None:
        """A group left empty under a filled one would be read as that group."""
        names = [name for name in field_names(type(record)) if getattr(record, name) is not None]
        values = {name: getattr(record, name) for name in names if getattr(record, name) != ()}
        if not is_indicator(values) and set(values) - {"level1", "level2", "level3"}:
            raise refusal(path[:-1], "三级指标、指标值、完成值、分值、得分都是空白，读回时不算指标。")
        fresh = False
        for name in merged:
            value = values.get(name)
            if value is None and carried.get(name) is not None and not fresh:
                raise refusal(path + name, f"为空，读回时会并入上一行的「{carried[name]}」。")
            fresh = fresh or value != carried.get(name)
            carried[name] = value


def _between(tag: Tag, value: Content) -> str:
    if value is None and tag.name == "year":
        return _BLANK_YEAR
    return as_text(value)


def _written_tag(tag: Tag) -> str:
    """How ``[blanks]`` names a field: ``funds["其他资金"].weight`` or ``indicator.reason``."""
    if tag.key is None:
        return tag.term
    return f'{LISTS[tag.record].path}["{tag.key}"].{tag.name}'


def _merges(row: TemplateRow, contents: Sequence[Sequence[Content]], first: int) -> Iterator[Area]:
    """Equal neighbours become one cell, never across a change in a merged column to the left."""
    groups = [(0, max(len(contents), 1))]
    for slot, cell in enumerate(filled_cells(row)):
        if not any(tag.merge for tag in cell.tags):
            continue
        groups = [run for group in groups for run in _runs(contents, slot, *group)]
        for start, end in groups:
            filled = bool(contents) and contents[start][slot] is not None
            bottom = end if filled else start + 1
            for top, last in [(start, bottom)] if filled else [(n, n + 1) for n in range(start, end)]:
                area = Area(first + top, cell.area.left, first + last - 1, cell.area.right)
                if (area.top, area.left) != (area.bottom, area.right):
                    yield area


def _runs(
    contents: Sequence[Sequence[Content]], slot: int, start: int, end: int
) -> Iterator[tuple[int, int]]:
    if not contents:
        yield start, end
        return
    at = start
    for _, same in groupby(contents[start:end], key=lambda row: row[slot]):
        length = len(list(same))
        yield at, at + length
        at += length


def differences(sheet: SheetTemplate, filling: Filling, values: Any) -> Iterator[Difference]:
    """The data that the form's formulas do not agree with."""
    rows = values.rows
    for row in sheet.rows:
        for cell in row.cells:
            if cell.computes is None or cell.formula is None:
                continue
            for number in range(rows.first(row.number), rows.last(row.number) + 1):
                given = values.datum(number, cell.column)
                computed, stays = values.outcome(number, cell.column)
                if given is not None and (not stays or not _agree(given, computed)):
                    path = _path_of(cell.computes, number - rows.first(row.number))
                    yield Difference(sheet.name, path, given, computed if stays else None)


def _agree(given: Content, computed: object) -> bool:
    if isinstance(given, int | float) and isinstance(computed, int | float):
        return abs(given - computed) <= 1e-9 * max(1.0, abs(given))
    return given == computed


def _path_of(tag: Tag, copy: int) -> str:
    if tag.record not in LISTS:
        return tag.term
    term = LISTS[tag.record]
    where = f'["{tag.key}"]' if tag.key is not None else f"[{copy}]"
    return f"{term.path}{where}.{tag.name}"

