"""ZPB029 单位不一致

检查什么
    指标值与完成值的单位：一边有百分号一边没有；两边的单位不能换算；一边是元一边是万元。别的单位大小
    不同（万人次与人次、小时与分钟），比较时自会换算，只作提示。换算后相等的（1 年与 12 个月）、表样
    自己印着「=100」的不报告。只有一边写了「次、个、人」这样的计数单位的，整张表只提示一次；单位写在
    指标名称里的不报告。

依据
    预算管理一体化系统绩效模块：指标值与度量单位分栏填写，完成值沿用同一单位。

为什么
    「≥95%」与「98」、「2.6 亿元」与「1100 万元」容易被当成同一口径直接相除。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "验收合格率"
    target = "≥95%"
    actual = "98"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "验收合格率"
    target = "≥95%"
    actual = "98%"
    weight = 10
    score = 10

如何修改
    完成值补上与指标值相同的单位；漏写的百分号程序可以代补。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import order
from zipingbiao.rules.finding import INFO, WARN, Fix, Hit
from zipingbiao.rules.money import MONEY
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.measures import measure_of
from zipingbiao.values.numbers import write_number
from zipingbiao.values.targets import NUMBER

_UNLIKE = "「{name}」{pair}，单位「{one}」与「{other}」不能换算。"
_SCALED = "「{name}」{pair}，单位大小不同（{one}与{other}），请统一。"
_MISTYPED = "「{name}」{pair}，两边的数相近，单位却不同（{one}与{other}），像是写错了单位。"
#: Numbers that are no farther apart may be one asked for and reached; amounts so far apart not.
_ALIKE, _FAR = 3, 50
_SIGN = "「{name}」{pair}，{side}漏写了百分号。"
_BARE = "「{name}」{pair}等 {count} 行，只有一边写了单位。"
_RATE = "「{name}」是比率，{pair} 都没有写百分号。"


@rule(
    "ZPB029",
    name="单位不一致",
    severity=WARN,
    message="「{name}」{pair}，只有一边写了单位。",
    needs=("indicator.target", "indicator.actual"),
)
def units_differ(form: FormView) -> Iterator[Hit]:
    """Units on one side only, or different ones."""
    bare: list[Item] = []
    for item in form.counted:
        if item.target.kind != NUMBER or item.actual.kind != NUMBER:
            continue
        one, other = item.target.unit, item.actual.unit
        if one == other:
            if form.words_are_printed(item):
                continue
            if one is None and item.target.value == 100 and item.name.endswith("率"):
                yield _hit(form, item, _RATE, INFO)
        elif one and other:
            yield from _both(form, item, one, other)
        elif "%" in (one, other):
            yield from _per_cent(form, item)
        elif (one or other or "") not in item.name:
            bare.append(item)
    if bare:
        template = _BARE if len(bare) > 1 else None
        yield _hit(form, bare[0], template, INFO, count=len(bare))


def _both(form: FormView, item: Item, one: str, other: str) -> Iterator[Hit]:
    left, right = measure_of(one), measure_of(other)
    if left.base == right.base:
        if left.factor != right.factor and _is_mistyped(item):
            yield _hit(form, item, _MISTYPED, WARN, one=one, other=other)._replace(
                doubts={f"{item.path}.actual": None}, witnesses=2
            )
        elif left.factor != right.factor and not _is_same(item):
            severity = WARN if left.base == MONEY else INFO
            yield _hit(form, item, _SCALED, severity, one=one, other=other)
    elif "" not in (left.base, right.base) and "%" in (left.base, right.base):
        yield _hit(form, item, _UNLIKE, WARN, one=one, other=other)
    elif "" not in (left.base, right.base):
        yield _hit(form, item, _UNLIKE, INFO, one=one, other=other)


def _is_same(item: Item) -> bool:
    """Whether both say just the same: 1年 → 12个月."""
    goal, actual = item.result.goal, item.result.actual
    return goal is not None and actual is not None and order(goal, actual) == 0


def _is_mistyped(item: Item) -> bool:
    """Whether the numbers are alike, and only their units make one many times the other."""
    goal, actual = item.target.value, item.actual.value
    whole, done = item.result.goal, item.result.actual
    if not (goal and actual and whole and done):
        return False
    return 1 / _ALIKE <= actual / goal <= _ALIKE and not 1 / _FAR < done / whole < _FAR


def _per_cent(form: FormView, item: Item) -> Iterator[Hit]:
    """Per cents on one side only; a fraction in a cell without format is one as well."""
    bare = item.target if item.target.unit is None else item.actual
    side, field = ("指标值", "target") if bare is item.target else ("完成值", "actual")
    if "%" in item.name or bare.value in (None, 0) or item.target.value == 0:
        return
    if bare is item.target and form.words_are_printed(item):
        return
    fix = _fix(form, item, f"{item.path}.{field}", bare.value or 0)
    yield _hit(form, item, _SIGN, WARN, fix=fix, field=field, side=side)


def _fix(form: FormView, item: Item, path: str, value: float) -> Fix | None:
    """The sign, where the number is plainly a per cent."""
    if not 1 < value <= 100 or path.endswith("target"):
        return None
    return form.fix(path, f"{write_number(value)}%", "补上百分号")


def _hit(
    form: FormView,
    item: Item,
    template: str | None,
    severity: str,
    fix: Fix | None = None,
    field: str = "actual",
    **args: object,
) -> Hit:
    hit = form.hit(
        f"{item.path}.{field}",
        getattr(item.source, field),
        template=template,
        severity=severity,
        fix=fix,
    )
    return hit._replace(args={"name": item.label, "pair": item.pair, **args})
