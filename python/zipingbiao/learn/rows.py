"""The lists of a learned form: rows that are found by their names, and one row for all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property

from zipingbiao.domain.totals import is_adding_row
from zipingbiao.glossary import LISTS, PART_WORDS
from zipingbiao.learn.tagged import Tagged
from zipingbiao.ooxml.address import area_of, cell_name, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.reading.planned import POINTS, FormPlan, ListPlan, RowPlan, Spot
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import clean_source
from zipingbiao.values.text import fold

#: Lists whose rows have names of their own that a form prints.
_NAMED = frozenset({"fund", "revenue", "expenditure"})
#: A head has no more rows than this.
_HIGHEST_HEAD = 3


def tag_lists(sheet: Sheet, plan: FormPlan, words: Words, out: Tagged) -> None:
    """Write the tags of all lists."""
    lists = _Lists(sheet, plan, words, out)
    for one in plan.lists:
        lists.tag(one)


class OnlyItems:
    """Knows which lists have one item, whose fields stand behind their labels, wherever."""

    def __init__(self, sheet: Sheet, plan: FormPlan) -> None:
        self._sheet = sheet
        self._plan = plan

    def is_only(self, one: ListPlan) -> bool:
        """Whether a list is so."""
        if len(one.rows) != 1 or one.rows[0].key:
            return False
        return all(
            spot.after is not None or self._is_behind_label(*cell_place(spot.address))
            for spot in one.rows[0].spots
        )

    def in_labels(self) -> Iterator[Spot]:
        """The fields of such items that share a cell with their label."""
        rows = (one.rows[0] for one in self._plan.lists if self.is_only(one))
        return (spot for row in rows for spot in row.spots if spot.after is not None)

    def _is_behind_label(self, row: int, column: int) -> bool:
        """Whether a label stands left of a place, with nothing but blank cells between."""
        if (row, column - 1) in self._labels:
            return True
        if (row - 1, column) in self._labels:
            return False
        before = ((row, left) for left in range(column - 1, 0, -1))
        said = (p for p in before if p in self._labels or self._sheet.shown(cell_name(*p)))
        return next(said, None) in self._labels

    @cached_property
    def _labels(self) -> Set[tuple[int, int]]:
        """All places that labels take."""
        boxes = {area.address: area for area in map(area_of, self._sheet.merges)}
        labels = [boxes.get(address) or area_of(address) for address in self._plan.fixed]
        return {
            (row, column)
            for area in labels
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }


def field_of_only(spot: Spot) -> str:
    """How a template writes a field of the one item of a list."""
    return replace(spot.tag, only=True).where(0)


class _Lists:
    def __init__(self, sheet: Sheet, plan: FormPlan, words: Words, out: Tagged) -> None:
        self._sheet = sheet
        self._words = words
        self._plan = plan
        self._out = out
        self._labelled = {cell_place(address)[0] for address in plan.fixed}
        spots = (spot for one in plan.lists for row in one.rows for spot in row.spots)
        self._singles = OnlyItems(sheet, plan)
        self._prints_points = all(spot.tag.name != POINTS for spot in spots)

    def tag(self, one: ListPlan) -> None:
        """The tags of one list."""
        if self._singles.is_only(one):
            for spot in one.rows[0].spots:
                if spot.after is None:
                    self._out.tag(spot.address, field_of_only(spot), spot.kind)
            return
        named = one.item in _NAMED and all(row.key for row in one.rows)
        fixed = [row for row in one.rows if row.key and (named or self._adds(row.key))]
        keys: set[str] = set()
        for row in fixed:
            self._fixed(one.item, row, keys)
        if items := [row for row in one.rows if row not in fixed]:
            for run in self._runs(items):
                self._repeated(one.item, run)

    def _adds(self, key: str) -> bool:
        return is_adding_row(fold(self._sheet.shown(key)))

    # Rows with names

    def _fixed(self, item: str, row: RowPlan, keys: set[str]) -> None:
        """A row that is found by its name."""
        address = row.key or ""
        label = self._sheet.shown(address)
        self._out.says[address] = label
        key = clean_source(label)
        if not key or key in keys or '"' in key:
            self._out.ask(address, "这一行没有自己的名称，或与上面的同名，没有写标签。")
            self._out.says |= {spot.address: "" for spot in row.spots}
            return
        keys.add(key)
        if not self._words.knows(fold(label)):
            self._out.ask(address, f"名称「{key}」不认识，照原样保留；不是官方印好的，请改掉。")
        for spot in row.spots:
            owner = f'{LISTS[item].path}["{key}"]'
            self._out.tag(spot.address, f"{owner}.{spot.tag.name}", spot.kind)

    # Rows that repeat

    def _runs(self, rows: Sequence[RowPlan]) -> Iterator[list[RowPlan]]:
        """The rows of each table of a list; one that has no field of its own is the same table."""
        runs: list[list[RowPlan]] = []
        known: set[str] = set()
        for row in rows:
            names = {spot.tag.name for spot in row.spots}
            above = runs[-1][-1].number if runs else 0
            headed = any(above < number < row.number for number in self._labelled)
            if not runs or (headed and not names <= known):
                runs.append([])
                known = set()
            known |= names
            runs[-1].append(row)
        yield from runs

    def _repeated(self, item: str, run: Sequence[RowPlan]) -> None:
        """A table: its first row stays for all."""
        first, numbers = run[0].number, [row.number for row in run]
        if any(spot.after is not None for row in run for spot in row.spots):
            self._in_labels(run)
            return
        for name, (spot, column) in _columns(run).items():
            self._field(item, name, spot, cell_name(first, column))
        single = {cell_place(spot.address)[0] for spot in self._plan.scalars}
        self._out.dropped |= set(range(first + 1, max(numbers) + 1)) - single
        self._out.alike[first] = numbers
        if item == "indicator" and self._out.heads is None:
            self._out.heads = self._head(first)

    def _in_labels(self, run: Sequence[RowPlan]) -> None:
        """Fields that share cells with their labels are no row that could repeat."""
        for spot in (spot for row in run for spot in row.spots):
            label = re.split("[:：∶]", self._sheet.shown(spot.address), maxsplit=1)[0]
            self._out.says[spot.address] = f"{label}："
            self._out.ask(
                spot.address, "名称与数写在一格里，没有写标签；要读它，请把数移到旁边一格。"
            )

    def _field(self, item: str, name: str, spot: Spot, address: str) -> None:
        """The tag of one column."""
        if name == POINTS:
            self._out.tag(address, f'{item}.level1|part("分值")|merge', "points")
        elif any(spot.parts):
            sign, number, unit = PART_WORDS[f"{item}.{name}"]
            row = cell_place(address)[0]
            self._out.tag(address, f'{item}.{name}|part("{number}")', "text")
            for word, at in zip((sign, unit), spot.parts, strict=True):
                if at:
                    there = cell_name(row, cell_place(at)[1])
                    self._out.tag(there, f'{item}.{name}|part("{word}")', "text")
        else:
            self._out.tag(address, f"{item}.{spot.tag.name}{self._filters(spot)}", spot.kind)

    def _filters(self, spot: Spot) -> str:
        merge = "|merge" if spot.tag.merge else ""
        points = "|points" if spot.tag.name == "level1" and self._prints_points else ""
        return f"{merge}{points}" + (f'|tick("{spot.tag.tick}")' if spot.tag.tick else "")

    def _head(self, row: int) -> tuple[int, int]:
        """The rows of the head above the first item."""
        boxes = (area for area in map(area_of, self._sheet.merges) if area.bottom == row - 1)
        tops = (area.top for area in boxes if area.address in self._plan.fixed)
        return min([row - 1, *(top for top in tops if top >= row - _HIGHEST_HEAD)]), row - 1


def _columns(run: Sequence[RowPlan]) -> Mapping[str, tuple[Spot, int]]:
    """Each field of a row with its column: the one in which it stands most often."""
    found: dict[str, list[tuple[int, Spot]]] = {}
    for row in run:
        for spot in row.spots:
            name = spot.tag.name if spot.tag.tick is None else f"{spot.tag.name} {spot.tag.tick}"
            found.setdefault(name, []).append((cell_place(spot.address)[1], spot))
    columns: dict[str, tuple[Spot, int]] = {}
    for name, places in found.items():
        column = Counter(column for column, _ in places).most_common(1)[0][0]
        columns[name] = next(spot for at, spot in places if at == column), column
    return columns
