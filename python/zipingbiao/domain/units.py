"""Names of units as offices write them: which place, which office, and whether two are one.

四川省峨边县教育局, 峨边彝族自治县教育局（本级） and 县教育局 are one office where only one place is
spoken of. The words are those of ``templates/words/units.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from zipingbiao.datafiles.tomlfile import load_toml
from zipingbiao.places import template_file
from zipingbiao.values.text import fold

_Sorted = TypeVar("_Sorted", str, tuple[str, str])

_FILE: Final = "words/units.toml"
_WHAT: Final = "单位名称的词表"
#: Kinds of places, longer words first, and what each is short for.
_KINDS: Final = {
    "自治区": "自治区", "自治州": "州", "自治县": "县", "自治旗": "旗", "地区": "地区", "省": "省",
    "市": "市", "州": "州", "盟": "盟", "县": "县", "区": "区", "旗": "旗",
}  # fmt: skip
#: What follows shows that a sign is part of a word: 市场, 市政设施, 区域, 县级.
_WORD: Final = (
    "(?!级|域|场|容|郊|划|块|间|位|(?<=市)政(?!府|协|法)|(?<=市)民(?!政|族|宗)"
    "|(?<=县)城(?!市|管|乡|建|投|镇))"
)
_KIND: Final = f"(?P<kind>{'|'.join(_KINDS)}){_WORD}"
_HAN: Final = "[\u4e00-\u9fff]"
#: Districts that begin like a bare 市.
_DISTRICTS: Final = "市[中南北]区"
_BARE: Final = re.compile(f"(?!{_DISTRICTS}){_KIND}")
#: The peoples whose names an autonomous place may bear: 黔东南苗族侗族自治州.
_PEOPLES: Final = (
    "各|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京"
    "|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
#: Counties of one sign: 忠县, 沛县; not 本县, 全县.
_ONE_SIGN: Final = f"(?![本我全各该某外两市省州区]){_HAN}(?=县{_WORD})"
_PLACE: Final = re.compile(
    f"(?!委)(?P<stem>市[中南北]|{_ONE_SIGN}|{_HAN}{{2,6}}?)"
    f"(?:(?:(?:{_PEOPLES})族)*(?:(?:{_PEOPLES})(?=自治))?)(?:{_KIND})"
)
_MOST_PLACES: Final = 4
#: Areas that are offices' business and no places: 经济开发区管委会.
_NO_PLACE: Final = re.compile(
    "(?:开发|高新|经开|园|景|风景|名胜|保护|示范|保税|试验|度假|工业|产业|社|校|院|库)$"
)
#: The code of a unit before or behind its name: 101001 教育局, 教育局（101001）.
_CODE: Final = re.compile(r"^\(?[0-9]{3,}\)?[-_.:]*|\([0-9-]{3,}\)$")
_AND: Final = re.compile(f"(?<={_HAN})[和与及](?={_HAN})")
_OFFICIAL: Final = re.compile("(?:局|厅|委员会|委|办公室|办|部|署)$")
#: 第一中学 is 一中.
_NUMBERED: Final = re.compile(
    "第([一二三四五六七八九十]{1,3})(?:(高|初|完全|实验)?([中小])学|(幼)儿园)"
)

#: An office of party and government: 中共抚顺市委抚顺市人民政府信访局.
_JOINT: Final = re.compile("委(?:员会)?(?P<again>.*?)(?:人民)?政府(?P<office>.{2,})")


class Spot(NamedTuple):
    """A place in a name: its stem (峨边; "" in 县教育局) and its kind ("" where none is said)."""

    stem: str
    kind: str


class UnitName(NamedTuple):
    """A name taken apart: the folded text, its places, the office in one writing, its tail."""

    text: str
    places: tuple[Spot, ...]
    core: str
    tail: str = ""

    @property
    def place(self) -> Spot:
        """The innermost place; blank where the name has none."""
        return self.places[-1] if self.places else Spot("", "")


class _Words(NamedTuple):
    headings: Mapping[str, tuple[str, ...]]
    tails: re.Pattern[str]
    heads: tuple[tuple[str, str], ...]
    short: Mapping[str, str]
    finder: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    return load_toml(template_file(_FILE, _WHAT), _WHAT, _words_of)


def _words_of(data: Mapping[str, Any]) -> _Words:
    short: dict[str, str] = {}
    for full, others in data["short"].items():
        short |= dict.fromkeys((full, *others.split()), full)
    tails = data["tails"]["words"].split()
    heads = [(one, put) for put, ones in data["heads"].items() for one in ones.split()]
    return _Words(
        {name: tuple(map(fold, words.split())) for name, words in data["headings"].items()},
        re.compile(f"(?:\\((?P<aside>[^()]*)\\)|(?P<tail>{'|'.join(tails)}))$"),
        tuple(_longer_first(heads)),
        short,
        re.compile("|".join(map(re.escape, _longer_first(short)))),
    )


def _longer_first(words: Iterable[_Sorted]) -> list[_Sorted]:
    """Words in an order that has none behind one that it begins with."""
    return sorted(words, reverse=True)


def roster_headings() -> Mapping[str, tuple[str, ...]]:
    """The headings of a list of units, folded: the better ones first."""
    return _words().headings


@lru_cache(maxsize=65536)
def unit_name(text: str, stems: frozenset[str] = frozenset()) -> UnitName:
    """A name taken apart. ``stems``: places that are known, so that 峨边教育局 has one, too."""
    folded = fold(text)
    while (bare := _CODE.sub("", folded)) and bare != folded:
        folded = bare
    rest, tail = _without_tail(folded)
    head, rest = _without_head(rest)
    places, rest = _places(rest, stems)
    joint = _JOINT.fullmatch(rest)
    if joint is not None and _places(joint["again"] + "局", stems)[1] == "局":
        rest = joint["office"]
    return UnitName(folded, places, _one_writing(head + rest), tail)


def _without_tail(folded: str) -> tuple[str, str]:
    """教育局（本级）, 教育局机关 → 教育局, and what was behind it."""
    words = _words().tails
    found = words.search(folded)
    if found is None or not found.start():
        return folded, ""
    tail = found["tail"] or found["aside"]
    if found["tail"] is None and not words.fullmatch(tail):
        return folded, ""  # (筹), (一期) may tell two units apart
    return folded[: found.start()], tail


def _without_head(rest: str) -> tuple[str, str]:
    for head, put in _words().heads:
        if rest.startswith(head) and len(rest) > len(head):
            return put, rest[len(head) :]
    return "", rest


def _places(rest: str, stems: frozenset[str]) -> tuple[tuple[Spot, ...], str]:
    found: list[Spot] = []
    while len(found) < _MOST_PLACES:
        bare = None if found else _BARE.match(rest)
        match = bare or _PLACE.match(rest)
        if match is None or match.end() == len(rest):
            break
        stem = "" if bare else match["stem"]
        if match["kind"] == "区" and _NO_PLACE.search(stem):
            break
        found.append(Spot(stem, _KINDS[match["kind"]]))
        rest = rest[match.end() :]
    if not found:
        for stem in _longer_first(stems):
            if rest.startswith(stem) and len(rest) > len(stem) + 1:
                return (Spot(stem, ""),), rest[len(stem) :]
    return tuple(found), rest


def _one_writing(core: str) -> str:
    words = _words()
    if _OFFICIAL.search(core):
        core = _AND.sub("", core)
    core = _NUMBERED.sub(lambda one: f"{one[1]}{one[2] or ''}{one[3] or one[4]}", core)
    return words.finder.sub(lambda one: words.short[one[0]], core)


def places_agree(one: UnitName, other: UnitName) -> bool:
    """Whether two names may be of one place: what both say of it is the same."""
    return all(
        (not a.kind or not b.kind or a.kind == b.kind)
        and (not a.stem or not b.stem or a.stem == b.stem)
        for a, b in zip(reversed(one.places), reversed(other.places), strict=False)
    )


def places_are_told(one: UnitName, other: UnitName, homes: Iterable[Spot]) -> bool:
    """Whether it goes without saying that two names that agree are of one place.

    Both say it, or both leave it out alike, or only one place can be meant: ``homes`` are those
    that are spoken of.
    """
    a, b = one.place, other.place
    if (a.stem and b.stem) or a == b:
        return True
    kinds = {spot.kind for spot in (a, b) if spot.kind and not spot.stem}
    named = {spot for spot in (*homes, a, b) if spot.stem}
    return len({spot for spot in named if not kinds or spot.kind in kinds}) <= 1


def likeness(one: UnitName, other: UnitName) -> float:
    """How much two names look alike, 0 … 1; 0 where they are of different places."""
    a, b = one.place, other.place
    if a.stem and b.stem and a.stem != b.stem:
        return 0.0
    if one.core == other.core:
        return 1.0
    short, long = sorted((one.core, other.core), key=len)
    if not short:
        return 0.0
    if len(short) > 1 and short[0] == long[0] and short[-1] == long[-1] and _within(short, long):
        return 0.9
    return shared_pairs(short, long)


def _within(short: str, long: str) -> bool:
    """Whether a text is what is left of another when some signs are left out."""
    signs = iter(long)
    return all(sign in signs for sign in short)


def shared_pairs(one: str, other: str) -> float:
    """The share of pairs of neighbouring signs that two texts have in common, 0 … 1."""
    a, b = pairs_of(one), pairs_of(other)
    return 2 * len(a & b) / (len(a) + len(b))


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a text; a shorter text is its own."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))
