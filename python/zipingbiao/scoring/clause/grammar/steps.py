"""Steps: 每增加5%（含）扣减0.5分, 每个问题扣0.5分, 按0.5分/次扣分, 缺一项扣2分."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from zipingbiao.scoring.clause.grammar.awards import award, part_of_step
from zipingbiao.scoring.clause.grammar.names import (
    EXCEEDS,
    GLUE,
    TWISTED,
)
from zipingbiao.scoring.clause.grammar.phrases import (
    Award,
    PartOfStep,
    Phrase,
    Quantity,
    Step,
    Unreadable,
    Way,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.scoring.clause.model import ONE, Effect
from zipingbiao.values.text import fold

#: How many words may stand between a step and its points.
_THING_TOKENS: Final = 40
#: How many verbs may stand before its size: 每少完成1次.
_VERBS: Final = 8
_WAYS: Final[dict[str, Way]] = {
    "up": "up", "down": "down", "apart": "apart", "both": "both", "late": "late",
}  # fmt: skip
#: 每达到1%得0.5分 counts what is reached.
_REACHED: Final = frozenset(("达到", "达"))
#: A verb behind a direction is shorter: 每欠拨1%.
_VERB_LENGTH: Final = 3
#: Words that only lead to the target: 每较目标值低1%.
_LEADING: Final = ("较", "比", "与", "同", "相较")
#: Verbs that name the fault: 漏报一次扣0.5分.
_FAULTS: Final = frozenset(("漏报", "错报", "迟报", "漏", "错", "逾期", "未完成", "不符合", "失误"))
#: What may be said of the thing that is counted: 每有一项未达到目标值扣1分.
_TOLD: Final = frozenset(("missed", "target"))
_STOPS: Final = frozenset(
    ("strong", "every", "zero", "full", "free", "else", "mark", "scored", "share")
)
#: Points without a verb are earned where these are counted: 以上每项1分.
_ITEMS: Final = frozenset(("项", "条", "个", "点"))
#: Verbs of what is fulfilled; all others name a fault.
_FULFILLED: Final = frozenset(("满足", "符合", "做到", "具备"))
_MEASURES: Final = frozenset(("", "分", "元", "万元", "亿元"))


def step(reader: Reader, place: int) -> Phrase | None:
    """A step and its points at the place."""
    match reader.kind(place):
        case "every":
            return _every(reader, place)
        case "num":
            return _by_the_piece(reader, place) or _once(reader, place)
    return _by_the_piece(reader, place) or _single(reader, place)


class _Lead(NamedTuple):
    """What stands before the size of a step."""

    way: Way
    aim: bool
    verb: str
    absolute: bool
    next: int


def _every(reader: Reader, place: int) -> Phrase | None:
    """每…扣…分."""
    lead = _lead(reader, place + 1)
    after = lead.next
    if reader.kind(after) == "text" and _size(reader, after + 1) is not None:
        after += 1  # 每少公开1项
    what = reader.words(lead.next, after)
    origin, size, after = _sizes(reader, after)
    if size is None:
        return None
    absolute = lead.absolute or reader.kind(after) == "abs"
    said = reader.inclusion(reader.skip(after, ("abs",)))
    part = _part(reader, said.next)
    after = said.next if part is None else part.end + 1
    found = _points_after(reader, after)
    if isinstance(found, Unreadable):
        return replace(found, start=place)
    if found is None or found.points is None or said.named not in (None, size.value):
        return None
    if reader.kind(found.start) == "num" and size.unit not in _ITEMS:
        return None  # 每宗0.3分: earned or lost?
    thing = reader.words(after, found.start).strip("的，,、：: ")
    thing = thing or ("" if size.percent and lead.way and len(what) < _VERB_LENGTH else what)
    if TWISTED.search(what) or (size.percent and not GLUE.fullmatch(fold(thing))):
        return Unreadable(place, found.end, "看不懂这里每一步怎样加减")
    return Step(
        place, found.end, lead.way, size, found.points, found.effect, said.said, origin,
        lead.aim, thing, lead.verb, absolute, part,
    )  # fmt: skip


def _part(reader: Reader, place: int) -> PartOfStep | None:
    """每低1个百分点（不足1个百分点按1个百分点计）扣…: what a part of a step counts."""
    found = part_of_step(reader, place + 1) if reader.kind(place) == "open" else None
    closed = isinstance(found, PartOfStep) and reader.kind(found.end) == "close"
    return found if closed and isinstance(found, PartOfStep) else None


def _lead(reader: Reader, place: int) -> _Lead:
    """Which way it goes (每增加, 每低于, 每相差), whether from the target, and what is next."""
    way: Way = ""
    aim = absolute = False
    verb = ""
    for _ in range(_VERBS):
        kind, text = reader.kind(place), reader.at(place).text
        if kind == "op" and OPERATORS.get(text, "=") in "<>":
            way = way or ("up" if OPERATORS[text] == ">" else "down")
        elif kind == "op" and text == "±" and not way:
            way = "apart"
        elif kind == "op" and text in _REACHED:
            pass
        elif kind in _WAYS:
            way = way or _WAYS[kind]
        elif kind in ("aim", "target"):
            aim = True
        elif kind == "abs":
            absolute = True
        elif (kind == "glue" and text == "的" and aim) or (
            text in _LEADING and reader.kind(place + 1) == "aim"
        ):
            pass
        elif kind not in ("have", "each"):
            break
        verb = verb or text
        place += 1
    return _Lead(way, aim, verb, absolute, place)


def _sizes(reader: Reader, place: int) -> tuple[Quantity | None, Quantity | None, int]:
    """Where it starts, if said (每低于90%一个百分点), and how long a step is."""
    first = _size(reader, place)
    if first is None:
        return None, None, place
    after = reader.skip(first.next, ("glue", "aim"))
    given = reader.kind(place) == "num" and reader.kind(after) == "num"
    second = _size(reader, after) if given else None
    if second is not None and (second.percent, second.unit) == (first.percent, first.unit):
        return first, second, second.next
    return None, first, first.next


def _size(reader: Reader, place: int) -> Quantity | None:
    """``5%``, ``一个百分点``, ``1天``; ``个`` and ``个百分点`` alone are one."""
    number = reader.quantity(place)
    if number is not None:
        taken = reader.kind(reader.skip(number.next, ("weak",))) in ("loss", "gain")
        return number if number.unit != "分" or taken else None  # 每低1分扣0.5分
    match reader.kind(place):
        case "percent":
            return Quantity(ONE, True, "", place + 1)
        case "unit":
            return Quantity(ONE, False, reader.at(place).text, place + 1)
    return None


def _points_after(reader: Reader, place: int) -> Award | Unreadable | None:
    """The next points of the sentence, if no binding word stands before them."""
    commas = 0
    for at in range(place, min(place + _THING_TOKENS, reader.sentence(place))):
        kind = reader.kind(at)
        commas += kind == "weak"
        if kind in _STOPS or commas > 1:
            return None
        if kind in ("loss", "gain", "each", "num") or reader.at(at).text == "按":
            found = award(reader, at)
            if isinstance(found, Award | Unreadable):
                return found
        if reader.binding((at,), _TOLD) is not None:
            return None
    return None


def _by_the_piece(reader: Reader, place: int) -> Step | None:
    """按0.5分/次扣分, 扣2分/次, 0.5分/项."""
    verb = reader.skip(place, ("glue",))
    number = reader.skip(verb, ("loss", "gain"))
    found = reader.amount(number)
    if found is None or reader.kind(found[1]) != "over" or reader.kind(found[1] + 1) != "unit":
        return None
    unit = reader.at(found[1] + 1).text
    effect, end = _verb(reader, verb, found[1] + 2)
    if effect is None:
        return None
    size = Quantity(ONE, False, unit, end)
    return Step(place, end, "", size, found[0], effect)


def _verb(reader: Reader, before: int, after: int) -> tuple[Effect | None, int]:
    """Whether points go or come, said before the amount or after it."""
    if reader.kind(before) in ("loss", "gain"):
        return ("loss" if reader.kind(before) == "loss" else "gain"), after
    last = min(after + 4, reader.piece(after))
    for at in range(after, last):
        if _is_twisted(reader, at) or reader.kind(at) == "edge_up":
            break
        if reader.kind(at) in ("loss", "gain", "scored"):
            effect: Effect = "loss" if reader.kind(at) == "loss" else "gain"
            return effect, reader.skip(at + 1, ("fen",))
    return None, after


def _single(reader: Reader, place: int) -> Step | None:
    """缺一项扣2分, 发现一起扣5分, 延迟一天扣1分, 满足以上1项得1分."""
    kind = "up" if _exceeds(reader, place) else reader.kind(place)
    if kind not in ("have", "down", "late", "up", "apart"):
        return None
    first = place
    while reader.kind(place + 1) in ("have", "down", "late") and place < first + _VERBS:
        place += 1
    after = reader.skip(place + 1, ("edge_up", "edge_down"))
    if kind == "down" and reader.kind(after) == "text" and not _is_twisted(reader, after):
        after += 1  # 少报1篇
    size = reader.quantity(after)
    if size is None or size.value != ONE or (size.unit in _MEASURES and not size.percent):
        return None
    if reader.kind(size.next) in ("edge_up", "edge_down", "edge_out", "range", "in", "out"):
        return None
    found = _points_after(reader, size.next)
    if not isinstance(found, Award) or found.points is None:
        return None
    fulfilled = reader.at(place).text in _FULFILLED
    limited = kind == "have" and _is_limited(reader, found.end)
    if found.effect == "gain" and not fulfilled and not limited:
        return None
    thing = reader.words(size.next, found.start).strip("的，,、：: ")
    if not thing and reader.at(place).text in _FAULTS:
        thing = reader.at(place).text
    way = _WAYS.get(kind, "")
    verb = reader.at(first).text
    return Step(first, found.end, way, size, found.points, found.effect, thing=thing, verb=verb)


def _exceeds(reader: Reader, place: int) -> bool:
    """超1%扣0.5分, with nothing before it that 1 % could be of: each per cent that is too much."""
    if reader.kind(place) != "op" or reader.at(place).text not in EXCEEDS:
        return False
    around = range(place - _THING_TOKENS, place + _THING_TOKENS)
    alone = all(at == place or reader.at(at).text not in EXCEEDS for at in around)
    return alone and reader.kind(place - 1) in ("", "weak", "strong", "mark")


def _is_twisted(reader: Reader, place: int) -> bool:
    return TWISTED.search(reader.at(place).text) is not None


def _is_limited(reader: Reader, place: int) -> bool:
    """Whether 最多得2分 follows: what earns points once may then earn them again."""
    return reader.kind(reader.skip(place, ("weak",))) == "most"


def _once(reader: Reader, place: int) -> Step | None:
    """迟到1次扣1分, 一项不符合扣1分: so much for each time."""
    size = reader.quantity(place)
    if size is None or size.value != ONE or size.percent or size.unit in _MEASURES:
        return None
    found = _points_after(reader, size.next)
    if not isinstance(found, Award) or found.points is None or found.effect != "loss":
        return None
    thing = reader.words(size.next, found.start).strip("的，,、：: ")
    return Step(place, found.end, "", size, found.points, "loss", thing=thing)
