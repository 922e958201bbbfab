"""Other provinces' forms are read rightly and wholly; what is no form is never one."""

from __future__ import annotations

import re

import pytest

from template.transcribed import Transcribed, transcribed
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.ooxml.grid import PlainCell, PlainSheet

READER = form_reader()
PROVINCES = transcribed("provinces.toml")
#: The records of lists, by what their paths begin with.
_RECORDS = {"indicators": "indicator", "funds": "fund", "goals": "goal"}


#: What a form may say in two places; the parts of a target; what stands for nothing.
_SAID_TWICE = frozenset({"header.money_unit", "total.score", "year"})
_PARTS = frozenset({"indicator.unit"})
_BLANK = frozenset({"—", "/", ""})


def field_of(path: str) -> str:
    """``indicators[0].score`` → ``indicator.score``."""
    found = re.fullmatch(r"(\w+)\[\d+\]\.(\w+)", path)
    return f"{_RECORDS[found[1]]}.{found[2]}" if found else path


@pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.name)
def test_every_field_that_is_read_stands_where_it_truly_is(province: Transcribed) -> None:
    forms = READER.read(province.draft.sheet, province.name)
    assert [form.layout for form in forms if form.layout not in province.reads] == []
    assert len(forms) == bool(province.reads)
    for form in forms:
        assert form.kind == province.kind
        for path, address in form.cells.items():
            truth = province.fields.get(cell_place(address))
            said_by_title = path == "year" and truth == "title"
            assert field_of(path) == truth or said_by_title, f"{path} {address}"


@pytest.mark.parametrize(
    "province", [one for one in PROVINCES if one.reads], ids=lambda one: one.name
)
def test_every_field_that_stands_on_the_form_is_read(province: Transcribed) -> None:
    (form,) = READER.read(province.draft.sheet, province.name)
    read = {cell_place(address) for address in form.cells.values()}
    once = {field for place, field in province.fields.items() if place in read}
    missed = {
        place: field
        for place, field in province.fields.items()
        if place not in read
        and not (field in _SAID_TWICE and field in once)
        and field not in _PARTS
        and province.draft.text(place) not in _BLANK
    }
    assert missed == {}


@pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.name)
def test_nothing_on_a_form_goes_unread_without_a_word(province: Transcribed) -> None:
    forms = READER.read(province.draft.sheet, province.name)
    for form in forms:
        told = {fault.place.cell for fault in form.faults}
        numbers = [
            place
            for place, cell in province.draft.cells.items()
            if isinstance(cell.value, int | float) and place not in province.fields
        ]
        read = set(form.cells.values()) | told
        columns = {cell_place(cell)[1] for cell in told if cell}
        assert all(cell_name(*p) in read or p[1] in columns for p in numbers)


def test_a_form_of_no_known_layout_says_so() -> None:
    (province,) = (one for one in PROVINCES if one.name == "湖南衡山")
    (form,) = READER.read(province.draft.sheet, "x.xlsx")
    (fault,) = (fault for fault in form.faults if fault.code == "ZPB911")
    assert fault.severity == "warn"
    assert "最接近的是" in fault.reason
    assert re.search(r"吻合 \d\d%", fault.reason)


def test_a_layout_with_which_nothing_is_shared_is_not_near() -> None:
    cells = {"B1": "甲地自评表", "B3": "甲率", "C3": "90%", "D3": "92%", "E3": "10"}
    heads = {"B2": "末级指标", "C2": "计划达到数", "D2": "实际达到数", "E2": "本项得分"}
    sheet = PlainSheet("表", {a: PlainCell(t, t) for a, t in {**heads, **cells}.items()})
    (form,) = READER.read(sheet, "x.xlsx")
    (fault,) = (fault for fault in form.faults if fault.code == "ZPB911")
    assert "没有相近的版式" in fault.reason
