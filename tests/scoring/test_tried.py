"""Clauses whose points were worked out by hand before the program was asked: see tried.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.functions import ZPB_SCORE
from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause, say

TRIED: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("tried.toml").read_text("utf-8")
)["tried"]


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case["text"][:24])
def test_a_clause_gives_what_was_worked_out_by_hand(case: dict[str, Any]) -> None:
    for value, expected in case["points"]:
        found = ZPB_SCORE(case.get("target", ""), value, case["weight"], case["text"])
        allowed = str(expected).split("|")
        numbers = [float(one) for one in allowed if one != "refuse"]
        if isinstance(found, str):
            right = "refuse" in allowed
        else:
            right = any(abs(found - one) < 0.006 for one in numbers)
        assert right, (value, found)


@pytest.mark.parametrize(
    "text", sorted({case["text"] for case in TRIED}), ids=lambda text: text[:24]
)
def test_what_was_read_can_be_said_and_read_again(text: str) -> None:
    clause = parse_clause(text)
    if not isinstance(clause, NotUnderstood | Contradiction):
        assert parse_clause(say(clause)) == clause
