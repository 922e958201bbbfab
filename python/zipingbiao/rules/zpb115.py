"""ZPB115 文字里的结余与收支不符

检查什么
    文字写着的结余是否等于收入减支出：「到位 288 万元，累计支出 264.6 万元，结余 23.4 万元」，到位
    （下达、预算、收入）的数减去支出（支付、使用）的数；决算说明里，年初结转和结余加本年收入合计，减去
    本年支出合计，等于年末结转和结余。同一句里有几个到位数、预算数的，有一个对得上就不报告；有几个支
    出数的不核对。

依据
    部门决算报表「收入支出决算总表」：收入总计等于支出总计（含年末结转和结余）。

为什么
    结余是由收支算出的，对不上的，收、支、余里必有一个写错；少写的结余就是没有交代去向的钱。

反例
    text = "项目到位资金 2880 万元，累计支出 2649.6 万元，结余资金 250.4 万元。"

正例
    text = "项目到位资金 2880 万元，累计支出 2649.6 万元，结余资金 230.4 万元。"

如何修改
    按账面核对收入、支出、结余，改正写错的一处。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.roundings import Printed, difference, may_be_one, may_be_share, total
from zipingbiao.prose.figures import AMOUNT as MONEY
from zipingbiao.prose.leftovers import is_all_executed, is_carried, is_executed, is_left, is_source
from zipingbiao.prose.passages import Spot
from zipingbiao.prose.statements import AMOUNT, BUDGET, COMPLETION, SHARE, Statement, Told
from zipingbiao.prose.sums import is_listed
from zipingbiao.prose.terms import scope_of, terms
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule

#: Names of the word list that make up the year's balance.
_BEFORE, _INCOME, _EXPENSE, _AFTER = (
    "年初结转和结余",
    "本年收入合计",
    "本年支出合计",
    "年末结转和结余",
)
#: What else may come in or go out; where one of them is not 0, the balance is another.
_OTHERS = ("使用非财政拨款结余", "结余分配")
#: Paragraphs of a balance stand so near to each other.
_NEAR = 2
_BALANCE = (
    "{here}：{name}写的是 {printed}，年初结转和结余 {before}＋本年收入 {income}－本年支出 {expense}"
    " 为 {expected}。"
)


@rule(
    "ZPB115",
    name="文字里的结余与收支不符",
    severity=WARN,
    message="{here}：{funds} 减去支出 {executed} 为 {expected}，写的是 {printed}。",
    prose=True,
)
def told_balance_differs(view: ProseView) -> Iterator[Hit]:
    """What is said to be left is not what came in less what was spent."""
    if view.form is not None:
        return  # ZPB050 tells
    for at, told in enumerate(view.account.paragraphs):
        for index, one in enumerate(told.statements):
            if is_left(one) and not one.group:
                yield from _of_sentence(view, at, told, index)
    yield from _of_year(view)


def _of_sentence(view: ProseView, at: int, told: Told, index: int) -> Iterator[Hit]:
    left = told.statements[index]
    near = [
        one
        for one in told.statements[:index]
        if one.group == 0 and left.sentence - one.sentence <= 1 and not is_listed(told, one)
    ]
    here = [one for one in near if one.sentence == left.sentence]
    told_before = [one for one in near if is_executed(one)]
    outgoing = [one for one in here if is_executed(one)] or (told_before if not here else [])
    if len(outgoing) != 1 or not is_all_executed(outgoing[0]) or any(map(is_left, here)):
        return
    (executed,) = outgoing
    rated = _rated(told, index, executed)
    funds = rated or [
        one for one in near if is_source(one) and one.start < executed.start and not one.compared
    ]
    if not rated and any(map(is_carried, near)):
        yield from _of_four(view, at, here, executed, left)
        return  # what was left of last year comes in as well
    amounts = [*told.statements[:index], *funds]
    sources = [one for one in amounts if one.role in (AMOUNT, BUDGET) and one is not executed]
    if not funds or any(_may_be_left(left, one, executed) for one in sources):
        return
    due = difference(funds[-1].figure.printed, executed.figure.printed)
    if due.value >= 0:
        yield view.hit(
            *(at, funds[-1], left),
            expected=shown_like(due.value, left),
            funds=funds[-1].figure.written,
            executed=executed.figure.written,
        )


def _of_four(
    view: ProseView, at: int, here: Sequence[Statement], executed: Statement, left: Statement
) -> Iterator[Hit]:
    """年初结转 12 万元，本年新增 35 万元，支出 41 万元，年末结转 6 万元, and no other amount."""
    others = [one for one in here if one is not executed and one.figure.kind == MONEY]
    if len(others) != 2 or not is_carried(others[0]) or others[1].role not in (AMOUNT, BUDGET):
        return
    before, income = others
    given = total(before.figure.printed, income.figure.printed)
    due = difference(given, executed.figure.printed)
    may_be = [due, difference(income.figure.printed, executed.figure.printed)]
    if due.value >= 0 and not any(may_be_one(left.figure.printed, one) for one in may_be):
        yield _balance(view, at, left, due, (before, income, executed))


def _rated(told: Told, index: int, executed: Statement) -> list[Statement]:
    """The amounts before that an amount is the rate of that is told right behind it."""
    place = told.statements.index(executed)
    rates = [one for one in told.statements[place + 1 : index] if one.role in (COMPLETION, SHARE)]
    return [
        one
        for one in told.statements[:place]
        if one.role in (AMOUNT, BUDGET)
        and rates
        and not is_listed(told, one)
        and may_be_share(rates[0].figure.printed, executed.figure.printed, one.figure.printed)
    ]


def _may_be_left(left: Statement, fund: Statement, executed: Statement) -> bool:
    due = difference(fund.figure.printed, executed.figure.printed)
    return may_be_one(left.figure.printed, due)


def _of_year(view: ProseView) -> Iterator[Hit]:
    """The balance of a year that is told in four amounts near each other."""
    named = view.account.by_name
    if any(one.figure.printed.value for name in _OTHERS for _, one in named.get(name, [])):
        return
    wrong = [one for listing in view.account.lists if not listing.adds_up for one in listing.parts]
    for spot, after in named.get(_AFTER, []):
        if after in wrong:
            continue  # ZPB101 tells
        found = [_near(named.get(name, []), spot, after) for name in (_BEFORE, _INCOME, _EXPENSE)]
        if any(one is None for one in found):
            continue
        before, income, expense = (one for one in found if one is not None)
        due = difference(
            total(before.figure.printed, income.figure.printed), expense.figure.printed
        )
        if not may_be_one(after.figure.printed, due):
            yield _balance(view, spot.paragraph, after, due, (before, income, expense))


def _balance(
    view: ProseView,
    at: int,
    after: Statement,
    due: Printed,
    told: tuple[Statement, Statement, Statement],
) -> Hit:
    before, income, expense = (one.figure.written for one in told)
    return view.hit(
        *(at, after),
        expected=shown_like(due.value, after),
        template=_BALANCE,
        name=_AFTER,
        before=before,
        income=income,
        expense=expense,
    )


def _near(
    found: Sequence[tuple[Spot, Statement]], spot: Spot, after: Statement
) -> Statement | None:
    """The one amount of a name near a place, of the same funds and year; None in doubt."""
    near = [
        one
        for place, one in found
        if place.paragraph in range(spot.paragraph - _NEAR, spot.paragraph + _NEAR + 1)
        and scope_of(one.clause) in ("", scope_of(after.clause))
        and one.year in (None, after.year)
    ]
    amounts = {one.figure.printed.value for one in near}
    return near[0] if len(amounts) == 1 and terms().named(near[0].clause) else None
