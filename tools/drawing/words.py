"""The words that dropdowns offer."""

from __future__ import annotations

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
SCORE_HINT = "得分只填数字，且不得小于 0。"
OPERATORS_HINT = "运算符号只用 =、≤、≥、<、>。"
DEGREES_HINT = "完成程度一般填：完成、部分完成、未完成。"
LIKELIHOOD = ("确定能", "有可能", "完全不可能")
LIKELIHOOD_HINT = "完成目标可能性一般填：确定能、有可能、完全不可能。"
