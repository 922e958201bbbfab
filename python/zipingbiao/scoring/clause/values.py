"""What stands in the cell → what a clause can compare: numbers, per cents, 3/4, 是 and 否."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.domain.percents import LARGEST_FRACTION, is_doubtful, lacking_sign
from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.grammar.lexer import lex, spelt_number
from zipingbiao.scoring.clause.grammar.names import (
    NONE,
    RANKS,
)
from zipingbiao.scoring.clause.model import HUNDRED, ONE, ZERO, Measure
from zipingbiao.values.measures import measure_of
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
#: Of these, what answers a question and says nothing of what is done.
PLAIN_ANSWERS: Final = frozenset(
    (
        "是",
        "否",
        "√",
        "✓",
        "✔",
        "对",
        "×",
        "✗",
        "✘",
        "y",
        "yes",
        "true",
        "n",
        "no",
        "false",
        "1",
        "0",
    )
)
#: Clauses that count what is not there.
_LACKING: Final = re.compile("每[^,;。]{0,4}(?:缺|少|漏|欠|未)|缺[少失]?[0-9一]")
_NUMBER: Final = re.compile(r"=?([+-]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]*)?|[+-]?\.[0-9]+)(.*)")
#: A change in words: 下降2%, 较上年增长3%, 持平.
_CHANGE: Final = re.compile(
    r"(?:同比|环比|(?:较|比|与|同)?(?:上年|去年|上年度|上一年度)(?:同期)?(?:相比)?)?"
    r"(?:(?P<flat>持平|不变|无变化)|(?P<fall>下降|减少|降低|下滑|压减|压缩|下浮)(?:了)?"
    r"|(?P<rise>增长|增加|上升|提高|提升|上浮)(?:了)?)(?P<rest>.*)"
)
_COUNTS: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/|of|:)([0-9]+(?:\.[0-9]+)?)", re.I)
_MAGNITUDE: Final = re.compile("[十百千]?万|[千百]|亿|万亿")
_PERCENT: Final = re.compile(r"%|‰|个?百分点")


def written(value: Scalar) -> str:
    """The value as its cell shows it."""
    return str(value).upper() if isinstance(value, bool) else str(value)


def is_empty(value: Value) -> bool:
    """Whether nothing was filled in."""
    return value is None or (isinstance(value, str) and is_blank_mark(value))


def is_none(value: Scalar, words: str) -> bool:
    """Whether it says that there is none of what a clause counts: 无, 未发生, 无事故."""
    match = NONE.fullmatch(fold(value)) if isinstance(value, str) else None
    if match is None or match["thing"] not in fold(words):
        return False
    return not match["thing"] or _LACKING.search(fold(words)) is None  # 无资料: all are lacking


def listed(value: Value) -> list[Scalar]:
    """The values of a range; a single one is a list of one."""
    if isinstance(value, str | int | float | Decimal) or value is None:
        return [value]
    return list(value)


def single(value: Value) -> Scalar:
    """The one value; blank marks beside it don't count. Raises ClauseError for more than one."""
    values = listed(value)
    if len(values) > 1:
        values = [one for one in values if not is_empty(one)]
    if len(values) > 1:
        raise ClauseError(f"这条评分标准只要一个值，给了 {len(values)} 个。")
    return values[0] if values else None


def exact(number: int | float | Decimal) -> Decimal:
    """A number with the 15 digits that a cell holds."""
    if isinstance(number, float):
        return Decimal(f"{number:.15g}")
    return Decimal(number)


def readings(value: Scalar, measure: Measure, most: Decimal = ZERO) -> tuple[Decimal, str]:
    """The number that the measure compares, and a remark on how it was read.

    Where the measure is per cent, ``12%`` and 0.12 are 12; a bare number beyond ±1 is a per
    cent. ``most``: the greatest per cent that it is compared with. Raises ClauseError for what
    is no number, and for a bare one that may be a fraction or per cents.
    """
    turned = _turned(value) if measure.scale == "change" else None
    if turned is not None:
        sign, value = turned
        number, remark = readings(value, replace(measure, scale="value"), most)
        return number * sign, remark
    number, percent = _number(value, measure)
    if not number.is_finite():
        raise ClauseError(f"「{value}」不是一个数，不能按这条评分标准计算。")
    if not measure.percent:
        if percent and measure.unit:
            raise ClauseError(f"「{value}」是百分比，这条评分标准数的是「{measure.unit}」。")
        return (number / HUNDRED if percent else number), ""
    if percent or not number:
        return number, ""
    share = number * HUNDRED
    if is_doubtful(float(number), float(most)):
        raise ClauseError(lacking_sign(_plain(number), _plain(share) + "%", _plain(number) + "%"))
    if abs(number) > LARGEST_FRACTION:
        return number, f"{_plain(number)} 不带百分号，按 {_plain(number)}% 理解"
    return share, f"{_plain(number)} 按百分比单元格里的数理解，即 {_plain(share)}%"


def _turned(value: Scalar) -> tuple[int, Scalar] | None:
    """下降2% → -1 and 2%; None where no word says the direction."""
    match = _CHANGE.fullmatch(fold(value)) if isinstance(value, str) else None
    if match is None:
        return None
    if match["flat"]:
        return (1, 0) if not match["rest"] else None
    if not match["rest"] or match["rest"].startswith(("-", "+")):
        return None
    return (-1 if match["fall"] else 1), match["rest"]


def direction(value: Scalar) -> int | None:
    """-1 for 下降, 0 for 持平, 1 for 上升, where nothing says by how much."""
    match = _CHANGE.fullmatch(fold(value)) if isinstance(value, str) else None
    if match is None or match["rest"]:
        return None
    return 0 if match["flat"] else -1 if match["fall"] else 1


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _number(value: Scalar, measure: Measure) -> tuple[Decimal, bool]:
    """The number, and whether it has a sign of per cent."""
    if isinstance(value, bool):
        raise ClauseError(f"「{written(value)}」不是一个数，不能按这条评分标准计算。")
    if isinstance(value, int | float | Decimal):
        return exact(value), False
    text = fold(value)
    if measure.unit in RANKS:
        text = text.removeprefix("第")
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _spelled(value or "", measure)
    rest = match[2]
    number = Decimal(match[1].replace(",", ""))
    if _PERCENT.fullmatch(rest):
        return number / 10 if rest == "‰" else number, True
    factor = _unit_factor(rest, measure) if rest else ONE
    if factor is None:
        raise ClauseError(_unfit(text, rest, measure))
    return number * factor, False


def _unfit(text: str, rest: str, measure: Measure) -> str:
    """Why a number with this behind it can't be compared: its unit, or it is no number at all."""
    tokens = lex(f"1{rest}").tokens
    if len(tokens) != 2 or tokens[1].kind not in ("unit", "fen"):
        return f"「{text}」读不成一个数，不能按这条评分标准计算。"
    wanted = "百分比" if measure.percent else f"「{measure.unit}」"
    return f"「{text}」的单位是「{rest}」，条文比较的是{wanted}，不能按这条评分标准计算。"


def _spelled(text: str, measure: Measure) -> tuple[Decimal, bool]:
    """三次, 百分之五."""
    tokens = lex(text).tokens
    if tokens and tokens[0].kind == "num" and tokens[0].value is not None:
        rest = "".join(token.text for token in tokens[1:])
        factor = _unit_factor(rest, measure) if rest else ONE
        if rest == "%" or factor is not None:
            return tokens[0].value * (factor or ONE), rest == "%"
        raise ClauseError(_unfit(text, rest, measure))
    spelled = spelt_number(text) if text else None
    if spelled is None:
        raise ClauseError(f"「{text}」读不成一个数，不能按这条评分标准计算。")
    return spelled, False


def _unit_factor(rest: str, measure: Measure) -> Decimal | None:
    """How many of the measure's units such a unit is; where the measure has none, any unit is one.

    None for a unit of something else.
    """
    if measure.percent:
        return None
    if measure.unit:
        return unit_factor(rest, measure.unit)
    tokens = lex(f"1{rest}").tokens
    return ONE if len(tokens) == 2 and tokens[1].kind in ("unit", "fen") else None


def unit_factor(unit: str, wanted: str) -> Decimal | None:
    """How many of the unit ``wanted`` one ``unit`` is; None where they measure different things."""
    if unit == wanted or (unit, wanted) in (("天", "日"), ("日", "天")):
        return ONE
    if wanted.endswith("元") and _MAGNITUDE.fullmatch(unit):
        unit += "元"  # 112万 beside 100万元
    one, other = measure_of(unit), measure_of(wanted)
    if not one.base or one.base != other.base:
        return None
    return Decimal(str(one.factor)) / Decimal(str(other.factor))


def truth(value: Scalar) -> bool | None:
    """是 or 否; None for what a person must judge."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return bool(value) if value in (0, 1) else None
    text = fold(value).lower()
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
    number, _ = readings(one, Measure())
    if not 0 <= number <= 1:
        raise ClauseError(f"「{one}」看不出是几分之几，请写成 3/4 或 75%。")
    return number, ONE
