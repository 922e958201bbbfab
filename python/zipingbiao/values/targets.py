"""Targets and results of indicators: text ⇄ operator, number, date or words.

``≥48``, ``﹦100%``, ``不低于105人``, ``16.3万亩``, ``90%-95%``, ``2020年12月底前完成``, ``零登记``.
What can't be read as one number, one range or one date stays a text; nothing is guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zipingbiao.values.target_model import (
    BETWEEN,
    BLANK,
    DATE,
    DEADLINE,
    EQUAL,
    FORWARD,
    NUMBER,
    QUALITATIVE,
    RANGE,
    REVERSE,
    TEXT,
    Number,
    Target,
    When,
    is_cost,
    write_target,
)
from zipingbiao.values.text import is_blank_mark, plain

__all__ = [
    "BETWEEN", "BLANK", "DATE", "DEADLINE", "EQUAL", "FORWARD", "NUMBER", "QUALITATIVE", "RANGE",
    "REVERSE", "TEXT", "Target", "When", "is_cost", "is_not_applicable", "parse_actual",
    "parse_target", "sense_of", "write_target",
]  # fmt: skip

#: The commonest shapes; a year with a point (2020.11) is none of them.
_FAST = re.compile(
    r"([≥≤=<>])? ?(?!(?:19|20)[0-9]{2}\.)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)"
    r"(%|万元|[次个人项件元天户家亩场份套台名批])?"
)
_BLANK = Target(BLANK)
_NOT_APPLICABLE = re.compile(r"不适用|不涉及|N/?A", re.IGNORECASE)
_OFTEN = 8192


def parse_target(text: str, level2: str = "", *, year: int | None = None) -> Target:
    """What a target says. ``level2``, the second-level text, helps where a text may be two things.

    ``year``, the form's, completes dates that name none.
    """
    return _completed(_parsed(text, level2, False), year)


def parse_actual(text: str, level2: str = "", *, year: int | None = None) -> Target:
    """What a result says. As a target, but a date has no operator and must be one that was."""
    return _completed(_parsed(text, level2, True), year)


def sense_of(target: Target, kind: str = "", default: str = FORWARD) -> str:
    """正向, 反向, 等于, 区间, 时限 or 定性.

    A sign decides; without one ``kind`` does, 正向, 反向 or 定性 or a second-level text: 成本
    indicators are 反向 (成本节约 is not). A target of 0 is 反向: less is better. ``default`` is
    for all others. Words are 定性, 零登记 too, although its fulfilment can be counted.
    """
    if kind == QUALITATIVE or target.kind in (TEXT, BLANK):
        return QUALITATIVE
    if target.kind == DATE:
        return DEADLINE
    if target.kind == RANGE:
        return BETWEEN
    operator = target.operator
    if operator in ("≥", ">"):
        return FORWARD
    if operator in ("≤", "<"):
        return REVERSE
    if kind in (FORWARD, REVERSE):
        return kind
    if target.value == 0:
        return REVERSE
    if operator == "=":
        return EQUAL
    return REVERSE if is_cost(kind) else default


def is_not_applicable(text: str) -> bool:
    """Whether a cell says that the indicator does not apply."""
    return _NOT_APPLICABLE.fullmatch(plain(text)) is not None


def _completed(target: Target, year: int | None) -> Target:
    if year is None or target.date is None or target.date.year is not None:
        return target
    return target._replace(date=target.date._replace(year=year))


@lru_cache(maxsize=_OFTEN)
def _parsed(text: str, level2: str, done: bool) -> Target:
    fast = _FAST.fullmatch(text) or _FAST.fullmatch(text := plain(text))
    if fast is not None:
        operator, digits, unit = fast.groups()
        return Target(NUMBER, operator, _plain_number(digits), unit)
    if is_blank_mark(text):
        return _BLANK
    from zipingbiao.values.target_reading import read_words

    return read_words(text, level2, done=done)


def _plain_number(digits: str) -> Number:
    if "." not in digits:
        return int(digits)
    value = float(digits)
    return int(value) if value.is_integer() else value
