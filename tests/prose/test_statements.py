"""What numbers stand for: cases in ``statements.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.prose.passages import Account
from zipingbiao.prose.statements import told_in
from zipingbiao.prose.terms import same_thing, terms

PATH = Path(__file__).with_name("statements.toml")
CASES = tomllib.loads(PATH.read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:16] for case in CASES])
def test_each_number_is_read_as_what_it_stands_for(case: Mapping[str, Any]) -> None:
    found = [f"{one.role} {one.figure.written}" for one in told_in(case["text"]).statements]
    assert found == case["told"]


def test_amounts_are_yuan_with_the_step_of_their_last_digit() -> None:
    (one,) = told_in("支出39.58万元").statements
    assert one.figure.printed == (395800, 100)
    (one,) = told_in("支出0万元").statements
    assert one.figure.printed == (0, 0)


def test_a_fall_and_a_negative_rise_are_the_same() -> None:
    assert [one.sign for one in told_in("减少8万元").statements] == [-1]
    assert [one.sign for one in told_in("增加-8万元").statements] == [-1]


def test_numbers_in_brackets_stand_apart() -> None:
    found = told_in("公车2066万元（其中：运行1920万元，购置146万元），减少12万元").statements
    assert [one.group for one in found] == [0, 1, 1, 0]


def test_zeros_that_a_text_leaves_out_count_as_written() -> None:
    account = Account(["支出32万元。", "支出0.89万元。"])
    assert [one.figure.printed.step for _, one in account] == [100, 100]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("2023年度县信访局机关运行经费支出", "机关运行经费"),
        ("国内公务接待费支出决算", "国内接待费"),
        ("财政拨款收入总计", "收入总计"),
        ("财政拨款收入", "财政拨款收入"),
        ("公务用车购置及运行维护费", "公务用车费"),
        ("设备购置费", ""),
        ("基本支出保障", ""),
    ],
)
def test_labels_name_quantities(label: str, name: str) -> None:
    assert terms().named(label) == name


def test_a_short_word_names_a_part_among_its_siblings_only() -> None:
    assert terms().part_named("购置费", "公务用车费") == "公务用车购置费"
    assert terms().part_named("购置费", "三公经费") == ""


def test_labels_with_other_words_around_them_are_the_same_thing() -> None:
    assert same_thing("公务接待费支出决算", "2022年公务接待费")
    assert same_thing("一般公共预算财政拨款支出", "2023年度一般公共预算财政拨款支出")
    assert not same_thing("工资", "培训费")
    assert not same_thing("支出", "收入")


def test_a_quotation_is_short_and_ends_with_the_number() -> None:
    account = Account([f"{'很' * 80}长的名称支出12万元，占5%"])
    first, second = account.paragraphs[0].statements
    quoted = account.quoted(0, first, second)
    assert len(quoted) < 60
    assert quoted.endswith("占5%")
