"""Lists that end with their whole, 本金 2 亿元，利息 1 亿元，合计 3 亿元, and lists of points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import may_add_up
from zipingbiao.prose.figures import AMOUNT as MONEY
from zipingbiao.prose.figures import POINTS
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.rows import is_row_of_points
from zipingbiao.prose.statements import AMOUNT, BUDGET, OTHER, SCORE, SHARE, Statement, Told
from zipingbiao.prose.terms import terms
from zipingbiao.values.numerals import chinese_number

#: Words before an amount that is the sum of those before it, and of nothing else.
_SUMMED = re.compile(
    "(?:以上|上述|前述|这|全年|(?P<count>[两二三四五六七八九十])[项类笔者年])*"
    "(?:合计|共计|总计|合共|共(?=[为达]?$))(?:支出|收入|执行|支付|投入|完成|资金|经费|费用|金额|为|达|了|：)*"
)
#: More amounts than this are not tried in all their combinations.
_MOST = 10
_OPENED = re.compile("其中|包括|含")
#: The same where what goes before is added to one amount: 支出 10 万元，加上结转 2 万元，总计….
_ADDED = re.compile(
    "(?:本年|全年|收入|支出|资金|财力|来源|可用|可供使用)*(?:总计|合计|总量|可用资金|可用财力)(?:为|达|共|：)*"
)
_USABLE = "可用"
_TOTAL = re.compile("(?:总计|合计|总量|可用资金|可用财力)(?:为|达|共|：)*$")
_ADDS = re.compile("^(?:再)?加上?")
#: What opens a list of points, and what in it is no part.
_POINTS_OF = re.compile("其中|分别[为是]|具体[为是]|包括|(?:得分|评分|分数)(?:情况|如下|为)*：")
_NO_PART = re.compile(
    "(?<!得)满分|分值|权重|标准分|扣|减|加|以上|以下|平均|上年|去年|及以上|[以之]内"
)
_EARNED = re.compile("(?:实际|实)?得")
_WHOLE = re.compile("总|综合|合计|自评得分|评价得分|最终")
#: So many parts of a score are all of it; fewer where these are among them.
_ALL, _LAST, _REST = 3, ("产出", "效"), re.compile("^(?:其余|其他|剩余)")


def told_behind(number: int, told: Told) -> Iterator[Listing]:
    """Amounts in a row whose sum is told behind them."""
    for index, whole in enumerate(told.statements):
        match = _SUMMED.fullmatch(whole.clause) if whole.role == AMOUNT else None
        if match is not None:
            parts = _before(told, index, chinese_number(match["count"] or ""))
        elif whole.role == AMOUNT and _TOTAL.search(whole.clause):
            added = _ADDED.fullmatch(whole.clause) is not None
            parts = (_added(told, index) if added else []) or _all_kinds(told, index)
            parts = parts or _all_named(told, index)
        else:
            continue
        told_all = may_add_up([one.figure.printed for one in parts], whole.figure.printed)
        if len(parts) > 1 and (told_all or not _may_be_some(parts, whole)):
            yield Listing(whole, number, tuple(parts), (number,) * len(parts), True)


def _before(told: Told, index: int, count: int | None) -> list[Statement]:
    """The amounts right before a sum: of its sentence, or so many as it says; empty in doubt."""
    whole, parts = told.statements[index], list[Statement]()
    for one in reversed(told.statements[:index]):
        if one.group != whole.group or one.role == SHARE:
            continue
        if count is not None and len(parts) == count:
            break
        if one.sentence != whole.sentence and (count is None or len(parts) >= count):
            break
        if one.role != AMOUNT:
            if one.figure.kind == MONEY:
                return []
            continue
        parts.insert(0, one)
    if not parts or len(parts) > _MOST or (count is not None and len(parts) != count):
        return []
    return [] if _OPENED.search(told.text, parts[0].figure.end, whole.start) else parts


def _added(told: Told, index: int) -> list[Statement]:
    """The amount before the first that is added, and those that are; empty where none is."""
    whole = told.statements[index]
    row: list[Statement] = []
    for one in reversed(told.statements[:index]):
        if one.role not in (AMOUNT, BUDGET) or one.group != whole.group:
            continue
        if whole.sentence - one.sentence > 1 or _ADDED.fullmatch(one.clause):
            break
        row.insert(0, one)
    adds = [at for at, one in enumerate(row) if _ADDS.match(one.clause)]
    usable = [one for one in row if one.sentence == whole.sentence]
    if not adds:
        return usable if _USABLE in whole.clause else []
    added = row[adds[0] :]
    bases = [one for one in row[: adds[0]] if not is_listed(told, one)]
    opened = _OPENED.search(told.text, added[0].figure.end, whole.start)
    if opened or len(added) > _MOST or not bases:
        return []
    fits = (base for base in bases if _may_be_some([base, *added], whole))
    return [next(fits, bases[-1]), *added]


def _all_kinds(told: Told, index: int) -> list[Statement]:
    """The amounts before a sum in its sentence, where they are all kinds of something."""
    row = _amounts_beside(told, index)
    return row if terms().are_all([one.clause for one in row]) else []


def _all_named(told: Told, index: int) -> list[Statement]:
    """The amounts before a sum in its sentence, where all are its parts by their names."""
    whole, known, row = told.statements[index], terms(), _amounts_beside(told, index)
    names = [one.name for one in row]
    within = all(known.is_within(name, whole.name) for name in names)
    nested = any(known.is_within(one, other) for one in names for other in names)
    return row if whole.name and within and not nested and len({*names}) == len(names) else []


def _amounts_beside(told: Told, index: int) -> list[Statement]:
    """The amounts before a sum in its sentence."""
    whole = told.statements[index]
    return [
        one
        for one in told.statements[:index]
        if one.role == AMOUNT and (one.sentence, one.group) == (whole.sentence, whole.group)
    ]


def is_listed(told: Told, one: Statement) -> bool:
    """Whether an amount is told as a part of another in its sentence: behind 其中."""
    start = told.text.rfind("。", 0, one.start) + 1
    return _OPENED.search(told.text, start, one.figure.start) is not None


def _may_be_some(parts: Sequence[Statement], whole: Statement) -> bool:
    """Whether some of the amounts may be what was summed up."""
    printed = [one.figure.printed for one in parts]
    return any(
        may_add_up(some, whole.figure.printed)
        for size in range(1, len(printed) + 1)
        for some in combinations(printed, size)
    )


def of_points(number: int, told: Told) -> Iterator[Listing]:
    """The points of an evaluation and those of its parts: 总分 88 分，其中：决策 18 分、…."""
    for index, whole in enumerate(told.statements):
        if whole.role != SCORE or not _WHOLE.search(whole.clause) or _is_full(told, index):
            continue
        if before := _of_points_before(told, index):
            yield _listed(number, whole, before, closed=True)
        first = next(
            (
                at
                for at, one in enumerate(told.statements[index + 1 :], start=index + 1)
                if _is_part(one, whole)
            ),
            0,
        )
        gap = told.text[whole.figure.end : told.statements[first].figure.start]
        if not first or gap.count("。") > 1:
            continue
        parts = _earned(list(_points(told, first)))
        if not _POINTS_OF.search(gap) and not is_row_of_points(told, whole, parts):
            continue
        if len(parts) < 2 or _OPENED.search(told.text, parts[0].figure.end, parts[-1].start):
            continue
        words = "".join(one.clause for one in parts)
        rest = _REST.match(parts[-1].clause) is not None
        closed = rest or len(parts) >= _ALL or all(word in words for word in _LAST)
        yield _listed(number, whole, parts, closed=closed)


def _is_full(told: Told, index: int) -> bool:
    """Whether points are only those that may be had: 总分100分，得分84.5分."""
    one, behind = told.statements[index], told.statements[index + 1 : index + 2]
    return any(
        other.role == SCORE and other.sentence == one.sentence and _WHOLE.search(other.clause)
        for other in behind
        if one.figure.printed.value > other.figure.printed.value
    )


def _listed(number: int, whole: Statement, parts: Sequence[Statement], *, closed: bool) -> Listing:
    places = (number,) * len(parts)
    return Listing(_stepped(whole), number, tuple(map(_stepped, parts)), places, closed)


def _of_points_before(told: Told, index: int) -> list[Statement]:
    """The points that a score behind them sums up: 决策 18 分，过程 19 分，产出 30 分，总分…."""
    whole = told.statements[index]
    found = [
        one
        for one in told.statements[:index]
        if one.figure.kind == POINTS and (one.sentence, one.group) == (whole.sentence, 0)
    ]
    sure = all(not one.figure.vague and not _NO_PART.search(one.clause) for one in found)
    return found if sure and len(found) >= _ALL and not _WHOLE.search(found[0].clause) else []


def _earned(parts: Sequence[Statement]) -> list[Statement]:
    """Of full points each with what was earned, 决策15分，得14分, the latter alone."""
    earned = [one for one in parts if _EARNED.match(one.clause)]
    return earned if 1 < len(earned) < len(parts) else list(parts)


def _points(told: Told, start: int) -> Iterator[Statement]:
    first = told.statements[start]
    for one in told.statements[start:]:
        if one.sentence != first.sentence:
            return
        if _is_part(one, first):
            yield one


def _is_part(one: Statement, like: Statement) -> bool:
    """Whether points are given to a part, and no full points, deducted ones, or a level's."""
    if (one.group, one.figure.kind) != (like.group, POINTS) or one.figure.vague:
        return False
    if one.role == SCORE and _WHOLE.search(one.clause):
        return False  # another evaluation's
    return one.role in (SCORE, OTHER) and not _NO_PART.search(one.clause)


def _stepped(one: Statement) -> Statement:
    """Points that may have been rounded, where they have decimals."""
    digits = decimals(one.figure.written.removesuffix("分"))
    step = 10.0**-digits if digits else 0
    return one._replace(figure=one.figure._replace(printed=one.figure.printed._replace(step=step)))
