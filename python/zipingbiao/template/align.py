"""Lay a form's labels over a part of somebody's sheet.

Rows of labels are aligned in order, so that inserted rows, a lost row or another wording do no
harm; what is matched, and how much of the form that is, decides whether it is this form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zipingbiao.template.anchors import FormShape, Label, spoken
from zipingbiao.template.regions import Canvas, Region, Window

Candidates = Mapping[int, Region]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which label was found where; ``fit`` is the matched share of the form's labels, 0–1."""

    found: Mapping[int, Region]
    rows: Mapping[int, int]
    fit: float


def align(shape: FormShape, canvas: Canvas, window: Window) -> Alignment:
    """Find the labels of a form inside the window, in their order."""
    rows = _candidate_rows(shape, canvas, window)
    pairs = _best_pairs(shape.label_rows, [candidates for _, candidates in rows])
    found: dict[int, Region] = {}
    row_of: dict[int, int] = {}
    for labels, position in pairs:
        matched = _match(labels, rows[position][1])
        found.update(matched)
        row_of[labels[0].row] = rows[position][0]
    weight = sum(shape.labels[index].weight for index in found)
    return Alignment(found, row_of, weight / shape.weight)


def likely(shape: FormShape, canvas: Canvas, window: Window) -> float:
    """A quick upper bound of the fit: the labels that occur at all."""
    seen = {index for _, found in _candidate_rows(shape, canvas, window) for index in found}
    return sum(shape.labels[index].weight for index in seen) / shape.weight


def _candidate_rows(
    shape: FormShape, canvas: Canvas, window: Window
) -> list[tuple[int, dict[int, Region]]]:
    """For each row of the window the labels that its regions may be."""
    rows: list[tuple[int, dict[int, Region]]] = []
    current = 0
    for region in canvas.within(window):
        hits = _candidates(shape, canvas, region)
        if not hits:
            hits, region = _joined(shape, canvas, region)
        if not hits:
            continue
        if region.area.top != current:
            current = region.area.top
            rows.append((current, {}))
        for index in hits:
            rows[-1][1].setdefault(index, region)
    return _with_repeats(shape, canvas, rows)


def _with_repeats(
    shape: FormShape, canvas: Canvas, rows: list[tuple[int, dict[int, Region]]]
) -> list[tuple[int, dict[int, Region]]]:
    """Labels that stand several times in a row (其他 · 其他 · 其他) go left to right."""
    for number, candidates in rows:
        by_region: dict[Region, list[int]] = {}
        for index in sorted(candidates):
            by_region.setdefault(candidates[index], []).append(index)
        for region, indexes in by_region.items():
            same = [r for r in canvas.rows[number] if r.text == region.text]
            _spread(shape, indexes, same, candidates)
    return rows


def _spread(
    shape: FormShape, indexes: Sequence[int], same: Sequence[Region], candidates: dict[int, Region]
) -> None:
    by_row: dict[int, list[int]] = {}
    for index in indexes:
        by_row.setdefault(shape.labels[index].row, []).append(index)
    for group in by_row.values():
        if len(group) > 1:
            for index, region in zip(group, same, strict=False):
                candidates[index] = region


def _candidates(shape: FormShape, canvas: Canvas, region: Region) -> tuple[int, ...]:
    lookup = shape.lookup
    text = region.text
    hits = lookup.get(text) or lookup.get(spoken(text))
    if hits:
        return hits
    patterns = shape.patterned
    return tuple(index for index, pattern in patterns if pattern.fullmatch(text))


def _joined(shape: FormShape, canvas: Canvas, region: Region) -> tuple[tuple[int, ...], Region]:
    """A label that was broken over two cells, and both as one region."""
    below = _below(canvas, region)
    if below is None:
        return (), region
    text = region.text + below.text
    hits = shape.lookup.get(text) or shape.lookup.get(spoken(text)) or ()
    area = region.area._replace(bottom=below.area.bottom)
    return hits, Region(area, region.address, text)


def _below(canvas: Canvas, region: Region) -> Region | None:
    """The region right under this one and as wide: 年度 over 指标值 is one label."""
    below = canvas.at(region.area.bottom + 1, region.area.left)
    if below is None or len(region.text) + len(below.text) > 16:
        return None
    same = (below.area.left, below.area.right) == (region.area.left, region.area.right)
    return below if same and below.area.top == region.area.bottom + 1 else None


def _match(labels: Sequence[Label], candidates: Candidates) -> dict[int, Region]:
    """The labels of one row that are there, each region used once, left to right."""
    found: dict[int, Region] = {}
    used: set[str] = set()
    for label in labels:
        region = candidates.get(label.index)
        if region is not None and region.address not in used:
            used.add(region.address)
            found[label.index] = region
    return found


def _best_pairs(
    label_rows: Sequence[tuple[Label, ...]], rows: Sequence[Candidates]
) -> list[tuple[tuple[Label, ...], int]]:
    """Pairs (row of labels, row of the sheet) in order, with the greatest weight matched."""
    gain = [
        [sum(label.weight for label in labels if label.index in row) for row in rows]
        for labels in label_rows
    ]
    count, width = len(label_rows), len(rows)
    best = [[0.0] * (width + 1) for _ in range(count + 1)]
    for i in range(count - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            paired = gain[i][j] + best[i + 1][j + 1] if gain[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    return _trace(label_rows, gain, best)


def _trace(
    label_rows: Sequence[tuple[Label, ...]], gain: list[list[float]], best: list[list[float]]
) -> list[tuple[tuple[Label, ...], int]]:
    pairs: list[tuple[tuple[Label, ...], int]] = []
    i = j = 0
    while i < len(label_rows) and j < len(best[0]) - 1:
        if gain[i][j] and best[i][j] == gain[i][j] + best[i + 1][j + 1]:
            pairs.append((label_rows[i], j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
