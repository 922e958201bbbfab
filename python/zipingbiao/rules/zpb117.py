"""ZPB117 文字里与本年自己比

检查什么
    说明某年决算的文字，增减是不是与同一年相比：「2021 年度收支总计 460.5 万元，与 2021 年度相比增加
    20.5 万元」。说的是与预算、计划相比的，同一段里还写着别的年度的，不核对。

依据
    部门决算公开的格式：增减变动与上年决算数相比。

为什么
    多半是沿用了上年的说明，年度只改了一处。

反例
    text = "2021 年度收入总计 460.5 万元，与 2021 年度相比增加 20.5 万元，增长 4.66%。"

正例
    text = "2021 年度收入总计 460.5 万元，与 2020 年度相比增加 20.5 万元，增长 4.66%。"

如何修改
    改成比较的那一年。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.prose.statements import CHANGE, GROWTH, Told
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

#: What is compared with a year, and not with its plan or with a part of it.
_COMPARED = re.compile(
    r"(?:与|较|比|同|和)(?P<year>20\d\d)年度?(?![^，。；]{0,12}(?:预算|计划|目标|任务|\d{1,2}月|季度|半年|[年月]末|[年月]初|同期))"
    r"[^，。；\d]{0,14}(?:相比|比较|，|各|减|增|下降|上升|降|多|少)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")


@rule(
    "ZPB117",
    name="文字里与本年自己比",
    severity=WARN,
    message="{here}：说的是 {printed} 年，却与 {printed} 年相比，应当是与 {expected} 年相比。",
    prose=True,
)
def told_against_itself(view: ProseView) -> Iterator[Hit]:
    """A year's amount held against the same year's."""
    for at, told in enumerate(view.account.paragraphs):
        for match in _COMPARED.finditer(told.text):
            year = int(match["year"])
            change = next(
                (
                    one
                    for one in told.statements
                    if one.role in (CHANGE, GROWTH) and one.figure.start >= match.end()
                ),
                None,
            )
            if change is not None and view.account.year == year and _is_only(told, match):
                yield view.hit(at, change, printed=str(year), expected=str(year - 1))


def _is_only(told: Told, match: re.Match[str]) -> bool:
    """Whether the paragraph up to a comparison names its year before it, and no other."""
    before = {int(year) for year in _YEAR.findall(told.text[: match.start()])}
    return before == {int(match["year"])}
