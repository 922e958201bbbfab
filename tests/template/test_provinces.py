"""Other provinces' forms are read rightly or not at all; what is no form is never one."""

from __future__ import annotations

import re

import pytest

from template.provinces import Province, provinces
from zipingbiao.layouts import form_reader
from zipingbiao.ooxml.address import cell_place

READER = form_reader()
#: The records of lists, by what their paths begin with.
_RECORDS = {"indicators": "indicator", "funds": "fund", "goals": "goal"}


def field_of(path: str) -> str:
    """``indicators[0].score`` → ``indicator.score``."""
    found = re.fullmatch(r"(\w+)\[\d+\]\.(\w+)", path)
    return f"{_RECORDS[found[1]]}.{found[2]}" if found else path


@pytest.mark.parametrize("province", provinces(), ids=lambda one: one.name)
def test_every_field_that_is_read_stands_where_it_truly_is(province: Province) -> None:
    forms = READER.read(province.draft.sheet, province.name)
    assert [form.layout for form in forms if form.layout not in province.reads] == []
    assert len(forms) <= 1
    for form in forms:
        for path, address in form.cells.items():
            truth = province.fields.get(cell_place(address))
            said_by_title = path == "year" and truth == "title"
            assert field_of(path) == truth or said_by_title, f"{path} {address}"


@pytest.mark.parametrize("name", ["云南公开14表", "新疆2023", "北京"])
def test_forms_much_like_the_national_one_are_read(name: str) -> None:
    (province,) = (one for one in provinces() if one.name == name)
    (form,) = READER.read(province.draft.sheet, name)
    assert len(form.indicators) == 5
    assert form.total.score == 92.5
    assert not any(fault.code in ("ZPB908", "ZPB909") for fault in form.faults)


def test_a_middling_fit_is_said_aloud() -> None:
    (province,) = (one for one in provinces() if one.name == "四川0013zp")
    for form in READER.read(province.draft.sheet, "x.xlsx"):
        (fault,) = (fault for fault in form.faults if fault.code == "ZPB911")
        assert fault.severity == "warn"
        assert "national-project" in fault.reason
        assert re.search(r"吻合 \d\d%", fault.reason)
