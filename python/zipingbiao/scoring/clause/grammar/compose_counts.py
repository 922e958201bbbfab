"""A number of things times points → Steps: 获奖次数×0.5分."""

from __future__ import annotations

import re
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    ONE,
    ZERO,
    Measure,
    Operation,
    Steps,
    Term,
)

#: A number of things by its name: 获奖次数.
_COUNT: Final = re.compile("(?P<thing>[一-龥]{2,10})(?P<unit>[次起件篇个项条户人处例])数")


def steps_of_count(formula: ph.Formula) -> Steps | None:
    """获奖次数×0.5分 is 0.5 points for each time; None where no count is multiplied."""
    tree = formula.expression
    if isinstance(tree, Term) or tree.sign != "×" or isinstance(tree.left, Operation):
        return None
    sides = {one.kind: one for one in (tree.left, tree.right) if isinstance(one, Term)}
    if sides.keys() != {"measure", "points"} or sides["points"].points.of_weight:
        return None
    name = _COUNT.fullmatch(formula.names[int(sides["measure"].number)])
    if name is None or formula.absolute:
        return None
    return Steps(
        measure=Measure(name["thing"], unit=name["unit"]), start=ZERO, step=ONE, up=True,
        points=sides["points"].points, gain=not formula.loses, counted=True,
        full=ALL if formula.loses else NOTHING,
    )  # fmt: skip
