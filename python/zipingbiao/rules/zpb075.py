"""ZPB075 完成程度与完成值矛盾

检查什么
    完成程度写「完成」而完成值没有达到指标值；写「未完成」「部分完成」而完成值已经达到，或者得了满
    分；完成值写「未完成」「未开展」，完成率却是 100%。

依据
    财预〔2020〕10号：完成情况要如实填写；完成程度由完成值与指标值比较得出。

为什么
    同一行两栏说法相反，必有一栏填错，得分也就说不清依据哪一栏。

反例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "履职效能"
    level2 = "重点工作"
    level3 = "化解率"
    operator = "≥"
    target = "80%"
    actual = "76%"
    completion = "完成"
    weight = 10
    score = 9.5

正例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "履职效能"
    level2 = "重点工作"
    level3 = "化解率"
    operator = "≥"
    target = "80%"
    actual = "76%"
    completion = "部分完成"
    weight = 10
    score = 9.5

如何修改
    按完成值改正完成程度；完成值填错的，改正完成值并重新打分。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import is_number
from zipingbiao.domain.fulfilment import DONE, NOT_DONE, PARTLY, degree_of, denies
from zipingbiao.rules.clauses import has_clause
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView

_FULL = "「{name}」的完成程度印作「{printed}」，却得满分 {score} 分。"
_LOST = "「{name}」分值 {weight}，按条款只得 {score} 分，完成程度却印作「{printed}」。"
_MET = "「{name}」{pair}，已达到指标值，完成程度却印作「{printed}」。"
_NOTHING = "「{name}」的完成值是「{actual}」，完成率却印作 {printed}。"


@rule(
    "ZPB075",
    name="完成程度与完成值矛盾",
    severity=ERROR,
    message="「{name}」{pair}，没有达到指标值，完成程度却印作「{printed}」。",
    needs=("indicator.completion",),
)
def completion_word_wrong(form: FormView) -> Iterator[Hit]:
    """A degree of completion in words that the result beside it denies."""
    for item in form.counted:
        completion = item.source.completion
        if isinstance(completion, str):
            yield from _words(form, item, completion)
        elif is_number(completion) and completion >= 1 and _is_denied(item):
            path, actual = f"{item.path}.completion", item.source.actual
            shown = form.printed(path, completion) or show_rate(completion)
            yield form.hit(
                *(path, completion, "0%"),
                template=_NOTHING,
                printed=shown,
                name=item.label,
                actual=actual,
            )


def _is_denied(item: Item) -> bool:
    one = item.source
    return degree_of(one.actual) == NOT_DONE or denies(one.actual, one.target)


def _words(form: FormView, item: Item, completion: str) -> Iterator[Hit]:
    found, path = degree_of(completion), f"{item.path}.completion"
    if found == DONE and item.met is False:
        yield form.hit(
            *(path, completion, PARTLY), rests=item.rests[:2], name=item.label, pair=item.pair
        )
    elif found == DONE and has_clause(item) and _has_lost(item):
        yield form.hit(
            path,
            completion,
            PARTLY,
            severity=INFO,
            template=_LOST,
            name=item.label,
            score=show_number(item.score or 0),
            weight=show_number(item.weight or 0),
        )
    elif found in (PARTLY, NOT_DONE):
        full = item.score is not None and item.weight and not below(item.score, item.weight)
        if full and not has_clause(item):
            score = show_number(item.score or 0)
            yield form.hit(
                path, completion, DONE, severity=WARN, template=_FULL, name=item.label, score=score
            )
        elif item.met is True and not has_clause(item):
            yield form.hit(
                *(path, completion, DONE),
                severity=WARN,
                template=_MET,
                rests=item.rests[:2],
                name=item.label,
                pair=item.pair,
            )


def _has_lost(item: Item) -> bool:
    return item.score is not None and bool(item.weight) and below(item.score, item.weight or 0)
