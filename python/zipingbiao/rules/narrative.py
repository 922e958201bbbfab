"""What the texts of a form say in numbers: amounts with their part, rates, points of the whole.

Read by `zipingbiao.prose`. Only what leaves no doubt is taken: one mention of its kind a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.wording import UNSPENT as UNSPENT_WORDS
from zipingbiao.prose import figures
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.passages import Account
from zipingbiao.prose.statements import AMOUNT, BUDGET, COMPLETION, SCORE, Statement, Told
from zipingbiao.rules.rows import Line
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, read_amount
from zipingbiao.values.text import fold

#: ``PART``: spent, of all or of a part of it: no more than all of it; ``SOLE``: the only amount
#: that is told, which is rather all of it where it is most of it.
EXECUTED, UNSPENT, PART, SOLE = "executed", "unspent", "part", "sole"
ALL_KINDS = frozenset({EXECUTED, BUDGET, UNSPENT, PART})
_IS = "(?:为|了|共|共计|合计|计|:|：)?$"
#: The words right before an amount, by what it is of all the money.
_KINDS = (
    (
        EXECUTED,
        re.compile(
            r"(?:(?:共|总|合计|累计|全年实际|全年|20\d\d年度?(?:实际)?|^(?:实际|本年|年度|资金))"
            r"(?:执行|支出|使用|支付|花费|投入)(?:资金|经费|数|金额)?"
            rf"|(?:实际)?投入(?:项目)?资金|资金执行情况[:：]|(?:执行|支出)(?:总额|总数|合计)){_IS}"
        ),
    ),
    (
        PART,
        re.compile(
            "^(?:项目|资金|经费)?(?:已|共|完成)*(?:支出|支付|使用|执行|花费)(?:资金|经费|金额)?"
            "(?:为|了|共|计)?$"
        ),
    ),
    (
        BUDGET,
        re.compile(
            "(?:全年|年度|年初|本年|项目|调整后)?(?:预算|^(?:项目|年度|专项)资金)"
            rf"(?:资金|经费|总额|总数|总量|数|安排|批复|下达)*{_IS}"
        ),
    ),
    (
        UNSPENT,
        re.compile(rf"(?:资金|经费|预算)?(?:{UNSPENT_WORDS})(?:资金|经费|金额|数)?{_IS}"),
    ),
)
#: Before an amount these words make it another year's or only a part.
_ELSEWHERE = re.compile(
    "上年|去年|往年|其中|中央|省级|市级|县级|上级|本级|分别|追加|调减|调增|采购|合同|中标|专户|每"
)
#: The points of the whole form: 自评得分 92 分, 综合得分为 92.5 分.
_POINTS = re.compile(
    r"(?<!平均)(?<!项目)(?:自评|综合评价|综合|绩效评价|总体|最终)(?:总?得分|总?分值?|结果)"
    r"(?:[为是：]|合计|达到?)*$"
)


#: Signs of parts that are not told, and of the end of a list.
_MORE = re.compile("[等余约]|其他")
_ENDS = re.compile("[。；]|$")


#: 年中追加 36.8 万元, 调减财政拨款 25 万元.
_MOVED = re.compile(
    "(?:追加|调增|调减|核减)(?:中央|[上省市县区本]级|财政|专项|项目|补助|拨款|预算|资金|经费|安排|指标|了|共|计)*$"
)
#: A source of the money is named with no fewer characters.
_NAMED = 4
_BEFORE_SOURCE = "(?:其中|全年|年度|本年|项目|安排|投入|使用|支出|执行|到位|下达|：|:)*"
_BEHIND_SOURCE = "(?:资金|安排|支出|执行|使用|到位|下达|为|共|计|了|：|:)*"


class Claim(NamedTuple):
    """An amount that a text gives: which one, as written, in the form's unit."""

    field: str
    kind: str
    written: str
    amount: Number


def results_of(form: FormView) -> Iterator[tuple[str, str]]:
    """The texts that tell what was done, by field: the goals' results, then the remarks."""
    for index, goal in enumerate(form.form.goals):
        if goal.actual:
            yield f"goals[{index}].actual", goal.actual
    if form.form.remarks:
        yield "remarks", form.form.remarks


def plans_of(form: FormView) -> Iterator[tuple[str, str]]:
    """The texts that tell what was planned, by field."""
    for index, goal in enumerate(form.form.goals):
        if goal.expected:
            yield f"goals[{index}].expected", goal.expected


def amounts_told(form: FormView, unit: str) -> Iterator[Claim]:
    """The amounts that the texts call executed, budget or unspent, one of each kind a text.

    What was planned tells of the budget only. 支出 85 万元 is all that was spent where no other
    amount is told.
    """
    alone = sum(map(_amounts_in, (text for _, text in results_of(form)))) == 1
    for texts, kinds in ((plans_of(form), {BUDGET}), (results_of(form), ALL_KINDS)):
        for field, text in texts:
            for kind, written in _claims(text) if "元" in text else ():
                amount = read_amount(written, unit)
                told = SOLE if alone and kind == PART else kind
                if amount is not None and kind in kinds:
                    yield Claim(field, told, written, amount)


@lru_cache(maxsize=2048)
def _account(text: str) -> Account:
    return Account(text.splitlines())


def _amounts_in(text: str) -> int:
    """How many amounts a text gives, whatever of."""
    if "元" not in text:
        return 0
    return sum(one.figure.kind == figures.AMOUNT for _, one in _account(text))


@lru_cache(maxsize=2048)
def _claims(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    amounts = [
        one
        for told in _account(text).paragraphs
        for one in told.statements
        if one.role in (AMOUNT, BUDGET) and not _is_elsewhere(told, one)
    ]
    for kind, pattern in _KINDS:
        matches = [one for one in amounts if pattern.search(one.clause)]
        if len(matches) == 1:
            found.append((kind, matches[0].figure.written))
    return tuple(found)


def _is_elsewhere(told: Told, one: Statement) -> bool:
    start = max((told.text.rfind(sign, 0, one.start) for sign in "。；，"), default=-1) + 1
    return _ELSEWHERE.search(told.text, start, one.figure.start) is not None


def rates_told(form: FormView) -> Iterator[tuple[str, float, int]]:
    """Each execution rate that a text gives, where it gives one only: a fraction, its digits."""
    for field, text in results_of(form):
        if text.count("执行率") != 1:
            continue
        for _, one in _account(text):
            if one.role == COMPLETION and "执行率" in one.clause:
                yield field, one.figure.printed.value / 100, decimals(one.figure.written) + 2


def moves_told(form: FormView, unit: str) -> Iterator[Claim]:
    """What the texts say was added to the budget or taken from it, where they say so once."""
    found = [
        Claim(field, BUDGET, one.figure.written, amount)
        for field, text in results_of(form)
        for _, one in (_account(text) if "元" in text else ())
        if one.figure.kind == figures.AMOUNT and _MOVED.search(one.clause)
        if (amount := read_amount(one.figure.written, unit)) is not None
    ]
    if len(found) == 1:
        yield from found


def sources_told(form: FormView, unit: str) -> Iterator[tuple[Line, Claim]]:
    """What the texts say of one source of the money, by its name in the funds: once in a text."""
    sources = [(line, name) for line in form.parts if len(name := fold(line.name)) >= _NAMED]
    for field, text in (*plans_of(form), *results_of(form)) if sources else ():
        for line, name in sources if "元" in text else ():
            if text.count(name) != 1:
                continue
            pattern = re.compile(f"{_BEFORE_SOURCE}{re.escape(name)}{_BEHIND_SOURCE}")
            for _, one in _account(text):
                amount = read_amount(one.figure.written, unit)
                own = one.figure.kind == figures.AMOUNT and pattern.fullmatch(one.clause)
                if own and amount is not None:
                    yield line, Claim(field, one.role, one.figure.written, amount)


def totals_told(form: FormView) -> Iterator[tuple[str, str, float]]:
    """The points of the whole form, where a text gives them once: as written, and as a number."""
    for field, text in results_of(form):
        if "分" not in text:
            continue
        found = [
            (match[0] + one.figure.written, one.figure.printed.value)
            for _, one in _account(text)
            if one.role == SCORE and (match := _POINTS.search(one.clause))
        ]
        if len(found) == 1:
            yield field, *found[0]


def lists_told(form: FormView) -> Iterator[tuple[str, Listing, bool]]:
    """Each amount in a text that is followed by 其中 and at least two amounts of it.

    And whether it reads as if nothing were left out: no 等, no 其他, the sentence ends with it.
    """
    for field, text in results_of(form):
        if "其中" in text and "元" in text:
            account = _account(text)
            for listing in account.lists:
                if listing.whole.figure.kind == figures.AMOUNT:
                    told = account.paragraphs[listing.places[-1]].text
                    start, end = listing.parts[0].start, listing.parts[-1].figure.end
                    full = _MORE.search(told, start, end) is None and _ENDS.match(told, end)
                    yield field, listing, bool(full)
