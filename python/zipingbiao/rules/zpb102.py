"""ZPB102 文字里的占比与金额不符

检查什么
    文字写着一笔数占另一笔数的百分之几（「项目支出 160 万元，占 25%」「占本年支出合计的 88.7%」），
    按两笔数算出的比例是否就是它。末位差 1 的不报告（各项占比要凑成 100%）；各部分本身合不成总数的
    由 ZPB101 报告；没有写总数、只有一项占比不是各项之和的，报告那一项；写着「占总支
    出」而没有叫这个名称的数的，与同一句、前一句的全部支出相比；别的找不到占的是哪一笔数的不核对。

依据
    财政部门决算公开的格式：各项占比按决算数计算。

为什么
    占比算错，多半是金额或总数抄错了一处，或者沿用了上年的数。

反例
    text = "政府采购支出总额200万元，授予中小企业合同金额150万元，占政府采购支出总额的85%。"

正例
    text = "政府采购支出总额200万元，授予中小企业合同金额150万元，占政府采购支出总额的75%。"

如何修改
    按两笔金额重算占比，或改正抄错的金额。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from zipingbiao.domain.comparisons import same
from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import Printed, may_be_share
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.passages import FAR
from zipingbiao.prose.respectively import begins_row, pairs_in
from zipingbiao.prose.shared import odd_share
from zipingbiao.prose.statements import AMOUNT, BUDGET, PRIOR, SHARE, Statement, Told
from zipingbiao.prose.terms import are_several, core_of, same_thing, scope_of, side_of, terms
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, rate_of, shown_like
from zipingbiao.rules.registry import rule

_SUMMED = "{here}：各项相加为 {whole}，{part} 占 {expected}，写的是 {printed}。"
#: Shares of nothing and of all are told without decimals.
_FULL = 100
#: Shorter words name several things: 计划, 资金.
_TELLING = 3
#: Words for the whole before 占: 在总支出中占.
_AMONG = re.compile("在[^，。；]{2,12}中$")


class _Whole(NamedTuple):
    """What a share may be of: its paragraph, the statement, whether that is sure."""

    at: int
    statement: Statement
    sure: bool


@rule(
    "ZPB102",
    name="文字里的占比与金额不符",
    severity=WARN,
    message="{here}：{part} 占 {whole} 的 {expected}，写的是 {printed}（总数见{there}）。",
    prose=True,
)
def told_share_differs(view: ProseView) -> Iterator[Hit]:
    """A share that is not what its two amounts give."""
    lists = _lists(view)
    for at, told in enumerate(view.account.paragraphs):
        yield from _in_rows(view, at, told, lists)
        yield from _odd(view, at, told, lists)
        for index, one in enumerate(told.statements):
            if one.role != SHARE or begins_row(told, one):
                continue
            part = _part(told.statements, index)
            listing = lists.get((at, part.figure.start)) if part is not None else None
            if part is None or (listing is not None and not listing.adds_up):
                continue
            wholes = list(_wholes(view, at, index, one, part, listing))
            rate = _told_as(one, told.statements) if listing is not None else one.figure.printed
            named = [whole for whole in wholes if _is_named(whole, at, one)]
            if listing is not None and listing.closed and not core_of(one.of):
                named = wholes[:1]  # its list says what it is a share of
            listed = listing is not None and _may_be_adjusted(listing, told.statements)
            may_be = [part, *_together(told.statements, part, listing)]
            if any(_fits(rate, own, whole, listed) for own in may_be for whole in named or wholes):
                continue
            sure = next((whole for whole in wholes if whole.sure), None)
            if sure is not None:
                yield _hit(view, at, part, one, sure)


def _may_be_adjusted(listing: Listing, statements: tuple[Statement, ...]) -> bool:
    """Whether the shares of a list may have been adjusted: those that are told make up 100 %."""
    behind = pairwise(statements)
    shares = [share for part, share in behind if part in listing.parts and share.role == SHARE]
    told = added(one.figure.printed.value for one in shares)
    return len(shares) < len(listing.parts) or same(told, _FULL)


def _together(
    statements: tuple[Statement, ...], part: Statement, listing: Listing | None
) -> Iterator[Statement]:
    """What a share may be of instead of the last of some parts: of all that they make up."""
    if listing is None or len(listing.parts) < 2 or listing.parts[-1] is not part:
        return
    if statements[statements.index(part) - 1] is listing.parts[-2]:
        yield listing.whole


def _in_rows(
    view: ProseView, at: int, told: Told, lists: Mapping[tuple[int, int], Listing]
) -> Iterator[Hit]:
    """Shares told in a row: 分别占 60%、40%."""
    for one in pairs_in(told):
        listing = lists.get((at, one.part.figure.start))
        if listing is not None and not listing.adds_up:
            continue
        found = [other for _, other in view.account.told_of(one.of)] if core_of(one.of) else []
        if not found and listing is not None:
            found = [listing.whole]
        elif not found and one.before is not None and not core_of(one.of):
            found = [one.before]
        wholes = [_Whole(at, other, True) for other in found if other is not one.part]
        if wholes and not any(_fits(one.share.figure.printed, one.part, w, True) for w in wholes):
            yield _hit(view, at, one.part, one.share, wholes[0])


def _told_as(share: Statement, statements: tuple[Statement, ...]) -> Printed:
    """A share with as many decimals as those beside it: 8% among 62.85% and 20.11% is 8.00%."""
    rate = share.figure.printed
    others = [
        one.figure.printed.step
        for one in statements
        if one.role == SHARE and one.sentence == share.sentence and one is not share
    ]
    least = max((step for step in others if step), default=rate.step)
    return rate._replace(step=min(rate.step, least)) if rate.value % _FULL else rate


def _odd(
    view: ProseView, at: int, told: Told, lists: Mapping[tuple[int, int], Listing]
) -> Iterator[Hit]:
    """A share that is not of the sum of its row, of which all others are; no whole is told."""
    for parts, part, share in odd_share(told):
        if not any((at, one.figure.start) in lists for one in parts):
            total = Printed(added(one.figure.printed.value for one in parts), 0)
            yield view.hit(
                *(at, part, share),
                template=_SUMMED,
                expected=rate_of(_printed(part), total, share),
                part=part.figure.written,
                whole=shown_like(total.value, part),
            )


def _is_named(whole: _Whole, at: int, share: Statement) -> bool:
    """Whether a share says by the very name that it is of this amount of its paragraph."""
    name = terms().named(share.of)
    return whole.at == at and bool(name) and name == whole.statement.name


def _lists(view: ProseView) -> dict[tuple[int, int], Listing]:
    return {
        (place, part.figure.start): listing
        for listing in reversed(view.account.lists)
        for part, place in zip(listing.parts, listing.places, strict=True)
    }


def _part(statements: tuple[Statement, ...], index: int) -> Statement | None:
    """The amount that a share is of, told right before it; None where that is not sure."""
    one = statements[index]
    words = _AMONG.sub("", one.clause[: one.clause.rfind("占")])
    if are_several(words):
        return None
    for other in reversed(statements[max(0, index - FAR) : index]):
        aside = one.group and not other.group and one.clause.startswith("占")
        if other.sentence != one.sentence or (other.group != one.group and not aside):
            return None
        if other.role in (AMOUNT, BUDGET) and not other.clause.startswith("占"):
            named = core_of(words)
            return other if not named or same_thing(words, other.clause) else None
        if other.role != SHARE and not other.clause.startswith("占"):
            return None
    return None


def _wholes(
    view: ProseView, at: int, index: int, one: Statement, part: Statement, listing: Listing | None
) -> Iterator[_Whole]:
    """What a share may be of, the surest first."""
    named = one.of and (core_of(one.of) or terms().named(one.of))
    found = [
        _Whole(place.paragraph, other, True)
        for place, other in (view.account.told_of(one.of) if named else ())
        if other is not part
    ]
    values = {each.statement.figure.printed.value for each in found}
    vague = len(core_of(one.of)) < _TELLING and not terms().named(one.of)
    if len(values) > 1 and vague:
        found = []  # 占计划的 98%, where there are several plans
    if not found and listing is not None:
        found = [_Whole(listing.at, listing.whole, True)]
    elif not found and not named:
        found = [_Whole(at, other, True) for other in _opened_by(view, at, index, part)]
    if not found:
        before = view.account.paragraphs[at].statements[:index]
        found = [_Whole(at, other, True) for other in _of_its_kind(before, one, part)]
    yield from found
    for other in view.account.paragraphs[at].statements[max(0, index - FAR) : index]:
        if other.role in (AMOUNT, BUDGET, PRIOR) and other is not part:
            yield _Whole(at, other, False)


def _opened_by(view: ProseView, at: int, index: int, part: Statement) -> Iterator[Statement]:
    """The amount that a part alone is said to be of: 收入 500 万元，其中财政拨款 450 万元."""
    told = view.account.paragraphs[at]
    for other in reversed(told.statements[max(0, index - FAR) : index]):
        if other.start < part.start and other.role in (AMOUNT, BUDGET):
            gap = told.text[other.figure.end : part.figure.start]
            if (other.group, other.sentence) == (part.group, part.sentence) and "其中" in gap:
                yield other
            return


def _of_its_kind(
    before: Sequence[Statement], share: Statement, part: Statement
) -> Iterator[Statement]:
    """The one amount of its sentence before a part that may be its whole, by what they are called.

    That is what the part is known to be a part of, or all of the side that the share names:
    480 万元收入合计 for 占总收入.
    """
    known, side = terms(), side_of(share.of)
    near = [
        other
        for other in before
        if other.role in (AMOUNT, BUDGET)
        and other.start < part.start
        and other.group == part.group
        and part.sentence - other.sentence <= bool(side)
    ]
    if side:
        found = [o for o in near if side_of(o.clause) == side]
    elif not share.of:
        found = [o for o in near if o.name and known.is_share_of(part.name, o.name)]
    else:  # 占实际支出的: what was told by these very words
        found = [
            o for o in before if o.role == AMOUNT and o is not part and o.clause.endswith(share.of)
        ]
    if len(found) == 1 and scope_of(found[0].clause) in ("", scope_of(share.of)):
        yield found[0]


def _fits(rate: Printed, part: Statement, whole: _Whole, listed: bool) -> bool:
    return may_be_share(rate, _printed(part), _printed(whole.statement), adjusted=listed)


def _printed(one: Statement) -> Printed:
    return one.figure.printed


def _hit(view: ProseView, at: int, part: Statement, share: Statement, whole: _Whole) -> Hit:
    return view.hit(
        at,
        part,
        share,
        expected=rate_of(_printed(part), _printed(whole.statement), share),
        part=part.figure.written,
        whole=whole.statement.figure.written,
        there=view.here(whole.at, whole.statement),
    )
