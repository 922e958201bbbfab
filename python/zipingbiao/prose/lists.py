"""Lists in a text: an amount, and the amounts that it is said to be made of.

What 其中 opens ends with its sentence; a list in a list belongs to the amount before it. Parts
that have names of their own are found in the paragraphs after their whole as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import Printed, may_add_up, may_be_one
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.rows import rows_in
from zipingbiao.prose.shared import of_shares
from zipingbiao.prose.spread import by_names, in_paragraphs
from zipingbiao.prose.statements import (
    AMOUNT,
    BUDGET,
    COUNT,
    OTHER,
    PRIOR,
    SHARE,
    Statement,
    Told,
    is_yardstick,
    thing_of,
)
from zipingbiao.prose.sums import of_points, told_behind
from zipingbiao.prose.terms import terms

_OPENER = re.compile(
    r"其中|当中|用于以下|构成如下|[具总]体(?:为|包括|构成)|分别[为是]|包括：|分项"
    r"|构成[：为]|\w{0,8}(?:投向|用途|使用|支出|分配|安排|情况)(?:明细|情况)?如下：|(?P<anew>\w{0,8}按[^，。；：]{1,12}(?:划分|分类|分)[：，为])"
)
#: The same at the beginning of the next sentence, of which the whole is told before it.
_BEGINS = re.compile(
    rf"[。！？.](?:{_OPENER.pattern}|[^，。；：、]{{1,10}}(?:构成：|[具总]体(?:为|包括|构成)))"
)
#: What opens a list in a list less surely: 人员经费 150 万元，主要包括基本工资 60 万元、….
_INNER = re.compile("(?:(?:主要|其中)?(?:包括|包含|用于|有)|主要[为是])[^，；。、]*$")
_SIDE_BY_SIDE = "、和及与"
#: What makes of the rest of a sentence another account.
_ENDING = re.compile(
    "累计|合计|共计|总计|全年|剩余|(?<![上往]年)(?<!年初)结[余转]|尚|未(?![开完启])|人均|平均"
)
#: Behind an amount that is only in the name of a part: 单价100万元以上设备 530 万元.
_LIMIT = re.compile(r"(?:（含）|[（(]?含[）)]?)?以[上下][^，。；、\d]*\d")
#: 其中 without a colon, which opens no list that goes on behind 「；」.
_LOOSE = re.compile("其中(?![：，]).*$")
#: An amount told by these words alone is no part, but what was done with the whole.
_DONE = re.compile(
    r"^(?:已|实际|累计|全年|共|资金|财政)*(?:支出|支付|执行|到位|下达|使用|完成|拨付|结余|结转|剩余)(?:资金|为|了|数|金额)*$"
)
#: What may stand between two counts of the same.
_BETWEEN = ("", "、", "，")
#: What is told of each one is no whole.
_MEAN = re.compile("均|每")
#: What may stand between how many they are and how much: 2个，资金356万元.
_BESIDE = re.compile("[、，（]?(?:涉及|预算|安排)?(?:资金|金额)?(?:为|共)?")
#: Each of these is of one kind only.
_APART = "辆"
#: How many kinds of them there are, right before their number: 4 类 12 个，3 条，共 5 公里，其中….
_KINDS = re.compile(
    r"(?<!\d)(\d{1,2})大?(?:类|种|个方面|[条座处所栋段])，?(?:[共总计]|[全总]?长)*$"
)
#: So many kinds of cars are all that there are.
_ALL_CARS = 3
_REST = re.compile("^(?:其他|其余|剩余)")
#: A part that is a year's is told with all other years'.
_YEAR_ONLY = re.compile(r"(?:其中：?)?20\d\d年度?(?:下达|安排|投入|资金|支出|为)*")
#: Sentences this far before a list have nothing to do with it.
_FAR = 3
#: Shares of a whole are all of it where they make up so much, give or take their last digits.
_ALL = 100
#: What may be a whole of amounts.
_OWN = (AMOUNT, BUDGET)


def lists_in(paragraphs: Sequence[Told]) -> Iterator[Listing]:
    """All lists of a text."""
    seen: set[tuple[int, int]] = set()
    for number, told in enumerate(paragraphs):
        listings = [*_of_sentences(number, told), *in_paragraphs(paragraphs, number)]
        listings += [*told_behind(number, told), *of_points(number, told)]
        known = {part.figure.start for listing in listings for part in listing.parts}
        listings += [
            one for one in of_shares(number, told) if one.parts[0].figure.start not in known
        ]
        known |= {part.figure.start for listing in listings for part in listing.parts}
        for one in rows_in(number, told):
            if not known & {part.figure.start for part in one.parts}:
                known |= {part.figure.start for part in one.parts}
                listings.append(one)
        for listing in listings:
            seen.add((listing.places[0], listing.parts[0].figure.start))
            yield listing
    for listing in by_names(paragraphs):
        if (listing.places[0], listing.parts[0].figure.start) not in seen:
            yield listing


# Within a sentence


def _of_sentences(number: int, told: Told) -> Iterator[Listing]:
    statements = told.statements
    index = 1
    while index < len(statements):
        whole = _whole_before(told, index)
        pair = _whole_of_pair(told, index)
        if pair is not None:
            yield from _opened(number, told, index + 1, pair)[1]
        if whole is None:
            index += 1
            continue
        beside = _counted_beside(told, whole)
        if beside is not None:
            yield from _opened(number, told, index, beside)[1]
        index, listings = _opened(number, told, index, whole)
        yield from listings


def _whole_before(told: Told, index: int) -> Statement | None:
    """The amount that a list beginning with a statement is of; None where none begins."""
    first, before = told.statements[index], told.statements[index - 1]
    if first.group != before.group and not (first.group and not before.group):
        return None
    gap = told.text[before.figure.end : first.figure.start]
    inside = bool(first.group) and first.group != before.group
    if not _OPENER.search(gap) and not (inside and first.figure.kind == before.figure.kind):
        return None
    if first.sentence - before.sentence > 1:
        return None
    begun = _BEGINS.search(gap)
    if first.sentence > before.sentence and begun is None:
        return None
    for at in range(index - 1, -1, -1):
        one = told.statements[at]
        behind = told.statements[at + 1]
        apart = begun and begun["anew"] and behind.role == SHARE
        if one.compared or apart or is_yardstick(told.statements, at):
            continue  # the rate alone is told of it, or it is a part of what is divided anew
        if one.group == before.group and one.role in (AMOUNT, BUDGET) and first.role == COUNT:
            continue  # 共 9 个，金额 1,836 万元，其中一级项目 3 个
        if one.group == before.group and one.role in (AMOUNT, BUDGET, COUNT):
            near = before.sentence - one.sentence <= 1
            if one.role == COUNT != first.role and one.figure.unit != _APART:
                continue
            if one.role == COUNT == first.role and one.clause and not _is_like(one, first):
                continue  # 共 126 条，长度 312 公里，其中甲类 18 条
            return one if near and one.figure.kind == first.figure.kind else None
        unread = one.role == OTHER and not _MEAN.search(one.clause)
        if unread and (one.group, one.figure.kind) == (before.group, first.figure.kind):
            return None
    return None


def _counted_beside(told: Told, whole: Statement) -> Statement | None:
    """The count right before a whole that counts the same in another unit: 36批次、280人次."""
    at = told.statements.index(whole)
    before = told.statements[at - 1] if at else None
    if before is None or {before.role, whole.role} != {COUNT} or before.group != whole.group:
        return None
    gap = told.text[before.figure.end : whole.figure.start]
    return before if gap in _BETWEEN and before.figure.unit != whole.figure.unit else None


def _whole_of_pair(told: Told, index: int) -> Statement | None:
    """The amount of which a list has its parts behind counts: 其中：甲类5个、720万元，乙类…."""
    first, second = (
        told.statements[index],
        told.statements[min(index + 1, len(told.statements) - 1)],
    )
    before = told.statements[index - 1]
    gap = told.text[before.figure.end : first.figure.start]
    beside = told.text[first.figure.end : second.figure.start]
    if (first.role, second.role) != (COUNT, AMOUNT) or not _BESIDE.fullmatch(beside):
        return None
    if not _OPENER.search(gap) or len({first.group, second.group, before.group}) > 1:
        return None
    own = [one for one in told.statements[:index] if one.role in _OWN]
    return own[-1] if own and own[-1].sentence == first.sentence else None


def _opened(number: int, told: Told, start: int, whole: Statement) -> tuple[int, list[Listing]]:
    """The list that begins at a statement, with those in it; where to go on."""
    statements = told.statements
    first = statements[start]
    items: list[int] = []
    for end in range(start, len(told.statements)):
        one = told.statements[end]
        if one.sentence != first.sentence or (first.group and one.group != first.group):
            break
        if one.group != first.group:
            continue
        measured = is_yardstick(statements, end)
        if one.role == OTHER and one.figure.vague and one.figure.kind == whole.figure.kind:
            if _LIMIT.match(told.text, one.figure.end):
                continue
            return end + 1, []
        if _is_like(one, whole) and one.role in (whole.role, AMOUNT) and not measured:
            if items and _is_another(told, whole, statements[items[-1]], one):
                break
            items.append(end)
    behind = items[-1] + 1 if items else start + 1
    return behind, _nested(number, told, whole, items)


def _is_like(one: Statement, whole: Statement) -> bool:
    """Whether two numbers are of one kind, and count the same."""
    kind = one.figure.kind
    return kind == whole.figure.kind and (kind != COUNT or one.figure.unit == whole.figure.unit)


def _is_another(told: Told, whole: Statement, before: Statement, one: Statement) -> bool:
    """Whether an amount behind some parts of a whole is no part any more."""
    known = terms()
    if known.part_named(one.clause, thing_of(whole)):
        return False
    name = known.named(one.clause)
    if known.is_within(name, thing_of(whole)):
        return False
    if name and known.part_named(before.clause, thing_of(whole)):
        return True  # 基本支出…，其中人员经费…、公用经费…；项目支出…
    if name and not _ENDING.search(name):
        return bool(known.quantities[name].of)  # it is some of the whole beside its parts
    if _ENDING.search(one.clause) or (whole.role == BUDGET and "决算" in one.clause):
        return True
    opened = told.text[whole.figure.end : before.figure.start]
    return one.chunk != before.chunk and bool(_LOOSE.search(opened))


def _nested(number: int, told: Told, whole: Statement, items: Sequence[int]) -> list[Listing]:
    """The parts of a whole, and the lists among them, where it is clear which is whose."""
    statements, known = told.statements, terms()
    own: list[int] = []
    inner: list[tuple[int, list[int]]] = []
    loose: set[int] = set()
    for item in items:
        one = statements[item]
        host = next(
            (
                at
                for at in reversed(own)
                if statements[at].name and known.part_named(one.clause, statements[at].name)
            ),
            None,
        )
        if host is None and own and _opens(told, item):
            inner.append((own[-1], [item]))
        elif host is None and own and _may_open(told, item, own[-1], whole):
            inner.append((own[-1], [item]))
            loose.add(own[-1])
        elif host is not None:
            _add(inner, host, item)
        elif (
            inner
            and inner[-1][0] == own[-1]
            and _goes_on(statements, inner[-1][1], one)
            and not (own[-1] in loose and known.part_named(one.clause, thing_of(whole)))
        ):
            inner[-1][1].append(item)
        else:
            own.append(item)
    if any(_is_doubtful(statements, held, own) for _, held in inner):
        return []
    listings = [_listing(number, told, whole, own)]
    inner = [(host, held) for host, held in inner if host not in loose or _is_row(told, held)]
    listings += [_listing(number, told, statements[host], held) for host, held in inner]
    return [one for one in listings if one is not None]


def _add(inner: list[tuple[int, list[int]]], host: int, item: int) -> None:
    for at, held in inner:
        if at == host:
            held.append(item)
            return
    inner.append((host, [item]))


def _opens(told: Told, item: int) -> bool:
    """Whether a list in a list begins at a statement."""
    gap = told.text[told.statements[item - 1].figure.end : told.statements[item].figure.start]
    return _OPENER.search(gap) is not None


def _may_open(told: Told, item: int, host: int, whole: Statement) -> bool:
    """Whether what is said between an amount and the next may open a list of the former's parts."""
    before, one = told.statements[item - 1], told.statements[item]
    if item - 1 != host or before.chunk != one.chunk or before.sentence != one.sentence:
        return False
    if terms().part_named(one.clause, thing_of(whole)):
        return False
    return _INNER.search(told.text, before.figure.end, one.figure.start) is not None


def _is_row(told: Told, held: Sequence[int]) -> bool:
    """Whether the items of a list stand side by side, so that it is clear where it ends."""
    starts = [told.statements[item].start for item in held[1:]]
    return all(told.text[at - 1] in _SIDE_BY_SIDE or told.text[at] in "和及与" for at in starts)


def _goes_on(statements: Sequence[Statement], held: Sequence[int], one: Statement) -> bool:
    """Whether an item belongs to the list in a list before it: the same stretch between 「；」."""
    return statements[held[-1]].chunk == one.chunk


def _is_doubtful(statements: Sequence[Statement], held: Sequence[int], own: Sequence[int]) -> bool:
    """Whether it can't be told where a list in a list ends: one part, and others after 「；」."""
    last = statements[held[-1]]
    later = [at for at in own if at > held[-1]]
    return len(held) == 1 and bool(later) and not last.name


def _listing(number: int, told: Told, whole: Statement, items: Sequence[int]) -> Listing | None:
    parts = tuple(told.statements[item] for item in items)
    if not parts or (len(parts) == 1 and not _is_named_part(told, items[0], whole)):
        return None
    if any(_DONE.search(one.clause) for one in parts):
        return None
    whole = _meant(told, whole, parts)
    if whole.role == COUNT and {one.figure.unit for one in parts} != {whole.figure.unit}:
        return None
    closed = _is_closed(told, whole, items)
    if whole.role == COUNT and whole.figure.unit != _APART and not closed:
        return None  # 20 件，其中办结 20 件，回复 20 件: what is counted may be counted twice
    return Listing(whole, number, parts, (number,) * len(parts), closed)


def _is_named_part(told: Told, item: int, whole: Statement) -> bool:
    """Whether one amount alone is surely part of another, by their names; a share tells itself."""
    one, behind = told.statements[item], told.statements[item + 1 : item + 2]
    shared = any(other.role == SHARE for other in behind)
    known = terms().part_named(one.clause, thing_of(whole))
    return bool(known) and one.role == whole.role and not shared


def _meant(told: Told, whole: Statement, parts: Sequence[Statement]) -> Statement:
    """The amount that parts make up, if not the nearest: 资金100万元，已支付95万元，其中…."""
    printed = [one.figure.printed for one in parts]
    if len(parts) == 1 or may_add_up(printed, whole.figure.printed):
        return whole
    total = Printed(added(one.value for one in printed), 0)
    earlier = [
        one
        for one in told.statements
        if one.role in (AMOUNT, BUDGET, PRIOR)
        and (one.group, one.figure.kind) == (whole.group, whole.figure.kind)
        and one.figure.start < whole.figure.start
        and whole.sentence - one.sentence <= _FAR
        and may_be_one(total, one.figure.printed)
    ]
    return earlier[-1] if earlier else whole


def _label(told: Told, item: int) -> str:
    """The words of a number; of a count told in a second unit those of the first."""
    one = told.statements[item]
    same = None if one.clause or one.role != COUNT else _counted_beside(told, one)
    return one.clause if same is None else same.clause


def _is_closed(told: Told, whole: Statement, items: Sequence[int]) -> bool:
    """Whether all parts of a whole are told: by their names, by their shares, by what is left."""
    statements, known = told.statements, terms()
    wholes = {known.whole_of(statements[item].name) for item in items if statements[item].name}
    for name in wholes | {thing_of(whole) or known.named(whole.clause)}:
        parts = (statements[item] for item in items)
        names = {known.part_named(one.clause, name) or one.name for one in parts}
        if known.make_up(names, name):
            return True
    if _REST.match(statements[items[-1]].clause):
        return True
    if whole.figure.unit == _APART and len(items) >= _ALL_CARS:
        return True
    kinds = _KINDS.search(told.text, 0, whole.figure.start)
    if kinds is not None and int(kinds[1]) == len(items) > 1:
        return True
    clauses = [_label(told, item) for item in items]
    if known.are_all(clauses) or (len(clauses) > 1 and all(map(_YEAR_ONLY.fullmatch, clauses))):
        return True
    shares = [statements[item + 1] for item in items if item + 1 < len(statements)]
    if len(shares) < len(items) or any(one.role != SHARE for one in shares):
        return False
    rates = [one.figure.printed for one in shares]
    return may_add_up([Printed(one.value, one.step * 2) for one in rates], Printed(_ALL, 0))
