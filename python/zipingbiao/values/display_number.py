"""A number as one section of a format shows it: digits, fractions, powers of ten.

Every maker here takes the section's tokens and gives a function of the absolute value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from zipingbiao.values.format_code import Token

#: Shows a number that is not negative.
Render = Callable[[Decimal], str]

_ROUNDING = Context(prec=400, rounding=ROUND_HALF_UP)
_PADDING = {"0": "0", "?": " ", "#": ""}


def digits_render(tokens: Sequence[Token]) -> Render:
    """``#,##0.00``, ``0.0%``, ``0!.0,"万"``, ``000-0000``."""
    tokens, shift, grouped = _settle_commas(tokens)
    point = next((i for i, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    whole, fraction = tokens[:point], tokens[point + 1 :]
    places = sum(token.kind == "digit" for token in fraction)
    unit = Decimal(1).scaleb(-places)
    has_point = point < len(tokens)

    def render(value: Decimal) -> str:
        number = _ROUNDING.quantize(value.scaleb(shift, _ROUNDING), unit)
        before, _, after = format(number, "f").partition(".")
        text = _whole_digits(whole, before.lstrip("0"), grouped)
        return text + "." + _fraction_digits(fraction, after) if has_point else text

    return render


def _settle_commas(tokens: Sequence[Token]) -> tuple[list[Token], int, bool]:
    """The tokens without their commas, the power of ten they and % ask for, and grouping."""
    kept: list[Token] = []
    shift = 2 * sum(token.kind == "percent" for token in tokens)
    grouped = False
    in_digits = False
    for index, token in enumerate(tokens):
        if token.kind != "comma":
            kept.append(token)
            in_digits = token.kind == "digit"
        elif not in_digits:
            kept.append(Token("literal", ","))
        elif _digit_follows(tokens, index):
            grouped = True
        else:
            shift -= 3
    return kept, shift, grouped


def _digit_follows(tokens: Sequence[Token], index: int) -> bool:
    following = (token.kind for token in tokens[index + 1 :] if token.kind != "comma")
    return next(following, "") == "digit"


def _whole_digits(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    """The digits before the point, from the right into their places."""
    parts: list[str] = []
    left = sum(token.kind == "digit" for token in tokens)
    rest = digits
    shown = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            parts.append(token.text)
            continue
        left -= 1
        taken = rest if left == 0 else rest[-1:]
        rest = rest[: len(rest) - len(taken)]
        for digit in reversed(taken or _PADDING[token.text]):
            if grouped and shown and shown % 3 == 0 and digit != " ":
                parts.append(",")
            parts.append(digit)
            shown += 1
    return "".join(reversed(parts)) if parts else digits


def _fraction_digits(tokens: Sequence[Token], digits: str) -> str:
    """The digits behind the point; # and ? leave out zeros at the end."""
    significant = len(digits.rstrip("0"))
    parts: list[str] = []
    place = 0
    for token in tokens:
        if token.kind != "digit":
            parts.append(token.text)
            continue
        parts.append(digits[place] if place < significant else _PADDING[token.text])
        place += 1
    return "".join(parts)


def exponent_render(tokens: Sequence[Token]) -> Render:
    """``0.00E+00``, ``##0.0E+0``."""
    at = next(i for i, token in enumerate(tokens) if token.kind == "exponent")
    mantissa = digits_render(tokens[:at])
    power = digits_render(tokens[at + 1 :])
    point = next((i for i in range(at) if tokens[i].kind == "point"), at)
    step = max(1, sum(token.kind == "digit" for token in tokens[:point]))
    places = sum(token.kind == "digit" for token in tokens[point:at])
    plus = "+" if tokens[at].text == "e+" else ""

    def render(value: Decimal) -> str:
        exponent = _exponent(value, step)
        rounded = _ROUNDING.quantize(value.scaleb(-exponent), Decimal(1).scaleb(-places))
        if rounded >= Decimal(10) ** step:
            exponent += step
        sign = "-" if exponent < 0 else plus
        shown = mantissa(value.scaleb(-exponent))
        return f"{shown}E{sign}{power(Decimal(abs(exponent)))}"

    return render


def _exponent(value: Decimal, step: int) -> int:
    """The power of ten of the first digit, brought down to a multiple of ``step``."""
    return value.adjusted() // step * step if value else 0


def fraction_render(tokens: Sequence[Token]) -> Render:
    """``# ?/?``, ``# ??/100``, ``?/?``: the nearest fraction with so many digits."""
    slash = next(i for i, token in enumerate(tokens) if token.kind == "slash")
    start = slash
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end].kind == "digit" or tokens[end].text.isdigit()):
        end += 1
    whole, above, below = tokens[:start], tokens[start:slash], tokens[slash + 1 : end]
    tail = "".join(token.text for token in tokens[end:])
    has_whole = any(token.kind == "digit" for token in whole)
    whole_render = digits_render(whole)

    def render(value: Decimal) -> str:
        integer = int(value.to_integral_value(ROUND_FLOOR)) if has_whole else 0
        top, bottom = _nearest(Fraction(value) - integer, below)
        if has_whole and top == bottom:
            integer, top, bottom = integer + 1, 0, 1
        if has_whole and not top:
            blank = " " * (len(above) + 1 + len(below))
            shown = _whole_digits(whole, str(integer), False)
            return shown + blank + tail
        shown = whole_render(Decimal(integer)) if whole else ""
        return f"{shown}{_pad_left(above, top)}/{_pad_right(below, bottom)}{tail}"

    return render


def _nearest(value: Fraction, below: Sequence[Token]) -> tuple[int, int]:
    """Numerator and denominator; a denominator that stands in the format is kept."""
    written = "".join(token.text for token in below)
    if written.isdigit() and int(written):
        bottom = int(written)
        return int(value * bottom + Fraction(1, 2)), bottom
    nearest = value.limit_denominator(10 ** max(1, len(below)) - 1)
    return nearest.numerator, nearest.denominator


def _pad_left(tokens: Sequence[Token], number: int) -> str:
    return _whole_digits(tokens, str(number), False)


def _pad_right(tokens: Sequence[Token], number: int) -> str:
    text = str(number)
    return text + "".join(_PADDING.get(token.text, "") for token in tokens[len(text) :])
