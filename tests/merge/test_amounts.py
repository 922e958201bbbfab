"""Which row of a form is its total, and what its amounts are in 万元."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.glossary import MONEY_UNITS
from zipingbiao.merge.amounts import (
    ATTACHED,
    DETAIL,
    TOTAL,
    amount_lines,
    form_total,
    in_wan,
)
from zipingbiao.model import BudgetLine, FundLine, Payment, SelfEvaluation, Tables, Task

amounts = st.integers(-10_000_000, 10_000_000) | st.decimals(-100_000, 100_000, places=2).map(float)


@pytest.mark.parametrize("name", ["年度资金总额", "全年预算", "项目资金总量", "本期可用经费"])
def test_a_total_counts_once_whatever_it_is_called(name: str) -> None:
    funds = (FundLine(name, 100, 100), FundLine("当年财政拨款", 60, 60), FundLine("其他", 40, 40))
    lines = list(amount_lines(SelfEvaluation("x", funds=funds)))
    assert [line.row_class for line in lines] == [TOTAL, DETAIL, DETAIL]
    total = form_total(lines)
    assert total is not None
    assert total.amounts[1] == 100


def test_a_subtotal_of_one_source_does_not_count_twice() -> None:
    funds = (
        FundLine("中央资金", budget=10),
        FundLine("省级资金", budget=20),
        FundLine("财政资金小计", budget=30),
        FundLine("自筹资金", budget=40),
    )
    lines = list(amount_lines(SelfEvaluation("x", funds=funds)))
    assert [line.row_class for line in lines] == [TOTAL, TOTAL, DETAIL, TOTAL]
    total = form_total(lines)
    assert total is not None
    assert total.amounts[1] == 70


def department(**tables: tuple[object, ...]) -> SelfEvaluation:
    return SelfEvaluation("liaoning-department", tables=Tables(**tables))  # type: ignore[arg-type]


def test_only_expenditure_holds_the_total_of_a_department() -> None:
    form = department(
        revenue=(BudgetLine("年度部门预算收入小计", 9), BudgetLine("1. 财政拨款收入", 9)),
        expenditure=(BudgetLine("年度部门预算支出小计", 9), BudgetLine("一、基本支出", 5)),
        tasks=(Task("重点工作一", "项目甲", 4), Task("合计", None, 4)),
    )
    classes = [line.row_class for line in amount_lines(form)]
    assert classes == [ATTACHED, ATTACHED, TOTAL, DETAIL, ATTACHED, ATTACHED]


def test_expenditure_repeats_the_funds_of_a_form_that_has_both() -> None:
    form = SelfEvaluation(
        "x",
        funds=(FundLine("资金总额", 9),),
        tables=Tables(expenditure=(BudgetLine("支出小计", 9),)),
    )
    assert [line.row_class for line in amount_lines(form)] == [TOTAL, ATTACHED]


def test_a_form_of_payments_is_told_by_its_total_row() -> None:
    payments = (Payment("1", "办公费", 10, 9, 8), Payment(None, "合计", 32, 31, 30))
    form = SelfEvaluation("sichuan-payments", tables=Tables(payments=payments))
    total = form_total(list(amount_lines(form)))
    assert total is not None
    assert (total.row_class, total.amounts) == (ATTACHED, (None, 32, None, 31, 30))


def test_a_form_without_a_total_row_is_told_by_the_sum() -> None:
    form = SelfEvaluation("x", funds=(FundLine("甲", 0.1, rate=0.5), FundLine("乙", 0.2, "约五万")))
    total = form_total(list(amount_lines(form)))
    assert total is not None
    assert (total.amounts[0], total.amounts[1], total.rate) == (0.3, None, None)


def test_a_form_without_amounts_has_no_total() -> None:
    assert form_total(list(amount_lines(SelfEvaluation("sichuan-department")))) is None


@pytest.mark.parametrize(
    ("figure", "unit", "wan"),
    [
        (176.45, "万元", 176.45),
        (1_764_500, "元", 176.45),
        (0.7, "千元", 0.07),
        (0.0123, "亿元", 123),
        (1.1, "百万元", 110),
        (0, "元", 0),
        ("约五万", "万元", None),
        (None, "万元", None),
        (5, None, None),
    ],
)
def test_amounts_in_ten_thousands(figure: float, unit: str | None, wan: float | None) -> None:
    assert in_wan(figure, unit) == wan


@given(amounts, st.sampled_from(sorted(MONEY_UNITS)))
def test_changing_the_unit_loses_nothing(figure: float, unit: str) -> None:
    wan = in_wan(figure, unit)
    back = Decimal(repr(wan)) * 10_000 / int(MONEY_UNITS[unit])
    assert float(back) == figure
