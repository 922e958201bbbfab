"""ZPB064 总体目标缺失

检查什么
    年度总体目标没有填写预期目标，或者填了预期目标而没有填写实际完成情况。

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

from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.rules.words import is_reason


@rule(
    "ZPB064",
    name="总体目标缺失",
    severity=WARN,
    message="年度总体目标没有填写{name}。",
    needs=("goal.expected", "goal.actual"),
)
def goal_missing(form: FormView) -> Iterator[Hit]:
    """A goal without its plan or its result."""
    for index, goal in enumerate(form.form.goals):
        path = f"goals[{index}]"
        if not is_reason(goal.expected):
            yield form.hit(f"{path}.expected", goal.expected, "预期目标", name="预期目标")
        elif not is_reason(goal.actual) and goal.actual not in ("已完成", "完成"):
            yield form.hit(f"{path}.actual", goal.actual, "实际完成情况", name="实际完成情况")
