"""ZPB015 得分空白或为负

检查什么
    有分值的指标（和预算执行率）没有得分，或者得分为负数；只在一级指标上印分值的，按同组各项均分。
    扣分项空白表示没有扣分，不报告；整张表都没有得分的，只报告一次。

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
from typing import NamedTuple

from zipingbiao.domain.levels import EXECUTION
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.scores import counts
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

#: Where so few rows are all there are, one without points may share another's.
_FEW = 2
_NEGATIVE = "「{name}」得分为负数（{printed}），得分不应小于 0。"
_ALL = "整张表没有填写得分。"
_NO_WEIGHT = "「{name}」没有填写得分，表中其他指标都有得分。"


class _Row(NamedTuple):
    """A row that should have points: ``printed`` is what stands in their place, text included."""

    path: str
    name: str
    weight: Number | None
    score: Number | None
    printed: object


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
        _Row(item.path, item.label, item.weight, item.score, item.source.score)
        for item in form.counted
    ]
    scored = [row for row in rows if row.score is not None]
    blank = [row for row in rows if row.printed is None and row.weight]
    blank = blank or _unweighted(form)
    if blank and not scored:
        yield form.hit(f"{blank[0].path}.score", template=_ALL)
        return
    line = form.total_line
    if line is not None and line.weight and form.value(f"{line.path}.score") is None:
        blank.append(_Row(line.path, EXECUTION, line.weight, None, None))
    for row in blank:
        weight = "" if row.weight is None else f"{row.weight:g}"
        template = _NO_WEIGHT if row.weight is None else None
        yield form.hit(f"{row.path}.score", template=template, name=row.name, weight=weight)
    for row in scored:
        if row.score is not None and row.score < 0:
            path = f"{row.path}.score"
            yield form.hit(path, row.score, "不小于 0", template=_NEGATIVE, name=row.name)


def _unweighted(form: FormView) -> list[_Row]:
    """The one row without points among those that print no weights: all the others have some."""
    rows = [item for item in form.counted if counts(item) and (item.weight is None or item.implied)]
    blank = [item for item in rows if item.source.score is None and item.weight is None]
    if len(blank) != 1 or len(rows) <= _FEW:
        return []
    return [_Row(one.path, one.label, None, None, None) for one in blank]
