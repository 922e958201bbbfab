"""Law 1 on learned layouts: what is written into a form is read back as the same form."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import forms
from laws.test_inverse import differing
from learn.refilled import written
from template.transcribed import transcribed
from zipingbiao.errors import RenderError
from zipingbiao.layouts import Layout, find_layouts, form_reader, load_layout
from zipingbiao.learn.learning import learn
from zipingbiao.ooxml.opening import open_workbook_bytes

#: Forms of several kinds: of the national manner, by points, without a head for goals.
NAMES = (
    "新疆2023",
    "湖北",
    "宁夏转移支付",
    "湖南_经信委评分表_2015",
    "山东_文化馆商品服务支出_2019",
)
_FOLDER = tempfile.TemporaryDirectory(prefix="zpb-learned-")


def learned(name: str) -> Layout:
    """The layout of a form that the project has written down."""
    folder = Path(_FOLDER.name)
    all_forms = [*transcribed("published.toml"), *transcribed("provinces.toml")]
    (form,) = (one for one in all_forms if one.name == name)
    number = NAMES.index(name)
    path = written(form.draft, folder / f"{number}.xlsx")
    return load_layout(learn(path, folder / f"learned-{number}").folder)


LEARNED = {name: learned(name) for name in NAMES}
KNOWN = find_layouts()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_a_form_is_read_back_as_it_was_or_refused_by_name(name: str, data: st.DataObject) -> None:
    layout = LEARNED[name]
    form = data.draw(forms(layout))
    refused = None
    try:
        rendered = layout.write([form], given=True)
    except RenderError as error:
        refused = error
    if refused is not None:
        assert refused.place.field, "a refusal names the field"
        return
    reader = form_reader({layout.id: layout, **KNOWN})
    sheets = open_workbook_bytes(rendered.data, "form.xlsx").sheets
    (back,) = [one for sheet in sheets for one in reader.read(sheet, "form.xlsx")]
    assert differing(layout.writer.held(form), back) == {}
