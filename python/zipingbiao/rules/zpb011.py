"""ZPB011 分值合计不等于 100

检查什么
    各指标的分值与预算执行率的分值相加是否等于 100（扣分项不计）。只在一级指标上印分值的表，核对各一
    级指标分值之和；各指标都已完成、同组得分相同，得分之和仍不是 100 的，也说明分值没有分配完。

依据
    财预〔2020〕10号：绩效自评满分 100 分；预算执行率和一级指标的分值合计为 100 分。

为什么
    分值不是 100，总分就不能与其他项目比较，也无法评定优、良、中、差。

反例
    total = {weight = 100, score = 90}
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 80, score = 80},
    ]

正例
    total = {weight = 100, score = 100}
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 90},
    ]

如何修改
    按规定的一级指标分值，在其下各指标之间重新分配，使合计为 100 分。怎样分配由单位决定，程序不代
    改。

参数
    full：满分，缺省 100。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import number
from zipingbiao.rules.scores import printed_weights, scores_when_all_met
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.sums import added
from zipingbiao.rules.view import FormView
from zipingbiao.rules.words import DEDUCTION, level1_kind

_TOLERANCE = 0.011
_FROM_SCORES = "各指标都已完成并得满分，得分合计只有 {printed} 分，可见分值合计不是 {expected} 分。"


@rule(
    "ZPB011",
    name="分值合计不等于 100",
    severity=ERROR,
    message="分值合计为 {printed}，应为 {expected}（扣分项不计）。",
    options={"full": Option(100, "满分")},
)
def weights_not_full(form: FormView, settings: Settings) -> Iterator[Hit]:
    """Weights that do not add up to 100."""
    full = float(settings["full"])
    template, found = None, _weights(form)
    if found is None:
        template, found = _FROM_SCORES, scores_when_all_met(form)
    if found is None:
        return
    total, where = found
    if abs(total - full) > _TOLERANCE:
        shown = show_number(total, 2)
        yield form.hit(where, None, f"{full:g}", printed=shown, template=template)


def _weights(form: FormView) -> tuple[float, str] | None:
    """The sum of the weights and the field to point at; None where not all are printed."""
    found = printed_weights(form)
    if found is not None:
        where = "total.weight" if form.cell("total.weight") else f"{form.items[0].path}.weight"
        return found, where
    groups = [
        (number(group.weight), f"groups[{index}].weight")
        for index, group in enumerate(form.form.groups)
        if level1_kind(group.level1) != DEDUCTION
    ]
    weights = [weight for weight, _ in groups if weight is not None]
    if not groups or len(weights) < len(groups) or "indicator.weight" in form.fields:
        return None
    if abs(added(weights) - 100) <= _TOLERANCE:
        return None
    return added(weights), groups[0][1]
