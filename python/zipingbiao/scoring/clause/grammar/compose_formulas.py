"""Formulas → Ratio, Proportional, Calculated: a count over a count, a rate, or any expression."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.beside_formulas import (
    bands_beside,
    beside_ratio,
    check_missed,
    in_unit,
)
from zipingbiao.scoring.clause.grammar.compose_counts import steps_of_count
from zipingbiao.scoring.clause.grammar.compose_pieces import pieces_of
from zipingbiao.scoring.clause.grammar.formulas import EITHER
from zipingbiao.scoring.clause.grammar.names import ACTUAL, PLANNED, RATES, SIGNLESS, SINGLE
from zipingbiao.scoring.clause.grammar.one_scale import on_one_scale
from zipingbiao.scoring.clause.grammar.parts import (
    check_units,
    most_of,
    name_of,
    no_floor,
    points_of,
    same_name,
    scale_of,
    thresholds_of,
)
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, stop
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    ONE,
    Calculated,
    Expression,
    Measure,
    Operation,
    Points,
    Proportional,
    Ratio,
    Steps,
    Term,
)


def formula_of(reader: Reader, statement: Statement) -> Ratio | Proportional | Calculated | Steps:
    """得分=A/B×10, 按A/B×5分扣分, 20分×执行率, 满分×(完成率-60%)/(100%-60%)."""
    check_units(reader, thresholds_of(statement.rules))
    statement = replace(statement, rules=on_one_scale(reader, statement, statement.rules))
    given = [rule for rule in statement.rules if isinstance(rule.outcome, ph.Formula)]
    first, *others = given
    rest = [rule for rule in statement.rules if rule not in given]
    rest = _without_restated(reader, first, rest)
    for rule in (*given, *(rule for rule in rest if _is_about_single_things(rule))):
        rule.use(reader, kept=rule not in given)
    told = [_said(reader, rule) for rule in rest if _is_about_single_things(rule)]
    rest = [rule for rule in rest if not _is_about_single_things(rule)]
    definition = "；".join(filter(None, [*statement.definitions, *told]))
    no_floor(reader, statement)
    counted = steps_of_count(_formula(first)) if not others and not rest else None
    if counted is not None:
        return replace(counted, most=most_of(reader, statement), definition=definition)
    shape = _shape(reader, first)
    if others and all(rule.condition for rule in given):
        shapes = [_shape(reader, rule) for rule in given]
        trees = [_plain(_formula(rule).expression) for rule in given]
        pieced = pieces_of(reader, given, shapes, trees, rest)
        return replace(pieced, most=most_of(reader, statement), definition=definition)
    if others:
        shape = _both_ways(reader, first, others)
    elif isinstance(shape, Ratio) and _has_shares(rest):
        shape = _of_target(reader, first, shape, rest)
    elif isinstance(shape, Ratio) and ACTUAL.fullmatch(shape.under):
        raise stop(reader, first.start, first.end, "没有说指标值以多为好时怎样得分")
    match shape:
        case Ratio() | Proportional(measure=Measure(scale="degree")):
            shape = replace(shape, points=_whole(reader, statement, shape.points))
            _most(reader, statement, shape.points)
            check_missed(reader, first)
            beside_ratio(reader, rest, shape)
            return replace(shape, definition=definition)
        case Proportional():
            _use_signless(reader, statement, shape.measure)
            _most(reader, statement, shape.points)
            shape = in_unit(reader, statement, first, shape)
            bands = bands_beside(reader, rest, first, shape)
            return replace(shape, bands=bands, definition=definition)
    _use_signless(reader, statement, shape.measure)
    bands = bands_beside(reader, rest, first, shape)
    return replace(shape, bands=bands, most=most_of(reader, statement), definition=definition)


def _use_signless(reader: Reader, statement: Statement, measure: Measure) -> None:
    """得分=(1-|差异率|)×分值，差异率（绝对值）>20%不得分: said once more."""
    if measure.absolute:
        reader.use(*statement.absolutes)


def _without_restated(reader: Reader, first: Rule, rest: list[Rule]) -> list[Rule]:
    """按执行率计算得分，即得分=执行率×10分: the proportion says what the formula says."""
    kept = []
    for rule in rest:
        outcome = rule.outcome
        lone = rule.condition is None and not rule.otherwise and not name_of(rule.words)
        named = outcome.name if isinstance(outcome, ph.InProportion) and lone else ""
        if named and any(same_name(named, name) for name in _formula(first).names):
            rule.use(reader)
        else:
            kept.append(rule)
    return kept


def _has_shares(rest: list[Rule]) -> bool:
    """低于计划数60%的不得分: whether parts of the target stand beside a ratio."""
    return any(
        scale_of(name_of(rule.words), (rule.condition.scale,)) in ("share", "rate")
        for rule in rest
        if rule.condition is not None
    )


def _of_target(reader: Reader, rule: Rule, shape: Ratio, rest: list[Rule]) -> Proportional:
    """实际完成数/计划数 as a part of the target. Raises Stop for any other ratio."""
    if shape.deducts or not (ACTUAL.fullmatch(shape.over) and PLANNED.search(shape.under)):
        raise stop(reader, rule.start, rule.end, "不知道它与算式怎样合用")
    condition = rule.condition
    if condition is not None and condition.span.low is not None:
        raise stop(reader, condition.start, condition.end, "不知道其余情况怎样得分")
    rates = [one for one in rest if one.condition and scale_of(name_of(one.words)) == "rate"]
    name = name_of(rates[0].words) if rates else ""
    measure = Measure(name, percent=True, scale="rate" if rates else "share")
    return Proportional(measure=measure, points=shape.points)


def _whole(reader: Reader, statement: Statement, points: Points) -> Points:
    """满分5分 says how much all of it is."""
    most = statement.most
    told = most is not None and reader.at(most.start).text.startswith("满分")
    return most.points if told and most and most.points and points == ALL else points


def _most(reader: Reader, statement: Statement, points: Points) -> None:
    """最高得10分 says again what the formula gives at most; another number is left over."""
    if statement.most is not None and statement.most.points in (points, ALL):
        reader.use(statement.most)


def _said(reader: Reader, rule: Rule) -> str:
    return reader.words(rule.start, rule.end)


def _is_about_single_things(rule: Rule) -> bool:
    """单个指标未达到的不计分 says what is counted."""
    return points_of(rule) == NOTHING and SINGLE.search(rule.words) is not None


# Shapes

#: Result over target, or the reverse where less is wanted.
_DEGREE: Final = Measure(percent=True, scale="degree")


def _formula(rule: Rule) -> ph.Formula:
    assert isinstance(rule.outcome, ph.Formula)
    return rule.outcome


def _shape(reader: Reader, rule: Rule) -> Ratio | Proportional | Calculated:
    """The kind of clause that an expression is. Raises Stop."""
    formula = _formula(rule)
    tree = formula.expression
    unread = stop(reader, formula.place, formula.end, "看不懂这个算式")
    product = _product(tree)
    if product is not None:
        found = _of_product(formula, *product)
        if found is not None:
            return found
    measured = {_name(formula, one) for one in _terms(tree) if one.kind == "measure"}
    if len(measured) != 1 or _power_of_points(tree) > 1 or not _gives_points(tree):
        raise unread
    name = measured.pop()
    against = any(one.kind == "target" for one in _terms(tree))
    compared = against or _has_percent(tree)  # (实际值-60%)/(100%-60%): a per cent by itself
    if (against and not ACTUAL.fullmatch(name)) or not (RATES.search(name) or compared):
        raise unread
    if _nested(tree):
        raise unread
    return Calculated(
        measure=_measure(formula, name, against),
        formula=_plain(tree),
        loses=formula.loses,
    )


def _measure(formula: ph.Formula, name: str, against: bool = False) -> Measure:
    own = name_of(name)
    absolute = formula.absolute or SIGNLESS.search(name) is not None
    return Measure(own, not against, "", absolute, "value" if against else scale_of(own))


def _name(formula: ph.Formula, term: Term) -> str:
    return formula.names[int(term.number)]


def _terms(tree: Expression) -> list[Term]:
    if isinstance(tree, Term):
        return [tree]
    return [*_terms(tree.left), *_terms(tree.right)]


def _has_percent(tree: Expression) -> bool:
    return any(term.percent for term in _terms(tree))


def _nested(tree: Expression) -> bool:
    """Whether something is divided by what is measured: no formula of the field does."""
    if isinstance(tree, Term):
        return False
    divides = tree.sign == "÷" and any(one.kind == "measure" for one in _terms(tree.right))
    return divides or _nested(tree.left) or _nested(tree.right)


def _gives_points(tree: Expression) -> bool:
    """Whether points stand in it, or a number that can be no other: (1-偏差率)×100% has none."""
    points = (one.kind == "points" for one in _terms(tree))
    numbers = (one.number for one in _terms(tree) if one.kind == "number" and not one.percent)
    return any(points) or any(abs(number) != ONE for number in numbers)


def _power_of_points(tree: Expression) -> int:
    """How often points are multiplied by points: 6分+(10分-6分)×… does not at all."""
    if isinstance(tree, Term):
        return int(tree.kind == "points")
    left, right = _power_of_points(tree.left), _power_of_points(tree.right)
    return left + right if tree.sign in "×÷" else max(left, right)


def _plain(tree: Expression) -> Expression:
    """The expression without the numbers of its names."""
    if isinstance(tree, Term):
        return Term(tree.kind) if tree.kind in ("measure", "target") else tree
    return Operation(tree.sign, _plain(tree.left), _plain(tree.right))


_Factors = tuple[list[Expression], list[Expression]]


def _product(tree: Expression) -> _Factors | None:
    """The factors above and below the line; None for a sum."""
    if isinstance(tree, Term):
        return [tree], []
    if tree.sign not in "×÷":
        return [tree], []
    left, right = _product(tree.left), _product(tree.right)
    if left is None or right is None:
        return None
    over, under = right if tree.sign == "×" else (right[1], right[0])
    return [*left[0], *over], [*left[1], *under]


def _of_product(
    formula: ph.Formula, over: list[Expression], under: list[Expression]
) -> Ratio | Proportional | None:
    """Points times a name, or a name over another, or one minus that; None for other products."""
    points = ALL
    found = 0
    names: list[Expression] = []
    number = ONE
    for part in over:
        if isinstance(part, Term) and part.kind == "points":
            points, found = part.points, found + 1
        elif (
            isinstance(part, Term) and part.kind == "number" and part.percent and part.number != ONE
        ):
            return None  # 得分×10% says no points
        elif isinstance(part, Term) and part.kind == "number":
            number *= part.number
        else:
            names.append(part)
    if not found and number != ONE:
        points, number, found = Points(number), ONE, 1
    if found != 1 or number not in (ONE, HUNDRED) or len(names) != 1:
        return None
    inverse, top, below = _one_minus(names[0])
    below = [*below, *under]
    if isinstance(top, Operation) or top.kind not in ("measure", "target"):
        return None
    return _simple(formula, top, below, points, inverse)


def _one_minus(tree: Expression) -> tuple[bool, Expression, list[Expression]]:
    """Whether it is 1 − x, and x over what."""
    inverse = False
    if isinstance(tree, Operation) and tree.sign == "-" and _is_one(tree.left):
        inverse, tree = True, tree.right
    if isinstance(tree, Operation) and tree.sign == "÷":
        return inverse, tree.left, [tree.right]
    return inverse, tree, []


def _is_one(tree: Expression) -> bool:
    return isinstance(tree, Term) and tree.kind == "number" and tree.number == ONE


def _simple(
    formula: ph.Formula, top: Term, below: list[Expression], points: Points, inverse: bool
) -> Ratio | Proportional | None:
    """One name over nothing, a per cent or another name."""
    name = _name(formula, top)
    lacking = inverse != formula.loses  # what is lost of what is missing is earned
    if top.kind == "target" and not below:
        return None
    if not below and name == EITHER:
        return Proportional(measure=_DEGREE, points=points)
    if not below:
        if not RATES.search(name) and not formula.absolute and "/" not in name:
            return None if not inverse else Proportional(
                measure=_measure(formula, name), points=points, inverse=lacking)  # fmt: skip
        return Proportional(measure=_measure(formula, name), points=points, inverse=lacking)
    if len(below) > 1 or not isinstance(below[0], Term):
        return None
    under = below[0]
    if under.kind == "number" and under.percent and not inverse and under.number > 0:
        return Proportional(
            measure=_measure(formula, name), points=points, target=under.number * HUNDRED,
            inverse=formula.loses,
        )  # fmt: skip
    if under.kind == "number" and not inverse and not formula.loses and under.number > ONE:
        counted = replace(_measure(formula, name), percent=False)  # 满意度÷80 of points
        return Proportional(measure=counted, points=points, target=under.number)
    if under.kind in ("measure", "target") and not formula.absolute:
        return Ratio(over=name, under=_name(formula, under), points=points,
                     deducts=lacking)  # fmt: skip
    return None


def _both_ways(reader: Reader, first: Rule, others: list[Rule]) -> Proportional:
    """权重×B/A for what should be more, 权重×A/B for what should be less."""
    shape = _shape(reader, first)
    for other in others:
        second = _shape(reader, other)
        if not (
            isinstance(shape, Ratio)
            and isinstance(second, Ratio)
            and (second.over, second.under) == (shape.under, shape.over)
            and second.points == shape.points
        ):
            raise stop(reader, other.start, other.end, "有两个不同的算式")
    assert isinstance(shape, Ratio)
    return Proportional(measure=_DEGREE, points=shape.points)
