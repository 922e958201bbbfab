"""ZPB015 得分空白或为负

检查什么
    有分值的指标（和预算执行率）没有得分，或者得分为负数。扣分项空白表示没有扣分，不报告；整张表都没
    有得分的，只报告一次。

依据
    财预〔2020〕10号附件：逐项填写得分；预算管理一体化系统绩效模块：得分不得为空，不小于 0。

为什么
    漏填的得分会被当作 0 分或被略过，总分因此有两种算法。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "5"
    actual = "5"
    weight = 5

    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "合格率"
    target = "95%"
    actual = "95%"
    weight = 5
    score = 5

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训人次"
    target = "5"
    actual = "5"
    weight = 5
    score = 5

    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "合格率"
    target = "95%"
    actual = "95%"
    weight = 5
    score = 5

如何修改
    补上得分；不适用的指标，分值也应去掉并重新分配。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView

_NEGATIVE = "「{name}」得分为负数（{printed}），得分不应小于 0。"
_ALL = "整张表没有填写得分。"


@rule(
    "ZPB015",
    name="得分空白或为负",
    severity=ERROR,
    message="「{name}」有分值 {weight}，没有填写得分。",
    needs=("indicator.score",),
)
def score_missing(form: FormView) -> Iterator[Hit]:
    """A weight without a score, or a negative score."""
    rows = [
        (item.path, item.label, item.weight, item.score, item.source.score)
        for item in form.counted
        if not item.implied or item.score is not None
    ]
    blank = [row for row in rows if row[2] and row[4] is None]
    if blank and all(row[3] is None for row in rows):
        yield form.hit(f"{blank[0][0]}.score", template=_ALL)
        return
    line = form.total_line
    if line is not None and line.weight and form.form.funds[0].score is None:
        blank.append((line.path, "预算执行率", line.weight, None, None))
    for path, name, weight, _, _ in blank:
        yield form.hit(f"{path}.score", name=name, weight=f"{weight:g}")
    for path, name, _, score, _ in rows:
        if score is not None and score < 0:
            yield form.hit(f"{path}.score", score, "不小于 0", template=_NEGATIVE, name=name)
