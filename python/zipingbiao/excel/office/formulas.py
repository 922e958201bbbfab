"""Formulas: Excel's A1 grammar ⇄ LibreOffice's own, by LibreOffice's own parser.

LibreOffice reads a formula text in its grammar only: ``;`` between arguments, ``$Data.A1`` for
a cell of another sheet. Every other text gives a wrong formula without a word, so nothing goes
in or out untranslated.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from zipingbiao.excel.office.link import Uno, struct, told
from zipingbiao.excel.office.saved import PREFIX

_EXCEL_NAMES = 4  # com.sun.star.sheet.FormulaLanguage.XL_ENGLISH
_ALL_NAMES = 0x7FFFFFFF  # every group of com.sun.star.sheet.FormulaMapGroup
_EXCEL_ADDRESSES = 1  # com.sun.star.sheet.AddressConvention.XL_A1
_OWN_ADDRESSES = 0  # com.sun.star.sheet.AddressConvention.OOO

#: Texts and quoted names stay as they are; only what stands between them is looked at.
_QUOTED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')""")
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|DIV/0!|VALUE!|NUM!|NULL!)(?![.!])", re.I)
_MARKED = re.compile(r"zpberror_(\w+?)_", re.I)
_LOGICAL = re.compile(r"(?<![\w.$!])(TRUE|FALSE)(?![\w.(!])", re.I)
#: Our functions, which LibreOffice writes small where the extension is not installed.
_OURS = re.compile(r"\bzpb_\w+(?=\()")
_EXTENSION = re.compile(re.escape(PREFIX), re.I)
_WORD = re.compile(r"[A-Za-z_][\w.]*")


@told
class Formulas:
    """The formulas of one workbook."""

    def __init__(self, document: Uno) -> None:
        # Without these names a parser wants ";" between arguments even in Excel's addresses.
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        names = mapper.getAvailableMappings(_EXCEL_NAMES, _ALL_NAMES)
        self._excel = _parser(document, _EXCEL_ADDRESSES, names)
        self._own = _parser(document, _OWN_ADDRESSES)
        self._mixed = _parser(document, _OWN_ADDRESSES, names)
        self._inward: dict[tuple[int, str], str] = {}
        self._outward: dict[tuple[int, str], str] = {}
        self._conditions: dict[str, str] = {}

    def inward(self, formula: str, sheet: int = 0) -> str:
        """Excel's ``=SUM(Data!A1,2)`` on a sheet (counted from 0) → LibreOffice's text."""
        key = (sheet, formula)
        if key not in self._inward:
            self._inward[key] = self.filled(formula, sheet, ((0, 0),))[0]
        return self._inward[key]

    def filled(
        self, formula: str, sheet: int, places: tuple[tuple[int, int], ...]
    ) -> tuple[str, ...]:
        """One formula entered at the first place and copied to the others.

        Places are (row, column), counted from 0; relative references move along as in a copy.
        """
        origin, *_ = at = [struct("table.CellAddress", sheet, col, row) for row, col in places]
        tokens = self._excel.parseFormula(_prepared(formula[1:]), origin)
        texts = (self._own.printFormula(tokens, place) for place in at)
        return tuple("=" + _finished(text, formula) for text in texts)

    def outward(self, formula: str, sheet: int = 0) -> str:
        """LibreOffice's text on a sheet → Excel's."""
        key = (sheet, formula)
        if key not in self._outward:
            self._outward[key] = self._to_excel(self._own, formula.lstrip("="), sheet)
        return self._outward[key]

    def condition(self, text: str) -> str:
        """What LibreOffice gives as the formula of a conditional format → Excel's.

        It writes those with its own addresses, but with Excel's commas.
        """
        if text not in self._conditions:
            self._conditions[text] = self._to_excel(self._mixed, text, 0)
        return self._conditions[text]

    def _to_excel(self, parser: Uno, text: str, sheet: int) -> str:
        origin = struct("table.CellAddress", sheet, 0, 0)
        printed = self._excel.printFormula(parser.parseFormula(_prepared(text), origin), origin)
        return "=" + _finished(printed, text)


def _parser(document: Uno, addresses: int, names: Uno = None) -> Uno:
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = addresses
    if names is not None:
        parser.OpCodeMap = names
    return parser


def _prepared(text: str) -> str:
    """The parsers lose error values and take TRUE for 1; both are put so that they pass."""

    def change(part: str) -> str:
        marked = _ERROR.sub(lambda found: f"zpberror_{found[0].encode().hex()}_", part)
        return _LOGICAL.sub(lambda found: f"{found[1].upper()}()", marked)

    return _outside_quotes(text, change)


def _finished(text: str, source: str) -> str:
    """Error values come back, and names that LibreOffice does not know keep their letters."""
    spelled = {word.lower(): word for word in _WORD.findall(source)}

    def change(part: str) -> str:
        plain = _EXTENSION.sub("", part)
        named = _WORD.sub(lambda found: spelled.get(found[0], found[0]), plain)
        ours = _OURS.sub(lambda found: found[0].upper(), named)
        return _MARKED.sub(lambda found: bytes.fromhex(found[1]).decode(), ours)

    return _outside_quotes(text, change)


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = _QUOTED.split(text)
    return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))
