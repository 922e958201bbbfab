"""Law 3: every formula cell carries its true value; LibreOffice recalculates and changes none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import forms, tries
from office import Office
from zipingbiao.errors import RenderError
from zipingbiao.interchange import form_from, forms_in
from zipingbiao.layouts import Layout, find_layouts
from zipingbiao.model import SelfEvaluation

LAYOUTS = find_layouts()


def samples(layout: Layout) -> tuple[SelfEvaluation, ...]:
    return forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))


@pytest.mark.parametrize("name", LAYOUTS)
def test_native_samples_keep_their_values_when_recalculated(
    name: str, office: Office, tmp_path: Path
) -> None:
    layout = LAYOUTS[name]
    path = tmp_path / "native.xlsx"
    path.write_bytes(layout.write(samples(layout)).data)
    assert office.changed(path) == {}


@pytest.mark.parametrize("name", LAYOUTS)
def test_blank_forms_keep_their_values_when_recalculated(
    name: str, office: Office, tmp_path: Path
) -> None:
    layout = LAYOUTS[name]
    path = tmp_path / "blank.xlsx"
    path.write_bytes(layout.write([form_from(layout.blank_data())]).data)
    assert office.changed(path) == {}


@pytest.mark.parametrize("name", LAYOUTS)
def test_any_form_keeps_its_values_when_recalculated(
    name: str, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = LAYOUTS[name]
    path = tmp_path_factory.mktemp("law3") / "form.xlsx"

    @settings(max_examples=tries(name, 12))
    @given(form=forms(layout), given_data=st.booleans())
    def check(form: SelfEvaluation, given_data: bool) -> None:
        try:
            rendered = layout.write([form], given=given_data)
        except RenderError:
            return
        path.write_bytes(rendered.data)
        assert office.changed(path) == {}

    check()


def test_a_total_is_what_its_column_adds_up_to(office: Office, tmp_path: Path) -> None:
    """青龙's 特殊疑难信访问题救助资金 prints 100; its nine tens are 90."""
    layout = LAYOUTS["hebei-project"]
    form = samples(layout)[3]
    rendered = layout.write([form])
    path = tmp_path / "form.xlsx"
    path.write_bytes(rendered.data)
    told = {one.field: (one.given, one.computed) for one in rendered.differences}
    assert told["total.score"] == (100, 90)
    found = office.recalculated(path)
    assert 90 in next(iter(found.values())).values()
