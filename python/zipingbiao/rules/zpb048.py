"""ZPB048 原因栏错位或未勾选

检查什么
    有勾选栏（经费保障、制度保障、人员保障、硬件条件保障、其他）的表，扣了分却没有勾选原因；勾选了
    原因而「原因说明」栏空着，或者说明文字写在「改进措施」栏；没有扣分却勾选了原因的，只作提示。

依据
    辽宁省部门（单位）整体绩效自评表：「未完成原因（请在相应选项下划“√”并在原因说明中分项阐述）」。

为什么
    财政部门按勾选的原因统计各单位的问题，不勾选就统计不到。

反例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "预算执行"
    level2 = "预算执行效率"
    level3 = "预决算差异率"
    target = "≤5%"
    actual = "6%"
    completion = "部分完成"
    weight = 5
    score = 4
    improvement = "追加较多"

正例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "预算执行"
    level2 = "预算执行效率"
    level3 = "预决算差异率"
    target = "≤5%"
    actual = "6%"
    completion = "部分完成"
    weight = 5
    score = 4
    causes = ["经费保障"]
    reason = "年中追加较多"
    improvement = "细化年初预算"

如何修改
    勾选一项或几项原因，在「原因说明」写原因，在「改进措施」写措施。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.wording import is_reason
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_UNSAID = "「{name}」扣了 {lost} 分，勾选了「{ticked}」，没有写原因说明{also}。"
_NEEDLESS = "「{name}」没有扣分，却勾选了未完成原因「{ticked}」。"
_UNMENDED = "「{name}」扣了 {lost} 分，写了原因，没有写改进措施。"
_MOVED = "，说明文字写在了「改进措施」栏，「原因说明」栏空着"


@rule(
    "ZPB048",
    name="原因栏错位或未勾选",
    severity=WARN,
    message="「{name}」扣了 {lost} 分，没有勾选未完成原因{also}。",
    needs=("indicator.causes",),
)
def cause_not_ticked(form: FormView) -> Iterator[Hit]:
    """Points lost without a tick in the columns of causes, or without a word beside the tick."""
    for item in form.counted:
        score, weight = item.score, item.weight
        if score is None or weight is None:
            continue
        if not below(score, weight):
            if item.source.causes:
                yield _needless(form, item)
            continue
        if not item.source.causes:
            yield _hit(form, item, weight - score, "causes", None, "至少勾选一项")
        elif not is_reason(item.source.reason) and "indicator.reason" in form.fields:
            yield _hit(form, item, weight - score, "reason", _UNSAID, "原因说明")
        elif "indicator.improvement" in form.fields and not is_reason(item.source.improvement):
            yield _hit(form, item, weight - score, "improvement", _UNMENDED, "改进措施", INFO)


def _needless(form: FormView, item: Item) -> Hit:
    """Full points, and a cause why they were not reached."""
    causes = item.source.causes
    return form.hit(
        f"{item.path}.causes",
        causes,
        "不勾选",
        severity=INFO,
        template=_NEEDLESS,
        name=item.label,
        ticked="、".join(causes),
    )


def _hit(
    form: FormView,
    item: Item,
    lost: Number,
    field: str,
    template: str | None,
    expected: str,
    severity: str = WARN,
) -> Hit:
    one = item.source
    moved = is_reason(one.improvement) and not is_reason(one.reason)
    return form.hit(
        *(f"{item.path}.{field}", None, expected),
        severity=severity,
        template=template,
        rests=(f"{item.path}.score", f"{item.path}.weight"),
        name=item.label,
        lost=show_number(lost),
        ticked="、".join(one.causes),
        also=_MOVED if moved else "",
    )
