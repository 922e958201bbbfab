"""Read a form by its plan: addresses in, a `SelfEvaluation` out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from zipingbiao import model
from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.anchors import clean_source
from zipingbiao.template.codec import DECODERS, Decoded, Remark, is_ticked
from zipingbiao.template.patterns import values_in
from zipingbiao.template.plan import FormPlan, ListPlan, RowPlan, Spot
from zipingbiao.template.tag import Pattern
from zipingbiao.values.numbers import read_points
from zipingbiao.values.text import fold, is_blank_mark, plain

GROUP_POINTS = re.compile(r"(.+?)\s*[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]", re.DOTALL)
_NUMBERED = re.compile(r"指标(\d+|[一二三四五六七八九十]+)?[:.,]?|…+|\.{3,}|-+|/+")
_SUBTOTALS = frozenset({"小计", "合计", "总计", "总分", "得分合计", "分值合计"})
_YEAR_IN_TITLE = re.compile(r"((?:19|20)\d{2})\s*年")
_SCORED = ("level3", "target", "actual", "weight", "score")
_RATE_GROUP = "预算执行率"


class CellMap(Mapping[str, str]):
    """Field path → address of every non-null leaf; made only when somebody looks."""

    def __init__(self, entries: Sequence[tuple[str, object, Sequence[tuple[str, str]]]]) -> None:
        self._entries = entries
        self._made: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        if self._made is None:
            self._made = {
                prefix + name: address
                for prefix, record, places in self._entries
                for name, address in places
                if getattr(record, name) not in (None, ())
            }
            self._entries = ()
        return self._made

    def __getitem__(self, path: str) -> str:
        return self._all()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


class _Notes:
    """Collects remarks on cells; where it stands is set before each cell is read."""

    def __init__(self, path: str, sheet: str) -> None:
        self.faults: list[Fault] = []
        self.address = ""
        self.field = ""
        self.printed = ""
        self._path = path
        self._sheet = sheet

    def __call__(self, remark: Remark) -> None:
        place = Place(self._path, self._sheet, self.address, self.field)
        self.faults.append(Fault(remark.code, place, remark.reason, printed=self.printed or None))


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


class Extractor:
    """Reads one form from one sheet."""

    def __init__(self, sheet: Sheet, plan: FormPlan, path: str) -> None:
        self.sheet = sheet
        self.plan = plan
        self.notes = _Notes(path, sheet.name)
        self.unit: str | None = None
        self.entries: list[tuple[str, object, Sequence[tuple[str, str]]]] = []
        self.groups: dict[str, tuple[Decoded, str]] = {}

    def read(
        self, layout: str, title: Pattern | None, fallbacks: Mapping[str, tuple[str, str]]
    ) -> model.SelfEvaluation:
        """The form. ``fallbacks`` are fields found outside the plan: path → (text, address)."""
        scalars = self._scalars(title, fallbacks)
        lists = {one.item: self._list(one) for one in self.plan.lists}
        records = {name: self._record(name, scalars) for name in ("", "header", "total")}
        tables = model.Tables(
            **{LISTS[item].path[7:]: rows for item, rows in lists.items() if LISTS[item].path[:7] == "tables."}
        )
        form = model.SelfEvaluation(
            layout=layout,
            header=records["header"],
            total=records["total"],
            tables=tables,
            groups=tuple(model.Group(name, weight) for name, (weight, _) in self.groups.items()),
            **{name: value for name, (value, _) in scalars.get("", {}).items()},
            **{LISTS[item].path: rows for item, rows in lists.items() if "." not in LISTS[item].path},
            source=model.Source(self.notes._path, self.sheet.name, self.plan.area.name, self.sheet.hidden),
            faults=tuple(self.notes.faults),
        )
        self._remember(form, scalars)
        object.__setattr__(form, "cells", CellMap(self.entries))
        return form

    def _remember(self, form: model.SelfEvaluation, scalars: Mapping[str, Mapping[str, Any]]) -> None:
        """Where the single fields and the groups stand."""
        for record, holder, prefix in (
            ("", form, ""),
            ("header", form.header, "header."),
            ("total", form.total, "total."),
        ):
            places = [(name, address) for name, (_, address) in scalars.get(record, {}).items()]
            self.entries.append((prefix, holder, places))
        for index, group in enumerate(form.groups):
            address = self.groups[group.level1][1]
            self.entries.append(
                (f"groups[{index}].", group, [("level1", address), ("weight", address)])
            )

    # Single fields

    def _scalars(
        self, title: Pattern | None, fallbacks: Mapping[str, tuple[str, str]]
    ) -> dict[str, dict[str, tuple[Any, str]]]:
        found: dict[str, dict[str, tuple[Any, str]]] = {}

        def keep(term: str, value: Decoded, address: str) -> None:
            record, _, name = term.rpartition(".")
            if value is not None:
                found.setdefault(record, {}).setdefault(name, (value, address))

        unit_first = sorted(self.plan.scalars, key=lambda spot: spot.tag.term != "header.money_unit")
        fallback_unit = fallbacks.get("header.money_unit")
        for spot in unit_first:
            if spot.tag.term != "header.money_unit" and self.unit is None:
                self.unit = self._unit(found, fallback_unit)
            keep(spot.tag.term, self._spot(spot, spot.tag.term), spot.address)
        self.unit = self._unit(found, fallback_unit)
        for term, (text, address) in fallbacks.items():
            decoded = DECODERS[TERM_OF[term].kind](_Text(text), address, self.unit, self.notes)
            keep(term, decoded, address)
        for term, value, address in self._from_title(title):
            keep(term, value, address)
        return found

    def _unit(
        self, found: Mapping[str, Mapping[str, tuple[Any, str]]], fallback: tuple[str, str] | None
    ) -> str | None:
        known = found.get("header", {}).get("money_unit")
        return known[0] if known else fallback[0] if fallback else None

    def _from_title(self, title: Pattern | None) -> Iterator[tuple[str, Decoded, str]]:
        """The title, and what it says of year, unit and project."""
        address = self.plan.title
        if address is None:
            return
        text = plain(self.sheet.shown(address))
        yield "title", text or None, address
        for term, value in title_fields(title, text).items():
            yield term, value, address

    def _record(self, name: str, scalars: Mapping[str, Mapping[str, tuple[Any, str]]]) -> Any:
        values = {key: value for key, (value, _) in scalars.get(name, {}).items()}
        if name == "header":
            return model.Header(**values)
        return model.Total(**values) if name == "total" else None

    # One cell

    def _spot(self, spot: Spot, field: str) -> Decoded:
        """The value of one field."""
        sheet, address, tag = self.sheet, spot.address, spot.tag
        notes = self.notes
        notes.address, notes.field = address, field
        source: Sheet = sheet
        if spot.pattern is not None or spot.after:
            text = self._own_text(spot)
            if text is not None:
                source = _Text(text)
        kind = TERM_OF[tag.term].kind
        value = DECODERS[kind](source, address, self.unit, notes)
        if spot.percent and kind in ("rate", "degree") and isinstance(value, int | float):
            return self._of_hundred(source, address, value)
        return value

    def _own_text(self, spot: Spot) -> str | None:
        """The field's part of a cell that holds literal text too."""
        text = self.sheet.shown(spot.address)
        if spot.after:
            return plain(re.split(r"[：:∶]", text, maxsplit=1)[-1])
        found = values_in(spot.pattern or (), text)
        return found[spot.tag] if found is not None and spot.tag in found else None

    def _of_hundred(self, sheet: Sheet, address: str, value: int | float) -> int | float:
        """Under a head that says (%), a bare 85.9 is 85.9%."""
        if "%" in fold(sheet.shown(address)):
            return value
        return read_points(f"{value / 100:.12g}") or 0

    # Lists

    def _list(self, plan: ListPlan) -> tuple[Any, ...]:
        term = LISTS[plan.item]
        rows: list[Any] = []
        carried: dict[str, tuple[Decoded, str]] = {}
        for row in plan.rows:
            prefix = f"{term.path}[{len(rows)}]."
            before = len(self.notes.faults)
            values, places = self._row(row, prefix, carried)
            if plan.item == "indicator":
                self._split_group(values, places)
                keep = is_indicator(values)
            else:
                keep = self._is_row(row, values, term.key)
            if not keep:
                del self.notes.faults[before:]
                continue
            if plan.item == "fund" and isinstance(values.get("source"), str):
                values["source"] = clean_source(values["source"])
            record = term.record(**values)
            rows.append(record)
            self.entries.append((prefix, record, places))
        return tuple(rows)

    def _row(
        self, row: RowPlan, prefix: str, carried: dict[str, tuple[Decoded, str]]
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values: dict[str, Any] = {}
        places: list[tuple[str, str]] = []
        present = self.sheet.addresses
        fresh = False
        if row.key is not None:
            self._key(row, values, places)
        for spot in row.spots:
            tag, address = spot.tag, spot.address
            name = tag.name
            if tag.tick is not None:
                if address in present and is_ticked(self.sheet.shown(address)):
                    values[name] = (*values.get(name, ()), tag.tick)
                    places.append((name, address))
                continue
            if tag.counts:
                continue
            value = self._spot(spot, prefix + name) if address in present else None
            if tag.merge:
                value, address, fresh = self._carry(carried, name, value, address, fresh)
            if value is not None:
                values[name] = value
                places.append((name, address))
        self._forget(row, carried)
        return values, places

    def _key(self, row: RowPlan, values: dict[str, Any], places: list[tuple[str, str]]) -> None:
        name = "name"
        for spot in row.spots[:1]:
            name = LISTS[spot.tag.record].key or name
        text = plain(self.sheet.shown(row.key or ""))
        if text:
            values[name] = text
            places.append((name, row.key or ""))

    def _carry(
        self,
        carried: dict[str, tuple[Decoded, str]],
        name: str,
        value: Decoded,
        address: str,
        fresh: bool,
    ) -> tuple[Decoded, str, bool]:
        """A group's name that is written once holds for the rows below it.

        ``fresh``: a column to the left has begun a new group in this row, so nothing is carried.
        """
        if value is not None:
            new = carried.get(name, (None, ""))[1] != address
            carried[name] = (value, address)
            return value, address, fresh or new
        if fresh or name not in carried:
            carried.pop(name, None)
            return None, address, fresh
        return (*carried[name], fresh)

    def _forget(self, row: RowPlan, carried: dict[str, tuple[Decoded, str]]) -> None:
        """A group whose column is covered from the left (扣分项) ends there."""
        here = {spot.tag.name for spot in row.spots if spot.tag.merge}
        for name in [name for name in carried if name not in here]:
            del carried[name]

    def _is_row(self, row: RowPlan, values: Mapping[str, Any], key: str | None) -> bool:
        """Whether a row says anything; a fixed row always does."""
        if row.key is not None:
            return bool(values)
        told = {name: v for name, v in values.items() if v is not None and name != "no"}
        if key is not None and set(told) == {key}:
            return not is_blank_mark(str(told[key]))
        return bool(told)

    def _split_group(self, values: dict[str, Any], places: Iterable[tuple[str, str]]) -> None:
        """产出指标（70分） → 产出指标 with 70 points."""
        level1 = values.get("level1")
        match = GROUP_POINTS.fullmatch(level1) if isinstance(level1, str) else None
        if match is None:
            return
        values["level1"] = match[1]
        address = next((address for name, address in places if name == "level1"), "")
        self.groups.setdefault(match[1], (read_points(match[2]), address))


def is_indicator(values: Mapping[str, Any]) -> bool:
    """Whether a row of the indicator table is an indicator (CONTRACT §2)."""
    if any(fold(str(values.get(name) or "")) in _SUBTOTALS for name in ("level1", "level2", "level3")):
        return False
    if fold(values.get("level1") or "").startswith(_RATE_GROUP):
        return True
    return any(_says_something(values.get(name)) for name in _SCORED)


def _says_something(value: object) -> bool:
    if value is None:
        return False
    return not isinstance(value, str) or _NUMBERED.fullmatch(fold(value)) is None


def title_fields(pattern: Pattern | None, title: str) -> dict[str, Decoded]:
    """What a title says: ``2021年某局整体绩效自评表`` → year 2021, header.unit 某局."""
    found: dict[str, Decoded] = {}
    matched = values_in(pattern, title, title=True) if pattern else None
    if matched is None and pattern and "\n" in title:
        matched = {tag: title.split("\n")[0] for tag in pattern[:1] if not isinstance(tag, str)}
    for tag, text in (matched or {}).items():
        value = DECODERS[TERM_OF[tag.term].kind](_Text(text), "", None, lambda _: None)
        if value is not None:
            found[tag.term] = value
    year = _YEAR_IN_TITLE.search(title)
    if year:
        found.setdefault("year", int(year[1]))
    return found


FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    term.item: tuple(field.name for field in fields(term.record)) for term in LISTS.values()
}
