"""Part a sheet on which forms stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.template.reading.align import likely
from zipingbiao.template.reading.lexicon import LabelMap, Lexicon
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.words import is_title

#: So much of a form must be on either side to part a sheet into two.
_HALF_SEEN = 0.4
#: Forms side by side begin within so many rows of each other.
_TOP_ROWS = 6
WHOLE = Window()


class Blocks:
    """Finds the columns that forms take which stand side by side."""

    def __init__(self, lexicon: Lexicon, labels: LabelMap, canvas: Canvas) -> None:
        self._lexicon = lexicon
        self._labels = labels
        self._canvas = canvas

    def split(self, window: Window = WHOLE) -> Iterator[Window]:
        """A window in blocks of columns, where forms stand side by side."""
        for left, right, rows in self._twins(window):
            column = self._boundary(left, right, rows)
            sides = (window._replace(right=column - 1), window._replace(left=column))
            if not self._crosses(window, column) and all(map(self._seen, sides)):
                for side in sides:
                    yield from self.split(side)
                return
        yield window

    def _twins(self, window: Window) -> Iterator[tuple[Region, Region, range]]:
        """Pairs of titles, or of the same first label, about as high and side by side."""
        seen: dict[str, Region] = {}
        for number, regions in self._canvas.lines(window):
            for region in regions:
                text = "" if is_title(region.text) else region.text
                if text and text not in self._lexicon.starts:
                    continue
                other = seen.get(text)
                if other is not None and number - other.area.top <= _TOP_ROWS:
                    pair = sorted((other.area, region.area), key=lambda area: area.left)
                    if pair[0].right < pair[1].left:
                        yield other, region, range(other.area.top, number + _TOP_ROWS)
                seen[text] = region

    def _boundary(self, left: Region, right: Region, rows: range) -> int:
        """The first column of the right form: behind a blank column, else where it begins."""
        left, right = sorted((left, right), key=lambda region: region.area.left)
        used = {
            column
            for row in rows
            for region in self._canvas.rows.get(row, ())
            for column in range(region.area.left, region.area.right + 1)
        }
        between = range(right.area.left - 1, left.area.left, -1)
        blank = next((column for column in between if column not in used), None)
        return right.area.left if blank is None else blank + 1

    def _crosses(self, window: Window, column: int) -> bool:
        """Whether a box, other than a common title, stands across a boundary."""
        return any(
            region.area.left < column <= region.area.right and not is_title(region.text)
            for region in self._canvas.within(window)
        )

    def _seen(self, window: Window) -> bool:
        return any(
            likely(shape, self._labels.rows(number, window)) >= _HALF_SEEN
            for number, shape in enumerate(self._lexicon.shapes)
        )
