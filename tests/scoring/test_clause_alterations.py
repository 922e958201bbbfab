"""A clause that is altered is another clause, or none: no reading leaves a word unheard.

Each token of published and of composed clauses is turned into its opposite, or into another
number or unit; between any two tokens words are put that change what is said. The reading has to
change, too, or has to be refused with the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle

import pytest

from scoring.generated import FAMILIES, examples
from scoring.test_clause import READ_CASES
from zipingbiao.scoring.clause import Clause, Contradiction, NotUnderstood, parse_clause
from zipingbiao.scoring.clause.grammar.lexer import Lexed, Token, lex
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
)
from zipingbiao.values.text import fold

#: Composed clauses of each family.
_COUNT = 8
_OPPOSITE = {"≥": "<", "≤": ">", "<": "≥", ">": "≤", "=": "≠", "≠": "="}
#: The same of any clause: 比例扣分 is 比例得分; 0 is 0 in any unit; what is asked for right before
#: 每低1% may be said of what is missed as well (≥95%，每低…; <95%的，每低…).
_SAID_ANYWAY = re.compile(
    r"比例【.{1,2}】|(?<![0-9.])0【%】|【[^】0-9]+】[^得计记满；;\n]*[，,。的时]每"
)
#: Words that make another condition of any, wherever they stand.
_TWISTS = ("且质量合格", "上年", "除外", "平均")
#: Published clauses: the tokens that say nothing which is not said elsewhere, and why.
_SAID_TWICE = {
    # 酌情: a person judges, whatever the words; only how many points there are at most counts
    "K06": "扣", "K13": "扣", "K15": "扣", "U34": "扣", "U50": "1", "U51": "0",
    # 应达到序时进度的80%、90%、90%，即…: the second time in numbers that count
    "K10": "8090%达到", "E10": "809011%达到月",
    # 没有完成的扣分，每低于…: how many is said behind it
    "K57": "扣", "R11": "扣",
    # 每少公开1项: so many are lacking, whichever verb says it
    "U81": "少", "U83": "少",
    # 4项…均完成得4分，每缺1项: how many lack is counted; 不加分 goes without saying
    "T25": "4", "T27": "超过",
    # 得一半: as much as 扣一半 leaves
    "U40": "得",
    # 节能降碳: a part of a name
    "V05": "降",
    # 节约率<0，每超支1%: what is less saved is spent
    "C154": "超支",
}  # fmt: skip


def altered(token: Token) -> str | None:
    """The token turned into something else; None for one that binds nothing by itself."""
    match token.kind:
        case "num" if token.value is not None:
            return f"{token.value + 1}"
        case "op":
            return _OPPOSITE.get(OPERATORS.get(token.text, ""))
        case "loss":
            return "得"
        case "gain" if token.text in ("得", "计"):
            return "扣"
        case "unit":
            return "次" if token.text == "天" else "天"
        case "percent":
            return "元"
        case "up":
            return "减少"
        case "down":
            return "增加"
    return None


def read(text: str) -> Clause | None:
    """The clause, None where it is refused."""
    found = parse_clause(text)
    return None if isinstance(found, NotUnderstood | Contradiction) else found


def spots(lexed: Lexed) -> Iterator[tuple[Token, int, int]]:
    """Each token with its place in the given text."""
    for token in lexed.tokens:
        if token.start < token.end:
            yield token, lexed.places[token.start], lexed.places[token.end - 1] + 1


def unheard(text: str, excused: str = "") -> list[str]:
    """The altered texts that still read as the same clause."""
    clause = read(text)
    assert clause is not None
    found = []
    for token, start, end in spots(lex(text)):
        other = altered(token)
        around = f"{fold(text[:start])}【{token.text}】{text[end:]}"
        if other is None or token.text in excused or _SAID_ANYWAY.search(around):
            continue
        changed = text[:start] + other + text[end:]
        if read(changed) == clause:
            found.append(changed)
    return found


def ignored(text: str) -> list[str]:
    """The texts with a twist put in anywhere, each in its turn, that read as the same clause."""
    clause = read(text)
    places = {start for _, start, _ in spots(lex(text))} | {len(text)}
    turns = zip(sorted(places), cycle(_TWISTS[len(text) % len(_TWISTS) :] + _TWISTS), strict=False)
    changed = [text[:at] + word + text[at:] for at, word in turns]
    return [one for one in changed if read(one) == clause]


def test_no_word_of_a_published_clause_may_be_altered_unheard() -> None:
    found = {
        case["id"]: unheard(case["text"], _SAID_TWICE.get(case["id"], "")) for case in READ_CASES
    }
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_word_of_a_composed_clause_may_be_altered_unheard(family: str) -> None:
    for example in examples(family, _COUNT, seed=5):
        if read(example.text) is not None:
            assert unheard(example.text) == [], example.text


def test_nothing_that_changes_a_published_clause_is_ignored() -> None:
    found = {case["id"]: ignored(case["text"]) for case in READ_CASES}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_that_changes_a_composed_clause_is_ignored(family: str) -> None:
    for example in examples(family, _COUNT, seed=6):
        if read(example.text) is not None:
            assert ignored(example.text) == [], example.text
