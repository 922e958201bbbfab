"""Native twins: what a ``ZPB_`` formula becomes where no add-in is.

A twin reads the same cells as the function. It takes the sign and the unit out of the target's
text itself, so that a clerk who changes ``≥48`` to ``≥60`` gets the new result, and one who
changes it to ``≤60`` gets an empty cell, never a stale number. What Excel cannot express has no
twin. Whoever writes a twin compares its value with the function's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from zipingbiao.scoring.functions import (
    FUNCTIONS,
    Cells,
    Scalar,
    first_of,
    is_clause,
    profile_of,
    unit_named,
)
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.numbers import write_number
from zipingbiao.values.targets import NUMBER, Target, parse_actual, parse_target, sense_of

#: Gives what an argument of a formula holds: ``F14``, ``"national"``, ``SUM(A1:A3)``.
ValueOf = Callable[[str], Cells]

#: Excel takes no longer text in a formula.
_LONGEST_TEXT = 255
_CALL = re.compile(r"(ZPB_[A-Z_]+)\((.*)\)", re.DOTALL)


class Call(NamedTuple):
    """A formula that is one call of a worksheet function."""

    name: str
    arguments: tuple[str, ...]


def call_of(formula: str) -> Call | None:
    """``ZPB_RATE(G6,E6)`` → its name and the texts of its arguments; None for other formulas."""
    match = _CALL.fullmatch(formula.strip())
    if match is None or match[1] not in FUNCTIONS:
        return None
    return Call(match[1], tuple(_split(match[2])))


def _split(text: str) -> list[str]:
    """The arguments, cut at the commas that stand outside brackets and quotes."""
    parts, start, depth, quote = [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def native_twin(formula: str, value_of: ValueOf) -> str | None:
    """The formula without ``ZPB_`` functions, for what the cells hold now; None if there is none."""
    place = formula.find("ZPB_")
    if place < 0:
        return formula
    end = _end_of_call(formula, place)
    call = call_of(formula[place:end])
    if call is None:
        return None
    arguments = [native_twin(one, value_of) for one in call.arguments]
    twin = _TWINS.get(call.name)
    if twin is None or None in arguments:
        return None
    written = twin([one or "" for one in arguments], value_of)
    rest = native_twin(formula[end:], value_of)
    return None if written is None or rest is None else formula[:place] + written + rest


def _end_of_call(formula: str, place: int) -> int:
    """Behind the bracket that closes the call."""
    depth, quote = 0, ""
    for at in range(formula.find("(", place), len(formula)):
        letter = formula[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return at + 1
    return len(formula)


def _rate(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    executed, budget = arguments
    return f'IF(OR({executed}="",N({budget})<=0),"",ROUND({executed}/{budget},4))'


def _total(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    named = len(arguments) > 1 and unit_named(first_of(value_of(arguments[-1]))) is not None
    return f"SUM({','.join(arguments[:-1] if named else arguments)})"


def _rate_points(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    share, weight, *rest = arguments
    profile = _profile(rest, 0, value_of)
    points = _rounded(f"{weight}*MIN(1,MAX(0,{share}))", profile)
    return f'IF(OR({share}="",{weight}=""),"",{points})'


def _profile(rest: Sequence[str], place: int, value_of: ValueOf) -> Profile:
    return profile_of(value_of(rest[place]) if len(rest) > place and rest[place] else None)


def _rounded(expression: str, profile: Profile) -> str:
    function = "ROUND" if profile.rounding == "half_up" else "ROUNDDOWN"
    return f"{function}({expression},{profile.points_digits})"


def _points(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    target, actual, weight, *rest = arguments
    profile = _profile(rest, 2, value_of)
    clause = _text(value_of(rest[0])) if rest and rest[0] else ""
    goal = first_of(value_of(target))
    if clause and (clause != _text(goal) or is_clause(clause)):
        return _by_clause(rest[0], clause, actual, weight, profile, lost=False)
    kind = _text(value_of(rest[1])) if len(rest) > 1 and rest[1] else ""
    sides = _sides(target, actual, value_of, kind)
    if sides is None:
        return None
    wanted, done, reverse = sides
    return _compared(wanted, done, weight, reverse, profile, (target, actual))


def _text(cells: Cells) -> str:
    value = first_of(cells)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _sides(
    target: str, actual: str, value_of: ValueOf, kind: str
) -> tuple[str, str, bool] | None:
    """Target and result as expressions that give numbers, and whether less is better."""
    goal_value, done_value = first_of(value_of(target)), first_of(value_of(actual))
    goal = parse_target(_shown(goal_value), kind)
    done = parse_actual(_shown(done_value))
    if goal.kind != NUMBER or done.kind != NUMBER or goal.deadline or not goal.value:
        return None
    if goal.value < 0 or goal.zero:
        return None
    wanted, given = _expression(target, goal_value, goal), _expression(actual, done_value, done)
    if wanted is None or given is None:
        return None
    if goal.percent and not done.percent:
        given = f"IF(ABS({given})<=1,{given},{given}/100)"
    return wanted, given, sense_of(goal, kind) == "反向"


def _shown(value: Scalar) -> str:
    return value if isinstance(value, str) else "" if value is None else write_number(value)


def _expression(reference: str, value: Scalar, parsed: Target) -> str | None:
    """The number in a cell as an expression; its sign and unit are taken off by name."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return reference
    if not isinstance(value, str) or parsed.prefix or parsed.suffix:
        return None
    unit = "" if parsed.percent else parsed.unit or ""
    digits = value.strip()
    sign = digits[0] if digits and digits[0] in "≥≤=><" else ""
    if re.fullmatch(r"\d+(\.\d+)?%?", digits[len(sign) :].removesuffix(unit)) is None:
        return None
    text = reference
    for word in (sign, unit):
        text = f'SUBSTITUTE({text},"{word}","")' if word else text
    return f"VALUE({text})"


def _compared(
    wanted: str, done: str, weight: str, reverse: bool, profile: Profile, cells: Sequence[str]
) -> str:
    """Reached: the weight; not reached: in proportion, by the profile's formula."""
    if not reverse:
        short = f"{weight}*MAX(0,{done})/{wanted}"
    elif profile.reverse == "quotient":
        short = f"{weight}*{wanted}/{done}"
    else:
        short = f"{weight}*MAX(0,1-({done}-{wanted})/{wanted})"
    reached = f"{done}<={wanted}" if reverse else f"{done}>={wanted}"
    blank = ",".join(f'{cell}=""' for cell in (*cells, weight))
    points = f"IF({reached},{weight},{_rounded(short, profile)})"
    return f'IF(OR({blank}),"",IFERROR({points},""))'


def _by_clause(
    cell: str, clause: str, value: str, weight: str, profile: Profile, *, lost: bool
) -> str | None:
    """The clause as a formula that holds only as long as the clause's cell says the same."""
    from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause
    from zipingbiao.scoring.clause.native import native_formula

    parsed = parse_clause(clause)
    if isinstance(parsed, NotUnderstood | Contradiction) or len(clause) > _LONGEST_TEXT:
        return None
    formula = native_formula(parsed, value, weight, profile, lost=lost)
    if formula is None:
        return None
    said = clause.replace('"', '""')
    return f'IF(TRIM({cell})="{said}",{formula},"")'


def _deduct(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    clause, value, weight, *rest = arguments
    profile = _profile(rest, 0, value_of)
    return _by_clause(clause, _text(value_of(clause)), value, weight, profile, lost=True)


def _completion(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    target, actual, *rest = arguments
    kind = _text(value_of(rest[0])) if rest and rest[0] else ""
    sides = _sides(target, actual, value_of, kind)
    if sides is None:
        return None
    wanted, done, _ = sides
    return f'IF(OR({target}="",{actual}=""),"",IFERROR({done}/{wanted},""))'


_TWINS: dict[str, Callable[[Sequence[str], ValueOf], str | None]] = {
    "ZPB_RATE": _rate,
    "ZPB_TOTAL": _total,
    "ZPB_RATE_SCORE": _rate_points,
    "ZPB_COMPLETION": _completion,
    "ZPB_SCORE": _points,
    "ZPB_DEDUCT": _deduct,
}
