"""Ranges whose ends a formula works out: ``H12:INDEX(H:H,ROW()-1)``, all rows above its own.

Which cells such a range is, is known once it is known where the formula stands; unless its ends
depend on what other cells hold, no value has to be looked at for that.
"""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area
from zipingbiao.ooxml.evaluate_nodes import (
    Lookup,
    Matrix,
    Node,
    Place,
    Reference,
    Scope,
    crossing,
    range_node,
)
from zipingbiao.ooxml.grid import Scalar
from zipingbiao.values.coercion import REFERENCE, Failure, number_of


class _Depends(Exception):
    """The place of a range depends on what a cell holds."""


class _Nothing(Lookup):
    """A workbook that nobody may look into."""

    def cell(self, sheet: str | None, row: int, column: int) -> Scalar:
        """Nobody looks at a cell."""
        raise _Depends

    def area(self, sheet: str | None, area: Area) -> Matrix:
        """Nobody looks at an area."""
        raise _Depends

    def name(self, name: str) -> Scalar | Reference | Node:
        """Nobody asks for a name."""
        raise _Depends


def placed(place: Place) -> Node:
    """A range that is found each time anew."""

    def matrix(scope: Scope) -> Matrix:
        sheet, area = place(scope)
        return scope.area(sheet, area)

    return Node(lambda scope: crossing(scope, place(scope)), matrix, True, place=place)


def span(left: Node, right: Node) -> Node | None:
    """``left:right``, the smallest area that holds both; None where one of them is no place."""
    from_place, to_place = left.place, right.place
    if from_place is None or to_place is None:
        return None

    def place(scope: Scope) -> Reference:
        (sheet, first), (other, last) = from_place(scope), to_place(scope)
        if other is not None and other != sheet:
            raise Failure(REFERENCE)
        top, left = min(first.top, last.top), min(first.left, last.left)
        bottom, right = max(first.bottom, last.bottom), max(first.right, last.right)
        return Reference(sheet, Area(top, left, bottom, right))

    return placed(place)


def index_place(arguments: Sequence[Node]) -> Place | None:
    """The place that ``INDEX(area,row,column)`` means; None where the area is none."""
    inside = arguments[0].place
    if inside is None:
        return None

    def place(scope: Scope) -> Reference:
        sheet, area = inside(scope)
        numbers = [int(number_of(node.scalar(scope))) for node in arguments[1:]]
        if len(numbers) == 1:
            numbers = [0, *numbers] if area.top == area.bottom else [*numbers, 0]
        top, bottom = _part(area.top, area.bottom, numbers[0])
        left, right = _part(area.left, area.right, numbers[1])
        return Reference(sheet, Area(top, left, bottom, right))

    return place


def _part(first: int, last: int, number: int) -> tuple[int, int]:
    """One of some rows, counted from 1; all of them for 0."""
    if number == 0:
        return first, last
    if not 0 < number <= last - first + 1:
        raise Failure(REFERENCE)
    return first + number - 1, first + number - 1


def as_large(node: Node, model: Node) -> Node:
    """SUMIF's third range begins where it says and is as large as the first."""
    from_place, model_place = node.place, model.place
    if from_place is None or model_place is None:
        return node

    def place(scope: Scope) -> Reference:
        (sheet, area), (_, size) = from_place(scope), model_place(scope)
        bottom = min(area.top + size.bottom - size.top, MAX_ROW)
        right = min(area.left + size.right - size.left, MAX_COLUMN)
        return Reference(sheet, Area(area.top, area.left, bottom, right))

    if node.reference is None or model.reference is None:
        return placed(place)
    found = place_at(placed(place), None)
    return node if found is None else range_node(found)


def place_at(node: Node, here: tuple[int, int] | None) -> Reference | None:
    """Where a range lies for a formula that stands ``here``; None where that depends on cells.

    Raises Failure where it lies nowhere.
    """
    try:
        return node.place(Scope(_Nothing(), here)) if node.place else None
    except _Depends:
        return None
