"""What the rules about sums say: that a sum does not hold, and which number in it is wrong."""

from __future__ import annotations

from zipingbiao.domain.figures import added
from zipingbiao.domain.totals import adds_up
from zipingbiao.rules.evidence import Verdict
from zipingbiao.rules.finding import Hit
from zipingbiao.rules.ledger import SUM, evidence_of, field_of, passed_over
from zipingbiao.rules.rows import Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.subtotals import AMOUNTS, Addition, additions, swapped
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_COLUMNS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "received": "到位数",
    "executed": "全年执行数",
}
_PAYMENT_COLUMNS = {"budget": "预算金额", "received": "申请金额", "executed": "使用金额"}


def sum_hit(form: FormView, one: Addition, column: str) -> Hit:
    """A sum that does not hold, at its total. The culprit is named where the evidence tells it.

    Where a part is the culprit the total is not called wrong, and there is nothing to mend.
    """
    path, parts = field_of(one.total, column), {field_of(part, column): part for part in one.parts}
    known = [value for part in one.parts if (value := getattr(part, column)) is not None]
    true, verdict = added(known), evidence_of(form).verdict(path, SUM)
    blank = [part.name for field, part in parts.items() if form.value(field) is None]
    odd, wrong = "", verdict is None or verdict.path == path
    turned = column in ("budget", "executed") and swapped(one)
    texts = passed_over(form, path, tuple(parts))
    if turned:
        odd, wrong = "；预算数与执行数像是填反了", True
    elif texts:
        odd = f"；{_listed([parts[one].name for one in texts])}是文字，公式没有算进去，请改成数"
    elif verdict is not None and verdict.sure and verdict.path in parts:
        odd = _odd(form, verdict, parts[verdict.path].name)
    elif blank and not (verdict is not None and verdict.sure):
        odd, wrong = f"；{_listed(blank)}空白，请核对", getattr(one.total, column) is None
    fix = None
    # A sum among the parts that nobody knows the parts of may count something twice.
    if wrong and not turned and not any(part.total or adds_up(part.name) for part in one.parts):
        formula = form.sum_formula(field_of(part, column) for part in one.rows or one.parts)
        fix = form.fix(path, true, "其下各行之和", formula)
    return form.hit(
        path,
        getattr(one.total, column),
        show_number(true) if wrong else None,
        fix=fix,
        rests=[field for field in parts if not _is_culprit(form, field, verdict)],
        doubts={path: true} if wrong else _doubted(verdict, odd),
        witnesses=len(verdict.witnesses) if verdict is not None else 1,
        name=_named(one.total.name),
        column=column_name(one.total, column),
        sum=show_number(true),
        odd=odd,
    )


def column_name(line: Line, amount: str) -> str:
    """What a column of amounts is called: 全年执行数, 使用金额."""
    return (_PAYMENT_COLUMNS if line.table == "tables.payments" else _COLUMNS)[amount]


def is_told_by_sum(form: FormView, path: str) -> bool:
    """Whether a wrong amount is the total of a sum, so that the rule about sums tells of it."""
    return any(field_of(one.total, column) == path for one in additions(form) for column in AMOUNTS)


def _doubted(verdict: Verdict | None, odd: str) -> dict[str, Number | None]:
    """The part that is called wrong."""
    told = verdict is not None and bool(odd) and verdict.sure
    return {verdict.path: verdict.due} if verdict is not None and told else {}


def _is_culprit(form: FormView, field: str, verdict: Verdict | None) -> bool:
    """Whether a part is the wrong one, as a number: what is blank or unread others tell."""
    odd = verdict is not None and verdict.path == field
    return odd and isinstance(form.value(field), int | float)


def _odd(form: FormView, verdict: Verdict, name: str) -> str:
    """Which part is wrong, and what the rest of the form says should stand there."""
    value = form.value(verdict.path)
    stands = "空白" if value is None else f"印作 {_shown(value)}"
    due = "" if verdict.due is None else f"，按本行其他数和总额应为 {show_number(verdict.due)}"
    return f"；其中{_named(name)}{stands}{due}"


def _shown(value: object) -> str:
    return show_number(value) if isinstance(value, int | float) else str(value)


def _listed(names: list[str]) -> str:
    return "、".join(map(_named, names))


def _named(name: str) -> str:
    return f"「{name}」" if name else "资金总额"
