"""The files that are spoilt: one of each kind that this program is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from mistaken import rich_workbook, workbook, wrong_form
from ooxml.hostile import OldSheet, ods, xls, xlsx
from zipingbiao.addin.building import build_xlam
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.ooxml.address import area_of, cell_name, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.opening import open_workbook_bytes

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = """\
profile = "hebei"

[options.ZPB006]
tolerance = 1

[[ignore]]
rules = ["ZPB023", "ZPB024"]
files = ["甲局/*.xlsx"]
reason = "市财政局已批复"

[[files]]
match = ["乙局/**", "丙*.xls"]
profile = "national"
options.ZPB006.tolerance = 5
"""


class Seed(NamedTuple):
    """A right file: its name, and what it is given as (``role``).

    ``input`` comes in and is read; ``layout`` is part of a layout, ``profile`` a way of scoring,
    ``settings`` stand beside the workbooks, ``data`` fill a form.
    """

    role: str
    name: str
    data: bytes


@cache
def seeds() -> tuple[Seed, ...]:
    """All seeds, in one order."""
    return tuple(_seeds())


def _seeds() -> Iterator[Seed]:
    wrong = workbook(wrong_form())
    yield Seed("input", "wrong.xlsx", wrong)
    yield Seed("input", "rich.xlsx", rich_workbook())
    yield Seed("input", "plain.xlsx", xlsx())
    yield Seed("input", "addin.xlsm", build_xlam({}))
    for name in ("sichuan-payments", "liaoning-department"):
        layout = find_layouts()[name]
        sample = (layout.folder / "sample.json").read_bytes()
        forms = forms_in(json.loads(sample))
        yield Seed("input", f"{name}.xlsx", layout.write(forms, live=True).data)
        yield Seed("data", f"{name}.json", sample)
    [sheet] = open_workbook_bytes(wrong, "wrong.xlsx").sheets
    yield Seed("input", "old.xls", _as_xls(sheet))
    yield Seed("input", "open.ods", _as_ods(sheet))
    layout_folder = ROOT / "templates" / "national-project"
    yield Seed("layout", "layout.toml", (layout_folder / "layout.toml").read_bytes())
    yield Seed("layout", "form.xlsx", (layout_folder / "form.xlsx").read_bytes())
    profiles = ROOT / "templates" / "profiles"
    yield Seed("profile", "办法.toml", (profiles / "beijing.toml").read_bytes())
    yield Seed("settings", "zipingbiao.toml", _SETTINGS.encode("utf-8"))


def _as_xls(sheet: Sheet) -> bytes:
    old = OldSheet(sheet.name)
    for address in sheet.addresses:
        row, column = (number - 1 for number in cell_place(address))
        value = sheet.value(address)
        if isinstance(value, int | float):
            old.number(row, column, value)
        else:
            old.text(row, column, sheet.shown(address))
    for area in map(area_of, sheet.merges):
        old.merge(area.top - 1, area.bottom - 1, area.left - 1, area.right - 1)
    return xls(old)


def _as_ods(sheet: Sheet) -> bytes:
    spans = {
        cell_name(area.top, area.left): (area.bottom - area.top + 1, area.right - area.left + 1)
        for area in map(area_of, sheet.merges)
    }
    places = [cell_place(address) for address in sheet.addresses]
    rows = range(1, max(row for row, _ in places) + 1)
    columns = range(1, max(column for _, column in places) + 1)
    body = "".join(
        f"<table:table-row>{''.join(_ods_cell(sheet, row, column, spans) for column in columns)}"
        "</table:table-row>"
        for row in rows
    )
    return ods(f'<table:table table:name="{escape(sheet.name)}">{body}</table:table>')


def _ods_cell(sheet: Sheet, row: int, column: int, spans: dict[str, tuple[int, int]]) -> str:
    address = cell_name(row, column)
    high, wide = spans.get(address, (1, 1))
    span = f' table:number-rows-spanned="{high}" table:number-columns-spanned="{wide}"'
    value, shown = sheet.value(address), escape(sheet.shown(address))
    if isinstance(value, int | float):
        kind = f' office:value-type="float" office:value="{value}"'
    else:
        kind = ' office:value-type="string"' if shown else ""
    return f"<table:table-cell{kind}{span}><text:p>{shown}</text:p></table:table-cell>"
