"""Clauses whose points were worked out by hand before the program was asked: see tried.toml.

All of them in one test, as a test each takes longer than the clause: what is wrong is listed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from zipingbiao.functions import ZPB_SCORE
from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause, say

TRIED: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("tried.toml").read_text("utf-8")
)["tried"]


def is_right(found: object, expected: object) -> bool:
    """Whether an answer is one of those that are sound: ``4|refuse``."""
    allowed = str(expected).split("|")
    if isinstance(found, int | float):
        return any(abs(found - float(one)) < 0.006 for one in allowed if one != "refuse")
    return "refuse" in allowed and "算不出来" not in str(found)  # a refusal, no fault of ours


def test_clauses_give_what_was_worked_out_by_hand() -> None:
    wrong = []
    for case in TRIED:
        for value, expected in case["points"]:
            found = ZPB_SCORE(case.get("target", ""), value, case["weight"], case["text"])
            if not is_right(found, expected):
                wrong.append((case["text"], value, expected, found))
    assert wrong == []


def test_what_was_read_can_be_said_and_read_again() -> None:
    unsaid = []
    for text in {case["text"] for case in TRIED}:
        clause = parse_clause(text)
        if (
            not isinstance(clause, NotUnderstood | Contradiction)
            and parse_clause(say(clause)) != clause
        ):
            unsaid.append((text, say(clause)))
    assert unsaid == []
