"""What a person has judged or says in words: a condition that holds, a level, points, 无, 下降."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.amounts import shown
from zipingbiao.scoring.clause.grammar.names import ABSENCE, MORE, QUALITY
from zipingbiao.scoring.clause.model import (
    NOTHING,
    ONE,
    REST,
    ZERO,
    Bands,
    Judged,
    Levels,
    Measure,
    Span,
    Steps,
)
from zipingbiao.scoring.clause.points import Measured, no_number, tell
from zipingbiao.scoring.clause.values import (
    PLAIN_ANSWERS,
    Scalar,
    direction,
    is_empty,
    is_none,
    readings,
    truth,
)
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.text import fold

_NOUGHT: Final = Span(ZERO, ZERO, True, True)
#: Words for none where things are counted; 没有 may be said of what should be there, too.
_AROUND: Final = re.compile(
    "^(?:被?评[定选]?为|考核(?:结果)?为|(?:评价)?结果为|属于?|为)|(?:等次|等级|的)$|(?<=[A-Da-d甲乙丙丁])[级档等]$"
)
#: What makes of a level another one.
_LESSENED: Final = re.compile("(?:基本|部分|大部分?|较|比较|一般|未|不[够太甚]?|没有?|欠|非)$")
#: What denies a condition or says that it holds, and what it is.
_DENIAL: Final = re.compile(
    "(?:(?P<denial>未能?|没有?|没能|不|并未|无)|已经?|均已?|都|有)?(?P<fact>.*)", re.S
)
#: Of a condition that asks for more than one thing, what is said of the first is not all.
_JOINED: Final = re.compile("[并且及和与,，]|同时")
#: What is there or not: 有重大舆情, 无重大舆情.
_NOT_THERE: Final = re.compile("无|未发[生现]|未出现|没有|不存在")
_THERE: Final = re.compile(f"有|存在|发[生现]|出现|{_NOT_THERE.pattern}")
#: The full score is for all of them: 合格率100%得5分.
_WHOLE: Final = re.compile(r"(?:[率度]|比例|比重)[^,;。0-9]{0,4}100%")
#: Of several conditions of which one will do, the denial of the first denies nothing.
_SEVERAL: Final = re.compile("或|之一|任[一意何]|[、/]")
#: What denies the word behind it.
_NOT: Final = frozenset(("未", "不", "没", "没有"))
_WHOLE_NUMBER: Final = re.compile("([0-9]+)(?:\\.0)?(?:个|起|次|例|件|项|人次|人|宗|处|笔|条)?")
#: Alone they may be 是 and 100%, too.
_YES_ALONE: Final = frozenset(("1", "1.0", "100", "100.0"))


def judged_points(
    clause: Judged, one: Scalar, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """A condition that a person has judged; where 酌情 stands, the points that a person gives."""
    full = clause.yes.of(weight)
    if clause.effect == "loss" and clause.no is None:
        return no_number(trace, f"扣多少分须由人评定；「{one}」看不出是扣的分还是得的分")
    if clause.no is None and isinstance(one, int | float | Decimal | str) and not is_empty(one):
        counted = _count(one) is not None and ABSENCE.search(fold(clause.condition))
        given = None if counted else _given_points(one, full, clause, weight)
        if given is not None:
            tell(trace, f"由人评定 {shown(given)} 分，最多 {shown(full)} 分")
            return given
    holds = _holds(clause.condition, one)
    if not ABSENCE.search(fold(clause.condition)) and _counts_vetoes(clause, one):
        holds = None
    if holds is None or (not holds and clause.no is None):
        return no_number(trace, f"「{clause.condition}」须由人判断")
    tell(trace, f"「{clause.condition}」{'成立' if holds else '不成立'}")
    if clause.effect == "loss":
        return max(weight - full, ZERO) if holds else weight
    return full if holds else (clause.no or NOTHING).of(weight)


def _counts_vetoes(clause: Judged, one: Scalar) -> bool:
    """Whether 0 may be how often 出现安全问题, which gives nothing."""
    return _count(one) is not None and any(_THERE.match(fold(veto)) for veto in clause.vetoes)


def _holds(condition: str, one: Scalar) -> bool | None:
    """Whether the condition holds; 完成 and the like don't answer 未完成的扣5分."""
    told = _told(condition, one) if isinstance(one, str) else None
    if told is not None:
        return told
    count = _count(one)
    if count is not None and ABSENCE.search(fold(condition)):
        unsure = fold(str(one)) in _YES_ALONE if count else _JOINED.search(fold(condition))
        return None if unsure else not count
    denied, _ = _fact(condition)
    worded = isinstance(one, str) and fold(one).lower() not in PLAIN_ANSWERS
    return None if worded and (denied or _is_part(condition, str(one))) else truth(one)


def _is_part(condition: str, said: str) -> bool:
    """Whether 达标 is but a part of what 质量达标，无安全事故 asks for."""
    asked, told = fold(condition), re.sub("^已经?", "", fold(said))
    if not told or told not in asked or told == asked:
        return False
    joined = "、" in asked or _JOINED.search(asked) is not None
    return joined or MORE.search(asked.partition(told)[0]) is not None


def _count(one: Scalar) -> int | None:
    """How many there are, where a cell holds a whole number: 0, 2, 2起."""
    if isinstance(one, bool) or one is None:
        return None
    match = _WHOLE_NUMBER.fullmatch(fold(str(one)))
    return int(match[1]) if match else None


def _told(condition: str, said: str) -> bool | None:
    """Whether a condition holds by what repeats or denies its words: 未公开 beside 已公开."""
    if _THERE.fullmatch(fold(said)) and _THERE.match(fold(condition)):
        return (_NOT_THERE.match(fold(said)) is None) == (_NOT_THERE.match(fold(condition)) is None)
    (denied, fact), (asked, wanted) = map(_fact, (said, condition))
    if len(fact) > 1 and fact == wanted:
        return denied == asked
    if QUALITY.fullmatch(fact) and wanted.endswith(fact):
        return _ends_with(wanted.removesuffix(fact), denied, asked)
    begins = len(fact) > 1 and wanted.startswith(fact) and not asked
    if not begins or _SEVERAL.search(wanted):
        return None
    done = fold(said).startswith("已") and not _JOINED.search(wanted)
    return False if denied else True if done else None


def _ends_with(before: str, denied: bool, asked: bool) -> bool | None:
    """Whether 规范 (or ``denied`` 不规范) tells 立项程序规范: not where more than that is asked."""
    if asked:
        return None
    lessened = _LESSENED.search(before)
    if lessened is not None:
        return denied if lessened[0] in _NOT else None
    if denied:
        return False
    return None if MORE.search(before) or _JOINED.search(before) or "、" in before else True


def _fact(words: str) -> tuple[bool, str]:
    """Whether words deny what they are about, and that."""
    match = _DENIAL.match(fold(words))
    assert match is not None
    return bool(match["denial"]), match["fact"]


def _given_points(one: Scalar, full: Decimal, clause: Judged, weight: Decimal) -> Decimal | None:
    """The points that a person gives, between what may be taken at most and the full score."""
    if isinstance(one, bool) or (isinstance(one, str) and truth(one) is not None):
        return None
    given = readings(one, Measure(unit="分"))[0]
    least = max(full - clause.most.of(weight), ZERO) if clause.most else ZERO
    return min(max(given, least), full)


def _level(name: str) -> str:
    """The level without the words around it: 评为优秀等次 is 优秀."""
    return _AROUND.sub("", fold(name).rstrip("\"”’'"))


def level_points(
    clause: Levels, one: Scalar, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """The points of the level that the value names."""
    text = _level(one) if isinstance(one, str) else ""
    names = [_level(name) for name, _ in clause.levels]
    exactly = [at for at, name in enumerate(names) if name == text]
    found = exactly or [at for at, name in enumerate(names) if text and name.endswith(text)]
    if not found and REST in names and text[:1] in _NOT and text[1:] in names:
        found = [names.index(REST)]  # 不合格
    if len(found) > 1:  # 健全 is neither 基本健全 nor 不健全
        found = [at for at in found if not _LESSENED.search(names[at].removesuffix(text))]
    if len(found) != 1:
        return no_number(
            trace, f"须由人判断属于哪一档：{'、'.join(name for name, _ in clause.levels)}"
        )
    name, points = clause.levels[found[0]]
    tell(trace, f"属于「{name}」，得 {shown(points.of(weight))} 分")
    return points.of(weight)


def is_faultless(clause: Steps, one: Scalar) -> bool:
    """100% where 合格率100%得5分，每有1件不合格扣1分: none of them is at fault."""
    if not isinstance(one, str) or clause.gain or fold(one) != "100%":
        return False
    return _WHOLE.search(fold(clause.words)) is not None


def worded(clause: Measured, one: Scalar) -> Decimal | None:
    """The number that words stand for: 是 where the target is reached, 下降 for less than 0."""
    if isinstance(clause, Steps):
        counted = clause.measure.scale == "value" and bool(clause.measure.unit)
        few = counted and clause.up and not clause.gain and clause.start >= 0
        return ZERO if few and is_none(one, clause.words) else None
    if not isinstance(clause, Bands):
        return None
    if clause.measure.scale == "ahead":
        holds = truth(one) if isinstance(one, bool | str) else None
        signs = all(end in (None, ZERO) for band in clause.bands
                    for end in (band.span.low, band.span.high))  # fmt: skip
        gives = any(band.effect == "gain" and band.points != NOTHING for band in clause.bands)
        return None if holds is None or not signs or not gives else ZERO if holds else -ONE
    counts = clause.measure.scale == "value" and clause.measure.unit
    if counts and any(band.span == _NOUGHT for band in clause.bands):
        return ZERO if is_none(one, clause.words) else None
    if clause.measure.scale == "change":
        way = direction(one)
        ends = [band.span for band in clause.bands if band.span.low or band.span.high]
        return None if way is None or (way and ends) else Decimal(way)
    return None
