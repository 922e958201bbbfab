"""Forms as plain data, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import THOROUGH, forms
from template.distort import LAYOUTS
from template.test_read import FIRST, READER, SAMPLES
from zipingbiao.errors import DataError, Fault, Place
from zipingbiao.interchange import (
    fault_data,
    file_data,
    form_data,
    form_from,
    forms_in,
    reading_data,
)
from zipingbiao.model import FileRecord, Reading, SelfEvaluation


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name in THOROUGH])
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_a_form_comes_back_from_its_data(name: str, data: st.DataObject) -> None:
    check(name, data)


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name not in THOROUGH])
@settings(max_examples=settings().max_examples // 12)
@given(data=st.data())
def test_so_does_one_of_a_layout_like_others(name: str, data: st.DataObject) -> None:
    check(name, data)


def check(name: str, data: st.DataObject) -> None:
    """A form of the layout is its data, written as JSON and read again."""
    form = form_from(form_data(data.draw(forms(LAYOUTS[name]))))  # texts are trimmed once
    assert form_from(json.loads(json.dumps(form_data(form), ensure_ascii=False))) == form


def test_what_was_read_comes_back_from_its_data() -> None:
    for sample in SAMPLES:
        (form,) = READER.read(sample.draft.sheet, "甲/乙.xlsx")
        assert form_from(json.loads(json.dumps(form_data(form)))) == form


def test_the_data_say_where_each_value_stands() -> None:
    (form,) = READER.read(FIRST["national-project"].draft.sheet, "甲/乙.xlsx")
    data = form_data(form)
    assert data["source"]["path"] == "甲/乙.xlsx"
    assert data["cells"]["header.project"] == form.cells["header.project"]
    assert set(data) == {
        "source", "layout", "kind", "title", "year", "header", "funds", "goals", "groups",
        "indicators", "total", "remarks", "tables", "cells",
    }  # fmt: skip


def test_rare_fields_are_left_out_where_empty() -> None:
    (row,) = form_data(form_from({"layout": "x", "indicators": [{"level3": "a"}]}))["indicators"]
    assert set(row) == {
        "level1", "level2", "level3", "target", "actual", "completion", "weight", "score", "reason",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrap", [lambda d: d, lambda d: [d], lambda d: {"schema": 1, "forms": [d]}]
)
def test_one_form_a_list_or_a_document(wrap: Any) -> None:
    assert forms_in(wrap({"layout": "x"})) == (SelfEvaluation("x"),)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"layout": "x", "year": "2020"}, "year"),
        ({"layout": "x", "year": 99}, "year"),
        ({"layout": "x", "year": 1899}, "year"),
        ({"layout": "x", "year": 2100}, "year"),
        ({"layout": "x", "year": 2999}, "year"),
        ({"layout": "x", "titel": "a"}, "forms"),
        ({"layout": "x", "header": {"projekt": "a"}}, "header"),
        ({"layout": "x", "header": []}, None),
        ({"layout": "x", "indicators": {"a": 1}}, "indicators"),
        ({"layout": "x", "indicators": [{"score": True}]}, "indicators[0].score"),
        ({"layout": "x", "indicators": [{"score": [1]}]}, "indicators[0].score"),
        ({"layout": "x", "indicators": [{"causes": "其他"}]}, "indicators[0].causes"),
        ({"layout": "x", "groups": [{"weight": 1}]}, "groups[0].level1"),
        ({"layout": "x", "title": ["a"]}, "title"),
        ({"schema": 2, "forms": []}, None),
        ("text", "forms"),
        ([{"layout": "x"}, {"layout": "x", "year": 1}], "forms[1].year"),
    ],
)
def test_wrong_data_are_refused_by_the_name_of_the_field(data: Any, field: str | None) -> None:
    if data == {"layout": "x", "header": []}:
        assert forms_in(data) == (SelfEvaluation("x"),)
        return
    with pytest.raises(DataError) as caught:
        forms_in(data)
    assert caught.value.place.field == field
    assert str(caught.value).endswith("。")


def test_numbers_in_texts_become_texts_and_white_space_goes() -> None:
    form = form_from({"layout": "x", "header": {"project": 7}, "remarks": " a\r\nb "})
    assert form.header.project == "7"
    assert form.remarks == "a\nb"
    assert form_from({"layout": "x", "remarks": "  "}).remarks is None


def test_a_whole_reading() -> None:
    place = Place("a.xlsx", "S", "B2", "year")
    fault = Fault("ZPB908", place, "「x」不能读作数字。", printed="x")
    record = FileRecord("a.xlsx", "ok", forms=1)
    data = reading_data(Reading((record,), (SelfEvaluation("x"),), (fault,)))
    assert data["schema"] == 1
    assert data["files"] == [file_data(record)]
    assert data["faults"] == [fault_data(fault)]
    assert data["faults"][0] == {
        "code": "ZPB908", "severity": "error", "path": "a.xlsx", "sheet": "S", "cell": "B2",
        "field": "year", "printed": "x", "message": fault.message,
    }  # fmt: skip
