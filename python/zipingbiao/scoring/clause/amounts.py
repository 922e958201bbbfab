"""Points and spans of numbers in a clause's words."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from zipingbiao.scoring.clause.model import ALL, HUNDRED, ZERO, Measure, Points, Span

#: Units of which a bare number may not be meant: 50万亩, 每少100.
THOUSANDS: Final = ("千", "百", "万", "亿")


def shown(number: Decimal) -> str:
    """A decimal without needless zeros."""
    return f"{number.normalize():f}"


def cents(number: Decimal) -> Decimal:
    """To the digits that a remark shows."""
    return number.quantize(Decimal("1e-4"))


def amount_words(points: Points) -> str:
    """Points as a clause says them: ``2分``, ``10%的分值``."""
    if points == ALL:
        return "满分"
    if points.of_weight:
        return f"{shown(points.amount * HUNDRED)}%的分值"
    return f"{shown(points.amount)}分"


def span_words(span: Span, measure: Measure) -> str:
    """A span in a clause's words: ``≤10%``, ``>10%且≤20%``, ``≥目标值的90%``; "" for all."""
    if span.low is None and span.high is None and not span.outside:
        return ""
    match measure.scale:
        case "ahead" if span.low or span.high:
            return _moved_words(span, measure, "", "差")
        case "ahead":
            return "未达到目标值" if span.low is None else _AHEAD[span.low, span.low_in]
        case "above" if span.low or span.high:
            return _moved_words(span, measure, "超过目标值", "低于目标值", "不超过目标值")
        case "change" if span.low is not None or (span.high is not None and span.high <= 0):
            return _change_words(span, measure)
    target = {"share": "目标值的", "above": "目标值"}.get(measure.scale, "")

    def compared(sign: str, end: Decimal | None) -> str:
        return f"{sign}{target}{'' if measure.scale == 'above' else measure.shown(end or ZERO)}"

    if span.outside:
        return compared("≠", span.low)
    if span.low is not None and span.low == span.high:
        return compared("=", span.low)
    low = "" if span.low is None else compared("≥" if span.low_in else ">", span.low)
    high = "" if span.high is None else compared("≤" if span.high_in else "<", span.high)
    return "且".join(part for part in (low, high) if part)


#: Of what is better than the target: from it on, beyond it.
_AHEAD: Final = {(ZERO, True): "达到目标值", (ZERO, False): "超额完成目标值"}


def _moved_words(span: Span, measure: Measure, up: str, down: str, most: str = "") -> str:
    """超过目标值30%（含）, 低于目标值10%以内, 增长5%（含）-8%（不含）: so far from something."""
    low, high, low_in, high_in = span.low, span.high, span.low_in, span.high_in
    if low is None and high is not None and high > 0:
        return f"{most}{measure.shown(high)}{_belongs(high_in)}"
    word = up
    if low is None or low < 0:
        word = down
        low, high, low_in, high_in = (
            None if high is None else -high, None if low is None else -low, high_in, low_in,
        )  # fmt: skip
    if high is None:
        return f"{word}{measure.shown(low or ZERO)}{_belongs(low_in)}以上"
    if not low and not low_in:
        return f"{word}{measure.shown(high)}{_belongs(high_in)}以内"
    low = low or ZERO
    return f"{word}{measure.shown(low)}{_belongs(low_in)}-{measure.shown(high)}{_belongs(high_in)}"


def _belongs(inside: bool) -> str:
    return "（含）" if inside else "（不含）"


def _change_words(span: Span, measure: Measure) -> str:
    """较上年下降, 较上年增长5%（含）以上."""
    if span.low == 0 and span.high == 0:
        return "较上年持平"
    if span.low in (None, ZERO) and span.high in (None, ZERO):
        flat = "或持平" if span.low_in or span.high_in else ""
        return f"较上年{'增长' if span.high is None else '下降'}{flat}"
    return _moved_words(span, measure, "较上年增长", "较上年下降")
