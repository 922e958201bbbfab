"""Points, and what bounds them: 得10分, 扣减0.5分, 酌情, 扣完为止, 最多扣3分, 不足5%按5%计."""

from __future__ import annotations

import re
from dataclasses import replace

from zipingbiao.scoring.clause.grammar.phrases import (
    Award,
    Floor,
    Free,
    InProportion,
    Most,
    PartOfStep,
    Phrase,
    Unreadable,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.model import ALL, HUNDRED, NOTHING, Effect, Points

#: How far behind 按 the words of a proportion may end.
_PROPORTION_TOKENS = 40
_PROPORTION_WORDS = ("比例", "比重", "百分比", "率", "占", "程度", "满意度", "进度", "之比")
#: A proportion without a verb: 50%-80%按比例.
_BARE_PROPORTION = re.compile("按照?(?:完成|相应|对应)?比例")
#: What makes of a proportion another one.
_TWISTED = re.compile("[不未超低高约且或除各]|平均|上年|以[上下内外]|至[少多]|部分")
#: The part that was not done: 按未完成比例扣分.
_MISSING = re.compile("(?:未|没有)(?:完成|达成|实现)的?(?:部分的?)?(?=比例|所?占)")
#: What stands before the name of a rate: 按其实际完成率.
_BEFORE_NAME = re.compile(r"^(?:按照?|以|根据|依据)(?:其|照|相应|实际|的)*")
_OF_TARGET = ("完成", "目标", "指标值", "计划", "任务", "达成", "实现")
#: Words of a limit: 自评不超过89分.
_LIMITS = frozenset(("不超过", "不高于", "不大于", "不得超过", "不得高于"))
#: Words of what goes beyond a limit: 超过10分的按10分计.
_BEYOND = frozenset(("超过", "超出", "高于", "大于", "超"))
_COUNTED = frozenset(("计", "计入", "算", "计取"))
_OUTCOMES = frozenset(("gain", "zero", "full", "loss", "free", "each"))
_WHOLES = ("满分", "基本分", "基础分", "基准分", "标准分")
_UP_TO_ALL = ("至满分", "到满分", "满分为止")
_ENDS = frozenset(("weak", "strong", "close", "else", "list", ""))


def award(reader: Reader, place: int) -> Phrase | None:
    """What is earned or lost at the place."""
    after = reader.skip(place, ("each",))
    match reader.kind(after):
        case "open" if reader.kind(place - 1) not in ("", "text") or _is_listed(reader, place):
            return _enclosed(reader, place)
        case "zero":
            return Award(place, after + 1, NOTHING)
        case "full":
            return _full(reader, place, after)
        case "free":
            return _free(reader, place, after + 1)
        case "gain" | "loss":
            return _given(reader, place, after)
        case "glue":
            return _by_share(reader, place, after)
        case "num" | "half" | "share" | "part":
            return _bare(reader, place)
    return None


def _is_listed(reader: Reader, place: int) -> bool:
    """优（6分）、良（4分）: the points of each of several names, right behind it."""
    own = _past_points(reader, place) if reader.kind(place - 1) == "text" else 0
    if not own or reader.kind(own) not in _ENDS:
        return False
    around = range(place - _PROPORTION_TOKENS, place + _PROPORTION_TOKENS)
    return any(at != place and _past_points(reader, at) for at in around)


def _past_points(reader: Reader, place: int) -> int:
    """What is next behind points in brackets, 0 where there are none."""
    found = reader.amount(place + 1) if reader.kind(place) == "open" else None
    closed = found is not None and reader.kind(found[1]) == "close"
    return found[1] + 1 if found is not None and closed else 0


def _enclosed(reader: Reader, place: int) -> Phrase | None:
    """≥90%（10分）, 占比＜5%（得5分）: points in brackets behind a number."""
    if reader.kind(place + 1) == "open":
        return None
    found = award(reader, place + 1)
    if not isinstance(found, Award) or reader.kind(found.end) != "close":
        return None
    return replace(found, start=place, end=found.end + 1)


def _full(reader: Reader, place: int, after: int) -> Phrase:
    """得满分; 满分5分 says how much all of it is; 满分的60% is a share of it; 满分为止 ends it."""
    if reader.kind(after + 1) == "until":
        return Most(place, after + 2, None, "gain")
    share = reader.amount(after)
    if share is not None:
        return Award(place, share[1], share[0])
    found = reader.amount(reader.skip(after + 1, ("op", "weak", "open")))
    if found is not None and reader.at(after).text.endswith(_WHOLES):
        end = reader.skip(found[1], ("close",)) if reader.kind(after + 1) == "open" else found[1]
        if reader.at(after).text.startswith("满分"):
            return Most(place, end, found[0], "gain")
        return Award(place, end, found[0])
    return Award(place, after + 1, ALL)


def _given(reader: Reader, place: int, verb: int) -> Phrase | None:
    """得2分, 扣减0.5分, 扣该项分值的10%, and 扣分 alone."""
    effect: Effect = "gain" if reader.kind(verb) == "gain" else "loss"
    found = reader.amount(verb + 1)
    if found is not None:
        return _finished(reader, place, found, effect)
    if effect == "loss" and reader.kind(verb + 1) == "fen":
        return Award(place, verb + 2, None, "loss")
    number = reader.quantity(verb + 1)
    if number is None:
        return None
    if reader.kind(number.next) == "range":
        return Unreadable(place, number.next, "分数是一个区间，要由人评定")
    if number.percent and reader.kind(number.next) in _ENDS:  # 得60%
        return Award(place, number.next, Points(number.value / HUNDRED, True), effect)
    return None


def _finished(
    reader: Reader, place: int, found: tuple[Points, int], effect: Effect
) -> Phrase | None:
    """Points, unless they turn out to be a range, a rate or a threshold."""
    points, end = found
    if reader.kind(end) == "range" and reader.kind(end + 1) == "num":
        return Unreadable(place, end, "分数是一个区间，要由人评定")
    if reader.kind(end) in ("edge_up", "edge_down", "over", "times", "range"):
        return None
    added = reader.at(place).text == "加"
    return Award(place, end, points, effect, reader.kind(place) == "each", added)


def _by_share(reader: Reader, place: int, glue: int) -> Phrase | None:
    """按80%计分, 按权重的50%得分, 按0.5分计, 按100%计."""
    if reader.at(glue).text != "按":
        return None
    found = reader.amount(glue + 1)
    full = reader.kind(glue + 1) == "full"
    verb = reader.at(glue + 2)
    if full and (verb.kind == "scored" or verb.text in _COUNTED):
        return Award(place, glue + 3, ALL)
    if found is None:
        share = reader.quantity(reader.skip(glue + 1 + full, ("glue",)))
        if share is None or not share.percent:
            return None
        found = Points(share.value / HUNDRED, True), share.next
    points, end = found
    counted = reader.at(end).text in _COUNTED and reader.kind(end + 1) in _ENDS
    if reader.kind(end) == "scored" or counted:
        return Award(place, end + 1, points)
    if reader.kind(end) == "loss" and reader.kind(end + 1) in _ENDS:
        return Award(place, end + 1, points, "loss")  # 按0.1分扣减
    if reader.kind(end) in ("loss", "gain") and reader.kind(end + 1) == "fen":
        return Award(place, end + 2, points, "loss" if reader.kind(end) == "loss" else "gain")
    if reader.kind(end) == "gain" and reader.at(end).text == "得分":
        return Award(place, end + 1, points)
    return None


def _bare(reader: Reader, place: int) -> Phrase | None:
    """规范完整2分: points without a verb, at the end of their piece."""
    if reader.kind(place) == "share":
        return None
    found = reader.amount(place)
    if found is None or reader.kind(found[1]) not in _ENDS:
        return None
    return Award(place, found[1], found[0])


def _free(reader: Reader, place: int, after: int) -> Phrase:
    """酌情扣分, 酌情扣1-2分, 酌情得0-5分."""
    taking = reader.kind(after) == "loss"
    after = reader.skip(after, ("loss", "gain", "scored"))
    number = reader.quantity(after)
    if number is not None and reader.kind(number.next) == "range":
        after = number.next + 1
    found = reader.amount(after)
    if found is not None:
        return Free(place, found[1], found[0], taking)
    return Free(place, reader.skip(after, ("fen",)), None, taking)


def bound(reader: Reader, place: int) -> Phrase | None:
    """扣完为止, 减至0分为止, 最多扣3分, 3分封顶, 不超过89分."""
    match reader.kind(place):
        case "floor":
            return _floor(reader, place)
        case "most":
            return _most(reader, place)
        case "open" if reader.kind(place - 1) == "text":
            return _headed(reader, place)
        case "filled":
            found = reader.amount(place + 1)
            effect: Effect = "gain" if reader.at(place).text.startswith("加") else "loss"
            return _until(reader, place, found, effect) if found else None
        case "op" if reader.at(place).text in _LIMITS:
            return _limit(reader, place)
        case "op" | "up" if reader.at(place).text in _BEYOND:
            return _capped(reader, place)
        case "num":
            found = reader.amount(place)
            if found and reader.at(found[1]).text in ("封顶", "为限", "为上限"):
                return Most(place, found[1] + 1, found[0])
    return None


def _headed(reader: Reader, place: int) -> Phrase | None:
    """数量指标（10分）：…: how much all of it is, right behind what is measured."""
    found = reader.amount(place + 1)
    if found is None or found[0].of_weight or reader.kind(found[1]) != "close":
        return None
    after = reader.at(found[1] + 1)
    led = after.text == ":" or after.kind in ("op", "num", "target")
    return Most(place, found[1] + 1, found[0], "gain") if led else None


def _floor(reader: Reader, place: int) -> Phrase | None:
    """Down to nothing, or to a number of points."""
    number = reader.quantity(place + 1)
    if number is None:
        return Floor(place, reader.skip(place + 1, ("until",)), NOTHING)
    if number.unit != "分":
        return None
    return Floor(place, reader.skip(number.next, ("until",)), Points(number.value))


def _most(reader: Reader, place: int) -> Phrase | None:
    """最多扣3分, 最高不超过5分, 最高得10分; 加满为止 goes without saying."""
    after = reader.skip(place + 1, ("op", "scored"))
    if reader.at(place).text.endswith(_UP_TO_ALL):
        return Most(place, place + 1, None, "gain")
    if reader.kind(place + 1) == "floor":  # 最多扣完
        return Floor(place, reader.skip(place + 2, ("until",)), NOTHING)
    effect: Effect | None = None
    added = reader.at(after).text == "加"
    if reader.kind(after) in ("loss", "gain"):
        effect = "loss" if reader.kind(after) == "loss" else "gain"
        after += 1
    elif "扣分" in reader.at(place).text:
        effect = "loss"
    elif "加分" in reader.at(place).text:
        effect, added = "gain", True
    elif reader.at(place).text[0] in "本该此":
        effect = "gain"
    found = reader.amount(after)
    if found is not None:
        return replace(_until(reader, place, found, effect), added=added)
    if reader.kind(after) in ("until", "share", "full"):
        end = after + 1
        end += reader.kind(end) == "until" or reader.at(end).text == "上限"
        return Most(place, end, None)
    return None


def _until(reader: Reader, place: int, found: tuple[Points, int], effect: Effect | None) -> Most:
    return Most(place, reader.skip(found[1], ("until",)), found[0], effect)


def _limit(reader: Reader, place: int) -> Phrase | None:
    """自评不超过89分; not 得分不超过60分的, …, which is a threshold."""
    found = reader.amount(place + 1)
    if found is None:
        capped = reader.kind(place + 1) in ("share", "full")
        return Most(place, place + 2, None) if capped else None
    after = reader.kind(found[1])
    awarded = after == "weak" and reader.kind(found[1] + 1) in _OUTCOMES
    return Most(place, found[1], found[0], "gain") if after in _ENDS and not awarded else None


def _capped(reader: Reader, place: int) -> Phrase | None:
    """超过10分的，按10分计; 超过满分的按满分计."""
    first, after = _limited(reader, place + 1)
    if not after:
        return None
    while reader.kind(after) in ("glue", "weak") or reader.at(after).text in ("部分", "取", "只"):
        after += 1
    after = reader.skip(after, ("gain",))
    second, end = _limited(reader, after)
    same = first == second
    if not end or not same:
        return None
    counted = reader.kind(end) in ("scored", "until", "gain") or reader.at(end).text in _COUNTED
    if not counted and reader.kind(end) not in _ENDS:
        return None
    return Most(place, end + counted, first if first != ALL else None, "gain")


def _limited(reader: Reader, place: int) -> tuple[Points | None, int]:
    """An amount of points, or `ALL` for the weight itself, and what is next; 0 for neither."""
    found = reader.amount(place)
    if found is not None:
        return found
    return (ALL, place + 1) if reader.kind(place) in ("share", "full") else (None, 0)


def part_of_step(reader: Reader, place: int) -> Phrase | None:
    """不足5%的按5%计算, 不足1天按1天计, 不足5%的不扣分."""
    if reader.at(place).text not in ("不足", "不满", "不到", "未满"):
        return None
    part = reader.quantity(place + 1)
    if part is None:
        return None
    after = reader.skip(reader.skip(part.next, ("glue",)), ("weak",))
    if reader.at(after).text in ("不扣分", "不计", "不扣", "不计算", "不计扣", "不减分"):
        return PartOfStep(place, after + 1, False, part)
    after = reader.skip(after, ("glue",))
    whole = reader.quantity(after)
    if whole is not None and (whole.value, whole.percent) != (part.value, part.percent):
        return None
    if whole is None or reader.at(whole.next).text not in ("计算", "计", "扣分", "算", "计扣"):
        if whole is None or not (
            reader.kind(whole.next) == "loss" and reader.kind(whole.next + 1) == "fen"
        ):
            return None
        return PartOfStep(place, whole.next + 2, True, whole)
    return PartOfStep(place, _past_verbs(reader, whole.next + 1), True, whole)


def in_proportion(reader: Reader, place: int) -> Phrase | None:
    """按比例得分, 按其实际进度占目标进度的比重计算得分, 按完成率计分."""
    if reader.at(place).text not in ("按", "以") and not reader.at(place).text.endswith(
        ("根据", "依据")
    ):
        return None
    last = min(reader.piece(place), place + _PROPORTION_TOKENS)
    if _BARE_PROPORTION.fullmatch(reader.plain(place, last)):
        return InProportion(place, last)
    for end in range(place + 1, last):
        kind = reader.kind(end)
        if kind in ("num", "over", "op", "zero", "times", "every", "part", "odd"):
            return None
        words = reader.plain(place, end + 1) if kind in ("scored", "loss", "gain") else ""
        if words and any(word in words for word in _PROPORTION_WORDS):
            if kind == "loss":  # what is lost of what is missing is earned of what is done
                words = _MISSING.sub("完成", words)
            if _TWISTED.search(words):
                return Unreadable(place, end + 1, "看不懂这个比例")
            of_target = any(word in words for word in _OF_TARGET)
            name = _BEFORE_NAME.sub("", reader.plain(place, end))
            end = _past_verbs(reader, end)
            takes = "扣" in reader.plain(place, end)
            return InProportion(place, end, of_target, takes, name if _is_rate(name) else "")
    return None


def _is_rate(name: str) -> bool:
    """Whether it names a rate that is measured, and no share of something said elsewhere."""
    told = name.endswith(("率", "满意度", "进度")) and "占" not in name
    return told and not any(sign in name for sign in "(),，")


def _past_verbs(reader: Reader, place: int) -> int:
    """After 计算得分, 扣减相应分值 …: no more verbs."""
    while reader.kind(place) in ("scored", "loss", "gain", "fen", "share") or reader.at(
        place
    ).text in ("相应", "其", "对应"):
        place += 1
    return place
