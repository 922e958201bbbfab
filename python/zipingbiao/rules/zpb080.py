"""ZPB080 评价方式或评分标准空白

检查什么
    表里有评价方式（整体评价、样本评价、定性评价、定量评价）或评分标准一栏，多数指标都填了，有的却
    空着。整列都空着的不核对。

依据
    四川部门整体支出绩效自评打分表的表样。

为什么
    没有评分标准，得分就没有依据；没有评价方式，复核的人不知道该看账还是看人。

反例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "项目管理"
    level2 = "目标管理"
    level3 = "目标制定"
    weight = 10
    score = 10
    criterion = "开展内部审核的，得10分，否则不得分。"

    [[indicators]]
    level1 = "项目管理"
    level2 = "目标管理"
    level3 = "目标实现"
    weight = 10
    score = 10
    criterion = "达到预期目标的，得10分，否则酌情扣分。"

    [[indicators]]
    level1 = "项目管理"
    level2 = "动态调整"
    level3 = "及时处置"
    weight = 5
    score = 5

正例
    layout = "sichuan-department"

    [[indicators]]
    level1 = "项目管理"
    level2 = "目标管理"
    level3 = "目标制定"
    weight = 10
    score = 10
    criterion = "开展内部审核的，得10分，否则不得分。"

如何修改
    补上评分标准，勾选评价方式。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import lacking
from zipingbiao.rules.view import FormView

_COLUMNS = {"methods": "评价方式", "criterion": "评分标准"}


@rule(
    "ZPB080",
    name="评价方式或评分标准空白",
    severity=INFO,
    message="「{name}」得 {score} 分，没有填写{what}。",
    needs=("indicator.criterion", "indicator.score"),
)
def basis_blank(form: FormView) -> Iterator[Hit]:
    """A score beside a blank, where most rows say by what it was given."""
    rows = [item for item in form.counted if item.score is not None and item.name]
    for column, what in _COLUMNS.items():
        for item in lacking(rows, attrgetter(f"source.{column}")):
            path = f"{item.path}.{column}"
            yield form.hit(path, None, what, name=item.label, score=item.score, what=what)
