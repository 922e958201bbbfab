"""Part a page into columns that have nothing in common, before any words are read together.

Forms stand side by side at any height, with blank columns between or none; ledgers and scratch
notes stand beside them. Where no box crosses the line between two columns, both sides may be
things of their own: they are where each side has a table with a head, or begins behind a blank
column and has none of the form's heads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from zipingbiao.ooxml.address import Area
from zipingbiao.template.reading.heads import Heads
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_title
from zipingbiao.values.text import fold

#: The fields with whose labels forms begin.
OPENING = frozenset({"header.project", "header.department", "header.unit"})


def opens(region: Region, words: Words, canvas: Canvas) -> bool:
    """Whether a label with which forms begin stands in a region, alone or before its value."""
    label = words.label(region.text.partition(":")[0])
    if label is None and (parts := canvas.sheet.shown(region.address).split()):
        label = words.label(fold(parts[0]))
    return label is not None and label.term in OPENING and not label.rank


def parted(canvas: Canvas, words: Words) -> list[Canvas]:
    """The parts of a page, from left to right; one where nothing stands side by side."""
    strips = list(_strips(canvas, words))
    if len(strips) < 2:
        return [canvas]
    groups = _joined(canvas, words, _grouped(canvas, words, strips))
    parts = [part for group in groups for part in _without_asides(canvas, words, group)]
    if len(parts) < 2:
        return [canvas]
    edges = [1, *(part[0][0] for part in parts[1:]), canvas.window.right + 1]
    whole = canvas.window
    return [
        canvas.clipped(whole._replace(left=left, right=right - 1))
        for left, right in pairwise(edges)
    ]


#: So many blank columns of a form are looked at for what stands behind them.
_MOST_GAPS = 12
#: The columns with the names of rows: behind a blank column they begin a table of its own.
_NAMING = frozenset({"source", "level1", "level2", "level3", "name", "item", "no"})
#: A head of this rank is no head behind a blank column.
_UNSURE = 2
#: The first and last column of a strip.
_Strip = tuple[int, int]


def _strips(canvas: Canvas, words: Words) -> Iterator[_Strip]:
    """The used columns between lines that no box crosses, below what stands above all forms."""
    first = _first_row(canvas, words)
    boxes = [r.area for number in canvas.numbers if number >= first for r in canvas.rows[number]]
    if not boxes:
        return
    width = max(box.right for box in boxes)
    boxes += [area for area in canvas.merged if area.top >= first and area.left <= width]
    crossed, used = [0] * (width + 2), [0] * (width + 2)
    for box in boxes:
        right = min(box.right, width)
        crossed[box.left + 1] += 1
        crossed[right + 1] -= 1
    for number in canvas.numbers:
        for region in canvas.rows[number]:
            used[min(region.area.left, width)] += 1
            used[min(region.area.right, width) + 1] -= 1
    lines = [0, *accumulate(crossed[1:])]
    filled = [0, *accumulate(used[1:])]
    start = 0
    for column in range(1, width + 1):
        if filled[column] and not start:
            start = column
        if start and (column == width or not lines[column + 1]):
            yield start, column
            start = 0


def _first_row(canvas: Canvas, words: Words) -> int:
    """The first row that is of a form: with a title, or a label with which forms begin."""
    for number in canvas.numbers:
        if any(is_title(r.text) or opens(r, words, canvas) for r in canvas.rows[number]):
            return number
    return 1


def _names_rows(words: Words, text: str) -> bool:
    """Whether a text heads the column with the names of some table's rows."""
    said = (words.head(item, text) for item in words.heads)
    return any(one is not None and one.name in _NAMING for one in said)


def _grouped(canvas: Canvas, words: Words, strips: Sequence[_Strip]) -> list[list[_Strip]]:
    """Strips by the forms that may begin in them: with a title, a label, a head of names."""
    firsts = {
        region.area.left
        for number in canvas.numbers
        for region in canvas.rows[number]
        if is_title(region.text)
        or opens(region, words, canvas)
        or words.is_known(region.text)
        or _names_rows(words, region.text)
    }
    groups: list[list[_Strip]] = []
    for strip in strips:
        if strip[0] in firsts or not groups:
            groups.append([strip])
        else:
            groups[-1].append(strip)
    return groups


def _joined(canvas: Canvas, words: Words, groups: Sequence[list[_Strip]]) -> Iterator[list[_Strip]]:
    """Those that have no table of their own belong to the form before, with a title to the next.

    So do those without either that stand nearer to the next.
    """
    held: list[_Strip] = []
    waiting: list[_Strip] = []
    for number, group in enumerate(groups):
        own = [*waiting, *group]
        signs = _signs(canvas, words, own)
        following = groups[number + 1] if number + 1 < len(groups) else None
        if signs == {"title"} or (
            not signs and held and following and _is_nearer(canvas, words, own, held, following)
        ):
            waiting = own
            continue
        if held and {"main", "titled"} & signs & _signs(canvas, words, held):
            yield held
            held = []
        held, waiting = [*held, *own], []
    yield [*held, *waiting]


def _is_nearer(
    canvas: Canvas,
    words: Words,
    own: Sequence[_Strip],
    before: Sequence[_Strip],
    after: Sequence[_Strip],
) -> bool:
    """Whether strips belong to what comes after: a table of its own that they touch, or begin."""
    if not ({"main", "titled"} & _signs(canvas, words, after) & _signs(canvas, words, before)):
        return False
    both = _part(canvas, [before[0], own[-1]])
    edge = own[0][0]
    if any(b.left < edge <= b.right for b in Heads(both, words).bands(both.window) if b.is_main):
        return False
    gaps = own[0][0] - before[-1][1], after[0][0] - own[-1][1]
    if gaps[0] != gaps[1]:
        return gaps[1] < gaps[0]
    part = _part(canvas, own)
    return any(opens(region, words, canvas) for region in part.within(part.window))


def _part(canvas: Canvas, strips: Sequence[_Strip]) -> Canvas:
    return canvas.clipped(canvas.window._replace(left=strips[0][0], right=strips[-1][1]))


def _signs(canvas: Canvas, words: Words, strips: Sequence[_Strip]) -> set[str]:
    """What of a form some strips have: a ``title``, a ``main`` table; ``titled`` tables."""
    part = _part(canvas, strips)
    bands = Heads(part, words).bands(part.window)
    found = {"main"} if any(band.is_main for band in bands) else set()
    if any(is_title(region.text) for region in part.within(part.window)):
        found |= {"title", "titled"} if bands else {"title"}
    return found


def _without_asides(
    canvas: Canvas, words: Words, group: Sequence[_Strip]
) -> Iterator[Sequence[_Strip]]:
    """A form's strips, and those beside it that have nothing of it."""
    gaps = [n for n in range(1, len(group)) if group[n][0] > group[n - 1][1] + 1]
    for number, end in pairwise([*gaps[:_MOST_GAPS], len(group)]):
        if _is_aside(canvas, words, group[:number], group[number:end]):
            yield group[:number]
            yield group[number:]
            return
    yield group


def _is_aside(
    canvas: Canvas, words: Words, form: Sequence[_Strip], strips: Sequence[_Strip]
) -> bool:
    """Whether strips behind a blank column have no head of a form's tables."""
    part, beyond = _part(canvas, form), _part(canvas, strips)
    bands = Heads(part, words).bands(part.window)
    if not any(band.is_main for band in bands):
        return False
    for band in (band for band in bands if not band.paired):
        rows = Window(band.top, beyond.window.left, max(band.top, band.bottom))
        texts = [region.text for region in beyond.within(rows)]
        said = [words.head(band.item, text) for text in texts]
        if any(_names_rows(words, text) for text in texts):
            continue
        names = {one.name for one in said if one is not None and one.rank < _UNSURE}
        if not names <= band.columns.keys():
            return False
    return True


__all__ = ["Area", "opens", "parted"]
