"""Read a form by its plan: addresses in, a `SelfEvaluation` out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zipingbiao import model
from zipingbiao.domain.levels import names_execution
from zipingbiao.domain.years import year_in, year_of_line
from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.codec import DECODERS, Decoded, Remark
from zipingbiao.template.patterns import values_in
from zipingbiao.template.reading.cellmap import CellMap, ComputedFields, PrintedMap
from zipingbiao.template.reading.cellreader import CellReader, TextSheet, Unsaid
from zipingbiao.template.reading.lists import (
    ListReading,
    Points,
    goes_on_with,
    is_indicator,
    read_list,
)
from zipingbiao.template.reading.planned import POINTS, FormPlan, ListPlan
from zipingbiao.template.tag import Pattern
from zipingbiao.template.words import unit_said
from zipingbiao.values.text import fold

__all__ = ["Extractor", "goes_on_with", "is_indicator", "title_fields"]

_TABLES = "tables."
_INDICATORS = "indicators"
#: A text that was not read.
UNSAID = "ZPB932"
_QUOTED = 20


class _Single(NamedTuple):
    """A single field that was read, and where."""

    value: Decoded
    address: str


#: Single fields by record (``""``, ``header``, ``total``) and name.
_Singles = dict[str, dict[str, _Single]]


class Extractor:
    """Reads one form from one sheet."""

    def __init__(self, sheet: Sheet, plan: FormPlan, path: str) -> None:
        self.sheet = sheet
        self.plan = plan
        self.path = path
        self.faults: list[Fault] = []
        self._reader = CellReader(sheet)

    def read(
        self, layout: str, title: Pattern | None, kind: str, *, printed: bool = False
    ) -> model.SelfEvaluation:
        """The form. ``title`` is the pattern of its title.

        ``printed``: keep what stands in each cell as a person sees it, blank fields included.
        """
        singles = self._singles(title)
        points: dict[str, Points] = {}
        lists = {
            LISTS[one.item].path: read_list(self._reader, one, points) for one in self.plan.lists
        }
        if self._reader.remarks:
            self._report_lists(lists, points)
        if self._reader.unsaid:
            self.faults += self._unsaid(lists)
        values = {
            record: {name: one.value for name, one in found.items()}
            for record, found in singles.items()
        }
        records: dict[str, Any] = {
            LISTS[one.item].path: lists[LISTS[one.item].path].records(one.item)
            for one in self.plan.lists
        }
        self.faults += self._ungrouped(lists, records)
        tables = {path[7:]: records.pop(path) for path in lists if path.startswith(_TABLES)}
        own: dict[str, Any] = values.get("", {})
        header: dict[str, Any] = values.get("header", {})
        total: dict[str, Any] = values.get("total", {})
        single = list(_places(singles, points))
        blank = [(spot.tag.term, spot.address) for spot in self.plan.scalars]
        blank += [place for one in self.plan.lists for place in _first_place(one, lists)]
        places = CellMap([*single, *blank], lists, blanks=True)
        return model.SelfEvaluation(
            layout=layout,
            kind=kind,
            header=model.Header(**header),
            total=model.Total(**total),
            tables=model.Tables(**tables),
            groups=tuple(model.Group(name, one.weight) for name, one in points.items()),
            **own,
            **records,
            source=model.Source(self.path, self.sheet.name, self._range(lists), self.sheet.hidden),
            cells=CellMap(single, lists),
            places=places if printed else {},
            printed=PrintedMap(places, self.sheet, self._shared()) if printed else {},
            computed=ComputedFields(places, self.sheet) if printed else frozenset(),
            faults=tuple(self.faults),
        )

    def _shared(self) -> dict[str, str]:
        """The texts of single fields that stand behind a label in one cell with others."""
        behind = [spot for spot in self.plan.scalars if spot.after is not None]
        texts = {spot.tag.term: self._reader.own_text(spot) for spot in behind}
        return {term: text for term, text in texts.items() if text is not None}

    def _range(self, lists: Mapping[str, ListReading]) -> str:
        """The rectangle that holds the title, all labels and all that was read."""
        top, left, bottom, right = self.plan.area
        return Area(top, left, max([bottom, *(read.bottom for read in lists.values())]), right).name

    def _report_lists(self, lists: Mapping[str, ListReading], points: Mapping[str, Points]) -> None:
        """Remarks on cells as faults of their fields; rows that are no items have none."""
        fields = {one.address: f"groups[{n}].weight" for n, one in enumerate(points.values())}
        for one in self.plan.lists:
            for level, address in (cell for cells in one.groups for cell in cells):
                if level == POINTS:
                    fields.setdefault(address, "")
        for path, read in lists.items():
            for index, row in enumerate(read.rows):
                for name, address, _ in row:
                    fields.setdefault(address, f"{path}[{index}].{name}")
        order = {address: number for number, address in enumerate(fields)}
        known = [remark for remark in self._reader.remarks if remark.address in order]
        for remark in sorted(known, key=lambda remark: order[remark.address]):
            self._report(remark, fields[remark.address])
        self._reader.remarks.clear()

    def _unsaid(self, lists: Mapping[str, ListReading]) -> Iterator[Fault]:
        """Signs and units that no target says, by column; those of rows that are no items aside."""
        rows = (row for read in lists.values() for row in read.rows)
        read = {address for row in rows for _, address, _ in row}
        columns: dict[int, list[Unsaid]] = {}
        for one in dict.fromkeys(self._reader.unsaid):
            if one.target in read:
                columns.setdefault(cell_place(one.address)[1], []).append(one)
        for first, *others in columns.values():
            more = f"等 {len(others) + 1} 格" if others else ""
            reason = f"「{first.text[:_QUOTED]}」{more}没有能并入旁边的指标值，未读取。"
            place = Place(self.path, self.sheet.name, first.address)
            yield Fault(UNSAID, place, reason, "info", first.text)

    def _ungrouped(
        self, lists: Mapping[str, ListReading], records: Mapping[str, Sequence[model.Indicator]]
    ) -> Iterator[Fault]:
        """Indicators above the first name of a group: it may stand in the middle of its own."""
        found = records.get(_INDICATORS, ())
        first = next((n for n, one in enumerate(found) if one.level1), 0)
        above = [n for n in range(first) if not names_execution(found[n].level3 or "")]
        if not above:
            return
        cells = {name: address for name, address, _ in lists[_INDICATORS].rows[above[0]]}
        reason = (
            f"一级指标从「{found[first].level1}」才写起，上面 {len(above)} 个指标"
            f"（「{found[above[0]].level3 or '未命名'}」起）没有一级指标，读作空白。"
        )
        place = Place(
            self.path, self.sheet.name, cells.get("level3"), f"{_INDICATORS}[{above[0]}].level1"
        )
        yield Fault("ZPB944", place, reason, "warn")

    def _report(self, remark: Remark, field: str) -> None:
        place = Place(self.path, self.sheet.name, remark.address, field or None)
        self.faults.append(
            Fault(remark.code, place, remark.reason, remark.severity, remark.printed)
        )

    # Single fields

    def _singles(self, title: Pattern | None) -> _Singles:
        found: _Singles = {}

        def keep(term: str, value: Decoded, address: str) -> None:
            record, _, name = term.rpartition(".")
            if value is not None:
                found.setdefault(record, {}).setdefault(name, _Single(value, address))

        reader = self._reader
        for spot in self.plan.scalars:
            keep(spot.tag.term, reader.spot(spot), spot.address)
            for remark in reader.remarks:
                self._report(remark, spot.tag.term)
            reader.remarks.clear()
        for term, address in self.plan.extras.items():
            text = fold(self.sheet.shown(address))
            said = year_of_line(text) if term == "year" else unit_said(text)
            keep(term, said, address)
        for term, value, address in self._from_title(title):
            keep(term, value, address)
        unit = found.get("header", {}).get("money_unit")
        reader.unit = str(unit.value) if unit else None
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


def _places(singles: _Singles, points: Mapping[str, Points]) -> Iterator[tuple[str, str]]:
    """Where the single fields and the groups stand."""
    for record, found in singles.items():
        prefix = f"{record}." if record else ""
        for name, one in found.items():
            yield prefix + name, one.address
    for index, group in enumerate(points.values()):
        yield f"groups[{index}].level1", group.address
        if group.weight is not None:
            yield f"groups[{index}].weight", group.address


def _first_place(plan: ListPlan, lists: Mapping[str, ListReading]) -> Iterator[tuple[str, str]]:
    """Where the first item of a list would stand that has none."""
    path = LISTS[plan.item].path
    if plan.places and not lists[path].size:
        for name, address, tick in plan.places[0]:
            if tick is None:
                yield f"{path}[0].{name}", address


def title_fields(pattern: Pattern | None, title: str) -> dict[str, Decoded]:
    """What a title says: ``2021年某局整体绩效自评表`` → year 2021, header.unit 某局."""
    found: dict[str, Decoded] = {}
    matched = values_in(pattern, title, title=True) if pattern else None
    if matched is None and pattern and "\n" in title:
        matched = {tag: title.split("\n")[0] for tag in pattern[:1] if not isinstance(tag, str)}
    for tag, text in (matched or {}).items():
        value = DECODERS[TERM_OF[tag.term].kind](TextSheet(text), "", None, _silent)
        if value is not None:
            found[tag.term] = value
    year = year_in(fold(title))
    if year is not None:
        found.setdefault("year", year)
    return found


def _silent(_: Remark) -> None:
    """For what was read before or is told elsewhere."""
