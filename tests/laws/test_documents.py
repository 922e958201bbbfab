"""Law: a form in a document is read as the same form on a sheet, however people spoilt it.

What a person sees is all that a document has: the sheet is held to its texts as they are shown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

import converted
from documents import grid_of
from ugly import PAGES, WORD, Maker
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainCell, PlainSheet, Sheet
from zipingbiao.ooxml.opening import open_workbook, open_workbook_bytes

LAYOUTS = find_layouts()
READER = form_reader(LAYOUTS)


def as_seen(sheet: Sheet) -> PlainSheet:
    """A sheet with nothing but what a person sees on it."""
    shown = {address: sheet.shown(address) for address in sheet.addresses}
    cells = {address: PlainCell(text, text) for address, text in shown.items() if text}
    return PlainSheet(sheet.name, cells, sheet.merges)


def forms_on(sheets: Sequence[Sheet]) -> list[SelfEvaluation]:
    return [form for sheet in sheets for form in READER.read(sheet, "表")]


@cache
def sample(name: str) -> tuple[PlainSheet, ...]:
    """The sheets of a layout's own sample, as seen."""
    layout = LAYOUTS[name]
    made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    data = layout.write(made, given=True).data
    return tuple(as_seen(sheet) for sheet in open_workbook_bytes(data, "表.xlsx").sheets)


def check(sheets: Sequence[PlainSheet], make: Maker, kind: str) -> None:
    wanted, got = forms_on(sheets), forms_on(read(kind, make(list(map(grid_of, sheets)))))
    assert wanted
    assert len(got) == len(wanted)
    for expected, actual in zip(wanted, got, strict=True):
        assert actual == expected


@pytest.mark.parametrize("way", WORD)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_sample_of_a_layout_is_read_from_word(name: str, way: str) -> None:
    check(sample(name), WORD[way], "docx")


@pytest.mark.parametrize("way", converted.WORD)
@pytest.mark.parametrize("name", list(LAYOUTS)[::4])
def test_a_form_is_read_however_a_program_writes_its_tables(name: str, way: str) -> None:
    check(sample(name), converted.WORD[way], "docx")


@pytest.mark.parametrize("way", PAGES)
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_sample_of_a_layout_is_read_from_a_page(name: str, way: str) -> None:
    check(sample(name), PAGES[way], "html")


MAKERS = [
    *(("docx", make) for make in [*WORD.values(), *converted.WORD.values()]),
    *(("html", make) for make in [*PAGES.values(), *converted.PAGES.values()]),
]


def agencies(shared: Path) -> list[Path]:
    return sorted((shared / "agency").glob("*.xlsx"))


@pytest.mark.parametrize(("kind", "make"), MAKERS, ids=lambda one: getattr(one, "__name__", one))
def test_what_agencies_filed_is_read_from_documents(shared: Path, kind: str, make: Maker) -> None:
    for path in agencies(shared):
        sheets = [
            as_seen(sheet) for sheet in open_workbook(path, path.name).sheets if sheet.addresses
        ]
        check(sheets, make, kind)
