"""ZPB056 明细合计不符

检查什么
    收入、支出、主要任务和支付明细各表的小计、合计，是否等于其下各行之和。小计名称里写明包括哪几项的
    （「第 1 至 4 项小计」「一+二」）按所写的项目加；合计行加它上面的全部明细。

依据
    辽宁省部门（单位）整体绩效自评表、四川支付明细表的表样。

为什么
    合计错了，执行率和与决算的核对都跟着错。

反例
    layout = "sichuan-payments"

    [tables]
    payments = [
      {no = "1", item = "办公费", budget = 10, requested = 10, used = 10, rate = 1},
      {no = "2", item = "差旅费", budget = 22, requested = 22, used = 22, rate = 1},
      {item = "合计", budget = 30, requested = 32, used = 32, rate = 1},
    ]

正例
    layout = "sichuan-payments"

    [tables]
    payments = [
      {no = "1", item = "办公费", budget = 10, requested = 10, used = 10, rate = 1},
      {no = "2", item = "差旅费", budget = 22, requested = 22, used = 22, rate = 1},
      {item = "合计", budget = 32, requested = 32, used = 32, rate = 1},
    ]

如何修改
    核对各行金额；无误的，合计改为各行之和，程序可以代填，并写成求和公式。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.sums import added, sum_formula
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number
from zipingbiao.values.text import fold

#: The amounts of a line, their fields and names, in budgets' and in payments' tables.
_BUDGETS = (
    ("initial", "initial_budget", "年初预算数"),
    ("budget", "budget", "全年预算数"),
    ("executed", "executed", "全年执行数"),
)
_PAYMENTS = (
    ("budget", "budget", "预算金额"),
    ("received", "requested", "申请金额"),
    ("executed", "used", "使用金额"),
)
_SPAN = re.compile(r"第?1至\d+项")
_GRAND = re.compile(r"^(?:合计|总计|共计)$")
_CHAPTERS = re.compile(r"一\+二")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+[.,]")
_POINT = re.compile(r"^\d+[.,]")


@rule(
    "ZPB056",
    name="明细合计不符",
    severity=ERROR,
    message="「{name}」的{column}印作 {printed}，其下各行相加为 {expected}。",
    options={"tolerance": Option(0.01, "允许的差额（表的金额单位）")},
)
def table_sum_mismatch(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A subtotal that is not the sum of its rows."""
    if len(form.lines) == len(form.funds):
        return
    tolerance = float(settings["tolerance"])
    for table, lines in form.tables.items():
        columns = _PAYMENTS if table == "tables.payments" else _BUDGETS
        for total, members in _sums(lines):
            for attribute, field, name in columns:
                hit = _compared(form, total, members, attribute, field, tolerance)
                if hit is not None:
                    yield hit._replace(args={**hit.args, "column": name})


def _sums(lines: Sequence[Line]) -> Iterator[tuple[Line, Sequence[Line]]]:
    """Each total with the rows that it sums up."""
    for index, line in enumerate(lines):
        name = fold(line.name)
        if _GRAND.match(name):
            yield line, [one for one in lines[:index] if not one.total]
        elif _SPAN.search(name):
            yield line, list(_points(lines[index + 1 :]))
        elif _CHAPTERS.search(name):
            yield line, [one for one in lines[index + 1 :] if _CHAPTER.match(fold(one.name))]


def _points(lines: Sequence[Line]) -> Iterator[Line]:
    """The numbered rows right below a subtotal."""
    for line in lines:
        if not _POINT.match(fold(line.name)):
            return
        yield line


def _compared(
    form: FormView,
    total: Line,
    members: Sequence[Line],
    attribute: str,
    field: str,
    tolerance: float,
) -> Hit | None:
    amounts: list[Number] = [
        value for one in members if (value := getattr(one, attribute)) is not None
    ]
    whole = getattr(total, attribute)
    if not amounts or whole is None or abs(added(amounts) - whole) <= tolerance + 1e-9:
        return None
    true, path = added(amounts), f"{total.path}.{field}"
    formula = sum_formula([form.addresses.get(f"{one.path}.{field}") for one in members])
    fix = form.fix(path, true, "各行之和", formula)
    return form.hit(path, whole, show_number(true), fix=fix, name=total.name)
