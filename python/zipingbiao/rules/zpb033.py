"""ZPB033 二级指标名称不规范

检查什么
    二级指标用了规范名称以外的常见写法（时效性、成本控制指标、环境效益……）。只少「指标」二字的，只作
    提示。与一级指标同名的、表样自己印着的不报告；不认识的版式不核对。

依据
    财预〔2020〕10号附件的指标框架：数量、质量、时效、成本指标，经济、社会、生态效益指标，可持续影响
    指标，服务对象满意度指标。

为什么
    名称不一，汇总时同一类指标会被分成几类；系统导入时不认识。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "时效性"
    level3 = "支付时间"
    target = "12月底前"
    actual = "12月20日"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "时效指标"
    level3 = "支付时间"
    target = "12月底前"
    actual = "12月20日"
    weight = 10
    score = 10

如何修改
    改成规范名称。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.levels import LEVEL2_ALIASES, clean_level
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.printed import is_known, prints_levels
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView


@rule(
    "ZPB033",
    name="二级指标名称不规范",
    severity=WARN,
    message="二级指标「{printed}」不是规范名称，应为「{expected}」。",
)
def level2_name_odd(form: FormView) -> Iterator[Hit]:
    """A second level by another name; each name is told once a form."""
    if not is_known(form.layout):  # its own sheet may print them so
        return
    told: set[str] = set()
    for item in form.counted:
        level2 = clean_level(item.source.level2)
        proper = LEVEL2_ALIASES.get(level2)
        if proper is None or item.kind is None or level2 in told:
            continue
        if level2 == clean_level(item.source.level1):
            continue
        if prints_levels(form.layout, item.source.level1, item.source.level2):
            continue
        told.add(level2)
        short = f"{level2}指标" == proper
        yield form.hit(
            f"{item.path}.level2", item.source.level2, proper, severity=INFO if short else WARN
        )
