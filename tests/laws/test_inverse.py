"""Law 1: what is written into a form is read back as the same form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import forms
from zipingbiao.errors import RenderError
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes

LAYOUTS = find_layouts()


def read_back(data: bytes) -> list[SelfEvaluation]:
    reader = form_reader(LAYOUTS)
    sheets = open_workbook_bytes(data, "form.xlsx").sheets
    return [form for sheet in sheets for form in reader.read(sheet, "form.xlsx")]


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


@pytest.mark.parametrize("name", LAYOUTS)
@given(data=st.data())
def test_a_form_is_read_back_as_it_was_or_refused_by_name(name: str, data: st.DataObject) -> None:
    layout = LAYOUTS[name]
    form = data.draw(forms(layout))
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
