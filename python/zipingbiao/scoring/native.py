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

from zipingbiao.domain.percents import LARGEST_FRACTION, doubtful_formula
from zipingbiao.scoring.execution import LARGEST_RATE, LARGEST_SHARE
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
from zipingbiao.values.targets import (
    EQUAL,
    FORWARD,
    NUMBER,
    QUALITATIVE,
    REVERSE,
    Target,
    parse_actual,
    parse_target,
    sense_of,
)

#: Gives what an argument of a formula holds: ``F14``, ``"national"``, ``SUM(A1:A3)``.
ValueOf = Callable[[str], Cells]

#: Excel takes no longer text in a formula.
_LONGEST_TEXT = 255
_SENSES = (FORWARD, REVERSE, QUALITATIVE)
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")
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
    """The formula without ``ZPB_``, for what the cells hold now; None where there is none."""
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
    numbers = f"AND(ISNUMBER({executed}),ISNUMBER({budget}))"
    return f'IF({numbers},IF({budget}>0,ROUND({executed}/{budget},4),""),"")'


def _total(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    named = len(arguments) > 1 and unit_named(first_of(value_of(arguments[-1]))) is not None
    return f"SUM({','.join(arguments[:-1] if named else arguments)})"


def _rate_points(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    share, weight, *rest = arguments
    profile = _profile(rest, 0, value_of)
    part = f"IF({share}>{LARGEST_RATE},{share}/100,{share})"
    points = _rounded(f"{weight}*MIN(1,MAX(0,{part}))", weight, profile)
    doubtful = f"AND({share}>{LARGEST_SHARE},{share}<={LARGEST_RATE})"
    return f'IF(AND(ISNUMBER({share}),{_is_weight(weight)}),IF({doubtful},"",{points}),"")'


def _is_weight(weight: str) -> str:
    """The condition for points to be reckoned with; a text is above any number."""
    return f"ISNUMBER({weight}),{weight}>=0"


def _profile(rest: Sequence[str], place: int, value_of: ValueOf) -> Profile:
    return profile_of(value_of(rest[place]) if len(rest) > place and rest[place] else None)


def _rounded(points: str, weight: str, profile: Profile) -> str:
    """Rounded as the profile says, never above the weight."""
    digits = profile.points_digits
    if profile.rounding == "truncate":
        return f"ROUNDDOWN(ROUND({points},9),{digits})"
    return f"MIN({weight},ROUND({points},{digits}))"


def _points(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    target, actual, weight, *rest = arguments
    profile = _profile(rest, 2, value_of)
    cell = rest[0] if rest and rest[0] not in ("", '""') else ""
    clause = _text(value_of(cell)) if cell else ""
    if clause and (clause != _text(value_of(target)) or is_clause(clause)):
        own = "" if cell == target or clause == _text(value_of(target)) else target
        return _by_clause(cell, clause, actual, weight, profile, lost=False, target=own)
    sides = _sides(target, actual, value_of, rest[1] if len(rest) > 1 else "")
    if sides is None or _judges(sides, profile):
        return None
    # Should a clause be written into its cell, it and not the comparison counts.
    clauses = [f'TRIM({cell})=""'] if cell and cell != target else []
    guards = [*clauses, *sides.guards, _is_weight(weight)]
    if sides.strict:  # ＞95% is missed by 95%, and a person judges
        guards.append(f"{sides.actual}<>{sides.goal}")
    return _guarded(guards, _compared(sides, weight, profile))


def _text(cells: Cells) -> str:
    return _shown(first_of(cells)).strip()


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else "" if value is None else write_number(value)


class _Sides(NamedTuple):
    """A target and a result as expressions that give numbers in one unit.

    ``guards`` are the conditions under which the cells still mean what they mean now.
    """

    goal: str
    actual: str
    guards: tuple[str, ...]
    sense: str
    strict: bool = False


def _sides(target: str, actual: str, value_of: ValueOf, kind: str) -> _Sides | None:
    """Both sides; None where Excel cannot compare them."""
    said = _text(value_of(kind)) if kind else ""
    goal_value, done_value = first_of(value_of(target)), first_of(value_of(actual))
    goal = parse_target(_shown(goal_value), said)
    done = parse_actual(_shown(done_value))
    if not _comparable(goal, done, said):
        return None
    wanted, given = _side(target, goal_value, goal), _side(actual, done_value, done)
    if wanted is None or given is None:
        return None
    number = given.number
    unsure: tuple[str, ...] = ()
    if goal.percent and not done.percent:
        unsure = (f"NOT({doubtful_formula(number, wanted.number)})",)
        number = f"IF(ABS({number})<={LARGEST_FRACTION},{number}*100,{number})"
    guards = (*_kind_guards(kind, said, goal), *wanted.guards, f"{wanted.number}>0", *given.guards,
              *unsure)  # fmt: skip
    strict = goal.operator in ("<", ">")
    return _Sides(wanted.number, number, guards, sense_of(goal, said), strict)


def _kind_guards(kind: str, said: str, goal: Target) -> list[str]:
    """The conditions under which the kind still means the same; a sign leaves it little to say."""
    if kind in ("", '""'):
        return []
    if goal.operator in (None, "=") or said in _SENSES:
        return [f'TRIM({kind})="{_quoted(said)}"']
    return [f'ISERROR(FIND("/"&TRIM({kind})&"/","/{"/".join(_SENSES)}/"))']


def _comparable(goal: Target, done: Target, kind: str) -> bool:
    """Whether two numbers in one unit are compared, and no person judges."""
    if goal.kind != NUMBER or done.kind != NUMBER or goal.deadline or goal.zero or done.zero:
        return False
    if not goal.value or goal.value < 0 or done.operator or "‰" in (goal.unit, done.unit):
        return False
    if done.percent and not goal.percent:
        return False
    if goal.unit and done.unit and goal.unit != done.unit:
        return False
    sense = sense_of(goal, kind)
    return kind != QUALITATIVE and (kind not in (FORWARD, REVERSE) or sense in (kind, EQUAL))


def _quoted(text: str) -> str:
    return text.replace('"', '""')


class _Side(NamedTuple):
    """The number in a cell as an expression, and the conditions under which it is that."""

    number: str
    guards: tuple[str, ...]


def _side(cell: str, value: Scalar, parsed: Target) -> _Side | None:
    """What a cell gives: its number, or the digits of its text between its sign and its unit."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _Side(cell, (f"ISNUMBER({cell})",))
    if not isinstance(value, str) or parsed.prefix or parsed.suffix:
        return None
    written, guards, digits = value.strip(), [], f"TRIM({cell})"
    if parsed.operator and written and not written[0].isdigit():
        guards.append(f'LEFT({digits},1)="{written[0]}"')
        digits, written = f"TRIM(MID({digits},2,{_LONGEST_TEXT}))", written[1:].strip()
    unit = parsed.unit or ""
    if unit and written.endswith(unit):
        if unit == "%":
            guards.append(f'RIGHT({digits},1)="%"')
        digits = f'SUBSTITUTE({digits},"{unit}","")'
        written = written.removesuffix(unit)
    if _DIGITS.fullmatch(written) is None:
        return None
    # VALUE would take 3/4 for a day: what it gives must be written as the text is.
    return _Side(f"VALUE({digits})", (*guards, f'VALUE({digits})&""={digits}'))


def _judges(sides: _Sides, profile: Profile) -> bool:
    """Whether the profile wants more than a comparison."""
    return bool(profile.over_deduction) or (sides.sense == EQUAL and profile.equal == "exact")


def _guarded(guards: Sequence[str], expression: str) -> str:
    """The expression as long as the guards hold, else nothing: never a stale number."""
    return f'IFERROR(IF(AND({",".join(guards)}),{expression},""),"")'


def _compared(sides: _Sides, weight: str, profile: Profile) -> str:
    """Reached: the weight; not reached: in proportion, by the profile's formula."""
    goal, actual, reverse = sides.goal, sides.actual, sides.sense == REVERSE
    if not reverse:
        short = f"{weight}*MAX(0,{actual})/{goal}"
    elif profile.reverse == "quotient":
        short = f"{weight}*{goal}/{actual}"
    else:
        short = f"{weight}*MAX(0,2*{goal}-{actual})/{goal}"
    reached = f"{actual}<={goal}" if reverse else f"{actual}>={goal}"
    return f"IF({reached},{weight},{_rounded(short, weight, profile)})"


def _by_clause(
    cell: str, clause: str, value: str, weight: str, profile: Profile, *, lost: bool, target: str
) -> str | None:
    """The clause as a formula that holds only as long as the clause's cell says the same.

    ``target``: the target's cell, "" where there is none; what is held against it has no twin.
    """
    from zipingbiao.scoring.clause import Contradiction, NotUnderstood, parse_clause
    from zipingbiao.scoring.clause.native import native_formula
    from zipingbiao.scoring.clause.wants import minds_target

    parsed = parse_clause(clause)
    said = _quoted(clause)
    if isinstance(parsed, NotUnderstood | Contradiction) or len(said) > _LONGEST_TEXT:
        return None
    formula = native_formula(parsed, value, weight, profile, lost=lost)
    if formula is None:
        return None
    guards = [f'TRIM({cell})="{said}"', _is_weight(weight)]
    if parsed.kind == "counted":
        guards.append(f"{value}>=0")
    if target and (parsed.kind in ("counted", "ratio_of_counts", "ratio_deduct")
                   or minds_target(parsed)):  # fmt: skip
        guards.append(f'TRIM({target})=""')
    return f'IF(AND({",".join(guards)}),{formula},"")'


def _deduct(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    clause, value, weight, *rest = arguments
    profile = _profile(rest, 0, value_of)
    said = _text(value_of(clause))
    return _by_clause(clause, said, value, weight, profile, lost=True, target="")


def _completion(arguments: Sequence[str], value_of: ValueOf) -> str | None:
    target, actual, *rest = arguments
    sides = _sides(target, actual, value_of, rest[0] if rest else "")
    if sides is None or _judges(sides, _profile(rest, 1, value_of)):
        return None
    return _guarded(sides.guards, f"{sides.actual}/{sides.goal}")


_TWINS: dict[str, Callable[[Sequence[str], ValueOf], str | None]] = {
    "ZPB_RATE": _rate,
    "ZPB_TOTAL": _total,
    "ZPB_RATE_SCORE": _rate_points,
    "ZPB_COMPLETION": _completion,
    "ZPB_SCORE": _points,
    "ZPB_DEDUCT": _deduct,
}
