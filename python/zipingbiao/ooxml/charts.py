"""The values that charts keep of the cells they show, made true again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.formula import areas_named
from zipingbiao.ooxml.grid import CellError, Scalar

#: (sheet, address) → what the cell holds.
Lookup = Callable[[str, str], Scalar]
#: A sheet and an address on it.
_Cell = tuple[str, str]


class ChartPlan:
    """A chart cut into text that stays and caches that are made anew.

    Caches of anything but plain references, of names for instance, stay as they are.
    """

    def __init__(self, xml: str) -> None:
        self._pieces = tuple(_pieces(xmltext.tokens(xml)))

    def refreshed(self, lookup: Lookup) -> str:
        """The chart with the points that ``lookup`` gives.

        A cell that holds nothing (or, among numbers, no number) has no point, as in Excel.
        """
        return "".join(
            piece if isinstance(piece, str) else piece.written(lookup) for piece in self._pieces
        )


@dataclass(frozen=True, slots=True)
class _Cache:
    """A cache of points: its tags, what it says of number formats and extensions, its cells."""

    head: str
    tail: str
    prefix: str
    numeric: bool
    cells: tuple[_Cell, ...]

    def written(self, lookup: Lookup) -> str:
        """The cache with its points."""
        points = _points(self.prefix, self.cells, lookup, numeric=self.numeric)
        return f"{self.head}{_count(self.prefix, len(self.cells))}{points}{self.tail}"


@dataclass(frozen=True, slots=True)
class _LevelCache:
    """Labels of several levels, the innermost first."""

    head: str
    tail: str
    prefix: str
    levels: tuple[tuple[_Cell, ...], ...]

    def written(self, lookup: Lookup) -> str:
        """The cache with its points."""
        levels = "".join(
            f"<{self.prefix}lvl>{_points(self.prefix, cells, lookup, numeric=False)}"
            f"</{self.prefix}lvl>"
            for cells in self.levels
        )
        return f"{self.head}{_count(self.prefix, len(self.levels[0]))}{levels}{self.tail}"


def _pieces(parts: list[str]) -> Iterator[str | _Cache | _LevelCache]:
    index = 0
    areas: Sequence[tuple[str, Area]] | None = None
    texts: list[str] = []
    while index < len(parts):
        token = parts[index]
        name = xmltext.local_name(token) if xmltext.is_start(token) else ""
        if name == "f":
            areas = areas_named(xmltext.text_at(parts, index)[1], "")
        end = xmltext.element_end(parts, index) if name.endswith("Cache") else index + 1
        cache = _cache(name, parts[index:end], areas) if areas and end > index + 1 else None
        if cache is None:
            texts += parts[index:end]
        else:
            yield "".join(texts)
            yield cache
            texts.clear()
        if name.endswith("Cache"):
            areas = None
        index = end
    yield "".join(texts)


def _cache(
    name: str, parts: list[str], areas: Sequence[tuple[str, Area]]
) -> _Cache | _LevelCache | None:
    """The plan of a cache; None where it can't be told what its points are."""
    prefix = xmltext.prefix_of(parts[0])
    tail = _kept(parts, "extLst") + parts[-1]
    if name == "multiLvlStrCache":
        count = sum(name == "lvl" for _, name in xmltext.starts(parts))
        lines = next((found for found in _splits(areas[0][1]) if len(found) == count), None)
        if len(areas) > 1 or lines is None:
            return None
        levels = tuple(tuple(_cells(areas[0][0], line)) for line in reversed(lines))
        return _LevelCache(parts[0], tail, prefix, levels)
    cells = tuple(cell for sheet, area in areas for cell in _cells(sheet, area))
    head = parts[0] + _kept(parts, "formatCode")
    return _Cache(head, tail, prefix, name == "numCache", cells)


def _cells(sheet: str, area: Area) -> Iterator[_Cell]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield sheet, cell_name(row, column)


def _kept(cache: list[str], name: str) -> str:
    """A child of the cache as it stands; "" where there is none."""
    start = xmltext.find(cache, name)
    return "" if start is None else "".join(cache[start : xmltext.element_end(cache, start)])


def _count(prefix: str, points: int) -> str:
    return f'<{prefix}ptCount val="{points}"/>'


def _points(prefix: str, cells: Sequence[_Cell], lookup: Lookup, *, numeric: bool) -> str:
    texts = ((index, _text(lookup(*cell), numeric=numeric)) for index, cell in enumerate(cells))
    return "".join(
        f'<{prefix}pt idx="{index}"><{prefix}v>{xmltext.escape(text)}</{prefix}v></{prefix}pt>'
        for index, text in texts
        if text
    )


def _text(point: Scalar, *, numeric: bool) -> str:
    if point is None or isinstance(point, CellError):
        return ""
    if isinstance(point, bool):
        return str(int(point)) if numeric else str(point).upper()
    if isinstance(point, str):
        return "" if numeric else point
    return repr(point) if numeric else f"{point:.15g}"


def _splits(area: Area) -> tuple[list[Area], list[Area]]:
    """An area as its columns, and as its rows."""
    columns, rows = range(area.left, area.right + 1), range(area.top, area.bottom + 1)
    return (
        [area._replace(left=column, right=column) for column in columns],
        [area._replace(top=row, bottom=row) for row in rows],
    )
