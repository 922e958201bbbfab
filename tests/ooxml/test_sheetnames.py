"""Names of sheets: valid for Excel, and as near to what is wanted as can be."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zipingbiao.ooxml.sheetnames import sheet_names, utf16_cut, utf16_length


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["甲/乙[1]", "甲 乙 1"], ["甲 乙 1", "甲 乙 1（2）"]),
        ([None, "", "　"], ["表1", "表2", "表3"]),
        (["a" * 40, "A" * 40], ["a" * 31, "A" * 28 + "（2）"]),
        (["'x'", "‘一带一路’", "＇y＇", "It's"], ["x", "一带一路", "y", "It's"]),
        (["History", "ｈｉｓｔｏｒｙ"], ["History（2）", "ｈｉｓｔｏｒｙ（3）"]),
        (["信访：大厅", "教育／卫生", "项目？"], ["信访 大厅", "教育 卫生", "项目"]),
        (["［2023］项目", "Ａ＊Ｂ", "路径＼二"], ["2023 项目", "Ａ Ｂ", "路径 二"]),
        (
            ["经费(一)", "经费（一）", "ABC", "ＡＢＣ"],
            ["经费(一)", "经费（一）（2）", "ABC", "ＡＢＣ（2）"],
        ),
        (["字" * 30 + "𠮷"], ["字" * 30]),
        (["字" * 29 + "𠮷"], ["字" * 29 + "𠮷"]),
        (["𠮷" * 20, "𠮷" * 20], ["𠮷" * 15, "𠮷" * 14 + "（2）"]),
        (["字" * 30 + "'甲"], ["字" * 30]),
        (["a\nb\tc\x00"], ["a b c"]),
        (["①项目", "㎡补贴", "℅甲"], ["①项目", "㎡补贴", "甲"]),
    ],
)
def test_what_excel_forbids_is_out(wanted: list[str | None], names: list[str]) -> None:
    assert sheet_names(wanted) == names


def test_sheets_that_are_there_keep_their_names() -> None:
    assert sheet_names(["问题清单", "甲"], ["问题清单", "问题清单（2）"]) == ["问题清单（3）", "甲"]


ANY = st.one_of(st.none(), st.text(max_size=40), st.text("'’［]Ａa（1）𠮷 ", max_size=40))


@given(st.lists(ANY, max_size=12))
@example(["'" * 40, "’" * 31 + "a"])
def test_names_are_always_valid_and_different(wanted: list[str | None]) -> None:
    names = sheet_names(wanted)
    assert len(names) == len(wanted)
    seen = [unicodedata.normalize("NFKC", name) for name in names]
    assert len({name.casefold() for name in seen}) == len(names)
    for name, nfkc in zip(names, seen, strict=True):
        assert 0 < utf16_length(name) <= 31
        assert not set(nfkc) & set("[]:*?/\\")
        assert name == name.strip(" '‘’＇")
        assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)


@given(st.text(max_size=20), st.integers(0, 20))
def test_no_character_is_cut_in_two(text: str, length: int) -> None:
    cut = utf16_cut(text, length)
    assert text.startswith(cut)
    assert utf16_length(cut) <= length < utf16_length(cut) + 2 or cut == text
