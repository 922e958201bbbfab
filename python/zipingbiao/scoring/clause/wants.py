"""Whether a clause wants a target: it can't do without one, or one may change what it gives."""

from __future__ import annotations

from zipingbiao.scoring.clause.grammar.names import ACTUAL, PLANNED
from zipingbiao.scoring.clause.model import (
    AGAINST_TARGET,
    Bands,
    Calculated,
    Clause,
    Expression,
    Proportional,
    Ratio,
    Steps,
    Term,
    TwoWay,
)
from zipingbiao.scoring.clause.sides import side_of


def needs_target(clause: Clause) -> bool:
    """Whether nothing can be said without a target."""
    measures = [one.measure for one in _measured(clause)]
    bands = [band.measure for one in _measured(clause) if not isinstance(one, TwoWay)
             for band in one.bands if band.measure]  # fmt: skip
    formulas = [one.formula for one in _measured(clause) if isinstance(one, Calculated)]
    return any(one.scale in AGAINST_TARGET for one in [*measures, *bands]) or any(
        map(_names_target, formulas)
    )


def _names_target(tree: Expression) -> bool:
    if isinstance(tree, Term):
        return tree.kind == "target"
    return _names_target(tree.left) or _names_target(tree.right)


def mixes_target(tree: Expression) -> bool:
    """Whether the result and the target are added or subtracted, and not as parts of the target."""
    if isinstance(tree, Term):
        return False
    if tree.sign in "+-":
        both = {"measure", "target"}
        sides = [_kinds(tree.left) & both, _kinds(tree.right) & both]
        if set.union(*sides) == both and both not in sides:
            return True
    if tree.sign == "÷" and "target" in _kinds(tree.right):
        return False
    return mixes_target(tree.left) or mixes_target(tree.right)


def _kinds(tree: Expression) -> set[str]:
    if isinstance(tree, Term):
        return {tree.kind}
    return _kinds(tree.left) | _kinds(tree.right)


def levels_in(tree: Expression) -> list[Term]:
    """The numbers that a formula holds against the result or the target: 实际值-60%."""
    if isinstance(tree, Term):
        return []
    found = [*levels_in(tree.left), *levels_in(tree.right)]
    if tree.sign in "+-":
        for one, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(one, Term) and one.kind == "number" and _degree(other) == 1:
                found.append(one)
    return found


def _degree(tree: Expression) -> int:
    """1 for what is in the unit of the result, 0 for a part, points, a number."""
    if isinstance(tree, Term):
        return int(tree.kind in ("measure", "target"))
    left, right = _degree(tree.left), _degree(tree.right)
    if tree.sign in "+-":
        return max(left, right)
    return left + right if tree.sign == "×" else left - right


def minds_target(clause: Clause) -> bool:
    """Whether a target, where there is one, may change what the clause gives."""
    measures = [one.measure for one in _measured(clause)]
    return needs_target(clause) or any(
        one.scale in ("rate", "off", "degree") or side_of(one) for one in measures
    )


def is_of_plan(clause: Ratio) -> bool:
    """Whether it is the result over its target: 实际完成数/计划数, 实际增长率/目标增长率."""
    planned = PLANNED.search(clause.under)
    if planned is None:
        return False
    own = clause.over.removeprefix("实际")
    alike = own != clause.over and own == clause.under.removeprefix(planned[0])
    return alike or ACTUAL.fullmatch(clause.over) is not None


def _measured(clause: Clause) -> list[Steps | TwoWay | Bands | Proportional | Calculated]:
    if isinstance(clause, Steps | TwoWay | Bands | Proportional | Calculated):
        return [clause]
    return []
