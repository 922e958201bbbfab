"""Which rules run, with which settings and profile; the order and the shape of findings."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from zipingbiao.errors import CallError
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import read_paths
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.runner import Checker, check_forms, code_of
from zipingbiao.scoring.profile import load_profile

FormsOf = Callable[..., list[SelfEvaluation]]
LOW = {
    "funds": [
        {
            "source": "年度资金总额",
            "budget": 100,
            "executed": 85,
            "rate": 0.9,
            "weight": 10,
            "score": 9,
        }
    ]
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ZPB001", "ZPB001"),
        ("zpb1", "ZPB001"),
        ("1", "ZPB001"),
        ("rate-mismatch", "ZPB001"),
        ("ZPB999", None),
        ("", None),
    ],
)
def test_a_rule_may_be_called_by_code_number_or_slug(text: str, code: str | None) -> None:
    assert code_of(text) == code


def test_only_what_is_selected_and_not_ignored_is_found(forms_of: FormsOf) -> None:
    forms = forms_of(LOW)
    assert {one.code for one in check_forms(forms, select=["1", "4"])} == {"ZPB001", "ZPB004"}
    assert {one.code for one in check_forms(forms, select=["1", "4"], ignore=["4"])} == {"ZPB001"}


def test_a_fix_is_the_same_whether_its_rule_runs_alone_or_not(forms_of: FormsOf) -> None:
    places = {f"funds[0].{name}": f"{column}6" for column, name in zip("CDEFG", (
        "budget", "executed", "rate", "weight", "score"), strict=True)}  # fmt: skip
    right = {"funds": [{**LOW["funds"][0], "score": 8.5}]}  # the rate alone is wrong
    form = replace(forms_of(right)[0], places=places)
    [alone] = Checker(select=["1"]).check_form(form)
    among = [one for one in Checker().check_form(form) if one.code == "ZPB001"]
    assert alone.fix is not None
    assert [alone] == among


def test_every_mistake_in_the_call_is_told_at_once_with_a_near_name() -> None:
    with pytest.raises(CallError) as caught:
        Checker(select=["ZPB0O1"], ignore=["nonsense"])
    assert "ZPB0O1" in str(caught.value)
    assert "nonsense" in str(caught.value)
    with pytest.raises(CallError) as caught:
        Checker(options={"ZPB010": {"belwo": 90, "below": "九成"}, "ZPB001": {"x": 1}})
    message = str(caught.value)
    assert "below" in message
    assert "ZPB001 没有参数" in message
    assert "应是数" in message


def test_a_setting_reaches_its_rule(forms_of: FormsOf) -> None:
    forms = forms_of(LOW)
    assert check_forms(forms, select=["10"]) == []
    assert len(check_forms(forms, select=["10"], options={"ZPB010": {"below": 90}})) == 1


def test_one_profile_may_stand_for_all_layouts(forms_of: FormsOf) -> None:
    forms = forms_of(LOW)
    assert len(check_forms(forms, select=["10"], profiles=load_profile("sichuan"))) == 1
    by_layout = {"national-project": load_profile("sichuan")}
    assert len(check_forms(forms, select=["10"], profiles=by_layout)) == 1


def test_rules_for_years_leave_out_the_others(forms_of: FormsOf) -> None:
    one = replace(RULES["ZPB001"], years=(2024, None))
    checker = Checker(select=["ZPB001"])
    view = checker.view(forms_of({**LOW, "year": 2023})[0])
    assert not one.applies(view)
    assert one.applies(checker.view(forms_of({**LOW, "year": 2024})[0]))
    assert replace(one, years=(2020, 2023)).applies(view)


def test_findings_come_from_top_to_bottom(shared: Path) -> None:
    reading = read_paths([shared / "agency"], jobs=1, printed=True)
    found = check_forms(reading.forms)
    places = [(one.path, one.sheet) for one in found]
    assert places == sorted(places, key=places.index)
    rows = [int("".join(filter(str.isdigit, one.cell or "0"))) for one in found]
    for path, sheet in {place for place in places if "Sheet1" not in place[1]}:
        here = [row for row, place in zip(rows, places, strict=True) if place == (path, sheet)]
        assert here == sorted(here)


def test_form_by_form_and_across_is_the_same_as_together(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    checker = Checker()
    apart = [one for form in forms for one in checker.check_form(form)]
    apart += checker.check_across(forms)
    together = checker.check(forms)
    assert sorted(map(repr, apart)) == sorted(map(repr, together))


def test_a_finding_survives_another_process(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    found = check_forms(forms)
    assert pickle.loads(pickle.dumps(found)) == found
    again = check_forms(pickle.loads(pickle.dumps(forms)))
    assert [one.message for one in again] == [one.message for one in found]


def test_a_finding_points_at_the_cell_and_says_what_stands_there(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    found = check_forms(forms, select=["ZPB001"])
    first = next(one for one in found if one.project == "信访维稳经费")
    assert (first.cell, first.field, first.printed, first.expected) == (
        "H6",
        "funds[0].rate",
        "85.9%",
        "85.69%",
    )
    assert first.fix is not None
    assert (first.fix.cell, first.fix.value, first.fix.formula) == ("H6", 0.8569, "ROUND(G6/C6,4)")
    assert "85.9%" in first.message
    assert "85.69%" in first.message


def test_a_fix_mends_what_it_says(shared: Path) -> None:
    """Each fix has a cell and a reason; only arithmetic and residue are mended."""
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    fixes = [(one.code, one.fix) for one in check_forms(forms) if one.fix]
    assert {code for code, _ in fixes} <= {
        "ZPB001", "ZPB002", "ZPB003", "ZPB004", "ZPB005", "ZPB006", "ZPB014", "ZPB016", "ZPB017",
        "ZPB029", "ZPB041", "ZPB043", "ZPB044", "ZPB056",
    }  # fmt: skip
    assert all(fix.cell and fix.reason and fix.value is not None for _, fix in fixes)


def test_two_fixes_never_want_different_things_in_one_cell(shared: Path) -> None:
    forms = read_paths([shared / "agency"], jobs=1, printed=True).forms
    wanted: dict[tuple[str, str, str], set[object]] = {}
    for one in check_forms(forms):
        if one.fix is not None:
            wanted.setdefault((one.path, one.sheet, one.fix.cell), set()).add(one.fix.value)
    assert {place: values for place, values in wanted.items() if len(values) > 1} == {}


def test_what_looks_across_forms_is_found_alone_and_at_its_form(forms_of: FormsOf) -> None:
    twice = forms_of({"forms": [LOW, LOW]})
    found = Checker().check_across(twice)
    assert {one.code for one in found} == {"ZPB057"}
    everything = [one for one in Checker().check(twice) if RULES[one.code].across]
    assert found == everything
