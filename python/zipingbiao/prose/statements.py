"""What each number of a paragraph stands for: an amount, a change, a share, a completion …

The words right before a number decide. What fits no pattern is told as `OTHER`: it stands between
statements, so that nothing is joined across it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.prose import figures
from zipingbiao.prose.figures import Figure, figures_in, plain
from zipingbiao.prose.terms import core_of, terms

#: An amount of its own; one that is budgeted; one of the year before.
AMOUNT, BUDGET, PRIOR = "amount", "budget", "prior"
#: By how much something rose or fell; by how many per cent; its share; how far a budget was met.
CHANGE, GROWTH, SHARE, COMPLETION = "change", "growth", "share", "completion"
#: How many things; the points of an evaluation; what is not understood.
COUNT, SCORE, OTHER = "count", "score", "other"

_UP, _DOWN = (
    "增加|增长|增收|增支|上升|上涨|提高|扩大|超出|超支|高出|多[收支投花用](?:入|出)?|(?<![新年])增"
    "|(?<!能力提)(?<!水平提)(?<!质量提)(?<!品质提)(?<!效能提)升",
    "减少|降低|下降|下滑|回落|减收|减支|压减|压缩|缩减|节约|少[收支投花用](?:入|出)?|减|降",
)
_CHANGE = re.compile(
    rf"(?:(?P<up>{_UP}|(?:(?<=[比较])\S*|^)多|[决执]\S{{0,3}}[大高多]于\S{{0,4}}预算)"
    rf"|(?P<down>{_DOWN}|(?:(?<=[比较])\S*|^)少|[决执]\S{{0,3}}[小低少]于\S{{0,4}}预算))"
    r"(?:了|额为?|数为?|金额为?|支出|收入|经费|资金|共)*$"
)
_GROWTH = re.compile(
    rf"(?:(?P<up>{_UP}|增幅|涨幅|同比变动|变动率|增减率|增减)|(?P<down>{_DOWN}|降幅|减幅))"
    r"(?:了|率|幅度|比例|比率|幅)*(?:为|达到?|是|约|：)*$"
)
_SHARE = re.compile(
    r"(?:在(?P<within>[^，。；]{2,12})中)?占(?![地用道])(?P<of>[^占]*?)的?(?:比重|比例|比率|比)?(?:分别|均|仅|高)?(?:为|是|达到?|：)*$"
)
_COMPLETION = re.compile(
    r"(?:完成|达到|占|为)了?(?P<of>\S{0,8}?)(?<!公共)(?<!基金)(?<!经营)预算(?:支出|收入)?(?:数|安排|总额|金额|总数|资金|任务|指标)?的?(?:比例|比率)?(?:为|：)*$"
    r"|^(?:预算)?(?:完成|执行)(?:了|到|为)?$|(?:完成|达到|占|为)(?P<set>(?:年初|全年|当年|年度)(?:安排|下达|批复)(?:数|资金)?)的?(?:为|：)*$"
    r"|(?P<rate>(?:执行|完成|支付|支出|使用|控制|拨付|发放|兑付)(?:率|进度|比例))(?:为|是|达到?了?|：)*$"
)
_BUDGET = re.compile(
    r"(?<!公共)(?<!基金)(?<!经营)(?<!保险)(?:预算|预算批复|批复预算)"
    r"(?:支出|收入|安排|批复|下达|资金|经费|总|合|共|计|数|额|金|总量|指标|控制|分别|均|调整|后|为|是|了|达|：)*$"
)
_WORK, _HELD_AGAINST = re.compile("(?:提升|提高|扩大|压缩)$"), re.compile("[比较同]")
_PLANNED = re.compile("(?:年初|全年|当年|年度)(?:安排|批复)(?:数|资金|经费|为|：)*$")
_ADDED = re.compile(
    "(?:追加|调增|增加|新增|调减|核减|压减|减少|收回)(?:部门|财政|支出)?预算(?:资金|经费|数|为)*$"
)
_COMPARED = re.compile(
    r"(?:比|较|由|从|高于|低于|(?:与|同|和)(?=20|上|去|往|同期)|(?:与|同)(?=[^，]*(?:相比|比较)))[^，]*?(?:上年|上一年|去年|往年|同期|20\d\d年)|[比较]$"
)
_BEFORE = re.compile(r"(?:上年|上一年|去年)(?!度?(?:同期)?(?:结[转余]|末))")
_FUNDING = re.compile(
    "(?:资金总额|项目资金|专项资金|下达|到位|安排|批复|拨付|总投资)(?:资金|经费|指标|为|共|数|总额)*$"
)
#: What the words before an amount end with where it is all of something's money.
_EXECUTED_OF = re.compile(
    "(?:全年|共|总|实际|累计|年度)*(?:支出|执行|使用|支付)(?:资金|经费|金额|数|为|了|共|：)*$"
)
_BUDGET_OF = re.compile(
    "(?:全年|年初|调整后?|本年|年度|安排)*预算(?:资金|经费|金额|数|安排|为|共|总额|：)*$"
)
#: What two amounts are apart by, whichever is the larger.
_GAP = re.compile("(?:差值|差额|相差|差距|差异额?|缺口)(?:为|是|达到?|有|约|：)*$")
#: Before an amount that a rate right behind it is of: 完成预算 100 万元的 90%, 为….
_LEADS_TO = re.compile("完成|占|^为")
_OF = "占"
_POINTS = re.compile(
    r"(?:自评|评价|综合|总体|最终|总|合计|绩效|考评|评定)(?:总?得分|总?评?分值?|结果|分数)[^，。；\d]{0,4}$|得分(?:为|是|：)?$|(?:该|本|此)(?:项目|单位|部门|资金|政策)(?:综合|最终)?得$"
    r"|^(?:合计|共计|总计)(?:得分|为|：)?$"
)
_YEAR = re.compile(r"(?<![比较与同和从由至到\d])(20\d\d)年")
#: What a text that tells of anything here has in it.
_TOLD_OF = re.compile(f"[元%分辆人名户家场期台套件个项{figures.MEASURES}]|{figures.SIZES}")
#: Words farther before a number than this are not of its clause, nor of its sentence.
_CLAUSE, _SENTENCE = 100, 400
_SENTENCE_END = re.compile(r"[。！？\n]|(?<=元)\.")
_BREAK = re.compile(r"[，；：、。！？（）\n]")


class Statement(NamedTuple):
    """What a number is told to be.

    ``clause`` are the words right before it, ``name`` the quantity that they name, ``of`` the
    whole of a share, or the kind of a budget; ``sign`` that of a change. ``sentence`` and
    ``chunk`` count from the paragraph's start, ``group`` is that of its brackets (0: none),
    ``start`` where its words begin. ``compared``: another is held against it.
    """

    role: str
    figure: Figure
    clause: str
    name: str = ""
    of: str = ""
    sign: int = 0
    year: int | None = None
    sentence: int = 0
    chunk: int = 0
    group: int = 0
    start: int = 0
    compared: bool = False


class Told(NamedTuple):
    """A paragraph: its text as it is read, and its statements in their order.

    ``is_item``: it is about one item of the classification of expenses, （类）…（款）…（项）.
    """

    text: str
    statements: tuple[Statement, ...]
    is_item: bool = False


def is_funding(one: Statement) -> bool:
    """Whether an amount is the money that was given for something: 资金总额, 到位资金."""
    return _FUNDING.search(one.clause) is not None


def is_yardstick(statements: Sequence[Statement], index: int) -> bool:
    """Whether an amount is told only for the rate of it behind: 完成预算 32 万元的 66.8%."""
    one, behind = statements[index], statements[index + 1 : index + 2]
    return one.role in (AMOUNT, BUDGET) and any(
        other.role in (COMPLETION, SHARE) and other.clause in ("的", "") for other in behind
    )


def thing_of(one: Statement) -> str:
    """The quantity that an amount is of, or is budgeted for: 三公经费 of 三公经费预算."""
    return one.name or (terms().named(_BUDGET.sub("", one.clause)) if one.role == BUDGET else "")


def spoken_of(one: Statement) -> str:
    """What all the money of is told, spent or budgeted: 信访经费 of 信访经费全年共支出; else ""."""
    match = (_BUDGET_OF if one.role == BUDGET else _EXECUTED_OF).search(one.clause)
    return one.clause[: match.start()] if match else ""


def goes_on_from(one: Statement, before: Statement, text: str) -> bool:
    """Whether an amount is what was spent of the budget right before it: 预算9万元，支出8万元."""
    gap = text[before.figure.end : one.start]
    executed = (
        one.role == AMOUNT and _EXECUTED_OF.fullmatch(one.clause) and "累计" not in one.clause
    )
    return bool(executed) and before.role == BUDGET and gap in ("，", "；")


@lru_cache(maxsize=1024)
def told_in(paragraph: str) -> Told:
    """What a paragraph tells in numbers."""
    text = plain(paragraph)
    found = tuple(_statements(text)) if _worth_reading(text) else ()
    return Told(text, found, "（项）" in paragraph)


def _worth_reading(text: str) -> bool:
    return _TOLD_OF.search(text) is not None and any(sign.isdigit() for sign in text)


def _statements(text: str) -> Iterator[Statement]:
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    chunks = [place for place, sign in enumerate(text) if sign == "；"]
    groups = _groups(text)
    last: dict[int, int] = {}
    before: Statement | None = None
    for figure in figures_in(text):
        group = groups[figure.start]
        floor = last.get(group, 0)
        sentence = bisect_right(ends, figure.start)
        start = ends[sentence - 1] + 1 if sentence else 0
        start = max(start, figure.start - _SENTENCE)
        clause = _clause(text, max(floor, start, figure.start - _CLAUSE), figure.start)
        made = _reading(figure, clause, text[start : figure.start], before)
        yield (
            before := made._replace(
                year=_year_of(text[start : figure.start]),
                sentence=sentence,
                chunk=bisect_right(chunks, figure.start),
                group=group,
                start=figure.start - len(clause),
            )
        )
        last[group] = figure.end


def _groups(text: str) -> Sequence[int]:
    """For each sign of a text the number of the brackets that it stands in; 0 outside."""
    groups, number, depth = [0] * (len(text) + 1), 0, 0
    for place, sign in enumerate(text):
        if sign == "（":
            depth += 1
            number += depth == 1
        groups[place] = number if depth else 0
        if sign == "）" and depth:
            depth -= 1
    return groups


def _clause(text: str, floor: int, end: int) -> str:
    """The words right before a number, back to the nearest sign of punctuation."""
    breaks = [match.end() for match in _BREAK.finditer(text, floor, end)]
    at = breaks[-1] if breaks else floor
    if at == end and len(breaks) > 1 and text[end - 1] == "：":  # 支出合计：305.97万元
        at = breaks[-2]
    elif at == end and breaks and text[end - 1] == "：":
        at = floor
    return text[at:end]


def _year_of(sentence: str) -> int | None:
    found = _YEAR.findall(sentence)
    return int(found[-1]) if found else None


def _reading(figure: Figure, clause: str, sentence: str, before: Statement | None) -> Statement:
    """What one number is told to be."""
    if figure.vague:
        return Statement(OTHER, figure, clause)
    if figure.kind == figures.AMOUNT:
        return _named_after(_amount(figure, clause), sentence, before)
    if figure.kind == figures.RATE:
        return _rate(figure, clause, before)
    if figure.kind == figures.POINTS:
        return Statement(SCORE if _POINTS.search(clause) else OTHER, figure, clause)
    return Statement(COUNT, figure, clause)


def _amount(figure: Figure, clause: str) -> Statement:
    change = _CHANGE.search(clause)
    if change is not None and not _is_work(clause, change):
        sign = (1 if change["up"] else -1) * (-1 if figure.printed.value < 0 else 1)
        of = BUDGET if "预算" in change[0] else ""
        return Statement(CHANGE, figure, clause[: change.start()], of=of, sign=sign)
    if _GAP.search(clause):
        return Statement(OTHER, figure, clause)
    if _is_budget(clause):
        return Statement(BUDGET, figure, clause, compared=_is_compared(clause))
    if _COMPARED.search(clause) or _BEFORE.search(clause):
        return Statement(PRIOR, figure, clause)
    return Statement(AMOUNT, figure, clause, name=terms().named(clause))


def _is_work(clause: str, change: re.Match[str]) -> bool:
    """Whether a word of rising is the name of what was done: 农贸市场提升 240 万元."""
    work = _WORK.search(clause[: change.end()])
    return work is not None and work.start() > 0 and not _HELD_AGAINST.search(clause)


def _is_budget(clause: str) -> bool:
    """Whether an amount was planned, and is no move of the plan: 追加预算."""
    planned = _BUDGET.search(clause) or _PLANNED.search(clause)
    return planned is not None and _ADDED.search(clause) is None


def _named_after(one: Statement, sentence: str, before: Statement | None) -> Statement:
    """An amount with the name that its budget has: 三公经费预算 20 万元，支出决算 16 万元."""
    if one.role != AMOUNT or one.name or before is None or before.role != BUDGET:
        return one
    if core_of(one.clause) or before.compared or before.figure.written not in sentence:
        return one
    return one._replace(name=thing_of(before))


def _is_share(completion: re.Match[str]) -> bool:
    """Whether a rate is that of a part of a budget: 占政府采购预算 35.9%."""
    return completion[0].startswith(_OF) and bool(terms().named(completion["of"] or ""))


def _is_compared(clause: str) -> bool:
    return clause[:1] in ("比", "较") or clause[:1] in ("与", "同")


def _rate(figure: Figure, clause: str, before: Statement | None) -> Statement:
    completion = _COMPLETION.search(clause)
    if completion is not None and not _is_share(completion):
        return Statement(COMPLETION, figure, clause, of=completion["of"] or completion["set"] or "")
    if clause in ("的", "") and before is not None and _LEADS_TO.search(before.clause):
        if before.role == BUDGET:
            return Statement(COMPLETION, figure, clause)
        if before.role == AMOUNT and before.clause.startswith(_OF):
            return Statement(SHARE, figure, clause, of=before.clause.removeprefix(_OF))
    growth = _GROWTH.search(clause)
    if growth is not None:
        sign = (1 if growth["up"] else -1) * (-1 if figure.printed.value < 0 else 1)
        return Statement(GROWTH, figure, clause[: growth.start()], sign=sign)
    share = _SHARE.search(clause)
    if share is not None and "分别" not in clause and not _BEFORE.search(clause):
        return Statement(SHARE, figure, clause, of=share["of"] or share["within"] or "")
    return Statement(OTHER, figure, clause)
