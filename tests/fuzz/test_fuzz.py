"""A few spoilt files, and those that were once met wrongly, whatever is done with them.

`make fuzz` tries as many as an hour allows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.seeds import Seed
from fuzz.trial import COMMANDS, Spoilt, complaint, made

CASES = sorted((Path(__file__).parent / "cases").iterdir())
#: So many files are tried, which takes some seconds.
COUNT = 80


@pytest.mark.parametrize("start", range(0, COUNT, 20))
def test_spoilt_files_are_met_in_good_order(start: int) -> None:
    told = {number: complaint(made(number)) for number in range(start, start + 20)}
    assert {number: one for number, one in told.items() if one is not None} == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_was_once_met_wrongly_is_not_any_more(case: Path) -> None:
    data = case.read_bytes()
    for words in COMMANDS:
        assert complaint(Spoilt(0, Seed("input", case.name, data), data, words)) is None


def test_one_number_spoils_one_file() -> None:
    assert made(7) == made(7)
    assert len({made(number).data for number in range(40)}) == 40
