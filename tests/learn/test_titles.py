"""Titles lose what is their form's own, and say where the year belongs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.layouts import form_reader
from zipingbiao.learn.titles import learned_title
from zipingbiao.model import Header, SelfEvaluation

WORDS = form_reader().words
HEADER = Header(project="干部培训", unit="某县人社局")
CASES = tomllib.loads(Path(__file__).with_name("titles.toml").read_text("utf-8"))["title"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("title", "-"))
def test_a_title_keeps_its_general_words(case: dict[str, Any]) -> None:
    form = SelfEvaluation(layout="x", title=case.get("title"), year=2021, header=HEADER)
    assert learned_title(form, WORDS) == (case["text"], case["plain"], case["cut"])
