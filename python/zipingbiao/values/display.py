"""Excel number formats: from the stored number to what a person sees in the cell.

Excel keeps 15 significant digits and rounds half away from zero on them; so do we. Where Excel
shows only #### (a date before 1900), the number itself is shown: nothing may be lost.
Blanks that only align (``_x``, ``?``) stay in the text; ``*x`` prints nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from zipingbiao.values.display_date import date_render
from zipingbiao.values.display_number import digits_render, exponent_render, fraction_render
from zipingbiao.values.format_code import Section, Token, sections_of
from zipingbiao.values.numerals import STYLES, digit_by_digit, spoken

Number = int | float
#: Shows a number as its format says.
Formatter = Callable[[Number], str]

_MONEY = '_ {0}* #,##0{1}_ ;_ {0}* -#,##0{1}_ ;_ {0}* "-"{2}_ ;_ @_ '
_YEAR_MONTH = 'yyyy"年"m"月"'
_MONTH_DAY = 'm"月"d"日"'
_HALF_DAY = '上午/下午h"时"mm"分"'

#: The formats that files name only by number, as Chinese Excel shows them.
#: Source: ECMA-376 part 1, 18.8.30, with its list for zh-cn.
BUILTIN_FORMATS: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys(range(23, 27), "General"),
    27: _YEAR_MONTH,
    28: _MONTH_DAY,
    29: _MONTH_DAY,
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: _HALF_DAY,
    35: _HALF_DAY + 'ss"秒"',
    36: _YEAR_MONTH,
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: _MONEY.format("", "", ""),
    42: _MONEY.format("¥", "", ""),
    43: _MONEY.format("", ".00", "??"),
    44: _MONEY.format("¥", ".00", "??"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: _YEAR_MONTH,
    51: _MONTH_DAY,
    52: _YEAR_MONTH,
    53: _MONTH_DAY,
    54: _MONTH_DAY,
    55: _HALF_DAY,
    56: _HALF_DAY + 'ss"秒"',
    57: _YEAR_MONTH,
    58: _MONTH_DAY,
}

_SIMPLE = re.compile(r"(#,##)?0(?:\.(0+))?(%)?")
_GENERAL_DIGITS = 11
_STORED_DIGITS = 15


@lru_cache(maxsize=1024)
def formatter(code: str, date1904: bool = False) -> Formatter:
    """A function that shows a number as the format says. Infinite numbers show as text."""
    if code in ("", "General", "@", "G/通用格式"):
        return general
    simple = _SIMPLE.fullmatch(code)
    if simple is not None:
        return _simple_formatter(bool(simple[1]), len(simple[2] or ""), bool(simple[3]))
    numeric = [section for section in sections_of(code)[:4] if not section.is_text][:3]
    if not numeric:
        return general
    renders = [_section_formatter(section, date1904) for section in numeric]
    return _chooser(numeric, renders)


@lru_cache(maxsize=1024)
def is_date(code: str) -> bool:
    """Whether the format shows numbers as dates or times."""
    return any(section.is_date for section in sections_of(code))


@lru_cache(maxsize=1024)
def text_formatter(code: str) -> Callable[[str], str]:
    """A function that shows a text as the format's section for text says."""
    sections = sections_of(code)
    last = sections[-1]
    if not (last.is_text or len(sections) >= 4):
        return str
    tokens = last.tokens
    return lambda text: "".join(text if kind == "text" else own for kind, own in tokens)


def general(value: Number) -> str:
    """``General``: at most 11 characters of digits and point, else a power of ten."""
    if value.__class__ is int and -100_000_000_000 < value < 100_000_000_000:
        return str(value)
    return _general(value or 0, _GENERAL_DIGITS)  # Excel has no -0


def number_text(value: Number) -> str:
    """The number as ``&`` joins it to a text: up to 15 significant digits."""
    if value.__class__ is int and -(10**15) < value < 10**15:
        return str(value)
    number = Decimal(f"{value or 0:.15g}").normalize()
    if not number.is_finite():
        return str(value)
    if -10 < number.adjusted() < _STORED_DIGITS:
        return format(number, "f")
    return _scientific(number, _STORED_DIGITS)


def _general(value: Number, room: int) -> str:
    number = Decimal(f"{value:.15g}")
    if not number.is_finite():
        return str(value)
    first = number.adjusted() if number else 0
    if first >= room:
        return _scientific(number, 6)
    places = room - 2 - max(first, 0)
    text = format(number.quantize(Decimal(1).scaleb(-max(places, 0)), ROUND_HALF_UP), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if len(text.lstrip("-")) > room or (first < -4 and Decimal(text) != number):
        return _scientific(number, 6)
    return text


def _scientific(number: Decimal, digits: int) -> str:
    exponent = number.adjusted()
    mantissa = number.scaleb(-exponent)
    mantissa = mantissa.quantize(Decimal(1).scaleb(1 - digits), ROUND_HALF_UP)
    if abs(mantissa) >= 10:
        exponent, mantissa = exponent + 1, mantissa / 10
    text = format(mantissa, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _simple_formatter(grouped: bool, places: int, percent: bool) -> Formatter:
    """The formats that nearly all cells have, quickly."""
    layout = ",f" if grouped else "f"
    whole_layout = f",.{places}f" if grouped else f".{places}f"
    unit = Decimal(1).scaleb(-places)
    sign = "%" if percent else ""
    factor = 2 if percent else 0

    def show(value: Number) -> str:
        if value.__class__ is int and -(10**12) < value < 10**12:
            return format(value * 100 if percent else value, whole_layout) + sign
        number = Decimal(f"{value or 0:.15g}")  # Excel has no -0
        if not number.is_finite():
            return str(value)
        if number.adjusted() > _STORED_DIGITS:
            return format(number.scaleb(factor), whole_layout) + sign
        if factor:
            number = number.scaleb(factor)
        return format(number.quantize(unit, ROUND_HALF_UP), layout) + sign

    return show


def _chooser(sections: Sequence[Section], renders: Sequence[Formatter]) -> Formatter:
    """Which section shows a number: by conditions, else positive;negative;zero."""
    tests = [_test(sections, index) for index in range(len(sections))]
    signed = [_writes_sign(sections, index) for index in range(len(sections))]
    choices = list(zip(tests, signed, renders, strict=True))

    def show(value: Number) -> str:
        if not math.isfinite(value):
            return str(value)
        for holds, writes_sign, render in choices:
            if holds(value):
                if value >= 0:
                    return render(value)
                return render(value) if writes_sign else "-" + render(-value)
        return general(value)  # no condition holds: Excel shows ####

    return show


def _test(sections: Sequence[Section], index: int) -> Callable[[float], bool]:
    condition = sections[index].condition
    if condition is not None:
        return condition.holds
    if index == len(sections) - 1:
        return lambda _: True
    if index == 0:
        return (lambda value: value >= 0) if len(sections) == 2 else (lambda value: value > 0)
    return lambda value: value < 0


def _writes_sign(sections: Sequence[Section], index: int) -> bool:
    """Whether no minus is put before a section.

    Those that only ever show negative numbers write their sign themselves; dates have none.
    """
    if sections[index].is_date:
        return True
    condition = sections[index].condition
    if condition is not None:
        return condition.only_negative
    if index != 1:
        return False
    first = sections[0].condition
    return first is None or (first.operator in (">", ">=") and first.limit == 0)


def _section_formatter(section: Section, date1904: bool) -> Formatter:
    """Shows a value as the section says, without a minus of its own."""
    if section.is_date:
        return _date_formatter(section, date1904)
    kinds = {token.kind for token in section.tokens}
    numerals = STYLES.get(section.numerals)
    if "general" in kinds:
        if numerals is None:
            return _general_formatter(section.tokens, general)
        return _general_formatter(section.tokens, lambda v: spoken(general(v), numerals))
    if "digit" not in kinds:
        literal = "".join(token.text for token in section.tokens)
        return lambda _: literal
    render = _digits(section.tokens, kinds)
    if numerals is None:
        return lambda value: render(_absolute(value))
    return lambda value: digit_by_digit(render(_absolute(value)), numerals)


def _absolute(value: Number) -> Decimal:
    """The 15 digits that Excel keeps."""
    return Decimal(f"{abs(value):.15g}")


def _digits(tokens: Sequence[Token], kinds: set[str]) -> Callable[[Decimal], str]:
    if "exponent" in kinds:
        return exponent_render(tokens)
    slash = next((i for i, token in enumerate(tokens) if token.kind == "slash"), 0)
    if slash and tokens[slash - 1].kind == "digit" and slash + 1 < len(tokens):
        return fraction_render(tokens)
    return digits_render(tokens)


def _general_formatter(tokens: Sequence[Token], shown: Formatter) -> Formatter:
    before = [token.kind for token in tokens].index("general")
    head = "".join(token.text for token in tokens[:before])
    tail = "".join(token.text for token in tokens[before + 1 :])
    return lambda value: head + shown(abs(value)) + tail


def _date_formatter(section: Section, date1904: bool) -> Formatter:
    render = date_render(section, date1904)

    def show(value: Number) -> str:
        shown = render(value)
        return general(value) if shown is None else shown

    return show
