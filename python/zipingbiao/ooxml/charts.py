"""The values that charts keep of the cells they show, made true again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.formula import areas_named
from zipingbiao.ooxml.grid import CellError, Scalar

#: (sheet, address) → what the cell holds.
Lookup = Callable[[str, str], Scalar]


def refresh_chart_caches(xml: str, lookup: Lookup) -> str:
    """The chart with the cached points of each reference taken from ``lookup``.

    A cell that holds nothing (or, among numbers, no number) has no point, as in Excel. Caches
    of anything but plain references, of names for instance, stay as they are.
    """
    return "".join(_refreshed(xmltext.tokens(xml), lookup))


def _refreshed(parts: list[str], lookup: Lookup) -> Iterator[str]:
    index = 0
    areas: tuple[tuple[str, Area], ...] | None = None
    while index < len(parts):
        token = parts[index]
        name = xmltext.local_name(token) if xmltext.is_start(token) else ""
        if name == "f":
            areas = areas_named(xmltext.text_at(parts, index)[1], "")
        if not name.endswith("Cache"):
            yield token
            index += 1
            continue
        end = xmltext.element_end(parts, index)
        cache, index = parts[index:end], end
        yield from _cache(name, cache, areas, lookup) if areas else cache
        areas = None


def _cache(
    name: str, cache: list[str], areas: Sequence[tuple[str, Area]], lookup: Lookup
) -> Iterable[str]:
    if xmltext.is_empty(cache[0]):
        return cache
    if name == "multiLvlStrCache":
        return _levels(cache, areas, lookup)
    points = [lookup(sheet, cell) for sheet, area in areas for cell in _cells(area)]
    prefix = xmltext.prefix_of(cache[0])
    written = _count(prefix, len(points)) + _written(prefix, points, numeric=name == "numCache")
    return [cache[0], _kept(cache, "formatCode"), written, _kept(cache, "extLst"), cache[-1]]


def _cells(area: Area) -> Iterator[str]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield cell_name(row, column)


def _kept(cache: list[str], name: str) -> str:
    """A child of the cache as it stands; "" where there is none."""
    start = xmltext.find(cache, name)
    return "" if start is None else "".join(cache[start : xmltext.element_end(cache, start)])


def _count(prefix: str, points: int) -> str:
    return f'<{prefix}ptCount val="{points}"/>'


def _written(prefix: str, points: Sequence[Scalar], *, numeric: bool) -> str:
    texts = ((index, _text(point, numeric=numeric)) for index, point in enumerate(points))
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


def _levels(cache: list[str], areas: Sequence[tuple[str, Area]], lookup: Lookup) -> Iterable[str]:
    """Labels of several levels, the innermost first: the columns of an area, or its rows."""
    prefix = xmltext.prefix_of(cache[0])
    starts = [index for index, name in xmltext.starts(cache) if name == "lvl"]
    sheet, area = areas[0]
    lines = next((found for found in _splits(area) if len(found) == len(starts)), None)
    if len(areas) > 1 or lines is None:
        return cache
    written = [
        f"<{prefix}lvl>{_written(prefix, points, numeric=False)}</{prefix}lvl>"
        for line in reversed(lines)
        if (points := [lookup(sheet, cell) for cell in _cells(line)])
    ]
    count = _count(prefix, len(list(_cells(lines[0]))))
    return [cache[0], count, *written, _kept(cache, "extLst"), cache[-1]]


def _splits(area: Area) -> tuple[list[Area], list[Area]]:
    """An area as its columns, and as its rows."""
    columns, rows = range(area.left, area.right + 1), range(area.top, area.bottom + 1)
    return (
        [area._replace(left=column, right=column) for column in columns],
        [area._replace(top=row, bottom=row) for row in rows],
    )
