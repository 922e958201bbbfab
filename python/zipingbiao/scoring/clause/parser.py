"""A text → a clause, or where the reading stopped."""

from __future__ import annotations

from functools import lru_cache

from zipingbiao.scoring.clause.compose import compose
from zipingbiao.scoring.clause.gather import Stop, stop
from zipingbiao.scoring.clause.lexer import LONGEST, lex
from zipingbiao.scoring.clause.model import Clause, Contradiction, NotUnderstood
from zipingbiao.scoring.clause.reader import Reader
from zipingbiao.scoring.clause.scan import scan


@lru_cache(maxsize=4096)
def parse_clause(text: str) -> Clause | NotUnderstood | Contradiction:
    """Reads a clause. Never raises; where it says `NotUnderstood` the reading stopped there."""
    if len(text) > LONGEST:
        return NotUnderstood(text[LONGEST : LONGEST + 12], LONGEST, "太长，不像一条评分标准")
    reader = Reader(lex(text))
    if not reader.size:
        return NotUnderstood("", 0, "是空的")
    try:
        _refuse_vague(reader)
        return compose(reader, scan(reader))
    except Stop as stopped:
        return stopped.refusal


def _refuse_vague(reader: Reader) -> None:
    """每增加若干扣0.5分: nobody can count such steps, and no reading of it is right."""
    for place in range(reader.size):
        if reader.kind(place) == "vague":
            raise stop(reader, place, reader.piece(place), "没有说每一步是多少")
