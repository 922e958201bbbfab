"""A text → a clause, or where the reading stopped."""

from __future__ import annotations

from functools import lru_cache

from zipingbiao.scoring.clause.compose import compose
from zipingbiao.scoring.clause.gather import Stop
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
        return compose(reader, scan(reader))
    except Stop as stop:
        return stop.refusal
