"""Read ``.ods`` and ``.fods`` (OpenDocument 1.0 to 1.3) as a stream.

Repeated rows and cells are expanded only where something stands in them: LibreOffice ends
every sheet with a million blank rows. What a cell shows is stored in the file; notes, drawings
and tracked changes are left out. Dates become Excel serials.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area
from zipingbiao.ooxml.foreign.cells import SheetMaker, Tally, error_cell, number_cell
from zipingbiao.ooxml.foreign.isotime import date_serial, time_serial
from zipingbiao.ooxml.foreign.markup import Attributes, parse
from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.ooxml.package import Package
from zipingbiao.values.display import formatter

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{_NAMESPACE}table:1.0 "
_TEXT = f"{_NAMESPACE}text:1.0 "
_OFFICE = f"{_NAMESPACE}office:1.0 "
_STYLE = f"{_NAMESPACE}style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_CELLS = frozenset({_TABLE + "table-cell", _TABLE + "covered-table-cell"})
#: Elements whose content is not what stands in the cell.
_ASIDE = frozenset(
    {
        _OFFICE + "annotation",
        _TEXT + "note",
        _TABLE + "tracked-changes",
        _TABLE + "shapes",
        _TABLE + "dde-links",
    }
)
_DRAWING = f"{_NAMESPACE}drawing:1.0 "
_DECLARED = {
    "percentage": formatter("0.00%"),
    "date": formatter("yyyy-mm-dd"),
    "time": formatter("hh:mm:ss"),
}
_GENERAL = formatter("General")
_GENERAL_WIDTH = 11
_FRACTION = re.compile(r"-?[0-9]+\.[0-9]*[1-9]")
#: Truth values that LibreOffice took over from Excel are numbers that look like this.
_TRUTH = {"TRUE": 1, "FALSE": 0}
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")

#: Characters that XML cannot contain stand for what blanks are not collapsed around.
_SPACE, _TAB, _BREAK = "\x01", "\x02", "\x03"
_BLANKS = re.compile(r"[ \t\r\n]+")
_MARKS = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})


def read_ods(package: Package) -> tuple[PlainSheet, ...]:
    """All sheets of an ``.ods``, in the order of their tabs.

    Raises UnreadableFile: ZPB903 damaged, ZPB907 over a limit.
    """
    return read_content(package.read("content.xml"))


def read_content(data: bytes) -> tuple[PlainSheet, ...]:
    """All sheets of a ``content.xml``, or of a whole ``.fods``."""
    reader = _Reader()
    parse(data, reader.start, reader.end, reader.text)
    return tuple(reader.sheets)


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    attributes: Attributes
    paragraphs: list[str] = field(default_factory=list)

    def number(self, name: str) -> int:
        """A count of repetitions or spanned cells; 1 where it is left out or senseless."""
        text = self.attributes.get(_TABLE + name, "1")
        # Nine digits are beyond every limit; more would only cost time.
        return max(1, int(text[:9])) if text.isascii() and text.isdigit() else 1


class _Reader:
    """The handlers of the XML parser, and what they have gathered so far."""

    def __init__(self) -> None:
        self.sheets: list[PlainSheet] = []
        self._tally = Tally()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._maker: SheetMaker | None = None
        self._tables = 0
        self._aside = 0
        self._row = self._column = 0
        self._row_repeat = 1
        self._row_cells: list[tuple[int, int, _Cell]] = []
        self._cell: _Cell | None = None
        self._paragraph: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._aside or name in _ASIDE or name.startswith(_DRAWING):
            self._aside += 1
        elif name == _TABLE + "table":
            self._tables += 1
            if self._tables == 1:
                self._start_sheet(attributes)
        elif self._tables == 1:
            self._start_inside(name, attributes)
        elif name == _STYLE + "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._aside:
            self._aside -= 1
        elif name == _TABLE + "table":
            self._tables -= 1
            if self._tables == 0 and self._maker is not None:
                self.sheets.append(self._maker.made())
                self._maker = None
        elif self._tables == 1:
            self._end_inside(name)

    def text(self, characters: str) -> None:
        """Characters inside an element."""
        if self._paragraph is not None and not self._aside:
            self._paragraph.append(characters)

    def _start_sheet(self, attributes: Attributes) -> None:
        name = attributes.get(_TABLE + "name", f"Sheet{len(self.sheets) + 1}")
        hidden = attributes.get(_TABLE + "style-name") in self._hidden_styles
        self._maker = SheetMaker(name, hidden, self._tally)
        self._row = 0

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        if name == _TABLE + "table-row":
            self._row_repeat = _Cell(attributes).number("number-rows-repeated")
            self._column = 0
        elif name in _CELLS:
            self._cell = _Cell(attributes)
        elif self._cell is not None:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: Attributes) -> None:
        if name == _TEXT + "p":
            self._paragraph = []
        elif self._paragraph is None:
            return
        elif name == _TEXT + "s":
            count = attributes.get(_TEXT + "c", "1")[:4]
            self._paragraph.append(_SPACE * (int(count) if count.isdecimal() else 1))
        elif name == _TEXT + "tab":
            self._paragraph.append(_TAB)
        elif name == _TEXT + "line-break":
            self._paragraph.append(_BREAK)

    def _end_inside(self, name: str) -> None:
        if name == _TEXT + "p":
            self._end_paragraph()
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif name == _TABLE + "table-row":
            self._end_row()

    def _end_paragraph(self) -> None:
        if self._cell is not None and self._paragraph is not None:
            literal = _BLANKS.sub(" ", "".join(self._paragraph)).strip(" ")
            self._cell.paragraphs.append(literal.translate(_MARKS))
        self._paragraph = None

    def _end_cell(self, cell: _Cell) -> None:
        repeat = cell.number("number-columns-repeated")
        if cell.attributes or cell.paragraphs:
            self._row_cells.append((self._column + 1, repeat, cell))
        self._column += repeat
        self._cell = None

    def _end_row(self) -> None:
        for column, repeat, cell in self._row_cells:
            self._place(column, repeat, cell)
        self._row_cells.clear()
        self._row += self._row_repeat

    def _place(self, column: int, repeat: int, cell: _Cell) -> None:
        """Set a cell, and its merge, in each place where it is repeated."""
        maker = self._maker
        plain = _plain(cell)
        down, across = cell.number("number-rows-spanned"), cell.number("number-columns-spanned")
        merged = down > 1 or across > 1
        if maker is None or (plain is None and not merged):
            return
        # Counted before the loop: a bomb repeats one cell a billion times.
        Tally().take(repeat * self._row_repeat)
        for row in range(self._row + 1, self._row + 1 + self._row_repeat):
            for left in range(column, column + repeat):
                if plain is not None:
                    maker.put(row, left, plain)
                if merged:
                    maker.merge(_area(row, left, down, across))


def _area(row: int, column: int, down: int, across: int) -> Area:
    return Area(row, column, min(row + down - 1, MAX_ROW), min(column + across - 1, MAX_COLUMN))


def _plain(cell: _Cell) -> PlainCell | None:
    """What stands in a cell; None for nothing."""
    get = cell.attributes.get
    text = "\n".join(cell.paragraphs)
    kind = get(_OFFICE + "value-type") or get(_CALC + "value-type") or ""
    formula = get(_TABLE + "formula")
    if get(_CALC + "value-type") == "error" or (formula and _ERROR.fullmatch(text)):
        return error_cell(text or "#VALUE!")
    if kind == "boolean":
        value = get(_OFFICE + "boolean-value") == "true"
        return PlainCell(value, text or ("TRUE" if value else "FALSE"))
    number = _number(kind, cell.attributes)
    if number is not None and number == _TRUTH.get(text):
        return PlainCell(bool(number), text)
    if number is not None:
        made = number_cell(number, _DECLARED.get(kind, _GENERAL))
        return made._replace(shown=text) if text and not _unformatted(text) else made
    literal = get(_OFFICE + "string-value", text)
    if literal or text:
        return PlainCell(literal or text, text or literal)
    return PlainCell(None, "", uncached=True) if formula and not kind else None


def _unformatted(text: str) -> bool:
    """Whether a text is a fraction in full, as LibreOffice stores it for the format General.

    On the screen General cuts it to eleven characters, in Excel as in LibreOffice.
    """
    return len(text) > _GENERAL_WIDTH and _FRACTION.fullmatch(text) is not None


def _number(kind: str, attributes: Attributes) -> float | None:
    """The number that a cell of the kind holds; None for text and for what is no number."""
    try:
        if kind in ("float", "percentage", "currency"):
            return float(attributes[_OFFICE + "value"])
        if kind == "date":
            return date_serial(attributes[_OFFICE + "date-value"])
        if kind == "time":
            return time_serial(attributes[_OFFICE + "time-value"])
    except KeyError:
        return None
    except (ValueError, OverflowError):
        raise UnreadableFile("ZPB903", "文件已损坏，单元格的数值无法解析。") from None
    return None
