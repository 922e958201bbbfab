"""What the rules about execution rates share: by which budget a rate was computed."""

from __future__ import annotations

from zipingbiao.domain import comparisons
from zipingbiao.domain.comparisons import same_rate
from zipingbiao.domain.levels import names_execution
from zipingbiao.rules.finding import Fix
from zipingbiao.rules.rows import Item, Line
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import half_up
from zipingbiao.values.targets import NUMBER

#: How a region's rate is measured: field and name of the budget it divides by.
BUDGET_NAMES = {"budget": "全年预算数", "initial_budget": "年初预算数"}


def matches(form: FormView, line: Line, true: float | None) -> bool:
    """Whether the printed rate of a row is this one, at its own precision."""
    rate = line.rate
    if true is None or rate is None or not same_rate(rate, true):  # what is shown is only stricter
        return False
    return same_rate(rate, true, form.form.printed.get(f"{line.path}.rate"))


def lacks_sign(line: Line) -> bool:
    """Whether a rate is a per cent without its sign: 85.69 where 151.2 of 176.45 were spent."""
    rate, true = line.rate, line.true_rate
    return rate is not None and true is not None and comparisons.lacks_sign(rate, true)


def basis(form: FormView, line: Line) -> str | None:
    """``base`` or ``other``: which budget the printed rate is of; None where it doesn't tell."""
    true, other = line.true_rate, line.other_rate
    right, wrong = matches(form, line, true), matches(form, line, other)
    if right == wrong:
        return None
    return "base" if right else "other"


def is_plain_wrong(form: FormView, line: Line, true: float) -> bool:
    """Whether a rate is that of no budget, and not merely without its per-cent sign.

    One that is of the budget it should not be of is told by ZPB002 or ZPB003.
    """
    if matches(form, line, true) or lacks_sign(line):
        return False
    return not matches(form, line, line.other_rate)


def _may_be_of_received(form: FormView) -> bool:
    """Whether a rate in a frame of its own is of what arrived: others may be meant so, too."""
    return not form.has_known_layout and any(
        one.received and one.executed is not None and not matches(form, one, one.true_rate)
        and matches(form, one, one.executed / one.received)
        for one in form.funds
    )  # fmt: skip


def rate_fix(form: FormView, line: Line) -> Fix | None:
    """Executed over budget, as a formula where both cells are known."""
    true = line.true_rate
    if true is None or (line.table == "funds" and _may_be_of_received(form)):
        return None
    names = ("used", "budget") if line.table == "tables.payments" else ("executed", "budget")
    if form.denominator == "initial_budget" and line.initial is not None:
        names = (names[0], "initial_budget")
    path = f"{line.path}.rate"
    if form.lacks_per_cent(path):
        return form.fix(path, show_rate(true), "按执行数 ÷ 预算数重算")
    formula = form.formula(
        "ROUND({a}/{b},4)", a=f"{line.path}.{names[0]}", b=f"{line.path}.{names[1]}"
    )
    return form.fix(path, half_up(true, 4), "按执行数 ÷ 预算数重算", formula)


def received_is_short(form: FormView, line: Line) -> bool:
    """Whether less arrived than was surely spent, as budget and rate bear out."""
    if line.executed is None or line.received is None or not line.budget:
        return False
    told = not comparisons.exceeds_amount(line.executed, line.budget) and line.rate is not None
    borne_out = told and line.true_rate is not None and matches(form, line, line.true_rate)
    return borne_out and comparisons.exceeds_amount(line.executed, line.received)


def amount_name(form: FormView, line: Line, path: str) -> str:
    """What a message calls the executed amount of a row, or the budget that its rate is of."""
    payment = line.table == "tables.payments"
    if path.endswith((".executed", ".used")):
        return "使用金额" if payment else "执行数"
    return "预算金额" if payment else base_name(form)


def base_name(form: FormView) -> str:
    """全年预算数, or what the region divides by."""
    return BUDGET_NAMES[form.denominator]


def other_name(form: FormView) -> str:
    """The budget that the region does not divide by."""
    return BUDGET_NAMES["budget" if form.denominator != "budget" else "initial_budget"]


def stated_rate(item: Item) -> float | None:
    """The execution rate that an indicator states as its actual; None where it is another one."""
    actual = item.actual
    if not (item.is_rate or names_execution(item.name)) or actual.kind != NUMBER:
        return None
    if actual.value is None or actual.operator in ("≥", "≤", "<", ">"):
        return None
    if actual.percent or (actual.unit is None and comparisons.is_bare_per_cent(actual.value)):
        return actual.value / 100
    return float(actual.value) if actual.unit is None else None
