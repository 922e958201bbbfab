"""GLOSSARY.md and the code say the same, and the code uses one word for one concept."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zipingbiao import glossary, model

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "GLOSSARY.md").read_text("utf-8")
CODE = re.compile(r"`([^`]+)`")


def tables() -> Iterator[tuple[str, list[str]]]:
    """The rows of all tables, each with the heading above it."""
    heading = ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| ---"):
            yield heading, [cell.strip() for cell in line.strip("|").split("|")]


ROWS = [row for _, row in tables()]
FIELDS = [row for row in ROWS if len(row) == 5 and row[0] != "中文"]
KINDS = {row[0].strip("`") for heading, row in tables() if heading == "种类与单位"} - {"种类"}
FORBIDDEN = {
    word: (row[0], row[1])
    for heading, row in tables()
    if heading == "一个概念一个词"
    for word in CODE.findall(row[3])
}


def test_every_field_stands_in_the_table_with_its_name_and_kind() -> None:
    told = {
        (CODE.findall(row[1])[0], row[0], row[2].strip("`"))
        for row in FIELDS
        if CODE.findall(row[1])
    }
    assert told == {(term.key, term.chinese, term.kind) for term in glossary.TERMS}


def test_every_row_says_what_it_means() -> None:
    assert [row for row in FIELDS if not row[3]] == []


def test_every_kind_is_explained() -> None:
    assert {term.kind for term in glossary.TERMS} == KINDS


def test_every_list_is_named() -> None:
    told = {(row[0], CODE.findall(row[1])[0]) for heading, row in tables() if heading == "列表"
            and CODE.findall(row[1])}  # fmt: skip
    assert told == {(term.chinese, term.item) for term in glossary.LISTS.values()}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("header", model.Header),
        ("group", model.Group),
        ("total", model.Total),
        *((item, term.record) for item, term in glossary.LISTS.items()),
    ],
)
def test_the_glossary_names_each_field_of_the_model(record: str, kind: type) -> None:
    names = [term.name for term in glossary.TERMS if term.record == record]
    assert names == [field.name for field in dataclasses.fields(kind)]


def identifiers(tree: ast.AST) -> Iterator[str]:
    """The names that a module gives: of modules, functions, arguments, variables, fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def words(name: str) -> set[str]:
    """`read_WorkSheet2` → read, work, sheet, worksheet…: the words an identifier is made of."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return {part.lower() for part in parts} | {name.lower().strip("_")}


def test_the_words_of_an_identifier_are_found() -> None:
    assert {"fill", "wb"} <= words("fill_wb")
    assert "worksheet" in words("Worksheet")
    assert "sheet" in words("PlainSheet")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "python").rglob("*.py")), ids=lambda path: path.stem
)
def test_the_code_uses_one_word_for_one_concept(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = {
        f"{name}：{FORBIDDEN[word][0]}应写作 {FORBIDDEN[word][1]}"
        for name in (*identifiers(tree), path.stem)
        for word in words(name) & FORBIDDEN.keys()
    }
    assert found == set()


def test_some_words_are_forbidden() -> None:
    assert len(FORBIDDEN) > 10
