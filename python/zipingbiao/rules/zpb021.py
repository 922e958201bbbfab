"""ZPB021 扣分未说明原因

检查什么
    得分小于分值，而偏差原因（未完成原因、改进措施、备注）空白，或者只写了「/」「无」「0」。没有原因栏的
    表，看「存在问题、原因及整改措施」是否空白；不打分的表，看没有达到的指标有没有原因；处处没有地方写
    原因的表，没有达到又看不出满分是多少的，只提示。预算执行率一行由 ZPB010 核对。

依据
    财预〔2020〕10号附件：「偏差原因分析及改进措施」；预算管理一体化系统绩效模块：得分小于分值时必须
    填写偏差原因。

为什么
    自评是为了改进，扣了分不说原因，等于没有自评；系统会拒绝保存。

反例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "100%"
    actual = "99%"
    weight = 10
    score = 9.9
    reason = "/"

正例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "100%"
    actual = "99%"
    weight = 10
    score = 9.9
    reason = "个别来访人对办理时间不满意，将缩短答复时限"

如何修改
    写明偏差原因和改进措施。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.fulfilment import denies
from zipingbiao.domain.wording import is_reason
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_FIELDS = ("reason", "improvement", "note")
_MISSED = "「{name}」{pair}，没有达到指标值，没有说明原因。"
_REMARKS = "{names}扣了分，表中没有说明原因（存在问题、原因及整改措施一栏是空的）。"
_SHOWN = 3


@rule(
    "ZPB021",
    name="扣分未说明原因",
    severity=WARN,
    message="「{name}」分值 {weight}，得 {score} 分，扣了 {lost} 分，没有说明原因。",
)
def deduction_unexplained(form: FormView) -> Iterator[Hit]:
    """Points lost without a reason."""
    column = next((name for name in _FIELDS if f"indicator.{name}" in form.fields), None)
    if column is None:
        yield from _in_remarks(form)
        return
    if not form.is_judged:
        yield from _missed(form, column)
    for item in form.counted:
        score, weight = item.score, item.weight
        if item.is_rate:  # the rate itself says why; see ZPB010
            continue
        if score is None or weight is None or not below(score, weight) or form.reason_of(item):
            continue
        yield form.hit(
            f"{item.path}.{column}",
            getattr(item.source, column),
            "偏差原因和改进措施",
            rests=(f"{item.path}.score", f"{item.path}.weight"),
            name=item.label,
            weight=show_number(weight),
            score=show_number(score),
            lost=show_number(weight - score),
        )


def _missed(form: FormView, column: str) -> Iterator[Hit]:
    """A target that was missed without a word, in a form that gives no points."""
    for item in form.targeted:
        if _is_missed(item) and not form.reason_of(item):
            yield form.hit(
                *(f"{item.path}.{column}", getattr(item.source, column), "偏差原因和改进措施"),
                template=_MISSED,
                rests=item.rests[:2],
                name=item.label,
                pair=item.pair,
            )


def _is_missed(item: Item) -> bool:
    return item.met is False or denies(item.source.actual, item.source.target)


def _nowhere(form: FormView) -> Iterator[Hit]:
    """A target that was missed, in a form that has no place for a reason and no full score."""
    for item in form.targeted:
        if _is_missed(item) and item.weight is None:
            yield form.hit(
                *(f"{item.path}.actual", item.source.actual, "达到指标值，或另附原因"),
                severity=INFO,
                template=_MISSED,
                rests=item.rests[:2],
                name=item.label,
                pair=item.pair,
            )


def _in_remarks(form: FormView) -> Iterator[Hit]:
    """Where the form has no column for reasons they belong to the remarks."""
    if "remarks" not in form.fields:
        yield from _nowhere(form)
    if "remarks" not in form.fields or is_reason(form.form.remarks):
        return
    lost = [
        item.label
        for item in form.counted
        if item.score is not None and item.weight and below(item.score, item.weight)
    ]
    if lost:
        shown = "、".join(f"「{name}」" for name in lost[:_SHOWN])
        more = f"等 {len(lost)} 项" if len(lost) > _SHOWN else ""
        yield form.hit("remarks", None, "原因及整改措施", template=_REMARKS, names=shown + more)
