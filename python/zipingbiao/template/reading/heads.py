"""Find the heads of tables: rows of labels, and the columns that they hold.

Columns are known by what their heads say, in any order; a head has one to three rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from zipingbiao.domain.levels import LEVELS
from zipingbiao.template.reading.bands import (
    Band,
    Leaf,
    before_the_last_year,
    decided,
    for_the_year,
    is_enough,
    to_their_edges,
)
from zipingbiao.template.reading.follows import Follows
from zipingbiao.template.reading.headshapes import (
    GENERIC,
    TALLEST,
    either_of,
    is_count,
    is_headed,
    is_in_front,
    reach,
    says_whole,
    stands_on,
    walls,
)
from zipingbiao.template.reading.paired import Paired
from zipingbiao.template.reading.regions import Canvas, Region, Window
from zipingbiao.template.reading.runs import is_side, runs_in
from zipingbiao.template.reading.vocabulary import FOREIGN, LEFT, Meaning, Words
from zipingbiao.values.numbers import reads_as_number

#: A head has at most so many rows with labels; blank rows may be inserted in it.
_MOST_ROWS = 3
#: Columns stand no further from each other than this.
_FARTHEST = 3
_UNKNOWN = Meaning("?")
#: Texts that may be spread over several columns, which then are no field: 评价标准 → 优, 良, 差.
_TEXTS = frozenset({"criterion", "explanation", "note"})
#: The end of a head has letters and no number: （A）, 数. Anything else is a value.
_ENDING = re.compile(r"(?=.*[^\W\d_])\D+")
#: Of these lists a row of heads may have some that only are like those that are known.
_LIKED = frozenset({"fund", "indicator"})
_SEVERAL = 2
#: What may be a head that no word fits: letters, and a remark in brackets behind them.
_WORD = re.compile(r"[^\W\d_]{2,16}(?:\([^()]*\))?")


class Heads:
    """Finds the heads of tables on a sheet, by some words."""

    def __init__(self, canvas: Canvas, words: Words) -> None:
        self._canvas = canvas
        self._words = words
        self._follows = Follows(canvas, words)
        self._paired = Paired(canvas, words)

    def bands(self, window: Window) -> list[Band]:
        """All heads in a window, from top to bottom and left to right."""
        known = self._canvas.heads
        key = self._words, self._canvas.seen_in(window)
        if key not in known:
            known[key] = self._found(window)
        return list(known[key])

    def _found(self, window: Window) -> list[Band]:
        found: list[Band] = []
        open_bands: list[Band] = []
        for number, regions in self._canvas.lines(window):
            open_bands = [band for band in open_bands if band.bottom >= number]
            free = [r for r in regions if not any(band.covers(r) for band in open_bands)]
            new = [
                band
                for band in self._in_row(number, free, window)
                if not (band.paired and is_headed(band, found))
            ]
            found += new
            open_bands += new
        return found

    def _in_row(self, number: int, regions: Sequence[Region], window: Window) -> Iterator[Band]:
        """The heads that begin in a row, from left to right."""
        said = self._spoken(regions)
        said = {item: found for item, found in said.items() if len(found) > 1}
        if not said:
            return
        sides = {item: walls(found, regions) for item, found in said.items()}
        for run in runs_in([region.text for region in regions], said, sides):
            hits = [r for n, r in enumerate(regions) if n in said[run.item] and run.has(n)]
            band = self._band(run.item, number, hits, window)
            if band is not None:
                yield band

    def _spoken(self, regions: Sequence[Region]) -> dict[str, dict[int, Meaning]]:
        """The heads among the regions of a row, by list and by their number.

        Those of past years hold no fields beside those of the last.
        """
        said: dict[str, dict[int, Meaning]] = {}
        silent = self._words.silences
        for n, region in enumerate(regions):
            if not silent.get(region.text):
                for item, meaning in self._meanings(region).items():
                    said.setdefault(item, {})[n] = meaning
        for item, found in said.items():
            self._add_alike(item, found, regions)
        if any(len(found) > 1 for found in said.values()):
            past = before_the_last_year([region.text for region in regions])
            for found in said.values():
                found.update((n, Meaning("", LEFT)) for n in found if past[n])
        return {item: said[item] for item in self._words.heads if item in said}

    def _add_alike(self, item: str, found: dict[int, Meaning], regions: Sequence[Region]) -> None:
        """Add the words beside several heads that only are like heads of fields none of them is.

        Levels are known by what stands under them.
        """
        names = {one.name for one in found.values()} - {""}
        if item not in _LIKED or len(names) < _SEVERAL:
            return
        names |= {*LEVELS, ""}
        for n, region in enumerate(regions):
            if n in found or not _WORD.fullmatch(region.text) or self._words.knows(region.text):
                continue
            alike = self._words.alike(item, region.text)
            if alike is not None and alike.name not in names:
                found[n] = alike

    def _meanings(self, region: Region) -> Mapping[str, Meaning]:
        """What a region says as a head of each list, with what stands under it or without."""
        words = self._words
        if words.is_silent(region.text):
            return {}
        alone = words.meanings(region.text)
        below = self._canvas.below(region) if len(alone) < len(words.heads) else None
        if below is None or not _ENDING.fullmatch(below.text):
            return alone
        joined = words.meanings(region.text + below.text)
        return {**joined, **alone} if joined else alone

    def _meaning(self, item: str, region: Region) -> Meaning | None:
        return self._meanings(region).get(item)

    # One head

    def _band(self, item: str, number: int, hits: Sequence[Region], window: Window) -> Band | None:
        first, last = self._first(item, hits), max(hit.area.right for hit in hits)
        if paired := self._paired.band(item, number, hits):
            return paired
        for rows in self._row_sets(item, number, hits, first, last):
            regions = self._regions(item, rows, first, last, window)
            numbers = [r for r in regions if r.area.top == number and reads_as_number(r.text)]
            if numbers and not self._only_counts(numbers, hits):
                # a label with its value behind heads; or all are: 预算 | 80 | 实付 | 78
                before = [h for h in hits if h.area.right < numbers[0].area.left][:-1]
                return self._band(item, number, before, window) if len(before) > 1 else None
            regions = [r for r in regions if r not in numbers]
            bottom = max(rows[-1], reach(hits))
            leaves = self._leaves(item, regions, bottom)
            leaves = self._follows.told(item, leaves, bottom)
            leaves, doubts = decided(item, leaves)
            leaves = for_the_year(leaves) if self._words.yearly else leaves
            leaves = to_their_edges(leaves)
            band = Band(item, number, bottom, tuple(leaves), tuple(regions), False, doubts)
            if is_enough(band):
                return band
        return None

    def _only_counts(self, numbers: Sequence[Region], hits: Sequence[Region]) -> bool:
        """Whether a number among many heads is that of the row: 一级指标 | 4 | 二级指标."""
        behind = numbers[-1].area.left > hits[-1].area.right
        return not behind and len(hits) > _SEVERAL * len(numbers) + 1

    def _first(self, item: str, hits: Sequence[Region]) -> int:
        """The first column of a head: further left where the row below goes on with its heads.

        Those are of other fields, so that the head of a form on the left is not taken for it.
        """
        first, number = hits[0].area.left, hits[0].area.top
        below = next((n for n in self._canvas.after(number) if n <= reach(hits) + 1), number)
        named = {(self._words.head(item, hit.text) or _UNKNOWN).name for hit in hits}
        left = [r for r in self._canvas.rows.get(below, ()) if r.area.left < first]
        edge = first
        while below > number and left and (meaning := self._words.head(item, left[-1].text)):
            region = left.pop()
            if meaning.name and (meaning.name not in LEVELS or meaning.name in named):
                break
            if edge - region.area.right > _FARTHEST:
                break
            edge = region.area.left
            if meaning.name:  # columns that are not read may stand between
                named.add(meaning.name)
                first = edge
        return first

    def _row_sets(
        self, item: str, number: int, hits: Sequence[Region], first: int, last: int
    ) -> Iterator[list[int]]:
        """The rows that the head may have, the most first."""
        rows = [number]
        deepest = reach(hits)
        for below in self._canvas.after(number):
            if (
                len(rows) == _MOST_ROWS
                or below > max(deepest, rows[-1] + 2)
                or below - number > TALLEST
            ):
                break
            edge = last + _FARTHEST if below <= deepest else last
            inside = [r for r in self._canvas.rows[below] if first <= r.area.left <= edge]
            if not inside:
                continue
            if below > deepest and not self._goes_on(item, inside):
                break
            rows.append(below)
        for end in range(len(rows), 0, -1):
            yield rows[:end]

    def _goes_on(self, item: str, regions: Sequence[Region]) -> bool:
        """Whether a row below a head belongs to it: all of it are heads, or ends of heads.

        A label with a blank beside it under one head is the label of a row, which has no value.
        The number of the row may stand among them.
        """
        worded = [region for region in regions if not is_count(region.text)]
        for region in worded:
            upper = self._canvas.at(region.area.top - 1, region.area.left)
            if upper is not None and is_in_front(region, upper, regions):
                return False
            above = self._canvas.above(region)
            ending = above is not None and _ENDING.fullmatch(region.text)
            joined = ending and above and self._words.head(item, above.text + region.text)
            if (
                not joined
                and self._words.head(item, region.text) is None
                and region.text not in GENERIC
            ):
                return False
        return bool(worded)

    def _is_known_column(self, item: str, region: Region, first: int, rows: Sequence[int]) -> bool:
        """Whether a region left of the heads is one of a column that is known: 序号."""
        area = region.area
        if not first - _FARTHEST <= area.left < first or area.top != rows[0]:
            return False
        meaning = self._words.head(item, region.text)
        rather = meaning is None or is_side(meaning)
        if rather and item == "indicator" and self._follows.are_groups(region):
            return True
        if area.bottom > rows[-1]:
            return False
        if meaning is None and not self._words.knows(region.text):
            alike = self._words.alike(item, region.text)  # 年初指标数 before 实际列支数
            return alike is not None and bool(alike.name)
        return meaning is not None and not meaning.name

    def _regions(
        self, item: str, rows: Sequence[int], first: int, last: int, window: Window
    ) -> list[Region]:
        """What stands in the rows of a head, unknown columns beside it included."""
        found: list[Region] = []
        edge = last
        for row in rows:
            line = self._canvas.rows[row]
            for number, region in enumerate(line):
                area = region.area
                lower = row > rows[0] and last < area.left <= edge + 1
                lower = lower and not self._is_under_another(rows[0], area.left, last, found)
                if lower and self._words.head(item, region.text) is not None:
                    found.append(region)
                    edge = max(edge, area.right)
                elif first <= area.left <= last or self._is_known_column(item, region, first, rows):
                    found.append(region)
                elif last < area.left <= min(edge + _FARTHEST, window.right) and row == rows[0]:
                    following = line[number + 1] if number + 1 < len(line) else None
                    if self._starts_another(item, region, following, [r.text for r in found]):
                        break
                    found.append(region)
                    edge = area.right
        return sorted(found, key=lambda region: (region.area.left, region.area.top))

    def _is_under_another(self, row: int, column: int, last: int, found: Sequence[Region]) -> bool:
        """Whether a column right of a head stands under what begins another head there."""
        return any(
            last < one.area.left <= column <= one.area.right and one not in found
            for one in self._canvas.rows[row]
        )

    def _starts_another(
        self, item: str, region: Region, following: Region | None, texts: Sequence[str]
    ) -> bool:
        """Whether a region right of a head begins the head of another form, or is no head.

        A column that is known and not read belongs to the head before it, unless a field follows.
        """
        own = self._words.head(item, region.text)
        if before_the_last_year([*texts, region.text])[-1]:
            return False  # 2023年执行数 | 2022年执行数
        if own is not None and not own.name:
            text = "" if following is None else following.text
            next_one = self._words.head(item, text)
            if next_one is not None and not next_one.name:
                return False
            after = (self._words.head(each, text) for each in self._words.heads)
            return any(one is not None and one.name for one in after)
        if self._heads_more(item, region, texts):
            return False
        known = any(self._words.head(i, region.text) for i in self._words.heads)
        return known or self._words.knows(region.text)

    def _heads_more(self, item: str, region: Region, texts: Sequence[str]) -> bool:
        """Whether below a label of several columns a field stands that none before it is."""
        below = self._canvas.at(region.area.bottom + 1, region.area.left)
        if below is None or region.area.left == region.area.right:
            return False
        own = self._words.head(item, below.text)
        said = [self._words.head(item, text) for text in texts]
        return own is not None and own.name not in {one.name for one in said if one}

    def _leaves(self, item: str, regions: Sequence[Region], bottom: int) -> list[Leaf]:
        lowest = [r for r in regions if not any(stands_on(other, r) for other in regions)]
        lowest = either_of(lowest, regions, partial(self._holds_result, item))
        lowest = [r for r in lowest if r.area.bottom <= bottom]
        leaves: list[Leaf] = []
        for index, region in enumerate(lowest):
            right = (
                lowest[index + 1].area.left - 1 if index + 1 < len(lowest) else region.area.right
            )
            over = [r for r in regions if stands_on(region, r)]
            text = "".join(r.text for r in (*over, region))
            meaning = self._said(item, region, over, regions)
            if meaning is None and over and self._is_of_text(item, region, over[-1], lowest):
                meaning = Meaning("")
            meaning = meaning or self._alike(item, region, over)
            area = region.area
            leaves.append(
                Leaf(region, text, meaning, area.left, max(right, area.right), area.right)
            )
        return leaves

    def _is_of_text(
        self, item: str, region: Region, upper: Region, lowest: Sequence[Region]
    ) -> bool:
        """Whether a label that no word tells is one of several under the head of a text."""
        head = self._words.head(item, upper.text)
        several = sum(stands_on(one, upper) for one in lowest) > 1
        return several and head is not None and head.name in _TEXTS

    def _holds_result(self, item: str, region: Region) -> bool:
        """Whether a label heads what was to be reached, or was."""
        meaning = self._words.head(item, region.text)
        return meaning is not None and meaning.name in ("target", "actual")

    def _said(
        self, item: str, region: Region, over: Sequence[Region], regions: Sequence[Region]
    ) -> Meaning | None:
        """What a lowest label says, with those above it."""
        head = self._words.head
        own = head(item, region.text)
        if not over:
            return own
        upper = over[-1]
        parent = head(item, upper.text)
        joined = head(item, upper.text + region.text)
        if joined is not None and (
            own is None or joined.rank <= own.rank or region.text in GENERIC
        ):
            return joined
        generic = region.text in GENERIC and (own is None or own.name == "target")
        levels = [one for one in (own, parent) if one and one.name in LEVELS]
        if len(levels) > 1 and levels[0].rank > levels[1].rank == 0:
            return parent  # 一级指标 over 指标 | 分值
        if parent is not None and (generic or (says_whole(region.text) and parent.name)):
            return parent
        if own is not None and own.name.endswith("_part") and parent and parent.name == "actual":
            return Meaning("")
        if parent is None and own and says_whole(region.text) and not self._words.knows(upper.text):
            return None  # whose sum it is says a label that nobody knows
        if own is None:
            own = head(item, region.text + upper.text)
        alone = sum(stands_on(r, upper) for r in regions) == 1
        if own is not None and parent is None and self._words.is_foreign(f"({upper.text})"):
            return own._replace(rank=own.rank + FOREIGN)  # 财政复核 over 完成值 | 得分
        return parent if own is None and alone else own

    def _alike(self, item: str, region: Region, over: Sequence[Region]) -> Meaning | None:
        """What a lowest label that no word fits is like, alone or with the one above it."""
        alike = self._words.alike
        above = over[-1].text if over else ""
        return alike(item, region.text) or (alike(item, above + region.text) if above else None)
