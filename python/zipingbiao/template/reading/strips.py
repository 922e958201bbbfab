"""Part a page into columns that have nothing in common, before any words are read together.

Forms stand side by side at any height, with blank columns between or none; ledgers and scratch
notes stand beside them. Where no box crosses the line between two columns, both sides may be
things of their own: they are where each side has a table with a head, or begins behind a blank
column and has none of the form's heads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, combinations, pairwise

from zipingbiao.ooxml.address import Area
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.heads import Heads
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_title
from zipingbiao.values.text import fold

#: The fields with whose labels forms begin.
OPENING = frozenset({"header.project", "header.department", "header.unit"})


def opens(region: Region, words: Words, canvas: Canvas) -> bool:
    """Whether a label with which forms begin stands in a region, alone or before its value."""
    text = region.text.partition(":")[0]
    label = words.label(text)
    if label is None and (parts := canvas.sheet.shown(region.address).split()):
        label = words.label(text := fold(parts[0]))
    if label is None or label.term not in OPENING:
        return False
    other = label.term == "header.project" and label.rank == 1  # 专项名称, 政策名称
    return not label.rank or (other and not words.meanings(text))


#: So many blank columns of a form are looked at for what stands behind them.
_MOST_GAPS = 12
#: So many tables are looked at for what stands side by side.
_MOST_MAINS = 20
#: A title stands over no more places where a form may begin.
_MOST_WAITING = 30
#: The columns with the names of rows: behind a blank column they begin a table of its own.
_NAMING = frozenset({"source", "level1", "level2", "level3", "name", "item", "no"})
#: A head of this rank is no head behind a blank column.
_UNSURE = 2
#: The first and last column of a strip.
_Strip = tuple[int, int]


def parted(canvas: Canvas, words: Words) -> list[Canvas]:
    """The parts of a page, from left to right; one where nothing stands side by side.

    Where tables stand side by side in one part, what has its rows for itself, a title or a note,
    may stand over or under both.
    """
    parts = _parted(canvas, words, frozenset())
    for number in range(len(parts) - 1, -1, -1):
        part = parts[number]
        if (alone := _alone(part)) and (over := _over_several(part, words, alone)):
            parts[number : number + 1] = _parted(part, words, over)
    return parts


def _over_several(canvas: Canvas, words: Words, alone: Mapping[int, Area]) -> frozenset[int]:
    """The rows whose only box stands over tables of forms that are side by side.

    One that stands over a single form, as its title, holds the columns of that together.
    """
    mains = [band for band in Heads(canvas, words).bands(canvas.window) if band.is_main]
    pairs = [pair for pair in combinations(mains[:_MOST_MAINS], 2) if pair[0].beside(pair[1])]
    return frozenset(
        row
        for row, box in alone.items()
        if any(all(_is_over(box, band) for band in pair) for pair in pairs)
    )


def _is_over(box: Area, band: Band) -> bool:
    """Whether a box has a column in common with a table."""
    return box.left <= band.right and band.left <= box.right


def _parted(canvas: Canvas, words: Words, alone: Collection[int]) -> list[Canvas]:
    """The parts of a page; a box in a row of ``alone`` ties no columns together."""
    strips = list(_strips(canvas, words, alone))
    if len(strips) < 2:
        return [canvas]
    parting = _Parting(canvas, words)
    groups = parting.joined(list(parting.opened(parting.grouped(strips))))
    parts = [part for group in groups for part in parting.without_asides(group)]
    if len(parts) < 2:
        return [canvas]
    edges = [canvas.window.left, *(part[0][0] for part in parts[1:]), canvas.window.right + 1]
    whole = canvas.window
    return [
        canvas.clipped(whole._replace(left=left, right=right - 1))
        for left, right in pairwise(edges)
    ]


class _Parting:
    """Puts strips together that belong to one form."""

    def __init__(self, canvas: Canvas, words: Words) -> None:
        self._canvas = canvas
        self._words = words
        self._known: dict[_Strip, tuple[Sequence[Band], frozenset[str]]] = {}

    def grouped(self, strips: Sequence[_Strip]) -> list[list[_Strip]]:
        """Strips by the forms that may begin in them: with a title, a label, a head of names."""
        canvas, words = self._canvas, self._words
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

    def opened(self, groups: Sequence[list[_Strip]]) -> Iterator[list[_Strip]]:
        """Groups, those that are one form together as one: it begins with a label, has no title
        to hold its columns together, and no table of what stands before it reaches into it or
        goes on in it.
        """
        before: list[_Strip] = []
        at = 0
        few = len(groups) <= _MOST_GAPS
        while at < len(groups):
            count = self._columns_of_form(before, groups[at:]) if before and few else 1
            own = [strip for group in groups[at : at + count] for strip in group]
            yield own
            before += own
            at += count

    def _columns_of_form(self, before: Sequence[_Strip], groups: Sequence[list[_Strip]]) -> int:
        """How many groups are one form that begins with the first of them; 1 where none does."""
        left, right = groups[0][0]
        column = self._canvas.window._replace(left=left, right=right)
        if not any(opens(r, self._words, self._canvas) for r in self._canvas.within(column)):
            return 1
        own = list(groups[0])
        if self._signs(own):
            return 1  # it is whole, or has a title
        for count, group in enumerate(groups[1:], 2):
            own += group
            if "title" in self._signs(group):
                return 1
            if "main" in self._signs(own):
                mains = [band for band in self._bands([*before, *own]) if band.is_main]
                tops = {band.top for band in mains if band.right < left}
                one = any(
                    b.left < left <= b.right or (b.left >= left and b.top in tops) for b in mains
                )
                return 1 if one else count
        return 1

    def joined(self, groups: Sequence[list[_Strip]]) -> Iterator[list[_Strip]]:
        """Those without a table of their own belong to the form before, with a title to the next.

        So do those without either that stand nearer to the next.
        """
        held: list[_Strip] = []
        waiting: list[_Strip] = []
        for number, group in enumerate(groups):
            own = [*waiting, *group]
            signs = self._signs(own)
            following = groups[number + 1] if number + 1 < len(groups) else None
            nearer = held and following and not signs and self._is_nearer(own, held, following)
            if (signs == {"title"} or nearer) and len(waiting) < _MOST_WAITING:
                waiting = own
                continue
            if held and {"main", "titled"} & signs & self._signs(held):
                yield held
                held = []
            held, waiting = [*held, *own], []
        yield [*held, *waiting]

    def _is_nearer(
        self, own: Sequence[_Strip], before: Sequence[_Strip], after: Sequence[_Strip]
    ) -> bool:
        """Whether strips belong to what comes after: a table of its own, not further away.

        Never where the table before reaches into them.
        """
        signs = {"main", "titled"} & self._signs(after)
        if not (signs and signs & self._signs(before)):
            return False
        edge = own[0][0]
        if any(b.left < edge <= b.right for b in self._bands([*before, *own]) if b.is_main):
            return False
        return after[0][0] - own[-1][1] <= edge - before[-1][1]

    def _part(self, strips: Sequence[_Strip]) -> Canvas:
        window = self._canvas.window._replace(left=strips[0][0], right=strips[-1][1])
        return self._canvas.clipped(window)

    def _bands(self, strips: Sequence[_Strip]) -> Sequence[Band]:
        """The heads in some strips."""
        return self._look(strips)[0]

    def _signs(self, strips: Sequence[_Strip]) -> frozenset[str]:
        """What of a form some strips have: a ``title``, a ``main`` table; ``titled`` tables."""
        return self._look(strips)[1]

    def _look(self, strips: Sequence[_Strip]) -> tuple[Sequence[Band], frozenset[str]]:
        columns = (strips[0][0], strips[-1][1])
        if columns not in self._known:
            part = self._part(strips)
            bands = Heads(part, self._words).bands(part.window)
            found = {"main"} if any(band.is_main for band in bands) else set()
            if any(is_title(region.text) for region in part.within(part.window)):
                found |= {"title", "titled"} if bands else {"title"}
            self._known[columns] = bands, frozenset(found)
        return self._known[columns]

    def without_asides(self, group: Sequence[_Strip]) -> Iterator[Sequence[_Strip]]:
        """A form's strips, and those beside it that have nothing of it."""
        gaps = [n for n in range(1, len(group)) if group[n][0] > group[n - 1][1] + 1]
        for number, end in pairwise([*gaps[:_MOST_GAPS], len(group)]):
            if self._is_aside(group[:number], group[number:end]):
                yield group[:number]
                yield group[number:]
                return
        yield group

    def _is_aside(self, form: Sequence[_Strip], strips: Sequence[_Strip]) -> bool:
        """Whether strips behind a blank column have no head of a form's tables."""
        beyond = self._part(strips)
        bands = self._bands(form)
        if not any(band.is_main for band in bands):
            return False
        for band in (band for band in bands if not band.paired):
            rows = Window(band.top, beyond.window.left, max(band.top, band.bottom))
            texts = [region.text for region in beyond.within(rows)]
            if any(_names_rows(self._words, text) for text in texts):
                continue
            said = [self._words.head(band.item, text) for text in texts]
            names = {one.name for one in said if one is not None and one.rank < _UNSURE}
            if not names <= band.columns.keys():
                return False
        return True


def _strips(canvas: Canvas, words: Words, alone: Collection[int]) -> Iterator[_Strip]:
    """The used columns between lines that no box crosses, below what stands above all forms."""
    first = _first_row(canvas, words)
    boxes = [r.area for number in canvas.numbers if number >= first for r in canvas.rows[number]]
    if not boxes:
        return
    width = max(box.right for box in boxes)
    boxes += [area for area in canvas.merged if area.top >= first and area.left <= width]
    boxes = [box if box.top not in alone else box._replace(right=box.left) for box in boxes]
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


def _alone(canvas: Canvas) -> dict[int, Area]:
    """The rows in which one box stands that shares its rows with no other, with that."""
    found: dict[int, Area] = {}
    reach = 0
    for at, number in enumerate(canvas.numbers):
        line = canvas.rows[number]
        bottom = max(region.area.bottom for region in line)
        following = canvas.numbers[at + 1] if at + 1 < len(canvas.numbers) else bottom + 1
        if len(line) == 1 and reach < number and bottom < following:
            found[number] = line[0].area
        reach = max(reach, bottom)
    return found


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
