"""ZPB004 执行率得分不符

检查什么
    预算执行率的得分是否等于 分值 × 执行率（超过 100% 按 100% 计，保留两位小数，四舍五入或舍去尾数都
    算对；印到一位小数的，四舍五入到一位也算对）。执行率按金额重算；按印出的、经正确舍入的执行率相乘也算对。

依据
    财预〔2020〕10号附件；预算管理一体化系统绩效模块：执行率得分＝分值×执行率，最高为分值。

为什么
    取整（8.57 填 8、9.78 填 9）或照抄满分，都会让总分失真。

反例
    [[funds]]
    source = "年度资金总额"
    budget = 176.45
    executed = 151.2
    rate = 0.8569
    weight = 10
    score = 8

正例
    [[funds]]
    source = "年度资金总额"
    budget = 176.45
    executed = 151.2
    rate = 0.8569
    weight = 10
    score = 8.57

如何修改
    按分值乘以执行率重算；程序可以代填，并写成公式。

参数
    无。分值和小数位数由评分办法（--profile）决定。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.domain.comparisons import is_cut, rounds_to, same, same_points
from zipingbiao.domain.figures import decimals
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.ledger import base_field, field_of
from zipingbiao.rules.rates import lacks_sign, matches
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.execution import rate_points
from zipingbiao.values.numbers import Number, half_up


class _Row(NamedTuple):
    """Where the points for execution stand: the row's path, weight and score."""

    path: str
    weight: Number
    score: Number


@rule(
    "ZPB004",
    name="执行率得分不符",
    severity=ERROR,
    message="预算执行率得分印作 {printed}，{weight} 分 × {rate} 应为 {expected}{rounded}。",
)
def rate_score_mismatch(form: FormView) -> Iterator[Hit]:
    """Points for the execution rate that are not weight times rate."""
    line = form.total_line
    if line is None or form.rate is None:
        return
    share = min(max(form.rate, 0), 1)
    for row in _rows(form):
        raw = row.weight * share
        due = rate_points(share, row.weight, form.profile)
        if due is None or _agrees(form, row, raw, due):
            continue
        field = f"{row.path}.score"
        yield form.hit(
            field,
            row.score,
            show_number(due),
            fix=form.fix(field, due, "分值 × 执行率", _formula(form, row, line.path)),
            rests=(field_of(line, "executed"), base_field(form, line), f"{row.path}.weight"),
            weight=show_number(row.weight),
            rate=show_rate(share),
            rounded=_how(row.score, raw),
        )


def _rows(form: FormView) -> Iterator[_Row]:
    line = form.total_line
    if line is not None and line.weight and line.score is not None:
        yield _Row(line.path, line.weight, line.score)
    for item in form.counted:
        if item.is_rate and item.weight and item.score is not None:
            yield _Row(item.path, item.weight, item.score)


def _agrees(form: FormView, row: _Row, raw: float, due: Number) -> bool:
    score, line = row.score, form.total_line
    if same(score, due) or is_cut(score, raw, 2) or rounds_to(score, raw, decimals(score) or 2):
        return True
    rate = line.rate if line is not None else None
    if line is None or rate is None or lacks_sign(line) or not matches(form, line, form.rate):
        return False
    return same_points(score, half_up(row.weight * min(rate, 1), 2))


def _how(score: Number, raw: float) -> str:
    """How a whole number came from the true points, if it did."""
    if score != int(score):
        return ""
    if score == int(raw) and score != half_up(raw, 0):
        return "（舍去了小数）"
    return "（四舍五入成了整数）" if score == half_up(raw, 0) else ""


def _formula(form: FormView, row: _Row, fund: str) -> str | None:
    """Weight times executed over budget, never above the weight."""
    amounts = form.formula("{e}/{b}", e=f"{fund}.executed", b=f"{fund}.budget")
    if amounts is None or form.denominator != "budget":
        return None
    weight = form.addresses.get(f"{row.path}.weight") or show_number(row.weight)
    return f"ROUND({weight}*MIN(1,{amounts}),2)"
