"""ZPB106 文字里的完成预算比例与金额不符

检查什么
    文字里紧挨着写的预算数、决算（支出、执行）数与「完成预算的 ×%」「执行率 ×%」，按两数算出的比
    例是否就是写的比例；写着「决算数大于预算数 × 万元」的也用它核对；到位的资金与「到位率」，同一
    名目的资金与它的支出率，也核对。末位差 1 的不报告。一句话里有几个预算数的，有一种读法对得上就不
    报告。

依据
    部门决算公开的格式：完成预算比例为决算数除以预算数。

为什么
    多半是改了金额没有改比例，或者一律写成 100%。

反例
    text = "年初预算为 260 万元，支出决算为 273 万元，完成年初预算的 95.2%。"

正例
    text = "年初预算为 260 万元，支出决算为 273 万元，完成年初预算的 105%。"

如何修改
    用决算数除以预算数重算，或改正写错的金额。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import Printed, may_be_share
from zipingbiao.prose.adjustments import adjustments_in, moved
from zipingbiao.prose.figures import RATE
from zipingbiao.prose.leftovers import is_executed, is_source
from zipingbiao.prose.statements import (
    AMOUNT,
    BUDGET,
    CHANGE,
    COMPLETION,
    Statement,
    Told,
    is_funding,
)
from zipingbiao.prose.sums import is_listed
from zipingbiao.prose.terms import core_of
from zipingbiao.rules.changes import before
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, rate_of
from zipingbiao.rules.registry import rule

#: A rate that is told of what stands before it, by no more words.
_RATE = re.compile("(?:执行|支付|支出|使用|拨付|发放|兑付)(?:率|进度)(?:为|是|达到?了?|：)*")
#: What arrived, and its rate.
_ARRIVING, _ARRIVED = re.compile("到位|实到|到账"), re.compile("到位率(?:为|是|达到?|：)*$")
#: A rate of nothing that is named, and what must follow it then.
_BARE, _ENDS = re.compile("(?:完成|执行)(?:了|到|为)?"), "，。；、）"
#: A rate of all the money, though parts of it stand before it.
_OF_ALL = re.compile("(?:资金|预算|总体|整体)")
#: Of several budgets the one that a rate is of, where it names none.
_FINAL = "调整后|调整为|最终|全年"
_VERB = re.compile("拨付|发放|兑付|支付")
_BESIDE = "{here}：决算 {final}，与预算相差 {gap}，完成预算应为 {expected}，写的是 {printed}。"


@rule(
    "ZPB106",
    name="文字里的完成预算比例与金额不符",
    severity=WARN,
    message="{here}：{final} 是 {budget} 的 {expected}，写的是 {printed}。",
    prose=True,
)
def told_completion_differs(view: ProseView) -> Iterator[Hit]:
    """A rate of completion that the two amounts don't give."""
    for at, told in enumerate(view.account.paragraphs):
        for index, one in enumerate(told.statements):
            if one.role == COMPLETION:
                yield from _compared(view, at, told.statements, index)
            elif one.figure.kind == RATE and _ARRIVED.search(one.clause):
                yield from _arrived(view, at, told, index)


def _compared(
    view: ProseView, at: int, statements: Sequence[Statement], index: int
) -> Iterator[Hit]:
    one, earlier = statements[index], statements[:index]
    told = view.account.paragraphs[at]
    if _BARE.fullmatch(one.clause) and told.text[one.figure.end : one.figure.end + 1] not in _ENDS:
        return  # 完成 90% 的工程量
    wholes = [other for other in earlier if not is_listed(told, other)]
    pair = _pair(earlier, one)
    behind = wholes and index and earlier[-1] is wholes[-1]
    if pair is None and (behind or _OF_ALL.match(one.clause)):
        pair = _pair(wholes, one)
    pair = pair or _of_same(view, at, earlier, one) or _of_sum(view, at, earlier, one)
    if pair is None:
        yield from _beside(view, at, statements, index)
        return
    budget, final = pair
    rate = one.figure.printed
    since = min(budget.sentence, final.sentence)
    amounts = [o for o in earlier if o.role in (AMOUNT, BUDGET) and o.sentence >= since]
    for due in (other for other in amounts if other is budget or other.role == BUDGET):
        for executed in amounts:
            if executed is not due and _may_be(rate, executed, due):
                return
    if _is_nothing(budget) or (not one.of and _is_of_adjusted(told, rate, final)):
        return
    first = min(budget, final, key=lambda each: each.start)
    yield view.hit(
        *(at, first, one),
        expected=rate_of(final.figure.printed, budget.figure.printed, one),
        final=final.figure.written,
        budget=budget.figure.written,
    )


def _of_same(
    view: ProseView, at: int, earlier: Sequence[Statement], one: Statement
) -> tuple[Statement, Statement] | None:
    """What was executed right before a rate, and the one amount of the same thing told before."""
    final = earlier[-1] if earlier else None
    rate = _RATE.fullmatch(one.clause)
    if final is None or rate is None or not is_executed(final) or final.sentence != one.sentence:
        return None
    if not core_of(final.clause):
        return None
    same = [
        other
        for spot, other in view.account.told_of(final.clause)
        if spot.paragraph == at and other.start < final.start and not is_executed(other)
    ]
    return (same[0], final) if len(same) == 1 else None


def _is_of_adjusted(told: Told, rate: Printed, final: Statement) -> bool:
    """Whether a rate is of what an adjusted budget should be: ZPB104 tells that it is another."""
    for first, moves, _ in adjustments_in(told):
        due = added([first.figure.printed.value, *map(moved, moves)])
        if may_be_share(rate, final.figure.printed, Printed(due, first.figure.printed.step)):
            return True
    return False


def _of_sum(
    view: ProseView, at: int, earlier: Sequence[Statement], one: Statement
) -> tuple[Statement, Statement] | None:
    """Of all the money, or of the sum behind its parts, and what was spent of it, parts aside."""
    lists = [listing for listing in view.account.lists if listing.at == at]
    parts = {part.figure.start for listing in lists for part in listing.parts}
    sums = {each.whole.figure.start for each in lists if each.parts[-1].start < each.whole.start}
    rest = [
        other
        for other in earlier[_after_last_rate(earlier) :]
        if other.role == AMOUNT and other.figure.start not in parts
    ]
    if len(rest) != 2 or earlier[-1] is not rest[1] or rest[1].sentence != one.sentence:
        return None
    total, final = rest
    given = total.figure.start in sums or is_source(total)
    given &= one.sentence - total.sentence <= 1
    return (total, final) if given and is_executed(final) else None


def _arrived(view: ProseView, at: int, told: Told, index: int) -> Iterator[Hit]:
    """A rate of what arrived, of the money that was to: the nearest before it."""
    one, final = told.statements[index], told.statements[index - 1] if index else None
    if final is None or final.role != AMOUNT or not _ARRIVING.search(final.clause):
        return
    before = [
        other
        for other in told.statements[: index - 1]
        if other.role in (AMOUNT, BUDGET) and one.sentence - other.sentence <= 1
    ]
    lists = [listing for listing in view.account.lists if listing.at == at]
    parts = {part.figure.start for listing in lists for part in listing.parts}
    sums = {listing.whole.figure.start for listing in lists}
    due = [
        other
        for other in before
        if (is_source(other) or other.figure.start in sums)
        and other.figure.start not in parts
        and not is_listed(told, other)
    ]
    here = [other for other in before if other.sentence == one.sentence]
    due = due or (here if len(here) == 1 and not is_listed(told, here[0]) else [])
    rate = one.figure.printed
    if due and not _is_nothing(due[-1]) and not any(_may_be(rate, final, o) for o in before):
        yield view.hit(
            *(at, due[-1], one),
            expected=rate_of(final.figure.printed, due[-1].figure.printed, one),
            final=final.figure.written,
            budget=due[-1].figure.written,
        )


def _is_nothing(budget: Statement) -> bool:
    """Whether nothing was budgeted, so that no rate is to be told."""
    return budget.figure.printed.value <= 0


def _may_be(rate: Printed, executed: Statement, due: Statement) -> bool:
    return may_be_share(rate, executed.figure.printed, due.figure.printed)


def _pair(earlier: Sequence[Statement], one: Statement) -> tuple[Statement, Statement] | None:
    """The budget and the amount executed that a rate is of, told right before it."""
    since = [
        other
        for other in earlier[_after_last_rate(earlier) :]
        if other.group == one.group and one.sentence - other.sentence <= 1
    ]
    here = [other for other in since if other.sentence == one.sentence]
    if sorted(other.role for other in here) == [AMOUNT, BUDGET]:
        since = here
    budgets = [other for other in since if other.role == BUDGET]
    finals = [other for other in since if other.role == AMOUNT]
    if not budgets:
        funding = [other for other in finals if is_funding(other)]
        if (
            len(funding)
            and finals
            and finals[-1] not in funding
            and len(finals) == len(funding) + 1
        ):
            return funding[-1], finals[-1]
        if len(finals) == 2 and is_source(finals[0]) and is_executed(finals[1]):
            return finals[0], finals[1]
        verb = _VERB.search(one.clause)
        if verb and len(finals) == 2 and verb[0] in finals[1].clause and is_source(finals[0]):
            return finals[0], finals[1]
        return None
    same = [other for other in finals if other.sentence == one.sentence]
    if len(budgets) > 1:  # 完成调整预算的 98%
        said = re.escape(one.of) if one.of else _FINAL
        budgets = [other for other in budgets if re.search(said, other.clause)]
    if len(budgets) != 1 or len(finals) != 1 or not (same or budgets[0].sentence == one.sentence):
        return None
    return budgets[0], finals[0]


def _after_last_rate(earlier: Sequence[Statement]) -> int:
    rates = [at for at, other in enumerate(earlier) if other.role == COMPLETION]
    return rates[-1] + 1 if rates else 0


def _beside(view: ProseView, at: int, statements: Sequence[Statement], index: int) -> Iterator[Hit]:
    """A rate beside an amount and what it is more, or less, than the budget."""
    one = statements[index]
    if not index or index + 1 == len(statements):
        return
    final, gap = statements[index - 1], statements[index + 1]
    is_gap = gap.role == CHANGE and gap.of == BUDGET
    if final.role != AMOUNT:
        amounts = [other for other in statements[:index] if other.role == AMOUNT]
        if len(amounts) != 1:
            return
        final = amounts[0]
    if not is_gap or gap.sentence != one.sentence:
        return
    due = before(final, gap)
    if due.value <= 0 or may_be_share(one.figure.printed, final.figure.printed, due):
        return
    yield view.hit(
        *(at, final, one, gap),
        printed=one.figure.written,
        template=_BESIDE,
        expected=rate_of(final.figure.printed, due, one),
        final=final.figure.written,
        gap=gap.figure.written,
    )
