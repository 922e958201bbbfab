"""ZPB045 扣分条款得分不符

检查什么
    指标值（或计分标准）里写着计分条款的，按条款和完成值重算得分，与印出的得分比较。能从同一张表的收
    支数据算出完成值的（财政拨款收入预决算差异率），再用算出的完成值核对：只有先把完成值舍入才得出印
    出的得分的，提醒。

依据
    表上印着的条款本身，如「差异率＞0时，每增加5%（含）扣减0.5分，减至0分为止」；怎样计档由评分办法
    决定（step_count、step_rounding）。

为什么
    条款白纸黑字，得分却对不上，复核时一定会被退回。

反例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "预算执行"
    level2 = "预算执行效率"
    level3 = "公用经费预算差异率"
    target = "差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
    actual = "12%"
    weight = 5
    score = 5

正例
    layout = "liaoning-department"

    [[indicators]]
    level1 = "预算执行"
    level2 = "预算执行效率"
    level3 = "公用经费预算差异率"
    target = "差异率≤0，得满分；差异率>0时，每增加5%（含）扣减0.5分，减至0分为止。"
    actual = "12%"
    weight = 5
    score = 4

如何修改
    按条款重算得分；对条款有不同理解的，写明算法。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import rounds_to, same_points
from zipingbiao.domain.figures import decimals
from zipingbiao.rules.clauses import Earned, clause_points, clause_value, has_clause
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, write_number

_NEAR = (
    "「{name}」完成值 {actual}，按条款应得 {expected} 分，印作 {printed} 分；"
    "{reason}才得出 {printed} 分。"
)
_TRUE = (
    "「{name}」印作 {actual}，收支情况算出 {true}，按条款应得 {expected} 分，印作 {printed} 分；"
    "只有先把完成值舍入成 {actual} 才得出 {printed} 分。"
)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_GRANTS = re.compile("财政拨款(?:收入)?.*差异率")


@rule(
    "ZPB045",
    name="扣分条款得分不符",
    severity=ERROR,
    message="「{name}」完成值 {actual}，按条款应得 {expected} 分，印作 {printed} 分。",
)
def clause_score_mismatch(form: FormView) -> Iterator[Hit]:
    """Points that the clause does not give for the result."""
    for item in form.targeted:
        if item.score is None or not item.weight or not has_clause(item):
            continue
        value = clause_value(item)
        found = None if value is None else clause_points(item, value, form.profile)
        if value is None or found is None:
            continue
        if not same_points(found.points, item.score, 2):
            if not _agrees_with_tables(form, item, value, item.score):
                yield _mismatch(form, item, value, found, item.score)
        else:
            yield from _against_tables(form, item, value, item.score)


def _mismatch(form: FormView, item: Item, value: str, found: Earned, score: Number) -> Hit:
    """An error, or a warning where another reading near a boundary gives the score."""
    reason = next((why for other, why in found.others if same_points(other, score, 2)), None)
    return form.hit(
        f"{item.path}.score",
        score,
        show_number(found.points),
        severity=ERROR if reason is None else WARN,
        template=None if reason is None else _NEAR,
        rests=item.rests,
        name=item.label,
        actual=value,
        reason=reason,
    )


def _against_tables(form: FormView, item: Item, value: str, score: Number) -> Iterator[Hit]:
    """The same with the value that follows from the form's own tables."""
    line = _grants(form, item)
    true = None if line is None else _true_value(line)
    found = None if true is None else clause_points(item, true, form.profile)
    if found is not None and true is not None and not same_points(found.points, score, 2):
        yield form.hit(
            f"{item.path}.score",
            score,
            show_number(found.points),
            severity=WARN,
            template=_TRUE,
            rests=() if line is None else (f"{line.path}.initial_budget", f"{line.path}.budget"),
            name=item.label,
            actual=value,
            true=f"{write_number(round(float(true.rstrip('%')), 3))}%",
        )


def _agrees_with_tables(form: FormView, item: Item, value: str, score: Number) -> bool:
    """Whether the points are those of the value before it was rounded: 39.996 % printed as 40%."""
    line = _grants(form, item)
    true = None if line is None else _true_value(line)
    if true is None or not value.endswith("%"):
        return False
    printed, exact = value.rstrip("%"), float(true.rstrip("%"))
    found = clause_points(item, true, form.profile)
    rounded = bool(_PLAIN.fullmatch(printed)) and rounds_to(
        float(printed), exact, decimals(printed)
    )
    return found is not None and rounded and same_points(found.points, score, 2)


def _grants(form: FormView, item: Item) -> Line | None:
    """The row of the revenue that 财政拨款收入预决算差异率 is about."""
    lines = form.tables["tables.revenue"] if _GRANTS.search(item.name) else ()
    return next((line for line in lines if "财政拨款" in line.name and line.initial), None)


def _true_value(line: Line) -> str | None:
    """The difference of the final amount from the initial one, in per cents of that."""
    if line.budget is None or not line.initial:
        return None
    return f"{(line.budget - line.initial) / line.initial * 100:.6f}%"
