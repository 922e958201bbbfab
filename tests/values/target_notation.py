"""How the tables of targets write what is read: ``数 ≥95 %``, ``期 ≤2020-12``, ``区间 90–95 %``."""

from __future__ import annotations

from zipingbiao.values.numbers import write_number
from zipingbiao.values.targets import BLANK, DATE, NUMBER, RANGE, Target


def shown(target: Target) -> str:
    """A target in the notation of the tables."""
    words = {NUMBER: _number, DATE: _date, RANGE: _range, BLANK: lambda _: "空白"}
    return words.get(target.kind, lambda one: "文字 零" if one.zero else "文字")(target)


def _number(target: Target) -> str:
    parts = ["数", f"{target.operator or ''}{write_number(target.value or 0)}", target.unit]
    if target.normalized is not None and target.normalized != target.value:
        parts.append(f"折合{write_number(target.normalized)}")
    if target.deadline is not None:
        parts.append(f"时限{target.deadline}")
    elif target.prefix:
        parts.append(f"前缀{target.prefix}")
    if target.suffix:
        parts.append(f"后缀{target.suffix}")
    return " ".join(part for part in parts if part)


def _date(target: Target) -> str:
    return f"期 {target.operator or ''}{target.date}"


def _range(target: Target) -> str:
    ends = "–".join(write_number(end or 0) for end in (target.low, target.high))
    return " ".join(part for part in ("区间", ends, target.unit) if part)
