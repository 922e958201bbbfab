"""Links from the summary to its sources, and the Chinese names of fields."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.glossary import TERMS, field_words
from zipingbiao.merge.links import cell_link, file_link
from zipingbiao.merge.words import category_of, told_category
from zipingbiao.reading import Found, distinct

names = st.text(
    st.characters(codec="utf-8", exclude_characters="/\x00"),
    min_size=1,
    max_size=20,
).filter(lambda name: name.strip(". ") != "")


@given(names, names)
def test_a_link_leads_back_to_its_file(folder: str, name: str) -> None:
    path = Path("/报送", folder, name)
    link = file_link(path, Path("/汇总"))
    assert "#" not in link
    assert Path("/汇总", unquote(link)).resolve() == path.resolve()


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/甲/a.xlsx", "a.xlsx"),
        ("/甲/乙 局/b.xlsx", "乙 局/b.xlsx"),
        ("/丙/c.xlsx", "../丙/c.xlsx"),
        ("/甲/100% #1.xlsx", "100%25 %231.xlsx"),
        ("/甲/a\x01.xlsx", "a%01.xlsx"),
    ],
)
def test_links_are_relative_to_the_folder_of_the_summary(path: str, link: str) -> None:
    assert file_link(Path(path), Path("/甲")) == link


def test_sheet_names_are_quoted() -> None:
    assert cell_link("a.xlsx", "O'Brien 1", "B2") == "a.xlsx#'O''Brien 1'!B2"
    assert cell_link("a.xlsx", "表", None) == "a.xlsx#'表'!A1"
    assert cell_link("a.xlsx", None, None) == "a.xlsx"


LONG = "/".join(["绩" * 60] * 4)


@pytest.mark.parametrize(
    ("file", "sheet", "link"),
    [
        (f"{'甲' * 230}.xlsx", "表", f"{'甲' * 230}.xlsx#'表'!H20"),
        (f"{'甲' * 236}.xlsx", "表", f"{'甲' * 236}.xlsx"),
        (f"{'𠮷' * 120}.xlsx", "表", f"{'𠮷' * 120}.xlsx"),
        (f"{'𠮷' * 110}.xlsx", "表", f"{'𠮷' * 110}.xlsx#'表'!H20"),
        (f"{LONG}/{'乙' * 30}.xlsx", "表", LONG),
        (f"{LONG}/{LONG}/a.xlsx", "表", LONG),
        (f"../../{'丙' * 250}/a.xlsx", "表", "../.."),
        (f"{'丁' * 260}.xlsx", "表", ""),
    ],
)
def test_what_is_too_long_for_a_link_leads_to_the_file_or_its_folder(
    file: str, sheet: str, link: str
) -> None:
    assert cell_link(file, sheet, "H20") == link
    assert len(link.encode("utf-16-le")) // 2 <= 255


def test_files_of_one_name_are_told_apart() -> None:
    found = [Found(Path("甲/x.xlsx"), "x.xlsx"), Found(Path("乙/x.xlsx"), "x.xlsx")]
    names = [one.name for one in distinct([*found, Found(Path("甲/y.xlsx"), "y.xlsx")])]
    assert names == ["y.xlsx", "乙/x.xlsx", "甲/x.xlsx"]


def test_a_name_that_is_no_text_can_be_written() -> None:
    [one] = distinct([Found(Path("甲\udcff.xlsx"), "甲\udcff.xlsx")])
    assert one.name.encode() == b"\xe7\x94\xb2\\udcff.xlsx"
    assert file_link(one.path, Path("/")).encode()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("total.score", "总得分"),
        ("header.unit", "实施单位"),
        ("funds[0].rate", "项目资金第 1 行：执行率"),
        ("tables.payments[2].used", "支付明细第 3 行：使用金额"),
        ("year", "年度"),
        ("groups[1].weight", "groups[1].weight"),
        ("其他", "其他"),
        (None, None),
    ],
)
def test_fields_have_chinese_names(path: str | None, words: str | None) -> None:
    assert field_words(path) == words


@pytest.mark.parametrize("term", [term for term in TERMS if term.record in ("", "header", "total")])
def test_every_single_field_has_its_chinese_name(term: object) -> None:
    assert field_words(getattr(term, "key", "")) == getattr(term, "chinese", None)


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("项目支出绩效自评表", "项目支出"),
        ("部门（单位）整体绩效自评表", "部门整体"),
        ("支付明细表", "支付明细"),
        ("政策绩效自评表", "项目支出"),
        ("转移支付区域（项目）绩效自评表", "项目支出"),
    ],
)
def test_layouts_fall_into_categories(title: str, category: str) -> None:
    assert category_of(title) == category


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("2023年度项目支出绩效自评表", "项目支出"),
        ("某单位整体支出绩效自评表", "部门整体"),
        ("整体支出绩效自评表（含项目）", "部门整体"),
        ("绩效自评表", "其他"),
        (None, "其他"),
    ],
)
def test_the_title_tells_the_category_of_a_form_of_no_known_layout(
    title: str | None, category: str
) -> None:
    assert told_category(title) == category
