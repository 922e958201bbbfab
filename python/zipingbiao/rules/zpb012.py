"""ZPB012 下级分值合计不等于上级

检查什么
    一级、二级指标的标签上印着分值的（如「产出指标（70分）」「动态调整（15分）」），是否等于其下各指
    标分值之和；一级指标的分值是否等于其下二级指标标签分值之和。没有分值栏的表，看得分：其下指标都已
    完成，得分之和不等于标签分值，或者得分之和大于标签分值。

依据
    财预〔2020〕10号：各级指标分值逐级分解；预算管理一体化系统绩效模块：下级分值合计不等于上级的不能
    保存。

为什么
    标签与明细对不上，无法判断满分是多少；多出或缺少的分值会直接进入总分。

反例
    layout = "sichuan-department"
    groups = [{level1 = "绩效结果应用", weight = 10}]

    [[indicators]]
    level1 = "绩效结果应用"
    level2 = "信息公开（5分）"
    level3 = "自评公开"
    weight = 10
    score = 10

正例
    layout = "sichuan-department"
    groups = [{level1 = "绩效结果应用", weight = 10}]

    [[indicators]]
    level1 = "绩效结果应用"
    level2 = "信息公开（10分）"
    level3 = "自评公开"
    weight = 10
    score = 10

如何修改
    对照评分办法，确定是标签印错还是分值分配错，改其一。程序不代改。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.figures import added, number
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.scores import all_full
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_POINTS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]\s*$")
_LABELS = "「{name}」标注 {printed} 分，其下二级指标标注的分值合计 {expected} 分。"
_SCORES = (
    "「{name}」标注 {printed} 分，其下 {count} 个指标都已完成、得分相同，合计却是 {expected} 分。"
)
_EXCESS = "「{name}」标注 {printed} 分，其下各指标得分合计 {expected} 分，超过了标注的分值。"


@rule(
    "ZPB012",
    name="下级分值合计不等于上级",
    severity=ERROR,
    message="「{name}」标注 {printed} 分，其下各指标分值合计 {expected} 分。",
)
def group_weight_mismatch(form: FormView) -> Iterator[Hit]:
    """A label's points that are not the sum of what stands below it."""
    for index, group in enumerate(form.form.groups):
        weight, items = number(group.weight), form.groups.get(group.level1, ())
        if weight is None or not items or form.groups_are_full:
            continue
        path = f"groups[{index}].weight"
        if items[0].is_counted:
            yield from _group(form, path, group.level1, weight, items)
        elif len(items) == 1 and items[0].weight and not same_points(items[0].weight, weight, 2):
            yield _hit(form, path, group.level1, weight, items[0].weight)
    for name, path, weight, below in _second_levels(form):
        total = _sum_of_weights(below)
        if total is not None and not same_points(total, weight, 2):
            yield _hit(form, path, name, weight, total)


def _group(
    form: FormView, path: str, name: str, weight: Number, items: Sequence[Item]
) -> Iterator[Hit]:
    total = _sum_of_weights(items)
    if total is not None and not same_points(total, weight, 2):
        yield _hit(form, path, name, weight, total)
    labels = [points for item in items if (points := _points(item)) is not None]
    if labels and len(labels) == len(items):
        by_label = {item.source.level2: _points(item) or 0 for item in items}
        summed = added(by_label.values())
        if not same_points(summed, weight, 2):
            yield _hit(form, path, name, weight, summed, _LABELS)
    if all(item.weight is None or item.implied for item in items):
        yield from _by_scores(form, path, name, weight, items)


def _by_scores(
    form: FormView, path: str, name: str, weight: Number, items: Sequence[Item]
) -> Iterator[Hit]:
    """Where no weights are printed the scores tell: never above, and all of it when all is met."""
    scores = [item.score for item in items if item.score is not None]
    if not scores:
        return
    total = added(scores)
    if same_points(total, weight, 2):
        return
    off = weight - total
    rests = {f"{item.path}.score": item.score + off for item in items if item.score is not None}
    if total > weight:
        yield _hit(form, path, name, weight, total, _EXCESS)._replace(rests=rests)
    elif len(items) > 1 and all_full(items):
        hit = _hit(form, path, name, weight, total, _SCORES, count=len(items))
        yield hit._replace(rests=rests)


def _second_levels(form: FormView) -> Iterator[tuple[str, str, Number, Sequence[Item]]]:
    """Second levels that print points: name, field, points, indicators."""
    for items in form.groups.values():
        below: dict[str, list[Item]] = {}
        for item in items:
            if item.source.level2 and _points(item) is not None:
                below.setdefault(item.source.level2, []).append(item)
        for name, members in below.items():
            yield name, f"{members[0].path}.level2", _points(members[0]) or 0, members


def _points(item: Item) -> Number | None:
    match = _POINTS.search(item.source.level2 or "")
    return None if match is None else float(match[1])


def _sum_of_weights(items: Sequence[Item]) -> Number | None:
    """The sum of the printed weights; None where one is missing or only implied."""
    weights = [item.weight for item in items if not item.implied and item.weight is not None]
    return added(weights) if weights and len(weights) == len(items) else None


def _hit(
    form: FormView,
    path: str,
    name: str,
    weight: Number,
    total: Number,
    template: str | None = None,
    **more: object,
) -> Hit:
    shown, label = show_number(weight), _POINTS.sub("", name)
    hit = form.hit(path, weight, show_number(total), printed=shown, template=template)
    return hit._replace(args={"name": label, **more})
