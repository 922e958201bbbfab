"""How much each item of an additive clause weighs."""

from __future__ import annotations

from decimal import Decimal

from zipingbiao.scoring.clause.check import ClauseError, stated_full
from zipingbiao.scoring.clause.model import ZERO, Additive, Clause, Judged, Steps


def item_points(clause: Additive, item: Clause, weight: Decimal) -> tuple[Decimal, bool]:
    """The full points of one item, and whether it only takes from the others.

    Where they are not stated they are what the others leave of the weight. Raises ClauseError
    where two items leave open how much they weigh.
    """
    if clause.losing:
        return weight, True
    own = _stated(item)
    if own is not None:
        return own, False
    stated = [_stated(one) for one in clause.items]
    rest = weight - sum((one for one in stated if one is not None), ZERO)
    if rest <= 0 and _takes(item):
        return weight, True
    if stated.count(None) > 1:
        raise ClauseError("条文没有说各项的分值，不能逐项计算。")
    return max(rest, ZERO), False


def _stated(item: Clause) -> Decimal | None:
    full = stated_full(item)
    return None if full is None or full.of_weight else full.amount


def _takes(item: Clause) -> bool:
    """Whether an item knows only losses."""
    match item:
        case Steps():
            return not item.gain
        case Judged():
            return item.effect == "loss"
    return False
