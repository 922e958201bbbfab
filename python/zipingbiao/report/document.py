"""Findings as one JSON document (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from zipingbiao.interchange import file_data
from zipingbiao.report.baseline import SCHEMA
from zipingbiao.report.checking import Checked
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.figures import by_rule, by_unit, severity_counts
from zipingbiao.report.fixing import Change
from zipingbiao.rules.finding import INFO, Finding

Data = dict[str, Any]


def finding_data(finding: Finding) -> Data:
    """One finding."""
    return {
        "code": finding.code,
        "slug": entry_of(finding.code).slug,
        "severity": finding.severity,
        "path": finding.path,
        "sheet": finding.sheet or None,
        "cell": finding.cell,
        **({"place": finding.spot} if finding.spot else {}),
        "field": finding.field or None,
        "project": finding.project,
        "printed": finding.printed,
        "expected": finding.expected,
        "message": finding.message,
        "fixable": finding.fixable,
    }


def document(
    checked: Checked, *, changes: Sequence[Change] | None = None, statistics: bool = False
) -> Data:
    """The whole document; ``fixes`` and ``statistics`` only where they were asked for.

    ``left_out`` counts what is too light to be told, where only graver findings were asked for.
    """
    data: Data = {
        "schema": SCHEMA,
        "files": [file_data(one.record) for one in checked.readings],
        "findings": [finding_data(one) for one in checked.findings],
        "counts": severity_counts(checked.findings),
    }
    if checked.inspector.severity != INFO:
        data["left_out"] = severity_counts(checked.lighter)
    if statistics:
        places = Places(checked.forms)
        data["statistics"] = {
            "rules": [asdict(row) for row in by_rule(checked.findings)],
            "units": [asdict(row) for row in by_unit(checked.findings, places)],
        }
    if changes is not None:
        data["fixes"] = [change._asdict() for change in changes]
    return data
