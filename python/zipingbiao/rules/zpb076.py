"""ZPB076 金额相差万倍

检查什么
    表里本应一样或相近的金额相差一万倍左右，像是元与万元弄混了：同一行的预算数与执行数，成本指标的
    指标值与完成值，成本指标与资金表，单价乘数量与资金表，文字里写明单位的金额与资金表。没有别的数
    可以对照，而金额大得（小得）不像的，只作提示。

依据
    表头的金额单位管全表；写了自己单位的，按它的单位换算。

为什么
    元填进了万元的表，数字看上去照样平衡，执行率、得分都对，一汇总就大了一万倍。

反例
    header = {project = "培训经费", unit = "示例单位", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 1000000, executed = 1000000, rate = 1}]
    goals = [{expected = "完成培训任务。", actual = "全年支出 100 万元，培训 520 人次。"}]

正例
    header = {project = "培训经费", unit = "示例单位", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 100, executed = 100, rate = 1}]
    goals = [{expected = "完成培训任务。", actual = "全年支出 100 万元，培训 520 人次。"}]

如何修改
    核对金额单位：把金额换算成表头写的单位，或改正表头。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.ledger import field_of
from zipingbiao.rules.money import MONEY, WAN, amount_of, amounts_in, is_price, unit_of, yuan_in
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item, Line
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.subtotals import AMOUNTS
from zipingbiao.rules.view import FormView
from zipingbiao.values.measures import measure_of, split_magnitude
from zipingbiao.values.numbers import Number
from zipingbiao.values.targets import NUMBER

#: How far from ten thousand times two amounts may be: equal ones, and ones that are only alike.
_EQUAL, _ALIKE = 1.02, 2.0
#: In 万元 no project of a county has so much, and in whole hundreds; in 元 so little.
_LARGE, _ROUND, _SMALL = 50_000, 100, 1000

_UNLIKELY = "金额 {printed} {unit}，像是按{other}填的，请核对金额单位。"
_ROW = "{name}的两个金额 {printed} 与 {other} 相差约一万倍，像是元与万元弄混了。"
_PAIR = "「{name}」{pair}，相差约一万倍，像是元与万元弄混了。"
_COST = "「{name}」的金额 {printed} 与资金表的 {other} {unit}相差约一万倍，像是元与万元弄混了。"
_PRODUCT = (
    "「{name}」{price} × {count}，合 {other}，资金表却是 {printed} {unit}，相差约一万倍，"
    "像是元与万元弄混了。"
)


@rule(
    "ZPB076",
    name="金额相差万倍",
    severity=WARN,
    message="文字里写着 {other}，资金表却是 {printed} {unit}，相差约一万倍，像是元与万元弄混了。",
)
def amounts_scaled(form: FormView) -> Iterator[Hit]:
    """Amounts ten thousand times too large or too small."""
    hits = [hit for row in form.lines for hit in _row(form, row)]
    for item in form.targeted:
        one, other = item.target, item.actual
        if one.kind == other.kind == NUMBER and one.unit != "%" != other.unit:
            hits += _item(form, item)
    line = form.total_line
    if line is not None and line.executed:
        hits += _total(form, line, line.executed)
        hits = hits or list(_size(form, line))
    yield from hits


def _off(one: Number | None, other: Number | None, tolerance: float) -> bool:
    """Whether two amounts are ten thousand times apart, give or take."""
    if not one or not other or one < 0 or other < 0:
        return False
    times = max(one, other) / min(one, other) / WAN
    return 1 / tolerance <= times <= tolerance


def _row(form: FormView, line: Line) -> Iterator[Hit]:
    first: tuple[str, Number] | None = None
    for amount in AMOUNTS:
        value = getattr(line, amount)
        if not value:
            continue
        if first is not None and _off(first[1], value, _ALIKE):
            yield form.hit(
                field_of(line, amount),
                value,
                printed=show_number(value),
                template=_ROW,
                name=f"「{line.name}」" if line.name else "资金",
                other=show_number(first[1]),
            )
            return
        first = first or (amount, value)


def _item(form: FormView, item: Item) -> Iterator[Hit]:
    """A target and a result without a common unit; a cost beside the funds."""
    one, other, line = item.target, item.actual, form.total_line
    bare = one.unit is None or other.unit is None
    pair = (one.value, other.value) if bare else (amount_of(one, form), amount_of(other, form))
    if (bare or item.is_cost) and _off(*pair, _ALIKE):
        path = f"{item.path}.actual"
        yield form.hit(path, item.source.actual, template=_PAIR, name=item.label, pair=item.pair)
    elif item.is_cost and not is_price(item) and line is not None:
        cost, whole = amount_of(other, form), line.executed or line.budget
        if _off(cost, whole, _ALIKE):
            yield form.hit(
                f"{item.path}.actual",
                item.source.actual,
                template=_COST,
                rests=(field_of(line, "executed"),),
                name=item.label,
                other=show_number(whole or 0),
                unit=unit_of(form),
            )


def _total(form: FormView, line: Line, executed: Number) -> Iterator[Hit]:
    path, unit = field_of(line, "executed"), unit_of(form)
    for price, count, product in _products(form):
        if _off(product / (yuan_in(unit) or WAN), executed, _ALIKE):
            yield form.hit(
                *(path, executed),
                printed=show_number(executed),
                template=_PRODUCT,
                rests=(f"{price.path}.actual", f"{count.path}.actual"),
                name=price.label,
                price=price.source.actual,
                count=count.source.actual,
                other=f"{show_number(product)} 元",
                unit=unit,
            )
            return
    texts = [(f"goals[{index}].actual", one.actual) for index, one in enumerate(form.form.goals)]
    for field, text in (*texts, ("remarks", form.form.remarks)):
        for written, amount in amounts_in(text, unit):
            if _off(amount, executed, _EQUAL) or _off(amount, line.budget, _EQUAL):
                shown = show_number(executed)
                yield form.hit(
                    path, executed, printed=shown, rests=(field,), other=written, unit=unit
                )
                return


def _size(form: FormView, line: Line) -> Iterator[Hit]:
    """Amounts of a size that the unit makes unlikely, and that the other unit would not."""
    unit, amounts = unit_of(form), [getattr(line, one) for one in AMOUNTS]
    known = [amount for amount in amounts if amount]
    largest = max(known)
    whole = all(amount % _ROUND == 0 for amount in known)
    if (unit == "万元" and largest >= _LARGE and whole) or (unit == "元" and largest < _SMALL):
        amount = next(one for one in AMOUNTS if getattr(line, one) == largest)
        other = "万元" if unit == "元" else "元"
        yield form.hit(
            *(field_of(line, amount), largest),
            severity=INFO,
            printed=show_number(largest),
            template=_UNLIKELY,
            unit=unit,
            other=other,
        )


def _products(form: FormView) -> Iterator[tuple[Item, Item, Number]]:
    """Prices (元/人) with the one number of what they are for (人), and what both make in yuan."""
    prices = [item for item in form.targeted if item.is_cost and "/" in (item.actual.unit or "")]
    if len(prices) != 1:
        return
    price = prices[0]
    each = (price.actual.unit or "").partition("/")[2].strip("每")
    base = measure_of(price.actual.unit or "")
    counts = [
        item
        for item in form.targeted
        if item.actual.kind == NUMBER
        and each
        and split_magnitude(item.actual.unit or "")[1].startswith(each)
    ]
    if len(counts) != 1 or not base.base.startswith(f"{MONEY}/"):
        return
    value, number = price.actual.value, counts[0].actual.normalized
    if value and number:
        yield price, counts[0], value * base.factor * number
