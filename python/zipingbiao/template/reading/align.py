"""Lay a form's labels over a part of somebody's sheet.

Bands of labels are aligned in order, so that inserted rows, a lost row, a head broken over two
rows or another wording do no harm; what is matched, and how much of the form that is, decides
whether it is this form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zipingbiao.template.reading.anchors import FormShape, Label
from zipingbiao.template.reading.lexicon import LabelRow
from zipingbiao.template.reading.regions import Region

Candidates = Mapping[int, Region]

#: A head may be broken over so many rows.
_MOST_ROWS = 3
#: Of two places for a label the one with the form's own wording is better by this.
_EXACT = 0.01


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which label was found where; ``fit`` is the matched share of the form's labels, 0–1."""

    found: Mapping[int, Region]
    rows: Mapping[int, int]
    fit: float


def align(shape: FormShape, rows: Sequence[LabelRow]) -> Alignment:
    """Find the labels of a form in some rows, in their order."""
    found: dict[int, Region] = {}
    for labels, first, height in _best_pairs(shape, rows):
        found.update(_match(labels, _union(rows[first : first + height])))
    row_of: dict[int, int] = {}
    for index, region in found.items():
        row = shape.labels[index].row
        row_of[row] = min(region.area.top, row_of.get(row, region.area.top))
    weight = sum(shape.labels[index].weight for index in found)
    return Alignment(found, row_of, weight / shape.weight)


def likely(shape: FormShape, rows: Iterable[LabelRow]) -> float:
    """A quick upper bound of the fit: the labels that occur at all."""
    seen = {index for row in rows for index in row.candidates}
    return sum(shape.labels[index].weight for index in seen) / shape.weight


def _union(rows: Sequence[LabelRow]) -> dict[int, Region]:
    """The candidates of some neighbouring rows; the upper one has precedence."""
    found: dict[int, Region] = {}
    for row in reversed(rows):
        found.update(row.candidates)
    return found


def _match(labels: Sequence[Label], candidates: Candidates) -> dict[int, Region]:
    """The labels of one band that are there, each region used once, left to right."""
    found: dict[int, Region] = {}
    used: set[str] = set()
    for label in labels:
        region = candidates.get(label.index)
        if region is not None and (region.address not in used or ":" in region.text):
            used.add(region.address)
            found[label.index] = region
    return found


class _Choice(NamedTuple):
    """The best that can be had from here on, and whether it takes this place with a height."""

    weight: float
    height: int


def _best_pairs(
    shape: FormShape, rows: Sequence[LabelRow]
) -> list[tuple[tuple[Label, ...], int, int]]:
    """(band, first row, number of rows), in order, with the greatest weight matched."""
    bands = shape.bands
    indexes = [frozenset(label.index for label in band) for band in bands]
    count, width = len(bands), len(rows)
    best = [[0.0] * (width + _MOST_ROWS + 1) for _ in range(count + 1)]
    heights = [[0] * width for _ in range(count)]
    for i in range(count - 1, -1, -1):
        late = i > shape.last_head
        for j in range(width - 1, -1, -1):
            skipped = max(best[i + 1][j], best[i][j + 1])
            if indexes[i].isdisjoint(rows[j].candidates):
                best[i][j] = skipped
                continue
            choice = _choose(bands[i], rows, j, best[i + 1])
            taken = choice.weight > skipped or (choice.weight == skipped and not late)
            if choice.height and taken:
                heights[i][j] = choice.height
            best[i][j] = max(skipped, choice.weight)
    return _trace(bands, best, heights)


def _choose(
    band: Sequence[Label], rows: Sequence[LabelRow], j: int, rest: Sequence[float]
) -> _Choice:
    """How many rows from here the band had best take."""
    chosen = _Choice(0.0, 0)
    candidates: dict[int, Region] = {}
    before = 0.0
    reach = max(region.area.bottom for region in rows[j].candidates.values())
    for height in range(1, min(_MOST_ROWS, len(rows) - j) + 1):
        row = rows[j + height - 1]
        if height > 1 and (len(band) < 3 or row.number >= reach + height):
            break
        candidates = {**row.candidates, **candidates}
        weight = sum(_weight(label, candidates) for label in band)
        if weight <= before:
            break
        before = weight
        if weight + rest[j + height] > chosen.weight:
            chosen = _Choice(weight + rest[j + height], height)
    return chosen


def _weight(label: Label, candidates: Candidates) -> float:
    region = candidates.get(label.index)
    if region is None:
        return 0.0
    return label.weight + _EXACT if region.text == label.text else label.weight


def _trace(
    bands: Sequence[tuple[Label, ...]], best: list[list[float]], heights: list[list[int]]
) -> list[tuple[tuple[Label, ...], int, int]]:
    pairs: list[tuple[tuple[Label, ...], int, int]] = []
    i = j = 0
    width = len(heights[0]) if heights else 0
    while i < len(bands) and j < width:
        if heights[i][j]:
            pairs.append((bands[i], j, heights[i][j]))
            i, j = i + 1, j + heights[i][j]
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
