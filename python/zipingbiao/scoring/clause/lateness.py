"""How late something was, where a clause counts that: 延迟3天, 按时完成, a date and a deadline."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from zipingbiao.domain.wording import IN_TIME
from zipingbiao.scoring.clause.amounts import shown
from zipingbiao.scoring.clause.cells import read_cells
from zipingbiao.scoring.clause.check import ClauseError
from zipingbiao.scoring.clause.grammar.names import (
    LATENESS,
    LATER,
    WITHIN,
)
from zipingbiao.scoring.clause.model import Bands, Deadlines, Measure, Steps
from zipingbiao.scoring.clause.points import no_number, tell
from zipingbiao.scoring.clause.sides import TIMES
from zipingbiao.scoring.clause.values import Scalar, is_empty
from zipingbiao.scoring.comparison import serial_date
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.measures import measure_of
from zipingbiao.values.targets import BLANK, DATE, When, parse_target
from zipingbiao.values.text import fold

_DONE: Final = (
    "(?:全部|已)?(?:完成|报送|提交|上报|拨付|发放|支付|办结|下达|到位|验收|竣工|完工|公开)?"
)
_PROMPT: Final = re.compile(
    f"已?(?:{IN_TIME}|[未无](?:{LATER})|(?:按|在)?规定时[间限]内"
    f"|提前(?:[0-9.]+个?(?:天|日|工作日|月))?){_DONE}"
)
_LATE: Final = re.compile(
    f"(?:{LATER}|超出?时限)(?:完成|报送|提交|办结)?了?"
    "(?P<time>[0-9.零一二两三四五六七八九十半]+(?:个?工作日|天|日|个?月|个?季度|年|周|小时|分钟|%|个百分点))"
)
#: The deadline that a clause itself names.
_DEADLINE: Final = re.compile(
    "(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]|[底末])(?=[以之]?前)|年[底末](?=[以之]?前)"
)
#: What counts the days before a time, and not those after it.
_EARLY: Final = re.compile("每提前|提前[0-9一二两三]")
#: What was not done at all.
_UNDONE: Final = frozenset(("未完成", "没有完成", "没完成", "未开展", "未报送", "否"))
_DAYS: Final = ("天", "日")
_ANY_YEAR: Final = 2001
_HALF_A_YEAR: Final = 183


def is_of_time(clause: Steps | Bands) -> bool:
    """Whether a clause may count how late something is."""
    unit = clause.measure.unit
    if not unit:
        return clause.measure.percent and LATENESS.search(clause.measure.name) is not None
    late = isinstance(clause, Steps) and clause.counted and not clause.gain
    named = LATENESS.search(clause.measure.name) is not None
    return (measure_of(unit).base or unit) in TIMES and (late or named)


def late_by(clause: Steps | Bands, one: Scalar, target: Scalar) -> Scalar:
    """So much time, where a cell says in words or by a date how late it was; None where it doesn't.

    Raises ClauseError where a date doesn't tell that in the unit of the clause.
    """
    if one is None or isinstance(one, bool) or not is_of_time(clause):
        return None
    text = fold(str(one))
    match = _LATE.fullmatch(text)
    if match is not None:
        return match["time"]
    if _PROMPT.fullmatch(text):
        return None if _EARLY.search(clause.words) else 0
    done = read_cells(None, one, "")[1]
    day = done.date or serial_date(done)
    if day is None and done.value and WITHIN.search(fold(clause.definition)):
        raise ClauseError(f"看不出「{one}」是逾期了多久还是共用了多久，请写明「逾期{one}」。")
    if day is None:
        return None
    due = _deadline(clause, target)
    if due is None or _EARLY.search(clause.words):
        raise ClauseError(f"「{one}」是日期，没有期限可比，请直接给出提前或逾期的时间。")
    return _days(day, due, clause.measure)


def _deadline(clause: Steps | Bands, target: Scalar) -> When | None:
    """By when it was to be done: the target's date, or where there is none the clause's."""
    goal = read_cells(_plain(target), None, "")[0]
    if goal.kind == DATE:
        return goal.date
    named = set(_DEADLINE.findall(fold(clause.definition)))
    if goal.kind != BLANK or len(named) != 1:
        return None
    return read_cells(named.pop(), None, "")[0].date


def deadline_points(
    clause: Deadlines, one: Scalar, weight: Decimal, trace: Trace | None
) -> Decimal | None:
    """The points of the first date up to which it was done. Raises ClauseError for a vague date."""
    if is_empty(one):
        return no_number(trace, "没有填值，不能计算")
    done = read_cells(None, one, "")[1]
    day = done.date or serial_date(done)
    if day is None and isinstance(one, str) and fold(one) in _UNDONE and clause.late is not None:
        tell(trace, f"没有完成，得 {shown(clause.late.of(weight))} 分")
        return clause.late.of(weight)
    if day is None:
        return no_number(trace, f"「{one}」看不出是哪一天，须由人判断")
    limits = [(name, points, parse_target(name).date) for name, points in clause.dates]
    dates = [due for _, _, due in limits if due is not None]
    year = next((due.year for due in dates if due.year), None) or day.year or _ANY_YEAR
    first, last = date(*day.first(year)), date(*day.last(year))
    ends = [date(*due.last(year)) for due in dates]
    far = max((ends[0] - last).days, (first - ends[-1]).days)
    if day.year is None and dates[0].year is None and far > _HALF_A_YEAR:
        raise ClauseError(f"「{one}」没有写年份，看不出是期限之前还是之后。")
    for (name, points, _), end in zip(limits, ends, strict=True):
        if last <= end:
            tell(trace, f"{day.written()}在「{name}前」，得 {shown(points.of(weight))} 分")
            return points.of(weight)
        if first <= end:
            raise ClauseError(f"「{one}」写得不够细，看不出是不是在「{name}前」。")
    if clause.late is None:
        return no_number(trace, f"{day.written()}晚于各个期限，条文没有说怎样得分")
    tell(trace, f"{day.written()}晚于各个期限，得 {shown(clause.late.of(weight))} 分")
    return clause.late.of(weight)


def _plain(target: Scalar) -> str | None:
    return target if isinstance(target, str) else None


def _days(done: When, due: When, measure: Measure) -> Scalar:
    """How many days later; 0 in time."""
    said = done.written()
    year = due.year or done.year or _ANY_YEAR
    limit = date(*due.last(year))
    first, last = date(*done.first(year)), date(*done.last(year))
    if due.year is None and done.year is None and abs((last - limit).days) > _HALF_A_YEAR:
        raise ClauseError(f"「{said}」没有写年份，看不出是期限之前还是之后。")
    if last <= limit:
        return 0
    if first != last:
        raise ClauseError(f"「{said}」写得不够细，算不出逾期多少天。")
    days = (first - limit).days
    if measure.unit not in _DAYS:
        raise ClauseError(
            f"「{said}」比期限晚 {days} 天，请按条文的「{measure.unit}」给出逾期的时间。"
        )
    return f"{days}{measure.unit}"
