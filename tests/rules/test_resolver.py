"""Findings that agree with each other: what is void, what stays, which fixes remain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.rules.finding import ERROR, EVERYTHING, INFO, SEVERITIES, WARN, Finding, Fix, Hit
from zipingbiao.rules.resolver import doubts_of, resolved, touches_of

A, B, C = "funds[0].rate", "funds[0].executed", "total.score"


def finding(
    field: str,
    severity: str = ERROR,
    rests: Mapping[str, float | None] | None = None,
    doubts: Mapping[str, float | None] | None = None,
    witnesses: int = 1,
    fix: bool = False,
) -> Finding:
    own = {field: None} if doubts is None and severity == ERROR else doubts or {}
    mended = Fix("A1", 1, "重算") if fix else None
    return Finding(
        "ZPB001", severity, "甲.xlsx", "表", "A1", field, None, None, None, "", {}, mended,
        rests or {}, own, witnesses, {field: None, **own},
    )  # fmt: skip


def test_what_rests_on_a_value_called_wrong_is_void() -> None:
    rate, executed = finding(A, rests={B: None}), finding(B)
    assert resolved([rate, executed]) == [executed]


def test_what_rests_on_a_value_that_is_not_called_wrong_stays() -> None:
    both = [finding(A, rests={B: None}), finding(C)]
    assert resolved(both) == both


def test_a_mild_doubt_does_not_void_an_error() -> None:
    both = [finding(A, rests={B: None}), finding(B, WARN, doubts={B: None})]
    assert resolved(both) == both


def test_a_mild_doubt_with_more_witnesses_voids_an_error() -> None:
    missed = finding(A, rests={B: None})
    sign = finding(B, WARN, doubts={B: None}, witnesses=2)
    assert resolved([missed, sign]) == [sign]


def test_what_is_void_itself_voids_nothing() -> None:
    """The total rests on a score that only rests on a rate which is wrong."""
    total, score, rate = finding(C, rests={B: None}), finding(B, rests={A: None}), finding(A)
    assert resolved([total, score, rate]) == [total, rate]


def test_only_the_value_that_would_mend_it_voids_a_finding() -> None:
    total = finding(C, rests={B: 9.65})
    assert resolved([total, finding(B, doubts={B: 9.65})]) == [finding(B, doubts={B: 9.65})]
    stays = [total, finding(B, doubts={B: 8})]
    assert resolved(stays) == stays


def test_of_two_values_for_one_field_the_better_supported_stays() -> None:
    weak, strong = finding(A, doubts={A: 0.5}), finding(A, doubts={A: 0.7}, witnesses=2)
    assert resolved([weak, strong]) == [strong]


def test_two_findings_that_want_the_same_value_both_stay() -> None:
    both = [finding(A, doubts={A: 96.5}), finding(A, doubts={A: 96.51})]
    assert resolved(both) == both


def test_two_that_void_each_other_leave_the_first() -> None:
    one, other = finding(A, rests={B: None}), finding(B, rests={A: None})
    assert resolved([one, other]) == [one]
    assert resolved([other, one]) == [other]


def test_what_rests_on_something_unread_is_void() -> None:
    assert resolved([finding(A, rests={B: None})], {B}) == []


def test_a_finding_about_everything_leaves_nothing_beside_it() -> None:
    blank = finding("title", doubts={EVERYTHING: None})
    assert resolved([finding(A), blank, finding(C, WARN)]) == [blank]


def test_a_fix_goes_where_another_finding_touches_what_it_was_computed_from() -> None:
    mended = finding(A, rests={B: None}, fix=True)
    assert resolved([mended])[0].fixable
    assert not resolved([mended, finding(B, WARN)])[0].fixable
    assert resolved([mended, finding(B, INFO)])[0].fixable


def test_an_error_doubts_its_own_field_and_a_warning_nothing() -> None:
    assert doubts_of(Hit(A, expected="85.69%"), ERROR) == {A: 0.8569}
    assert doubts_of(Hit(A, expected="不大于 3"), ERROR) == {A: None}
    assert doubts_of(Hit(A, expected="85.69%"), WARN) == {}
    assert doubts_of(Hit(A, doubts={B: 1}), ERROR) == {B: 1}


def test_a_warning_touches_its_own_field_unless_it_says_otherwise() -> None:
    assert touches_of(Hit(A, expected="85.69%")) == {A: 0.8569}
    assert touches_of(Hit(A, doubts={B: None})) == {A: None, B: None}
    assert touches_of(Hit(A, touches=())) == {}


def test_a_fix_stays_where_the_other_value_would_not_make_it_needless() -> None:
    """The total is mended although a score is low: with the full score it were wrong as well."""
    mended = finding(C, rests={B: 14.21}, fix=True)
    low = replace(finding(B, WARN), touches={B: 10})
    assert resolved([mended, low])[0].fixable
    assert not resolved([mended, replace(low, touches={B: 14.21})])[0].fixable


fields = st.sampled_from([A, B, C])
values = st.dictionaries(fields, st.none() | st.integers(0, 3), max_size=2)
one_finding = st.builds(
    finding, fields, st.sampled_from(SEVERITIES), values, values, st.integers(1, 2), st.booleans()
)
#: None takes for granted what it calls wrong.
findings = st.lists(
    one_finding.filter(lambda one: not set(one.rests) & set(one.doubts)), max_size=7
)


def voids(other: Finding, one: Finding) -> bool:
    """Whether one can't stand beside another that is as severe or better supported."""
    milder = SEVERITIES.index(other.severity) > SEVERITIES.index(one.severity)
    if milder and other.witnesses <= one.witnesses:
        return False
    rested = any(
        field in one.rests and (due is None or one.rests[field] in (None, due))
        for field, due in other.doubts.items()
    )
    opposed = any(
        due is not None and one.doubts.get(field, due) not in (None, due)
        for field, due in other.doubts.items()
    )
    return rested or opposed


@given(findings)
def test_those_that_stay_agree_and_those_that_go_had_to(found: list[Finding]) -> None:
    stays = resolved(found)
    assert bool(stays) == bool(found)
    for one in stays:
        assert not any(voids(other, one) for other in stays)
    left = [replace(one, fix=None) for one in stays]
    for one in found:
        assert replace(one, fix=None) in left or any(voids(other, one) for other in found)
    assert resolved(stays) == stays
