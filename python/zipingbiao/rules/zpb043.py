"""ZPB043 百分号缺失

检查什么
    比率的完成值没有百分号：计分标准按百分比计、完成值却是 -5.66；指标叫「……率」，完成值是大于 1 的
    整数或小数。执行率印成 85.69（应为 85.69%）也在此列。

依据
    各地系统填报说明：比率以百分数填写。

为什么
    没有百分号的 -5.66 会被当成 -566%，或者当成 5.66 个单位。

反例
    [[indicators]]
    level1 = "管理效率"
    level2 = "资产管理"
    level3 = "货币资金变动率"
    target = "变动率≤0，得满分；变动率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
    actual = "-73.99"
    weight = 2
    score = 2

正例
    [[indicators]]
    level1 = "管理效率"
    level2 = "资产管理"
    level3 = "货币资金变动率"
    target = "变动率≤0，得满分；变动率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
    actual = "-73.99%"
    weight = 2
    score = 2

如何修改
    补上百分号；计分标准按百分比的，程序可以代补。若填的其实是次数、件数，改成比率。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.levels import clean_level
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.rates import lacks_sign
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import write_number
from zipingbiao.values.targets import NUMBER

_DOUBT = "「{name}」是比率，完成值印作 {printed}，没有百分号；请核对填的是不是比率。"
_RATE = "{name}的执行率印作 {printed}，没有百分号，应为 {expected}。"
_WHOLE = 100


@rule(
    "ZPB043",
    name="百分号缺失",
    severity=WARN,
    message="「{name}」的完成值印作 {printed}，没有百分号，应为 {expected}。",
)
def per_cent_sign_missing(form: FormView) -> Iterator[Hit]:
    """A rate without its sign."""
    for item in form.targeted:
        value = item.actual.value
        if item.actual.kind != NUMBER or item.actual.unit is not None or value is None:
            continue
        if abs(value) <= 1 or "率" not in item.name or not clean_level(item.name).endswith("率"):
            continue
        yield from _bare_rate(form, item, value)
    for line in form.lines:
        if line.rate is not None and lacks_sign(line):
            path = f"{line.path}.rate"
            true = line.rate / 100
            fix = form.fix(path, show_rate(true, 4), "补上百分号")
            shown, name = show_number(line.rate), line.name or "资金"
            yield form.hit(
                path, line.rate, show_rate(true), printed=shown, template=_RATE, fix=fix, name=name
            )


def _bare_rate(form: FormView, item: Item, value: float) -> Iterator[Hit]:
    path = f"{item.path}.actual"
    one = item.source
    if is_clause(one.target) and "%" in (one.target or ""):
        meant = f"{write_number(value)}%"
        fix = form.fix(path, meant, "补上百分号")
        yield form.hit(path, one.actual, meant, fix=fix, name=item.label)
    elif item.target.kind == NUMBER and item.target.unit is None and item.target.value != _WHOLE:
        yield form.hit(path, one.actual, None, template=_DOUBT, name=item.label)
