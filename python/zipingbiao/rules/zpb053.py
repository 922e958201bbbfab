"""ZPB053 指标得分与执行率偏离

检查什么
    指标得分率比执行率得分率高出 5% 以上：（指标得分率－执行率得分率）÷ 指标得分率 ＞ 5%，而表中没
    有说明资金未执行完的原因。指标得分率＝指标得分÷指标分值，执行率得分率＝执行率得分÷其分值，
    金额齐全的就是按金额算的执行率。执行率已低到须说明的，由 ZPB010 报告。

依据
    预算管理一体化系统绩效模块的预警：得分与预算执行率偏离超过 5%。

为什么
    钱只花了七成，任务却都完成了，要么预算编多了，要么完成情况不实。

反例
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 90},
    ]

    [[funds]]
    source = "年度资金总额"
    budget = 35
    executed = 26.61
    rate = 0.7603
    weight = 10
    score = 7.6

正例
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 90},
    ]

    [[funds]]
    source = "年度资金总额"
    budget = 35
    executed = 34
    rate = 0.9714
    weight = 10
    score = 9.71

如何修改
    说明资金没有执行完而任务完成的原因；完成情况不实的，改正完成值和得分。

参数
    above：偏离超过百分之多少报告，缺省 5。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import below
from zipingbiao.domain.figures import added
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import UNEXPLAINED, FormView


@rule(
    "ZPB053",
    name="指标得分与执行率偏离",
    severity=WARN,
    message="指标得分率 {indicators}，执行率得分率 {execution}，高 {gap} 个百分点，没有说明原因。",
    needs=("indicator.score",),
    options={"above": Option(5, "偏离超过百分之多少报告", between(0, 100))},
)
def scores_off_execution(form: FormView, settings: Settings) -> Iterator[Hit]:
    """Indicators that earned a far larger share than the execution rate did."""
    execution = _execution(form)
    rows = [item for item in form.targeted if item.weight and item.score is not None]
    if execution is None or not rows:
        return
    share, path, score = execution
    weights = added(item.weight or 0 for item in rows)
    achieved = added(min(item.score or 0, item.weight or 0) for item in rows) / weights
    if achieved <= 0:
        return
    deviation = (achieved - share) / achieved
    if below(float(settings["above"]) / 100, deviation) and not form.explains_unspent():
        yield form.hit(
            path,
            score,
            printed=show_number(score),
            touches=(),
            rests=(UNEXPLAINED, *_amounts(form)),
            indicators=show_rate(achieved),
            execution=show_rate(share),
            gap=show_number((achieved - share) * 100, 2),
        )


def _amounts(form: FormView) -> tuple[str, ...]:
    line = form.total_line
    return () if line is None else (field_of(line, "executed"), base_field(form, line))


def _execution(form: FormView) -> tuple[float, str, float] | None:
    """The share of points for the execution rate, the field of its score, the score.

    By the amounts, where they are known: the score may be wrong itself.
    """
    line = form.total_line
    rows = [] if line is None else [(line.path, line.weight, line.score)]
    rows += [(item.path, item.weight, item.score) for item in form.counted if item.is_rate]
    for path, weight, score in rows:
        if weight and score is not None:
            share = score / weight if form.rate is None else min(form.rate, 1)
            return share, f"{path}.score", score
    return None
