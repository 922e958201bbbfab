"""ZPB003 执行率大于 100%

检查什么
    印出的执行率超过 100%。

依据
    预算管理一体化系统绩效模块：执行率不得大于 100%（浙江等个别地区允许）；财预〔2020〕10号附件：分
    母为调整后的全年预算数。

为什么
    执行数不会超过调整后的预算。超过 100%，要么分母误用了年初预算数，要么全年预算数没有计入年中追
    加。系统会拒绝这样的表。

反例
    funds = [
      {source = "年度资金总额", initial_budget = 33, budget = 34, executed = 34, rate = 1.0303},
    ]

正例
    funds = [{source = "年度资金总额", initial_budget = 33, budget = 34, executed = 34, rate = 1}]

如何修改
    分母用错的，改按全年预算数重算；全年预算数没有调整的，先把追加的预算计入全年预算数。

参数
    limit：执行率的上限，单位是百分比，缺省 100。允许超过的地区可以调高。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import exceeds_rate
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.rates import base_name, lacks_sign, matches, other_name, rate_fix
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView

_BASIS = "{name}的执行率印作 {printed}，超过 100%：它是按{other}算的，按{base}应为 {expected}。"


@rule(
    "ZPB003",
    name="执行率大于 100%",
    severity=ERROR,
    message="{name}的执行率印作 {printed}，超过 {limit}%；请核对{base}是否漏记追加。",
    options={"limit": Option(100, "执行率的上限（百分比）", between(100, 1000))},
)
def rate_above_limit(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A rate above 100 %."""
    limit = float(settings["limit"])
    for line in form.lines:
        if line.rate is None or not exceeds_rate(line.rate, limit / 100) or lacks_sign(line):
            continue
        true = line.true_rate
        known = true is not None and true <= 1 and matches(form, line, line.other_rate)
        yield form.hit(
            f"{line.path}.rate",
            line.rate,
            show_rate(true) if known and true is not None else f"不超过 {limit:g}%",
            template=_BASIS if known else None,
            fix=rate_fix(form, line) if known else None,
            rests=(field_of(line, "executed"), base_field(form, line)) if known else (),
            name=line.name or "资金",
            limit=f"{limit:g}",
            base=base_name(form),
            other=other_name(form),
        )
