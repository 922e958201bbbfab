"""Clauses nobody has read yet: composed of wordings, held against what their parameters give.

Also the law that no reading drops a number: each number of a text is in what was read from it.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from scoring.generated import FAMILIES, FOREIGN, Example, examples
from scoring.test_clause import READ_CASES
from zipingbiao.functions import ZPB_SCORE
from zipingbiao.scoring.clause import Clause, Contradiction, NotUnderstood, parse_clause, say
from zipingbiao.values.text import fold

#: Sentences of a family, each held against all laws; of a hundred one at most may be refused.
COUNT = 300
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CENT = Decimal("0.0051")
#: The number of an item, which is no number of the clause.
_ITEM = re.compile(r"(?:^|(?<=[；;。]))\d+[、,.]")
#: 应达到序时进度的80%、90%、90%，即…40%…: said twice, and the second time in numbers that count;
#: 85%±5% is from 80 % to 90 %; 500亩 is 0.05万亩.
_OTHERWISE_SAID = {
    "K10": {Decimal(80)}, "E10": {Decimal(80)}, "T34": {Decimal(85), Decimal(5)},
    "T38": {Decimal(500)},
}  # fmt: skip

families = pytest.mark.parametrize("family", FAMILIES)


@families
def test_a_sentence_gives_what_its_parameters_give_and_drops_none(family: str) -> None:
    wrong: list[tuple[Example, object]] = []
    refused: list[Example] = []
    for example in examples(family, COUNT):
        found = ZPB_SCORE(example.target, example.value, example.weight, example.text)
        if isinstance(found, str):
            refused.append(example)
        elif abs(Decimal(str(found)) - Decimal(float(example.points))) > _CENT:
            wrong.append((example, found))
        _check_reading(example)
    assert wrong == []
    assert len(refused) <= COUNT / 100, refused


def _check_reading(example: Example) -> None:
    """What was read can be said and read again, and no number of the sentence is dropped."""
    clause = parse_clause(example.text)
    if not isinstance(clause, NotUnderstood | Contradiction):
        assert parse_clause(say(clause)) == clause, example.text
        assert dropped(example.text, clause) <= {Decimal(example.weight)}, example.text


def numbers(text: str) -> set[Decimal]:
    """The numbers of a text in digits."""
    return {Decimal(number) for number in _NUMBER.findall(fold(text))}


def dropped(text: str, clause: Clause) -> set[Decimal]:
    """Numbers of a text that are nowhere in what was read; nought and all go without saying."""
    said = numbers(say(clause) + clause.definition)
    return {
        number
        for number in numbers(text) - {Decimal(0), Decimal(1), Decimal(100)}
        if not said & {number, number / 10, number / 100, number * 100, 100 - number}
    }


def test_no_number_of_a_published_clause_is_dropped() -> None:
    found = {}
    for case in READ_CASES:
        clause = parse_clause(case["text"])
        assert not isinstance(clause, NotUnderstood | Contradiction), case["id"]
        missing = dropped(_ITEM.sub("", fold(case["text"])), clause)
        if missing:
            found[case["id"]] = missing
    assert found == _OTHERWISE_SAID


@families
def test_what_does_not_belong_is_refused_and_never_ignored(family: str) -> None:
    ignored = []
    for number, half in enumerate(FOREIGN):
        for example in examples(family, 2, seed=3 + number):
            for place in (match.start() for match in re.finditer("[，；。]|$", example.text)):
                text = example.text[:place] + half + example.text[place:]
                clause = parse_clause.__wrapped__(text)
                if not isinstance(clause, NotUnderstood | Contradiction) and (
                    Decimal("77.7") in dropped(text, clause)
                ):
                    ignored.append((text, say(clause)))
    assert ignored == []
