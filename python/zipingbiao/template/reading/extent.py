"""Where a form ends: what stands behind a gap below its table and is not the form's own.

Ledgers, reckonings and a second total stand below forms. After blank rows a form goes on with
items like those before, with its head again, with its total, with tables that it has not had,
with labels, notes and signatures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zipingbiao.template.reading.bands import Band, Leaf
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_aside, is_note
from zipingbiao.values.numbers import read_amount

#: What follows a gap and goes on with a table has something in one of these columns.
_VALUES = frozenset({"target", "actual", "completion", "weight", "score", "used", "requested"})
#: Tables of a form are at least so wide, compared with its main table.
WIDE = 0.6

_Line = tuple[int, Sequence[Region]]


class Extent:
    """The last row of a form whose main table and other tables are known."""

    def __init__(self, canvas: Canvas, words: Words, main: Band, bands: Sequence[Band]) -> None:
        self._canvas = canvas
        self._words = words
        self._main = main
        self._bands = bands

    def last_row(self, window: Window) -> int:
        """The last row in a window that may be the form's."""
        above: list[_Line] = []
        for block in self._blocks(window._replace(top=self._main.bottom + 1)):
            first = block[0][0]
            if above and not self._goes_on(block, above):
                return first - 1
            above += block
        return window.bottom

    def _blocks(self, window: Window) -> Iterator[list[_Line]]:
        """The lines below the head of the main table, parted by blank rows."""
        block: list[_Line] = []
        reach = self._main.bottom
        for number, regions in self._canvas.lines(window):
            if number > reach + 1 and block:
                yield block
                block = []
            block.append((number, regions))
            reach = max([reach, *(region.area.bottom for region in regions)])
        if block:
            yield block

    def _goes_on(self, block: Sequence[_Line], above: Sequence[_Line]) -> bool:
        """Whether a block behind a gap belongs to the form."""
        top, bottom = block[0][0], block[-1][0]
        own = [band for band in self._bands if top <= band.top <= bottom and not band.paired]
        own = [band for band in own if not band.beside(self._main)]
        usual = self._usual(above)
        if own and not self._is_item(block[0][1], usual):
            return all(self._is_of_form(band, top) for band in own)
        return any(
            self._is_item(regions, usual) or self._is_total(regions) or self._is_worded(regions)
            for _, regions in block
        )

    def _is_of_form(self, band: Band, top: int) -> bool:
        """Whether a table is as wide as a form's, and the main one or none that it has had."""
        if band.repeats(self._main):
            return True
        had = any(one.item == band.item and one.top < top for one in self._bands)
        width = self._main.right - self._main.left
        wide = band.right - band.left >= WIDE * width
        return wide and (band.item == self._main.item or not had)

    def _filled(self, regions: Sequence[Region]) -> frozenset[str]:
        """The columns of the main table in which something begins."""
        columns = self._main.columns.items()
        return frozenset(name for name, leaf in columns if any(_under(r, leaf) for r in regions))

    def _usual(self, lines: Sequence[_Line]) -> frozenset[str]:
        """The columns that are filled in most rows."""
        rows = [filled for _, regions in lines if len(filled := self._filled(regions)) > 1]
        count = Counter(name for row in rows for name in row)
        return frozenset(name for name, times in count.items() if 2 * times >= len(rows))

    def _is_item(self, regions: Sequence[Region], usual: frozenset[str]) -> bool:
        filled = self._filled(regions)
        if not usual:
            return len(filled) > 1
        values = usual & _VALUES
        own = filled & usual
        return 2 * len(own) >= len(usual) and (not values or bool(own & values))

    def _is_total(self, regions: Sequence[Region]) -> bool:
        """Whether a total stands in a row, under the heads of the points or further right."""
        if not any(self._words.is_total(region.text) for region in regions[:2]):
            return False
        columns = self._main.columns.items()
        points = min((leaf.left for n, leaf in columns if n in ("weight", "score")), default=None)
        last = regions[-1].area.left
        return points is not None and points <= last <= self._main.right and len(regions) > 1

    def _is_worded(self, regions: Sequence[Region]) -> bool:
        """Whether a row is a note, a signature, a line, or begins with a label of forms."""
        text = regions[0].text
        if any(is_note(region.text) for region in regions) or is_aside(text):
            return True
        lead = text.partition(":")[0]
        if self._words.is_total(lead):
            return False
        label = self._words.label(lead)
        if label is not None:
            return not label.term.startswith("total.")
        heads = any(self._words.head(item, lead) for item in self._words.heads)
        if self._words.is_known(lead) and not heads:
            return True
        return len(regions) == 1 and read_amount(text, None) is None


def _under(region: Region, leaf: Leaf) -> bool:
    return leaf.left <= region.area.left <= leaf.right
