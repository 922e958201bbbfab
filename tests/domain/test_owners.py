"""Whose form is this: which departments are one, which are two, of which nobody can say."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.domain.owners import (
    Filer,
    by_filer,
    distinct_names,
    may_be_one_office,
    offices,
    owner_key,
)
from zipingbiao.values.text import fold

CASES = tomllib.loads(Path(__file__).with_name("owners.toml").read_text("utf-8"))["case"]


def told(
    names: Sequence[str], *, blank_joins: bool
) -> tuple[set[frozenset[str]], dict[str, set[str]]]:
    """The names by office; of those that are vague, all that they may be."""
    found = offices(map(fold, names), blank_joins=blank_joins)
    groups: dict[int, set[str]] = {}
    for name in names:
        groups.setdefault(found[fold(name)].number, set()).add(name)
    maybe = {
        name: set().union(*(groups[number] for number in found[fold(name)].maybe))
        for name in names
        if found[fold(name)].maybe
    }
    return set(map(frozenset, groups.values())), maybe


@pytest.mark.parametrize("case", CASES, ids=lambda one: one["name"])
def test_offices_are_told_apart_in_any_order(case: Mapping[str, Any]) -> None:
    names = [name for group in case["offices"] for name in group]
    wanted = {name: set(others) for name, others in case.get("maybe", {}).items()}
    for name, others in wanted.items():  # all writings of an office that it may be
        others |= {two for one in case["offices"] if others & set(one) for two in one} - {name}
    joined = case.get("joined", case["offices"])
    for order in itertools.permutations(names):
        assert told(order, blank_joins=False) == (set(map(frozenset, case["offices"])), wanted)
        assert told(order, blank_joins=True)[0] == set(map(frozenset, joined))


def test_a_unit_that_is_its_own_department_names_none() -> None:
    assert owner_key("甲县教育局", "甲县 教育局") == owner_key("甲县教育局", None)
    assert owner_key(None, "甲县教育局") == owner_key("甲县教育局", "")
    assert owner_key("第一小学", "甲县教育局") != owner_key("第一小学", "乙县教育局")


def test_two_offices_may_be_one_where_nothing_speaks_against_it() -> None:
    assert may_be_one_office("甲山县教育局", "")
    assert may_be_one_office("甲山县教育局", "县教育局")
    assert not may_be_one_office("甲山县教育局", "乙水县教育局")


def test_forms_go_to_the_only_owner_there_is_and_else_to_none() -> None:
    one, other, blank = (
        Filer("第一小学", "甲县教育局"),
        Filer("第一小学", "乙县教育局"),
        Filer("第一小学"),
    )
    assert by_filer([(blank, 1), (one, 2)]) == {one: [1, 2]}
    assert by_filer([(blank, 1), (one, 2), (other, 3), (blank, 4)]) == {
        blank: [1, 4], one: [2], other: [3],
    }  # fmt: skip


def test_a_name_that_several_share_is_told_with_its_department() -> None:
    one, other = Filer("第一小学", "甲山县教育局"), Filer("第一小学", "乙水县教育局")
    assert distinct_names([one, Filer("第一小学"), other, Filer("第二小学")]) == [
        "第一小学（甲山县教育局）",
        "第一小学（没有写主管部门）",
        "第一小学（乙水县教育局）",
        "第二小学",
    ]
    assert distinct_names([one, other]) == ["第一小学（甲山县教育局）", "第一小学（乙水县教育局）"]
    assert distinct_names([one, Filer("第 一小学")]) == ["第一小学", "第一小学"]
