"""Texts of targets that are more than a sign, a number and a unit.

Loaded when the first such text comes, so that the worksheet functions start at once.
"""

from __future__ import annotations

import re

from zipingbiao.values import target_grammar as grammar
from zipingbiao.values.numerals import NUMERALS, chinese_number
from zipingbiao.values.target_dates import read_date
from zipingbiao.values.target_model import (
    DATE,
    NUMBER,
    RANGE,
    TEXT,
    Number,
    Target,
    is_cost,
    write_target,
)


def read_words(text: str, level2: str, *, done: bool) -> Target:
    """The target of a trimmed text that is not blank; ``done`` for results."""
    words = Target(TEXT, text=text)
    tidy = grammar.tidy(text)
    if tidy is None or grammar.torn(tidy):
        return words
    found = _dated(tidy, level2, done) or _counted(tidy.replace(" ", ""), done)
    if found is not None:
        return words if _like_a_date(found, level2) else found
    return words._replace(zero=True) if grammar.ZERO.fullmatch(tidy.replace(" ", "")) else words


def _dated(text: str, level2: str, done: bool) -> Target | None:
    """A date. 12月 is a number of months among quantities, 2020.11 an amount among costs."""
    if "数量" in level2 or (is_cost(level2) and "." in text):
        return None
    when = read_date(text, done=done, dotted="时效" in level2)
    return None if when is None else Target(DATE, None if done else "≤", date=when)


def _like_a_date(target: Target, level2: str) -> bool:
    """Whether a number would be a date, were it written without zeros: 2020.30 is 2020.3."""
    value = target.value
    if not isinstance(value, float) or not 1900 <= value < 2100 or target.operator in ("≥", ">"):
        return False
    return _dated(write_target(target), level2, False) is not None


def _counted(text: str, done: bool) -> Target | None:
    """A number or a range, perhaps with a deadline before it."""
    due = grammar.DUE.match(text)
    deadline = read_date(due["due"], done=False, dotted=False) if due else None
    if due is not None and deadline is not None and not done:
        rest = _quantity(text[due.end() :])
        return (
            None if rest is None else rest._replace(deadline=deadline, prefix=due[0] + rest.prefix)
        )
    more = grammar.MORE.fullmatch(text) if done else None
    if more is not None:
        return _more_than(_quantity(more["before"] + more["unit"]))
    return _halved(text) or _quantity(text) or _range(text) or _spelt(text) or _fraction(text)


def _more_than(number: Target | None) -> Target | None:
    """A result of 100余人 is above 100."""
    plain = number is not None and number.operator is None and number.unit is not None
    return number._replace(operator=">") if plain and number is not None else None


def _quantity(text: str) -> Target | None:
    match = grammar.QUANTITY.fullmatch(text)
    if match is None or grammar.tail_spoilt(match["suffix"], match["odd"] or ""):
        return None
    unit = match["unit"] or match["bracket"]
    if match["odd"]:  # a word that nobody listed, alone behind the number: 3畦
        if unit:
            return None
        unit = match["odd"]
    latin = unit is not None and unit != "%" and unit.isascii()  # 3A级 is a rank
    if match["suffix"] and (unit is None or match["odd"] or latin):
        return None
    target = _amount(match, plain_number(match["number"].replace(",", "")), unit)
    if match["suffix"] and match["ending"] and target is not None:
        # 以上 before other words becomes ≥, and those words follow the number: 90%以上的群众
        return target if _quantity(write_target(target)) == target else None
    return target


def _spelt(text: str) -> Target | None:
    match = grammar.SPELT.fullmatch(text)
    if match is None or any(sign in f"{NUMERALS}半" for sign in match["prefix"]):
        return None  # 一年一次 is no number of times
    if match["all"] or match["share"]:
        share = "百" if match["all"] else match["share"]
        value = 100 if share == "百" else plain_number(share)
        return None if value is None else _amount(match, value, "%")
    number = chinese_number(match["spelt"])
    return None if number is None else _amount(match, number, match["unit"])


def _halved(text: str) -> Target | None:
    """半年 is half of one year; 上半年 is a date and no span."""
    match = grammar.HALF.fullmatch(text)
    if match is None or match["prefix"][-1:] in ("上", "下"):
        return None
    whole = match["whole"] or match["wholes"]
    number = plain_number(whole) if whole else 0
    unit = match["of"] or match["unit"]
    spoilt = number is None or any(sign in NUMERALS for sign in match["prefix"])
    return None if spoilt else _amount(match, (number or 0) + 0.5, {"月": "个月"}.get(unit, unit))


def _fraction(text: str) -> Target | None:
    match = grammar.FRACTION.fullmatch(text)
    parts = [chinese_number(match[name]) for name in ("above", "below")] if match else []
    if match is None or not all(parts):
        return None
    above, below = (int(part or 0) for part in parts)
    operator = grammar.sign_of(match["operator"], match["ending"], without=False)
    return Target(NUMBER, operator, above / below)


def _amount(match: re.Match[str], value: Number | None, unit: str | None) -> Target | None:
    """The target of a match; None where the words around the number spoil it."""
    try:
        operator = grammar.sign_of(
            match["operator"], match["ending"], without=match["without"] is not None
        )
    except ValueError:
        return None
    prefix = grammar.lead_of(match["prefix"], operator)
    if prefix is None or value is None or (unit == "年" and 1900 <= value <= 2100):
        return None
    if unit == "月" and (prefix or match["suffix"]):
        return None
    unit = {"百分比": "%", "月": "个月"}.get(unit or "", unit)
    suffix = "" if match["suffix"] in ("整", "完成") else match["suffix"]
    return Target(NUMBER, operator, value, unit, prefix=prefix, suffix=suffix)


def _range(text: str) -> Target | None:
    match = grammar.RANGE.fullmatch(text)
    if match is None or (match["from"] is None) != (match["between"] in "-~至到"):
        return None
    low, high = (plain_number(match[end].replace(",", "")) for end in ("low", "high"))
    units = {unit for unit in (match["unit1"], match["unit2"]) if unit}
    if (
        low is None
        or high is None
        or not low < high
        or len(units) > 1
        or units & {"年", "月", "日"}
    ):
        return None
    if match["between"] == "-" and not units and low <= 12 and high <= 31:
        return None  # perhaps the 15th of December
    prefix = grammar.lead_of(match["prefix"], "≥")
    if prefix is None:
        return None
    return Target(RANGE, unit=next(iter(units), None), low=low, high=high, prefix=prefix)


def plain_number(digits: str) -> Number | None:
    """The number of plain digits or Chinese numerals."""
    if "." in digits:
        value = float(digits)
        return int(value) if value.is_integer() else value
    return int(digits) if digits.lstrip("+-").isdecimal() else chinese_number(digits)
