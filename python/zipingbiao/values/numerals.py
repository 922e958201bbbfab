"""Numbers in Chinese numerals, written ([DBNum1], [DBNum2], [DBNum3]) and read, strictly.

Read is only what is well spelt: 一百零五, 两百, 一亿二千万, 二〇二一; not 一百五, which some take
for 150 and some for 105, nor 三五, which is three or five.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Numerals(NamedTuple):
    """A set of numerals: ten digits, and the words for 10, 100, 1000 ("" where it has none)."""

    digits: str
    places: str


STYLES: dict[str, Numerals] = {
    "1": Numerals("〇一二三四五六七八九", "十百千"),
    "2": Numerals("零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
    "3": Numerals("０１２３４５６７８９", ""),
}
_MYRIADS = ("", "万", "亿", "万亿", "亿亿")

#: All signs that a number in numerals may hold when it is read.
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_PLACES = {"十": 10, "百": 100, "千": 1000}
_LONGEST = 32
#: Digits one by one: 二〇二一, 一九九八. Two or three without 〇 may be guesses (三五).
_ONE_BY_ONE = re.compile("(?=.*〇|.{4})[一二三四五六七八九][〇一二三四五六七八九]+")
#: 两 stands alone or before a large place: 两百, not 两十, 一百零两.
_MISPLACED_TWO = re.compile("(?<=.)两(?![百千万亿])|两十")


def digit_by_digit(text: str, numerals: Numerals) -> str:
    """Every digit of the text replaced: ``2020`` → ``二〇二〇``."""
    return text.translate({48 + digit: sign for digit, sign in enumerate(numerals.digits)})


def spoken(text: str, numerals: Numerals) -> str:
    """A decimal number as it is read out: ``123.4`` → ``一百二十三.四``."""
    whole, point, fraction = text.partition(".")
    if not numerals.places or not whole.isdigit() or len(whole) > 4 * len(_MYRIADS):
        return digit_by_digit(text, numerals)
    return _whole(int(whole), numerals) + point + digit_by_digit(fraction, numerals)


def spoken_day(number: int, numerals: Numerals) -> str:
    """A month, day or hour as it is read out: 12 → ``十二``, not ``一十二``."""
    text = spoken(str(number), numerals)
    return text[1:] if numerals.places and 10 <= number < 20 else text


def _whole(number: int, numerals: Numerals) -> str:
    zero = numerals.digits[0]
    text = ""
    gap = False
    for index in range(len(_MYRIADS) - 1, -1, -1):
        group = number // 10_000**index % 10_000
        if group:
            needs_zero = bool(text) and (gap or group < 1000)
            text += (zero if needs_zero else "") + _group(group, numerals) + _MYRIADS[index]
        gap = not group
    return text or zero


def _group(number: int, numerals: Numerals) -> str:
    """1–9999."""
    text = ""
    gap = False
    for index in range(3, -1, -1):
        digit = number // 10**index % 10
        if digit:
            place = numerals.places[index - 1] if index else ""
            text += (numerals.digits[0] if gap and text else "") + numerals.digits[digit] + place
        gap = not digit
    return text


def chinese_number(text: str) -> int | None:
    """The number that is spelt, or None for what is not well written: 千百, 一一十, 一百五."""
    text = text.replace("零", "〇")
    if not text or len(text) > _LONGEST or _MISPLACED_TWO.search(text):
        return None
    text = text.replace("两", "二")
    if _ONE_BY_ONE.fullmatch(text):
        return int(text.translate({ord(sign): str(n) for n, sign in enumerate(STYLES["1"].digits)}))
    return 0 if text == "〇" else _spelt(text)


def _spelt(text: str) -> int | None:
    """A number from 1, split at 亿, then at 万."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        before, found, after = text.rpartition(sign)
        if found:
            high = _spelt(before)
            low = _behind(after, size)
            return None if high is None or low is None else high * size + low
    return _group_spelt(text)


def _behind(text: str, size: int) -> int | None:
    """What follows 万 or 亿: nothing, a full place, or 〇 and less."""
    if not text:
        return 0
    less = _spelt(text.removeprefix("〇"))
    full = less is not None and less >= size // 10
    return less if less is not None and less < size and full != text.startswith("〇") else None


def _group_spelt(text: str) -> int | None:
    """1–9999; whether it is well written is told by writing it."""
    numerals = STYLES["1"]
    number = digit = 0
    for sign in text:
        if sign in _PLACES:
            number += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            digit = max(numerals.digits.find(sign), 0)
    number += digit
    written = _group(number, numerals)
    return number if number and text in (written, written[10 <= number < 20 :]) else None


#: What a number in numerals is surely a number before; 一次, 三个 may be mere words.
_MEASURED = (
    "公里|千米|(?:万|亿)?元|(?:平方|立方)?米|万?亩|公顷|吨|公斤|人次|户|名|场次?|台套?|套|辆|份|盏|株"
    "|人(?!民|员|均|才)"
)
#: The same of numbers of two signs and more: 二十家, not 一家.
_COUNTED = "家|批次|个(?!月)|件|次|篇|所|座|处|艘|头|只|辆|条"
_WRITTEN = re.compile(
    rf"百分之(?P<share>[{NUMERALS}]+(?:点[{NUMERALS}]+)?)"
    rf"|(?<![第{NUMERALS}0-9])(?P<count>[{NUMERALS}]+(?={_MEASURED})|[{NUMERALS}]{{2,}}(?={_COUNTED}))"
)
#: Before 元 these belong to the unit: 三百万元 is 300万元.
_SCALES = ("亿", "万")


def in_digits(text: str) -> str:
    """A text with its numbers in numerals as digits: 三百公里 → 300公里, 百分之九十 → 90%."""
    return _WRITTEN.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    if match["share"]:
        whole, point, rest = match["share"].partition("点")
        number = chinese_number(whole)
        decimals = [chinese_number(sign) for sign in rest]
        if number is None or None in decimals:
            return match[0]
        return f"{number}{'.' if point else ''}{''.join(map(str, decimals))}%"
    count, scale = match["count"], ""
    if count[-1] in _SCALES and len(count) > 1:
        count, scale = count[:-1], count[-1]
    number = chinese_number(count)
    return match[0] if number is None else f"{number}{scale}"
