"""Findings for the screen: by file and sheet, with cell, code, message and where it stands."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from zipingbiao.report.checking import Checked
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.examining import READ
from zipingbiao.report.figures import by_rule, by_unit, severity_counts
from zipingbiao.rules.finding import ERROR, INFO, WARN, Finding, weighs
from zipingbiao.rules.page import SEVERITY_NAMES
from zipingbiao.values.text import aligned

_COLOURS = {ERROR: "31;1", WARN: "33;1", INFO: "36;1"}
_BOLD, _FAINT = "1", "2"
#: What is printed in a cell is shown up to here; some cells hold whole pages.
_LONG = 60


class Paint:
    """Colours for a terminal; plain where nobody sees them or nobody wants them (NO_COLOR)."""

    def __init__(self, stream: TextIO | None) -> None:
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._on = stream is not None and stream.isatty() and wanted

    def __call__(self, text: str, colour: str) -> str:
        """The text in a colour (an ANSI code)."""
        return f"\033[{colour}m{text}\033[0m" if self._on else text


def text_lines(checked: Checked, paint: Paint) -> Iterator[str]:
    """All findings, and a closing line."""
    places = Places(checked.forms)
    for path, findings in groupby(checked.findings, key=lambda one: one.path):
        yield paint(path, _BOLD)
        for sheet, found in groupby(findings, key=lambda one: one.sheet):
            if sheet:
                yield f"  {sheet}"
            for finding in found:
                yield from _finding_lines(finding, places, paint)
        yield ""
    yield closing(checked)


def _finding_lines(finding: Finding, places: Places, paint: Paint) -> Iterator[str]:
    severity = paint(SEVERITY_NAMES[finding.severity], _COLOURS[finding.severity])
    slug = entry_of(finding.code).slug
    mark = "（可修正）" if finding.fixable else ""
    cell = (finding.spot or finding.cell or "—").ljust(5)
    yield f"    {cell} {severity} {finding.code} {slug}　{one_line(finding.message)}{mark}"
    context = places.context(finding)
    if context:
        yield paint(f"          │ {context}：{_printed(finding)}", _FAINT)


def _printed(finding: Finding) -> str:
    shown = one_line(finding.printed or "空白")
    return shown if len(shown) <= _LONG else f"{shown[:_LONG]}……"


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which would upset a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def closing(checked: Checked) -> str:
    """How much was checked and found, in one sentence or two."""
    read = sum(one.record.status in READ for one in checked.readings)
    forms = sum(form.is_evaluation for form in checked.forms)
    others = len(checked.forms) - forms
    scope = f"检查了 {read} 个文件、{forms} 张表"
    if others:
        scope += f"，另有 {others} 张绩效目标表、运行监控表不检查"
    if told := checked.statements:
        scope += f"、{len(told)} 份文件的文字里的 {sum(told)} 个数"
    if not forms and not told:
        return f"没有检查任何自评表：{len(checked.readings)} 个文件里没有读出一张。"
    if not checked.findings:
        least = checked.inspector.severity
        asked = "和".join(name for key, name in SEVERITY_NAMES.items() if weighs(key, least))
        return f"没有发现{asked if checked.lighter else '问题'}（{scope}）。"
    counts = severity_counts(checked.findings)
    parts = "，".join(f"{SEVERITY_NAMES[name]} {count}" for name, count in counts.items())
    fixable = sum(one.fixable for one in checked.findings)
    mend = f"，其中 {fixable} 个可用 --fix 修正" if fixable else ""
    return f"{scope}，发现 {len(checked.findings)} 个问题（{parts}）{mend}。"


def left_out(checked: Checked, path: str | None = None) -> str:
    """The findings that are too light to be told, as one sentence; ``""`` where there are none.

    ``path``: only those of one file.
    """
    lighter = [one for one in checked.lighter if path is None or one.path == path]
    if not lighter:
        return ""
    counts = severity_counts(lighter)
    parts = "、".join(
        f"{SEVERITY_NAMES[name]} {count} 个" for name, count in counts.items() if count
    )
    return f"另有{parts}，比要看的轻，没有列出。"


def statistics_lines(checked: Checked) -> Iterator[str]:
    """How often each rule was broken, and what each unit has; then the closing line."""
    if checked.findings:
        rules = [("代码", "名称", "次数")]
        rules += [(row.code, row.name, str(row.count)) for row in by_rule(checked.findings)]
        yield from aligned(rules)
        yield ""
        units = [("单位", "错误", "警告", "提示")]
        for row in by_unit(checked.findings, Places(checked.forms)):
            units.append((one_line(row.unit), str(row.error), str(row.warn), str(row.info)))
        yield from aligned(units)
        yield ""
    yield closing(checked)


def joined(lines: Iterable[str]) -> str:
    """Lines as one text."""
    return "".join(f"{line}\n" for line in lines)
