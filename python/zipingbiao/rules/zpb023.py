"""ZPB023 超额完成未说明

检查什么
    正向的定量指标，完成值达到指标值的 130%（含；河北等地 120%）以上，而没有说明原因。没有偏差原因栏
    的表，看「存在问题、原因」里是否提到这个指标或超额完成。

依据
    财预〔2020〕10号：完成值远超指标值的，要分析原因，因指标值设定偏低造成的，适度调减得分；广西等地
    规定超过 30% 必须填写说明。

为什么
    大幅超额往往说明年初目标定低了，或者完成值的口径变了。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "安置休闲座椅"
    target = "≥10"
    actual = "40"
    weight = 5
    score = 5
    reason = "/"

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "安置休闲座椅"
    target = "≥10"
    actual = "40"
    weight = 5
    score = 5
    reason = "社会捐赠 30 张，超出年初计划"

如何修改
    在偏差原因中说明为什么大幅超额；目标定低了的，下一年调高指标值。

参数
    above：达到指标值的百分之多少须说明（含），缺省 0，表示按评分办法。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import order
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView

_EXCUSES = ("超额", "超过", "超出", "超预期", "高于目标")


@rule(
    "ZPB023",
    name="超额完成未说明",
    severity=WARN,
    message="「{name}」{pair}，达到指标值的 {share}（{expected} 及以上须说明），没有说明原因。",
    options={"above": Option(0, "达到指标值的百分之多少须说明，0 为按评分办法", between(0, 1000))},
)
def over_achievement_unexplained(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A result far above its target without a word about it."""
    limit = float(settings["above"]) / 100 or form.profile.over_achievement
    for item in form.targeted:
        share = item.share
        if share is None or item.is_cost or not item.rising or order(share, limit) < 0:
            continue
        if form.reason_of(item) or _mentioned(form, item):
            continue
        yield form.hit(
            f"{item.path}.actual",
            item.source.actual,
            show_rate(limit),
            rests=item.rests[:2],
            name=item.label,
            pair=item.pair,
            share=show_rate(share),
        )


def _mentioned(form: FormView, item: Item) -> bool:
    """Whether the remarks speak of this indicator, or of doing more than was planned."""
    remarks = form.form.remarks or ""
    if len(item.name) > 3 and item.name in remarks:
        return True
    return "indicator.reason" not in form.fields and any(word in remarks for word in _EXCUSES)
