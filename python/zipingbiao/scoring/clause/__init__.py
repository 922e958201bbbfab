"""Scoring and deduction clauses in Chinese: read into data, evaluated, written as formulas.

A grammar, not a list of sentences: `words` has the vocabulary, `lexer` cuts a text, `scan` finds
the phrases, `gather` ties conditions to points, `compose` says what kind of clause it is.
What is not understood is said with the words at which the reading stopped; no number is guessed.

The parts are imported when they are first asked for: a worksheet function starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipingbiao.scoring.clause.check import ClauseError
    from zipingbiao.scoring.clause.evaluate import deducted, earned
    from zipingbiao.scoring.clause.model import Clause, Contradiction, NotUnderstood
    from zipingbiao.scoring.clause.native import native_formula
    from zipingbiao.scoring.clause.parser import parse_clause
    from zipingbiao.scoring.clause.points import USUAL, Conventions, Usual
    from zipingbiao.scoring.clause.wording import say

_HOMES = {
    "ClauseError": "check",
    "deducted": "evaluate",
    "earned": "evaluate",
    "Clause": "model",
    "Contradiction": "model",
    "NotUnderstood": "model",
    "native_formula": "native",
    "parse_clause": "parser",
    "USUAL": "points",
    "Conventions": "points",
    "Usual": "points",
    "say": "wording",
}


def __getattr__(name: str) -> object:
    """A public name from the part that has it."""
    if name not in _HOMES:
        raise AttributeError(name)
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


__all__ = [
    "USUAL",
    "Clause",
    "ClauseError",
    "Contradiction",
    "Conventions",
    "NotUnderstood",
    "Usual",
    "deducted",
    "earned",
    "native_formula",
    "parse_clause",
    "say",
]
