"""A column of a part of the year is no column of the whole year, and that is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from template.test_read import FIRST, READER

HEADS = tomllib.loads((Path(__file__).parent / "part_year.toml").read_text("utf-8"))["heads"]


@pytest.mark.parametrize("head", HEADS)
def test_what_was_spent_in_a_part_of_the_year_is_not_read_as_the_years(head: str) -> None:
    sample = FIRST["national-project"]
    (place,) = sample.draft.find("全年执行数")
    (form,) = READER.read(sample.draft.put(place, head).sheet, "表.xlsx")
    amounts = [fund.executed for fund in form.funds]
    wanted = [fund.executed if HEADS[head] else None for fund in sample.form.funds]
    assert amounts == wanted
    told = [f for f in form.faults if f.code == "ZPB930" and f.severity == "error"]
    assert len(told) == (not HEADS[head])
    assert form.indicators == sample.form.indicators
