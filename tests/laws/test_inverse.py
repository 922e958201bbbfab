"""Law 1: what is written into a form is read back as the same form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import THOROUGH, forms
from zipingbiao.errors import RenderError
from zipingbiao.layouts import Layout, find_layouts, form_reader
from zipingbiao.model import Header, Indicator, SelfEvaluation, Total
from zipingbiao.ooxml.opening import open_workbook_bytes

LAYOUTS = find_layouts()
READER = form_reader(LAYOUTS)


def read_back(data: bytes) -> list[SelfEvaluation]:
    sheets = open_workbook_bytes(data, "form.xlsx").sheets
    return [form for sheet in sheets for form in READER.read(sheet, "form.xlsx")]


def differing(expected: SelfEvaluation, actual: SelfEvaluation) -> dict[str, tuple[object, object]]:
    """The leaves that differ: path → (expected, actual)."""
    wanted, got = dict(leaves(expected)), dict(leaves(actual))
    return {
        path: (wanted.get(path), got.get(path))
        for path in sorted({*wanted, *got})
        if wanted.get(path) != got.get(path)
    }


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        yield f"{path} rows", len(value)
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    elif is_dataclass(value):
        for one in fields(value):
            if one.compare:
                yield from leaves(getattr(value, one.name), f"{path}.{one.name}")
    else:
        yield path, value


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name in THOROUGH])
@given(data=st.data())
def test_a_form_is_read_back_as_it_was_or_refused_by_name(name: str, data: st.DataObject) -> None:
    check(LAYOUTS[name], data.draw(forms(LAYOUTS[name])))


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name not in THOROUGH])
@settings(max_examples=settings().max_examples // 6)
@given(data=st.data())
def test_so_is_a_form_of_a_layout_like_others(name: str, data: st.DataObject) -> None:
    check(LAYOUTS[name], data.draw(forms(LAYOUTS[name])))


@pytest.mark.parametrize("name", ["transfer-project", "hunan-county-special", "yunnan-project"])
@pytest.mark.parametrize("text", ["小计", "得分率"])
def test_remarks_that_read_like_labels_are_remarks(name: str, text: str) -> None:
    one = Indicator("产出指标", "数量指标", "培训场次", target="≥20", actual="22")
    check(LAYOUTS[name], SelfEvaluation(name, indicators=(one,), remarks=text))


def test_a_score_that_looks_like_a_year_is_no_year() -> None:
    name = "chongqing-department"
    form = SelfEvaluation(name, header=Header(money_unit="亿元"), total=Total(score=1900))
    check(LAYOUTS[name], form)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("field", ["level2", "level3", "target"])
def test_an_execution_row_is_an_indicator_however_little_it_says(name: str, field: str) -> None:
    plain = Indicator("产出指标", "数量指标", "培训场次", target="≥20")
    said: dict[str, Any] = {field: "数量指标"}
    rate = Indicator("预算执行率", **said)
    check(LAYOUTS[name], SelfEvaluation(name, indicators=(plain, rate), kind=LAYOUTS[name].kind))


def check(layout: Layout, form: SelfEvaluation) -> None:
    """The form is read back as it was, or refused naming a field."""
    refused = None
    try:
        rendered = layout.write([form], given=True)
    except RenderError as error:
        refused = error
    if refused is not None:
        assert refused.place.field, "a refusal names the field"
        return
    (back,) = read_back(rendered.data)
    assert differing(layout.writer.held(form), back) == {}
