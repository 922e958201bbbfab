"""Sheets of our own in a book: lists with links to cells, which one click removes.

They are known, also after the book was saved and opened again, by the words that end their
second line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, groupby
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError
from zipingbiao.ooxml.editor.tables import Line, Table
from zipingbiao.ooxml.ownlist import OWN_LIST

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.host import Host

HEAD_ROW = 3
_NUMBER_HEAD = "序号"
_HEAD_COLOUR = "#D9E1F2"
#: In points; not every program makes the row fit the larger font.
_TITLE_HEIGHT = 24
_TEXT, _GENERAL = "@", "General"
#: A cell of the format "text" shows no longer text than this.
_LONG = 255


def own_sheets(book: xw.Book, name: str | None = None) -> list[xw.Sheet]:
    """The sheets of our own, all or those of a name (问题清单, 问题清单（2）)."""
    return [sheet for sheet in book.sheets if is_called(sheet.name, name) and _is_own(sheet)]


def is_called(sheet: str, name: str | None) -> bool:
    """Whether a list of a name may be called so (问题清单, 问题清单（2）)."""
    return name is None or bool(re.fullmatch(rf"{re.escape(name)}(（\d+）)?", sheet))


def _is_own(sheet: xw.Sheet) -> bool:
    return is_own_text(sheet["A2"].value)


def is_own_text(text: object) -> bool:
    """Whether what stands in A2 says that a sheet is of our own."""
    return isinstance(text, str) and text.endswith(OWN_LIST)


def remove(book: xw.Book, name: str | None = None) -> int:
    """Delete the sheets of our own, all or those of a name; how many there were."""
    sheets = own_sheets(book, name)
    for sheet in sheets:
        sheet.delete()
    return len(sheets)


def add_sheet(book: xw.Book, table: Table, host: Host) -> xw.Sheet:
    """Write a table on a new sheet behind the others; what is in front stays in front.

    A sheet of that name which is none of ours stays too; the new one is called 问题清单（2）.
    """
    with view_kept(book):
        sheet = book.sheets.add(
            free_name([one.name for one in book.sheets], table.name), after=book.sheets[-1]
        )
        _write(sheet, table)
        # Excel sets no page where there is no printer: then nothing is printed either.
        with suppress(CallError):
            host.fit_page(sheet, HEAD_ROW)
    return sheet


def free_name(sheets: Iterable[str], name: str) -> str:
    """What a new list is called beside other sheets: 问题清单, 问题清单（2）."""
    taken = {one.casefold() for one in sheets}
    names = (name if number == 1 else f"{name}（{number}）" for number in count(1))
    return next(one for one in names if one.casefold() not in taken)


@contextmanager
def view_kept(book: xw.Book) -> Iterator[None]:
    """A block after which the sheet and the cells are in front that were before, if still there.

    A sheet counts as the same that has the same name.
    """
    front, selected = book.sheets.active.name, _selected(book)
    try:
        yield
    finally:
        if front in book.sheet_names:
            book.sheets[front].activate()
            if selected:
                book.sheets[front].range(selected).select()


def _selected(book: xw.Book) -> str | None:
    """The address of the selected cells, the first area where there are several."""
    selection = book.selection
    if selection is None or selection.sheet != book.sheets.active:
        return None
    return selection.address.partition(",")[0]


# What stands on it


def texts_of(table: Table) -> list[list[object]]:
    """The cells of a list, row by row; a link is a formula."""
    blank = [""] * (len(table.columns) - 1)
    heads = [column.head for column in table.columns]
    rows: list[list[object]] = [
        [table.title, *blank],
        [f"{table.subtitle}{OWN_LIST}", *blank],
        [*heads],
    ]
    return [*rows, *map(_row, table.lines)]


def format_of(table: Table, column: int) -> str:
    """The number format of a column, the first of which is 0: texts stay texts."""
    links = any(line.link and line.link[0] == column for line in table.lines)
    return _GENERAL if links or table.columns[column].head == _NUMBER_HEAD else _TEXT


def long_cells(table: Table) -> Iterator[tuple[int, int]]:
    """Rows and columns of cells whose texts are too long for the format "text"."""
    for number, line in enumerate(table.lines, start=HEAD_ROW + 1):
        for column, text in enumerate(line.texts, start=1):
            if len(text) > _LONG:
                yield number, column


def _row(line: Line) -> list[object]:
    cells: list[object] = [text.lstrip("=") if len(text) > _LONG else text for text in line.texts]
    if line.link:
        at, target = line.link
        place, shown = (text.replace('"', '""') for text in (target, line.texts[at]))
        cells[at] = f'=HYPERLINK("#{place}","{shown}")'
    return cells


def colours_of(table: Table) -> Iterator[tuple[int, int, int, str]]:
    """The coloured cells: first row, how many alike below each other, column, ``FFC7CE``."""
    row = HEAD_ROW + 1
    for coloured, lines in groupby(table.lines, key=lambda line: line.coloured):
        size = len(list(lines))
        if coloured:
            yield row, size, coloured[0] + 1, coloured[1]
        row += size


# Writing


def _write(sheet: xw.Sheet, table: Table) -> None:
    """The whole table at once; formats first, for texts to stay texts."""
    last = HEAD_ROW + len(table.lines)
    for number, column in enumerate(table.columns, start=1):
        cells = sheet.range((HEAD_ROW, number), (last, number))
        cells.column_width = column.width
        cells.number_format = format_of(table, number - 1)
        if column.centred:
            cells.horizontal_alignment = "center"
    for place in long_cells(table):
        sheet.range(place).number_format = _GENERAL
    sheet.range((1, 1), (last, len(table.columns))).value = texts_of(table)
    _dress(sheet, table)


def _dress(sheet: xw.Sheet, table: Table) -> None:
    """Fonts, borders and colours."""
    last, width = HEAD_ROW + len(table.lines), len(table.columns)
    sheet["A1"].font.bold = True
    sheet["A1"].font.size = 14
    sheet["A1"].row_height = _TITLE_HEIGHT
    head = sheet.range((HEAD_ROW, 1), (HEAD_ROW, width))
    head.font.bold = True
    head.color = _HEAD_COLOUR
    head.horizontal_alignment = "center"
    body = sheet.range((HEAD_ROW, 1), (last, width))
    body.wrap_text = True
    body.vertical_alignment = "center"
    body.borders.set("all", line_style="continuous", weight="thin", color="#BFBFBF")
    for row, size, column, colour in colours_of(table):
        sheet.range((row, column), (row + size - 1, column)).color = f"#{colour}"
    sheet.autofit("rows")
