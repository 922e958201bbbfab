"""Read XML Spreadsheet 2003, which business systems export under the name ``.xls``.

Source: [MS-SPREADSHEETML 2003], "XML Spreadsheet Reference". A number format is a code, or one of
the names that are listed here.
"""

from __future__ import annotations

from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area
from zipingbiao.ooxml.foreign.cells import (
    Formatter,
    SheetMaker,
    Tally,
    boolean_cell,
    error_cell,
    number_cell,
)
from zipingbiao.ooxml.foreign.isotime import date_serial
from zipingbiao.ooxml.foreign.markup import Attributes, parse
from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.values.display import formatter

_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "
#: The named number formats, as codes.
_NAMED = {
    "": "General",
    "General Number": "General",
    "General Date": "yyyy/m/d h:mm",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "Medium Date": "d-mmm-yy",
    "Short Date": "yyyy/m/d",
    "Long Time": "h:mm:ss",
    "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm",
    "Currency": '"¥"#,##0.00',
    "Euro Currency": '"€"#,##0.00',
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
}


def read_xml2003(data: bytes) -> tuple[PlainSheet, ...]:
    """All worksheets, in the order of their tabs.

    Raises UnreadableFile: ZPB903 damaged, ZPB907 over a limit.
    """
    reader = _Reader()
    parse(data, reader.start, reader.end, reader.text)
    return tuple(reader.sheets)


class _Reader:
    """The handlers of the XML parser, and what they have gathered so far."""

    def __init__(self) -> None:
        self.sheets: list[PlainSheet] = []
        self._tally = Tally()
        self._formats: dict[str, Formatter] = {}
        self._codes: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._style = ""
        self._maker: SheetMaker | None = None
        self._hidden = False
        self._row = self._column = 0
        #: Rows that the last one stands for besides itself.
        self._more = 0
        self._row_style = ""
        self._cell: Attributes = {}
        self._data: list[str] | None = None
        self._comment = False
        self._held: tuple[str, str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        kind, given = name.removeprefix(_NAMESPACE), _own(attributes)
        if kind == "Worksheet":
            title = given.get("Name", f"Sheet{len(self.sheets) + 1}")
            self._maker = SheetMaker(title, False, self._tally)
            self._hidden = False
            self._row = self._more = 0
        elif kind == "Style":
            self._style = given.get("ID", "")
            self._parents[self._style] = given.get("Parent", "")
        elif kind == "NumberFormat":
            self._codes[self._style] = given.get("Format", "")
        elif kind == "Row":
            self._row = _whole(given, "Index", self._row + self._more + 1, MAX_ROW + 1)
            self._more = _whole(given, "Span", 0, MAX_ROW)
            self._column = 0
            self._row_style = given.get("StyleID", "")
        elif kind == "Cell":
            self._column = _whole(given, "Index", self._column + 1, MAX_COLUMN + 1)
            self._cell, self._held = given, None
        elif kind == "Comment":
            self._comment = True
        elif kind == "Data" and not self._comment:
            self._held = given.get("Type", "String"), ""
            self._data = []
        elif name == _EXCEL + "Visible":
            self._data = []

    def end(self, name: str) -> None:
        """An element ends."""
        kind = name.removeprefix(_NAMESPACE)
        if kind == "Data" and self._held is not None and self._data is not None:
            self._held = self._held[0], "".join(self._data)
            self._data = None
        elif kind == "Comment":
            self._comment = False
        elif kind == "Cell":
            self._put()
        elif name == _EXCEL + "Visible":
            self._hidden = "".join(self._data or ()).strip() != "SheetVisible"
            self._data = None
        elif kind == "Worksheet" and self._maker is not None:
            made = self._maker.made()
            self.sheets.append(PlainSheet(made.name, made.cells, made.merges, self._hidden))
            self._maker = None

    def text(self, characters: str) -> None:
        """Characters inside an element."""
        if self._data is not None:
            self._data.append(characters)

    def _put(self) -> None:
        """Set the cell that ends, and its merge."""
        maker, given = self._maker, self._cell
        if maker is None:
            return
        across = _whole(given, "MergeAcross", 0, MAX_COLUMN)
        down = _whole(given, "MergeDown", 0, MAX_ROW)
        cell = self._made(given)
        if cell is not None:
            maker.put(self._row, self._column, cell)
        maker.merge(Area(self._row, self._column, self._row + down, self._column + across))
        self._column += across

    def _made(self, given: Attributes) -> PlainCell | None:
        """What stands in the cell; None for nothing."""
        if self._held is None:
            return PlainCell(None, "", uncached=True) if "Formula" in given else None
        kind, text = self._held
        if kind == "Error":
            return error_cell(text or "#VALUE!")
        if kind == "Boolean":
            return boolean_cell(text.strip() == "1")
        try:
            if kind == "Number":
                return number_cell(float(text), self._format(given))
            if kind == "DateTime":
                return number_cell(date_serial(text.strip()), self._format(given))
        except (ValueError, OverflowError):
            return PlainCell(text, text) if text else None
        return PlainCell(text, text) if text else None

    def _format(self, given: Attributes) -> Formatter:
        style = given.get("StyleID") or self._row_style or "Default"
        made = self._formats.get(style)
        if made is None:
            made = self._formats[style] = formatter(self._code(style))
        return made

    def _code(self, style: str) -> str:
        """The code of a style's number format, or of the one that it builds on."""
        seen: set[str] = set()
        while style not in self._codes and self._parents.get(style) and style not in seen:
            seen.add(style)
            style = self._parents[style]
        code = self._codes.get(style, "")
        return _NAMED.get(code, code)


def _own(attributes: Attributes) -> Attributes:
    return {name.removeprefix(_NAMESPACE): value for name, value in attributes.items()}


def _whole(given: Attributes, name: str, otherwise: int, most: int) -> int:
    text = given.get(name, "")[:9]
    return min(int(text), most) if text.isascii() and text.isdigit() else otherwise
