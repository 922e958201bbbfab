"""One mistake planted in a form that has none: it is told, and nothing is told that it isn't.

``mistakes.toml`` says what is planted where; the forms are those of ``provinces`` without a flaw.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flawless import FORMS
from zipingbiao.rules.finding import ERROR, Finding
from zipingbiao.rules.shown import show_number

HERE = Path(__file__).parent
MISTAKES = tomllib.loads((HERE / "mistakes.toml").read_text("utf-8"))["mistake"]
#: What is written wrong, not left out: a form that stands in no cells has no blank ones.
WRITTEN = [one for one in MISTAKES if {"set", "add", "times", "replace"} & one.keys()]
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
Form = dict[str, Any]
FoundIn = Callable[..., list[Finding]]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All fields of a form with their values."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def unknown(form: Form) -> Form:
    """The form as one of a layout that nobody knows."""
    return {**form, "layout": "other"}


def put(form: Form, path: str, value: Any) -> None:
    """Write into a field of a form; None takes it away."""
    steps = STEP.findall(path)
    holder: Any = form
    for name, index in steps[:-1]:
        holder = holder[name][int(index)] if index else holder[name]
    if value is None:
        holder.pop(steps[-1][0], None)
    else:
        holder[steps[-1][0]] = value


def pattern(field: str) -> re.Pattern[str]:
    """``indicators[*].score`` as a pattern of paths."""
    return re.compile(re.escape(field).replace(r"\*", r"\d+"))


def spoilt(mistake: Mapping[str, Any], form: Form, value: Any) -> Any:
    """What the mistake makes of a value."""
    if "copy" in mistake:
        return dict(leaves(form))[mistake["copy"]]
    if "replace" in mistake:
        return re.sub(mistake["replace"][0], mistake["replace"][1], value)
    if "add" in mistake or "times" in mistake:
        return round((value + mistake.get("add", 0)) * mistake.get("times", 1), 4)
    return mistake.get("set")


class Planted(NamedTuple):
    """A form with a mistake, where it was planted and where it must be told."""

    name: str
    form: Form
    told: re.Pattern[str]


def planted(mistake: Mapping[str, Any]) -> Iterator[Planted]:
    """The mistake in each form and field that it is meant for."""
    wanted, having = pattern(mistake["field"]), re.compile(mistake.get("having", ""))
    for name, right in FORMS.items():
        if right["layout"] not in mistake.get("layouts", [right["layout"]]):
            continue
        for path, value in leaves(right):
            if not wanted.fullmatch(path) or not _fits(having, path, value):
                continue
            form = copy.deepcopy(right)
            new = spoilt(mistake, right, value)
            put(form, path, new)
            for other, given in mistake.get("also", {}).items():
                put(form, other, given)
            yield Planted(f"{name} {path}", form, _told(mistake, path))


def _fits(having: re.Pattern[str], path: str, value: Any) -> bool:
    is_rate = path.endswith(".completion") and not isinstance(value, str)
    shown = show_number(value * 100) if is_rate else str(value)
    return having.search(shown) is not None


def _told(mistake: Mapping[str, Any], path: str) -> re.Pattern[str]:
    row = path.rpartition(".")[0]
    fields = [f"{row}{one}" if one[0] == "." else one for one in mistake.get("told", [path])]
    return re.compile("|".join(pattern(one).pattern for one in fields))


def missed(cases: Iterable[Planted], found_in: FoundIn) -> dict[str, list[str]]:
    """The mistakes that are not told where they must be, with what is told instead."""
    told = [(one, found_in(one.form)) for one in cases]
    return {
        one.name: [f"{each.code} {each.field}" for each in found]
        for one, found in told
        if not any(one.told.fullmatch(each.field) for each in found)
    }


@pytest.mark.parametrize("mistake", MISTAKES, ids=[one["name"] for one in MISTAKES])
def test_a_planted_mistake_is_told(mistake: Mapping[str, Any], found_in: FoundIn) -> None:
    cases = list(planted(mistake))
    assert cases, "种不下去：没有一张表有这样的字段"
    assert missed(cases, found_in) == {}


@pytest.mark.parametrize("mistake", WRITTEN, ids=[one["name"] for one in WRITTEN])
def test_a_planted_mistake_is_told_in_a_layout_that_is_not_known_too(
    mistake: Mapping[str, Any], found_in: FoundIn
) -> None:
    cases = [one for one in planted(mistake) if one.form["layout"] == "national-project"]
    assert missed((one._replace(form=unknown(one.form)) for one in cases), found_in) == {}


def test_a_right_form_of_a_layout_that_is_not_known_is_left_alone(found_in: FoundIn) -> None:
    for name, form in FORMS.items():
        if form["layout"] == "national-project":
            assert [each.message for each in found_in(unknown(form))] == [], name


@pytest.mark.parametrize("mistake", MISTAKES, ids=[one["name"] for one in MISTAKES])
def test_two_findings_on_one_field_never_want_different_numbers(
    mistake: Mapping[str, Any], found_in: FoundIn
) -> None:
    for one in planted(mistake):
        wanted: dict[str, set[float]] = {}
        for each in found_in(one.form):
            for field, due in each.doubts.items():
                if due is not None:
                    wanted.setdefault(field, set()).add(round(float(due), 2))
        assert {field: dues for field, dues in wanted.items() if len(dues) > 1} == {}, one.name


def test_no_error_rests_on_what_another_error_calls_wrong(
    found_in: FoundIn,
) -> None:
    for mistake in MISTAKES:
        for one in planted(mistake):
            found = [each for each in found_in(one.form) if each.severity == ERROR]
            wrong = {field: due for each in found for field, due in each.doubts.items()}
            for each in found:
                shaken = {
                    field
                    for field, needed in each.rests.items()
                    if field in wrong and field not in each.doubts and needed is None
                }
                assert shaken == set(), (one.name, each.code)


def test_there_are_several_hundred_planted_mistakes() -> None:
    assert sum(len(list(planted(one))) for one in MISTAKES) >= 250


def test_a_form_without_a_mistake_is_left_alone(found_in: FoundIn) -> None:
    for name, form in FORMS.items():
        assert [each.message for each in found_in(form)] == [], name
