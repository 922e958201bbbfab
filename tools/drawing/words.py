"""The words that dropdowns offer, and what is said beside a cell."""

from __future__ import annotations

from typing import NamedTuple


class Hint(NamedTuple):
    """What is said of a cell that takes figures: when it is chosen, and when it is refused."""

    title: str
    hint: str
    error: str


#: 二级指标, as 财预〔2020〕10号 lists them.
LEVEL2 = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标", "社会效益指标",
    "生态效益指标", "可持续影响指标", "服务对象满意度指标",
)  # fmt: skip
LEVEL2_HINT = "二级指标名称不在财预〔2020〕10号所列之内，确需使用请选“是”。"
OPERATORS = ("=", "≤", "≥", "<", ">")
DEGREES = ("完成", "部分完成", "未完成")
TICK = "√"
RATE = "预算执行率"
#: What stands where a figure does not apply.
MARKS = ("/", "—")
OPERATORS_HINT = "运算符号只用 =、≤、≥、<、>。"
DEGREES_HINT = "完成程度一般填：完成、部分完成、未完成。"
LIKELIHOOD = ("确定能", "有可能", "完全不可能")
LIKELIHOOD_HINT = "完成目标可能性一般填：确定能、有可能、完全不可能。"

_NONE = "没有的留空，或填 / 或 —。"
AMOUNT = Hint(
    "金额",
    f"只填数字，不写单位；单位以表头所列为准。{_NONE}",
    f"金额只能填数字，不写单位；单位以表头所列为准。{_NONE}",
)
WEIGHT = Hint(
    "分值（权重）",
    f"只填数字，不写“分”。{_NONE}",
    f"分值、权重只能填数字，不写“分”。{_NONE}",
)
SCORE = Hint(
    "得分",
    f"只填数字，不小于 0，不超过分值。{_NONE}",
    f"得分只能填数字，不得小于 0，也不得超过该指标的分值。{_NONE}",
)
