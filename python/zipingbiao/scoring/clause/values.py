"""What stands in the cell → what a clause can compare: numbers, per cents, 3/4, 是 and 否."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.lexer import chinese_number, lex
from zipingbiao.scoring.clause.model import HUNDRED, ONE, Measure
from zipingbiao.values.text import fold, is_blank_mark

Scalar = str | int | float | Decimal | None
Value = Scalar | Sequence[Scalar]

#: What says that a condition holds, or that it doesn't.
YES: Final = frozenset(
    (
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "对",
        "y",
        "yes",
        "true",
        "完成",
        "已完成",
        "达到",
        "已达到",
        "达标",
        "符合",
        "满足",
        "合格",
        "具备",
        "已",
        "做到",
        "100%",
    )
)
NO: Final = frozenset(
    (
        "否",
        "没有",
        "×",
        "✗",
        "✘",
        "不",
        "n",
        "no",
        "false",
        "未",
        "未完成",
        "没完成",
        "未达到",
        "未达标",
        "不达标",
        "不符合",
        "不满足",
        "不合格",
        "不具备",
        "0%",
    )
)
_NUMBER: Final = re.compile(r"=?([+-]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]*)?|[+-]?\.[0-9]+)(.*)")
_COUNTS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/|of|:)([0-9]+(?:\.[0-9]+)?)", re.I)
_PERCENT: Final = re.compile(r"%|个?百分点")
#: Beyond ±1 a bare number is a per cent; up to here it may have been a rate as well.
_DOUBTFUL: Final = Decimal(2)


def is_empty(value: Value) -> bool:
    """Whether nothing was filled in."""
    return value is None or (isinstance(value, str) and is_blank_mark(value))


def listed(value: Value) -> list[Scalar]:
    """The values of a range; a single one is a list of one."""
    if isinstance(value, str | int | float | Decimal) or value is None:
        return [value]
    return list(value)


def single(value: Value) -> Scalar:
    """The one value. Raises ClauseError where there are several."""
    values = [one for one in listed(value) if not is_empty(one)]
    if len(values) > 1:
        raise ClauseError(f"这条评分标准只要一个值，给了 {len(values)} 个。")
    return values[0] if values else None


def exact(number: int | float | Decimal) -> Decimal:
    """A number with the 15 digits that a cell holds."""
    if isinstance(number, float):
        return Decimal(f"{number:.15g}")
    return Decimal(number)


def readings(value: Scalar, measure: Measure) -> tuple[Decimal, str, Decimal | None]:
    """The number that the measure compares, a remark on how it was read, another reading.

    Where the measure is per cent, ``12%`` and 0.12 are 12; a bare number beyond ±1 is a per
    cent. Raises ClauseError for what is no number.
    """
    number, percent = _number(value, measure)
    if not number.is_finite():
        raise ClauseError(f"「{value}」不是一个数，不能按这条评分标准计算。")
    if not measure.percent:
        return (number / HUNDRED if percent else number), "", None
    if percent or not number:
        return number, "", None
    if abs(number) > ONE:
        other = number * HUNDRED if abs(number) <= _DOUBTFUL else None
        return number, f"{_plain(number)} 不带百分号，按 {_plain(number)}% 理解", other
    share = number * HUNDRED
    remark = f"{_plain(number)} 按百分比单元格里的数理解，即 {_plain(share)}%"
    return share, remark, number if abs(number) == ONE else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _number(value: Scalar, measure: Measure) -> tuple[Decimal, bool]:
    """The number, and whether it has a sign of per cent."""
    if isinstance(value, bool):
        raise ClauseError(f"「{value}」不是一个数，不能按这条评分标准计算。")
    if isinstance(value, int | float | Decimal):
        return exact(value), False
    text = fold(value or "")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _spelled(value or "", measure)
    rest = match[2]
    percent = _PERCENT.fullmatch(rest) is not None
    if rest and not percent and not _is_unit(rest, measure):
        raise ClauseError(f"「{value}」读不成一个数，不能按这条评分标准计算。")
    return Decimal(match[1].replace(",", "")), percent


def _spelled(text: str, measure: Measure) -> tuple[Decimal, bool]:
    """三次, 百分之五."""
    tokens = lex(text).tokens
    if tokens and tokens[0].kind == "num" and tokens[0].value is not None:
        rest = "".join(token.text for token in tokens[1:])
        if not rest or rest == "%" or _is_unit(rest, measure):
            return tokens[0].value, rest == "%"
    spelled = chinese_number(text) if text else None
    if spelled is None:
        raise ClauseError(f"「{text}」读不成一个数，不能按这条评分标准计算。")
    return spelled, False


def _is_unit(rest: str, measure: Measure) -> bool:
    """Whether it is the measure's unit, or where none is said any unit."""
    if measure.percent:
        return False
    if measure.unit:
        return rest == measure.unit or (measure.unit, rest) in (("天", "日"), ("日", "天"))
    tokens = lex(f"1{rest}").tokens
    return len(tokens) == 2 and tokens[1].kind in ("unit", "fen")


def truth(value: Scalar) -> bool | None:
    """是 or 否; None for what a person must judge."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return bool(value) if value in (0, 1) else None
    text = fold(value or "").lower()
    if text in YES or text == "1":
        return True
    return False if text in NO or text == "0" else None


def share(value: Value) -> tuple[Decimal, Decimal]:
    """A count over a count: ``3/4``, ``3 of 4``, [3, 4]; 0.75 and 75% are over 1.

    Raises ClauseError for what is none of these.
    """
    values = [one for one in listed(value) if not is_empty(one)]
    if len(values) == 2:
        whole = Measure()
        return readings(values[0], whole)[0], readings(values[1], whole)[0]
    one = single(value)
    match = _COUNTS.fullmatch(fold(one)) if isinstance(one, str) else None
    if match is not None:
        return Decimal(match[1]), Decimal(match[2])
    number, _, _ = readings(one, Measure())
    if not 0 <= number <= 1:
        raise ClauseError(f"「{one}」看不出是几分之几，请写成 3/4 或 75%。")
    return number, ONE
