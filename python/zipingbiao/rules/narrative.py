"""What the texts of a form say in numbers: amounts with their part, rates, counts by name.

Only what leaves no doubt is taken: one mention of its kind, a number without 余, 约, 以上.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.figures import decimals
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, read_amount
from zipingbiao.values.numerals import in_digits
from zipingbiao.values.text import fold

AMOUNT = r"(?P<amount>\d+(?:,\d{3})*(?:\.\d+)?\s*(?:亿|千万|百万|万)?元)(?!/|以[上下内]|左右)"
_MORE = re.compile(
    r"(?:[约近超多]|(?<![结剩尚])余)\s*$|不(?:少|低|多|高|超)于?\s*$|每\S{0,4}$|人均\S{0,4}$"
)
#: ``PART``: spent, of all or of a part of it: no more than all of it; ``SOLE``: the only amount
#: that is told, which is rather all of it where it is most of it.
EXECUTED, BUDGET, UNSPENT, PART, SOLE = "executed", "budget", "unspent", "part", "sole"
ALL_KINDS = frozenset({EXECUTED, BUDGET, UNSPENT, PART})
_KINDS = (
    (
        EXECUTED,
        re.compile(
            r"(?:(?:共|总|合计|累计|全年实际|全年|20\d\d年度?(?:实际)?|(?<![^。；;，,\n：:])(?:实际|本年|年度|资金))"
            r"(?:执行|支出|使用|支付|花费|投入)(?:资金|经费|数|金额)?|(?:实际)?投入(?:项目)?资金|资金执行情况[:：]|(?:执行|支出)(?:总额|总数|合计))"
            rf"(?:为|了|共|共计|合计|计|:|：)?\s*{AMOUNT}"
        ),
    ),
    (
        PART,
        re.compile(
            r"(?<![^。；;，,\n：:])(?:项目|资金|经费)?(?:已|共|完成)*(?:支出|支付|使用|执行|花费)(?:资金|经费|金额)?"
            rf"(?:为|了|共|计)?\s*{AMOUNT}"
        ),
    ),
    (
        BUDGET,
        re.compile(
            r"(?:全年|年度|年初|本年|项目|调整后)?(?:预算|(?<![^。；;，,\n：:])(?:项目|年度|专项)资金)"
            r"(?:资金|经费|总额|总数|总量|数|安排|批复|下达)*"
            rf"(?:为|了|共|共计|合计|计|:|：)?\s*{AMOUNT}"
        ),
    ),
    (
        UNSPENT,
        re.compile(
            r"(?:资金|经费|预算)?(?:结余|结转|剩余|未支出|未执行|未使用|尚余)(?:资金|经费|金额|数)?"
            rf"(?:为|了|共|共计|合计|计|:|：)?\s*{AMOUNT}"
        ),
    ),
)
#: Before an amount these words make it another year's or only a part.
_ELSEWHERE = re.compile(
    "上年|去年|往年|其中|中央|省级|市级|县级|上级|本级|分别|追加|调减|调增|采购|合同|中标|专户|每"
)
_RATE = re.compile(
    r"(?:预算|资金)?执行率(?:为|是|达到了?|达|:|：)?\s*(?P<rate>\d+(?:\.\d+)?)\s*%(?!以[上下]|左右)"
)
#: The points of the whole form: 自评得分 92 分, 综合得分为 92.5 分.
_POINTS = re.compile(
    r"(?<!平均)(?<!项目)(?:自评|综合评价|综合|绩效评价|总体|最终)(?:总?得分|总?分值?|结果)(?:[为是:]|合计|达到?)*"
    r"(?P<points>\d+(?:\.\d+)?)分"
)
_LIST = re.compile(r"其中[:：,，]?(?P<items>[^。;；\n]*)")
_AMOUNTS = re.compile(AMOUNT)


class Told(NamedTuple):
    """An amount that a text gives: which one, as written, in the form's unit."""

    field: str
    kind: str
    written: str
    amount: Number


class Listed(NamedTuple):
    """An amount with the parts that a text lists behind 其中."""

    field: str
    written: str
    whole: Number
    parts: tuple[Number, ...]


def results_of(form: FormView) -> Iterator[tuple[str, str]]:
    """The texts that tell what was done, by field: the goals' results, then the remarks."""
    for index, goal in enumerate(form.form.goals):
        if goal.actual:
            yield f"goals[{index}].actual", in_digits(goal.actual)
    if form.form.remarks:
        yield "remarks", in_digits(form.form.remarks)


def plans_of(form: FormView) -> Iterator[tuple[str, str]]:
    """The texts that tell what was planned, by field."""
    for index, goal in enumerate(form.form.goals):
        if goal.expected:
            yield f"goals[{index}].expected", in_digits(goal.expected)


def amounts_told(form: FormView, unit: str) -> Iterator[Told]:
    """The amounts that the texts call executed, budget or unspent, one of each kind a text.

    What was planned tells of the budget only. 支出 85 万元 is all that was spent where no other
    amount is told.
    """
    alone = sum(len(_AMOUNTS.findall(text)) for _, text in results_of(form)) == 1
    for texts, kinds in ((plans_of(form), {BUDGET}), (results_of(form), ALL_KINDS)):
        for field, text in texts:
            for kind, written in _told(text) if "元" in text else ():
                amount = read_amount(written, unit)
                told = SOLE if alone and kind == PART else kind
                if amount is not None and kind in kinds:
                    yield Told(field, told, written, amount)


@lru_cache(maxsize=2048)
def _told(text: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for kind, pattern in _KINDS:
        matches = [match for match in pattern.finditer(text) if not _is_elsewhere(text, match)]
        if len(matches) == 1:
            found.append((kind, matches[0]["amount"]))
    return tuple(found)


def _is_elsewhere(text: str, match: re.Match[str]) -> bool:
    start = max((text.rfind(sign, 0, match.start()) for sign in "。；;，,\n"), default=-1) + 1
    before = text[start : match.start("amount")]
    return bool(_ELSEWHERE.search(before) or _MORE.search(before))


def rates_told(form: FormView) -> Iterator[tuple[str, float, int]]:
    """Each execution rate that a text gives, where it gives one only: a fraction, its digits."""
    for field, text in results_of(form):
        if "执行率" in text:
            rates = _RATE.findall(text)
            if len(rates) == 1 and text.count("执行率") == 1:
                yield field, float(rates[0]) / 100, decimals(rates[0]) + 2


def totals_told(form: FormView) -> Iterator[tuple[str, str, float]]:
    """The points of the whole form, where a text gives them once: as written, and as a number."""
    for field, text in results_of(form):
        found = list(_POINTS.finditer(fold(text))) if "分" in text else []
        if len(found) == 1:
            yield field, found[0][0], float(found[0]["points"])


def lists_told(form: FormView, unit: str) -> Iterator[Listed]:
    """Each amount in a text that is followed by 其中 and at least two amounts of it."""
    for field, text in results_of(form):
        if "其中" in text and "元" in text:
            yield from _lists(field, text, unit)


def _lists(field: str, text: str, unit: str) -> Iterator[Listed]:
    for match in _LIST.finditer(text):
        before = list(_AMOUNTS.finditer(text, 0, match.start()))
        if not before or re.search(r"[。;；\n]", text[before[-1].end() : match.start()]):
            continue
        items = match["items"]
        if re.search(r"[等余约]|其他", items):
            continue
        parts = [read_amount(one["amount"], unit) for one in _AMOUNTS.finditer(items)]
        whole = read_amount(before[-1]["amount"], unit)
        known = tuple(part for part in parts if part is not None)
        if whole and len(known) == len(parts) > 1:
            yield Listed(field, before[-1]["amount"], whole, known)
