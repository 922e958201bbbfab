"""ZPB013 一级指标分值偏离统一设置

检查什么
    各一级指标（含预算执行率）的分值是否为评分办法统一设置的分值。分值合计不是 100 的，先由 ZPB011
    报告。

依据
    财预〔2020〕10号：原则上预算执行率 10 分、产出指标 50 分、效益指标 30 分、服务对象满意度指标 10
    分；各地另有规定的，按其评分办法（templates/profiles）。

为什么
    特殊情况可以适当调整，但要有理由；没有理由的调整会让项目之间不可比。

反例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]

    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    weight = 60
    score = 60

    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "知晓率"
    weight = 20
    score = 20

    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "学员满意度"
    weight = 10
    score = 10

正例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]

    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    weight = 50
    score = 50

    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "知晓率"
    weight = 30
    score = 30

    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "学员满意度"
    weight = 10
    score = 10

如何修改
    按统一设置调整分值，或者在备注、说明中写明调整的理由和批准情况。

参数
    无。分值由评分办法（--profile）决定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.figures import added
from zipingbiao.domain.items import FULL
from zipingbiao.domain.levels import EXECUTION
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.scores import printed_weights
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number


@rule(
    "ZPB013",
    name="一级指标分值偏离统一设置",
    severity=INFO,
    message="一级指标的分值为 {printed}，统一设置为 {expected}；如有特殊情况，请说明调整的理由。",
    needs=("indicator.weight",),
)
def weights_off_standard(form: FormView) -> Iterator[Hit]:
    """Points of the first levels that are not those of the region."""
    total = printed_weights(form)
    if total is None or not same_points(total, FULL, 2):
        return
    found = _by_group(form)
    if found is None:
        return
    odd = {names: points for names, points in found.items() if not same_points(*points, 2)}
    if odd:
        yield form.hit(
            f"{form.counted[0].path}.weight",
            None,
            "、".join(f"{'和'.join(names)} {show_number(due)}" for names, (_, due) in odd.items()),
            printed="、".join(
                f"{'和'.join(names)} {show_number(has)}" for names, (has, _) in odd.items()
            ),
        )


def _by_group(form: FormView) -> dict[tuple[str, ...], tuple[Number, Number]] | None:
    """First levels → points printed and points due; None where one is not in the profile."""
    found: dict[tuple[str, ...], tuple[Number, Number]] = {}
    rows = [(item.source.level1 or "", item.weight or 0) for item in form.counted]
    if form.points_line is not None and form.points_line.weight:
        rows.append((EXECUTION, form.points_line.weight))
    by_name: dict[str, Number] = {}
    for name, weight in rows:
        by_name[name] = by_name.get(name, 0) + weight
    for name, weight in by_name.items():
        due = form.profile.group_of(_bare(name))
        if due is None:
            return None
        names, points = due
        found[names] = (added([found.get(names, (0, 0))[0], weight]), points)
    return found


def _bare(name: str) -> str:
    return name.removeprefix("服务对象").strip()
