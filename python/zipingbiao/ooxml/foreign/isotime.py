"""Dates and times as OpenDocument writes them → Excel serials."""

from __future__ import annotations

import re
from datetime import datetime

#: Excel counts 29 February 1900, which never was; serials before it lie one lower.
_EPOCH = datetime(1899, 12, 30)
_FALSE_LEAP_DAY = 61
_FRACTION = re.compile(r"\.[0-9]*")
_DURATION = re.compile(
    r"(-?)P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,]([0-9]+))?S)?)?"
)


def date_serial(text: str) -> float:
    """``2020-12-31`` → 44196; ``2020-12-31T12:00:00`` → 44196.5. Raises ValueError."""
    fraction = _FRACTION.search(text)
    whole = datetime.fromisoformat(_FRACTION.sub("", text)).replace(tzinfo=None)
    seconds = (whole - _EPOCH).total_seconds()
    if fraction and len(fraction[0]) > 1:
        seconds += float(fraction[0])
    serial = seconds / 86400
    return serial if serial >= _FALSE_LEAP_DAY else serial - 1


def time_serial(text: str) -> float:
    """``PT12H00M00S`` → 0.5 (parts of a day; durations may be longer). Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"not a duration: {text!r}")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    total = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
    value = (total + int(seconds or 0) + float(f"0.{fraction or 0}")) / 86400
    return -value if sign else value
