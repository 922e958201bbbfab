"""ZPB116 文字里的人均与总额不符

检查什么
    文字写着的人均（户均、场均、每人、每条等）是否等于同一句里的总额除以人数（户数、场次、条数）：
    「培训 456 人次，培训费 6.84 万元，人均 150 元」。一句里有几个总额、几个人数的，有一种读法对得上
    就不报告；没有唯一的总额和人数的不核对。

依据
    《党政机关厉行节约反对浪费条例》及会议费、培训费、公务接待费管理办法：按人均（人天）标准控制。

为什么
    人均是核对标准的数；算不出来的，总额、人数或人均有一个写错。

反例
    text = "2022 年度培训费支出 6.84 万元，培训 456 人次，人均 180 元。"

正例
    text = "2022 年度培训费支出 6.84 万元，培训 456 人次，人均 150 元。"

如何修改
    重算人均，或改正总额、人数。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed
from zipingbiao.prose.figures import AMOUNT as MONEY
from zipingbiao.prose.figures import MEASURES
from zipingbiao.prose.leftovers import is_left
from zipingbiao.prose.statements import AMOUNT, COUNT, OTHER, Statement
from zipingbiao.prose.sums import is_listed
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, shown_like
from zipingbiao.rules.registry import rule

#: Words before an amount that is one of each, by the units of what it is divided by.
_EACH = tuple(
    (re.compile(f"(?:{words})[^，。；：、每天]{{0,8}}$"), units)
    for words, units in (
        ("人均|(?:平均)?每人次?(?:平均)?", ("人", "人次", "名")),
        ("户均|(?:平均)?每户(?:平均)?", ("户",)),
        ("批均|每批次?", ("批次",)),
        ("场均|每场次?", ("场", "场次")),
        ("台均|(?:平均)?每台|单台", ("台", "套")),
        ("(?:家|期|件)均|(?:平均)?每(?:家|期|件)", ("家", "期", "件")),
        ("[车辆]均|单车(?:平均)?|(?:平均)?每辆(?:平均)?", ("辆",)),
    )
)
#: The same of any unit that things are counted by.
_OF_ONE = re.compile(f"(?:平均每|每)(?P<unit>[{MEASURES}])(?:平均|投资|造价|成本|费用|约|为)*$")
#: What is no rate over all, but a standard, or of a part of the time.
_PLANNED = re.compile("计划|目标|拟")
_STANDARD = re.compile("其中|标准|定额|限额|不超|以内|控制|[每/]?[人]?[天日月]|收入|上年|去年|补助")


@rule(
    "ZPB116",
    name="文字里的人均与总额不符",
    severity=WARN,
    message="{here}：{total} 除以 {count} 为 {expected}，写的是 {printed}。",
    prose=True,
)
def told_mean_differs(view: ProseView) -> Iterator[Hit]:
    """An amount for each that is not the sum divided by how many there are."""
    for at, told in enumerate(view.account.paragraphs):
        for one in told.statements:
            if one.role == OTHER and one.figure.kind == MONEY:
                units = next((units for words, units in _EACH if words.search(one.clause)), ())
                each = _OF_ONE.search(one.clause)
                units = units or ((each["unit"],) if each is not None else ())
                if units and not _STANDARD.search(one.clause):
                    yield from _divided(view, at, one, units)


def _divided(view: ProseView, at: int, mean: Statement, units: Sequence[str]) -> Iterator[Hit]:
    told = view.account.paragraphs[at].statements
    here = [one for one in told if one.sentence == mean.sentence]
    close = [one for one in here if one.chunk == mean.chunk]
    if {one.role for one in close} >= {AMOUNT, COUNT}:
        here = close
    counts = [
        one
        for one in here
        if one.role == COUNT and one.figure.unit in units and not _PLANNED.search(one.clause)
    ]
    listed = {part.start for listing in view.account.lists for part in listing.parts}
    totals = [one for one in here if one.role == AMOUNT and not is_left(one)]
    if any(_is_mean(mean, total, count) for total in totals for count in counts):
        return
    paragraph = view.account.paragraphs[at]
    own = [one for one in counts if one.start not in listed and not is_listed(paragraph, one)]
    counts = own or counts
    before = [one for one in (*totals, *counts) if one.start < mean.start]
    if len(totals) != 1 or len(counts) != 1 or len(before) != 2 or totals[0].group:
        return
    count = counts[0].figure.printed.value
    if count > 0:
        yield view.hit(
            *(at, min(before, key=lambda one: one.start), mean),
            expected=shown_like(totals[0].figure.printed.value / count, mean),
            total=totals[0].figure.written,
            count=counts[0].figure.written,
        )


def _is_mean(mean: Statement, total: Statement, count: Statement) -> bool:
    """Whether a mean may be the amount divided by the count, rounded or cut."""
    number = count.figure.printed.value
    if number <= 0:
        return True
    low, high = (side / number for side in (total.figure.printed.low, total.figure.printed.high))
    step = _step(mean)
    return low - step <= mean.figure.printed.value <= high + step / 2


def _step(mean: Statement) -> float:
    printed: Printed = mean.figure.printed
    return printed.step or 10.0 ** -decimals(mean.figure.written)
