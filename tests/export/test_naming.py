"""The names of exported files: distinct, short, and such that every system takes them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.export.naming import stems_for, titles_of
from zipingbiao.model import Header, SelfEvaluation, Source


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("信访局　法律服务费", "信访局_法律服务费"),
        ("甲/乙：丙?", "甲 乙：丙"),
        ("CON", "_CON"),
        ("com1.项目", "_com1.项目"),
        ("项目. ", "项目"),
        ("...", "表1"),
        ("", "表1"),
        ("一行\n二行\t三", "一行 二行 三"),
    ],
)
def test_a_name_is_as_near_to_the_title_as_can_be(title: str, stem: str) -> None:
    assert stems_for([title]) == [stem]


def test_names_that_a_system_takes_for_one_are_told_apart() -> None:
    assert stems_for(["A", "a", "Ａ", "A"]) == ["A", "a（2）", "Ａ（3）", "A（4）"]


@given(st.lists(st.text(max_size=300), max_size=12))
def test_any_titles_give_names_that_can_be_written(titles: list[str]) -> None:
    stems = stems_for(titles)
    assert len({unicodedata.normalize("NFKC", one).casefold() for one in stems}) == len(titles)
    for stem in stems:
        assert stem == stem.strip(" .")
        assert not set(stem) & set('<>:"/\\|?*')
        assert len(f"{stem}.docx".encode()) <= 255


def test_forms_of_one_project_are_told_apart_by_their_titles() -> None:
    head = Header(project="法律服务费", unit="信访局")
    forms = [
        SelfEvaluation("a", title="项目支出绩效自评表", header=head),
        SelfEvaluation("b", title="支付明细表", header=head),
        SelfEvaluation("b", header=Header(department="财政局")),
        SelfEvaluation("b", source=Source("甲/乙.xlsx")),
    ]
    assert titles_of(forms) == [
        "信访局　法律服务费　项目支出绩效自评表",
        "信访局　法律服务费　支付明细表",
        "财政局",
        "乙",
    ]
