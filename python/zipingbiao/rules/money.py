"""Amounts of money outside the funds: in indicators and in texts, in the form's own unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.measures import measure_of
from zipingbiao.values.numbers import Number, half_up, read_amount
from zipingbiao.values.targets import NUMBER, Target

MONEY = measure_of("元").base
#: How many yuan a 万元 is.
WAN = 10_000
_UNIT_PRICE = re.compile("标准|均价|人均|亩均|户均|场均|次均|单(?![独一项纯])|每|平均|比|率")
_EACH = re.compile("每|人均|户均|单价|标准")
_IN_TEXT = re.compile(r"(?<![\d.,])\d+(?:,\d{3})*(?:\.\d+)?\s*(?:亿|千万|百万|万)?元(?!/)")


def unit_of(form: FormView) -> str:
    """The unit of a form's amounts; 万元 where it names none."""
    return form.form.header.money_unit or "万元"


def amount_of(target: Target, form: FormView) -> Number | None:
    """An amount in the form's own unit; a bare number is taken in it."""
    if target.kind != NUMBER or target.value is None:
        return None
    if target.unit is None:
        return target.value
    given, own = measure_of(target.unit), measure_of(unit_of(form))
    if given.base != MONEY or own.base != MONEY:
        return None
    return half_up(target.value * given.factor / own.factor, 8)


def is_price(item: Item) -> bool:
    """Whether an indicator is about the cost of one: 人均培训成本, 2.2元/吨, not 培训总成本."""
    units = (item.target.unit, item.actual.unit)
    return _UNIT_PRICE.search(item.name) is not None or any("/" in (one or "") for one in units)


def amounts_in(text: str | None, unit: str) -> Iterator[tuple[str, Number]]:
    """The amounts with a unit that a text mentions, as written and in ``unit``."""
    if not text or "元" not in text:
        return
    for match in _IN_TEXT.finditer(text):
        amount = read_amount(match[0], unit)
        if amount is not None and not _EACH.search(text, max(0, match.start() - 6), match.start()):
            yield match[0], amount


@lru_cache(maxsize=16)
def yuan_in(unit: str) -> Number | None:
    """How many yuan a unit of money is; None for what is no such unit."""
    measure = measure_of(unit)
    return measure.factor if measure.base == MONEY else None
