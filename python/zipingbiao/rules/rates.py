"""What the rules about execution rates share: by which budget a rate was computed."""

from __future__ import annotations

from zipingbiao.rules.finding import Fix
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import rate_matches, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import half_up

#: A rate up to so much above 1 is 100 % with the noise of floats.
ABOVE = 1.00005
#: A rate from here on that is right as a per cent lacks its sign: 85.9 for 85.9%.
_BARE = 1.5
#: A rate so near to the true one was computed.
_COMPUTED = 1e-9
#: How a region's rate is measured: field and name of the budget it divides by.
BUDGET_NAMES = {"budget": "全年预算数", "initial_budget": "年初预算数"}


def matches(form: FormView, line: Line, true: float | None) -> bool:
    """Whether the printed rate of a row is this one, at its own precision."""
    rate = line.rate
    if true is None or rate is None:
        return False
    if abs(rate - true) < _COMPUTED:
        return True
    if not rate_matches(rate, None, true):  # what is shown is only stricter
        return False
    return rate_matches(rate, form.form.printed.get(f"{line.path}.rate"), true)


def lacks_sign(line: Line) -> bool:
    """Whether a rate is a per cent without its sign: 85.69 where 151.2 of 176.45 were spent."""
    rate, true = line.rate, line.true_rate
    return rate is not None and rate > _BARE and true is not None and abs(rate / 100 - true) < 0.01


def basis(form: FormView, line: Line) -> str | None:
    """``base`` or ``other``: which budget the printed rate is of; None where it doesn't tell."""
    true, other = line.true_rate, line.other_rate
    right, wrong = matches(form, line, true), matches(form, line, other)
    if right == wrong:
        return None
    return "base" if right else "other"


def is_plain_wrong(form: FormView, line: Line, true: float) -> bool:
    """Whether a rate is that of no budget, and not merely without its per-cent sign."""
    if matches(form, line, true) or lacks_sign(line):
        return False
    return not matches(form, line, line.other_rate)


def rate_fix(form: FormView, line: Line) -> Fix | None:
    """Executed over budget, as a formula where both cells are known."""
    true = line.true_rate
    if true is None:
        return None
    names = ("used", "budget") if line.table == "tables.payments" else ("executed", "budget")
    if form.profile.rate_denominator == "initial_budget" and line.initial is not None:
        names = (names[0], "initial_budget")
    path = f"{line.path}.rate"
    if form.lacks_per_cent(path):
        return form.fix(path, show_rate(true), "按执行数 ÷ 预算数重算")
    formula = form.formula(
        "ROUND({a}/{b},4)", a=f"{line.path}.{names[0]}", b=f"{line.path}.{names[1]}"
    )
    return form.fix(path, half_up(true, 4), "按执行数 ÷ 预算数重算", formula)


def base_name(form: FormView) -> str:
    """全年预算数, or what the region divides by."""
    return BUDGET_NAMES[form.profile.rate_denominator]


def other_name(form: FormView) -> str:
    """The budget that the region does not divide by."""
    return BUDGET_NAMES["budget" if form.profile.rate_denominator != "budget" else "initial_budget"]
