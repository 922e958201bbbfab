"""ZPB006 资金构成不等于总额

检查什么
    年度资金总额（预算数）是否等于其下各资金来源之和，年初预算、全年预算、到位、执行各栏分别核对。空
    白的来源按 0 计；各来源都没有数的一栏不核对。执行率等其他数能看出错在哪一行的，指出那一行。

依据
    财预〔2020〕10号附件：年度资金总额＝当年财政拨款＋上年结转资金＋其他资金。

为什么
    总额与构成对不上，执行率和汇总数就没有依据。

反例
    funds = [
      {source = "年度资金总额", budget = 100},
      {source = "当年财政拨款", budget = 80},
      {source = "上年结转资金", budget = 10},
    ]

正例
    funds = [
      {source = "年度资金总额", budget = 100},
      {source = "当年财政拨款", budget = 90},
      {source = "上年结转资金", budget = 10},
    ]

如何修改
    核对各来源的金额；各来源无误的，总额改为各来源之和，程序可以代填。明细有错的，改正那一行。

参数
    tolerance：允许的差额，单位与表相同，缺省 0.01，用于各行四舍五入造成的尾差。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.domain.figures import added
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.subtotals import AMOUNTS, additions
from zipingbiao.rules.sumhits import sum_hit
from zipingbiao.rules.view import FormView


@rule(
    "ZPB006",
    name="资金构成不等于总额",
    severity=ERROR,
    message="{name}的{column}印作 {printed}，其下各项相加为 {sum}{odd}。",
    options={"tolerance": Option(SUM_TOLERANCE, "允许的差额（表的金额单位）", between(0, 10**6))},
)
def parts_differ_from_total(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A total of funds that is not the sum of its parts."""
    tolerance = float(settings["tolerance"])
    for one in additions(form):
        if one.total.table != "funds":
            continue
        for column in AMOUNTS:
            amounts = [value for part in one.parts if (value := getattr(part, column)) is not None]
            whole = getattr(one.total, column)
            if amounts and not within(added(amounts), whole or 0, tolerance):
                yield sum_hit(form, one, column)
