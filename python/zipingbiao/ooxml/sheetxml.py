"""A worksheet part taken apart for rewriting: head, rows of cells, tail.

The head (up to ``<sheetData>``) and the tail (from ``</sheetData>``) stay text, byte for byte;
rows and cells become objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from zipingbiao.errors import TemplateError
from zipingbiao.ooxml.address import cell_place

SAVE_AGAIN = "请用 Excel 打开后另存为 .xlsx。"


@dataclass(frozen=True, slots=True)
class CellXml:
    """One ``<c>``: column, style number, type, formula with its attributes, value, inline runs."""

    column: int
    style: str
    kind: str
    value: str | None = None
    inline: str | None = None
    formula: str | None = None
    formula_settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowXml:
    """One ``<row>``: its number, its other attributes, its cells in order."""

    number: int
    settings: Mapping[str, str]
    cells: tuple[CellXml, ...]


@dataclass(frozen=True, slots=True)
class SheetXml:
    """The part: ``head`` ends with ``<sheetData>``, ``tail`` begins with ``</sheetData>``."""

    head: str
    rows: tuple[RowXml, ...]
    tail: str


class _Reader:
    """Collects rows and cells, and where the sheet data begins and ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.rows: list[RowXml] = []
        self.begin = self.end_at = -1
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._inside = False
        self._row: dict[str, str] = {}
        self._cells: list[CellXml] = []
        self._cell: dict[str, str] = {}
        self._formula: dict[str, str] | None = None
        self._texts: dict[str, str] = {}
        self._into = ""
        self._inline_at = -1
        self._inline: str | None = None

    def read(self) -> SheetXml:
        """Parse, and cut head and tail out of the bytes."""
        self._parser.Parse(self.data, True)
        if self.begin < 0:
            raise TemplateError("工作表里没有单元格，或元素名带有前缀。", cure=SAVE_AGAIN)
        head = self.data[: self.begin].decode()
        tail = self.data[self.end_at :].decode()
        if self.data[: self.begin].rstrip().endswith(b"/>"):
            head = head.rstrip()[:-2] + ">"
            tail = f"</sheetData>{tail}"
        return SheetXml(head, tuple(self.rows), tail)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheetData":
            self._inside = True
            self.begin = self.data.index(b">", self._parser.CurrentByteIndex) + 1
        elif not self._inside:
            return
        elif name == "row":
            self._row, self._cells = attributes, []
        elif name == "c":
            self._cell, self._formula, self._texts, self._inline = attributes, None, {}, None
        elif name == "is":
            self._inline_at = self.data.index(b">", self._parser.CurrentByteIndex) + 1
        elif name in ("v", "f") and self._inline_at < 0:
            self._into = name
            if name == "f":
                self._formula = attributes

    def _end(self, name: str) -> None:
        if name == "sheetData":
            self._inside = False
            self.end_at = max(self._parser.CurrentByteIndex, self.begin)
        elif not self._inside:
            return
        elif name == "is":
            self._inline = self.data[self._inline_at : self._parser.CurrentByteIndex].decode()
            self._inline_at = -1
        elif name in ("v", "f"):
            self._into = ""
        elif name == "c":
            self._cells.append(self._finished_cell())
        elif name == "row":
            settings = {key: value for key, value in self._row.items() if key not in ("r", "spans")}
            self.rows.append(RowXml(int(self._row["r"]), settings, tuple(self._cells)))

    def _finished_cell(self) -> CellXml:
        formula = None if self._formula is None else self._texts.get("f", "")
        return CellXml(
            column=cell_place(self._cell["r"])[1],
            style=self._cell.get("s", ""),
            kind=self._cell.get("t", ""),
            value=self._texts.get("v"),
            inline=self._inline,
            formula=formula,
            formula_settings=self._formula or {},
        )

    def _text(self, data: str) -> None:
        if self._into:
            self._texts[self._into] = self._texts.get(self._into, "") + data


def take_apart(data: bytes) -> SheetXml:
    """Take a worksheet part apart. Raises TemplateError where it is no plain worksheet."""
    try:
        return _Reader(data).read()
    except expat.ExpatError as error:
        reason = f"工作表的 XML 在第 {error.lineno} 行损坏，无法解析。"
        raise TemplateError(reason, cure=SAVE_AGAIN) from None
    except (KeyError, ValueError):
        raise TemplateError("工作表的单元格没有位置。", cure=SAVE_AGAIN) from None
