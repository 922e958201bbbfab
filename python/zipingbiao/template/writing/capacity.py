"""What a layout can hold, and what of a form it will show: fields, rows, its title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from zipingbiao.errors import Place, RenderError, shown
from zipingbiao.glossary import LISTS, ListTerm
from zipingbiao.model import Header, SelfEvaluation, Tables, Total
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate
from zipingbiao.template.reading.anchors import FormShape
from zipingbiao.template.reading.extract import is_indicator, title_fields
from zipingbiao.template.tag import Tag
from zipingbiao.template.words import unit_said
from zipingbiao.values.numbers import write_number
from zipingbiao.values.text import fold, is_blank_mark, plain

#: The part of a group's name that is its points.
GROUP_PART = ("indicator.level1", "分值")
#: Room left for the pen in a title and elsewhere, where nothing is known yet.
_ROOM = {"year": "　　　　", "header.unit": "　　　　　　", "header.project": "　　　　　　　　"}
_NO_NAMES: frozenset[str] = frozenset()
#: The fields of each record of the model.
FIELD_NAMES: Mapping[type, tuple[str, ...]] = {
    record: tuple(one.name for one in fields(record))
    for record in (Header, Total, *(term.record for term in LISTS.values()))
}


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


def as_text(value: Content) -> str:
    """A content between literal texts."""
    if value is None or isinstance(value, str):
        return value or ""
    return write_number(value)


def room_for(tag: Tag) -> str:
    """Blanks for the pen, where a field has no value yet."""
    return _ROOM.get(tag.term, "")


@dataclass(frozen=True)
class Capacity:
    """The places that a form's template has for data.

    ``money_unit`` is printed where a form names none.
    """

    sheet: SheetTemplate
    shape: FormShape
    money_unit: str | None = None

    @cached_property
    def fields(self) -> Mapping[str, frozenset[str]]:
        """Which fields of each record have a place: record → names."""
        found: dict[str, set[str]] = {}
        for _, tag in self.sheet.tagged():
            found.setdefault(tag.record, set()).add(tag.name)
        title = self.shape.title
        for piece in (title.pattern or ()) if title else ():
            if isinstance(piece, Tag):
                found.setdefault(piece.record, set()).add(piece.name)
        return {record: frozenset(names) for record, names in found.items()}

    def row_fields(self, item: str, key: object) -> frozenset[str]:
        """Which fields have a place in the row of a list that has this key."""
        fixed = self._fields_of_rows.get((item, key if isinstance(key, str) else None))
        return fixed or self._fields_of_rows.get((item, None), _NO_NAMES)

    @cached_property
    def _fields_of_rows(self) -> Mapping[tuple[str, str | None], frozenset[str]]:
        found: dict[tuple[str, str | None], set[str]] = {}
        for _, tag in self.sheet.tagged():
            found.setdefault((tag.record, tag.key), set()).add(tag.name)
        return {row: frozenset(names) for row, names in found.items()}

    @cached_property
    def bands(self) -> Mapping[str, Mapping[int, frozenset[str]]]:
        """The repeated rows of each list with their fields: item → row → names.

        A list that a form prints in two tables has two of them.
        """
        found: dict[str, dict[int, frozenset[str]]] = {}
        for row in self.sheet.rows:
            if row.item:
                names = frozenset(tag.name for cell in row.cells for tag in cell.tags)
                found.setdefault(row.item, {})[row.number] = names
        return found

    @cached_property
    def fixed_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The fixed rows of each list, by their printed labels: item → keys in order."""
        found: dict[str, dict[str, None]] = {}
        for _, tag in self.sheet.tagged():
            if tag.key is not None:
                found.setdefault(tag.record, {})[tag.key] = None
        return {item: tuple(keys) for item, keys in found.items()}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """The money units that the names of fixed rows say: 计划投资额（万元）."""
        keys = (key for keys in self.fixed_keys.values() for key in keys)
        return {key: said for key in keys if (said := unit_said(fold(key)))}

    @cached_property
    def only_items(self) -> frozenset[str]:
        """The lists that have a place for one item, which does not repeat."""
        return frozenset(tag.record for _, tag in self.sheet.tagged() if tag.only)

    @cached_property
    def repeated_items(self) -> frozenset[str]:
        """The lists that have a repeated row."""
        return frozenset(self.sheet.repeated.values())

    @cached_property
    def ticks(self) -> Mapping[str, frozenset[str]]:
        """The words that have a column to be ticked: field → words."""
        return self._words(lambda tag: tag.tick)

    @cached_property
    def parts(self) -> Mapping[str, frozenset[str]]:
        """The parts of a field that have cells of their own: field → their words."""
        return self._words(lambda tag: tag.part)

    def _words(self, word: Callable[[Tag], str | None]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for _, tag in self.sheet.tagged():
            if (said := word(tag)) is not None:
                found.setdefault(tag.term, set()).add(said)
        return {term: frozenset(words) for term, words in found.items()}

    @cached_property
    def prints_points(self) -> bool:
        """Whether the points of a group stand at its name, 产出指标（70分）, or beside it."""
        return any(
            tag.points or (tag.term, tag.part) == GROUP_PART for _, tag in self.sheet.tagged()
        )

    # What a form becomes

    def complete(self, form: SelfEvaluation) -> SelfEvaluation:
        """The form with its fixed rows, its money unit, its title and what that says.

        Raises RenderError for a row that has no place.
        """
        form = _with_lists(form, {item: self._rows(form, term) for item, term in LISTS.items()})
        header = form.header
        if header.money_unit is None and "money_unit" in self.fields.get("header", _NO_NAMES):
            form = replace(form, header=replace(header, money_unit=self.money_unit))
        if not form.title:
            return replace(form, title=plain(self.own_title(form)) or None)
        return self._told_by_title(form, form.title)

    def held(self, form: SelfEvaluation) -> SelfEvaluation:
        """The form as it will be read back.

        Fixed rows are complete, the title is printed; rows left empty for the pen are no rows.
        """
        form = self.complete(form)
        lists = {
            item: tuple(row for row in list_of(form, term) if self._is_told(row, term))
            for item, term in LISTS.items()
        }
        return _with_lists(form, lists)

    def own_title(self, form: SelfEvaluation) -> str:
        """The title that the template prints for a form that gives none."""
        cell = self.shape.title
        if cell is None:
            return ""
        return "".join(
            piece if isinstance(piece, str) else as_text(scalar_of(form, piece)) or room_for(piece)
            for piece in cell.pattern or (cell.label,)
        )

    def _told_by_title(self, form: SelfEvaluation, title: str) -> SelfEvaluation:
        """The form with the year, the unit, the project that only its title says."""
        cell = self.shape.title
        said = title_fields(cell.pattern or (cell.label,), title) if cell else {}
        for term, value in said.items():
            record, _, name = term.rpartition(".")
            if name not in self.fields.get(record, _NO_NAMES):
                continue
            if scalar_of(form, Tag(record, name)) is None:
                told: dict[str, Any] = {name: value}
                if record:
                    told = {record: replace(getattr(form, record), **told)}
                form = replace(form, **told)
        return form

    def _rows(self, form: SelfEvaluation, term: ListTerm) -> tuple[Any, ...]:
        """The rows of a list with the fixed ones where the form has them."""
        rows = list_of(form, term)
        keys = self.fixed_keys.get(term.item, ())
        if not keys or term.key is None:
            return rows
        found = {getattr(row, term.key): row for row in rows}
        fixed = [found.get(key) or term.record(**{term.key: key}) for key in keys]
        others = tuple(row for row in rows if getattr(row, term.key) not in keys)
        if others and term.item not in self.repeated_items:
            label = getattr(others[0], term.key)
            path = f"{term.path}[{rows.index(others[0])}]"
            raise refusal(path, f"这张表没有「{shown(label)}」这一行。")
        return (*others, *fixed)

    def _is_told(self, row: Any, term: ListTerm) -> bool:
        """Whether a row says anything: a fixed row does, a numbered empty one does not."""
        values = {name: getattr(row, name) for name in FIELD_NAMES[term.record]}
        values = {name: value for name, value in values.items() if value not in (None, ())}
        if term.item == "indicator":
            return is_indicator(values)
        if term.key and values.get(term.key) in self.fixed_keys.get(term.item, ()):
            return True
        values.pop("no", None)
        only_key = term.key is not None and set(values) == {term.key}
        return bool(values) and not (only_key and is_blank_mark(str(*values.values())))


def _with_lists(form: SelfEvaluation, lists: Mapping[str, tuple[Any, ...]]) -> SelfEvaluation:
    """The form with other lists, by the names of their items."""
    tables = Tables(**{t.path[7:]: lists[i] for i, t in LISTS.items() if "." in t.path})
    plain_lists: dict[str, Any] = {
        term.path: lists[item] for item, term in LISTS.items() if "." not in term.path
    }
    return replace(form, tables=tables, **plain_lists)
