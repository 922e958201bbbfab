"""ZPB117 文字里的年度不对

检查什么
    说明某年决算的文字，增减是不是与同一年、以后的年度相比：「2021 年度收入总计 460 万元，与 2021 年
    度相比增加 20 万元」；写车辆、资产、编制的「截至 × 年末」是不是上一年的。说的是与预算、计划相比
    的，同一段里还写着别的年度的，不核对。

依据
    部门决算公开的格式：增减变动与上年决算数相比，资产、车辆按本年末。

为什么
    多半是沿用了上年的说明，年度只改了一处。

反例
    text = "2021 年度收入总计 460.5 万元，与 2021 年度相比增加 20.5 万元，增长 4.66%。"

正例
    text = "2021 年度收入总计 460.5 万元，与 2020 年度相比增加 20.5 万元，增长 4.66%。"

如何修改
    改成应当写的那一年。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from zipingbiao.prose.statements import CHANGE, GROWTH, Statement, Told
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

#: What is compared with a year, and not with its plan or with a part of it.
_COMPARED = re.compile(
    r"(?:与|较|比|同|和)(?P<year>20\d\d)年度?(?![^，。；]{0,12}(?:预算|计划|目标|任务|\d{1,2}月|季度|半年|[年月]末|[年月]初|同期))"
    r"[^，。；\d]{0,14}(?:相比|比较|，|各|减|增|下降|上升|降|多|少)"
)
#: What there was at the end of a year.
_STOCK = re.compile(
    r"截至(?P<year>20\d\d)年(?:12月31日|12月底|年?[末底])(?=[^。；]{0,30}(?:车辆|资产|编制|在职|实有|设备))"
)
_STALE = "{here}：说的是 {year} 年，写的却是「{date}」的，应当是 {expected} 年末的。"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")


@rule(
    "ZPB117",
    name="文字里的年度不对",
    severity=WARN,
    message="{here}：说的是 {year} 年，却与 {printed} 年相比，应当是与 {expected} 年相比。",
    prose=True,
)
def told_year_is_wrong(view: ProseView) -> Iterator[Hit]:
    """A year's amount held against the same year's, or a stock told of the year before."""
    year = view.account.year
    if year is None or view.form is not None:
        return
    for at, told in enumerate(view.account.paragraphs):
        for match in _COMPARED.finditer(told.text):
            if int(match["year"]) >= year and _is_only(told, match, year):
                change = _behind(told, match, lambda one: one.role in (CHANGE, GROWTH))
                yield from _hit(view, at, match, change, year - 1)
        for match in _STOCK.finditer(told.text):
            if int(match["year"]) == year - 1 and _is_told_often(view, year):
                yield from _hit(view, at, match, _behind(told, match), year, _STALE)


def _hit(
    view: ProseView,
    at: int,
    match: re.Match[str],
    one: Statement | None,
    due: int,
    template: str | None = None,
) -> Iterator[Hit]:
    if one is not None:
        yield view.hit(
            *(at, one),
            template=template,
            printed=match["year"],
            expected=str(due),
            year=view.account.year,
            date=match[0],
        )


def _is_only(told: Told, match: re.Match[str], year: int) -> bool:
    """Whether the paragraph up to a comparison names the text's year, and no other."""
    return {int(one) for one in _YEAR.findall(told.text[: match.start()])} == {year}


def _behind(
    told: Told, match: re.Match[str], fits: Callable[[Statement], bool] = lambda one: True
) -> Statement | None:
    """The first statement behind some words that fits."""
    behind = (one for one in told.statements if one.figure.start >= match.end())
    return next(filter(fits, behind), None)


def _is_told_often(view: ProseView, year: int) -> bool:
    """Whether a text is surely of a year: it names it more than once."""
    text = "".join(told.text for told in view.account.paragraphs)
    return text.count(f"{year}年") > 1
