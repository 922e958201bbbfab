"""A form in brief: what another summary, or this one next year, is compared by.

The rows of the working sheet 对比底稿, and the targets of the indicators, which stand on 指标明细.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.merge.records import BriefRow, FormRow
from zipingbiao.merge.words import COMPANIONS, PAYMENTS
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.origin import with_check

#: What a line of an indicator holds: second level, name, target, result.
Line = tuple[str, str, str, str]

_CODE = re.compile(r"(ZPB\d{3,4})×(\d+)")


#: Digits of a number that every program keeps when it saves.
_PRECISION = 12


class Brief(NamedTuple):
    """A form as it is compared; ``lines`` gives its indicators when they are asked for."""

    row: BriefRow
    lines: Callable[[], Sequence[Line]]


def check_of(rows: Iterable[BriefRow]) -> str:
    """The number of rows of 对比底稿 and their digest, in any order: ``12-0123456789abcdef``."""
    digests = sorted(hashlib.sha256(_said(row).encode()).hexdigest() for row in rows)
    every = hashlib.sha256("".join(digests).encode()).hexdigest()
    return f"{len(digests)}-{every[:16]}"


def with_check_of(rows: Iterable[BriefRow], parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a summary that says what its 对比底稿 holds: `check_of` the rows."""
    return with_check(parts, check_of(rows))


def _said(row: BriefRow) -> str:
    """A row as it is read again, but for its link, which is made anew wherever it lies."""
    return "\t".join(map(_canonical, row._replace(link="")))


def _canonical(value: object) -> str:
    """A value as text, the same for all that programs make of it when they save."""
    if isinstance(value, int | float):
        return f"{value:.{_PRECISION}g}"
    text = "" if value is None else str(value)
    return "".join(text.encode("utf-8", "replace").decode().split())


def is_compared(row: BriefRow) -> bool:
    """Whether a form is held against an earlier one: a self-evaluation, not what goes with it."""
    return row.category != PAYMENTS and row.category not in COMPANIONS.values()


def brief_row(form: SelfEvaluation, row: FormRow) -> BriefRow:
    """A form in brief, what is found on it left open."""
    return BriefRow(
        category=row.category,
        year=row.year,
        department=row.department,
        unit=row.unit,
        project=row.project,
        layout=form.layout,
        budget_wan=row.budget_wan,
        executed_wan=row.executed_wan,
        rate=row.rate,
        score=row.score,
        found=None,
        indicators=row.indicators,
        sheet=row.sheet,
        area=row.area,
        path=row.path,
        link=row.link,
    )


def lines_of(form: SelfEvaluation) -> list[Line]:
    """The indicators of a form as they are compared."""
    return [
        (one.level2 or "", one.level3 or "", one.target or "", one.actual or "")
        for one in form.indicators
        if one.level3
    ]


def found_text(counts: Mapping[str, int]) -> str | None:
    """What is found on a form, by code: ``ZPB001×2、ZPB023×1``."""
    return "、".join(f"{code}×{count}" for code, count in sorted(counts.items())) or None


def found_counts(text: str | None) -> Counter[str]:
    """What a text of `found_text` says; nothing where the form was not checked."""
    return Counter({code: int(count) for code, count in _CODE.findall(text or "")})
