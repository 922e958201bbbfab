"""Read the tables of a form by their heads: which rows are items, where each field stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from zipingbiao.domain.levels import LEVELS
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.template.codec import is_ticked
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.bands import Band, Leaf
from zipingbiao.template.reading.planned import POINTS, Alike, RowPlan, Spot, UnreadColumn
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.rows import Row
from zipingbiao.template.reading.vocabulary import COUNTED, LEFT, PARTIAL, Words
from zipingbiao.template.tag import Tag
from zipingbiao.values.numbers import reads_as_number
from zipingbiao.values.text import is_blank_mark

#: Lists in which the row of the total is one of their rows.
_OWN_TOTAL = frozenset({"fund", "revenue", "expenditure", "task", "payment"})


class Table:
    """The rows of one list under a head, as places of fields."""

    def __init__(
        self,
        canvas: Canvas,
        window: Window,
        words: Words,
        band: Band,
        item: str,
        rows: Sequence[Row],
    ) -> None:
        self._canvas = canvas
        self._window = window
        self._words = words
        self.band = band
        self._rows = rows
        self.item = item
        #: Where one head stands over several columns, what stands there tells them apart.
        self.reusable = len({leaf.region.address for leaf in band.leaves}) == len(band.leaves)
        self.idle: set[str] = set()
        self._first_set: set[str] = set()
        self._labels = {region.address for region in band.regions}
        self._key_field = LISTS[item].key

    @property
    def has_total(self) -> bool:
        """Whether the row of its total is among its rows."""
        return any(row.is_total for row in self._rows)

    def ends_with(self, total: Row | None) -> None:
        """Take the row of its total, which stands apart from the others."""
        self._rows = (*self._rows, *([total] if total else []))

    # Columns

    @cached_property
    def _columns(self) -> list[tuple[Tag, str, Leaf]]:
        """The columns that are fields of an item, with the kinds of their values."""
        found: list[tuple[Tag, str, Leaf]] = []
        for leaf in self.band.leaves:
            name = leaf.name
            if not name or name in ("operator_part", "unit_part", "part"):
                continue
            carried = name in self._words.carried and self.item == "indicator"
            if name == POINTS:
                found.append((Tag(self.item, name, merge=True), "text", leaf))
                continue
            tick = leaf.meaning.tick if leaf.meaning else None
            kind = TERM_OF[f"{self.item}.{name}"].kind
            found.append((Tag(self.item, name, merge=carried, tick=tick), kind, leaf))
        return found

    @cached_property
    def _paired(self) -> frozenset[str]:
        """The columns in whose rows a label stands left of the value."""
        if self.band.paired:
            return frozenset(self.band.columns)
        first = next((row for row in self._rows if row.regions), None)
        if first is None or self.item not in ("fund", "goal"):
            return frozenset()
        found = set()
        for name, leaf in self.band.columns.items():
            at = self._canvas.at(first.number, leaf.left)
            if at is not None and self._words.knows(at.text) and self._has_room(at, leaf):
                found.add(name)
        return frozenset(found)

    def _has_room(self, label: Region, leaf: Leaf) -> bool:
        """Whether beside a label under a head there is room, or in a row a value, that is its own.

        A blank column may have been inserted behind a head; a goal may say what a label says.
        """
        if label.area.right < leaf.edge and self.item == "fund":
            return True
        behind = range(label.area.right + 1, leaf.right + 1)
        self.reusable = self.reusable and not behind
        return any(r.area.left in behind for row in self._rows for r in row.regions)

    def _cell(self, row: int, tag: Tag, leaf: Leaf) -> str | None:
        """The cell of a field in a row; None where the row has no such box."""
        left, right = leaf.left, leaf.right
        if tag.name in self._paired and tag.tick is None:
            return None if self._labels_another(row, leaf) else self._last(row, leaf)
        if left == right and not self._canvas.is_merged(row, left):
            return cell_name(row, left)
        box = self._canvas.box(row, left)
        if box.left < left:
            box = self._canvas.box(row, box.right + 1) if box.right < right else box
            if box.left < left or box.left > right:
                return None
        if box.top < row and not (tag.name in LEVELS and box.top > self.band.bottom):
            return None
        if box.right < right:
            return self._among(row, box, leaf)
        return cell_name(box.top, box.left)

    def _labels_another(self, row: int, leaf: Leaf) -> bool:
        """Whether under labels left of their values one of something else stands: 1、材料费."""
        label = self._canvas.at(row, leaf.left)
        if self.item != "fund" or row == self.band.top or label is None:
            return False
        if label.area.top < row or reads_as_number(label.text) or is_blank_mark(label.text):
            return False
        first = self._canvas.at(row, self.band.leaves[0].left)
        if label is first or self._words.knows(label.text) or first is None:
            return False
        return spoken(first.text) not in label.text

    def _last(self, row: int, leaf: Leaf) -> str:
        """The box at the right edge of a head, behind a label; the last filled one if none."""
        box = self._canvas.box(row, leaf.right)
        at = self._canvas.at(row, leaf.right)
        if at is not None and not self._words.knows(at.text):
            return cell_name(box.top, box.left)
        others = [
            region
            for region in self._canvas.rows.get(row, ())
            if leaf.left < region.area.left <= leaf.right and not self._words.knows(region.text)
        ]
        if others:
            self.reusable = False
            return others[-1].address
        return cell_name(box.top, box.left)

    def _among(self, row: int, box: Area, leaf: Leaf) -> str:
        """The first filled one of the boxes under one head (columns were inserted); no tick."""
        if self._canvas.at(box.top, box.left) is None:
            others = [
                region
                for region in self._canvas.rows.get(row, ())
                if box.right < region.area.left <= leaf.right and not is_ticked(region.text)
            ]
            if others:
                self.reusable = False
                return others[0].address
        return cell_name(box.top, box.left)

    # Rows

    def plans(self) -> list[RowPlan]:
        """The rows as places."""
        return [
            self._plan(row) for row in self._rows if not row.is_total or self.item in _OWN_TOTAL
        ]

    def _plan(self, row: Row) -> RowPlan:
        spots: list[Spot] = []
        above = 0
        key = self._key(row)
        for tag, kind, leaf in self._columns:
            if key is not None and tag.name == self._key_field:
                continue
            if tag.name == "level1" and row.group is not None:
                spots.append(Spot(tag, kind, row.group.address))
                continue
            address = self._cell(row.number, tag, leaf)
            if tag.name == "target" and self.band.initial is not None:
                address = self._unchanged(row.number, tag, address, self.band.initial)
            if address is None:
                above += self._comes_from_above(row.number, leaf) and tag.name in (
                    "target",
                    "actual",
                )
            elif address not in self._labels and address != key:
                parts = self._parts(row.number) if tag.name == "target" else ()
                spots.append(Spot(tag, kind, address, percent=leaf.percent, parts=parts))
        if row.group is not None and "level1" not in self.band.columns:
            spots.append(Spot(Tag(self.item, "level1", merge=True), "text", row.group.address))
        if row.points is not None and POINTS not in self.band.columns:
            spots.append(Spot(Tag(self.item, POINTS, merge=True), "text", row.points.address))
        wanted = sum(tag.name in ("target", "actual") for tag, _, _ in self._columns)
        goes_on = self.item == "indicator" and wanted > 0 and above == wanted
        return RowPlan(row.number, tuple(spots), key, self._key_field or "", goes_on)

    def _unchanged(self, row: int, tag: Tag, address: str | None, initial: Leaf) -> str | None:
        """The first set target, where the column of changed ones is blank."""
        self.reusable = False
        first = self._cell(row, tag, initial)
        blank = address is None or self._canvas.at(*cell_place(address)) is None
        if first is None or not blank or self._canvas.at(*cell_place(first)) is None:
            return address
        self._first_set.add(first)
        return first

    def _comes_from_above(self, row: int, leaf: Leaf) -> bool:
        box = self._canvas.box(row, leaf.left)
        return self.band.bottom < box.top < row

    def _parts(self, row: int) -> tuple[str, ...]:
        """The cells of a target's sign and unit, ``""`` for one that is not there."""
        found = []
        for name in ("operator_part", "unit_part"):
            leaf = self.band.columns.get(name)
            address = None if leaf is None else self._cell(row, Tag(self.item, name), leaf)
            found.append(address or "")
        return tuple(found) if any(found) else ()

    # The labels in front of rows

    def _key(self, row: Row) -> str | None:
        """Where the label of a row stands; lists without labels have none."""
        name = self._key_field
        if name is None:
            return None
        if name in self.band.columns:
            leaf = self.band.columns[name]
            own = self._cell(row.number, Tag(self.item, name), leaf)
            first = row.regions[0] if row.regions else None
            if first is not None and first.area.right < leaf.left and self._is_total_label(first):
                return first.address
            covers = first is not None and first.area.left < leaf.left <= first.area.right
            return first.address if covers and first is not None else (own if own is None else None)
        if self._key_column is None:
            return None
        box = self._canvas.box(row.number, self._key_column)
        here = self._canvas.at(box.top, box.left) if box.top == row.number else None
        others = [
            r
            for r in row.regions
            if r is not here and r.area.right < self._first_value and self._may_name(r)
        ]
        self.reusable = self.reusable and not others
        if here is not None and not (others and is_blank_mark(here.text)):
            return here.address
        if others:
            return others[-1].address
        return cell_name(box.top, box.left) if box.top == row.number else None

    def _is_total_label(self, region: Region) -> bool:
        return self._words.is_total(region.text) or self._words.key_item(region.text) == self.item

    def _may_name(self, region: Region) -> bool:
        """Whether a region in front of the values may name a row: no number, no label of others."""
        return not reads_as_number(region.text) and not self._is_side(region)

    def _is_side(self, region: Region) -> bool:
        """Whether what stands in front of a row is no name of it: a label of several, a number."""
        if reads_as_number(region.text):
            return True
        known = region.text in self._words.known and self._words.key_item(region.text) != self.item
        return known or region.area.bottom > region.area.top + 1

    @cached_property
    def _first_value(self) -> int:
        """The column of the first value of a row."""
        leaves = [leaf for leaf in self.band.leaves if leaf.name]
        first = min(leaves, key=lambda leaf: leaf.left)
        return first.right if first.name in self._paired else first.left

    @cached_property
    def _key_column(self) -> int | None:
        """The column in which the labels of rows stand: that of most of them."""
        named = [leaf for leaf in self.band.leaves if leaf.name]
        if not named:  # all heads come twice: none holds its field
            return None
        first = min(named, key=lambda leaf: leaf.left)
        if first.name in self._paired:
            own = len(self._rows) > 1 or self._words.key_item(first.region.text) == self.item
            return first.left if own else None
        columns = [
            before[-1].area.left
            for row in self._rows
            if (
                before := [
                    r for r in row.regions if r.area.right < self._first_value and self._may_name(r)
                ]
            )
        ]
        known = [
            r.area.left
            for row in self._rows
            for r in row.regions
            if r.area.right < self._first_value and self._words.key_item(r.text) is not None
        ]
        if not known:
            self.reusable = False
        return max(known or columns, key=(known or columns).count, default=None)

    # The total

    def total(self) -> Iterator[Spot]:
        """The fields of the row of the total."""
        row = next((row for row in self._rows if row.is_total), None)
        if row is None or self.item != "indicator":
            return
        labels = {region.address for region in row.regions if self._words.is_total(region.text)}
        labels = labels or {row.regions[0].address}  # 自评得分 | 99
        points = self.band.columns.get("points")
        if points is not None:
            self.idle.add(cell_name(row.number, points.left))
        if labelled := self._labelled_total(row):
            for name, region in labelled.items():
                yield Spot(Tag("total", name), "points", region.address)
            return
        found: dict[str, str] = {}
        for name in ("weight", "score"):
            leaf = self.band.columns.get(name)
            address = leaf and self._cell(row.number, Tag("total", name), leaf)
            if address and address not in labels:
                found[name] = address
        if not found and len(row.regions) - 1 == len(labels) == 1:  # it stands across the columns
            found["score"] = row.regions[-1].address
        for name, address in found.items():
            yield Spot(Tag("total", name), "points", address)

    def _labelled_total(self, row: Row) -> dict[str, Region]:
        """The fields of a total that says itself what they are: 总分 | 100 | 得分 | 92."""
        found: dict[str, Region] = {}
        own = self.band.columns.get("weight")
        whole = None if own is None else self._canvas.at(row.number, own.left)
        for label, value in pairwise(row.regions):
            if self._words.knows(value.text):
                continue
            meaning = self._words.head(self.item, label.text)
            if meaning is not None and meaning.name in ("weight", "score"):
                if label is row.regions[0]:
                    continue  # 得分 | 100 | 96 names the row
                found[meaning.name] = value
            elif self._words.is_total(label.text):
                found["weight"] = value if whole is None else whole
        return found if "score" in found else {}

    def _is_side_label(self, leaf: Leaf) -> bool:
        """Whether a head is the label down the side of the table: 绩效指标."""
        return self._words.is_known(leaf.region.text)

    # What is not read

    def unread(self) -> Iterator[UnreadColumn]:
        """The columns that hold no field, with the cells that belong to them."""
        doubtful = {leaf.region.address for doubt in self.band.doubts for leaf in doubt}
        for leaf in self.band.leaves:
            rank = leaf.meaning.rank if leaf.meaning else 0
            if leaf.name and leaf.name != "part":
                continue
            cells = [
                cell
                for row in self._rows
                for column in range(leaf.left, leaf.right + 1)
                if (cell := cell_name(row.number, column)) not in self._first_set
            ]
            if rank == COUNTED or (leaf.left == self.band.left and self._is_side_label(leaf)):
                self.idle.update(cells)
                continue
            why = "unknown" if leaf.meaning is None else "known"
            if rank == PARTIAL:
                why = "partial"
            elif rank == LEFT:
                why = "doubt" if leaf.region.address in doubtful else "other"
            yield UnreadColumn(leaf.region.address, leaf.region.text, tuple(cells), why)

    def alike(self) -> Iterator[Alike]:
        """The columns whose heads only are like ones that are known, with their cells."""
        for tag, _, leaf in self._columns:
            if leaf.meaning is None or not leaf.meaning.like:
                continue
            cells = (self._cell(row.number, tag, leaf) for row in self._rows)
            region = leaf.region
            term = f"{self.item}.{tag.name}"
            yield Alike(region.address, region.text, term, tuple(filter(None, cells)))
