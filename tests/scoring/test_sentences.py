"""What is told of clauses, word for word: how they are read, why they are refused, why a number is
what it is. Each file is a list in one test, as a test each takes longer than the sentence.

``python tests/scoring/test_sentences.py`` writes what the program says now: look at each change.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from zipingbiao.functions import ZPB_EXPLAIN, ZPB_SCORE
from zipingbiao.interchange import forms_in
from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause, say
from zipingbiao.scoring.profile import load_profile
from zipingbiao.scoring.rescore import rescore

Row = dict[str, Any]


def path_of(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.toml")


def rows(name: str) -> list[Row]:
    found: list[Row] = tomllib.loads(path_of(name).read_text("utf-8"))[name]
    assert len({str(row) for row in found}) == len(found)
    return found


def read(row: Row) -> Row:
    """What a clause was read as, in canonical words, with its notes; or why it was refused."""
    found = parse_clause(row["text"])
    if isinstance(found, NotUnderstood | Contradiction):
        return {"text": row["text"], "sentence": found.sentence}
    notes = {"notes": list(found.notes)} if found.notes else {}
    given = {value: ZPB_SCORE("", value, 10, row["text"]) for value in row.get("at", {})}
    at = {"at": {value: points if isinstance(points, int | float) else "" for value, points in
                 given.items()}} if given else {}  # fmt: skip
    return {"text": row["text"], "kind": found.kind, "said": say(found), **notes, **at}


def explained(row: Row) -> Row:
    """How a number came about."""
    return row | {"sentence": ZPB_EXPLAIN(row["function"], *row["arguments"])}


def rescored(row: Row) -> Row:
    """Each score of a form: its field and name, the number, whether the printed one is it, why."""
    (made,) = forms_in(row["form"])
    found = rescore(replace(made, cells=row.get("cells", {})), load_profile(row["profile"]))
    scores = [
        [one.field, one.name, "" if one.computed is None else one.computed, one.agrees,
         one.trace.sentence()] for one in found.scores
    ]  # fmt: skip
    return row | {"rating": found.rating or "", "scores": scores}


FILES = {"readings": read, "refusals": read, "explained": explained, "rescored": rescored}


def changed(name: str) -> list[tuple[Row, Row]]:
    pairs = [(row, FILES[name](row)) for row in rows(name)]
    return [pair for pair in pairs if pair[0] != pair[1]]


def test_clauses_are_read_as_what_they_say() -> None:
    assert changed("readings") == []


def test_what_is_refused_is_told_where_and_why() -> None:
    assert changed("refusals") == []


def test_every_number_is_explained() -> None:
    assert changed("explained") == []


def test_every_score_of_a_form_is_told() -> None:
    assert changed("rescored") == []


def shown(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {shown(one)}' for key, one in value.items()) + "}"
    if isinstance(value, list) and any(isinstance(one, list) for one in value):
        return "[\n" + "".join(f"    {shown(one)},\n" for one in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def write(name: str) -> None:
    """The file anew, below its remarks; what is read by now is no refusal any more."""
    text = path_of(name).read_text("utf-8")
    tables = [FILES[name](row) for row in rows(name)]
    if name == "refusals":
        tables = [row for row in tables if "sentence" in row]
    lines = [text[: text.index("[[")].rstrip("\n")]
    for row in tables:
        fields = (f"{key} = {shown(value)}" for key, value in row.items())
        lines.append("\n".join(["", f"[[{name}]]", *fields]))
    path_of(name).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    for file in FILES:
        write(file)
