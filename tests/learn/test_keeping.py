"""What belongs to a form stays, what was written goes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.layouts import form_reader
from zipingbiao.learn.keeping import is_instruction, label_only, unsigned, unticked

WORDS = form_reader().words
CASES = tomllib.loads(Path(__file__).with_name("keeping.toml").read_text("utf-8"))
Case = dict[str, Any]


@pytest.mark.parametrize("case", CASES["signed"], ids=lambda case: case["text"])
def test_a_line_to_be_signed_has_room_again(case: Case) -> None:
    assert unsigned(case["text"], WORDS.knows) == case.get("kept")


@pytest.mark.parametrize("case", CASES["boxes"], ids=lambda case: case["text"])
def test_boxes_are_not_ticked(case: Case) -> None:
    assert unticked(case["text"]) == case.get("kept")


@pytest.mark.parametrize("case", CASES["note"], ids=lambda case: case["text"])
def test_a_note_that_instructs_is_the_forms_own(case: Case) -> None:
    assert is_instruction(case["text"]) is case["own"]


@pytest.mark.parametrize("case", CASES["label"], ids=lambda case: case["text"])
def test_a_label_loses_what_was_written_behind_it(case: Case) -> None:
    assert label_only(case["text"], WORDS) == case["kept"]
