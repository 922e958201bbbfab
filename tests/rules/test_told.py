"""What each rule says of its bad example and its cases, word by word: ``told/ZPB….txt``.

Whoever changes a rule sees in the difference what people will read.
``WRITE=1 pytest tests/rules/test_told.py`` writes the files anew.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.finding import Finding, Fix
from zipingbiao.rules.page import SEVERITY_NAMES, sections

HERE = Path(__file__).parent
FOLDER = HERE / "told"
FoundIn = Callable[..., list[Finding]]


def tried(code: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The bad example of a rule's page, and the cases that it must find."""
    yield "反例", tomllib.loads(sections(RULES[code].page)["反例"])
    cases = tomllib.loads((HERE / "cases" / f"{code}.toml").read_text("utf-8"))
    for case in cases["fail"]:
        yield case["name"], case


def shown(one: Finding) -> Iterator[str]:
    """A finding as the file has it: what it is, its sentence, what it leans on and calls wrong."""
    cell = f"（{one.cell}）" if one.cell else ""
    due = "" if one.expected is None else f"，应为「{one.expected}」"
    printed = "空白" if one.printed is None else f"「{one.printed}」"
    yield f"  {SEVERITY_NAMES[one.severity]} {one.field}{cell}：{printed}{due}"
    yield f"    {one.message}"
    for name, fields in (("依据", one.rests), ("存疑", one.doubts), ("牵连", one.touches)):
        if fields:
            yield f"    {name} {'；'.join(_with_due(fields))}"
    if one.witnesses != 1:
        yield f"    佐证 {one.witnesses}"


def fix_of(fix: Fix) -> Iterator[str]:
    """What the rule would write, where the form stands in cells."""
    formula = f" ={fix.formula}" if fix.formula else ""
    yield f"  改 {fix.cell}：{fix.value}{formula}（{fix.reason}）"


def _with_due(fields: Mapping[str, object]) -> Iterable[str]:
    return (field if due is None else f"{field}={due:g}" for field, due in fields.items())


def text_of(code: str, found_in: FoundIn, wanted_in: FoundIn) -> str:
    """All that a rule says."""
    lines: list[str] = []
    for name, fragment in tried(code):
        lines.append(f"{name}")
        for one in found_in(fragment, code):
            lines += shown(one)
        for one in wanted_in(fragment, code):
            if one.fix is not None:
                lines += fix_of(one.fix)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_what_it_said(code: str, found_in: FoundIn, wanted_in: FoundIn) -> None:
    path, text = FOLDER / f"{code}.txt", text_of(code, found_in, wanted_in)
    if os.environ.get("WRITE"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


def test_no_file_is_left_of_a_rule_that_is_gone() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == sorted(RULES)
