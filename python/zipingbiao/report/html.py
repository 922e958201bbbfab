"""Findings as one HTML file for reading, printing or mailing; nothing in it needs a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from zipingbiao.model import FileRecord
from zipingbiao.report.checking import Checked
from zipingbiao.report.codes import Entry, entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.figures import by_rule, by_unit, severity_counts
from zipingbiao.report.pages import render_page, rule_page
from zipingbiao.report.text import closing, left_out
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import SEVERITY_NAMES


class _Row(NamedTuple):
    """A finding as the page shows it."""

    finding: Finding
    entry: Entry
    severity: str
    context: str


class _SheetRows(NamedTuple):
    """The findings on one sheet; ``sheet`` is empty for those about the whole file."""

    sheet: str
    rows: list[_Row]


class _FileRows(NamedTuple):
    """The findings of one file."""

    path: str
    sheets: list[_SheetRows]


class _UnitFiles(NamedTuple):
    """The files of one unit."""

    unit: str
    files: list[_FileRows]
    counts: dict[str, int]


def html_page(checked: Checked, since: Mapping[str, Any] | None = None) -> str:
    """The whole page. Raises TemplateError where its template is missing.

    ``since``: what the template says of files that were sent back.
    """
    places = Places(checked.forms)
    rules = by_rule(checked.findings)
    return render_page(
        "report/report.html",
        closing=closing(checked),
        left_out=left_out(checked),
        since=since,
        counts=severity_counts(checked.findings),
        severities=SEVERITY_NAMES,
        units=list(_units(checked.findings, places)),
        by_rule=[(row, entry_of(row.code).severity) for row in rules],
        by_unit=by_unit(checked.findings, places),
        unread=_unread(checked),
        pages=[rule_page(row.code) for row in rules],
    )


def _units(findings: Sequence[Finding], places: Places) -> Iterator[_UnitFiles]:
    """The findings by unit and file; a file stands with the unit that its first finding has."""
    files: dict[str, list[tuple[str, list[Finding]]]] = {}
    for path, group in groupby(findings, key=lambda one: one.path):
        found = list(group)
        files.setdefault(places.unit(found[0]), []).append((path, found))
    for unit, listed in sorted(files.items()):
        rows = [_FileRows(path, list(_sheets(found, places))) for path, found in listed]
        counts = severity_counts(one for _, found in listed for one in found)
        yield _UnitFiles(unit, rows, counts)


def _sheets(findings: Sequence[Finding], places: Places) -> Iterator[_SheetRows]:
    for sheet, group in groupby(findings, key=lambda one: one.sheet):
        yield _SheetRows(sheet or "", [_row(one, places) for one in group])


def _row(finding: Finding, places: Places) -> _Row:
    severity = SEVERITY_NAMES[finding.severity]
    return _Row(finding, entry_of(finding.code), severity, places.context(finding))


def _unread(checked: Checked) -> list[FileRecord]:
    return [one.record for one in checked.readings if one.record.status == "unreadable"]
