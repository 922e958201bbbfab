"""What every layout of the project promises: it reads its own forms, and needs no telling."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from zipingbiao.interchange import forms_in
from zipingbiao.layouts import Layout, find_layouts, form_reader, offered
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes

LAYOUTS = find_layouts()
READER = form_reader()


def samples(layout: Layout) -> tuple[SelfEvaluation, ...]:
    return forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))


def blank(layout: Layout) -> tuple[SelfEvaluation, ...]:
    return forms_in(layout.blank_data())


def read_back(layout: Layout, forms: Sequence[SelfEvaluation]) -> list[SelfEvaluation]:
    data = layout.write(forms, given=True).data
    sheets = open_workbook_bytes(data, "form.xlsx").sheets
    return [form for sheet in sheets for form in READER.read(sheet, "form.xlsx")]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.id)
def test_its_own_forms_are_known_and_nothing_on_them_is_unread(layout: Layout) -> None:
    for forms in (samples(layout), blank(layout)):
        read = read_back(layout, forms)
        assert [(form.layout, form.kind) for form in read] == [(layout.id, layout.kind)] * len(
            forms
        )
        assert [str(fault) for form in read for fault in form.faults] == []


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda one: one.id)
def test_it_says_where_it_was_seen(layout: Layout) -> None:
    assert all((layout.title, layout.region, layout.years, layout.basis))
    assert layout.look == "official" or layout.sources


def test_no_two_layouts_are_listed_by_the_same_words() -> None:
    listed = [(layout.region, layout.title) for layout in LAYOUTS.values()]
    assert [one for one in listed if listed.count(one) > 1] == []


def test_every_asked_for_province_and_every_companion_is_there() -> None:
    regions = {layout.region for layout in LAYOUTS.values()}
    assert regions >= {
        "全国", "云南", "湖北", "湖北广水", "湖南", "四川", "宁夏", "北京", "河北", "安徽",
        "重庆", "海南", "辽宁",
    }  # fmt: skip
    assert {"self-evaluation", "goals", "monitoring"} == {one.kind for one in LAYOUTS.values()}


def test_a_person_finds_those_of_the_whole_country_first() -> None:
    found = offered(LAYOUTS.values())
    assert sorted(one.id for one in found) == sorted(LAYOUTS)
    assert found[0].id == "national-project"
    national = [one.region == "全国" for one in found]
    assert national == sorted(national, reverse=True)
    kinds = [one.kind for one in found if one.region == "全国"]
    assert kinds == sorted(kinds, key=lambda kind: kind != "self-evaluation")
