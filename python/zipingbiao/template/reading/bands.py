"""The head of a table and the columns under it: what each head says, which column holds a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.domain.levels import LEVELS
from zipingbiao.domain.years import is_part_of_year, year_in
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import AMOUNTS, LEFT, PARTIAL, SECOND, Meaning

#: So many fields of a list must have their head in one place to be its head.
_FEWEST, _FEWEST_OF_FUNDS = 3, 2
#: What the row of a total may say as well as a head of funds.
_SUMMED = frozenset({"budget", "weight", "score"})
#: What is said of indicators; a table without is one of something else: 项目 | 情况说明 | 改进措施.
_VALUES = frozenset({"target", "actual", "completion", "weight", "score"})

#: The fields that tell what was done in the year, and the main ones of them.
_DONE = frozenset({"executed", "rate", "actual", "completion"})
_MAIN = frozenset({"executed", "actual"})


class Leaf(NamedTuple):
    """The lowest label over some columns, and what it says.

    Its columns go up to the next head; ``edge`` is the last one of its own.
    """

    region: Region
    text: str
    meaning: Meaning | None
    left: int
    right: int
    edge: int

    @property
    def name(self) -> str:
        """The field that its column holds; ``""`` for none."""
        return self.meaning.name if self.meaning else ""

    @property
    def rank(self) -> int:
        """How plainly it says so, 0 the plainest."""
        return self.meaning.rank if self.meaning else 0

    @property
    def percent(self) -> bool:
        """Whether it says (%)."""
        return "%" in self.text


@dataclass(frozen=True)
class Band:
    """The head of a table. ``bottom`` is the last row before its items.

    ``paired``: it is no row of its own, each label stands left of its value.
    ``doubts`` are fields that several heads claim with equal right.
    """

    item: str
    top: int
    bottom: int
    leaves: tuple[Leaf, ...]
    regions: tuple[Region, ...]
    paired: bool = False
    doubts: tuple[tuple[Leaf, ...], ...] = ()

    @cached_property
    def initial(self) -> Leaf | None:
        """The column of targets as they were first set, beside that of the changed ones."""
        said = ((leaf, leaf.meaning) for leaf in self.leaves)
        return next((leaf for leaf, m in said if m and m.rank == LEFT and m.second), None)

    @cached_property
    def columns(self) -> dict[str, Leaf]:
        """The columns of fields: name → leaf. Ticks have names of their own."""
        return {column_name(leaf): leaf for leaf in self.leaves if leaf.name}

    @cached_property
    def left(self) -> int:
        """The first column that it knows."""
        return min(leaf.left for leaf in self.leaves if leaf.meaning)

    @cached_property
    def right(self) -> int:
        """The last column that it knows."""
        return max(leaf.edge for leaf in self.leaves if leaf.meaning)

    @property
    def is_main(self) -> bool:
        """Whether it heads what only one table of a form holds: indicators, payments."""
        return self.item in ("indicator", "payment")

    def covers(self, region: Region) -> bool:
        """Whether a region stands in its rows and columns."""
        area = region.area
        return self.top <= area.top <= self.bottom and self.left <= area.left <= self.right

    def without_fields(self) -> Band:
        """The same head of a table whose columns are known, and none is read."""
        leaves = tuple(leaf._replace(meaning=Meaning("")) for leaf in self.leaves)
        return replace(self, leaves=leaves, doubts=())

    def repeats(self, other: Band) -> bool:
        """Whether it is the head of another band once more, or a part of it, as at a page break."""
        if self.item != other.item or self.paired or other.paired:
            return False
        places = {name: leaf.left for name, leaf in self.columns.items()}
        return places.items() <= {n: leaf.left for n, leaf in other.columns.items()}.items()

    def beside(self, other: Band) -> bool:
        """Whether it has no column in common with another."""
        return self.right < other.left or other.right < self.left


def column_name(leaf: Leaf) -> str:
    """What a column is called: its field, and the word that is ticked there."""
    tick = leaf.meaning.tick if leaf.meaning else None
    return leaf.name if tick is None else f"{leaf.name}:{tick}"


def is_enough(band: Band) -> bool:
    """Whether so many heads can be the head of this list."""
    names = {leaf.name for leaf in band.leaves if leaf.name not in ("", "part")}
    names |= {doubt[0].name for doubt in band.doubts}
    if band.item == "goal":
        return {"expected", "actual"} <= names
    if band.item == "fund":
        columns = band.columns
        if names <= _SUMMED and (column := columns.get("budget")) and column.rank > 1:
            return False  # 合计 | 100 | 得分 | 95
        return len(names - {"source"}) >= _FEWEST_OF_FUNDS and not names.isdisjoint(AMOUNTS)
    if band.item in ("revenue", "expenditure"):
        own = "name" in names and not names.isdisjoint(AMOUNTS)
        return own or len(names) >= _FEWEST
    if band.item == "indicator":
        levels = len(names.intersection(LEVELS))
        if not levels or (levels == 1 and names.isdisjoint(_VALUES)):
            return False
    return len(names) >= _FEWEST


def decided(item: str, leaves: Sequence[Leaf]) -> tuple[list[Leaf], tuple[tuple[Leaf, ...], ...]]:
    """One column for each field: the plainest; where several are as plain, none.

    What then holds none may mean something else as well, where nothing plainer says that.
    """
    leaves = _of_the_last_year(leaves)
    if item == "indicator":
        leaves = _group_points(leaves)
    doubts: list[tuple[Leaf, ...]] = []
    for indexes in _claims(leaves):
        best = _plainest(item, [(i, leaves[i]) for i in indexes])
        if len(best) > 1:
            doubts.append(tuple(leaves[i] for i in best))
        for i in indexes:
            if i not in best or len(best) > 1:
                other = _instead(leaves[i], leaves[best[0]]) if len(best) == 1 else None
                leaves[i] = leaves[i]._replace(meaning=other or Meaning("", LEFT))
    if any(leaf.rank == SECOND for leaf in leaves) and len(_claims(leaves)) > 0:
        leaves, more = decided(item, leaves)
        doubts += more
    return leaves, tuple(doubts)


def _of_the_last_year(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The columns, those of years before the last one that heads name as no fields: 2022年实际."""
    past = before_the_last_year([leaf.text for leaf in leaves])
    return [
        leaf._replace(meaning=Meaning("", LEFT)) if is_past and leaf.name else leaf
        for leaf, is_past in zip(leaves, past, strict=True)
    ]


def before_the_last_year(texts: Sequence[str]) -> list[bool]:
    """Which heads name a year before the last one that is named beside them."""
    years = [year_in(text) for text in texts]
    last = max((year for year in years if year), default=0)
    return [year is not None and year < last for year in years]


def to_their_edges(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The columns, the last field's own ones alone where what follows is read as none.

    What stands between may be of whoever wrote there: ticks before a checker's points.
    """
    last = max((n for n, leaf in enumerate(leaves) if leaf.name), default=len(leaves))
    return [
        leaf._replace(right=leaf.edge) if n == last and n + 1 < len(leaves) else leaf
        for n, leaf in enumerate(leaves)
    ]


def for_the_year(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The columns of a form of a whole year, which no head of a part of it holds: 1-6月执行数."""
    whole = {leaf.name for leaf in leaves if leaf.name and not is_part_of_year(leaf.text)}
    told = not whole.isdisjoint(_MAIN)
    return [
        leaf._replace(meaning=Meaning("", PARTIAL))
        if is_part_of_year(leaf.text)
        and leaf.meaning
        and (leaf.name in _DONE or (leaf.meaning.like and not leaf.name and not told))
        else leaf
        for leaf in leaves
    ]


def _instead(leaf: Leaf, holder: Leaf) -> Meaning | None:
    """What a column says whose field another holds: something else, or what was before a change."""
    if leaf.meaning is None:
        return None
    behind = holder.name == LEVELS[-1] and leaf.left > holder.left
    if leaf.meaning.second in LEVELS and behind:
        return Meaning("explanation", SECOND)  # what stands behind an indicator is no group of it
    if leaf.meaning.second:
        return Meaning(leaf.meaning.second, SECOND)
    if leaf.rank == 1 and not holder.rank and leaf.name == "target":
        return Meaning("", LEFT, second=leaf.name)
    return None


def _claims(leaves: Sequence[Leaf]) -> list[list[int]]:
    """The columns that claim one field, where several do."""
    by_name: dict[str, list[int]] = {}
    for index, leaf in enumerate(leaves):
        if leaf.name and leaf.name != "part":
            by_name.setdefault(column_name(leaf), []).append(index)
    return [indexes for indexes in by_name.values() if len(indexes) > 1]


def _plainest(item: str, claims: Sequence[tuple[int, Leaf]]) -> list[int]:
    """The columns that say most plainly that they hold a field."""
    least = min(leaf.rank for _, leaf in claims)
    best = [(i, leaf) for i, leaf in claims if leaf.rank == least]
    if len(best) > 1:  # what may mean something else as well gives way
        firm = [(i, leaf) for i, leaf in best if not (leaf.meaning and leaf.meaning.second)]
        best = firm or best
    return [i for i, _ in (best[-1:] if item == "goal" else best)]


def _group_points(leaves: list[Leaf]) -> list[Leaf]:
    """Points right behind a level above the indicators' own are those of its groups."""
    levels = [leaf.name for leaf in leaves if leaf.name in LEVELS]
    above = {"level1": "points", "level2": ""}
    above.pop(max(levels, default=""), None)
    named = [i for i, leaf in enumerate(leaves) if leaf.name]
    weights = {
        i: leaves[before].name for before, i in pairwise(named) if leaves[i].name == "weight"
    }
    if all(name in above for name in weights.values()):
        return leaves
    for index, name in weights.items():
        if name in above:
            leaves[index] = leaves[index]._replace(meaning=Meaning(above[name]))
    return leaves
