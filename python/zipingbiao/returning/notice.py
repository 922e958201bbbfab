"""The letter that goes with what is sent back: a Word template of ours, filled for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from zipingbiao.drafting.filling import Outline
from zipingbiao.drafting.finishing import ask
from zipingbiao.errors import OutputError, Place, TemplateError, UnreadableFile, system_reason
from zipingbiao.export.naming import stems_for
from zipingbiao.ooxml.documents.word import read_docx
from zipingbiao.ooxml.editor.stamp import stamp_notice
from zipingbiao.ooxml.origin import Origin, input_digest
from zipingbiao.ooxml.package import Package
from zipingbiao.places import template_file
from zipingbiao.report.context import NO_UNIT
from zipingbiao.returning.ledger import Ledger, SentFile, SentFinding
from zipingbiao.rules.finding import SEVERITIES
from zipingbiao.rules.page import SEVERITY_NAMES
from zipingbiao.values.text import fold

TEMPLATE = "notices/return.docx"
NOTICE_NAME = "退回通知"
#: So many findings of a file stand in the letter; the list in its copy has all.
_MOST = 30


def by_unit(files: Sequence[SentFile]) -> list[list[SentFile]]:
    """The files that are sent back, those of each unit together."""
    found: dict[str, list[SentFile]] = {}
    for one in files:
        if one.is_sent:
            found.setdefault(fold(one.unit), []).append(one)
    return list(found.values())


def _named(ledger: Ledger) -> list[list[SentFile]]:
    return [some for some in by_unit(ledger.files) if some[0].unit != NO_UNIT]


def scope_of(ledger: Ledger) -> str:
    """How much was sent back, in words: the same when it goes out and when it comes back."""
    sent = [one for one in ledger.sent if one.copy]
    nameless = sum(one.unit == NO_UNIT for one in sent)
    told = f"，其中 {nameless} 份没有读出单位" if nameless else ""
    if uncopied := len(ledger.sent) - len(sent):
        told += f"；另有 {uncopied} 份没有副本，只在通知里"
    if ledger.unread:
        told += f"；另有 {len(ledger.unread)} 份读不了，要重新报送"
    return f"{len(sent)} 份、{len(_named(ledger))} 个单位{told}"


def letter_names(ledger: Ledger) -> dict[str, str]:
    """What the letter to each unit is called."""
    units = [some[0].unit for some in _named(ledger)]
    stems = stems_for(f"{NOTICE_NAME}　{unit}" for unit in units)
    return {unit: f"{stem}.docx" for unit, stem in zip(units, stems, strict=True)}


class Letter(NamedTuple):
    """A letter: to which unit, the name of its file, its bytes."""

    unit: str
    name: str
    data: bytes


def notices(ledger: Ledger) -> Iterator[Letter]:
    """The letter to each unit that has a name.

    Raises TemplateError where the template is broken or missing, OutputError where it is shut.
    """
    groups = _named(ledger)
    path = template_file(TEMPLATE, "退回通知的模板")
    try:
        template = path.read_bytes()
    except OSError as error:
        reason = f"退回通知的模板打不开（{system_reason(error)}）。"
        raise OutputError(reason, Place(str(path)), "请检查这个文件。") from None
    names = letter_names(ledger)
    for some in groups:
        data = _filled(template, path, facts_of(some, ledger.deadline))
        yield Letter(some[0].unit, names[some[0].unit], data)


def _filled(template: bytes, path: Path, facts: dict[str, Any]) -> bytes:
    try:
        outline = Outline(template, path)
        outline.fill(facts)
        read = read_docx(Package.open(outline.save()))
    except UnreadableFile as error:
        reason = f"退回通知的模板不是完好的 Word 文件（{error.reason.rstrip('。')}）。"
        raise TemplateError(reason, Place(str(path)), "请用 Word 另存为 .docx。") from None
    stamp_notice(outline, Origin.of_hash("", input_digest(read)))
    return outline.save()


def facts_of(files: Sequence[SentFile], deadline: str | None) -> dict[str, Any]:
    """What the tags of a letter may take: all of one unit."""
    found = [finding for one in files for finding in one.findings]
    years = {one.year for one in files}
    [year] = years if len(years) == 1 else [None]
    return {
        "unit": files[0].unit,
        "year": "" if year is None else f"{year}年度",
        "deadline": chinese_day(deadline) if deadline else ask("交回的日期"),
        "counts": {"all": len(found), **_counts(found)},
        "files": [_file_facts(one) for one in files],
        "copies": sum(one.copy is not None for one in files),
        "marked": sum(one.is_marked for one in files),
        "sender": ask("发文单位"),
        "day": ask("发文日期"),
    }


def chinese_day(day: str) -> str:
    """``2026-12-10`` → ``2026年12月10日``."""
    found = date.fromisoformat(day)
    return f"{found.year}年{found.month}月{found.day}日"


def _counts(findings: Sequence[SentFinding]) -> dict[str, int]:
    return {name: sum(one.severity == name for one in findings) for name in SEVERITIES}


def _file_facts(one: SentFile) -> dict[str, Any]:
    """A file; the gravest findings first, as only so many of them are told."""
    sheets = {found.sheet for found in one.findings if found.sheet}
    ranked = sorted(one.findings, key=lambda found: SEVERITIES.index(found.severity))
    rows = [
        {
            "number": number,
            "severity": SEVERITY_NAMES[found.severity],
            "code": found.code,
            "place": place_of(found, len(sheets) > 1),
            "message": found.message,
        }
        for number, found in enumerate(ranked[:_MOST], start=1)
    ]
    return {
        "project": title_of(one),
        "paper": _paper(one),
        **_counts(one.findings),
        "rows": rows,
        "more": max(0, len(ranked) - _MOST),
    }


def _paper(one: SentFile) -> str:
    if one.copy is None:
        return f"{one.path}（没有副本，请改原件）"
    return one.copy if one.is_marked else f"{one.copy}（只有问题清单，请改原件“{one.path}”）"


def title_of(one: SentFile) -> str:
    """The projects that a file is about; its name where it names none."""
    projects = list(dict.fromkeys(form.project for form in one.forms if form.project))
    more = f"等{len(projects)}个项目" if len(projects) > 1 else ""
    return f"{projects[0]}{more}" if projects else one.path


def place_of(found: SentFinding, with_sheet: bool = True) -> str:
    """Where a finding is, as a person looks for it."""
    if found.place:
        return found.place
    sheet = found.sheet if with_sheet or not found.cell else None
    return "!".join(filter(None, (sheet, found.cell))) or "整份文件"
