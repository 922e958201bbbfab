"""The page of a code: for a rule its docstring, for the others what their table says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zipingbiao.errors import CallError
from zipingbiao.report.codes import FAULTS, cure_of, entries, entry_of, known_code, offer
from zipingbiao.rules.page import EXAMPLES, SEVERITY_NAMES, applicability, paragraph, sections
from zipingbiao.rules.rulebook import RULES
from zipingbiao.values.text import aligned

_INDENT = "    "


def code_to_explain(text: str) -> str:
    """The code that somebody asks about. Raises CallError naming a near one."""
    code = known_code(text)
    if code is None:
        raise CallError(f"没有代码为「{text}」的规则。", cure=offer(text))
    return code


def page_sections(code: str) -> dict[str, str]:
    """The parts of a page by their heads, each text on lines as in the source."""
    if code in RULES:
        return sections(RULES[code].page)
    return {"检查什么": FAULTS[code].meaning, "如何修改": cure_of(code)}


def flowing(head: str, body: str) -> str:
    """A part of a page to be shown: examples as they stand, the rest as one paragraph."""
    return body if head in EXAMPLES else paragraph(body)


def page_lines(code: str) -> Iterator[str]:
    """The page for the screen."""
    entry = entry_of(code)
    yield f"{entry.code} {entry.name}（{entry.slug}，{SEVERITY_NAMES[entry.severity]}）"
    if where := _where(code):
        yield where
    for head, body in page_sections(code).items():
        yield ""
        yield head
        yield from (f"{_INDENT}{line}".rstrip() for line in body.splitlines())


def _where(code: str) -> str:
    one = RULES.get(code)
    parts = applicability(one) if one else []
    return f"适用：{'，'.join(parts)}" if parts else ""


def page_data(code: str) -> Mapping[str, Any]:
    """The page as data."""
    one, entry = RULES.get(code), entry_of(code)
    options = one.options.items() if one else ()
    return {
        "schema": 1,
        **entry._asdict(),
        "layouts": sorted(one.layouts) if one and one.layouts else None,
        "regions": sorted(one.regions) if one and one.regions else None,
        "years": list(one.years) if one and one.years else None,
        "options": {name: option._asdict() for name, option in options},
        "sections": {head: flowing(head, body) for head, body in page_sections(code).items()},
    }


def list_lines() -> Iterator[str]:
    """All codes for the screen: code, name, severity, slug."""
    rows = [("代码", "名称", "程度", "代号")]
    rows += [(one.code, one.name, SEVERITY_NAMES[one.severity], one.slug) for one in entries()]
    return aligned(rows)


def list_data() -> Mapping[str, Any]:
    """All codes as data."""
    return {"schema": 1, "rules": [one._asdict() for one in entries()]}
