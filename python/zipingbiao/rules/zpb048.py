"""ZPB048 原因栏错位或未勾选

检查什么
    有勾选栏（经费保障、制度保障、人员保障、硬件条件保障、其他）的表，扣了分却没有勾选原因；以及说明
    文字写在「改进措施」栏、「原因说明」栏空着的。

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

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.rules.words import is_reason


@rule(
    "ZPB048",
    name="原因栏错位或未勾选",
    severity=WARN,
    message="「{name}」扣了 {lost} 分，没有勾选未完成原因{also}。",
    needs=("indicator.causes",),
)
def cause_not_ticked(form: FormView) -> Iterator[Hit]:
    """Points lost without a tick in the columns of causes."""
    for item in form.counted:
        score, weight, one = item.score, item.weight, item.source
        if score is None or weight is None or score >= weight - 1e-9 or one.causes:
            continue
        moved = is_reason(one.improvement) and not is_reason(one.reason)
        yield form.hit(
            f"{item.path}.causes",
            None,
            "至少勾选一项",
            name=item.label,
            lost=show_number(weight - score),
            also="，说明文字写在了「改进措施」栏，「原因说明」栏空着" if moved else "",
        )
