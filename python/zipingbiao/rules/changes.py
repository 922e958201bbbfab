"""What a text tells of changes: from which amount, by how much, by how many per cent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zipingbiao.domain.roundings import Printed, difference, may_be_growth, may_be_one, total
from zipingbiao.prose.passages import FAR
from zipingbiao.prose.statements import (
    AMOUNT,
    BUDGET,
    CHANGE,
    COMPLETION,
    GROWTH,
    PRIOR,
    SHARE,
    Statement,
)
from zipingbiao.prose.terms import core_of, same_thing, terms
from zipingbiao.rules.prose_view import ProseView

#: Where the words about what is compared begin.
_COMPARING = re.compile("同?比|相?较|[较与同和由从，]|相比")
#: What begins the words of a budget that something is held against.
_MEASURED = re.compile("占|为|完成|达到?")
#: Amounts behind these tell why something changed.
_REASON = re.compile("主要是|主要为|原因|由于|因为")
_FROM = re.compile("从|由(?!于)")
#: What stands before the second of two amounts: 从 100 万元增加到 150 万元.
_TO = re.compile("(?:增加|增长|上升|提高|增|减少|下降|降低|降|减|变为|调整)[到至为]")
_YEARS = re.compile(r"20\d\d(?=年)")
_YEAR_ONLY = re.compile(r"(?P<year>20\d\d)年度?(?:支出|决算|预算|为|是)*")
_THIS_YEAR = re.compile(
    r"(?:本年|今年|当年|20\d\d年)度?(?:实际|财政拨款)*(?:收入|支出|决算|执行|完成|数|为|是|共|降至|增至|：)*"
)
_THAN_BUDGET = re.compile("(?:比|较|与)(?:年初|全年|当年)?(?:部门)?预算(?:数|安排)?(?:相比)?")
#: What was left at the beginning of the year, and at its end.
_LEFT = ("年初结转和结余", "年末结转和结余")
_AGAINST_LAST = re.compile("(?:比|较)(?:上年|上一年|去年)|同比")
_TURNED = re.compile("[，、]?(?:即|净|共)?(?:增加|增长|增收|增支|减少|下降|减收|减支)(?:了|额)?")
#: 审减, 核减: of what was sent in, right behind what was approved.
_AUDITED, _APPROVED = ("审", "核"), re.compile("审定|核定|审核后|审后")
_SENT = re.compile("送审|报审|申报")
_ASIDE = re.compile(
    r"^(?:其中|当中|同时|也|又|都|另外|分别|\d+[.、])+|^(?:上年|上一年|去年|同期|20\d\d年)度?(?:同期)?"
    "|(?:审|核|各|均|共|分别|也|又|略|有所|净|则|将|都|同比|相应|数|额)+$"
)


class Changed(NamedTuple):
    """One change as told, in a paragraph.

    ``current`` is the amount that changed and ``base`` the one it changed from, where it is
    sure; ``others`` are amounts that might be meant in place of `current`.
    """

    at: int
    change: Statement | None
    growth: Statement | None
    current: Statement | None
    base: Statement | None
    others: tuple[Statement, ...]

    @property
    def told(self) -> list[Statement]:
        """The statements that tell the change."""
        return [one for one in (self.change, self.growth) if one is not None]

    @property
    def is_difference(self) -> bool:
        """Whether the change may be, in size, the difference of the two amounts beside it."""
        if self.base is None or self.current is None or self.change is None:
            return True
        moved = difference(self.current.figure.printed, self.base.figure.printed)
        told = self.change.figure.printed
        size = moved._replace(value=abs(moved.value))
        return may_be_one(told._replace(value=abs(told.value)), size)

    @property
    def fits(self) -> bool:
        """Whether the change and its rate may be those of the two amounts."""
        return self.is_difference and (self.growth is None or self.explains(self.growth))

    def bases(self) -> Iterator[Printed]:
        """What the change may have started from."""
        if self.base is not None:
            yield self.base.figure.printed
        if self.change is not None:
            for one in (self.current, *self.others):
                if one is not None:
                    yield before(one, self.change)

    def explains(self, growth: Statement) -> bool:
        """Whether some reading makes the rate right."""
        rate = growth.figure.printed
        rate = rate._replace(value=abs(rate.value))
        if self.change is not None:
            change = self.change.figure.printed
            change = change._replace(value=abs(change.value))
            if any(base.high >= 0 and may_be_growth(rate, change, base) for base in self.bases()):
                return True
        if self.change is not None and self.is_difference:
            return False
        if self.base is None or self.current is None:
            return True
        moved = difference(self.current.figure.printed, self.base.figure.printed)
        return may_be_growth(rate, moved._replace(value=abs(moved.value)), self.base.figure.printed)


def before(current: Statement, change: Statement) -> Printed:
    """What an amount was before a change."""
    amount = abs(change.figure.printed.value)
    moved = change.figure.printed._replace(value=amount)
    take = difference if change.sign > 0 else total
    return take(current.figure.printed, moved)


def changes_in(view: ProseView) -> tuple[Changed, ...]:
    """All changes that a text tells."""
    return tuple(_changes(view))


def _changes(view: ProseView) -> Iterator[Changed]:
    for at, told in enumerate(view.account.paragraphs):
        statements = told.statements
        turned: set[int] = set()
        for index, one in enumerate(statements):
            follower = statements[index + 1] if index + 1 < len(statements) else None
            leader = statements[index - 1] if index else None
            if index in turned:
                continue
            if one.role == CHANGE:
                yield _changed(view, at, index, one, _partner(one, follower))
            elif one.role == GROWTH and not (leader and _partner(leader, one)):
                if follower is not None and _is_turned(one, follower, told.text):
                    turned.add(index + 1)
                    yield _changed(view, at, index, follower, one)
                else:
                    yield _changed(view, at, index, None, one)


def _partner(change: Statement, growth: Statement | None) -> Statement | None:
    """The rate that is told right behind a change."""
    if growth is None or change.role != CHANGE or growth.role != GROWTH:
        return None
    near = (growth.sentence, growth.group) == (change.sentence, change.group)
    return growth if near and not core_of(_subject(growth)) else None


def _is_turned(growth: Statement, change: Statement, text: str) -> bool:
    """Whether a rate is followed by its amount: 下降8.5%，减少1.07万元."""
    near = (growth.sentence, growth.group) == (change.sentence, change.group)
    gap = text[growth.figure.end : change.figure.start]
    return change.role == CHANGE and near and _TURNED.fullmatch(gap) is not None


def _is_one_of_several(near: Sequence[Statement], one: Statement) -> bool:
    """Whether a sentence tells other amounts before one, so that what follows may be of them."""
    here = [o for o in near if o.role == AMOUNT and o.start <= one.start and not o.group]
    return sum(o.sentence == one.sentence for o in here) > 1


def _subject(one: Statement) -> str:
    """What a change is said to be of; "" where the words before tell it."""
    words = _COMPARING.split(one.clause)[0]
    while (shorter := _ASIDE.sub("", words)) != words:
        words = shorter
    return words


def _changed(
    view: ProseView, at: int, index: int, change: Statement | None, growth: Statement | None
) -> Changed:
    one = change or growth
    assert one is not None
    statements = view.account.paragraphs[at].statements
    base = _base_before(statements, index, one)
    if one.clause in _AUDITED:
        pair = _audited(statements, index, one)
        sent = (
            statements[index - 1] if index and _SENT.search(statements[index - 1].clause) else None
        )
        return Changed(at, change, growth, pair[1] if pair else None, pair[0] if pair else sent, ())
    pair = None if base is not None else _from_to(statements, index, one)
    pair = pair or _of_two_years(view, at, index, one)
    pair = pair or _against_budget(statements, index, one)
    if pair:
        return Changed(at, change, growth, pair[1], pair[0], ())
    subject = _subject(base or one)
    if core_of(subject) or terms().named(subject):
        named = [other for _, other in view.account.told_of(subject)]
        known = set(named)
        here = [other for other in statements[max(0, index - FAR) : index] if other in known]
        later = [other for other in statements[index : index + FAR] if other in known]
        current = here[-1] if here else later[0] if later else _only(named, subject)
        return Changed(at, change, growth, current, base, tuple(here or later or named))
    current = _current_before(view, at, index, one)
    others = [o for o in statements[max(0, index - FAR) : index] if o.role == AMOUNT]
    made = Changed(at, change, growth, current, base, tuple(others))
    whole = view.account.wholes.get((at, current.figure.start)) if current is not None else None
    of_whole = made._replace(current=whole)
    return of_whole if whole is not None and of_whole.fits and not made.fits else made


def _only(named: Sequence[Statement], subject: str) -> Statement | None:
    """The amount that a text has of a known quantity, where it has no other."""
    if not named or not terms().named(subject):
        return None
    first = named[0]
    same = (
        one.role == AMOUNT
        and one.year == first.year
        and may_be_one(one.figure.printed, first.figure.printed)
        for one in named
    )
    return first if all(same) else None


def _base_before(statements: Sequence[Statement], index: int, one: Statement) -> Statement | None:
    """The amount that is said to have been before, right before the change."""
    if not index:
        return None
    other = statements[index - 1]
    is_base = other.role == PRIOR or (other.role == BUDGET and other.compared)
    return other if is_base and (other.sentence, other.group) == (one.sentence, one.group) else None


def _from_to(
    statements: Sequence[Statement], index: int, one: Statement
) -> tuple[Statement, Statement] | None:
    """The two amounts of 从 100 万元增加到 150 万元, where the change is told right behind them."""
    if index < 2 or core_of(_subject(one)):
        return None
    first, last = statements[index - 2 : index]
    near = {(each.sentence, each.chunk, each.group) for each in (first, last, one)}
    told = _FROM.search(first.clause) and _TO.match(last.clause)
    plain = {first.figure.kind, last.figure.kind} == {AMOUNT} and not last.figure.vague
    return (first, last) if told and plain and len(near) == 1 else None


def _audited(
    statements: Sequence[Statement], index: int, one: Statement
) -> tuple[Statement, Statement] | None:
    """What was sent in and what was approved of it, where the cut is told: 审定 80 万元，审减 4."""
    last = statements[index - 1] if index else None
    if last is None or not _APPROVED.search(last.clause):
        return None
    near = [
        other
        for other in statements[: index - 1]
        if other.role in (AMOUNT, BUDGET)
        and (other.sentence, other.chunk) == (last.sentence, last.chunk)
        and last.chunk == one.chunk
    ]
    made = (Changed(0, one, None, last, base, ()) for base in near)
    fitting = (each.base for each in made if each.is_difference and each.base is not None)
    return (next(fitting, near[-1]), last) if near else None


def _against_budget(
    statements: Sequence[Statement], index: int, one: Statement
) -> tuple[Statement, Statement] | None:
    """The budget and what was spent of it, where a change is told 比预算 of one of each."""
    if not _THAN_BUDGET.match(one.clause):
        return None
    here = [
        other
        for other in statements[:index]
        if (other.sentence, other.group) == (one.sentence, one.group)
        and other.role in (AMOUNT, BUDGET)
    ]
    budgets = [other for other in here if other.role == BUDGET]
    if len(here) != 2 or len(budgets) != 1:
        return None
    return budgets[0], here[1] if here[0] is budgets[0] else here[0]


def _may_change(budget: Statement) -> bool:
    """Whether a budget is told for itself, and not to hold something against it: 占预算…."""
    return not budget.compared and _MEASURED.match(budget.clause) is None


def _of_two_years(
    view: ProseView, at: int, index: int, one: Statement
) -> tuple[Statement, Statement] | None:
    """Of 接待费 2.7 万元，2020 年为 3.6 万元，同比下降 25%: the amount of last year, and this."""
    statements, year = view.account.paragraphs[at].statements, view.account.year
    if index < 2 or core_of(_subject(one)):
        return None
    near, last = statements[index - 2], statements[index - 1]
    if pair := _in_turn(near, last, one):
        return pair
    if pair := _of_same_thing(near, last, one):
        return pair
    said = _YEAR_ONLY.fullmatch(last.clause)
    if said is None or last.role != AMOUNT or last.sentence != one.sentence:
        return None
    told = int(said["year"])
    if _AGAINST_LAST.search(one.clause) and (base := _of_year(statements[: index - 1], told - 1)):
        return base, last
    years = _YEARS.findall(near.clause)
    now = int(years[-1]) if years else year
    beside = (near.sentence, near.chunk, near.group) == (last.sentence, last.chunk, last.group)
    if near.role == AMOUNT and beside and now is not None and told == now - 1:
        return last, near
    return None


def _in_turn(
    near: Statement, last: Statement, one: Statement
) -> tuple[Statement, Statement] | None:
    """The amounts of the year before and of this one, told side by side, whichever comes first."""
    if len({(each.sentence, each.chunk, each.group) for each in (near, last, one)}) > 1:
        return None
    if near.role == PRIOR and last.role == AMOUNT and _THIS_YEAR.fullmatch(last.clause):
        return near, last
    if {near.role, last.role} == {AMOUNT}:
        if (near.name, last.name) == _LEFT:
            return near, last
        if (last.name, near.name) == _LEFT:
            return last, near
    return None


def _of_same_thing(
    near: Statement, last: Statement, one: Statement
) -> tuple[Statement, Statement] | None:
    """Of 2023年会议费 8 万元，2022年会议费 12 万元: the earlier year's amount, and the later's."""
    places = {(each.sentence, each.chunk, each.group) for each in (near, last, one)}
    years = [_YEARS.findall(each.clause) for each in (near, last)]
    if len(places) > 1 or {near.role, last.role} != {AMOUNT} or not all(map(len, years)):
        return None
    first, second = (int(found[-1]) for found in years)
    same = not core_of(last.clause) or same_thing(near.clause, last.clause)
    if abs(first - second) != 1 or not same:
        return None
    return (last, near) if first > second else (near, last)


def _of_year(statements: Sequence[Statement], year: int) -> Statement | None:
    """The amount of a year that is told by nothing but the year."""
    for one in reversed(statements):
        match = _YEAR_ONLY.fullmatch(one.clause)
        if one.role == AMOUNT and match is not None and int(match["year"]) == year:
            return one
    return None


def _current_before(view: ProseView, at: int, index: int, one: Statement) -> Statement | None:
    """The amount that a change without a subject is of: the nearest, if nothing is in doubt."""
    told, wholes = view.account.paragraphs[at], view.account.wholes
    near = told.statements[max(0, index - FAR) : index]
    outside = [other for other in near if other.group in (one.group, 0)]
    for other in reversed(outside):
        if one.sentence - other.sentence > 1:
            return None
        if other.role == AMOUNT or (other.role == BUDGET and _may_change(other)):
            start = max(told.text.rfind(sign, 0, other.start) for sign in "。；") + 1
            if _REASON.search(told.text, start, other.start):
                return None
            whole = wholes.get((at, other.figure.start))
            if other.sentence != one.sentence:
                return whole or other
            if other.chunk == one.chunk or not _is_one_of_several(near, other):
                return other
            return whole  # 办公费 5 万元，差旅费 8 万元；较上年增加…
        if other.role not in (SHARE, COMPLETION, PRIOR, BUDGET, CHANGE, GROWTH):
            return None
    return None
