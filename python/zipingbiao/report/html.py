"""Findings as one HTML file for reading, printing or mailing; nothing in it needs a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from zipingbiao.errors import Place, TemplateError
from zipingbiao.model import FileRecord
from zipingbiao.places import template_folders
from zipingbiao.report.checking import Checked
from zipingbiao.report.codes import Entry, entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.explaining import flowing, page_sections
from zipingbiao.report.figures import by_rule, by_unit, severity_counts
from zipingbiao.report.text import closing
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import EXAMPLES, SEVERITY_NAMES

_TEMPLATE = "report/report.html"


class _Row(NamedTuple):
    """A finding as the page shows it."""

    finding: Finding
    entry: Entry
    severity: str
    context: str


class _FileRows(NamedTuple):
    """The findings of one file."""

    path: str
    rows: list[_Row]


class _UnitFiles(NamedTuple):
    """The files of one unit."""

    unit: str
    files: list[_FileRows]
    counts: dict[str, int]


class _Section(NamedTuple):
    """A part of a rule's page."""

    head: str
    body: str
    is_example: bool


def html_page(checked: Checked) -> str:
    """The whole page. Raises TemplateError where its template is missing."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_template().read_text("utf-8"))
    places = Places(checked.forms)
    return template.render(
        closing=closing(checked),
        counts=severity_counts(checked.findings),
        severities=SEVERITY_NAMES,
        units=list(_units(checked.findings, places)),
        by_rule=by_rule(checked.findings),
        by_unit=by_unit(checked.findings, places),
        unread=_unread(checked),
        pages=[(entry_of(row.code), _page(row.code)) for row in by_rule(checked.findings)],
    )


def _template() -> Path:
    for folder in template_folders():
        if (folder / _TEMPLATE).is_file():
            return folder / _TEMPLATE
    place = Place(path=f"templates/{_TEMPLATE}")
    raise TemplateError("找不到检查报告的模板。", place, "请重新安装本程序。")


def _units(findings: Sequence[Finding], places: Places) -> Iterator[_UnitFiles]:
    """The findings by unit and file; a file stands with the unit that its first finding has."""
    files: dict[str, list[tuple[str, list[Finding]]]] = {}
    for path, group in groupby(findings, key=lambda one: one.path):
        found = list(group)
        files.setdefault(places.unit(found[0]), []).append((path, found))
    for unit, listed in sorted(files.items()):
        rows = [_FileRows(path, [_row(one, places) for one in found]) for path, found in listed]
        counts = severity_counts(one for _, found in listed for one in found)
        yield _UnitFiles(unit, rows, counts)


def _row(finding: Finding, places: Places) -> _Row:
    severity = SEVERITY_NAMES[finding.severity]
    return _Row(finding, entry_of(finding.code), severity, places.context(finding))


def _unread(checked: Checked) -> list[FileRecord]:
    return [one.record for one in checked.readings if one.record.status == "unreadable"]


def _page(code: str) -> list[_Section]:
    return [
        _Section(head, flowing(head, body), head in EXAMPLES)
        for head, body in page_sections(code).items()
    ]
