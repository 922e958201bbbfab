"""Years as titles and lines of a form say them: 2021 年度, （二〇二一年度）, 年度：2021.

All functions take folded text (`zipingbiao.values.text.fold`), which knows neither blanks nor
full-width digits.
"""

from __future__ import annotations

import re
from typing import TypeGuard

from zipingbiao.values.numerals import chinese_number

#: The years that a form may be of.
FIRST, LAST = 1900, 2099
#: What a year looks like, in digits or in numerals.
YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|[一二][九〇零○0][〇零○一二三四五六七八九0]{2}"
_YEAR = re.compile(YEAR)
_IN_TEXT = re.compile(rf"({YEAR})年")
#: What a unit of money looks like behind a year; any short word is one too.
_MONEY = r"(?:人民币)?[亿千百十万]{0,2}元(?:\(?人民币\)?)?(?:[,;、]%)?|\w{1,4}"
_LINE = re.compile(
    rf"\(?(?:[^\d]{{0,4}}?年度?:?)?({YEAR})\)?年?度?\)?"
    rf"[,;]?(?:\(?(?:(?:金额|计量|货币|资金|经费)?单位|金额|币种):(?:{_MONEY})\)?)?"
)

_MONTH = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_MONTHS = re.compile(rf"(?:{_MONTH}月?(?:\d{{1,2}}日)?[-~至到—]+(?:\d{{4}}年)?)?{_MONTH}月")
#: A stretch that begins with one of these and ends with one of those is a year.
_FIRST_MONTHS, _LAST_MONTHS = ("", "1", "01", "一"), ("12", "十二")
_PART = re.compile("上半年|下半年|半年度|季度|季末|中期")


def is_year(value: object) -> TypeGuard[int]:
    """Whether a value is a year that a form may be of."""
    return isinstance(value, int) and not isinstance(value, bool) and FIRST <= value <= LAST


def year_in(folded: str) -> int | None:
    """The first year that a text names with 年 behind it: 2020年…, 二〇二一年度…"""
    match = _IN_TEXT.search(folded)
    return None if match is None else _value(match[1])


def year_of_line(folded: str) -> int | None:
    """The year that a line says by itself or before its unit: （2020年度） 单位：万元."""
    match = _LINE.fullmatch(folded)
    return None if match is None else _value(match[1])


def year_of_cell(folded: str) -> int | None:
    """The year in a cell that is there for one: 2020, 2020年, 二〇二〇年度."""
    match = _YEAR.search(folded)
    return None if match is None else _value(match[0])


def _value(text: str) -> int | None:
    return int(text) if text.isdecimal() else chinese_number(text.replace("○", "〇"))


def is_part_of_year(folded: str) -> bool:
    """Whether a head speaks of less than a year: 1-6月执行数, 上半年…, …(截至6月底); not 1-12月."""
    if _PART.search(folded):
        return True
    return any(
        first not in _FIRST_MONTHS or last not in _LAST_MONTHS
        for first, last in _MONTHS.findall(folded)
    )
