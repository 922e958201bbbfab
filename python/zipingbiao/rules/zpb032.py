"""ZPB032 二级指标归类错误

检查什么
    二级指标是否放在它所属的一级指标之下：数量、质量、时效、成本属于产出指标（成本也可以单列一级），
    经济、社会、生态效益和可持续影响属于效益指标，服务对象满意度属于满意度指标。表样自己这样印的除外；
    自己的表样没有单列满意度一级指标的，放在效益下只作提示。

依据
    财预〔2020〕10号附件《项目支出绩效自评表》的指标框架。

为什么
    归错类，一级指标的分值就算错了；满意度指标下没有满意度，等于没有做满意度调查。

反例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "可持续影响指标"
    level3 = "群众满意度"
    target = "80%"
    actual = "90%"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "80%"
    actual = "90%"
    weight = 10
    score = 10

如何修改
    改正二级指标的名称，或者把这一行移到它所属的一级指标之下，并核对各一级指标的分值。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.levels import BENEFIT, LEVEL2, LEVEL2_ALIASES, SATISFACTION, clean_level
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.printed import prints_levels
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView


def _is_framed(form: FormView) -> bool:
    """Whether a form of its own frame has 满意度 among the effects, and no level for it."""
    kinds = {item.kind for item in form.counted}
    return SATISFACTION not in kinds and not form.has_known_layout


@rule(
    "ZPB032",
    name="二级指标归类错误",
    severity=ERROR,
    message="「{name}」的二级指标「{printed}」不属于「{level1}」，应归入{expected}。",
)
def level2_under_wrong_level1(form: FormView) -> Iterator[Hit]:
    """A second level under a first level that it does not belong to."""
    for item in form.counted:
        if item.kind is None or item.is_rate:
            continue
        level2 = clean_level(item.source.level2)
        homes = LEVEL2.get(LEVEL2_ALIASES.get(level2, level2))
        if homes is None or item.kind in homes:
            continue
        if prints_levels(form.layout, item.source.level1, item.source.level2):
            continue
        mild = item.kind == BENEFIT and homes == (SATISFACTION,)
        shared = mild and (f"{BENEFIT}+{SATISFACTION}" in form.profile.weights or _is_framed(form))
        yield form.hit(
            f"{item.path}.level2",
            item.source.level2,
            "或".join(homes),
            severity=INFO if shared else WARN if mild else ERROR,
            name=item.label,
            level1=item.source.level1,
        )
