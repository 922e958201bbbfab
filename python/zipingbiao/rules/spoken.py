"""Indicators as sentences speak of them: 培训人次 as 「共培训 480 人次」, 合格率 for 培训合格率.

Only one mention that leaves no doubt is taken: of its own unit, and of no other indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.values.text import fold

_BRACKET = re.compile(r"\([^()]*\)$")
_AFTER = re.compile(
    r"(?:率|数|量)?(?:已经|已|均|都)?(?:达到了|达到|达|为|是|完成了?|共计?|约|了|合计|累计|:)*"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>%|[\u4e00-\u9fff]{0,4})(?P<more>以上|以下|左右|多|余)?"
)
_SHORTEST = 4
_RATE = re.compile("(?:率|度|比例)$")
_MONEY = re.compile("(?:费用?|成本|收入|产值|金额|投资)$")
_PER_CENT, _YUAN = re.compile("%"), re.compile("[亿千百万]*元")
#: A stem of so many characters may be two words, which a sentence turns about.
_TURNED = 4
#: How long the end of a name is that names a rate: 合格率, 满意度.
_TAIL = 3
#: What counts things at the end of a name: 培训人数, 走访户数, 印发份数, 处理量.
_COUNTING = re.compile(
    "(?:人次|次数|人数|户数|件数|个数|份数|期数|场次|场数|台数|数量|里程|面积|长度|数|量)$"
)
_VERBS = re.compile(
    "举办|培训|开展|组织|建设|新建|改建|改造|维修|维护|安装|采购|购置|发放|救助|慰问|走访|接待|办理|受理|化解|处理"
    "|排查|检查|巡查|种植|造林|治理|修建|铺设|清理|清运|印制|印发|编制|发布|选派|表彰|招聘|接听|完成|资助|补助|服务"
    "|宣传|栽植|检测|抽检|监测|整治|拆除|疏浚|修复|更换|配备|聘请|制作|安置|帮扶|转移|接种|筛查"
)
#: What may stand before the end of a name without making it another's.
_OPENING = re.compile(
    r"(?:^|[,.;:!?()\n]|调查|测评|综合|总体|平均|问卷|其中|服务对象|的|达到|使|实现)$"
)


#: What a text may name many amounts of: shares, money, times.
_COMMON = re.compile("%|[百千万亿]*元|[天日月年周分]|年度|季度|小时|分钟|工作日|个月|个?百分点")
#: Behind a unit: it is another one, 人 of 人次, 个 of 个月.
_LONGER = "(?!次|月|百分点|小时|工作日|季度)"
#: So many pairs of characters of the name stand before the number.
_SHARED = 2
#: 较上年多举办 1 期, 上半年举办 5 期: no more than a difference, or a part of the year.
_HELD_AGAINST = re.compile(
    r"[较比]|同期|[一二三四五六七八九十两\d]年(?:内|间|期|共|计划)|总目标|规划|十[一二三四五]五|20\d\d年?[-~至到]"
    r"|到20\d\d年|[上下]半年|[一二三四1-4]季度|前[一二三]个?季度|\d{1,2}月|其中|每个?[年月季周天日次期]|[多少增减]$"
)
_VAGUE = re.compile("以上|以下|左右|多|余")
#: What stands right before an amount that lacks: 剩余50公里未完成.
_LEFT = re.compile("(?:剩余|剩下|其余|余下|尚有|还有|还剩|尚余|仍有)(?:约|的)?$")
#: Words that make of it another amount.
_OTHER = re.compile("其中|上年|去年|累计|每|平均|剩余|尚|未|约|超|多|增|减|[年月日]均")


#: The words of a piece of a sentence before a number, and behind it.
_PIECE_BEFORE = re.compile(r"[^,.;:!?。\n\d]+$")
_PIECE_BEHIND = re.compile(r"[^,.;:!?。、\n\d]+")


#: How surely a text speaks of an indicator: by its name, by words of it, by what it ends with.
NAMED, MEANT, MAYBE = 2, 1, 0


class Said(NamedTuple):
    """What a text says of an indicator: the words, the number, its unit."""

    words: str
    number: float
    unit: str
    certainty: int


@lru_cache(maxsize=8192)
def spoken_name(name: str) -> str:
    """A name as a sentence would say it: without its unit, 满意度率 as 满意度."""
    bare = _BRACKET.sub("", fold(name))
    return bare.removesuffix("率") if bare.endswith("度率") else bare


@lru_cache(maxsize=8192)
def stems_of(name: str, unit: str | None) -> tuple[str, ...]:
    """The words before a number by which a count is told: of 举办培训班 (期) 举办.

    What is done may stand before what it is done to: 辅具适配件数 is 「适配辅具 337 件」.
    """
    if unit is None or unit == "%":
        return ()
    bare = spoken_name(name)
    stem = _COUNTING.sub("", bare.removesuffix(unit)).removesuffix(unit)
    stems = [stem] if 2 <= len(stem) < len(bare) else []
    if stems and len(stem) >= _TURNED:
        stems.append(stem[-2:] + stem[:-2])
    return tuple(dict.fromkeys([*stems, *([bare[:2]] if _VERBS.match(bare) else [])]))


@lru_cache(maxsize=8192)
def tail_of(name: str) -> str:
    """The end of a name that names a rate or an amount: 合格率, 接待费; "" where it has none."""
    bare = spoken_name(name)
    names = len(bare) > _TAIL and (_RATE.search(bare) or _MONEY.search(bare))
    return bare[-_TAIL:] if names else ""


def said_by_name(name: str, text: str) -> Said | None:
    """The one number behind an indicator's own name."""
    bare = spoken_name(name)
    if len(bare) < _SHORTEST and not _RATE.search(bare):
        return None
    if len(bare) < _TAIL:
        return None
    found = [
        Said(f"{bare}{match[0]}", float(match["number"]), match["unit"], NAMED)
        for start in _places(bare, text)
        if (match := _AFTER.match(text, start + len(bare))) is not None
        and not match["more"]
        and not _is_elsewhere(text, start)
        and (len(bare) >= _SHORTEST or _OPENING.search(text, 0, start))
    ]
    return found[0] if len(found) == 1 else None


def _places(words: str, text: str) -> Iterator[int]:
    """Where some words stand in a text."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _is_elsewhere(text: str, start: int) -> bool:
    """Whether what stands before it in its piece makes of a number a difference or a part."""
    piece = max((text.rfind(sign, 0, start) for sign in ",.;:!?。\n"), default=-1) + 1
    return _HELD_AGAINST.search(text[piece:start]) is not None


def said_by_stem(stem: str, unit: str, text: str) -> Said | None:
    """The one number of this unit behind a stem."""
    found = list(_counts(stem, unit, text))
    return found[0] if len(found) == 1 else None


def _counts(stem: str, unit: str, text: str) -> Iterator[Said]:
    for start in _places(stem, text):
        match = _AFTER.match(text, start + len(stem))
        if match is None or not text.startswith(unit, match.start("unit")):
            continue
        end = match.start("unit") + len(unit)
        if text[end : end + 1] not in ("多", "余", "以") and not _is_elsewhere(text, start):
            yield Said(text[start:end], float(match["number"]), unit, MEANT)


def said_by_tail(tail: str, name: str, text: str) -> Said | None:
    """The one rate, or amount, behind the end of a name, where nothing before names another."""
    found = [said for start in _places(tail, text) if (said := _ended(tail, name, text, start))]
    return found[0] if len(found) == 1 else None


def _ended(tail: str, name: str, text: str, start: int) -> Said | None:
    """What is said behind the end of a name that stands at ``start``."""
    before = text[max(0, start - 4) : start]
    own = len(before) >= 2 and before[-2:] in spoken_name(name)
    if not own and not _OPENING.search(before):
        return None
    match = _AFTER.match(text, start + len(tail))
    if match is None or match["more"]:
        return None
    unit = (_PER_CENT if _RATE.search(tail) else _YUAN).match(match["unit"])
    if unit is None:
        return None
    words = text[start : match.start("unit") + unit.end()]
    return Said(words, float(match["number"]), unit[0], MEANT if own else MAYBE)


def said_by_unit(name: str, unit: str, text: str) -> Said | None:
    """The one number of a text in a unit, where words of the name stand beside it."""
    if _COMMON.fullmatch(unit):
        return None
    every = re.finditer(
        rf"(?<![\d.])(?P<number>\d+(?:\.\d+)?){re.escape(unit)}{_LONGER}(?![一-龥]?[/每])", text
    )
    found = [one for one in every if not _LEFT.search(text, 0, one.start())]
    if len(found) != 1 or _VAGUE.match(text, found[0].end()):
        return None
    before = _PIECE_BEFORE.search(text, 0, found[0].start())
    behind = _PIECE_BEHIND.match(text, found[0].end())
    start = before.start() if before else found[0].start()
    words = text[start : found[0].start()]
    if _OTHER.search(words) or _is_elsewhere(text, found[0].start()):
        return None
    if _pairs_shared(name, words) >= _SHARED:
        return Said(text[start : found[0].end()], float(found[0]["number"]), unit, MEANT)
    if behind and _pairs_shared(name, words + "\n" + behind[0]) >= _SHARED:
        return Said(text[start : behind.end()], float(found[0]["number"]), unit, MEANT)
    return None


def _pairs_shared(name: str, words: str) -> int:
    """How many pairs of characters of a name stand in some words."""
    own = spoken_name(name)
    return len(
        {own[at : at + 2] for at in range(len(own) - 1)}
        & {words[at : at + 2] for at in range(len(words) - 1)}
    )
