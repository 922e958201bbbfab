"""Numbers written in Chinese numerals → int: 十二, 两百, 一百零五, 二〇二〇."""

from __future__ import annotations

from zipingbiao.values.numerals import STYLES, spoken

#: All signs that such a number may hold.
NUMERALS = "零〇一二两三四五六七八九十百千万亿"

_DIGITS = {sign: value for value, sign in enumerate(STYLES["1"].digits)}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_LONGEST = 20


def chinese_number(text: str) -> int | None:
    """The number, or None for what is not written as one: 千百, 一一十, 百."""
    text = text.replace("零", "〇").replace("两", "二")
    if not text or len(text) > _LONGEST:
        return None
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    number = _spelt(text)
    if number is None:
        return None
    written = spoken(str(number), STYLES["1"])
    return number if text in (written, written.removeprefix("一") if number < 20 else "") else None


def _spelt(text: str) -> int | None:
    """The value of digits, places and myriads; whether it is well written is not asked."""
    total = group = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            group += (digit or 1) * _PLACES[sign]
            digit = 0
        elif sign in _MYRIADS:
            total = (total + group + digit) * _MYRIADS[sign]
            group = digit = 0
        else:
            return None
    return total + group + digit
