"""A clause → the Excel formula that computes the same points, for workbooks without the add-in.

Only functions that Excel and LibreOffice share, and no array that either reads differently.
Quotients and per cents are rounded to 9 digits before they are compared: 0.07*100 is more than
7 in binary. A cell without a number gives "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zipingbiao.domain.percents import doubtful_formula
from zipingbiao.scoring.clause.doubts import ends_of, whole_of
from zipingbiao.scoring.clause.model import (
    Band,
    Bands,
    Calculated,
    Clause,
    Expression,
    Measure,
    Points,
    Proportional,
    Ratio,
    Schedule,
    Span,
    Steps,
    Term,
    TwoWay,
)
from zipingbiao.scoring.clause.points import Conventions, Measured
from zipingbiao.scoring.clause.scales import is_sign_unsure
from zipingbiao.scoring.clause.wants import needs_target

_RANGE: Final = re.compile(r"((?:[^!]+!)?)\$?([A-Z]{1,3})\$?([0-9]+):\$?([A-Z]{1,3})\$?([0-9]+)")
_BLANK: Final = '""'


def native_formula(
    clause: Clause,
    value_ref: str,
    weight_ref: str,
    profile: Conventions,
    *,
    lost: bool = False,
) -> str | None:
    """The formula, without =, for the points earned, or where `lost` for those deducted.

    ``value_ref``: the value's cell, for a schedule the range of its cells; a ratio's cell holds
    the fraction. None for what a formula can't tell: items, conditions in words, gates, and what
    is held against a target. A completion rate is taken as it stands: without a target it is one.
    """
    if needs_target(clause):
        return None
    if isinstance(clause, Schedule):
        return _schedule(clause, value_ref, weight_ref, profile, lost)
    body = _body(clause, value_ref, weight_ref, profile)
    if body is None or not isinstance(clause, Measured | Ratio):
        return None
    points = _finished(body, weight_ref, profile, lost)
    told = f"ISNUMBER({value_ref})"
    if not isinstance(clause, Ratio) and clause.measure.percent:
        most = max([whole_of(clause), *map(abs, ends_of(clause))])
        told = f"IF({told},NOT({doubtful_formula(value_ref, _text(most))}))"
    if isinstance(clause, Steps | Bands) and is_sign_unsure(clause):
        signless = replace(clause, measure=replace(clause.measure, absolute=True))
        other = _body(signless, value_ref, weight_ref, profile)
        same = f"{points}={_finished(other or '', weight_ref, profile, lost)}"
        told = f"IF({told},IF({value_ref}<0,{same},TRUE))"
    return f"IF({told},{points},{_BLANK})"


def _body(clause: Clause, value_ref: str, weight_ref: str, profile: Conventions) -> str | None:
    """The points before they are bounded and rounded."""
    match clause:
        case Steps(gate=None):
            return _steps(clause, value_ref, weight_ref, profile)
        case TwoWay():
            number = _number(clause.measure, value_ref)
            upper, lower = (
                _steps(side, value_ref, weight_ref, profile)
                for side in (clause.upper, clause.lower)
            )
            return f"IF({number}>={_text(clause.upper.start)},{upper},{lower})"
        case Bands():
            return _bands(clause, value_ref, weight_ref)
        case Proportional():
            return _proportional(clause, value_ref, weight_ref)
        case Calculated():
            return _calculated(clause, value_ref, weight_ref)
        case Ratio():
            return _ratio(clause, value_ref, weight_ref)
    return None


def _finished(body: str, weight: str, profile: Conventions, lost: bool) -> str:
    """Within 0 and the weight, and rounded; "" where the clause doesn't say."""
    bounded = f"MIN({weight},MAX(0,{body}))"
    digits = profile.points_digits
    if profile.rounding == "truncate":
        points = f"TRUNC(ROUND({bounded},9),{digits})"
    else:
        points = f"MIN({weight},ROUND({bounded},{digits}))"
    if lost:
        points = f"ROUND({weight}-{points},9)"
    if "NA()" not in body:
        return points
    return f'IFERROR({points},"")'


def _text(number: Decimal) -> str:
    """A number in a formula."""
    return f"{number.normalize():f}"


def _points(points: Points, weight: str) -> str:
    if not points.of_weight:
        return _text(points.amount)
    return weight if points.amount == 1 else f"{weight}*{_text(points.amount)}"


def _number(measure: Measure, cell: str) -> str:
    """The value in the clause's measure: 0.05 in a cell is 5 where per cents are compared."""
    number = f"IF(ABS({cell})<=1,{cell}*100,{cell})" if measure.percent else cell
    signless = measure.absolute or measure.scale == "off"
    return f"ROUND({f'ABS({number})' if signless else number},9)"


def _steps(clause: Steps, cell: str, weight: str, profile: Conventions) -> str:
    number = _number(clause.measure, cell)
    if clause.measure.percent and profile.step_rounding is not None:
        number = f"ROUND({number},{profile.step_rounding})"
    stages = clause.stages
    ends = [*(stage.start for stage in stages[1:]), None]
    change = "+".join(
        f"{_count(stage, _beyond(stage, number, end), profile)}*{_points(stage.points, weight)}"
        for stage, end in zip(stages, ends, strict=True)
    )
    beyond = _beyond(clause, number, None)
    if clause.gain:
        inside = f"{_points(clause.full, weight)}+{change}"
        if clause.most:
            inside = f"MIN({inside},{_points(clause.most, weight)})"
        body = f"IF(ROUND({beyond},9)<0,NA(),{inside})"
    else:
        if clause.most:
            change = f"MIN({change},{_points(clause.most, weight)})"
        elif clause.then:
            change = f"({change})"
        floor = f"MIN({_points(clause.floor, weight)},{weight})"
        body = f"MAX({_points(clause.full, weight)}-{change},{floor})"
    return _choose(clause.bands, number, weight, body, cell)


def _beyond(clause: Steps, number: str, end: Decimal | None) -> str:
    """How far the number lies beyond the start, at most up to an end."""
    if end is not None:
        number = f"{'MIN' if clause.up else 'MAX'}({number},{_text(end)})"
    start = clause.start
    beyond = number if start == 0 else f"{number}-{_text(start)}" if start > 0 else (
        f"{number}+{_text(-start)}"
    )  # fmt: skip
    return beyond if clause.up else f"-({beyond})"


def _count(clause: Steps, beyond: str, profile: Conventions) -> str:
    """How many steps: ROUNDUP(x,0) counts a part as one."""
    steps = f"ROUND(({beyond})/{_text(clause.step)},9)"
    ceil = (clause.partial or profile.step_count) == "ceil"
    if clause.inclusive is False and not ceil:
        return f"MAX(0,ROUNDUP({steps},0)-1)"
    return f"MAX(0,{f'ROUNDUP({steps},0)' if ceil else f'INT({steps})'})"


def _choose(bands: Sequence[Band], number: str, weight: str, rest: str, cell: str = "") -> str:
    """IF(…) for each band, the first that fits; of one measured apart the cell is read anew."""
    for band in reversed(bands):
        given = _points(band.points, weight)
        body = f"{weight}-{given}" if band.effect == "loss" else given
        own = number if band.measure is None else _number(band.measure, cell)
        rest = f"IF({_inside(band.span, own)},{body},{rest})"
    return rest


def _inside(span: Span, number: str) -> str:
    """Whether the number lies in the span."""
    if span.low is not None and span.low == span.high:
        return f"{number}{'<>' if span.outside else '='}{_text(span.low)}"
    tests = []
    if span.low is not None:
        tests.append(f"{number}{'>=' if span.low_in else '>'}{_text(span.low)}")
    if span.high is not None:
        tests.append(f"{number}{'<=' if span.high_in else '<'}{_text(span.high)}")
    inside = tests[0] if len(tests) == 1 else f"AND({','.join(tests)})" if tests else "TRUE"
    return f"NOT({inside})" if span.outside else inside


def _bands(clause: Bands, cell: str, weight: str) -> str:
    number = _number(clause.measure, cell)
    if clause.otherwise is not None:
        given = _points(clause.otherwise.points, weight)
        rest = f"{weight}-{given}" if clause.otherwise.effect == "loss" else given
    else:
        rest = weight if clause.kind in ("losses", "caps") else "NA()"
    body = _choose(clause.bands, number, weight, rest)
    return body if clause.most is None else f"MIN({body},{_points(clause.most, weight)})"


def _proportional(clause: Proportional, cell: str, weight: str) -> str:
    number = _number(clause.measure, cell)
    share = f"MIN(1,MAX(0,{number}/{_text(clause.target)}))"
    if clause.inverse:
        share = f"(1-{share})"
    points = _points(clause.points, weight)
    body = f"{points}*{share}"
    if clause.most:
        body = f"MAX({body},{points}-{_points(clause.most, weight)})"
    return _choose(clause.bands, number, weight, body, cell)


def _calculated(clause: Calculated, cell: str, weight: str) -> str:
    number = _number(clause.measure, cell)
    value = f"{number}/100" if clause.measure.percent else number
    formula = _expression(clause.formula, value, weight)
    if clause.pieces:
        formula = "NA()"
        for span, tree in reversed(clause.pieces):
            formula = f"IF({_inside(span, number)},{_expression(tree, value, weight)},{formula})"
    points = f"MAX(0,{formula})"
    if clause.loses:
        points = f"{weight}-{points}"
    if clause.most:
        points = f"MIN({points},{_points(clause.most, weight)})"
    return _choose(clause.bands, number, weight, points, cell)


def _expression(tree: Expression, value: str, weight: str) -> str:
    """A formula as Excel writes it."""
    if isinstance(tree, Term):
        match tree.kind:
            case "measure":
                return f"({value})"
            case "points":
                return _points(tree.points, weight)
        return _text(tree.number)
    sign = {"×": "*", "÷": "/"}.get(tree.sign, tree.sign)
    left, right = (_expression(part, value, weight) for part in (tree.left, tree.right))
    return f"({left}{sign}{right})"


def _ratio(clause: Ratio, cell: str, weight: str) -> str:
    points = f"MIN({_points(clause.points, weight)},{weight})*{cell}"
    inside = f"{weight}-{points}" if clause.deducts else points
    return f"IF(AND({cell}>=0,{cell}<=1),{inside},NA())"


def _schedule(
    clause: Schedule, cells: str, weight: str, profile: Conventions, lost: bool
) -> str | None:
    """The sum of what each cell of the range earns."""
    addresses = _addresses(cells)
    if len(addresses) != len(clause.thresholds):
        return None
    parts = []
    for cell, threshold, points in zip(addresses, clause.thresholds, clause.points, strict=True):
        number, given = _number(clause.measure, cell), _points(points, weight)
        short = f"{given}*MAX(0,{number}/{_text(threshold)})"
        below = short if clause.proportional and threshold else "0"
        parts.append(f"IF({number}>={_text(threshold)},{given},{below})")
    total = _finished("+".join(parts), weight, profile, lost)
    told = f"COUNT({cells})={len(addresses)}"
    if clause.measure.percent:
        marks = map(_text, clause.thresholds)
        unsure = map(doubtful_formula, addresses, marks)
        told = f"IF({told},NOT(OR({','.join(unsure)})))"
    return f"IF({told},{total},{_BLANK})"


def _addresses(cells: str) -> list[str]:
    """The cells of a range in one row or column."""
    match = _RANGE.fullmatch(cells)
    if match is None:
        return [cells]
    sheet, left, top, right, bottom = match.groups()
    columns = range(_column(left), _column(right) + 1)
    rows = range(int(top), int(bottom) + 1)
    return [f"{sheet}{_letters(column)}{row}" for row in rows for column in columns]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
