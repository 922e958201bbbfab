"""ZPB107 文字里的收入总计与支出总计不等

检查什么
    同一处文字写着的收入总计与支出总计是否相等（一般公共预算、财政拨款等口径相同的相比）。只写「本年
    收入」「本年支出」的不必相等，不核对。

依据
    部门决算报表「收入支出决算总表」：收入总计等于支出总计（含结转结余）。

为什么
    总计两边必须平衡，不等的必有一边写错。

反例
    text = "2021年度收入总计735.20万元，支出总计753.20万元。"

正例
    text = "2021年度收入总计735.20万元，支出总计735.20万元。"

如何修改
    对照收入支出决算总表，改正写错的一边。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.roundings import may_be_one
from zipingbiao.prose.leftovers import is_grand
from zipingbiao.prose.passages import Spot
from zipingbiao.prose.statements import Statement
from zipingbiao.prose.terms import scope_of
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

#: Names of the two sides in the word list.
_INCOME, _EXPENSE = "收入总计", "支出总计"


@rule(
    "ZPB107",
    name="文字里的收入总计与支出总计不等",
    severity=WARN,
    message="{here}：支出总计写的是 {printed}，收入总计是 {expected}（{there}）{why}。",
    prose=True,
)
def told_sides_differ(view: ProseView) -> Iterator[Hit]:
    """Total income that is not total expense, told together."""
    incomes = view.account.by_name.get(_INCOME, [])
    for spot, expense in view.account.by_name.get(_EXPENSE, []):
        if not is_grand(expense):
            continue
        beside = [
            pair
            for pair in incomes
            if abs(pair[0].paragraph - spot.paragraph) <= 1 and _alike(pair[1], expense)
        ]
        if beside and not any(
            may_be_one(income.figure.printed, expense.figure.printed) for _, income in beside
        ):
            yield _hit(view, spot, expense, *beside[-1])


def _alike(income: Statement, expense: Statement) -> bool:
    return (scope_of(income.clause), income.year) == (scope_of(expense.clause), expense.year)


def _hit(view: ProseView, spot: Spot, expense: Statement, at: Spot, income: Statement) -> Hit:
    there = view.here(at.paragraph, income)
    alike = _digits(income) == _digits(expense)
    return view.hit(
        spot.paragraph,
        expense,
        expected=income.figure.written,
        there=there,
        why="，数相同而单位不同" if alike else "",
    )


def _digits(one: Statement) -> str:
    """A number as it is written, without its unit."""
    return one.figure.written.removesuffix(one.figure.unit)
