"""ZPB020 未达标给满分

检查什么
    没有达到指标值（含逾期完成），得分却是满分。成本指标由 ZPB024 报告。完成值或指标值夹着说明、无法
    直接比较（2800 人，未完成；3000±100 人；增加 5% 对减少 10%）的，按先写出的数核对，只作警告；完成
    值自己说没有完成、说出现了不该有的，也只作警告。

依据
    财预〔2020〕10号：未完成绩效目标的，按完成比例扣分；严禁刻意抬高分数。

为什么
    没有完成却得满分，是抽查时最先发现、也最难解释的问题。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "带案下访次数"
    target = "≥200次"
    actual = "63次"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "带案下访次数"
    target = "≥200次"
    actual = "63次"
    weight = 10
    score = 3.15
    reason = "人员抽调"

如何修改
    核对完成值；确未达到的，按比例计分并说明原因。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.readings import plain_miss
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.completion import points

_READ = "「{name}」{pair}，完成值读作 {read}，没有达到指标值，却得满分 {printed} 分，请核对。"


@rule(
    "ZPB020",
    name="未达标给满分",
    severity=ERROR,
    message="「{name}」{pair}，没有达到指标值，却得满分 {printed} 分；{due}。",
)
def missed_with_full_score(form: FormView) -> Iterator[Hit]:
    """A missed target with full points."""
    for item in form.targeted:
        score, weight = item.score, item.weight
        if score is None or not weight or score < weight:
            continue
        if item.met is None:
            yield from _as_read(form, item)
        if item.met is not False or item.is_cost:
            continue
        due = points(item.target, item.actual, weight, item.result.sense, form.profile)
        if due is not None and due >= weight:
            continue
        yield form.hit(
            f"{item.path}.score",
            score,
            None if due is None else show_number(due),
            rests=item.rests,
            name=item.label,
            pair=item.pair,
            due="应由评价人酌情扣分" if due is None else f"按办法应得 {show_number(due)} 分",
        )


def _as_read(form: FormView, item: Item) -> Iterator[Hit]:
    """A result that counts as no number, but says that the target was missed."""
    if is_clause(item.source.target):
        return
    read = plain_miss(item, form.profile, form.form.year)
    if read is not None:
        yield form.hit(
            f"{item.path}.score",
            item.score,
            severity=WARN,
            template=_READ,
            rests=item.rests,
            name=item.label,
            pair=item.pair,
            read=read,
        )
