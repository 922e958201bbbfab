"""Wholes and their parts as texts list them."""

from __future__ import annotations

import pytest

from zipingbiao.prose.passages import Account


def listed(*paragraphs: str) -> list[tuple[str, list[str], bool]]:
    return [
        (one.whole.figure.written, [part.figure.written for part in one.parts], one.closed)
        for one in Account(paragraphs).lists
    ]


def test_parts_that_need_no_other_close_a_list() -> None:
    told = "支出合计64万元，其中：基本支出48万元；项目支出16万元。"
    assert listed(told) == [("64万元", ["48万元", "16万元"], True)]


def test_shares_of_a_hundred_close_a_list() -> None:
    told = "支出100万元，主要用于以下方面：教育支出70万元，占70%；卫生支出30万元，占30%。"
    assert listed(told) == [("100万元", ["70万元", "30万元"], True)]
    open_list = "支出100万元，其中：教育支出70万元，占70%；卫生支出20万元，占20%。"
    assert listed(open_list) == [("100万元", ["70万元", "20万元"], False)]


def test_a_list_in_a_list_belongs_to_the_amount_before_it() -> None:
    told = "三公经费7万元，其中：公务用车费5万元，其中：购置费2万元，运行费3万元；接待费2万元。"
    assert listed(told) == [
        ("7万元", ["5万元", "2万元"], False),
        ("5万元", ["2万元", "3万元"], False),
    ]


def test_named_parts_are_found_in_the_paragraphs_behind() -> None:
    told = ("基本支出271.46万元，其中：", "人员经费238.11万元。", "公用经费33.35万元。")
    assert listed(*told) == [("271.46万元", ["238.11万元", "33.35万元"], True)]


@pytest.mark.parametrize(
    "told",
    [
        "发放补助约30万元，其中：甲镇18万元，乙镇16万元。",
        "收入520万元，其中上年结转20万元；支出决算515万元，年末结转5万元。",
        "到位资金50万元，其中：已支付30万元，已下达40万元。",
        "受理信件20件，其中办结20件，回复20件。",
    ],
)
def test_what_may_be_no_list_is_none(told: str) -> None:
    assert listed(told) == []


def test_what_follows_a_full_list_tells_of_it_in_another_way() -> None:
    told = "支出100万元，其中：甲镇60万元，乙镇40万元，工资70万元，差旅30万元。"
    (one,) = Account([told]).lists
    assert one.adds_up
