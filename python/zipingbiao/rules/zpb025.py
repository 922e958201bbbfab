"""ZPB025 成本指标方向错误

检查什么
    成本没有超出指标值，却因为花得少而扣分，也没有说明原因；或者成本金额的指标值用了「≥」。名称写明
    节约、下降的指标除外。

依据
    财预〔2020〕10号附件：成本指标是反向指标，实际值不大于指标值即为达到，应得满分。

为什么
    把成本当作「越多越好」，会鼓励突击花钱。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "35"
    actual = "26.61"
    weight = 10
    score = 7.6
    reason = "/"

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "项目总成本（万元）"
    target = "≤35"
    actual = "26.61"
    weight = 10
    score = 10
    reason = "/"

如何修改
    指标值前加「≤」，未超出的得满分；少花钱是因为任务没有完成的，应在数量指标上扣分。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.domain.wording import speaks_of_saving
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.money import MONEY
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.measures import measure_of
from zipingbiao.values.targets import NUMBER, REVERSE

#: So much is to be given to each at least.
_BENEFITS = re.compile("补助|补贴|救助|待遇|工资|薪|奖|慰问|津贴|保障|供养|抚恤|标准")
_SIGN = "「{name}」是成本金额，指标值 {printed} 用了「≥」，方向相反，应为 {expected}。"


@rule(
    "ZPB025",
    name="成本指标方向错误",
    severity=WARN,
    message="「{name}」{pair}，没有超出，应得 {expected} 分，只得 {printed} 分；成本不是越多越好。",
)
def cost_direction(form: FormView) -> Iterator[Hit]:
    """A cost treated as if more were better."""
    for item in form.targeted:
        if not item.is_cost:
            continue
        score, weight = item.score, item.weight
        if item.result.sense == REVERSE and item.met and score is not None and weight:
            if below(score, weight) and not form.reason_of(item):
                field, full = f"{item.path}.score", show_number(weight)
                yield form.hit(
                    *(field, score, full), rests=item.rests, name=item.label, pair=item.pair
                )
        elif _asks_for_more(item):
            shown = item.source.target or ""
            meant = f"≤{show_number(item.target.value or 0)}{item.target.unit or ''}"
            yield form.hit(f"{item.path}.target", shown, meant, template=_SIGN, name=item.label)


def _asks_for_more(item: Item) -> bool:
    """Whether an amount of money, no saving and no share, is asked to be at least so much."""
    target = item.target
    if target.kind != NUMBER or target.operator not in ("≥", ">") or target.percent:
        return False
    base = measure_of(target.unit).base if target.unit else ""
    each = base.startswith(f"{MONEY}/")
    money = base == MONEY or each or "元）" in item.name or "元)" in item.name
    return money and not speaks_of_saving(item.name) and not (each and _BENEFITS.search(item.name))
