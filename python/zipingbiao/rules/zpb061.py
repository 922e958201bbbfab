"""ZPB061 支付明细与项目资金不一致

检查什么
    同一个文件里，项目的支付明细表与该项目自评表（按项目名称对应，不计「项目」「经费」等字样）：使用
    金额合计是否等于全年执行数，预算金额合计是否等于全年预算数。

依据
    四川（峨边）支付明细表：自评表的附表。

为什么
    附表与主表出自同一套账，不应有差额。

反例
    [[forms]]
    layout = "sichuan-project"
    header = {project = "信访稳定经费", unit = "某县信访局"}
    funds = [{source = "年度资金总额", budget = 32, executed = 32, rate = 1}]

    [[forms]]
    layout = "sichuan-payments"
    header = {project = "信访稳定费项目"}

    [forms.tables]
    payments = [
      {no = "1", item = "办公费", budget = 32, requested = 32, used = 30},
      {item = "合计", budget = 32, requested = 32, used = 30},
    ]

正例
    [[forms]]
    layout = "sichuan-project"
    header = {project = "信访稳定经费", unit = "某县信访局"}
    funds = [{source = "年度资金总额", budget = 32, executed = 32, rate = 1}]

    [[forms]]
    layout = "sichuan-payments"
    header = {project = "信访稳定费项目"}

    [forms.tables]
    payments = [
      {no = "1", item = "办公费", budget = 32, requested = 32, used = 32},
      {item = "合计", budget = 32, requested = 32, used = 32},
    ]

如何修改
    按账面核对，改正写错的一处。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.rules.corpus import Corpus, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.money import unit_of, yuan_in
from zipingbiao.rules.registry import FILE, Option, Settings, rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_COLUMNS = (("executed", "used", "使用金额"), ("budget", "budget", "预算金额"))


@rule(
    "ZPB061",
    name="支付明细与项目资金不一致",
    severity=WARN,
    message="支付明细的{column}合计 {printed}，{other}自评表的资金表为 {expected}。",
    across=FILE,
    options={"tolerance": Option(SUM_TOLERANCE, "允许的差额（表的金额单位）", between(0, 10**6))},
)
def payments_differ_from_funds(corpus: Corpus, settings: Settings) -> Iterator[Hit]:
    """Payments that are not what the project's own form says."""
    tolerance = float(settings["tolerance"])
    for form, own in corpus.payments:
        total = next((line for line in form.tables["tables.payments"] if line.total), None)
        if total is not None:
            yield from _compared(form, total, own, tolerance)


def _compared(form: FormView, total: Line, project: FormView, tolerance: float) -> Iterator[Hit]:
    line, times = project.total_line, _times(form, project)
    if line is None or times is None:
        return
    for attribute, field, column in _COLUMNS:
        ours, theirs = getattr(total, attribute), getattr(line, attribute)
        if ours is None or theirs is None or within(ours, theirs * times, tolerance):
            continue
        path, other = f"{total.path}.{field}", where(project)
        due = show_number(theirs * times)
        yield form.hit(path, ours, due, rests=(path,), column=column, other=other)


def _times(form: FormView, project: FormView) -> float | None:
    """How many units of the payments one unit of the funds is."""
    ours, theirs = yuan_in(unit_of(form)), yuan_in(unit_of(project))
    return theirs / ours if ours and theirs else None
