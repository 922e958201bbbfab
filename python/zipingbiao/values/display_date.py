"""A day number as one section of a format shows it: dates, times, elapsed hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from zipingbiao.values.format_code import Section, Token
from zipingbiao.values.numerals import STYLES, Numerals, digit_by_digit, spoken_day
from zipingbiao.values.serial import LAST_DAY, SHIFT_1904, Day, day_of

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_CHINESE_MONTHS = tuple(f"{number}月" for number in (*"一二三四五六七八九十", "十一", "十二"))
_CHINESE_WEEKDAYS = "日一二三四五六"
_DAY_SECONDS = 86_400
_LETTERS = re.compile(r"[ymdae]")


class Moment(NamedTuple):
    """A point in time, as seconds of a day and as time since the epoch."""

    day: Day
    #: Whole seconds of the day.
    clock: int
    #: Whole seconds since the epoch, for [h].
    elapsed: int
    #: What is behind the point of the seconds, as digits.
    fraction: str


#: Shows one piece of a moment.
Piece = Callable[[Moment], str]


def date_render(section: Section, date1904: bool) -> Callable[[float], str | None]:
    """A function of the serial that shows it; None where Excel shows only ####."""
    tokens = _joined_fractions(section.tokens)
    places = max((len(token.text) - 1 for token in tokens if token.kind == "point"), default=0)
    pieces = tuple(
        _piece(_as_minutes(tokens, index), section, _is_half_day(tokens))
        for index in range(len(tokens))
    )
    shows_time = any(_is_time(_as_minutes(tokens, i)) for i in range(len(tokens)))
    shift = SHIFT_1904 if date1904 else 0

    def render(serial: float) -> str | None:
        moment = _moment(serial, shift, places, shows_time)
        return None if moment is None else "".join([piece(moment) for piece in pieces])

    return render


def _moment(serial: float, shift: int, places: int, shows_time: bool) -> Moment | None:
    if not 0 <= serial < LAST_DAY + 1 - shift:
        return None
    whole, rest = divmod(serial, 1)
    day = int(whole)
    scale = 10**places
    ticks = round(rest * _DAY_SECONDS * scale)
    if ticks >= _DAY_SECONDS * scale and not shows_time:
        ticks = _DAY_SECONDS * scale - 1  # without a clock the day does not turn early
    seconds, fraction = divmod(ticks, scale)
    elapsed = day * _DAY_SECONDS + seconds
    turned, clock = divmod(elapsed, _DAY_SECONDS)
    date = day_of(turned + shift)
    if date is None:
        return None
    return Moment(date, clock, elapsed, f"{fraction:0{places}d}" if places else "")


def _joined_fractions(tokens: Sequence[Token]) -> list[Token]:
    """``ss`` ``.`` ``0`` ``0`` → ``ss`` ``.00``; other digits and signs are literals."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else Token("", "")
        if token.kind == "point" and last.kind in ("date", "elapsed") and "s" in last.text:
            joined.append(token)
        elif token.kind == "digit" and last.kind == "point":
            joined[-1] = Token("point", last.text + "0")
        elif token.kind in ("date", "elapsed", "meridiem"):
            joined.append(token)
        else:
            joined.append(Token("literal", token.text))
    return joined


def _as_minutes(tokens: Sequence[Token], index: int) -> Token:
    """The token at ``index``; ``m`` and ``mm`` beside hours or seconds are minutes."""
    token = tokens[index]
    if token.kind != "date" or token.text not in ("m", "mm"):
        return token
    before = _letter(tokens[:index][::-1])
    after = _letter(tokens[index + 1 :])
    return Token("minute", token.text) if before == "h" or after == "s" else token


def _letter(tokens: Sequence[Token]) -> str:
    """The first letter that stands for a part of a date among the tokens."""
    return next((token.text[0] for token in tokens if token.kind in ("date", "elapsed")), "")


def _is_half_day(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "meridiem" for token in tokens)


def _is_time(token: Token) -> bool:
    if token.kind in ("minute", "elapsed", "meridiem"):
        return True
    return token.kind == "date" and not _LETTERS.match(token.text)


def _piece(token: Token, section: Section, half_day: bool) -> Piece:
    kind, text = token
    numerals = STYLES.get(section.numerals)
    if kind == "minute":
        return _padded(lambda moment: moment.clock // 60 % 60, text, numerals)
    if kind == "elapsed":
        divisor = {"h": 3600, "m": 60, "s": 1}[text[0]]
        return _padded(lambda moment: moment.elapsed // divisor, text, numerals)
    if kind == "meridiem":
        return _meridiem(text, section.chinese)
    if kind == "point":
        return (lambda moment: "." + moment.fraction) if len(text) > 1 else (lambda _: ".")
    if kind == "date":
        return _date_piece(text, section.chinese, numerals, half_day)
    return lambda _: text


def _date_piece(text: str, chinese: bool, numerals: Numerals | None, half_day: bool) -> Piece:
    letter, size = text[0], len(text)
    if letter in "ye":
        return _year(letter == "y" and size <= 2, numerals)
    if letter == "m" and size > 2:
        return _month_name(size, chinese)
    if letter == "m":
        return _padded(lambda moment: moment.day.month, text, numerals)
    if letter == "a" or (letter == "d" and size > 2):
        return _weekday_name(text, chinese)
    if letter == "d":
        return _padded(lambda moment: moment.day.day, text, numerals)
    if letter == "h" and half_day:
        return _padded(lambda moment: (moment.clock // 3600 - 1) % 12 + 1, text, numerals)
    if letter == "h":
        return _padded(lambda moment: moment.clock // 3600, text, numerals)
    return _padded(lambda moment: moment.clock % 60, text, numerals)


def _padded(number: Callable[[Moment], int], letters: str, numerals: Numerals | None) -> Piece:
    size = len(letters)
    if numerals is not None:
        return lambda moment: spoken_day(number(moment), numerals)
    return lambda moment: f"{number(moment):0{size}d}"


def _year(short: bool, numerals: Numerals | None) -> Piece:
    def piece(moment: Moment) -> str:
        year = str(moment.day.year)[2 if short else 0 :]
        return digit_by_digit(year, numerals) if numerals else year

    return piece


def _month_name(size: int, chinese: bool) -> Piece:
    if chinese and size == 3:
        return lambda moment: f"{moment.day.month}月"
    names = _CHINESE_MONTHS if chinese else _MONTHS
    if size == 4:
        return lambda moment: names[moment.day.month - 1]
    length = 3 if size == 3 else 1
    return lambda moment: names[moment.day.month - 1][:length]


def _weekday_name(text: str, chinese: bool) -> Piece:
    if text[0] == "d" and not chinese:
        length = 3 if len(text) == 3 else None
        return lambda moment: _WEEKDAYS[moment.day.weekday][:length]
    prefix = {"aaa": "", "ddd": "周"}.get(text, "星期")
    return lambda moment: prefix + _CHINESE_WEEKDAYS[moment.day.weekday]


def _meridiem(text: str, chinese: bool) -> Piece:
    morning, evening = text.split("/")
    if chinese and len(morning) == 2:
        morning, evening = "上午", "下午"
    return lambda moment: morning if moment.clock < _DAY_SECONDS // 2 else evening
