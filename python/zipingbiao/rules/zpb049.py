"""ZPB049 跨表规则不一致

检查什么
    同一单位的几张表里，名称相同的指标用相反的办法打分：同是成本指标，一张表超支得满分，另一张表节约
    却扣分；或者指标值、完成值都相同，得分率不同。

依据
    财预〔2020〕10号：同一单位的自评应当标准一致。

为什么
    规则前后矛盾，说明得分是凑出来的。

反例
    [[forms]]
    header = {project = "甲项目", unit = "某市信访局"}

    [[forms.indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "资金保障（万元）"
    target = "6"
    actual = "14.8"
    weight = 10
    score = 10

    [[forms]]
    header = {project = "乙项目", unit = "某市信访局"}

    [[forms.indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "资金保障（万元）"
    target = "35"
    actual = "26.61"
    weight = 10
    score = 7.6

正例
    [[forms]]
    header = {project = "甲项目", unit = "某市信访局"}

    [[forms.indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "资金保障（万元）"
    target = "≤6"
    actual = "5.8"
    weight = 10
    score = 10

    [[forms]]
    header = {project = "乙项目", unit = "某市信访局"}

    [[forms.indicators]]
    level1 = "产出指标"
    level2 = "成本指标"
    level3 = "资金保障（万元）"
    target = "≤35"
    actual = "26.61"
    weight = 10
    score = 10

如何修改
    统一按评分办法打分，两张表一起改。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zipingbiao.domain.comparisons import same_share
from zipingbiao.rules.corpus import Corpus, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import UNIT, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_SAME = "「{name}」{pair}，得 {share}；{other}里同样的指标值和完成值得 {theirs}。"


class _Scored(NamedTuple):
    """What is held against other forms of an indicator: names folded, its points as shares."""

    name: str
    is_cost: bool
    path: str
    target: str | None
    actual: str | None
    achieved: float
    share: float


#: An indicator with its form.
_Placed = tuple[FormView, _Scored]


def _scored(form: FormView) -> list[list[object]]:
    """The indicators of a form that have a name, points and a result that can be measured."""
    return [
        [
            *(fold(item.name), item.is_cost, item.path, item.source.target, item.source.actual),
            *(item.score / item.weight, item.share),
        ]
        for item in form.targeted
        if item.name and item.weight and item.score is not None and item.share is not None
    ]


@rule(
    "ZPB049",
    name="跨表规则不一致",
    severity=WARN,
    message="「{name}」{pair}，得 {share}；{other}里同名的{others}，得 {theirs}，打分办法相反。",
    across=UNIT,
    gist=_scored,
)
def rules_opposed_across_forms(corpus: Corpus) -> Iterator[Hit]:
    """One unit's forms that score the same indicator by opposite rules."""
    for forms in corpus.by_unit:
        if len(forms) > 1:
            for placed in _by_name(forms).values():
                yield from _compared(placed)


def _by_name(forms: tuple[FormView, ...]) -> dict[tuple[str, bool], list[_Placed]]:
    found: dict[tuple[str, bool], list[_Placed]] = {}
    for form in forms:
        for values in form.once(_scored):
            one = _Scored._make(values)
            found.setdefault((one.name, one.is_cost), []).append((form, one))
    return found


def _compared(placed: list[_Placed]) -> Iterator[Hit]:
    """One hit for each indicator that another contradicts, but for what most forms do."""
    for form, one in placed:
        is_usual = _is_usual(one, placed)
        for other, theirs in placed:
            if other is form:
                continue
            template = _opposed(one, theirs)
            if template == _SAME and is_usual:
                continue
            if template is not None:
                yield _hit(form, _item(form, one), other, _item(other, theirs), template)
                break


def _item(form: FormView, one: _Scored) -> Item:
    return next(item for item in form.targeted if item.path == one.path)


def _hit(form: FormView, item: Item, other: FormView, theirs: Item, template: str) -> Hit:
    return form.hit(
        f"{item.path}.score",
        item.score,
        template=template or None,
        name=item.label,
        pair=item.pair,
        share=_score(item),
        other=where(other),
        others=theirs.pair,
        theirs=_score(theirs),
    )


def _is_usual(one: _Scored, placed: list[_Placed]) -> bool:
    """Whether more than half of those with the same target and result have its share of points."""
    asked = one.target, one.actual
    same = [other for _, other in placed if (other.target, other.actual) == asked]
    alike = sum(same_share(other.achieved, one.achieved) for other in same)
    return alike * 2 > len(same)


def _opposed(one: _Scored, other: _Scored) -> str | None:
    """The template that tells how two indicators contradict each other; "" is the rule's own."""
    if (one.target, one.actual) == (other.target, other.actual):
        return None if same_share(one.achieved, other.achieved) else _SAME
    if not one.is_cost:
        return None
    opposite = _thrift_punished(one) and _full_anyway(other)
    return "" if opposite or (_thrift_punished(other) and _full_anyway(one)) else None


def _thrift_punished(one: _Scored) -> bool:
    """Less was spent than planned, and points were lost."""
    return one.share < 1 and one.achieved < 1 and not same_share(one.achieved, 1)


def _full_anyway(one: _Scored) -> bool:
    """More or less was spent than planned, with full points."""
    return one.share != 1 and one.achieved >= 1


def _score(item: Item) -> str:
    return f"{item.score:g}/{item.weight:g} 分"
