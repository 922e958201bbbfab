"""Each kind of field, from a cell and into a cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from zipingbiao.ooxml.grid import CellError, PlainCell, PlainSheet
from zipingbiao.template.codec import (
    DECODERS,
    Remark,
    as_number,
    encode,
    is_ticked,
    is_unticked,
    target_part,
)


def decode(kind: str, cell: PlainCell, unit: str | None = "万元") -> tuple[Any, list[Remark]]:
    remarks: list[Remark] = []
    sheet = PlainSheet("S", {"A1": cell})
    return DECODERS[kind](sheet, "A1", unit, remarks.append), remarks


def typed(text: str) -> PlainCell:
    return PlainCell(text, text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("amount", "2.6亿元", 26000),
        ("rate", "85.9%", 0.859),
        ("rate", "0.859", 0.859),
        ("points", "9.5分", 9.5),
        ("count", "25人", 25),
        ("count", "25", 25),
        ("year", "2021年度", 2021),
        ("year", "二〇二一 年度", 2021),
        ("year", "2999年度", None),
        ("year", "年度", None),
        ("unit", " 万元 ", "万元"),
        ("unit", "日元", None),
        ("operator", "≧", "≥"),
        ("operator", "约", None),
        ("degree", "完成", "完成"),
        ("degree", "80%", 0.8),
        ("degree", "/", "/"),
        ("text", "　第一行\r\n第二行 ", "第一行\n第二行"),
        ("shown", "/", "/"),
        *[(kind, blank, None) for kind in ("amount", "rate", "points", "count")
          for blank in ("—", "——", "-", "/", "", "  ", "……", "无")],
    ],
)  # fmt: skip
def test_texts_become_values(kind: str, text: str, value: Any) -> None:
    assert decode(kind, typed(text)) == (value, [])


@pytest.mark.parametrize("kind", ["amount", "rate", "points", "count"])
@pytest.mark.parametrize("text", ["约10", "10-12", "见附件", "10/12", "1 2 3"])
def test_what_is_no_number_stays_text_and_is_told(kind: str, text: str) -> None:
    value, (remark,) = decode(kind, typed(text))
    assert value == text
    assert remark == Remark("ZPB908", "A1", f"「{text}」不能读作数字，按原文保留。", text)


def test_a_long_text_is_quoted_shortly() -> None:
    value, (remark,) = decode("amount", typed("说明\n" * 40))
    assert len(remark.reason) < 60
    assert "\n" not in remark.reason
    assert remark.printed == value


@pytest.mark.parametrize("kind", ["amount", "rate", "points", "count", "text", "shown"])
def test_error_values_are_told(kind: str) -> None:
    value, (remark,) = decode(kind, PlainCell(CellError("#DIV/0!"), "#DIV/0!"))
    assert value == "#DIV/0!"
    assert (remark.code, remark.printed) == ("ZPB909", "#DIV/0!")


@pytest.mark.parametrize("kind", ["amount", "rate", "points", "count", "text", "shown"])
def test_formulas_without_value_are_told(kind: str) -> None:
    value, (remark,) = decode(kind, PlainCell(None, "", uncached=True))
    assert value is None
    assert remark.code == "ZPB910"


def test_points_shown_in_per_cent_are_points() -> None:
    value, (remark,) = decode("points", PlainCell(0.98, "98%"))
    assert value == 98
    assert (remark.code, remark.printed) == ("ZPB017", "98%")
    assert decode("points", typed("98%"))[0] == 98


def test_truth_values_are_no_numbers() -> None:
    value, (remark,) = decode("amount", PlainCell(True, "TRUE"))
    assert value == "TRUE"
    assert remark.code == "ZPB908"


@pytest.mark.parametrize("text", ["√", "✓", "☑", " V ", "是"])
def test_ticks(text: str) -> None:
    assert is_ticked(text)
    assert not is_ticked("否")
    assert not is_ticked("")
    assert not is_unticked(text)


@pytest.mark.parametrize("text", ["", "/", "——", "×", "否", "□", " 无 "])
def test_what_says_that_there_is_no_tick(text: str) -> None:
    assert is_unticked(text)
    assert not is_unticked("人手不足")


@given(st.sampled_from(sorted(DECODERS)), st.text(max_size=8) | st.integers() | st.none())
def test_what_is_written_is_read_or_refused(kind: str, value: Any) -> None:
    worded = kind in ("text", "shown", "unit", "operator", "year", "degree")
    assume(not (worded and isinstance(value, int)))
    try:
        content = encode(kind, value, "万元")
    except ValueError:
        reject()
    shown = "" if content is None else str(content)
    assert decode(kind, PlainCell(content, shown))[0] == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", ""),
        ("text", " 甲"),
        ("amount", "12"),
        ("unit", "日元"),
        ("operator", "约"),
        ("text", 5),
    ],
)
def test_what_would_not_be_read_back_is_refused_in_a_sentence(kind: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"。$"):
        encode(kind, value, "万元")


@given(st.text("0123456789.-", max_size=12))
def test_a_bare_number_may_be_written_as_one_where_it_looks_the_same(text: str) -> None:
    number = as_number(text)
    if not isinstance(number, str):
        assert str(number) == text


_PARTS = ("符号", "数值", "单位")


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥735人次", ("≥", "735", "人次")),
        ("≧99.5%", ("≧", "99.5", "%")),
        ("=13台", ("=", "13", "台")),
        ("100%", (None, "100", "%")),
        ("12", (None, "12", None)),
        ("50%以上", (None, "50", "%以上")),
        ("良好", (None, "良好", None)),
        ("2021年12月底前", (None, "2021年12月底前", None)),
        ("≥ 5", (None, "≥ 5", None)),
        ("1,200人", (None, "1,200人", None)),
        ("3/4", (None, "3/4", None)),
        ("≥1.", (None, "≥1.", None)),
        ("≥", (None, "≥", None)),
    ],
)
def test_a_target_comes_apart_where_it_is_simple(
    target: str, parts: tuple[str | None, ...]
) -> None:
    assert tuple(target_part(target, part, _PARTS) for part in _PARTS) == parts


@given(st.text(min_size=1) | st.from_regex(r"[≥≤=]?\d{1,4}(\.\d)?(人|%|万元)?", fullmatch=True))
def test_the_parts_of_a_target_are_its_text(target: str) -> None:
    parts = (target_part(target, part, _PARTS) for part in _PARTS)
    assert "".join(part or "" for part in parts) == target


@pytest.mark.parametrize(
    ("held", "parts"),
    [
        (("数值", "单位"), ("≥735", "人次")),
        (("符号", "数值"), ("≥", "735人次")),
        (("数值",), ("≥735人次",)),
    ],
)
def test_a_part_without_a_cell_stands_with_the_number(
    held: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert tuple(target_part("≥735人次", part, held) for part in held) == parts
