"""How many findings there are: by severity, by rule, by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.rules.finding import SEVERITIES, Finding


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A code and how often it was found."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class UnitCount:
    """A unit and its findings by severity."""

    unit: str
    error: int
    warn: int
    info: int


def severity_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """``{"error": 1, "warn": 0, "info": 0}``."""
    counts = Counter(one.severity for one in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def by_rule(findings: Iterable[Finding]) -> list[RuleCount]:
    """The codes, the most frequent first."""
    counts = Counter(one.code for one in findings)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [RuleCount(code, entry_of(code).name, count) for code, count in ranked]


def by_unit(findings: Sequence[Finding], places: Places) -> list[UnitCount]:
    """The units, those with the most errors first."""
    counts = Counter((places.unit(one), one.severity) for one in findings)
    units = {unit for unit, _ in counts}
    rows = [UnitCount(unit, *(counts[unit, severity] for severity in SEVERITIES)) for unit in units]
    return sorted(rows, key=lambda row: (-row.error, -row.warn, -row.info, row.unit))
