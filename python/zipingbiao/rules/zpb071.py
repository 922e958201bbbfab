"""ZPB071 完成值不可能

检查什么
    不可能有的完成值和指标值：合格率、满意度一类的比率超过 100%；不存在的日期（13 月 45 日）；
    以个数计的数小于 0；完成日期早于本年度。增长率、完成率、执行率可以超过 100%，不核对；变动率、差
    异率可以是负数。

依据
    指标的定义：合格数不会多于总数。财预〔2020〕10号：自评的是本年度的完成情况。

为什么
    这样的数一定填错了，或者是从别处抄来的；按它算出的完成程度和得分都不成立。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "培训合格率"
    target = "≥95%"
    actual = "120%"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "培训合格率"
    target = "≥95%"
    actual = "98%"
    weight = 10
    score = 10

如何修改
    核对原始记录，填实际的数和日期。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zipingbiao.domain.comparisons import order
from zipingbiao.domain.wording import is_decrease, is_early
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number
from zipingbiao.values.target_model import days_in
from zipingbiao.values.targets import BLANK, DATE, NUMBER, RANGE, Target
from zipingbiao.values.text import fold

_PART_OF_ALL = re.compile("(?:率|度|比例|比重|占比|百分比|[时规实确全效范]性)$")
#: Shares that may well be above 100 %: growth, plans surpassed, ratios of two different things.
_BEYOND = re.compile(
    "增长|增幅|增加|提高|提升|上升|上涨|下降|降低|减少|完成率|完成比|完成度|完成进度|执行率|执行进度|到位率|支付率|支出率"
    "|拨付率|兑付率|超额|利用率|使用率|负荷|回报|收益|利润|贡献|偏差|差异|变动|变化|周转|杠杆|负债|投入产出|产出比"
    "|投资率|偿债|流动比|速动|保障倍|频率|税率|利率|汇率|费率|倍率|功率|实现率|达成率|发放率|目标率|人均|保值增值|毛入学|自给|产销|拨备|充足率|复种"
    "|(?:[强浓湿温速密高长深厚宽幅力难额年季月角精亮硬制热震梯坡刻尺限广跨]|进)度$"
)
_UNIT = re.compile(r"\([^()]*\)$")
_DATE = re.compile(
    r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号])?|(?<![\d.])(\d{4})([-/.])(\d{1,2})\5(\d{1,2})(?![\d.])"
)
_COUNTED = re.compile("[人名个家户项处所次件套台辆座间栋条篇份批期场只头株本册位]次?")
#: Numbers that say how much something changed, or what is owed, go below zero.
_SIGNED = re.compile("增|减|变动|变化|差|净|结余|温|收益|利润|排名|位次|较|比上年|同比|环比")
_ABOVE = "「{name}」的{what}印作 {printed}，这样的比率不会超过 100%。"
_BELOW = "「{name}」的{what}印作 {printed}，不会小于 0。"
_TOO_LONG = "「{name}」的{what}印作 {printed}，一年没有这么多天。"
#: What is counted in a year, and how many days the longest has.
_YEARLY, _DAYS = re.compile("全年|年度|年内|每年|年均"), 366
_NO_DAY = "「{name}」的{what}「{printed}」里的「{day}」不是一个日期。"
_BEFORE = "「{name}」的完成值 {printed} 早于本年度（{expected} 年），可能是上年的内容。"
_FIELDS = (("actual", "完成值"), ("target", "指标值"))


@rule("ZPB071", name="完成值不可能", severity=ERROR, message=_ABOVE)
def result_impossible(form: FormView) -> Iterator[Hit]:
    """A value that its indicator can't have."""
    for item in form.targeted:
        for field, what in _FIELDS:
            figure: Target = getattr(item, field)
            if figure.kind == NUMBER or figure.kind == RANGE:
                value = figure.high if figure.kind == RANGE else figure.value
                if value is not None and not 0 <= value <= 100:
                    yield from _number(form, item, field, what, figure, value)
            elif figure.kind != BLANK:
                yield from _day(form, item, field, what)
        if item.actual.kind == DATE:
            yield from _before(form, item)


def _number(
    form: FormView, item: Item, field: str, what: str, figure: Target, value: Number
) -> Iterator[Hit]:
    path, shown = f"{item.path}.{field}", getattr(item.source, field)
    if figure.percent and order(value, 100) > 0:
        if _is_part(item.name) and not figure.prefix:
            yield form.hit(path, shown, "不超过 100%", name=item.label, what=what)
    elif value > _DAYS and figure.unit in ("天", "日") and _YEARLY.search(item.name):
        yield form.hit(
            path, shown, f"不超过 {_DAYS} 天", template=_TOO_LONG, name=item.label, what=what
        )
    elif value < 0 and _is_counted(item, figure):
        yield form.hit(path, shown, "不小于 0", template=_BELOW, name=item.label, what=what)


def _is_counted(item: Item, figure: Target) -> bool:
    """Whether a number counts things, and not by how many they became more or less."""
    counted = bool(figure.unit) and _COUNTED.fullmatch(figure.unit or "") is not None
    return counted and not _SIGNED.search(item.name + figure.prefix)


@lru_cache(maxsize=8192)
def _is_part(name: str) -> bool:
    """Whether a name is that of a share of a whole: 合格率, 满意度, but not 增长率."""
    bare = _UNIT.sub("", fold(name))
    if is_decrease(bare):
        return True
    return bool(_PART_OF_ALL.search(bare)) and not _BEYOND.search(bare)


def _day(form: FormView, item: Item, field: str, what: str) -> Iterator[Hit]:
    text = getattr(item.source, field)
    day = None if text is None else _no_day(text)
    if day is not None:
        path = f"{item.path}.{field}"
        yield form.hit(
            path, text, "一个日期", template=_NO_DAY, name=item.label, what=what, day=day
        )


@lru_cache(maxsize=8192)
def _no_day(text: str) -> str | None:
    """What looks like a date in a text and is none: 13月45日, 2023-02-30."""
    if "月" not in text and text.count("-") + text.count("/") + text.count(".") < 2:
        return None
    for match in _DATE.finditer(fold(text)):
        year, month, day = match[1] or match[4], match[2] or match[6], match[3] or match[7]
        number = int(month)
        if not 1 <= number <= 12:
            return match[0]
        if day and not 1 <= int(day) <= days_in(int(year) if year else 2000, number):
            return match[0]
    return None


def _before(form: FormView, item: Item) -> Iterator[Hit]:
    """Done in an earlier year than the form's, where the plan was for this one."""
    year, done, due = form.form.year, item.actual.date, item.target.date
    if year is None or done is None or done.year is None or done.year >= year:
        return
    if due is not None and due.year is not None and due.year < year:
        return
    if is_early(item.name):
        return
    path = f"{item.path}.actual"
    yield form.hit(
        path, item.source.actual, str(year), severity=WARN, template=_BEFORE, name=item.label
    )
