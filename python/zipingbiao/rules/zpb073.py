"""ZPB073 得分不在条款之内

检查什么
    评分条款只给得出某几个分数（得 10 分，否则不得分；每个问题扣 0.5 分），印出的得分不在其中。条款
    里有「酌情」「按比例」和算式的，什么分数都可能，不核对；扣分项按它的扣分标准核对扣去的分。

依据
    各表自带的评分标准（评分条款）。

为什么
    只有满分和零分两档的条款得 7 分，说明没有按条款打分，复核时站不住。

反例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "项目管理"
    level2 = "目标管理"
    level3 = "目标制定"
    weight = 10
    score = 7
    criterion = "开展内部审核的，得10分，否则不得分。"

正例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "项目管理"
    level2 = "目标管理"
    level3 = "目标制定"
    weight = 10
    score = 0
    criterion = "开展内部审核的，得10分，否则不得分。"

如何修改
    按条款重新打分；条款不合适的，先商财政部门改条款。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.items import LOST
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.clause.attainable import attainable_points, nearest
from zipingbiao.values.numbers import Number

_LOST = "「{name}」扣了 {printed} 分，按它的扣分标准只能扣 {expected} 分。"


@rule(
    "ZPB073",
    name="得分不在条款之内",
    severity=WARN,
    message="「{name}」分值 {weight}，印作 {printed} 分，按条款只能得 {expected} 分。",
    needs=("indicator.score",),
)
def score_off_criterion(form: FormView) -> Iterator[Hit]:
    """A score that no result can earn by its own clause."""
    for item in form.items:
        text, weight = _clause(item), item.weight
        if text is None or not weight or item.score is None or item.is_rate:
            continue
        lost = item.role == LOST
        score = abs(item.score)
        if not 0 <= score <= weight:
            continue  # ZPB014 and ZPB074 tell
        possible = attainable_points(text, weight)
        if possible is None:
            continue
        given = weight - score if lost else score
        near = nearest(possible, given)
        if near:
            shown = _listed(weight - one if lost else one for one in near)
            yield form.hit(
                f"{item.path}.score",
                item.score,
                shown,
                template=_LOST if lost else None,
                printed=show_number(score),
                name=item.label,
                weight=show_number(weight),
            )


def _clause(item: Item) -> str | None:
    for text in (item.source.criterion, item.source.target):
        if is_clause(text):
            return text
    return None


def _listed(points: Iterator[Number]) -> str:
    return "或 ".join(f"{show_number(one)} " for one in sorted(points)).strip()
