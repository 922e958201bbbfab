"""What ``--fix`` mends and what it leaves to a person: cases as data, in ``fixes.toml``.

Each case starts from a right form, so that what was right is known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from office import Office
from planted import errors_of, forms_read, mended, sheets_of, typed
from zipingbiao.interchange import form_from
from zipingbiao.layouts import get_layout
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import SheetCells
from zipingbiao.ooxml.editor.recalculation import Spot
from zipingbiao.report.fixing import Mended

_DATA = tomllib.loads(Path(__file__).with_name("fixes.toml").read_text("utf-8"))
CASES: Mapping[str, Mapping[str, Any]] = {case["name"]: case for case in _DATA["case"]}


@cache
def right(name: str) -> bytes:
    """The right workbook of a case: with the numbers of its form, or with formulas."""
    case = CASES[name]
    form = form_from(_DATA["forms"][case["form"]])
    return get_layout(form.layout).write([form], given=not case.get("formulas")).data


def fields_of(data: bytes) -> dict[str, Spot]:
    """Where the fields of the only form stand, blank ones too."""
    [form] = forms_read(data)
    return {path: (form.source.sheet, cell) for path, cell in form.places.items()}


@cache
def wrong(name: str) -> bytes:
    """The workbook of a case."""
    case, data = CASES[name], right(name)
    fields = fields_of(data)
    data = named(data, case.get("names", {}))
    for path, formula in case.get("arrays", {}).items():
        data = with_array(data, fields[path], formula)
    for path, (formula, value) in case.get("old", {}).items():
        data = with_old_value(data, fields[path], formula, value)
    edits = {fields[path]: None if value == "" else value for path, value in case["cells"].items()}
    if edits:
        data = typed(data, edits)
    return formatted(data, {fields[path]: code for path, code in case.get("formats", {}).items()})


def named(data: bytes, names: Mapping[str, str]) -> bytes:
    """The workbook with some defined names more."""
    book = EditedBook(data)
    defined = "".join(f'<definedName name="{n}">{text}</definedName>' for n, text in names.items())
    part = book.text(book.workbook)
    assert "<definedNames>" in part
    book.put(book.workbook, part.replace("<definedNames>", f"<definedNames>{defined}"))
    return book.save()


def with_array(data: bytes, spot: Spot, formula: str) -> bytes:
    """The workbook with an array formula in a cell, which holds the number that was there."""
    book = EditedBook(data)
    part = book.sheets[spot[0]].part
    pattern = rf'(<c r="{spot[1]}"[^>]*>)(?:<f>[^<]*</f>)?(<v>)'
    array = rf'\1<f t="array" ref="{spot[1]}">{formula}</f>\2'
    text, found = re.subn(pattern, array, book.text(part))
    assert found == 1
    book.put(part, text)
    return book.save()


def with_old_value(data: bytes, spot: Spot, formula: str, value: float) -> bytes:
    """The workbook with a formula in a cell that holds what the formula once came to."""
    book = EditedBook(data)
    cells = SheetCells(book.parts[book.sheets[spot[0]].part])
    cells.write(spot[1], value, formula)
    book.put(book.sheets[spot[0]].part, cells.markup())
    return book.save()


def formatted(data: bytes, codes: Mapping[Spot, str]) -> bytes:
    """The workbook with other number formats in some cells."""
    if not codes:
        return data
    book = openpyxl.load_workbook(BytesIO(data))
    for (sheet, cell), code in codes.items():
        book[sheet][cell].number_format = code
    book.save(out := BytesIO())
    return out.getvalue()


@cache
def fixed(name: str) -> Mended:
    """What mending makes of it."""
    return mended(wrong(name))


def changes_of(name: str) -> dict[str, str]:
    """What was changed: field → what is seen there now."""
    paths = {spot: path for path, spot in reversed(fields_of(right(name)).items())}
    return {paths[one.sheet, one.cell]: one.new for one in fixed(name).changes}


@pytest.mark.parametrize("name", CASES)
def test_what_is_mended_and_what_is_left(name: str) -> None:
    case, done, fields = CASES[name], fixed(name), fields_of(right(name))
    assert changes_of(name) == case["changes"]
    formulas = {one.cell: one.formula for one in done.changes}
    made = {fields[path][1]: text for path, text in case.get("made", {}).items()}
    assert {cell: formulas[cell] for cell in made} == made
    reasons = {one.cell: one.reason for one in done.changes}
    why = {fields[path][1]: text for path, text in case.get("why", {}).items()}
    assert {cell: reasons[cell] for cell in why} == why
    values = sheets_of(done.data)
    for path, value in case.get("values", {}).items():
        assert values[fields[path][0]].value(fields[path][1]) == value
    found = {f"{one.code} {one.field}" for one in errors_of(done.data)}
    found |= {
        f"{fault.code} {fault.place.field}"
        for form in forms_read(done.data)
        for fault in form.faults
    }
    assert set(case.get("told", ())) <= found
    assert [one for one in case.get("left", ()) if one not in "".join(map(str, done.left))] == []


@pytest.mark.parametrize("name", CASES)
def test_nothing_else_changes(name: str) -> None:
    """No other cell, no formula that stays, no new error; and once is enough."""
    data, done = wrong(name), fixed(name)
    before, after = sheets_of(data), sheets_of(done.data)
    touched = {(one.sheet, one.cell) for one in done.changes}
    for title, sheet in before.items():
        formulas = set(openpyxl_formulas(data, title))
        for cell in {*sheet.addresses, *after[title].addresses} - formulas:
            if (title, cell) not in touched:
                assert after[title].value(cell) == sheet.value(cell), cell
        assert formulas <= set(openpyxl_formulas(done.data, title))
    old = {(one.code, one.field) for one in errors_of(data)}
    assert {(one.code, one.field) for one in errors_of(done.data)} <= old
    assert mended(done.data).changes == ()


def openpyxl_formulas(data: bytes, sheet: str) -> dict[str, object]:
    """The formulas of a sheet by address."""
    rows = openpyxl.load_workbook(BytesIO(data))[sheet].iter_rows()
    return {cell.coordinate: cell.value for row in rows for cell in row if cell.data_type == "f"}


def test_libreoffice_computes_the_same(office: Office, tmp_path: Path) -> None:
    for number, (name, case) in enumerate(CASES.items()):
        if case["changes"]:
            copy = tmp_path / f"{number}.xlsx"
            copy.write_bytes(fixed(name).data)
            assert office.changed(copy) == {}, name
