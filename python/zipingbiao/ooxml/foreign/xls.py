"""Read ``.xls`` and WPS's ``.et`` (BIFF 2 to 8) through xlrd.

Merged cells exist from Excel 97 (BIFF8) on; older files have none. The format stores a result
for every formula and no mark for "never calculated", so no cell is reported as uncached.
"""

from __future__ import annotations

import os

import xlrd
from xlrd.formatting import std_format_strings

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.foreign.cells import (
    Formatter,
    SheetMaker,
    Tally,
    boolean_cell,
    error_cell,
    number_cell,
)
from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.values.display import BUILTIN_FORMATS, formatter

#: Files that name no code page come from Chinese programs of the nineties.
_FALLBACK_ENCODING = "gb18030"
_BIFF8 = 80


def read_xls(data: bytes) -> tuple[PlainSheet, ...]:
    """All worksheets, in the order of their tabs.

    Raises UnreadableFile: ZPB902 encrypted, ZPB903 damaged, ZPB907 over a limit.
    """
    try:
        return _read(data)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:
        # xlrd meets damage with whatever its code stumbles over: AssertionError, struct.error,
        # IndexError, TypeError … There is no narrower class.
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> UnreadableFile:
    if "encrypted" in str(error):
        return UnreadableFile("ZPB902", "文件已加密（设有打开密码，或工作簿保护密码），无法读取。")
    return UnreadableFile("ZPB903", "文件已损坏，无法按 Excel 97-2003 格式读取。")


def _read(data: bytes) -> tuple[PlainSheet, ...]:
    book = _opened(data, None)
    if book.biff_version < _BIFF8 and book.codepage is None:
        book = _opened(data, _FALLBACK_ENCODING)
    formats = _CellFormats(book)
    tally = Tally()
    return tuple(_read_sheet(sheet, formats, tally) for sheet in book.sheets())


def _opened(data: bytes, encoding: str | None) -> xlrd.Book:
    with open(os.devnull, "w", encoding="utf-8") as silence:
        return xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            encoding_override=encoding,
            logfile=silence,
        )


class _CellFormats:
    """The number format of each cell style, made when first asked for."""

    def __init__(self, book: xlrd.Book) -> None:
        self._styles = book.xf_list
        self._formats = book.format_map
        self._date1904 = bool(book.datemode)
        self._made: dict[int, Formatter] = {}

    def __getitem__(self, style: int) -> Formatter:
        made = self._made.get(style)
        if made is None:
            made = self._made[style] = formatter(self._code(style), self._date1904)
        return made

    def _code(self, style: int) -> str:
        if not 0 <= style < len(self._styles):
            return "General"
        key: int = self._styles[style].format_key
        found = self._formats.get(key)
        code: str | None = found.format_str if found else None
        # A built-in format that the file does not spell out is the one of the Chinese Excel,
        # not the American one that xlrd fills in.
        if code is None or code == std_format_strings.get(key):
            return BUILTIN_FORMATS.get(key, code or "General")
        return code


def _read_sheet(sheet: xlrd.sheet.Sheet, formats: _CellFormats, tally: Tally) -> PlainSheet:
    maker = SheetMaker(sheet.name, sheet.visibility != 0, tally)
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        for column, kind in enumerate(kinds):
            if kind in _WITH_CONTENT:
                style = sheet.cell_xf_index(row, column)
                cell = _cell(kind, sheet.cell_value(row, column), formats[style])
                if cell is not None:
                    maker.put(row + 1, column + 1, cell)
    for top, bottom, left, right in sheet.merged_cells:
        maker.merge(Area(top + 1, left + 1, bottom, right))
    return maker.made()


_WITH_CONTENT = frozenset(
    {
        xlrd.XL_CELL_TEXT,
        xlrd.XL_CELL_NUMBER,
        xlrd.XL_CELL_DATE,
        xlrd.XL_CELL_BOOLEAN,
        xlrd.XL_CELL_ERROR,
    }
)


def _cell(kind: int, value: str | float, show: Formatter) -> PlainCell | None:
    """A cell of xlrd; None for a formula that gave an empty text."""
    if isinstance(value, str):
        return PlainCell(value, value) if value else None
    if kind == xlrd.XL_CELL_ERROR:
        return error_cell(xlrd.error_text_from_code.get(int(value), "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return boolean_cell(bool(value))
    return number_cell(float(value), show)
