"""How the labels of a head stand to each other: what is under what, how far down they go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from zipingbiao.domain.totals import adds_up
from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import Meaning

#: A head is no higher than so many rows.
TALLEST = 12
#: Under a head these say nothing of their own: 实际完成值 → 数值.
GENERIC = frozenset(["值", "数值", "内容", "指标内容", "具体数值", "数", "文字描述", "描述"])
#: One of these columns under a head has its value, whichever it is.
_EITHER = frozenset(["定量", "定性", "定量指标", "定性指标", "文字", "数值"])

#: A number of a column under its head: 1, (2), ③, A, 7=6/5.
_COUNT = re.compile(r"\(?(\d{1,2}|[A-Z])\)?(?:[=×/+-].*)?")
#: Columns are counted where so many numbers follow each other.
FEWEST_COUNTS = 3


def says_whole(text: str) -> bool:
    """Whether a label under a head says the whole of it, beside its parts: 总额, 金额."""
    return text == "金额" or adds_up(text)


def is_in_front(region: Region, upper: Region, regions: Sequence[Region]) -> bool:
    """Whether a region stands alone in front of a blank under a wider head."""
    head, own = upper.area, region.area
    if own.left != head.left or own.right >= head.right:
        return False
    return not any(own.right < r.area.left <= head.right for r in regions)


def either_of(
    lowest: Sequence[Region], regions: Sequence[Region], holds: Callable[[Region], bool]
) -> list[Region]:
    """The lowest labels; for 定量 and 定性, of which one has the value, the one above them.

    ``holds``: a label is the head of such a value; the kinds of evaluation are ticked, each.
    """
    found: list[Region] = []
    for region in lowest:
        upper = None
        if region.text in _EITHER:
            upper = next((r for r in reversed(regions) if stands_on(region, r)), None)
        if upper is not None and holds(upper):
            own = [r for r in lowest if stands_on(r, upper)]
            region = upper if len(own) > 1 and all(r.text in _EITHER for r in own) else region
        if region not in found:
            found.append(region)
    return found


def walls(said: Mapping[int, Meaning], regions: Sequence[Region]) -> frozenset[int]:
    """The labels of a row that go further down than all heads: those down a side of a table."""
    last = max(regions[n].area.bottom for n in said)
    return frozenset(n for n, one in enumerate(regions) if one.area.bottom > last)


def is_headed(band: Band, above: Sequence[Band]) -> bool:
    """Whether labels left of their values stand below a head of their own."""
    last = next((one for one in reversed(above) if not one.beside(band)), None)
    return last is not None and last.item == band.item and not last.paired


def reach(hits: Sequence[Region]) -> int:
    """The last row of the heads that begin in one row; a label down the left side is none."""
    first, *others = (hit.area.bottom for hit in hits)
    last = max(others) if others and first > max(others) else max(first, *others)
    return last if last - hits[0].area.top <= TALLEST else hits[0].area.top


def stands_on(lower: Region, upper: Region) -> bool:
    """Whether a region stands right below another, within its columns."""
    low, up = lower.area, upper.area
    return low.top > up.bottom and up.left <= low.left <= up.right


def is_count(text: str) -> bool:
    """Whether a text may be the number of a column."""
    return _COUNT.fullmatch(text) is not None


def is_counting(texts: Sequence[str]) -> bool:
    """Whether the texts of a row only count the columns: 栏次 1 2 3 4, A B C."""
    signs = [_COUNT.fullmatch(text) for text in texts]
    if signs and signs[0] is None:
        signs = signs[1:] if len(texts[0]) <= 3 else []
    found = [sign[1] for sign in signs if sign is not None]
    if len(found) < max(FEWEST_COUNTS, len(signs)):
        return False
    numbers = sorted(int(one) if one.isdigit() else ord(one) - ord("A") + 1 for one in found)
    return numbers[0] <= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
