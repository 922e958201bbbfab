"""Part the labels of one row into the heads of tables, where several stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.domain.levels import LEVELS
from zipingbiao.template.reading.vocabulary import Meaning

#: A run of heads is no longer; it must be worth more than this many fields.
_LONGEST_RUN = 64
_COST_OF_RUN = 1.5
#: A word for a level of this rank stands down the side of a table where levels follow: 绩效指标.
_DOWN_THE_SIDE = 2
#: Of two ways to part a row the one with more heads of fields is better by this for each.
_PER_HEAD = 0.01
#: What the labels of a row say as heads of one list, by their number.
Said = Mapping[int, Meaning]


class Run(NamedTuple):
    """A run of heads of one list: the numbers of its first label, and of that behind its last."""

    item: str
    start: int
    end: int

    def has(self, number: int) -> bool:
        """Whether a label is in it."""
        return self.start <= number < self.end


def runs_in(
    texts: Sequence[str], said: Mapping[str, Said], walls: Mapping[str, frozenset[int]]
) -> list[Run]:
    """Part a row into runs of heads, each of one list, so that most fields have their head.

    No run of a list goes over its ``walls``: labels that can't stand in its head.
    """
    best: list[tuple[float, Run | None]] = [(0.0, None)]
    named = _first_named(said)
    for end in range(1, len(texts) + 1):
        best.append((best[-1][0], None))
        for item, found in said.items():
            if end - 1 not in found:
                continue
            every = item == "goal"  # 年初, 调整后: more of them are better
            for start, gain in _gains(found, texts, walls[item], end, every):
                if item == "fund" and named <= start and not _has_source(found, start, end):
                    continue
                if best[start][0] + gain > best[end][0]:
                    best[end] = best[start][0] + gain, Run(item, start, end)
    runs: list[Run] = []
    end = len(texts)
    while end > 0:
        run = best[end][1]
        end -= 1
        if run is not None:
            runs.append(run)
            end = run.start
    return runs[::-1]


def _gains(
    said: Said, texts: Sequence[str], walls: frozenset[int], end: int, every: bool
) -> Iterator[tuple[int, float]]:
    """Where a run of heads that ends before a region may begin, and what it is worth.

    A run begins and ends with the head of a field, never between a level and its points. It has
    no head twice, but one right behind itself, and points, each behind a level; a level that comes
    again, with another between, is that of another form.
    """
    last = said[end - 1]
    if not last.name or last.tick is not None or is_side(last):
        return
    fields: set[tuple[str, str | None]] = {(last.name, last.tick)}
    seconds = {last.name: last.second}
    seen = {texts[end - 1]}
    hits = 1
    for start in range(end - 2, max(-1, end - _LONGEST_RUN), -1):
        meaning = said.get(start)
        if start in walls:
            return
        if meaning is None:
            continue
        key = (meaning.name, meaning.tick)
        second = meaning.second or seconds.get(meaning.name) if key in fields else None
        if second:
            key, meaning = (second, None), Meaning(second)
        else:
            seconds[meaning.name] = meaning.second
        levels = {name for name, _ in fields if name in LEVELS}
        again = meaning.name in LEVELS and bool(levels - {meaning.name})
        again = again and (meaning.name in levels or is_side(meaning))
        before = _before(said, start)
        points = meaning.name == "weight" and before is not None and before.name in LEVELS
        if again:
            return
        if meaning.name and texts[start] in seen and not points and not _comes_twice(texts, start):
            return
        fields.add(key)
        seen.add(texts[start])
        hits += every or bool(meaning.name)
        if meaning.name and meaning.tick is None and not points:
            yield start, sum(bool(name) for name, _ in fields) + _PER_HEAD * hits - _COST_OF_RUN


def _comes_twice(texts: Sequence[str], number: int) -> bool:
    """Whether a label comes once more right behind itself, and not again."""
    text = texts[number]
    return text == texts[number + 1] and texts[number + 1 : number + 3].count(text) == 1


def _first_named(said: Mapping[str, Said]) -> int:
    """The first head that plainly names the rows of another list, 任务名称: amounts behind it are
    of that list, and no funds.
    """
    own = (
        n for found in said.values() for n, m in found.items() if m.name == "name" and not m.rank
    )
    return min(own, default=_LONGEST_RUN * _LONGEST_RUN)


def _has_source(said: Said, start: int, end: int) -> bool:
    """Whether a run of funds has the head of their names."""
    return any(start <= n < end and said[n].name == "source" for n in said)


def _before(said: Said, number: int) -> Meaning | None:
    """What the label before one says, columns that are not read left out."""
    number -= 1
    while (meaning := said.get(number)) is not None and not meaning.name:
        number -= 1
    return meaning


def is_side(meaning: Meaning) -> bool:
    """Whether a word for a level rather stands down the side of a table."""
    return meaning.name in LEVELS and meaning.rank >= _DOWN_THE_SIDE
