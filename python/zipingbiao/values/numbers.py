"""Text → number, strictly, and number → text.

What nobody can read as one number (``约10``, ``10-12``, ``10/12``) is None, never a guess.
Everything is computed in decimals, so 85.9% is exactly 0.859. Whole results are int.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

Number = int | float

#: Longer texts are no number of a form (an account number, a row of digits).
_LONGEST = 40
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = re.compile(rf"([+-]?) ?({_DIGITS})")
#: Brackets mean less than nothing only where a thousands separator shows a ledger's style.
_LEDGER = re.compile(r"\( ?([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?) ?\)")
_AMOUNT = re.compile(
    rf"([+-]?) ?(?:人民币|RMB|¥)? ?({_DIGITS}) ?((?:百万|千万|[千万亿])?[元圆]?)整?", re.ASCII
)
_RATE = re.compile(rf"([+-]?) ?({_DIGITS}) ?([%‰]?)")
_POINTS = re.compile(rf"([+-]?) ?({_DIGITS}) ?[分%]?")
_COUNTERS = "人次|[人名个家户项处所次件套台辆座间栋条篇份批期场天只头株本册位]"
_COUNT = re.compile(rf"([+-]?) ?({_DIGITS}) ?(?:{_COUNTERS})?")

#: How many yuan each unit of money is.
MONEY_UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
#: Circled and raised figures: marks of footnotes, which NFKC would make digits.
_MARKS = re.compile("[¹²³⁰⁴-⁹⁽⁾₀-₉①-⓿❶-➓㉈-㉏㉑-㉟㊱-㊿]")
_MARK = re.compile(rf"\s*(?:{_MARKS.pattern})+\s*$")
_DIVISORS = {"": Decimal(1), "%": Decimal(100), "‰": Decimal(1000)}
#: From here on all 15 digits that Excel sees stand before the point.
_WHOLE = 1e15
#: Enough digits for any float, written out.
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
#: The same few texts stand in most cells: what they say is kept.
_kept = lru_cache(maxsize=4096)


def read_number(text: str) -> Number | None:
    """A bare number: ``1,234.5``, ``１７６．４５``, ``-5.66``, ``+3``, ``1 234.5``.

    ``(1,234.50)`` is negative, as ledgers write it; ``（12.5）`` is not plain and gives None.
    """
    text = _clean(text)
    match = _NUMBER.fullmatch(text)
    if match is not None:
        return number_of(_decimal(match[1], match[2]))
    ledger = _LEDGER.fullmatch(text)
    return None if ledger is None else number_of(_decimal("-", ledger[1]))


@_kept
def read_amount(text: str, unit: str | None) -> Number | None:
    """An amount of money in ``unit``, the form's own: ``2.6亿元`` is 26000 in 万元.

    The text may carry ¥ and a unit (元 千元 万元 万 百万元 千万元 亿元 亿). Where it carries
    none, or ``unit`` is None, the number is taken as it stands. An amount whose unit can't be
    converted into ``unit`` is None.
    """
    match = _AMOUNT.fullmatch(_clean(text))
    if match is None:
        return read_number(text)
    amount = _decimal(match[1], match[2])
    if not match[3] or unit is None:
        return number_of(amount)
    factor = money_unit(match[3])
    target = money_unit(unit)
    if factor is None or target is None:
        return None
    return number_of(amount * factor / target)


def money_unit(text: str) -> Decimal | None:
    """How many yuan a unit of money is (``万`` as ``万元``), None for what is no such unit."""
    name = _clean(text).replace(" ", "").removeprefix("人民币").replace("圆", "元")
    return MONEY_UNITS.get(name if name.endswith("元") else name + "元")


@_kept
def read_rate(text: str) -> Number | None:
    """A rate as a fraction: ``85.9%`` → 0.859. A bare number is taken as it stands."""
    match = _RATE.fullmatch(_clean(text))
    if match is None:
        return None
    return number_of(_decimal(match[1], match[2]) / _DIVISORS[match[3]])


def reads_as_number(text: str) -> bool:
    """Whether a text is nothing but an amount or a rate: ``2.6亿元``, ``85.9%``, ``7``."""
    return read_amount(text, None) is not None or read_rate(text) is not None


@_kept
def read_points(text: str) -> Number | None:
    """Points: ``10分``, ``9.9``. ``98%`` is 98, printed with a sign that the caller reports."""
    return _first(_POINTS, text)


@_kept
def read_count(text: str) -> Number | None:
    """How many: ``25人``, ``1 个``, ``3``."""
    return _first(_COUNT, text)


def write_number(value: Number) -> str:
    """The shortest text that a cell's XML stores for the value: ``10``, ``0.859``.

    Read back it is the same number. No exponent for sizes that a form can hold.
    Raises ValueError for what is no finite number.
    """
    if isinstance(value, int):
        return str(int(value))
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value!r}")
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text and 1e-20 < abs(value) < 1e21 else text


def half_up(value: Number, digits: int) -> Number:
    """Excel's ROUND: half away from zero, on the decimal digits that a person sees.

    ``digits`` may be negative. Like Excel it sees 15 significant digits, so 2.675 and
    1.005 * 1000 round as they look.
    """
    if digits >= 0:
        if isinstance(value, int) or abs(value) >= _WHOLE:
            return value
        if value.is_integer():
            return int(value)
    return number_of(rounded(value, digits))


def rounded(value: Number, digits: int) -> Decimal:
    """`half_up` as a decimal with exactly ``digits`` places."""
    return _EXACT.quantize(Decimal(f"{value:.15g}"), Decimal(1).scaleb(-digits))


def without_mark(text: str) -> str:
    """The text without the mark of a footnote behind it: 5①, 85.5²."""
    return text if text.isascii() else _MARK.sub("", text)


def _clean(text: str) -> str:
    """NFKC, one kind of minus, runs of white space as one blank; nothing where too long.

    The mark of a footnote behind a number is no digit of it; elsewhere it makes it none.
    """
    if not text.isascii():
        text = without_mark(text)
        if _MARKS.search(text):
            return ""
        text = unicodedata.normalize("NFKC", text).replace("−", "-")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else ""


def _first(pattern: re.Pattern[str], text: str) -> Number | None:
    match = pattern.fullmatch(_clean(text))
    return None if match is None else number_of(_decimal(match[1], match[2]))


def _decimal(sign: str, digits: str) -> Decimal:
    return Decimal(sign + digits.replace(",", "").replace(" ", ""))


def number_of(value: Decimal) -> Number:
    """Int where it is whole, else the nearest float."""
    whole = int(value)
    return whole if whole == value else float(value)
