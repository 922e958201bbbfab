"""What a text may tell the amount of: names as people say them, and the parts of each whole.

The words are those of ``templates/words/prose.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from zipingbiao.datafiles.tomlfile import load_toml
from zipingbiao.places import template_file

_FILE, _WHAT = "words/prose.toml", "文字的词表"
#: What may stand between a name and its number without making it another thing.
_LINKS = (
    "经费|费用?|资金|支出|收入|决算|实际|执行|完成|开支|使用|总|合|共|计|数|额|金|"
    "分别|均|各|为|是|达到?|了|约|的|[全当本]?年度?|累计|列支|："
)
_LINKED = re.compile(rf"(?:{_LINKS})*$")
_TAIL = re.compile(rf"(?:财政拨款|一般公共预算|{_LINKS})*$")
#: Funds that narrow a name: the same name of another of them is another thing.
_SCOPE = re.compile("一般公共预算|政府性基金|国有资本经营|社会保险基金|财政拨款|非财政|单位资金")
#: A side of the accounts, and what says that all of it is meant.
_SIDE, _ALL_OF = re.compile("收入|支出"), re.compile("总|合计|全部|全年|本年")
_TOGETHER = re.compile("(?:以上|上述|[两二三四五]项|三者|两者)*(?:合计|共计|总计|累计|合共|共)")
_YEARS = re.compile(r"(?:19|20)\d\d年?度?(?:[末底](?!结))?")
_LEADING = re.compile(r"^(?:[其当]中|以及|和|及|与|或|主要|包括|一是|二是|三是|\d+[.、])+")


@dataclass(frozen=True)
class Quantity:
    """A thing that texts tell the amount of.

    ``parts`` make it up where all of ``needed`` are told; ``once``: a document has one of it;
    ``of`` are what it is some of; ``own``: its name alone, or behind a unit's, means it: 项目总支出
    is another thing than 总支出.
    """

    name: str
    parts: tuple[str, ...] = ()
    needed: frozenset[str] = frozenset()
    once: bool = False
    of: tuple[str, ...] = ()
    own: bool = False
    either: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Terms:
    """All quantities by name, and how each is said: anywhere, or only among its siblings."""

    quantities: Mapping[str, Quantity]
    ways: Mapping[str, str]
    within: Mapping[str, str]
    finder: re.Pattern[str]
    kinds: tuple[tuple[re.Pattern[str], ...], ...]
    sources: tuple[re.Pattern[str], ...]
    units: re.Pattern[str]

    def named(self, label: str) -> str:
        """The name of what a label ends with; "" for what is not known."""
        return _named(self, label)

    def find(self, label: str) -> str:
        """As `named`, looked up anew."""
        best: tuple[int, int, str] = (0, 0, "")
        for match in self.finder.finditer(label):
            found = match.end(1), len(match[1]), self.ways[match[1]]
            if found > best and _TAIL.match(label, match.end(1)):
                if self.quantities[found[2]].own and not self.is_units(label[: match.start(1)]):
                    continue
                best = found
        return best[2]

    def is_units(self, before: str) -> bool:
        """Whether words before a name are a unit's, or only say when and of which funds."""
        bare = _LEADING.sub("", _YEARS.sub("", before))
        return not bare or self.units.search(bare) is not None

    def part_named(self, label: str, whole: str) -> str:
        """The part of a whole that a label names, if only by a short word; else ""."""
        parts = self.quantities[whole].parts if whole in self.quantities else ()
        name = self.named(label) or self.within.get(core_of(_LEADING.sub("", label)), "")
        return name if name in parts else ""

    def make_up(self, names: Collection[str], whole: str) -> bool:
        """Whether quantities are all that a whole has: the parts that must be told, or each part.

        One of its own parts may stand for a part: 三公经费 of 出国, 公车运行 and 接待.
        """
        if whole not in self.quantities:
            return False
        needed, parts = self.quantities[whole].needed, self.quantities[whole].parts
        if len(needed) > 1 and needed.issubset(names):
            return True
        tops = {name if name in parts else self.whole_of(name) for name in names}
        return len(names) == len(parts) > len(needed) > 1 and tops.issuperset(parts)

    def are_all(self, labels: Sequence[str]) -> bool:
        """Whether labels name all kinds of something, each one of them: 新建, 续建."""
        return any(
            all(any(map(kind.search, labels)) for kind in kinds)
            and all(any(kind.search(label) for kind in kinds) for label in labels)
            for kinds in self.kinds
        )

    def are_sources(self, labels: Sequence[str]) -> bool:
        """Whether labels tell who gave some money, each another: 中央资金, 县级配套."""
        found = [
            next((at for at, one in enumerate(self.sources) if one.match(_bare(label))), -1)
            for label in labels
        ]
        return -1 not in found and len(set(found)) == len(found) > 1

    def is_within(self, name: str, whole: str) -> bool:
        """Whether a quantity is a part of another, or a part of one of its parts."""
        parts = self.quantities[whole].parts if whole in self.quantities else ()
        return name in parts or any(self.is_within(name, part) for part in parts)

    def is_share_of(self, name: str, whole: str) -> bool:
        """Whether a quantity is some of another: one of its parts, or said to be some of it."""
        own = self.quantities[name].of if name in self.quantities else ()
        return bool(name) and (whole in own or self.is_within(name, whole))

    def whole_of(self, name: str) -> str:
        """The whole that a quantity is a part of; "" where it is of none."""
        wholes = (one.name for one in self.quantities.values() if name in one.parts)
        return next(wholes, "")


def _bare(label: str) -> str:
    return _LEADING.sub("", label)


@lru_cache(maxsize=8192)
def _named(known: Terms, label: str) -> str:
    return known.find(label)


@lru_cache(maxsize=8192)
def scope_of(label: str) -> str:
    """The funds that a label narrows its thing to."""
    found = _SCOPE.findall(label)
    return found[0] if found else ""


@lru_cache(maxsize=8192)
def side_of(label: str) -> str:
    """The side of a unit's accounts all of which a label means: 收入 of 全部收入; else ""."""
    side, known = _SIDE.search(label), terms()
    if side is None or not _ALL_OF.search(label):
        return ""
    return side[0] if known.named(label) or known.is_units(label) else ""


@lru_cache(maxsize=8192)
def core_of(label: str) -> str:
    """A label without years and without the words that only lead to its number."""
    bare = _LEADING.sub("", _YEARS.sub("", label))
    match = _LINKED.search(bare)
    return bare[: match.start()] if match else bare


def are_several(words: str) -> bool:
    """Whether words before a share tell it of several amounts together: 三项合计占 65%."""
    return _TOGETHER.match(words) is not None


def same_thing(one: str, other: str) -> bool:
    """Whether two labels name one thing, as far as their words tell."""
    first, second = terms().named(one), terms().named(other)
    if first or second:
        return first == second
    mine, theirs = core_of(one), core_of(other)
    if not mine or not theirs or len({scope_of(one), scope_of(other)} - {""}) > 1:
        return False
    return mine == theirs or (min(len(mine), len(theirs)) > 1 and _ends(mine, theirs))


def _ends(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The words of the first ``prose.toml`` that there is. Raises TemplateError."""
    return load_toml(template_file(_FILE, _WHAT), _WHAT, _made)


def _made(data: Mapping[str, Any]) -> Terms:
    quantities: dict[str, Quantity] = {}
    ways: dict[str, str] = {}
    within: dict[str, str] = {}
    for one in data["quantity"]:
        parts = tuple(one.get("parts", "").split())
        named = tuple(part.removesuffix("?") for part in parts)
        needed = frozenset(part for part in parts if not part.endswith("?"))
        name = one["name"]
        quantities[name] = Quantity(
            name,
            named,
            needed,
            one.get("once", False),
            tuple(one.get("of", "").split()),
            one.get("own", False),
            tuple(one.get("either", "").split()),
        )
        ways |= dict.fromkeys(one["says"].split(), name)
        within |= dict.fromkeys(one.get("within", "").split(), name)
    longest = sorted(ways, key=len, reverse=True)
    finder = re.compile(rf"(?=({'|'.join(map(re.escape, longest))}))")
    kinds = tuple(
        tuple(re.compile(one.replace("/", "|")) for one in row.split()) for row in data["kinds"]
    )
    sources = tuple(re.compile(one.replace("/", "|")) for one in data["sources"])
    suffixes, fillers = ("|".join(data[key].split()) for key in ("units", "fillers"))
    units = re.compile(rf"^(?:{fillers})+$|(?:{suffixes})(?:{fillers})*$")
    return Terms(quantities, ways, within, finder, kinds, sources, units)
