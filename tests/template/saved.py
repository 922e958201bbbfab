"""A draft saved as a workbook: formats that show its numbers so, formulas, hidden lines."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from template.distort import Draft
from zipingbiao.ooxml.address import cell_name
from zipingbiao.ooxml.grid import CellError, PlainCell

#: Rows and columns are hidden in one of so many books; so many write dates as ISO 8601.
_HIDING, _ISO = 3, 2
_EPOCH = date(1899, 12, 30)
_SHEET = "xl/worksheets/sheet1.xml"


def workbook(draft: Draft) -> bytes:
    """The bytes of a workbook that shows what the draft shows."""
    data = BytesIO()
    chance = random.Random(len(draft.cells))
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        formats = {"": book.add_format({"border": 1})}
        sheet = book.add_worksheet(draft.name)
        for area in draft.merges:
            sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
        for (row, column), cell in draft.cells.items():
            code = _format(cell)
            if code not in formats:
                formats[code] = book.add_format({"num_format": code})
            _write(sheet, row - 1, column - 1, cell, formats[code])
        if not chance.randrange(_HIDING):
            sheet.set_row(chance.randrange(draft.bottom), None, None, {"hidden": True})
            hidden = chance.randrange(draft.right)
            sheet.set_column(hidden, hidden, None, None, {"hidden": True})
        if draft.hidden:
            book.add_worksheet("首页").activate()
            sheet.hide()
    days = [p for p, cell in draft.cells.items() if _format(cell) == _CODES["日"]]
    if days and not chance.randrange(_ISO):
        return _with_iso_dates(data.getvalue(), {cell_name(*place) for place in days})
    return data.getvalue()


def _with_iso_dates(book: bytes, days: Collection[str]) -> bytes:
    """A workbook some of whose dates are written as such, ``t="d"``, and no longer as numbers."""
    data = BytesIO()
    with ZipFile(BytesIO(book)) as before, ZipFile(data, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == _SHEET:
                content = _DAY.sub(lambda one: _iso(one, days), content.decode()).encode()
            after.writestr(name, content)
    return data.getvalue()


_DAY = re.compile(r'<c r="([A-Z]+\d+)"( s="\d+")?><v>(\d+)</v></c>')


def _iso(cell: re.Match[str], days: Collection[str]) -> str:
    address, style, number = cell.groups("")
    if address not in days:
        return cell[0]
    day = (_EPOCH + timedelta(int(number))).isoformat()
    return f'<c r="{address}"{style} t="d"><v>{day}</v></c>'


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: PlainCell,
    look: xlsxwriter.format.Format,
) -> None:
    if cell.uncached:
        sheet.write_formula(row, column, "=1+1", look, "")
    elif isinstance(cell.value, CellError):
        sheet.write_formula(row, column, "=1/0", look, str(cell.value))
    elif isinstance(cell.value, bool):
        sheet.write_boolean(row, column, cell.value, look)
    elif isinstance(cell.value, int | float):
        sheet.write_number(row, column, cell.value, look)
    elif cell.value is not None:
        sheet.write_string(row, column, cell.value, look)


#: How a number is shown that does not show as it is.
_CODES: Mapping[str, str] = {
    "万元": '0!.0,"万元"', "%": "0.00%", "日": 'yyyy"年"m"月"d"日"',
}  # fmt: skip


def _format(cell: PlainCell) -> str:
    if not isinstance(cell.value, int | float) or cell.shown == str(cell.value):
        return ""
    return next((code for end, code in _CODES.items() if cell.shown.endswith(end)), "")
