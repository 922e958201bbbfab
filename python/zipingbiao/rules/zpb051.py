"""ZPB051 合并单元格的值重复

检查什么
    分值、得分在资金表的每一行都印了一遍：原来合并在一起的单元格被拆开，同一个数重复了几次。读取时合
    并的单元格只算一次，拆开以后就会重复计算，所以在这里提示。

依据
    财预〔2020〕10号附件：资金表的分值、得分只在「年度资金总额」一行，其余各行为「—」。

为什么
    汇总程序会把 10 分加成 30 分。

反例
    funds = [
      {source = "年度资金总额", budget = 66, executed = 66, rate = 1, weight = 10, score = 10},
      {source = "当年财政拨款", budget = 66, executed = 66, rate = 1, weight = 10, score = 10},
    ]

正例
    funds = [
      {source = "年度资金总额", budget = 66, executed = 66, rate = 1, weight = 10, score = 10},
      {source = "当年财政拨款", budget = 66, executed = 66, rate = 1},
    ]

如何修改
    只在总额一行保留分值和得分，其余各行填「—」。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView


@rule(
    "ZPB051",
    name="合并单元格的值重复",
    severity=INFO,
    message="{name}一行又印了{what} {printed}，与总额一行重复，汇总时会重复计算。",
    needs=("fund.weight",),
)
def merged_value_repeated(form: FormView) -> Iterator[Hit]:
    """Points of the total, printed again in the rows below it."""
    total = form.total_line
    if total is None:
        return
    for line in form.parts:
        for field, what in (("weight", "分值"), ("score", "得分")):
            value = getattr(line, field)
            if value and value == getattr(total, field):
                name, shown = line.name or "其下", show_number(value)
                yield form.hit(
                    f"{line.path}.{field}", value, "—", printed=shown, name=name, what=what
                )
                break
