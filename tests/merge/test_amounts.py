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
    row_classes,
    sum_of,
)
from zipingbiao.model import BudgetLine, FundLine, Payment, SelfEvaluation, Tables, Task

amounts = st.integers(-10_000_000, 10_000_000) | st.decimals(-100_000, 100_000, places=2).map(float)


@pytest.mark.parametrize(
    ("names", "total"),
    [
        (["年度资金总额", "当年财政拨款", "上年结转资金", "其他资金"], 0),
        (["预算数", "财政资金", "其他"], 0),
        (["财政拨款", "自筹", "合计"], 2),
        (
            [
                "年度部门预算支出小计（一+二）",
                "一、基本支出（第 1 至 4 项小计）",
                "1. 工资福利支出",
            ],
            0,
        ),
        (["一、基本支出小计", "二、项目支出小计", "支出总计"], 2),
        ([None, "资金总额"], 1),
    ],
)
def test_the_total_is_known_by_its_name(names: list[str | None], total: int) -> None:
    assert [index for index, one in enumerate(row_classes(names)) if one == TOTAL] == [total]


def test_where_no_row_is_called_a_total_they_all_make_it() -> None:
    assert row_classes(["财政拨款", "自筹资金"]) == [TOTAL, TOTAL]


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


@given(st.lists(amounts | st.sampled_from((None, "—", "约五万"))))
def test_a_sum_is_that_of_the_decimals_that_are_printed(figures: list[float | str | None]) -> None:
    numbers = [Decimal(repr(one)) for one in figures if isinstance(one, int | float)]
    expected = float(sum(numbers)) if numbers else None
    assert sum_of(figures) == expected
