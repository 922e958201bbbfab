"""Indicators above the first name of a group: told, as the name may be theirs."""

from __future__ import annotations

import pytest

from template.test_read import FIRST, READER


@pytest.mark.parametrize(("name", "rows"), [("national-project", 1), ("national-project", 2)])
def test_a_group_named_in_the_middle_of_its_rows_is_told(name: str, rows: int) -> None:
    sample = FIRST[name]
    first = sample.form.indicators[0].level1 or ""
    (top, column), *_ = sample.draft.find(first)
    draft = sample.draft.part(sample.draft.box(top, column))
    cell = draft.cells[top, column]
    for row in range(top, top + rows):
        draft = draft.put((row, column), None)
    draft = draft.put((top + rows, column), cell)
    (form,) = READER.read(draft.sheet, "表.xlsx")
    (told,) = [fault for fault in form.faults if fault.code == "ZPB944"]
    assert first in told.reason
    assert f"上面 {rows} 个指标" in told.reason
    assert told.place.field == "indicators[0].level1"


@pytest.mark.parametrize("name", sorted(FIRST))
def test_a_form_with_its_groups_is_told_of_nothing(name: str) -> None:
    (form,) = READER.read(FIRST[name].draft.sheet, "表.xlsx")
    assert not any(fault.code == "ZPB944" for fault in form.faults)
