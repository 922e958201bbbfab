"""ZPB069 完成程度空白

检查什么
    表里有完成率（完成程度）一栏，多数指标都填了，有的却空着；完成率应是百分比，却填了文字。完成程
    度本来就填文字的表，文字不核对。

依据
    四川、辽宁等地的表样设有完成率（完成程度）栏，逐项填写。

为什么
    没有完成率就看不出这个指标完成了多少，整张表的完成情况也无法汇总。

反例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "接听热线"
    target = "≥5000件"
    actual = "4500件"

    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "办结率"
    target = "≥95%"
    actual = "96.9%"
    completion = 1

    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "总成本"
    target = "≤32万元"
    actual = "32万元"
    completion = 1

正例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "接听热线"
    target = "≥5000件"
    actual = "4500件"
    completion = 0.9

    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "办结率"
    target = "≥95%"
    actual = "96.9%"
    completion = 1

    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "总成本"
    target = "≤32万元"
    actual = "32万元"
    completion = 1

如何修改
    补填完成率；不适用的指标写「不适用」。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.wording import is_placeholder, is_reason
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, lacking
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import BLANK, FORWARD, is_not_applicable

_WHOLE = "写了年度目标的完成情况，没有填写总体完成率。"
_WORDS = "「{name}」的完成率印作「{printed}」，不是百分比{meant}。"


@rule(
    "ZPB069",
    name="完成程度空白",
    severity=WARN,
    message="「{name}」{pair}，没有填写完成率（完成程度）{meant}。",
)
def completion_missing(form: FormView) -> Iterator[Hit]:
    """A blank, or a word among per cents, where the degree of completion belongs."""
    if "goal.completion" in form.fields:
        yield from _of_goals(form)
    if "indicator.completion" in form.fields:
        yield from _of_indicators(form)


def _of_goals(form: FormView) -> Iterator[Hit]:
    """A form that has a cell for the completion of the whole year, and nothing in it."""
    goals = form.form.goals
    is_told = any(is_reason(goal.actual) for goal in goals)
    if is_told and all(goal.completion is None for goal in goals):
        yield form.hit("goals[0].completion", None, "百分比", template=_WHOLE)


def _of_indicators(form: FormView) -> Iterator[Hit]:
    rows = [item for item in form.counted if item.actual.kind != BLANK and _is_real(item)]
    for item in lacking(rows, lambda one: one.source.completion):
        path, due, meant = _due(item)
        doubts = {path: None}
        yield form.hit(path, None, due, doubts=doubts, name=item.label, pair=item.pair, meant=meant)
    for item in lacking(rows, lambda one: None if _is_word(one) else True):
        path, due, meant = _due(item)
        word = item.source.completion
        yield form.hit(path, word, due, template=_WORDS, name=item.label, meant=meant)


def _is_real(item: Item) -> bool:
    return not is_placeholder(item.name) and not is_not_applicable(item.source.actual or "")


def _is_word(item: Item) -> bool:
    completion = item.source.completion
    return isinstance(completion, str) and not is_not_applicable(completion)


def _due(item: Item) -> tuple[str, str | None, str]:
    """The field, the completion that follows from target and actual, and how that is said.

    It follows where more is better.
    """
    path = f"{item.path}.completion"
    if item.share is None or item.met is None or item.result.sense != FORWARD:
        return path, None, ""
    due = show_rate(min(item.share, 1))
    return path, due, f"，应为 {due}"
