"""ZPB114 文字里的数与决算报表不符

检查什么
    决算说明里写着的收入总计、支出总计、收支总计、本年收入合计、本年支出合计、基本支出、项目支出，与
    部门决算报表（收入支出决算总表、财政拨款收入支出决算总表、支出决算表）上的数是否相等，口径相同的
    相比，单位、小数位数可以不同。报表在同一份文件里（工作表或文档里的表格），或者是同一文件夹里唯一的
    一份。报表没有写金额单位的不核对。

依据
    部门决算公开：情况说明与报表出自同一套决算。

为什么
    说明里的数都应当从报表上来，不符的必是抄错或沿用了旧数。

反例
    text = "2023年度收、支总计均为305.97万元。本年支出合计308.97万元。"
    accounts = [{name = "本年支出合计", amount = 3059712.4, title = "收入支出决算总表"}]

正例
    text = "2023年度收、支总计均为305.97万元。本年支出合计305.97万元。"
    accounts = [{name = "本年支出合计", amount = 3059712.4, title = "收入支出决算总表"}]

如何修改
    以决算报表为准改正文字。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.roundings import Printed, may_be_one
from zipingbiao.model import AccountLine
from zipingbiao.prose.statements import Statement
from zipingbiao.prose.terms import scope_of
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.planned import is_plan
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule

#: A text's name for both sides at once, and the side that is held against it.
_BOTH, _SIDE = "收支总计", "收入总计"


@rule(
    "ZPB114",
    name="文字里的数与决算报表不符",
    severity=WARN,
    message="{here}：{name}写的是 {printed}，{title}上是 {expected}。",
    prose=True,
)
def told_accounts_differ(view: ProseView) -> Iterator[Hit]:
    """An amount that is not that of the final accounts."""
    if view.form is not None or not view.accounts:
        return
    for name, found in view.account.by_name.items():
        for spot, one in found:
            line = _line(view.accounts, name, one)
            if line is None or is_plan(view, spot, one) or _is_other_year(view, one):
                continue
            if not may_be_one(one.figure.printed, Printed(line.amount, line.step)):
                due = shown_like(line.amount, one)
                yield view.hit(spot.paragraph, one, expected=due, name=name, title=line.title)


def _line(accounts: Sequence[AccountLine], name: str, one: Statement) -> AccountLine | None:
    """The line of the accounts that an amount should be; None where there is not just one."""
    wanted = _SIDE if name == _BOTH else name
    scope = scope_of(one.clause)
    lines = [line for line in accounts if (line.name, line.scope) == (wanted, scope)]
    return lines[0] if len({line.amount for line in lines}) == 1 else None


def _is_other_year(view: ProseView, one: Statement) -> bool:
    return one.year is not None and one.year != view.account.year
