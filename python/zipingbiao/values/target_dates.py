"""Dates as agencies write them in targets and results: 12月底前, 2020年11月30日, 年底, 2020.11.

A date without a year or a day stays without: nobody knows which was meant.
"""

from __future__ import annotations

import re

from zipingbiao.values.numerals import NUMERALS, chinese_number
from zipingbiao.values.target_model import When, days_in

_YEAR = "(?P<year>(?:19|20)[0-9]{2})"
_MONTH = "(?P<month>1[0-2]|0?[1-9])"
_DAY = "(?P<day>3[01]|[12][0-9]|0?[1-9])"
_SHAPES = (
    rf"(?:{_YEAR}年度?)?{_MONTH}月份?(?:{_DAY}[日号]|(?P<part>[上中下]旬|月?[底末]))?",
    rf"(?:{_YEAR}年度?|[当本]年度?|年)(?P<end>[底末内终])",
    rf"(?:{_YEAR}年)?(?P<whole>全年)",
    rf"(?:{_YEAR}年)?(?P<half>[上下]半年)[底末]?",
    rf"(?:{_YEAR}年第?|第)(?P<quarter>[1-4一二三四])季度[底末]?",
    r"(?P<quarter>[一二三四](?=季度)|[1-4](?=季度[底末内前]))季度[底末]?",
    rf"{_YEAR}(?P<sign>[-/.]){_MONTH}(?:(?P=sign){_DAY})?",
    rf"{_YEAR}年度?",
)
_LEAD = r"(?P<lead>[^0-9<>=≥≤~.,+\-/%]{0,12}?)[=≤<]?"
_TAIL = r"(?P<tail>[^0-9<>=≥≤~+\-/%]{0,14})"
_DATES = tuple(re.compile(_LEAD + shape + _TAIL) for shape in _SHAPES)
_NUMERAL = re.compile(rf"[{NUMERALS}]+(?=[年月日号])")
_HINT = re.compile(r"[年月季]|20[0-9]{2}[-/.]|19[0-9]{2}[-/.]")
#: What makes a date something else: a beginning, a delay, something not done, a guess.
_OTHERWISE = re.compile(r"[未没不非约近每各起后初半]|延期|推迟|顺延|开始|左右|以来|自|从")
_INTENDED = re.compile(r"预计|计划|[拟将]|力争|争取|准备")
_PARTS = {"上旬": 10, "中旬": 20}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def read_date(text: str, *, done: bool, dotted: bool) -> When | None:
    """The one date that a text names, with words around it: ``已在2023年12月全面完成``.

    ``text`` is tidied (NFKC, one kind of each sign). ``done`` refuses what is only planned.
    ``dotted`` takes 2020.1 as a month too; 2020.11 is one in any case.
    """
    if _HINT.search(text) is None:
        return None
    text = text.replace(" ", "")
    text = _NUMERAL.sub(lambda match: str(chinese_number(match[0]) or match[0]), text)
    for pattern in _DATES:
        match = pattern.fullmatch(text)
        if match is not None:
            words = match["lead"] + match["tail"]
            if _OTHERWISE.search(words) or (done and _INTENDED.search(words)):
                return None
            return _when(match.groupdict(), dotted)
    return None


def _when(parts: dict[str, str | None], dotted: bool) -> When | None:
    year = int(parts.get("year") or 0) or None
    month, day = parts.get("month"), parts.get("day")
    if month is None:
        return _period(year, parts)
    if parts.get("sign") == "." and day is None and not (dotted or len(month) == 2):
        return None
    number = int(day) if day else _PARTS.get(parts.get("part") or "")
    if number is not None and number > days_in(year or 2000, int(month)):
        return None
    return When(year, int(month), number)


def _period(year: int | None, parts: dict[str, str | None]) -> When | None:
    """The last day of a year, the last month of a half or a quarter, or the year alone."""
    if parts.get("end") or parts.get("whole"):
        return When(year, 12, 31)
    half = parts.get("half")
    if half:
        return When(year, 6 if half[0] == "上" else 12, None, 6)
    quarter = parts.get("quarter")
    if quarter:
        return When(year, 3 * int(_QUARTERS.get(quarter, quarter)), None, 3)
    return When(year, None, None)
