"""ZPB036 标签错行、缺失或错栏

检查什么
    「预算执行率」一行的三级指标是别的名称（错行）；有分值、得分的指标没有名称；辽宁整体表把指标值填
    在「度量单位」栏而没有选运算符号（错栏）；资金表行首的标签与表样不同（如「单位：财政资金」应为
    「其中：财政资金」）。

依据
    各版式的表样（templates/<版式>/form.xlsx）。

为什么
    标签错一行，指标、完成值和得分就对不上号；汇总时会归到别的指标上。

反例
    layout = "hebei-project"

    [[indicators]]
    level1 = "预算执行率"
    level2 = "预算执行率"
    level3 = "群众满意度"
    target = "100%"
    actual = "100%"
    score = 10

正例
    layout = "hebei-project"

    [[indicators]]
    level1 = "预算执行率"
    level2 = "预算执行率"
    level3 = "预算执行率"
    target = "100%"
    actual = "100%"
    score = 10

如何修改
    对照表样逐行核对标签；缺的补上，错行的连同指标值、得分一起核对。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.levels import EXECUTION, names_execution
from zipingbiao.domain.wording import is_placeholder
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER
from zipingbiao.values.text import fold

_SHIFTED = (
    "「预算执行率」一行的三级指标印作「{printed}」，像是从别的行错过来的，应为「{expected}」。"
)
_BLANK_RATE = "「预算执行率」一行的二级、三级指标名称空白，应为「{expected}」。"
_NAMELESS = "{level2}下有一个指标没有名称，却{claim}。"
_COLUMN = (
    "「{name}」等 {count} 行的指标值填在「度量单位」栏（如「{printed}」），指标名称填在「内容」栏，"
    "整体错了一栏，运算符号也没有选。"
)
_UNNAMED = "有一行金额 {amount}，没有填写{what}。"
#: What a row of a table is called by.
_NAMES = {"tables.payments": ("item", "项目名称"), "tables.tasks": ("name", "工作名称")}
_FUND = "资金表这一行的标签印作「{printed}」，表样为「{expected}」。"


@rule("ZPB036", name="标签错行、缺失或错栏", severity=ERROR, message=_SHIFTED)
def label_misplaced(form: FormView) -> Iterator[Hit]:
    """A label that slid into another row or column, or is missing."""
    for item in form.counted:
        if item.kind == EXECUTION:
            yield from _rate_row(form, item)
        elif is_placeholder(item.name) and item.claim and "indicator.level3" in form.fields:
            yield _nameless(form, item)
    yield from _unit_column(form)
    yield from _fund_labels(form)
    yield from _unnamed_rows(form)


def _rate_row(form: FormView, item: Item) -> Iterator[Hit]:
    if is_placeholder(item.name):
        own = form.has_known_layout and "indicator.level3" in form.fields
        if is_placeholder(item.source.level2) and own:
            path = f"{item.path}.level3"
            yield form.hit(path, None, EXECUTION, severity=WARN, template=_BLANK_RATE)
    elif not (names_execution(item.name) or "执行" in item.name or "支出" in item.name):
        yield form.hit(f"{item.path}.level3", item.name, EXECUTION)


def _nameless(form: FormView, item: Item) -> Hit:
    level2 = item.source.level2 or item.source.level1 or "表中"
    return form.hit(
        f"{item.path}.level3",
        None,
        "三级指标名称",
        severity=WARN,
        template=_NAMELESS,
        rests=(f"{item.path}.level3",),
        level2=f"「{level2}」",
        claim=item.claim,
    )


def _unit_column(form: FormView) -> Iterator[Hit]:
    """辽宁: values under 度量单位, no sign chosen."""
    if "indicator.operator" not in form.fields:
        return
    shifted = [item for item in form.counted if item.source.operator is None and _is_value(item)]
    if shifted:
        first = shifted[0]
        path, count = f"{first.path}.target", len(shifted)
        yield form.hit(
            path,
            first.source.target,
            severity=WARN,
            template=_COLUMN,
            name=first.label,
            count=count,
        )


def _is_value(item: Item) -> bool:
    """Whether a value with its sign stands where only the unit belongs; clauses belong there."""
    target = item.target
    return (
        target.kind == NUMBER and target.operator is not None and not is_clause(item.source.target)
    )


def _fund_labels(form: FormView) -> Iterator[Hit]:
    for line in form.parts:
        printed = form.form.printed.get(f"{line.path}.source")
        if printed and fold(printed).startswith("单位:"):
            path, expected = f"{line.path}.source", f"其中：{line.name}"
            yield form.hit(path, expected=expected, severity=INFO, template=_FUND)


def _unnamed_rows(form: FormView) -> Iterator[Hit]:
    """Amounts of nobody knows what: payments and tasks without a name."""
    for table, (field, what) in _NAMES.items():
        for line in form.tables[table]:
            if not line.name and (amount := line.budget or line.executed):
                yield form.hit(
                    *(f"{line.path}.{field}", None, what),
                    severity=WARN,
                    template=_UNNAMED,
                    amount=show_number(amount),
                    what=what,
                )
