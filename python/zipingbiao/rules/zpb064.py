"""ZPB064 总体目标缺失

检查什么
    年度总体目标没有填写预期目标，或者填了预期目标而没有填写实际完成情况。多余的空行不报告。

依据
    财预〔2020〕10号附件：「年度总体目标」的预期目标和实际完成情况均须填写。

为什么
    总体目标是自评的出发点，也是公开的内容。

反例
    goals = [{expected = "完成道路维修五公里。"}]

正例
    goals = [{expected = "完成道路维修五公里。", actual = "全年维修道路 5.2 公里，9 月底通车。"}]

如何修改
    补填年初批复的目标和实际完成情况。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zipingbiao.domain.wording import is_reason
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: 完成。 is filled in, too.
_STOPS: Final = "。.;!"


@rule(
    "ZPB064",
    name="总体目标缺失",
    severity=WARN,
    message="年度总体目标没有填写{name}。",
    needs=("goal.expected", "goal.actual"),
)
def goal_missing(form: FormView) -> Iterator[Hit]:
    """A goal without its plan or its result; rows left over are no goals."""
    goals = form.form.goals
    if not any(is_reason(goal.expected) or is_reason(goal.actual) for goal in goals):
        if goals or "goals[0].expected" in form.addresses:
            shown = goals[0].expected if goals else None
            yield form.hit("goals[0].expected", shown, "预期目标", name="预期目标")
        return
    for index, goal in enumerate(goals):
        path = f"goals[{index}]"
        planned, done = is_reason(goal.expected), is_reason(goal.actual) or _is_done(goal.actual)
        if done and not planned:
            yield form.hit(f"{path}.expected", goal.expected, "预期目标", name="预期目标")
        elif planned and not done:
            yield form.hit(f"{path}.actual", goal.actual, "实际完成情况", name="实际完成情况")


def _is_done(actual: str | None) -> bool:
    return fold(actual).strip(_STOPS) in ("已完成", "完成")
