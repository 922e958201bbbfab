"""Read a form by its plan: addresses in, a `SelfEvaluation` out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zipingbiao import model
from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.xlsx import XlsxSheet
from zipingbiao.template.anchors import clean_source
from zipingbiao.template.codec import DECODERS, Decoded, Remark, decode_text, is_ticked
from zipingbiao.template.patterns import values_in
from zipingbiao.template.plan import FormPlan, ListPlan, RowPlan, Spot
from zipingbiao.template.records import maker
from zipingbiao.template.tag import Pattern
from zipingbiao.template.words import is_subtotal, unit_said, year_in, year_of_line
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import fold, is_blank_mark, plain

GROUP_POINTS = re.compile(r"(.+?)\s*[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]", re.DOTALL)
_NUMBERED = re.compile(r"指标(\d+|[一二三四五六七八九十]+)?[:.,]?|…+|\.{3,}|-+|/+")
_LEVELS = ("level1", "level2", "level3")
_SCORED = ("target", "actual", "weight", "score")
_RATE_GROUP = "预算执行率"
_TABLES = "tables."
_COLON = re.compile(r"[：:∶]")

#: Fields with their addresses.
Places = Sequence[tuple[str, str]]


class _Entry(NamedTuple):
    """A record that was read: its path, and where its fields stand."""

    prefix: str
    record: object
    places: Places


class _ListEntry(NamedTuple):
    """The records of a list: their path, the rows that tell where they stand, their groups."""

    path: str
    records: Sequence[object]
    rows: Sequence[RowPlan]
    groups: Sequence[Places]


class CellMap(Mapping[str, str]):
    """Field path → address of every non-null leaf; made only when somebody looks."""

    __slots__ = ("_lists", "_made", "_single")

    def __init__(self, single: Sequence[_Entry], lists: Sequence[_ListEntry]) -> None:
        self._single = single
        self._lists = lists
        self._made: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._made is None:
            made: dict[str, str] = {}
            for prefix, record, places in self._entries():
                for name, address in places:
                    if getattr(record, name) not in (None, ()):
                        made.setdefault(prefix + name, address)
            self._made = made
            self._single = self._lists = ()
        return self._made

    def _entries(self) -> Iterator[_Entry]:
        yield from self._single
        for path, records, rows, groups in self._lists:
            for index, record in enumerate(records):
                carried = groups[index] if groups else ()
                places = (*carried, *_row_places(rows[index], record))
                yield _Entry(f"{path}[{index}].", record, places)

    def __getitem__(self, path: str) -> str:
        return self._all()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _row_places(row: RowPlan, record: object) -> Iterator[tuple[str, str]]:
    """Where the fields of a row stand; a tick where the first word is ticked."""
    if row.key is not None:
        yield row.label, row.key
    for spot in row.spots:
        tag = spot.tag
        if tag.tick is None or tag.tick in getattr(record, tag.name):
            yield tag.name, spot.address


@dataclass(slots=True)
class _Text:
    """A sheet of one text, for a field that shares its cell with literal text."""

    text: str
    name: str = ""
    hidden: bool = False
    merges: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def value(self, address: str) -> str | None:
        """The text."""
        return self.text or None

    def shown(self, address: str) -> str:
        """The text."""
        return self.text

    def uncached(self, address: str) -> bool:
        """Never."""
        return False


class _Single(NamedTuple):
    """A single field that was read, and where."""

    value: Decoded
    address: str


class _Group(NamedTuple):
    """The name of a group of indicators: its text, without its points, where it stands."""

    text: str
    name: str
    address: str


class _Groups:
    """The groups that a row of indicators belongs to.

    ``cells`` are those of the row; ``plain`` tells that no name looks like a subtotal.
    """

    __slots__ = ("cells", "groups", "names", "places", "plain")

    def __init__(
        self, cells: tuple[tuple[str, str], ...], groups: Mapping[str, _Group] | None = None
    ) -> None:
        self.cells = cells
        self.groups = groups or {}
        self.names = {level: group.name for level, group in self.groups.items()}
        self.places = tuple([(level, group.address) for level, group in self.groups.items()])
        self.plain = not any("计" in name or "分" in name for name in self.names.values())


#: Single fields by record (``""``, ``header``, ``total``) and name.
_Singles = dict[str, dict[str, _Single]]


class Extractor:
    """Reads one form from one sheet."""

    def __init__(self, sheet: Sheet, plan: FormPlan, path: str) -> None:
        self.sheet = sheet
        self.plan = plan
        self.path = path
        self.unit: str | None = None
        self._texts: Mapping[str, str] = {}
        self._numbers: Mapping[str, int | float] = {}
        self._others: Container[str] = sheet.addresses
        if isinstance(sheet, XlsxSheet):
            self._texts, self._numbers, self._others = sheet.texts, sheet.numbers, sheet.raws
        self.faults: list[Fault] = []
        self._remarks: list[Remark] = []
        self._note = self._remarks.append
        self._entries: list[_Entry] = []
        self._lists: list[_ListEntry] = []
        self._points: dict[str, _Single] = {}
        self._bottom = plan.area.bottom

    def read(self, layout: str, title: Pattern | None) -> model.SelfEvaluation:
        """The form. ``title`` is the pattern of its title."""
        singles = self._singles(title)
        lists: dict[str, Any] = {LISTS[one.item].path: self._list(one) for one in self.plan.lists}
        values = {
            record: {name: one.value for name, one in found.items()}
            for record, found in singles.items()
        }
        tables = {
            path.removeprefix(_TABLES): lists.pop(path) for path in list(lists) if path[:7] == _TABLES
        }
        own: dict[str, Any] = values.get("", {})
        header: dict[str, Any] = values.get("header", {})
        total: dict[str, Any] = values.get("total", {})
        form = model.SelfEvaluation(
            layout=layout,
            header=model.Header(**header),
            total=model.Total(**total),
            tables=model.Tables(**tables),
            groups=tuple(model.Group(name, one.value) for name, one in self._points.items()),
            **own,
            **lists,
            source=model.Source(self.path, self.sheet.name, self._range(singles), self.sheet.hidden),
            cells=CellMap(self._entries, self._lists),
            faults=tuple(self.faults),
        )
        self._remember(form, singles)
        return form

    def _range(self, singles: _Singles) -> str:
        """The rectangle that holds the title, all labels and all that was read."""
        top, left, bottom, right = self.plan.area
        for found in singles.values():
            for one in found.values():
                row, column = cell_place(one.address)
                top, left = min(top, row), min(left, column)
                bottom, right = max(bottom, row), max(right, column)
        left, right = min(left, self.plan.left), max(right, self.plan.right)
        return Area(top, left, max(bottom, self._bottom), right).name

    def _remember(self, form: model.SelfEvaluation, singles: _Singles) -> None:
        """Where the single fields and the groups stand."""
        records = (("", form, ""), ("header", form.header, "header."), ("total", form.total, "total."))
        for record, holder, prefix in records:
            places = [(name, one.address) for name, one in singles.get(record, {}).items()]
            self._entries.append(_Entry(prefix, holder, places))
        for index, group in enumerate(form.groups):
            address = self._points[group.level1].address
            places = [("level1", address), ("weight", address)]
            self._entries.append(_Entry(f"groups[{index}].", group, places))

    def _report(self, prefix: str, name_of: Mapping[str, str]) -> None:
        """Remarks on cells as faults of their fields; ``name_of``: address → field."""
        for code, address, reason, printed in self._remarks:
            field = prefix + name_of.get(address, "")
            place = Place(self.path, self.sheet.name, address, field)
            self.faults.append(Fault(code, place, reason, printed=printed))
        self._remarks.clear()

    # Single fields

    def _singles(self, title: Pattern | None) -> _Singles:
        found: _Singles = {}

        def keep(term: str, value: Decoded, address: str) -> None:
            record, _, name = term.rpartition(".")
            if value is not None:
                found.setdefault(record, {}).setdefault(name, _Single(value, address))

        for spot in self.plan.scalars:  # the money unit comes first: amounts need it
            keep(spot.tag.term, self._spot(spot), spot.address)
            if self._remarks:
                self._report("", {spot.address: spot.tag.term})
        for term, address in self.plan.extras.items():
            text = fold(self.sheet.shown(address))
            said = year_of_line(text) if term == "year" else unit_said(text)
            keep(term, int(said) if said and term == "year" else said, address)
        for term, value, address in self._from_title(title):
            keep(term, value, address)
        unit = found.get("header", {}).get("money_unit")
        self.unit = str(unit.value) if unit else None
        return found

    def _from_title(self, title: Pattern | None) -> Iterator[tuple[str, Decoded, str]]:
        """The title, and what it says of year, unit and project."""
        if not self.plan.title:
            return
        address = self.plan.title[0]
        text = self.plan.title_text(self.sheet)
        yield "title", text or None, address
        for term, value in title_fields(title, text).items():
            yield term, value, address

    # One cell

    def _spot(self, spot: Spot) -> Decoded:
        """The value of one field."""
        sheet: Sheet = self.sheet
        if spot.pattern is not None or spot.after is not None:
            text = self._own_text(spot)
            if text is not None:
                sheet = _Text(text)
        kind = spot.kind
        value = DECODERS[kind](sheet, spot.address, self.unit, self._note)
        if spot.percent and kind in ("rate", "degree") and isinstance(value, int | float):
            return _of_hundred(sheet.shown(spot.address), value)
        return value

    def _own_text(self, spot: Spot) -> str | None:
        """The field's part of a cell that holds literal text too."""
        text = self.sheet.shown(spot.address)
        if spot.after is not None:
            match = spot.after.search(text)
            return plain(match[1] if match else _COLON.split(text, maxsplit=1)[-1])
        found = values_in(spot.pattern or (), text)
        return found[spot.tag] if found is not None and spot.tag in found else None

    # Lists

    def _list(self, plan: ListPlan) -> tuple[Any, ...]:
        if plan.item == "indicator":
            return self._indicators(plan)
        term = LISTS[plan.item]
        records: list[Any] = []
        rows: list[RowPlan] = []
        for row in plan.rows:
            values = self._row(row)
            if _says_anything(row, values, term.key):
                if plan.item == "fund" and isinstance(values.get("source"), str):
                    values["source"] = clean_source(values["source"])
                self._report_row(f"{term.path}[{len(rows)}].", row)
                records.append(term.record(**values))
                rows.append(row)
            self._remarks.clear()
        return self._remembered(term.path, records, rows, ())

    def _remembered(
        self,
        path: str,
        records: Sequence[Any],
        rows: Sequence[RowPlan],
        groups: Sequence[Places],
    ) -> tuple[Any, ...]:
        """The records of a list; where they stand is kept."""
        kept = tuple(records)
        if rows:
            self._lists.append(_ListEntry(path, kept, tuple(rows), tuple(groups)))
            self._bottom = max(self._bottom, rows[-1].number)
        return kept

    def _report_row(self, prefix: str, row: RowPlan) -> None:
        if self._remarks:
            self._report(prefix, {spot.address: spot.tag.name for spot in row.spots})

    def _indicators(self, plan: ListPlan) -> tuple[model.Indicator, ...]:
        records: list[model.Indicator] = []
        rows: list[RowPlan] = []
        places: list[Places] = []
        groups = _Groups(())
        make = maker(model.Indicator)
        for row in plan.rows:
            values = self._row(row)
            new = False
            if row.groups != groups.cells:
                new, groups = self._carry(row, groups)
            if not values and not new:
                continue
            values.update(groups.names)
            if (groups.plain and _is_plain_indicator(values)) or is_indicator(values):
                if self._remarks:
                    self._report_row(f"indicators[{len(rows)}].", row)
                records.append(make(**values))
                rows.append(row)
                places.append(groups.places)
            elif self._remarks:
                self._remarks.clear()
        return self._remembered("indicators", records, rows, places)

    def _carry(self, row: RowPlan, above: _Groups) -> tuple[bool, _Groups]:
        """The groups of a row, and whether one begins in it.

        A group's name that is written once holds for the rows below it. Where a column to the
        left begins another group, nothing is carried; where a group's column is covered from
        the left (扣分项), it ends.
        """
        fresh = False
        found: dict[str, _Group] = {}
        for name, address in row.groups:
            text = self._text(address)
            group = above.groups.get(name)
            if text is None:
                if group is not None and not fresh:
                    found[name] = group
            elif group is None or group.text != text:
                fresh = True
                found[name] = self._group(name, text, address)
            else:
                found[name] = group._replace(address=address)
        return fresh, _Groups(row.groups, found)

    def _text(self, address: str) -> str | None:
        """A group's name, as printed."""
        if address not in self._texts and address not in self._others:
            return None
        text = decode_text(self.sheet, address, None, self._note)
        return None if text is None else str(text)

    def _group(self, level: str, text: str, address: str) -> _Group:
        """A group's name; 产出指标（70分） is 产出指标 with 70 points."""
        match = GROUP_POINTS.fullmatch(text) if level == "level1" else None
        if match is None:
            return _Group(text, text, address)
        self._points.setdefault(match[1], _Single(read_points(match[2]), address))
        return _Group(text, match[1], address)

    def _row(self, row: RowPlan) -> dict[str, Any]:
        """What stands in the cells of a row; groups' names are not carried down."""
        sheet, texts, numbers, others = self.sheet, self._texts, self._numbers, self._others
        values: dict[str, Any] = {}
        if row.key is not None and (key := plain(sheet.shown(row.key))):
            values[row.label] = key
        for name, address in row.texts:
            if address in texts:
                text = texts[address]
                if text.isprintable() and text[:1] != " " != text[-1:] and text:
                    values[name] = text
                elif text := plain(text):
                    values[name] = text
            elif address in others:
                told = decode_text(sheet, address, None, self._note)
                if told is not None:
                    values[name] = told
        for name, address, decode in row.figures:
            if address in numbers:
                values[name] = numbers[address]
            elif address in texts or address in others:
                value = decode(sheet, address, self.unit, self._note)
                if value is not None:
                    values[name] = value
        for spot in row.special:
            if spot.address in texts or spot.address in others:
                self._special(spot, values)
        return values

    def _special(self, spot: Spot, values: dict[str, Any]) -> None:
        tag = spot.tag
        if tag.tick is not None:
            if is_ticked(self.sheet.shown(spot.address)):
                values[tag.name] = (*values.get(tag.name, ()), tag.tick)
        elif (value := self._spot(spot)) is not None:
            values[tag.name] = value


def _silent(_: Remark) -> None:
    """For what was read before or is told elsewhere."""


def _of_hundred(shown: str, value: int | float) -> int | float:
    """Under a head that says (%), a bare 85.9 is 85.9%; up to 1 it is a fraction all the same."""
    if "%" in fold(shown) or abs(value) <= 1:
        return value
    return read_points(f"{value / 100:.12g}") or 0


def _says_anything(row: RowPlan, values: Mapping[str, Any], key: str | None) -> bool:
    """Whether a row says anything; one with a printed label always does."""
    if row.key is not None:
        return bool(values)
    told = {name: value for name, value in values.items() if name != "no"}
    if key is not None and told.keys() == {key}:
        return not is_blank_mark(str(told[key]))
    return bool(told)


def _is_plain_indicator(values: Mapping[str, Any]) -> bool:
    """Whether a row has a name that is surely neither placeholder nor subtotal."""
    name = values.get("level3")
    if not name or "计" in name or "分" in name or name.startswith("指标"):
        return False
    return bool(name[0].isalnum())


def is_indicator(values: Mapping[str, Any]) -> bool:
    """Whether a row of the indicator table is an indicator."""
    for level in _LEVELS:
        text = values.get(level)
        if text and ("计" in text or "分" in text) and is_subtotal(fold(text)):
            return False
    if _says_something(values.get("level3")):
        return True
    level1 = values.get("level1")
    if level1 and fold(level1).startswith(_RATE_GROUP):
        return True
    return any(_says_something(values.get(name)) for name in _SCORED)


def _says_something(value: object) -> bool:
    """Whether a value is no placeholder: /, 指标2, ……"""
    if not isinstance(value, str):
        return value is not None
    if value[:1].isalnum() and not value.startswith("指标"):
        return True
    return _NUMBERED.fullmatch(fold(value)) is None


def title_fields(pattern: Pattern | None, title: str) -> dict[str, Decoded]:
    """What a title says: ``2021年某局整体绩效自评表`` → year 2021, header.unit 某局."""
    found: dict[str, Decoded] = {}
    matched = values_in(pattern, title, title=True) if pattern else None
    if matched is None and pattern and "\n" in title:
        matched = {tag: title.split("\n")[0] for tag in pattern[:1] if not isinstance(tag, str)}
    for tag, text in (matched or {}).items():
        value = DECODERS[TERM_OF[tag.term].kind](_Text(text), "", None, _silent)
        if value is not None:
            found[tag.term] = value
    if year := year_in(title):
        found.setdefault("year", int(year))
    return found
