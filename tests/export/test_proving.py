"""What a document gives back: the same, rounded, or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zipingbiao.export.proving import Proof, compared
from zipingbiao.model import FundLine, Header, SelfEvaluation

FORM = SelfEvaluation(
    "national-project", header=Header(project="培训"), funds=(FundLine("年度资金总额", 3, 2.345),)
)


def with_budget(value: float | str | None) -> SelfEvaluation:
    return replace(FORM, funds=(replace(FORM.funds[0], budget=value),))


@pytest.mark.parametrize(
    ("back", "proof"),
    [
        (FORM, Proof()),
        (replace(FORM, layout="other"), Proof()),
        (with_budget(2.35), Proof(rounded=("funds[0].budget",))),
        (with_budget(2), Proof(rounded=("funds[0].budget",))),
        (with_budget(2.34), Proof(lost=("funds[0].budget",))),
        (with_budget(None), Proof(lost=("funds[0].budget",))),
        (with_budget("2.345元"), Proof(lost=("funds[0].budget",))),
        (replace(FORM, header=Header("培 训")), Proof(lost=("header.project",))),
        (replace(FORM, remarks="无"), Proof(lost=("remarks",))),
    ],
)
def test_each_difference_is_named(back: SelfEvaluation, proof: Proof) -> None:
    assert compared(FORM, [back]) == proof


def test_no_form_and_two_forms_are_not_the_one() -> None:
    assert compared(FORM, []).lost
    assert compared(FORM, [FORM, FORM]).lost
