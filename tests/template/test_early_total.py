"""A total with indicators behind it is read, or told as not read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from template.test_read import FIRST, READER

LABELS = tomllib.loads((Path(__file__).parent / "early_total.toml").read_text("utf-8"))["labels"]


@pytest.mark.parametrize("label", LABELS)
def test_a_total_that_has_an_indicator_behind_it_does_not_vanish(label: str) -> None:
    sample = FIRST["national-project"]
    ((total, column),) = sample.draft.find("总分")
    draft = sample.draft.put((total, column), label).with_row(total + 1)
    last = {place: cell for place, cell in draft.cells.items() if place[0] == total - 1}
    for (_, at), cell in last.items():
        draft = draft.put((total + 1, at), cell)
    (form,) = READER.read(draft.sheet, "表.xlsx")
    assert form.indicators[-1] == form.indicators[-2]
    assert len(form.indicators) == len(sample.form.indicators) + 1
    told = [fault for fault in form.faults if fault.code == "ZPB931"]
    if LABELS[label]:
        assert (form.total, told) == (sample.form.total, [])
    else:
        assert len(told) == 2
