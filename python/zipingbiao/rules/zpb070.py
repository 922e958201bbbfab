"""ZPB070 整张表没有填写

检查什么
    一张表里没有任何执行数、完成值、得分、完成程度和目标完成情况。只填了表头和目标的，也算没有填写。
    这张表的其他问题不再逐项列出。

依据
    财预〔2020〕10号：自评要对照目标填写实际完成情况和得分。

为什么
    空白的表混在报送的文件里，汇总时会当作一个单位已经报送。

反例
    funds = [{source = "年度资金总额"}, {source = "其中：当年财政拨款"}]
    indicators = [{level1 = "产出指标", level2 = "数量指标", level3 = "指标1"}]

正例
    funds = [{source = "年度资金总额", budget = 10, executed = 10, rate = 1}]

    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "培训期数"
    target = "≥1期"
    actual = "1期"

如何修改
    填好再报送；不需要报送的，从文件夹里移走。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.wording import is_reason
from zipingbiao.rules.finding import ERROR, EVERYTHING, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView

_PLANNED = "这张表只填了目标和预算，没有填写执行数、完成值和得分。"


@rule(
    "ZPB070",
    name="整张表没有填写",
    severity=ERROR,
    message="这张表没有填写。",
)
def form_blank(form: FormView) -> Iterator[Hit]:
    """A form without any result."""
    one = form.form
    if any(line.executed is not None or line.received is not None for line in form.lines):
        return
    if any(
        item.actual or item.score is not None or item.completion is not None
        for item in one.indicators
    ):
        return
    if one.total.score is not None or one.remarks or any(is_reason(g.actual) for g in one.goals):
        return
    planned = any(line.budget is not None for line in form.lines) or any(
        item.target for item in one.indicators
    )
    where = "header.project" if form.cell("header.project") else "title"
    yield form.hit(
        where,
        None,
        printed=one.header.project,
        template=_PLANNED if planned else None,
        doubts={EVERYTHING: None},
    )
