"""Enters formulas that call ZPB_ functions again, so that Calc finds the functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zpb_cells import cells_of, formula_areas

_NAME = "ZPB_"
#: Where Excel found the function: ``[1]!``, ``'C:\\…\\zipingbiao.xlam'!``.
_ELSEWHERE = re.compile(rf"(?:'[^']*'|\[[^\]]*\]\w*|[\w.]+)!(?={_NAME})", re.IGNORECASE)
_CALL = re.compile(rf"(?<![\w.]){_NAME}[A-Z_]+\(", re.IGNORECASE)


def enter_again(document: Any) -> None:
    """Enter the formulas again that Calc did not understand when it read the file.

    Nothing else changes: neither whether the document counts as modified, nor what Undo knows,
    nor a protection; array formulas are left alone.
    """
    cells = [cell for sheet in document.Sheets for cell in _unknown(sheet)]
    if not cells:
        return
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    modified, undo = document.isModified(), document.UndoManager
    is_new = not undo.isUndoPossible()
    document.addActionLock()
    try:
        for cell in cells:
            text = plain_call(cell.Formula)
            cell.setTokens(parser.parseFormula(text[1:], cell.CellAddress))
    finally:
        document.removeActionLock()
        if is_new:
            undo.clear()
        document.setModified(modified)


def _unknown(sheet: Any) -> Iterator[Any]:
    """The cells whose formulas call a function that Calc has not found."""
    for cell in cells_of(formula_areas(sheet, _NAME)):
        if _CALL.search(plain_call(cell.Formula)) and not cell.ArrayFormula:
            yield cell


def plain_call(formula: str) -> str:
    """The formula with the functions under their plain names: ``[1]!ZPB_RATE`` → ``ZPB_RATE``."""
    return _ELSEWHERE.sub("", formula)
