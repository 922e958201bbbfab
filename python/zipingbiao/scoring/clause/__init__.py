"""Scoring and deduction clauses in Chinese: read into data, evaluated, written as formulas.

`grammar` reads a text into the data of `model`: a grammar, not a list of sentences. `evaluate`
gives the points of a value: `values` reads the cell, `cells` the target beside it, `scales` holds
one against the other, `points` computes what one number gives, `items` what several give together,
`judged` what a person has said, `lateness` how late something was; `check` refuses what can't
hold. `native` writes the same as an Excel formula, `wording` says a clause in canonical words,
`attainable` which points it can give.
What is not understood is said with the words at which the reading stopped; no number is guessed.

The parts are imported when they are first asked for: a worksheet function starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipingbiao.scoring.clause.check import ClauseError
    from zipingbiao.scoring.clause.evaluate import deducted, earned
    from zipingbiao.scoring.clause.grammar.parser import parse_clause
    from zipingbiao.scoring.clause.model import Clause
    from zipingbiao.scoring.clause.native import native_formula
    from zipingbiao.scoring.clause.points import USUAL, Conventions, Usual
    from zipingbiao.scoring.clause.refusals import Contradiction, NotUnderstood
    from zipingbiao.scoring.clause.wording import say

_HOMES = {
    "ClauseError": "check",
    "deducted": "evaluate",
    "earned": "evaluate",
    "Clause": "model",
    "Contradiction": "refusals",
    "NotUnderstood": "refusals",
    "native_formula": "native",
    "parse_clause": "grammar.parser",
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
