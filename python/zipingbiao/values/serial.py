"""Excel's day numbers ⇄ dates: day 1 is 1900-01-01, and 1900 has a 29 February.

In the 1904 system day 0 is 1904-01-01.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import normalize

from zipingbiao.values.text import plain

#: The last day that Excel knows, 9999-12-31.
LAST_DAY = 2_958_465
#: How many days the 1904 system starts later.
SHIFT_1904 = 1462
_EPOCH = date(1899, 12, 30)
#: The 29 February 1900 that never was.
_FALSE_DAY = 60
#: A day as people type it, with what follows it (an hour, a 前), or its eight digits.
_TYPED = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})日?(?:\D.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Day(NamedTuple):
    """A day as Excel sees it. ``weekday`` 0 is Sunday."""

    year: int
    month: int
    day: int
    weekday: int


def day_of(serial: int) -> Day | None:
    """The day of a serial of the 1900 system; None for what Excel shows as ####."""
    if not 0 <= serial <= LAST_DAY:
        return None
    weekday = (serial - 1) % 7
    if serial == 0:
        return Day(1900, 1, 0, weekday)
    if serial == _FALSE_DAY:
        return Day(1900, 2, 29, weekday)
    when = _EPOCH + timedelta(serial if serial > _FALSE_DAY else serial + 1)
    return Day(when.year, when.month, when.day, weekday)


_ISO = re.compile(
    r"(?:(\d{4})-(\d\d)-(\d\d))?(?:T?(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?"
)


def serial_of_iso(text: str, date1904: bool = False) -> int | float | None:
    """The serial of a date or time as ISO 8601 writes it: ``2020-12-31T00:00:00``; else None."""
    match = _ISO.fullmatch(text.strip())
    if match is None or not match[0]:
        return None
    day: int | None = 0
    if match[1]:
        day = serial_of(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return None
    seconds = sum(int(match[n] or 0) * unit for n, unit in ((4, 3600), (5, 60), (6, 1)))
    shift = SHIFT_1904 if date1904 and match[1] else 0
    return day - shift + seconds / 86_400 if seconds else day - shift


def serial_of(year: int, month: int, day: int) -> int | None:
    """The serial of a day, as Excel's DATE counts it: month 13 is January of the next year.

    Years below 1900 count from 1900. None for days that Excel does not know.
    """
    if year < 1900:
        year += 1900
    carry, month0 = divmod(month - 1, 12)
    if not 1900 <= year + carry <= 9999:
        return None
    serial = (date(year + carry, month0 + 1, 1) - _EPOCH).days
    if serial <= _FALSE_DAY:
        serial -= 1
    serial += day - 1
    return serial if 0 <= serial <= LAST_DAY else None


def typed_day(text: str) -> date | None:
    """The day that a text says; None where it says none: 2026年3月1日, 2026/3/1, 20260301."""
    typed = normalize("NFKC", plain(text))
    match = _TYPED.fullmatch(typed) or _COMPACT.fullmatch(typed)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
