"""ZPB042 运算符号未选择

检查什么
    「运算符号」栏还印着全部选项（＝ ≤ ≥ ＜ ＞），没有选定一个；合并单元格只报告一次。多数指标选
    了、一个指标值是数的却空着的，也报告。

依据
    辽宁省部门（单位）整体绩效自评表：运算符号从下拉选项中选一个。

为什么
    不选符号，就不知道指标是越大越好还是越小越好，无法计分。

反例
    layout = "liaoning-department"
    printed = {"indicators[0].operator" = "“=”“≤”“≥”“<”“>”"}

    [[indicators]]
    level1 = "履职效能"
    level2 = "重点工作"
    level3 = "化解率"
    target = "80%"
    weight = 10
    score = 10

正例
    layout = "liaoning-department"
    printed = {"indicators[0].operator" = "≥"}

    [[indicators]]
    level1 = "履职效能"
    level2 = "重点工作"
    level3 = "化解率"
    operator = "≥"
    target = "80%"
    weight = 10
    score = 10

如何修改
    逐行选定一个运算符号，删去其余的。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.clauses import has_clause
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import lacking
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER
from zipingbiao.values.text import fold

_BLANK = "「{name}」的指标值是数，没有选运算符号，说不清越多越好还是越少越好。"
_SIGNS = ("=", "≤", "≥", "<", ">")


@rule(
    "ZPB042",
    name="运算符号未选择",
    severity=WARN,
    message="「{name}」的运算符号栏印着全部选项，没有选定一个。",
    needs=("indicator.operator",),
)
def operator_not_chosen(form: FormView) -> Iterator[Hit]:
    """The list of signs printed in place of one of them."""
    told: set[str | None] = set()
    for item in form.counted:
        if item.source.operator is not None:
            continue
        path = f"{item.path}.operator"
        printed = fold(form.form.printed.get(path, ""))
        if sum(sign in printed for sign in _SIGNS) < 2:
            continue
        cell = form.cell(path)
        if cell is None or cell not in told:
            told.add(cell)
            yield form.hit(path, None, "其中一个符号", name=item.label)
    yield from _blank(form)


def _blank(form: FormView) -> Iterator[Hit]:
    """No sign before a number, where most numbers have one; a clause needs none."""
    rows = [item for item in form.counted if item.target.kind == NUMBER and not has_clause(item)]
    for item in lacking(rows, lambda one: one.target.operator):
        path = f"{item.path}.operator"
        if not form.form.printed.get(path):
            yield form.hit(path, None, "一个符号", template=_BLANK, name=item.label)
