"""Every rule: its page, its examples, its cases, its place in the catalogue."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from zipingbiao import rules
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.finding import SEVERITIES, Finding
from zipingbiao.rules.page import SECTIONS, sections
from zipingbiao.rules.registry import Rule

FoundIn = Callable[..., list[Finding]]

HERE = Path(__file__).parent
CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("cases/*.toml"))
}
FAILS = [(code, case) for code, cases in CASES.items() for case in cases["fail"]]
PASSES = [(code, case) for code, cases in CASES.items() for case in cases["pass"]]

every_rule = pytest.mark.parametrize("one", RULES.values(), ids=list(RULES))


def names(pairs: list[tuple[str, Any]]) -> list[str]:
    return [f"{code}-{case['name']}" for code, case in pairs]


def test_the_codes_run_without_a_gap_over_forms_from_1_over_text_from_101() -> None:
    forms = [code for code, one in RULES.items() if not one.prose]
    texts = [code for code, one in RULES.items() if one.prose]
    assert forms == [f"ZPB{number:03d}" for number in range(1, len(forms) + 1)]
    assert texts == [f"ZPB{number:03d}" for number in range(101, len(texts) + 101)]
    assert [one.code for one in RULES.values()] == list(RULES)


def test_every_file_of_a_rule_is_listed_in_the_catalogue() -> None:
    files = sorted(path.stem for path in Path(rules.__path__[0]).glob("zpb*.py"))
    assert files == [one.module.rpartition(".")[2] for one in RULES.values()]


def test_every_rule_has_cases_and_no_cases_are_without_a_rule() -> None:
    assert list(CASES) == list(RULES)


def test_slugs_and_names_are_unique() -> None:
    assert len({one.slug for one in RULES.values()}) == len(RULES)
    assert len({one.name for one in RULES.values()}) == len(RULES)


@every_rule
def test_a_rule_is_called_alike_everywhere(one: Rule) -> None:
    assert one.module == f"zipingbiao.rules.{one.code.lower()}"
    assert one.page.splitlines()[0].startswith(f"{one.code} ")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.slug)
    assert inspect.isgeneratorfunction(one.check)
    assert inspect.getdoc(one.check)
    assert one.severity in SEVERITIES


@every_rule
def test_a_page_has_all_sections_in_their_order(one: Rule) -> None:
    parts = sections(one.page)
    assert tuple(parts) == SECTIONS
    assert all(parts.values())


@every_rule
def test_a_page_tells_every_option_and_its_default(one: Rule) -> None:
    told = sections(one.page)["参数"]
    for name, option in one.options.items():
        assert f"{name}：" in told
        assert str(option.default) in told
        assert option.meaning
    if not one.options:
        assert told.startswith("无。")


@every_rule
def test_the_bad_example_is_found_and_the_good_one_is_not(one: Rule, found_in: FoundIn) -> None:
    parts = sections(one.page)
    assert {found.code for found in found_in(tomllib.loads(parts["反例"]), one.code)} == {one.code}
    assert found_in(tomllib.loads(parts["正例"]), one.code) == []


@pytest.mark.parametrize(("code", "case"), FAILS, ids=names(FAILS))
def test_a_failing_case_is_found_where_it_says(
    code: str, case: Mapping[str, Any], found_in: FoundIn
) -> None:
    found = found_in(case, code)
    assert sorted(one.field for one in found) == sorted(case["fields"])
    if "severity" in case:
        assert {one.severity for one in found} == {case["severity"]}


@pytest.mark.parametrize(("code", "case"), PASSES, ids=names(PASSES))
def test_a_passing_case_is_left_alone(
    code: str, case: Mapping[str, Any], found_in: FoundIn
) -> None:
    assert [one.message for one in found_in(case, code)] == []


@pytest.mark.parametrize(("code", "case"), FAILS, ids=names(FAILS))
def test_a_message_is_a_finished_chinese_sentence(
    code: str, case: Mapping[str, Any], found_in: FoundIn
) -> None:
    for one in found_in(case, code):
        assert re.search(r"[。」）]$", one.message), one.message
        assert not re.search(r"None|\{|\}|\d{1,3}\.\d{7,}", one.message), one.message
        assert one.printed is None or str(one.printed).strip()
