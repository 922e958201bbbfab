"""ZPB108 同一个数在文字里前后不一

检查什么
    一份文件里，同一年度、同一口径的「三公」经费、公务接待费、公务用车购置及运行维护费、因公出国
    （境）费、机关运行经费、收入总计、支出总计，几处写的是否是同一个数（单位、小数位数可以不同）。写
    明是预算数、上年数、增减数的不算。

依据
    同一套决算只有一个数。

为什么
    前后两个数，读的人不知道以哪个为准；多半是改了一处没有改另一处，或小数点点错。

反例
    text = "公务接待费支出决算为 0.86 万元。全年公务接待费支出 8.6 万元，用于接待上级检查。"

正例
    text = "公务接待费支出决算为 0.86 万元。全年公务接待费支出 8600 元，用于接待上级检查。"

如何修改
    对照决算表，改成同一个数。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.roundings import may_be_one
from zipingbiao.prose.passages import Spot
from zipingbiao.prose.statements import Statement
from zipingbiao.prose.terms import scope_of, terms
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.planned import is_plan
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule


@rule(
    "ZPB108",
    name="同一个数在文字里前后不一",
    severity=WARN,
    message="{here}：{name}写的是 {printed}，前面写的是 {expected}（{there}）。",
    prose=True,
)
def told_twice_differently(view: ProseView) -> Iterator[Hit]:
    """A thing that a document has one amount of, told with two."""
    if view.form is not None:
        return
    for name, found in view.account.by_name.items():
        if not terms().quantities[name].once:
            continue
        first: dict[tuple[str, int | None], tuple[Spot, Statement]] = {}
        for spot, one in found:
            if is_plan(view, spot, one):
                continue
            key = scope_of(one.clause), one.year or view.account.year
            at, other = first.setdefault(key, (spot, one))
            if not may_be_one(one.figure.printed, other.figure.printed):
                yield view.hit(
                    *(spot.paragraph, one),
                    expected=other.figure.written,
                    name=name,
                    there=view.here(at.paragraph, other),
                )
                break
