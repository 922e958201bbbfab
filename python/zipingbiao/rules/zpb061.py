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

from zipingbiao.rules.corpus import Corpus, project_core, project_of, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_COLUMNS = (("executed", "used", "使用金额"), ("budget", "budget", "预算金额"))


@rule(
    "ZPB061",
    name="支付明细与项目资金不一致",
    severity=WARN,
    message="支付明细的{column}合计 {printed}，{other}自评表的资金表为 {expected}。",
    across=True,
    options={"tolerance": Option(0.01, "允许的差额（表的金额单位）")},
)
def payments_differ_from_funds(corpus: Corpus, settings: Settings) -> Iterator[Hit]:
    """Payments that are not what the project's own form says."""
    tolerance = float(settings["tolerance"])
    projects: dict[tuple[str, str], list[FormView]] = {}
    for form in corpus.forms:
        if form.total_line and form.form.header.project:
            key = (form.form.source.path, project_core(project_of(form)))
            projects.setdefault(key, []).append(form)
    for form in corpus.forms:
        total = _total(form)
        found = projects.get((form.form.source.path, project_core(project_of(form))), [])
        if total is not None and len(found) == 1:
            yield from _compared(form, total, found[0], tolerance)


def _total(form: FormView) -> Line | None:
    return next((line for line in form.tables["tables.payments"] if line.total), None)


def _compared(form: FormView, total: Line, project: FormView, tolerance: float) -> Iterator[Hit]:
    line = project.total_line
    for attribute, field, column in _COLUMNS:
        ours, theirs = getattr(total, attribute), getattr(line, attribute)
        same_unit = form.form.header.money_unit == project.form.header.money_unit
        if ours is None or theirs is None or not same_unit or abs(ours - theirs) <= tolerance:
            continue
        path, other = f"{total.path}.{field}", where(project)
        yield form.hit(path, ours, show_number(theirs), column=column, other=other)
