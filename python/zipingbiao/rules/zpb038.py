"""ZPB038 目标完成情况不实

检查什么
    目标的完成情况照抄预期目标；资金执行率不到八成，总体完成率却填 100%；完成情况与预期目标只有数不
    同，而数少了，完成程度却填 100%；完成情况写成了「要积极参加」「要定期研究」这样的打算（只作提
    示）。

依据
    财预〔2020〕10号附件：「实际完成情况」填写目标的实际完成情况；绩效自评应当客观、真实。

为什么
    完成情况是公开的内容，照抄计划等于没有自评。

反例
    [[goals]]
    expected = "完成道路维修五公里，改善群众出行条件。"
    actual = "完成道路维修五公里，改善群众出行条件。"

正例
    [[goals]]
    expected = "完成道路维修五公里，改善群众出行条件。"
    actual = "全年维修道路 5.2 公里，涉及 3 个行政村，9 月底通车。"

如何修改
    写实际做了什么、做到什么程度；总体完成率按实际填写。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.figures import number
from zipingbiao.model import Goal
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_LEAD = re.compile(r"^(?:目标\d*[:,.]?)+|^完成[:,.]|^\d+[,.]")
_PLAN = re.compile(
    "(?:^|[,.;:])要(?:积极|定期|按期|按时|认真|进一步|加强|加大|切实|大力|做好)|会要定期"
)
_LOW = 0.8
_LONG = 5
_RATE = "执行率只有 {rate}，总体完成率却印作 {printed}，请核对。"
_WISH = "完成情况「{printed}」写成了打算，没有写实际做了什么。"

_LESS = "预期目标与完成情况相比，「{less}」没有做到，完成程度却印作 {printed}，请核对。"
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
#: Of these less is better, or no less good.
_CAPPED = re.compile(
    "不超过|不高于|不大于|不多于|控制|低于|以内|之内|以下|下降|降低|减少|缩短|[≤<~-]|[年月日]"
)


@rule(
    "ZPB038",
    name="目标完成情况不实",
    severity=WARN,
    message="完成情况照抄了预期目标，没有写实际完成的情况。",
)
def goal_result_unreal(form: FormView) -> Iterator[Hit]:
    """A goal's result that repeats the plan, or says more than the money spent."""
    rate, line = form.rate, form.total_line
    for index, goal in enumerate(form.form.goals):
        path, actual = f"goals[{index}]", fold(goal.actual)
        bare = _LEAD.sub("", actual)
        if len(bare) > _LONG and bare == _LEAD.sub("", fold(goal.expected)):
            yield form.hit(f"{path}.actual", goal.actual)
        elif _PLAN.search(bare):
            shown = (goal.actual or "")[:30]
            yield form.hit(f"{path}.actual", None, printed=shown, severity=INFO, template=_WISH)
        done = number(goal.completion)
        if done is not None and done >= 1 and (less := _less_than_planned(goal)) is not None:
            yield form.hit(f"{path}.completion", done, template=_LESS, less=less)
            continue
        if done is not None and done >= 1 and rate is not None and rate < _LOW:
            field = f"{path}.completion"
            rests = () if line is None else (field_of(line, "executed"), base_field(form, line))
            yield form.hit(field, done, template=_RATE, rests=rests, rate=show_rate(rate))


def _less_than_planned(goal: Goal) -> str | None:
    """What falls short, where the result says just what was planned, but for its numbers."""
    plan, result = fold(goal.expected or ""), fold(goal.actual or "")
    if _FIGURE.sub("#", plan) != _FIGURE.sub("#", result) or _CAPPED.search(plan):
        return None
    pairs = zip(_FIGURE.finditer(plan), _FIGURE.finditer(result), strict=True)
    short = next((two for one, two in pairs if float(two[0]) < float(one[0])), None)
    if short is None:
        return None
    start = max((result.rfind(sign, 0, short.start()) for sign in ",.;:"), default=-1) + 1
    return (
        re.split("[,;.]", result[start:])[0] if "." not in short[0] else result[start : short.end()]
    )
