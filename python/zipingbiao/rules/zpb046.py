"""ZPB046 边界或舍入敏感

检查什么
    计分条款相邻两档都包含（或都不包含）分界点，如「10%以内」与「10%—20%之间」；完成值离分界点很近，
    先舍入与不舍入得分不同，而印出的得分与重算一致；完成日期只写到月，说不出
    是否按期。只作提示，不一致的由 ZPB045 报告。

依据
    条款本身；评分办法中怎样计档的规定（step_rounding、step_count）。

为什么
    恰好落在分界点上时，单位与财政部门可能各算各的，应当事先写明。

反例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "部门预算项目绩效管理"
    level2 = "动态调整"
    level3 = "支出控制"
    criterion = "偏差度在10%以内的，得10分；10%—20%之间的，得5分；超过20%的，不得分。"
    weight = 10
    score = 10

正例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "部门预算项目绩效管理"
    level2 = "信息公开"
    level3 = "自评公开"
    criterion = "按要求将相关绩效信息随同决算公开的，得10分，否则不得分。"
    weight = 10
    score = 10

如何修改
    写条款时用「含」「不含」说清分界点归哪一档。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import same_points
from zipingbiao.rules.clauses import clause_of, clause_points, clause_value
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.clause.model import Bands
from zipingbiao.values.targets import DEADLINE

_VAGUE = "「{name}」{pair}，完成日期写得不够细，说不出是否按期。"
_NEAR = "「{name}」完成值 {actual} 离分界点很近，得 {printed} 分；{reason}则为 {expected} 分。"


@rule(
    "ZPB046",
    name="边界或舍入敏感",
    severity=INFO,
    message="「{name}」的条款没有说清 {points} 归哪一档，恰好等于时得分有两种算法。",
)
def boundary_doubtful(form: FormView) -> Iterator[Hit]:
    """A clause or a value on which two readings give two results."""
    for item in form.targeted:
        clause = clause_of(item)
        if isinstance(clause, Bands) and clause.shared:
            points = "、".join(clause.measure.shown(end) for end in clause.shared)
            column = "criterion" if item.source.criterion else "target"
            yield form.hit(f"{item.path}.{column}", None, name=item.label, points=points)
        if clause is not None and item.score is not None:
            yield from _near(form, item)
        if item.result.sense == DEADLINE and item.met is None and item.actual.date is not None:
            yield form.hit(
                f"{item.path}.actual",
                item.source.actual,
                template=_VAGUE,
                name=item.label,
                pair=item.pair,
            )


def _near(form: FormView, item: Item) -> Iterator[Hit]:
    value = clause_value(item)
    found = None if value is None else clause_points(item, value, form.profile)
    if found is None or item.score is None or not same_points(found.points, item.score, 2):
        return
    for other, reason in found.others[:1]:
        yield form.hit(
            f"{item.path}.score",
            item.score,
            show_number(other),
            template=_NEAR,
            name=item.label,
            actual=value,
            reason=reason,
        )
