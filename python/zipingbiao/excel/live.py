"""The cells of an open book as formulas see them, read sheet by sheet at one go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import xlwings as xw
from openpyxl.utils.datetime import to_excel

from zipingbiao.errors import CallError, Place, ZpbError
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.evaluate_functions import Functions
from zipingbiao.ooxml.evaluate_nodes import Matrix
from zipingbiao.ooxml.evaluate_view import Holds, SheetView
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.tokens import Token, TokenError, tokens
from zipingbiao.scoring.formulas import FORM_FUNCTIONS

PREFIX = "ZPB_"
MOST_CELLS = 2_000_000
#: What may stand before a function of an add-in: the name of its file, or its place among links.
_QUALIFIER = re.compile(rf"(?:'[^']*'|\[\d+\]|[\w.:\\/\[\]-]+)!(?={PREFIX})", re.IGNORECASE)
_FUNCTION = re.compile(rf"\b{PREFIX}[A-Z_]+(?=\()", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)")


class LiveSheet:
    """The used cells of a sheet: what they hold, and their formulas.

    Raises CallError where formats reach over so many rows that nobody can mean them.
    """

    def __init__(self, sheet: xw.Sheet) -> None:
        self.sheet = sheet
        self._used = sheet.used_range
        if self._used.count > MOST_CELLS:
            place = Place(sheet.book.name, sheet.name)
            cure = "请删去表外多余的行和列（包括只有格式的），保存后再试一次。"
            raise CallError("工作表用到的区域太大，没有处理。", place, cure)
        self.top, self.left = self._used.row, self._used.column

    @cached_property
    def _values(self) -> list[list[Scalar]]:
        found = self._used.options(ndim=2, err_to_str=True).value
        return [[_scalar(value) for value in row] for row in found]

    @cached_property
    def formulas(self) -> dict[tuple[int, int], str]:
        """The text of each formula, without its equals sign, by row and column."""
        return {
            (row, column): text[1:]
            for row, texts in enumerate(_in_rows(self._used.formula), start=self.top)
            for column, text in enumerate(texts, start=self.left)
            if isinstance(text, str) and text.startswith("=")
        }

    def value(self, row: int, column: int) -> Scalar:
        """What a cell shows; None where nothing stands, or a formula gives no text."""
        row, column = row - self.top, column - self.left
        if 0 <= row < len(self._values) and 0 <= column < len(self._values[row]):
            return self._values[row][column]
        return None

    def within(self, area: Area) -> Area:
        """The part of an area in which there are used cells; at least its first cell."""
        bottom = min(area.bottom, self.top + len(self._values) - 1)
        right = min(area.right, self.left + max(map(len, self._values), default=0) - 1)
        return Area(area.top, area.left, max(bottom, area.top), max(right, area.left))


def _in_rows(found: object) -> Sequence[Sequence[object]]:
    """Formulas as rows of texts; of one cell it is a text alone."""
    if isinstance(found, str) or not isinstance(found, Sequence):
        return ((found,),)
    return [(row,) if isinstance(row, str) else row for row in found]


def _scalar(value: object) -> Scalar:
    """A value from xlwings as formulas see it: dates are numbers, no text is a blank."""
    if isinstance(value, datetime | date):
        return float(to_excel(value))
    if isinstance(value, Decimal):  # cells with a currency's format
        value = float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, str):
        return CellError(value) if _ERROR.fullmatch(value) else value or None
    return value if isinstance(value, int | float) else None


class LiveBook:
    """The sheets of an open book, each read when it is needed."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._sheets: dict[str, LiveSheet] = {}
        self._computed: dict[tuple[str, int, int], Scalar] = {}

    @cached_property
    def names(self) -> Names:
        """What the defined names stand for; those of one sheet are called ``Sheet1!name``."""
        texts: dict[tuple[str, str], str] = {}
        for one in self.book.names:
            home, _, name = one.name.casefold().rpartition("!")
            texts[home.strip("'"), name] = (one.refers_to or "").lstrip("=")
        return Names(texts, FORM_FUNCTIONS)

    @cached_property
    def _known(self) -> dict[str, xw.Sheet]:
        return {sheet.name.casefold(): sheet for sheet in self.book.sheets}

    def sheet(self, name: str) -> LiveSheet | None:
        """A sheet by its name, case does not matter; None where there is none."""
        key = name.casefold()
        if key not in self._known:
            return None
        if key not in self._sheets:
            self._sheets[key] = LiveSheet(self._known[key])
        return self._sheets[key]

    def value(self, sheet: LiveSheet, row: int, column: int) -> Scalar:
        """What a cell holds. Formulas that call our functions are computed here.

        The program may not know our functions, or may not have computed them yet.
        """
        shown = sheet.value(row, column)
        text = sheet.formulas.get((row, column), "")
        if not needs_addin(text):
            return shown
        key = sheet.sheet.name, row, column
        if key not in self._computed:
            self._computed[key] = shown  # what a formula sees that leads back to itself
            found = View(self, sheet.sheet.name).holds(plain_names(text), (row, column))
            if isinstance(found, str | int | float) and not isinstance(found, CellError):
                self._computed[key] = None if found == "" else found
        return self._computed[key]


class View(SheetView[LiveSheet]):
    """An open book as the formulas of one sheet see it."""

    def __init__(self, book: LiveBook, home: str) -> None:
        known = book.sheet(home)
        if known is None:
            raise KeyError(home)
        super().__init__(home, known, book.names)
        self._book = book

    def sheet(self, name: str) -> LiveSheet | None:
        """A sheet by its name."""
        return self._book.sheet(name)

    def at(self, sheet: LiveSheet, row: int, column: int) -> Scalar:
        """The value of one cell."""
        return self._book.value(sheet, row, column)

    def rows(self, sheet: LiveSheet, area: Area) -> Matrix:
        """The values of the used cells of an area."""
        top, left, bottom, right = sheet.within(area)
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        return [[self.at(sheet, row, column) for column in columns] for row in rows]

    def holds(
        self, text: str, here: tuple[int, int], functions: Functions = FORM_FUNCTIONS
    ) -> Holds:
        """What a piece of a formula holds; what can't be computed is the error value #NAME?."""
        try:
            return super().holds(text, here, functions)
        except ZpbError:
            return CellError("#NAME?")


def needs_addin(formula: str) -> bool:
    """Whether a formula calls our functions; a text that only speaks of them does not count."""
    return PREFIX in formula.upper() and PREFIX in _QUOTED.sub("", formula).upper()


def plain_names(formula: str) -> str:
    """A formula with the functions of the add-in called by their plain names.

    Excel writes the add-in's file before them where it once stood elsewhere; LibreOffice writes
    them in small letters where it does not know them.
    """
    return _FUNCTION.sub(lambda match: match[0].upper(), _QUALIFIER.sub("", formula))


def own_calls(formula: str) -> list[str]:
    """The calls of worksheet functions in a formula, ``ZPB_RATE(G6,E6)``; outer ones only."""
    try:
        every = tokens(plain_names(formula))
    except TokenError:
        return []
    found: list[str] = []
    depth = 0
    for token in every:
        opens = token.type == Token.FUNC and token.subtype == Token.OPEN
        if depth:
            found[-1] += token.value
        elif opens and token.value.startswith(PREFIX):
            found.append(token.value)
        else:
            continue
        depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
    return found
