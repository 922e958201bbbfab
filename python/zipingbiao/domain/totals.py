"""Which row of amounts is the total, which rows only add up others, which make up the total.

By name first. Where the names leave it open, the amounts decide: a row that is the sum of all
others in each column is their total. Several totals (资金来源合计, 资金支出合计) list
the same money more than once, each with rows of its own; the first that they bear out is the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import takewhile

from zipingbiao.domain.comparisons import SUM_TOLERANCE, within
from zipingbiao.domain.figures import added, is_number
from zipingbiao.model import BudgetLine, FundLine
from zipingbiao.values.numbers import Number
from zipingbiao.values.text import fold

#: Amounts of one row, column by column.
Amounts = Sequence[object]

#: What a name is, the surest total first.
_TOTAL, _WHOLE, _SUM, _SUBTOTAL, _OPEN, _PART = range(6)
_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+[.,]|\(?\d{1,2}[.,)]|[a-z][.:])", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|=.*$")
#: Words that may stand around 总额 without naming one source of the money.
_AROUND = (
    "年度|全年|本年度?|当年|年初|项目|部门|预算|专项|支出|收入|资金|投资|经费|投入|安排|下达|批复|实际"
    "|金额|款项?|来源|使用|用途"
)
_TOTAL_NAME = re.compile(
    rf"(?:{_AROUND})*(?:总额|总量|总计|合计|总数|总和|共计|总金额|总投资|总投入|总预算|总资金|总经费"
    rf"|总支出|总收入|总规模|总额度)(?:{_AROUND}|数|额)*"
)
#: Names of the whole that a source of money may bear as well: less sure.
_WHOLE_NAME = re.compile(
    "计划投(?:资|入)(?:总?额|数)?|(?:项目|部门)?(?:全年|年度|本年|当年|年初)?预算(?:数|安排)?|(?:项目|年度|预算)资金"
)
#: What a row is called that adds up a part of the others.
SUBTOTAL = "小计"
_SUM_NAME = re.compile(rf"(?:{_AROUND})*小计")
_ADDING = re.compile("总额|总量|总计|合计|小计|共计|资金总")
_SOURCE = re.compile(
    "财政|拨款|结转|结余|其他|其它|自筹|自有|自收|中央|国家|省|市|县|区级|乡|镇|上级|本级|部级|单位资金"
    "|事业|经营|债|贷款|社会|捐|基金|公共预算|国有资本|转移支付|补助|配套|银行|外资|外援|个人|群众"
    "|企业|往来|专户|非税|上年|历年"
)
#: A row of a sheet that only adds up or counts others.
_ADDING_ROW = re.compile(
    r"(.{0,10}小计|[本每]?页[合共总]?计|(?:本页|分项|分组|各项|以上|项目|全部|得分|分值|指标|权重|自评|评价|绩效|合计)*"
    r"(?:合计|总计|共计|总分|总得分|得分))(\([^()]*\))?"
)
_BARE_TOTALS = frozenset({"总计", "合计", "共计"})
_LONGEST_ADDING = 20
_SEVERAL = 2
#: A subtotal adds up at most so many rows next to it.
_NEAREST = 50


@lru_cache(maxsize=4096)
def _kind(name: str | None) -> int:
    folded = fold(name).removeprefix("其中:")
    plain = _ASIDE.sub("", _NUMBERING.sub("", folded))
    if _TOTAL_NAME.fullmatch(plain):
        return _TOTAL
    if _WHOLE_NAME.fullmatch(plain):
        return _WHOLE
    if _SUM_NAME.fullmatch(plain):
        return _SUM
    if _ADDING.search(folded):
        return _SUBTOTAL
    return _PART if _SOURCE.search(plain) else _OPEN


def names_funds(folded: str) -> bool:
    """Whether a folded text is what a row of funds may be called: a source, or a total."""
    return _kind(folded) != _OPEN


def is_bare_total(folded: str) -> bool:
    """Whether a folded label is nothing but the word for a total."""
    return folded in _BARE_TOTALS


@lru_cache(maxsize=8192)
def adds_up(name: str | None) -> bool:
    """Whether the name of a row of amounts says that it sums up others: 合计, 财政资金小计."""
    return _kind(name) <= _SUBTOTAL


@lru_cache(maxsize=8192)
def names_source(name: str) -> bool:
    """Whether a name is that of one source of money: 中央财政资金, 自筹, 其他."""
    return _kind(name) == _PART


@lru_cache(maxsize=8192)
def is_grand_total(name: str) -> bool:
    """Whether a name is that of the total of all rows: 合计, 年度资金总额, not 财政资金小计."""
    return _kind(name) == _TOTAL


def is_adding_row(text: str) -> bool:
    """Whether a row of a sheet that begins so only adds up others: 小计, 合计, （分项合计）."""
    if "计" not in text and "分" not in text:  # most texts: they need no folding
        return False
    folded = fold(text)
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1]
    return len(folded) <= _LONGEST_ADDING and _ADDING_ROW.fullmatch(folded) is not None


def total_row(names: Sequence[str | None], amounts: Sequence[Amounts]) -> int | None:
    """Which row is the total of the others; None where none is.

    ``amounts`` has a row for each name. Names decide where one is surely that of the total. A
    single row is its own total, unless it names one source of the money.
    """
    rows = _Rows([_kind(name) for name in names], amounts)
    kinds = rows.kinds
    if len(kinds) < 2:
        return 0 if kinds and kinds[0] != _PART else None
    for kind in (_TOTAL, _WHOLE, _SUM, _SUBTOTAL, _OPEN):
        found = [index for index, one in enumerate(kinds) if one == kind]
        summed = next(filter(rows.is_sum, found), None)
        if summed is not None:
            return summed
        if found and (kind <= _WHOLE or (kind != _OPEN and rows.is_sure(found))):
            return found[0]
    nameless = not names[0] and all(kind == _PART for kind in kinds[1:])
    return 0 if nameless else None


def total_rows(names: Sequence[str | None], amounts: Sequence[Amounts]) -> frozenset[int]:
    """The rows that together are the whole: the total, else all but those that add up others."""
    total = total_row(names, amounts)
    if total is not None:
        return frozenset((total,))
    every = range(len(names))
    rest = frozenset(index for index in every if not adds_up(names[index]))
    return rest or frozenset(every)


def listed_under(names: Sequence[str | None], total: int) -> tuple[int, ...]:
    """The rows that a total may add up: of several totals each has those up to the next.

    The totals stand above their rows where the first row is one, below them where the last is.
    Totals with no row between them share theirs; a name that is no total's has all other rows.
    """
    found = _listings([_kind(name) for name in names]).get(total)
    return found or tuple(index for index in range(len(names)) if index != total)


def fund_listings(funds: Sequence[FundLine]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Each total of the funds with the rows listed under it; that of all money comes first."""
    names, amounts = _names_and_amounts(funds)
    first = total_row(names, amounts)
    if first is None:
        return ()
    own = listed_under(names, first)
    others = _listings([_kind(name) for name in names])
    return (first, own), *((one, rows) for one, rows in sorted(others.items()) if rows != own)


def listed_again(funds: Sequence[FundLine]) -> frozenset[int]:
    """The lines of the funds that list money once more that another total has already."""
    if not _listings([_kind(one.source or "") for one in funds]):
        return frozenset()
    return frozenset(row for total, rows in fund_listings(funds)[1:] for row in (total, *rows))


def fund_total(funds: Sequence[FundLine]) -> int | None:
    """Which line of the funds is their total; None where none is."""
    return total_row(*_names_and_amounts(funds))


def fund_total_rows(funds: Sequence[FundLine]) -> frozenset[int]:
    """The lines of the funds that together are the whole."""
    return total_rows(*_names_and_amounts(funds))


def table_total_rows(lines: Sequence[BudgetLine]) -> frozenset[int]:
    """The rows of a table of budgets that together are the whole."""
    amounts = [(one.initial_budget, one.budget, one.executed) for one in lines]
    return total_rows([one.name for one in lines], amounts)


def _names_and_amounts(
    funds: Sequence[FundLine],
) -> tuple[list[str | None], list[Amounts]]:
    return [one.source for one in funds], [
        (one.initial_budget, one.budget, one.received, one.executed) for one in funds
    ]


def _listings(kinds: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The rows listed under each of several totals; empty where they don't divide the rows."""
    every = range(len(kinds))
    totals = [index for index in every if kinds[index] == _TOTAL]
    if len(totals) < _SEVERAL or not (totals[0] == 0 or totals[-1] == every[-1]):
        return {}
    order = totals[::-1] if totals[0] == 0 else totals
    found: dict[int, tuple[int, ...]] = {}
    edge, own = (len(kinds) if totals[0] == 0 else -1), tuple[int, ...]()
    for total in order:
        if abs(total - edge) > 1:
            own = tuple(every[total + 1 : edge] if totals[0] == 0 else every[edge + 1 : total])
        found[total], edge = own, total
    return found


class _Rows:
    """What rows are by their names, and whether their amounts bear that out."""

    def __init__(self, kinds: Sequence[int], amounts: Sequence[Amounts]) -> None:
        self.kinds = kinds
        self.amounts = amounts
        #: The rows that add up no others.
        self.plain = [index for index in range(len(amounts)) if kinds[index] > _SUBTOTAL]

    @cached_property
    def listings(self) -> dict[int, tuple[int, ...]]:
        """The rows of each of several totals."""
        return _listings(self.kinds)

    @cached_property
    def sums(self) -> list[tuple[int, Number]]:
        """How many numbers all plain rows hold, and their sum, by column."""
        return self._sums_of(self.plain)

    def _sums_of(self, rows: Sequence[int]) -> list[tuple[int, Number]]:
        columns = zip(*(self.amounts[index] for index in rows), strict=True)
        numbers = [[one for one in column if is_number(one)] for column in columns]
        return [(len(column), added(column)) for column in numbers]

    def is_sum(self, index: int) -> bool:
        """Whether a row is the sum of all below it that add up none, in each column that tells."""
        is_plain = self.kinds[index] > _SUBTOTAL
        plain, known = self.plain, self.sums
        if own := self.listings.get(index):
            plain = [i for i in own if self.kinds[i] > _SUBTOTAL]
            known = self._sums_of(plain)
        others = len(plain) - is_plain
        if others < 1 or (others == 1 and all(self.kinds[i] != _PART for i in plain)):
            return False
        wholes = self.amounts[index]
        sums = [
            (count - 1, added([total, -whole])) if is_plain and is_number(whole) else (count, total)
            for whole, (count, total) in zip(wholes, known, strict=True)
        ]
        return _agree(wholes, sums)

    def is_sure(self, found: Sequence[int]) -> bool:
        """Whether 小计 is the total: alone of its kind, and not the sum of some rows beside it."""
        index = found[0]
        if len(found) > 1:
            return False
        runs = (
            list(takewhile(lambda i: self.kinds[i] > _SUBTOTAL, range(index + step, end, step)))
            for step, end in ((-1, max(index - _NEAREST, 0) - 1), (1, len(self.amounts)))
        )
        return not any(self._is_sum_of_few(index, run[:_NEAREST]) for run in runs)

    def _is_sum_of_few(self, index: int, run: Sequence[int]) -> bool:
        """Whether the rows next to a subtotal, but not all there are, make it up."""
        wholes = self.amounts[index]
        sums = [(0, 0.0)] * len(wholes)
        for size, other in enumerate(run, 1):
            sums = [
                (count + 1, added([total, part])) if is_number(part) else (count, total)
                for (count, total), part in zip(sums, self.amounts[other], strict=True)
            ]
            if size < len(self.plain) and _agree(wholes, sums):
                return True
        return False


def _agree(wholes: Amounts, sums: Sequence[tuple[int, Number]]) -> bool:
    """Whether amounts are those sums (with how many parts) wherever both are known, and some is."""
    known = [
        (whole, count, total)
        for whole, (count, total) in zip(wholes, sums, strict=True)
        if is_number(whole) and count
    ]
    return any(whole for whole, _, _ in known) and all(
        within(whole, total, SUM_TOLERANCE * count) for whole, count, total in known
    )
