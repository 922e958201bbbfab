"""ZPB044 完成率列不符

检查什么
    「完成率」「完成程度」栏的百分比，是否等于 完成值 ÷ 指标值。超过 100% 印作 100% 的也算对；指标值
    是「合理、规范」这类文字、完成值是百分比的，完成率应等于完成值。一格里写着几项「名称＋数量」的，
    逐项与完成值里的同名项对照，有一项没有完成，完成率就不是 100%。

依据
    四川省项目支出绩效自评表「完成率」；新疆 2023 年表「完成率」：实际完成值÷指标值。

为什么
    没有得分栏的表，完成率就是结果；印成 0 或照抄 100%，结论就是错的。

反例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "投入与管理"
    level2 = "实施管理"
    level3 = "合同管理完备性"
    target = "完备"
    actual = "100%"
    completion = 0

正例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "投入与管理"
    level2 = "实施管理"
    level3 = "合同管理完备性"
    target = "完备"
    actual = "100%"
    completion = 1

如何修改
    按完成值 ÷ 指标值重算；不适用的指标，三栏都留空或写「不适用」。单个数值的，程序可以代填。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.packed import missed_count
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, number
from zipingbiao.rules.shown import rate_matches, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, half_up
from zipingbiao.values.targets import FORWARD, NUMBER, TEXT

_PACKED = "「{name}」一格里有几项目标，其中「{part}」只完成 {expected}，完成率却印作 {printed}。"
_SHOWN = 20


@rule(
    "ZPB044",
    name="完成率列不符",
    severity=ERROR,
    message="「{name}」{pair}，完成率印作 {printed}，应为 {expected}。",
    needs=("indicator.completion",),
)
def completion_mismatch(form: FormView) -> Iterator[Hit]:
    """A degree of completion that is not actual over target."""
    for item in form.counted:
        printed = number(item.source.completion)
        if printed is None:
            continue
        path = f"{item.path}.completion"
        due = _due(item)
        if due is not None:
            if not _agrees(printed, form.form.printed.get(path), due, item):
                capped = min(due, 1)
                value = show_rate(capped) if form.lacks_per_cent(path) else half_up(capped, 4)
                fix = form.fix(path, value, "完成值 ÷ 指标值")
                yield form.hit(
                    path, printed, show_rate(due), fix=fix, name=item.label, pair=item.pair
                )
        elif printed >= 1 and (missed := missed_count(item.source.target, item.source.actual)):
            name = item.label if len(item.label) <= _SHOWN else f"{item.label[:_SHOWN]}……"
            share, part = show_rate(missed.share), missed.words
            yield form.hit(path, printed, share, template=_PACKED, name=name, part=part)


def _due(item: Item) -> Number | None:
    """The completion that follows from target and actual."""
    target, actual = item.target, item.actual
    if item.share is not None and item.met is not None and item.result.sense == FORWARD:
        return item.share
    if target.kind == TEXT and not target.zero and actual.kind == NUMBER and actual.percent:
        return None if actual.operator or actual.prefix else (actual.value or 0) / 100
    return None


def _agrees(printed: Number, shown: str | None, due: Number, item: Item) -> bool:
    if rate_matches(printed, shown, due):
        return True
    return bool(item.met or due >= 1) and printed == 1 and due >= 1
