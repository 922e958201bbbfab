"""ZPB068 应填的数空白

检查什么
    由一行的其他数看得出应当填写、却空着的数：有执行率或得分而没有执行数，有预算数、执行数而没有执
    行率，有预算金额和申请金额而没有使用金额，有得分而没有分值，各行都有金额而合计、小计空着。整列都
    空着的不核对。

依据
    财预〔2020〕10号附件：项目资金填写全年预算数、全年执行数、执行率，指标填写分值、得分。

为什么
    空白和 0 不是一回事。执行数空着，印出的执行率和得分就没有依据；汇总时也无从知道是漏填还是没有。

反例
    funds = [{source = "年度资金总额", budget = 100, rate = 1, weight = 10, score = 10}]

正例
    funds = [
      {source = "年度资金总额", budget = 100, executed = 100, rate = 1, weight = 10, score = 10},
    ]

如何修改
    补填这个数；确实没有发生的填 0。执行率、得分是公式的，填好金额后会自动算出。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.domain.figures import added
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.ledger import evidence_of, field_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, Line, lacking
from zipingbiao.rules.shown import show_number, show_rate
from zipingbiao.rules.subtotals import AMOUNTS, additions
from zipingbiao.rules.sumhits import column_name
from zipingbiao.rules.view import FormView

_RATE = "{name}有预算数和执行数，没有填写执行率，应为 {expected}。"
_UNUSED = "{name}有预算数 {budget}，没有填写{what}；没有发生的请填 0。"
_SUM = "{name}一行没有填写金额，其下各行都有。"
_SUM_OF_COLUMN = "{name}一行没有填写这一栏，其下各行相加为 {expected}。"
_PARTS = "{name}的{what}填了 {total}，其下各行都空着；请分项填写。"
_WEIGHT = "{name}得 {score} 分，没有填写分值。"


@rule(
    "ZPB068",
    name="应填的数空白",
    severity=ERROR,
    message="{name}没有填写{what}，{says} 没有依据。",
)
def figure_blank(form: FormView) -> Iterator[Hit]:
    """A blank where the rest of the row says that a number belongs."""
    for lines in (form.funds, *form.tables.values()):
        if lines and not lines[0].is_income:
            yield from _table(form, lines)
    yield from _totals(form)
    yield from _weights(form)
    yield from _weight_of_execution(form)


def _table(form: FormView, lines: Sequence[Line]) -> Iterator[Hit]:
    with_rate = sum(line.rate is not None for line in lines)
    for line in lines:
        if _is_blank(form, line, "executed") and line.executed is None:
            yield from _executed(form, line)
        elif line.rate is None and line.true_rate is not None and _is_blank(form, line, "rate"):
            yield from _rate(form, line, with_rate)


def _totals(form: FormView) -> Iterator[Hit]:
    """A row that should add up the others, and holds nothing."""
    for line, parts, _ in additions(form):
        yield from _parts(form, line, parts)
        sums = {one: added(getattr(part, one) or 0 for part in parts) for one in AMOUNTS}
        blank = [one for one in AMOUNTS if getattr(line, one) is None and sums[one]]
        if all(getattr(line, one) is None for one in AMOUNTS):
            template, blank = _SUM, blank[:1]
        elif line.table == "funds":
            continue  # ZPB006 holds a blank against the parts
        else:
            template = _SUM_OF_COLUMN
        for one in blank:
            path = field_of(line, one)
            if form.value(path) is None:
                due = show_number(sums[one])
                yield form.hit(path, None, due, severity=WARN, template=template, name=_named(line))


def _parts(form: FormView, line: Line, parts: Sequence[Line]) -> Iterator[Hit]:
    """A column of budgets of which only the total is filled; `_executed` tells of the last one."""
    for one in AMOUNTS[:-1]:
        whole, first = getattr(line, one), parts[0]
        unfilled = all(getattr(part, one) is None for part in parts)
        if whole and unfilled and _is_blank(form, first, one):
            yield form.hit(
                *(field_of(first, one), None, None),
                severity=INFO,
                template=_PARTS,
                doubts={},
                name=_named(line),
                what=column_name(line, one),
                total=show_number(whole),
            )


def _executed(form: FormView, line: Line) -> Iterator[Hit]:
    says = f"执行率 {show_rate(line.rate)}" if line.rate else ""
    says = says or (f"得分 {show_number(line.score)}" if line.score else "")
    what = "使用金额" if line.table == "tables.payments" else "全年执行数"
    path, name = field_of(line, "executed"), _named(line)
    if says:
        yield form.hit(path, None, _due(form, path), name=name, what=what, says=says)
    elif line.base and _is_expected(form, line):
        yield form.hit(
            *(path, None, _due(form, path)),
            severity=WARN if line.total or line.table == "tables.payments" else INFO,
            template=_UNUSED,
            doubts={path: None},
            name=name,
            what=what,
            budget=show_number(line.base),
        )


def _is_expected(form: FormView, line: Line) -> bool:
    """Whether an amount should have been executed here: a part where the total has one."""
    if line.total or line.table == "tables.payments":
        return True
    total = form.total_line
    return line.table == "funds" and total is not None and bool(total.executed)


def _due(form: FormView, path: str) -> str | None:
    """What the other numbers of the form say should stand in a blank; None where they don't."""
    verdict = evidence_of(form).odd.get(path)
    return None if verdict is None or verdict.due is None else show_number(verdict.due)


def _rate(form: FormView, line: Line, with_rate: int) -> Iterator[Hit]:
    """The rate of the total always; of other rows where most rows have one."""
    own = line.total or (with_rate > 1 and line.table != "funds")
    if not own and not (with_rate > 1):
        return
    path = field_of(line, "rate")
    yield form.hit(
        *(path, None, show_rate(line.true_rate or 0)),
        severity=WARN if own else INFO,
        template=_RATE,
        doubts={path: None},
        name=_named(line),
    )


def _is_blank(form: FormView, line: Line, amount: str) -> bool:
    """Whether a field that the layout has is blank, not only unread."""
    path = field_of(line, amount)
    kind = {"funds": "fund", "tables.payments": "payment"}.get(line.table)
    if kind is not None and f"{kind}.{path.rpartition('.')[2]}" not in form.fields:
        return False
    return form.value(path) is None


def _weights(form: FormView) -> Iterator[Hit]:
    """Points earned of nobody knows how many."""
    if "indicator.weight" not in form.fields:
        return
    rows = [item for item in form.counted if item.score is not None]
    if all(item.source.weight is not None for item in rows):
        return
    columns = {_column(form, item) for item in rows if item.source.weight is not None}
    rows = [item for item in rows if _column(form, item) in columns]  # others: a table without
    for item in lacking(rows, lambda one: one.source.weight):
        path, score = f"{item.path}.weight", show_number(item.score or 0)
        name = f"「{item.label}」"
        yield form.hit(path, None, "分值", template=_WEIGHT, name=name, score=score)


def _column(form: FormView, item: Item) -> str:
    """The column in which the score of an indicator stands."""
    return (form.cell(f"{item.path}.score") or "").rstrip("0123456789")


def _weight_of_execution(form: FormView) -> Iterator[Hit]:
    """Points for the execution rate, and none that they could be of."""
    line = form.points_line
    if "fund.weight" not in form.fields or line is None or not line.score:
        return
    if line.weight is None and "indicator.weight" in form.fields:
        path, score = field_of(line, "weight"), show_number(line.score)
        yield form.hit(
            path, None, "分值", severity=WARN, template=_WEIGHT, name=_named(line), score=score
        )


def _named(line: Line) -> str:
    return f"「{line.name}」" if line.name else "资金"
