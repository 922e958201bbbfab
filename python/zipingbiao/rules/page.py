"""The page of a rule: its module's docstring, in parts, and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from zipingbiao.rules.finding import ERROR, INFO, WARN
from zipingbiao.rules.registry import Rule

SECTIONS = ("检查什么", "依据", "为什么", "反例", "正例", "如何修改", "参数")
EXAMPLES = ("反例", "正例")
SEVERITY_NAMES: Mapping[str, str] = {ERROR: "错误", WARN: "警告", INFO: "提示"}

_HEAD = re.compile(rf"^({'|'.join(SECTIONS)})$", re.MULTILINE)
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])")


def sections(page: str) -> dict[str, str]:
    """The parts of a page by their heads, in their order, without the indent."""
    pieces = _HEAD.split(page)[1:]
    return {
        head: textwrap.dedent(body.strip("\n")).strip()
        for head, body in zip(pieces[::2], pieces[1::2], strict=True)
    }


def paragraph(text: str) -> str:
    """A part as one line: what was broken in the source is joined, without blanks in Chinese."""
    return _BREAK.sub("", text).replace("\n", " ")


def markdown(one: Rule) -> str:
    """The page as Markdown, with the rule's severity and where it applies."""
    parts = sections(one.page)
    severity = SEVERITY_NAMES[one.severity]
    lines = [f"# {one.code} {one.name}", "", f"代号 `{one.slug}` · {severity}{_where(one)}"]
    for head in SECTIONS:
        body = parts[head]
        shown = f"```toml\n{body}\n```" if head in EXAMPLES else paragraph(body)
        lines += ["", f"## {head}", "", shown]
    return "\n".join(lines) + "\n"


def applicability(one: Rule) -> list[str]:
    """The layouts, regions and years that a rule is for; nothing where it is for all."""
    parts = []
    if one.layouts:
        parts.append(f"版式 {'、'.join(sorted(one.layouts))}")
    if one.regions:
        parts.append(f"地区 {'、'.join(sorted(one.regions))}")
    if one.years:
        first, last = one.years
        parts.append(f"{first} 年起" if last is None else f"{first}—{last} 年")
    return parts


def _where(one: Rule) -> str:
    """Where a rule applies, if not everywhere."""
    parts = applicability(one)
    if one.across:
        parts.append("同时看多张表")
    if one.prose:
        parts.append("看连贯的文字")
    return "".join(f" · {part}" for part in parts)


def index(rules: Mapping[str, Rule]) -> str:
    """The list of all rules as Markdown."""
    lines = ["# 规则一览", "", "| 代码 | 名称 | 级别 | 代号 |", "| --- | --- | --- | --- |"]
    for code, one in sorted(rules.items()):
        severity = SEVERITY_NAMES[one.severity]
        lines.append(f"| [{code}]({code}.md) | {one.name} | {severity} | `{one.slug}` |")
    return "\n".join(lines) + "\n"
