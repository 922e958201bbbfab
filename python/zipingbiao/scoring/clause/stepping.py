"""Steps: 每增加5%（含）扣减0.5分, 每个问题扣0.5分, 按0.5分/次扣分, 缺一项扣2分."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from zipingbiao.scoring.clause.awards import award
from zipingbiao.scoring.clause.model import ONE, Effect
from zipingbiao.scoring.clause.phrases import Award, Phrase, Quantity, Step, Unreadable
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.words import OPERATORS

Way = Literal["up", "down", "apart", ""]

#: How many words may stand between a step and its points.
_THING_TOKENS: Final = 40
#: How many verbs may stand before its size: 每少完成1次.
_VERBS: Final = 6
_WAYS: Final[dict[str, Way]] = {"up": "up", "down": "down", "apart": "apart", "late": "up"}
#: Verbs that name the fault: 漏报一次扣0.5分.
_FAULTS: Final = frozenset(("漏报", "错报", "迟报", "漏", "错", "逾期", "未完成", "不符合"))
_STOPS: Final = frozenset(("strong", "every", "zero", "full", "free", "else", "mark", "scored"))


def step(reader: Reader, place: int) -> Phrase | None:
    """A step and its points at the place."""
    if reader.kind(place) == "every":
        return _every(reader, place)
    return _by_the_piece(reader, place) or _single(reader, place)


def _every(reader: Reader, place: int) -> Phrase | None:
    """每…扣…分."""
    way, aim, after = _way(reader, place + 1)
    said = after
    if reader.kind(after) == "text" and _size(reader, after + 1) is not None:
        after += 1  # 每少公开1项
    what = reader.words(said, after)
    origin, size, after = _sizes(reader, after)
    if size is None:
        return None
    inclusive, after = _inclusion(reader, after)
    found = _points_after(reader, after)
    if isinstance(found, Unreadable):
        return replace(found, start=place)
    if found is None or found.points is None:
        return None
    thing = reader.words(after, found.start).strip("的，,、：: ") or what
    return Step(
        place, found.end, way, size, found.points, found.effect, inclusive, origin, aim, thing
    )


def _way(reader: Reader, place: int) -> tuple[Way, bool, int]:
    """Which way it goes (每增加, 每低于, 每相差), whether from the target, and what is next."""
    way: Way = ""
    aim = False
    for _ in range(_VERBS):
        kind = reader.kind(place)
        if kind == "op" and OPERATORS[reader.at(place).text] in "<>":
            way = way or ("up" if OPERATORS[reader.at(place).text] == ">" else "down")
        elif kind in _WAYS:
            way = way or _WAYS[kind]
        elif kind == "aim":
            aim = True
        elif kind not in ("have", "each"):
            break
        place += 1
    return way, aim, place


def _sizes(reader: Reader, place: int) -> tuple[Quantity | None, Quantity | None, int]:
    """Where it starts, if said (每低于90%一个百分点), and how long a step is."""
    first = _size(reader, place)
    if first is None:
        return None, None, place
    after = reader.skip(first.next, ("glue", "aim"))
    second = _size(reader, after) if reader.kind(after) == "num" else None
    if second is not None and second.unit not in ("分", "分值"):
        return first, second, second.next
    return None, first, first.next


def _size(reader: Reader, place: int) -> Quantity | None:
    """``5%``, ``一个百分点``, ``1天``; ``个`` and ``个百分点`` alone are one."""
    number = reader.quantity(place)
    if number is not None:
        return number if number.unit not in ("分", "分值") else None
    match reader.kind(place):
        case "percent":
            return Quantity(ONE, True, "", place + 1)
        case "unit":
            return Quantity(ONE, False, reader.at(place).text, place + 1)
    return None


def _inclusion(reader: Reader, place: int) -> tuple[bool | None, int]:
    kind = reader.kind(place)
    return (kind == "in", place + 1) if kind in ("in", "out") else (None, place)


def _points_after(reader: Reader, place: int) -> Award | Unreadable | None:
    """The next points of the sentence, if nothing that scores stands before them."""
    commas = 0
    for at in range(place, min(place + _THING_TOKENS, reader.sentence(place))):
        kind = reader.kind(at)
        commas += kind == "weak"
        if kind in _STOPS or commas > 1:
            return None
        if kind in ("loss", "gain", "each", "num"):
            found = award(reader, at)
            if isinstance(found, Award | Unreadable):
                return found
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
        if reader.kind(at) in ("loss", "gain", "scored"):
            effect: Effect = "loss" if reader.kind(at) == "loss" else "gain"
            return effect, reader.skip(at + 1, ("fen",))
    return None, after


def _single(reader: Reader, place: int) -> Step | None:
    """缺一项扣2分, 发现一起扣5分, 延迟一天扣1分, 满足以上1项得1分."""
    kind = reader.kind(place)
    if kind not in ("have", "down", "late", "up", "apart"):
        return None
    first = place
    while reader.kind(place + 1) in ("have", "down", "late") and place < first + _VERBS:
        place += 1
    after = reader.skip(place + 1, ("edge_up", "edge_down"))
    if kind == "down" and reader.kind(after) == "text":
        after += 1  # 少报1篇
    size = reader.quantity(after)
    if size is None or size.value != ONE or (size.unit in ("", "分") and not size.percent):
        return None
    if reader.kind(size.next) in ("edge_up", "edge_down", "edge_out", "range", "in"):
        return None
    found = _points_after(reader, size.next)
    if not isinstance(found, Award) or found.points is None:
        return None
    if found.effect == "gain" and reader.at(place).text not in ("满足", "符合", "做到", "具备"):
        return None
    thing = reader.words(size.next, found.start).strip("的，,、：: ")
    if not thing and reader.at(place).text in _FAULTS:
        thing = reader.at(place).text
    way = _WAYS.get(kind, "")
    return Step(first, found.end, way, size, found.points, found.effect, thing=thing)
