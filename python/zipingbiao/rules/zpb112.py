"""ZPB112 文字里的项目金额与自评表不符

检查什么
    报告、决算说明里写着的某项目全年支出、预算数，与这个项目自评表资金表的全年执行数、预算数（年初、
    调整后、到位都算）是否相等，小数位数可以不同；也与它的支付明细表相比。只核对写着项目全名、同一年
    度的，有一张表对得上就不报告。

依据
    财预〔2020〕10号附件：自评表与决算口径一致。

为什么
    报告、资金表、支付明细出自同一套账，只能是一个数。

反例
    text = "信访维稳经费支出 38.2 万元。"

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 32, executed = 32}]

正例
    text = "信访维稳经费支出 32 万元。"

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 32, executed = 32}]

如何修改
    按账面核对，改正写错的一处。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed, may_be_one
from zipingbiao.prose.statements import AMOUNT, BUDGET, Statement, goes_on_from, spoken_of
from zipingbiao.rules.beside import names_project, of_project
from zipingbiao.rules.corpus import where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.money import unit_of, yuan_in
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView


@rule(
    "ZPB112",
    name="文字里的项目金额与自评表不符",
    severity=WARN,
    message="{here}：{form}的{column}写的是 {printed}，自评表是 {expected}。",
    prose=True,
)
def told_project_differs(view: ProseView) -> Iterator[Hit]:
    """An amount of a project that is not that of its form."""
    if view.form is not None:
        return  # ZPB050 tells
    for at, told in enumerate(view.account.paragraphs):
        for index, one in enumerate(told.statements):
            if one.role not in (AMOUNT, BUDGET) or one.group:
                continue
            words = spoken_of(one)
            if index and goes_on_from(one, told.statements[index - 1], told.text):
                words = spoken_of(told.statements[index - 1])
            forms = [f for f in of_project(view, words) if names_project(words, f)] if words else []
            forms = [f for f in forms if f.total_line and _same_year(view, one, f)]
            known = [(form, list(_amounts(form, one.role))) for form in forms]
            known = [(form, amounts) for form, amounts in known if amounts]
            if known and not any(_is(one, a) for _, amounts in known for a in amounts):
                form, amounts = known[0]
                yield view.hit(
                    *(at, one),
                    expected=f"{show_number(amounts[0].value / _yuan(form))} {unit_of(form)}",
                    form=where(form),
                    column="预算" if one.role == BUDGET else "支出",
                )


def _same_year(view: ProseView, one: Statement, form: FormView) -> bool:
    year = one.year or view.account.year
    return None in (year, form.brief.year) or year == form.brief.year


def _amounts(form: FormView, role: str) -> Iterator[Printed]:
    """The amounts of a form that may be meant, in yuan."""
    line = form.total_line
    assert line is not None
    lines: Sequence[Line] = (line, *(row for row in form.tables["tables.payments"] if row.total))
    for row in lines:
        found = (row.executed,) if role == AMOUNT else (row.budget, row.initial, row.received)
        for amount in found:
            if amount is not None:
                yuan = _yuan(form)
                yield Printed(round(amount * yuan, 4), yuan * 10.0 ** -decimals(amount))


def _yuan(form: FormView) -> float:
    return yuan_in(unit_of(form)) or 1


def _is(one: Statement, amount: Printed) -> bool:
    return may_be_one(one.figure.printed, amount)
