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

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import is_number
from zipingbiao.domain.wording import denies
from zipingbiao.rules.clauses import has_clause
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: What a column of completion says, the first that fits.
_PARTLY = re.compile("部分|基本|大部|未全部|未完全|进行中|正在|推进中|接近")
_NOT = re.compile("未|没有|没能|不达标|无法|尚|取消|终止|暂停|停止|搁置")
_DONE = re.compile("完成|达成|达标|达到|实现|全部|是|合格|√|✓")
DONE, PARTLY, NOT_DONE = "完成", "部分完成", "未完成"

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
    return said(one.actual) == NOT_DONE or denies(one.actual, one.target)


def _words(form: FormView, item: Item, completion: str) -> Iterator[Hit]:
    found, path = said(completion), f"{item.path}.completion"
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


def said(text: str | None) -> str | None:
    """完成, 部分完成 or 未完成, where a short text says one of them and nothing else."""
    folded = fold(text or "")
    if not folded or len(folded) > 8 or any(map(str.isdigit, folded)):
        return None
    for pattern, meaning in ((_PARTLY, PARTLY), (_NOT, NOT_DONE), (_DONE, DONE)):
        if pattern.search(folded):
            return meaning
    return None
