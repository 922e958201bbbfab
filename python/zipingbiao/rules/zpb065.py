"""ZPB065 主要任务与项目支出不一致

检查什么
    辽宁整体表：年度主要任务的合计，是否等于收支情况中「二、项目支出」小计，年初、全年、执行三栏分别
    核对。

依据
    辽宁省部门（单位）整体绩效自评表：主要任务列示部门的全部项目支出。

为什么
    两张表说的是同一批项目，金额应当相等；不等，就有项目漏列或重列。

反例
    layout = "liaoning-department"

    [tables]
    tasks = [{name = "合计", initial_budget = 122.62, budget = 245.44, executed = 245.44}]

    [[tables.expenditure]]
    name = "二、项目支出（第 1 至 2 项小计）"
    initial_budget = 122.62
    budget = 265.32
    executed = 265.32

正例
    layout = "liaoning-department"

    [tables]
    tasks = [{name = "合计", initial_budget = 122.62, budget = 265.32, executed = 265.32}]

    [[tables.expenditure]]
    name = "二、项目支出（第 1 至 2 项小计）"
    initial_budget = 122.62
    budget = 265.32
    executed = 265.32

如何修改
    逐个项目核对，补列漏掉的任务，或改正项目支出。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_COLUMNS = (
    ("initial", "initial_budget", "年初预算数"),
    ("budget", "budget", "全年预算数"),
    ("executed", "executed", "全年执行数"),
)


@rule(
    "ZPB065",
    name="主要任务与项目支出不一致",
    severity=WARN,
    message="主要任务合计的{column}为 {printed}，收支情况中项目支出为 {expected}。",
    layouts=("liaoning-department",),
    options={"tolerance": Option(SUM_TOLERANCE, "允许的差额（表的金额单位）", between(0, 10**6))},
)
def tasks_differ_from_projects(form: FormView, settings: Settings) -> Iterator[Hit]:
    """The tasks' total that is not what was spent on projects."""
    tasks = next((line for line in form.tables["tables.tasks"] if line.total), None)
    projects = next(
        (line for line in form.tables["tables.expenditure"] if "二、项目支出" in line.name), None
    )
    if tasks is None or projects is None:
        return
    for attribute, field, column in _COLUMNS:
        ours, theirs = getattr(tasks, attribute), getattr(projects, attribute)
        if ours is None or theirs is None:
            continue
        if not within(ours, theirs, float(settings["tolerance"])):
            path, rests = f"{tasks.path}.{field}", (f"{projects.path}.{field}",)
            yield form.hit(path, ours, show_number(theirs), rests=rests, column=column)
