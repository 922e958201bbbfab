"""What is told of clauses, word for word: how they are read, why they are refused, why a number is
what it is. Each file is a list in one test, as a test each takes longer than the sentence.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from zipingbiao.functions import ZPB_EXPLAIN
from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause, say


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(
        Path(__file__).with_name(f"{name}.toml").read_text("utf-8")
    )[name]
    assert len({str(row) for row in found}) == len(found)
    return found


def told(text: str) -> dict[str, Any]:
    """What a clause was read as, in canonical words, with its notes; or why it was refused."""
    found = parse_clause(text)
    if isinstance(found, NotUnderstood | Contradiction):
        return {"text": text, "sentence": found.sentence}
    notes = {"notes": list(found.notes)} if found.notes else {}
    return {"text": text, "kind": found.kind, "said": say(found), **notes}


def test_clauses_are_read_as_what_they_say() -> None:
    wrong = [(row, told(row["text"])) for row in rows("readings")]
    assert [pair for pair in wrong if pair[0] != pair[1]] == []


def test_what_is_refused_is_told_where_and_why() -> None:
    wrong = [(row, told(row["text"])) for row in rows("refusals")]
    assert [pair for pair in wrong if pair[0] != pair[1]] == []


def test_every_number_is_explained() -> None:
    wrong = []
    for row in rows("explained"):
        found = ZPB_EXPLAIN(row["function"], *row["arguments"])
        if found != row["sentence"]:
            wrong.append((row, found))
    assert wrong == []
