"""Forms travel from process to process without loss."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from template.test_read import FIRST, READER, SAMPLES
from zipingbiao.interchange import form_data, form_from
from zipingbiao.model import FileRecord, SelfEvaluation
from zipingbiao.reading import FileReading
from zipingbiao.template.reading.packing import pack, unpack


@pytest.mark.parametrize("number", range(len(SAMPLES)))
def test_a_packed_form_is_the_same_form(number: int) -> None:
    (form,) = READER.read(SAMPLES[number].draft.sheet, "a.xlsx")
    again = unpack(pickle.loads(pickle.dumps(pack(form))))
    assert again == form
    assert form_data(again) == form_data(form)
    assert again.faults == form.faults


def test_what_is_printed_in_each_cell_travels_too() -> None:
    draft = FIRST["national-project"].draft
    (form,) = READER.read(draft.sheet, "a.xlsx", printed=True)
    reading = FileReading(FileRecord("a.xlsx", "ok"), (form,))
    (again,) = pickle.loads(pickle.dumps(reading)).forms
    assert dict(again.printed) == dict(form.printed)
    assert dict(again.places) == dict(form.places)
    assert set(again.cells) < set(again.places)
    assert all(again.printed[path].strip() for path in again.cells)


def test_a_form_that_came_from_data_may_be_packed() -> None:
    data = form_data(SAMPLES[0].form)
    form = dataclasses.replace(form_from(data), cells={"header.project": "B2"})
    assert unpack(pack(form)) == form
    assert unpack(pack(form)).cells == {"header.project": "B2"}
    assert unpack(pack(SelfEvaluation("x"))) == SelfEvaluation("x")
