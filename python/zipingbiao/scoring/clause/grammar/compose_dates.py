"""Points by the date on which something was done: 6月30日前完成得5分，9月30日前得3分."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Final

from zipingbiao.scoring.clause.grammar import phrases as ph
from zipingbiao.scoring.clause.grammar.names import LATENESS, TWISTED
from zipingbiao.scoring.clause.grammar.parts import points_of
from zipingbiao.scoring.clause.grammar.reader import Reader
from zipingbiao.scoring.clause.grammar.statement import Rule, Statement, trimmed
from zipingbiao.scoring.clause.model import NOTHING, Deadlines, Points
from zipingbiao.values.target_model import When
from zipingbiao.values.targets import parse_target

_DATE: Final = (
    "(?:(?:19|20)[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]|[底末])|(?:当?年|[上下]半年)[底末]"
)
#: 6月30日前完成, 项目于3月底之前报送.
_BY: Final = re.compile(
    rf"(?P<subject>[一-龥]{{0,10}}?)[于在]?(?P<date>{_DATE})(?:\(含\))?[以之]?前(?P<verb>[一-龥]{{0,8}}?)的?"
)
#: What comes later than all of them: 逾期, 之后完成, 9月30日后完成, 未完成.
_AFTER: Final = re.compile(
    rf"(?:逾期|超期|延期|过期|(?:(?P<date>{_DATE}|[0-9]{{1,2}}月)|在?此)?[以之]?后(?:仍未)?|(?:(?:截?至|到)?(?P<end>{_DATE})前?|年内|全年)?仍?未)(?P<verb>[一-龥]{{0,8}}?)的?"
)
#: Another year than the one that is meant, and what is not done by the date.
_OTHERWISE: Final = re.compile("[次翌来下隔]年|[未没不非]")
_ANY_YEAR: Final = 2001


def deadlines_of(reader: Reader, statement: Statement) -> Deadlines | None:
    """The clause of rules that each name a date; None where they say anything else."""
    dated: list[tuple[Rule, re.Match[str], Points]] = []
    rest: list[Rule] = []
    for rule in statement.rules:
        points = points_of(rule)
        by = _BY.fullmatch(_plain(reader, rule))
        if by is None or rule.otherwise:
            rest.append(rule)
        elif points is None or _is_other(by["subject"] + by["verb"]):
            return None
        else:
            dated.append((rule, by, points))
    dates = tuple((by["date"], points) for _, by, points in dated)
    subjects = {by["subject"] for _, by, _ in dated} - {""}
    verbs = _longest({by["verb"] for _, by, _ in dated} - {""})
    event = "".join([*subjects, *verbs])
    if len(dated) < 2 or len(subjects) > 1 or len(verbs) > 1 or len(rest) > 1 or not _falls(dates):
        return None
    late = None
    if rest:
        late = points_of(rest[0])
        if late is None or not _is_after(reader, rest[0], dates[-1][0], event):
            return None
        if not _is_less(late, dates[-1][1]):
            return None
    for rule in statement.rules:
        rule.use(reader, kept=True)
    return Deadlines(event=event, dates=dates, late=late, definition=statement.definition)


def _longest(verbs: set[str]) -> set[str]:
    """下达资金 and 下达 are the same."""
    whole = max(verbs, key=len, default="")
    return {whole} if whole and all(map(whole.startswith, verbs)) else verbs


def _plain(reader: Reader, rule: Rule) -> str:
    """The words before the points, of a rule that has nothing else."""
    if rule.condition is not None or not isinstance(rule.outcome, ph.Award) or rule.outcome.each:
        return ""
    return trimmed(reader.plain(*rule.text)) if rule.outcome.effect == "gain" else ""


def _is_other(words: str) -> bool:
    """Whether words make of a date something else."""
    found = (TWISTED, _OTHERWISE, LATENESS)
    return any(pattern.search(words) for pattern in found)


def _falls(dates: tuple[tuple[str, Points], ...]) -> bool:
    """Whether later dates give less."""
    for (early, more), (late, less) in pairwise(dates):
        one, other = when_of(early), when_of(late)
        if one is None or other is None or one.last(_ANY_YEAR) >= other.last(_ANY_YEAR):
            return False
        if (one.year is None) != (other.year is None) and one.year is None:
            return False
        if not _is_less(less, more):
            return False
    return True


def _is_less(less: Points, more: Points) -> bool:
    """Whether one is surely less than the other."""
    if less == NOTHING:
        return more != NOTHING
    if less.of_weight == more.of_weight:
        return less.amount < more.amount
    return more.of_weight and more.amount == 1  # 得满分, then 得3分


def _is_after(reader: Reader, rule: Rule, last: str, event: str) -> bool:
    """Whether the rule is about what comes later than the last date."""
    if rule.otherwise and rule.condition is None:
        return True
    after = _AFTER.fullmatch(_plain(reader, rule))
    if after is None or not (last.endswith(after["date"] or "") or _follows(last, after["date"])):
        return False
    if after["end"] and not _is_same(last, after["end"]):
        return False
    verb = re.sub("^(?:按[时期]|如期)", "", after["verb"])
    return verb in event or event in verb


def _is_same(one: str, other: str) -> bool:
    """Whether 12月底 and 年底 are one day."""
    ends = [when_of(day) for day in (one, other)]
    days = {end.last(_ANY_YEAR) for end in ends if end is not None}
    return None not in ends and len(days) == 1


def _follows(last: str, after: str) -> bool:
    """Whether 8月 begins where 7月底 ends."""
    ends, begins = when_of(last), when_of(after)
    if ends is None or begins is None:
        return False
    apart = date(*begins.first(_ANY_YEAR)) - date(*ends.last(_ANY_YEAR))
    return ends.year == begins.year and apart.days == 1


def when_of(day: str) -> When | None:
    """The date that such words name."""
    return parse_target(day).date
