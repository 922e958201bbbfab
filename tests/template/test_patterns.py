"""Texts that were made of words and fields are taken apart again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.template.parsing import parse_pattern
from zipingbiao.template.patterns import folded_regex, lead_regex, values_in
from zipingbiao.template.tag import Tag, tags_of
from zipingbiao.values.text import fold, plain


def apart(pattern: str, text: str, *, title: bool = False) -> dict[str, str] | None:
    found = values_in(parse_pattern(pattern), text, title=title)
    return None if found is None else {tag.term: value for tag, value in found.items()}


@pytest.mark.parametrize(
    ("pattern", "text", "values"),
    [
        ("（{{ year }}年度）", "（2020年度）", {"year": "2020"}),
        ("（{{ year }}年度）", "( 2020 年 度 )", {"year": "2020"}),
        ("（{{ year }}年度）", "（    年度）", {"year": ""}),
        ("（{{ year }}年度）", "（今年年度）", None),
        ("（{{ year }}年度）", "（二〇二〇年度）", {"year": "二〇二〇"}),
        ("（{{ year }}年度）", "（２０２０年度）", {"year": "２０２０"}),
        ("（{{ year }}年度）", "（2999年度）", None),
        ("项目资金（{{ header.money_unit }}）", "项目资金\n(万元)", {"header.money_unit": "万元"}),
        (
            "项目资金（{{ header.money_unit }}）",
            "项目资金（万 元）",
            {"header.money_unit": "万 元"},
        ),
        ("项目资金（{{ header.money_unit }}）", "项目资金（日元）", None),
        (
            "项目资金（{{ header.money_unit }}）",
            "项目\u200b资金（元）\u200b",
            {"header.money_unit": "元"},
        ),
        (
            "填报单位：{{ header.unit }}  金额单位：{{ header.money_unit }}",
            "填报单位：某局（盖章）         金额单位:元",
            {"header.unit": "某局（盖章）", "header.money_unit": "元"},
        ),
        ("{{ header.project }}", " 道路\n维修 ", {"header.project": "道路\n维修"}),
    ],
)
def test_the_fields_of_a_cell_are_found(
    pattern: str, text: str, values: dict[str, str] | None
) -> None:
    assert apart(pattern, text) == values


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("2021年某局整体绩效自评表", "某局"),
        ("2021 年某局 整体绩效自评情况表", "某局"),
        ("2021年度某局部门自评表", None),
    ],
)
def test_the_end_of_a_title_may_be_worded_otherwise(title: str, unit: str | None) -> None:
    found = apart("{{ year }}年{{ header.unit }}整体绩效自评表", title, title=True)
    assert (found or {}).get("header.unit") == unit


@given(st.text(min_size=1).map(plain), st.integers(1990, 2030))
def test_what_was_joined_comes_apart(unit: str, year: int) -> None:
    pattern = parse_pattern("{{ header.unit }}（{{ year }}年度）")
    found = values_in(pattern, f"{unit}（{year}年度）")
    assert found is not None
    assert [found[tag] for tag in tags_of(pattern)] == [unit, str(year)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("主管部门：某局", "某局"),
        ("主 管 部 门 : 某局  实施单位：某中心", "某局"),
        ("说明 主管部门：某局\n第二处", "某局\n第二处"),
    ],
)
def test_a_value_behind_its_label_ends_at_the_next_label(text: str, value: str) -> None:
    regex = lead_regex(frozenset({"主管部门"}), frozenset({"实施单位"}))
    match = regex.search(text)
    assert match is not None
    assert plain(match[1]) == value


def test_a_mixed_cell_is_known_by_its_words() -> None:
    regex = folded_regex(parse_pattern("项目资金（{{ header.money_unit }}）"))
    assert regex is not None
    assert regex.fullmatch(fold("项目资金 （亿元）"))
    assert not regex.fullmatch(fold("资金"))
    assert folded_regex(parse_pattern("{{ header.project }}")) is None
    assert folded_regex((Tag("header", "unit"),)) is None
