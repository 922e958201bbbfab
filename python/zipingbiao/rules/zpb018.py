"""ZPB018 定量得分不符

检查什么
    定量指标没有达到指标值、得分也不是满分的，得分是否等于按办法算出的分数：正向指标 分值×完成值÷指
    标值；反向指标按评分办法。没有达到却得满分的由 ZPB020 报告，成本指标由 ZPB024、ZPB025 报告。得分
    低于应得分数的，可能另有扣分，只提醒；印到一位小数的，按一位小数核对。

依据
    财预〔2020〕10号：定量指标未完成的，按完成值与指标值的比例计分；预算管理一体化系统绩效模块：保留
    两位小数。

为什么
    同样的完成情况得不同的分，项目之间就不公平。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "≥100"
    actual = "80"
    weight = 10
    score = 9.5
    reason = "疫情影响"

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "≥100"
    actual = "80"
    weight = 10
    score = 8
    reason = "疫情影响"

如何修改
    按比例重算得分；另有扣分依据的，在偏差原因中写明。

参数
    tolerance：允许相差几分，缺省 0.02。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import below, rounds_to, within
from zipingbiao.domain.figures import decimals
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.completion import points
from zipingbiao.values.numbers import Number, half_up


@rule(
    "ZPB018",
    name="定量得分不符",
    severity=ERROR,
    message="「{name}」{pair}，分值 {weight}，按比例应得 {expected} 分，印作 {printed} 分。",
    options={"tolerance": Option(0.02, "允许相差几分", between(0, 100))},
)
def quantitative_score_mismatch(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A missed target with points that the rule does not give."""
    tolerance = float(settings["tolerance"])
    for item in form.targeted:
        if item.met is not False or item.is_cost or item.score is None or not item.weight:
            continue
        if not below(item.score, item.weight) or is_clause(item.source.target):
            continue
        due = points(item.target, item.actual, item.weight, item.result.sense, form.profile)
        if due is None or within(due, item.score, tolerance) or _is_rounded(item.score, due):
            continue
        yield form.hit(
            f"{item.path}.score",
            item.score,
            show_number(due),
            severity=_severity(item, item.score, due),
            rests=item.rests,
            name=item.label,
            pair=item.pair,
            weight=show_number(item.weight),
        )


def _is_rounded(score: Number, due: Number) -> bool:
    """Whether points are the due ones at the one decimal that they are printed with."""
    return decimals(score) == 1 and rounds_to(score, due)


def _severity(item: Item, score: Number, due: Number) -> str:
    """A warning where the points are fewer, a whole number near by, or the weight is implied."""
    whole = score == int(score) and abs(score - half_up(due, 0)) <= 1 and abs(score - due) < 1
    return WARN if score < due or whole or item.implied else ERROR
