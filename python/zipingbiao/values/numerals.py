"""Numbers in Chinese numerals: 二〇二〇, 一百二十三, 壹佰贰拾叁 ([DBNum1], [DBNum2], [DBNum3])."""

from __future__ import annotations

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
