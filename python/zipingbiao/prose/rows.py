"""Rows of amounts, or counts, that stand side by side behind their whole.

No word need open such a list, nor must its parts be known by name: where each number has nothing
but its own words before it, it is enough that something tells them to be parts. That is, their
names, their kinds, who gives the money, their common head, or a sign or verb that leads from the
whole to them. Rows that nothing tells of are taken only where they nearly make up the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.comparisons import within
from zipingbiao.domain.figures import added
from zipingbiao.domain.roundings import exceeds
from zipingbiao.prose.figures import COUNT as COUNTED
from zipingbiao.prose.figures import POINTS
from zipingbiao.prose.listing import Listing
from zipingbiao.prose.statements import AMOUNT, BUDGET, COUNT, SHARE, Statement, Told, thing_of
from zipingbiao.prose.terms import Terms, core_of, scope_of, terms

_SIGNS = "，、；：和及与以"
#: What leads from a whole to its parts, right behind it.
_LED = re.compile(
    r"[，（]?(?:[^，。；：、\d]{0,4}中[，：]|[^，。；：、\d]{0,12}(?:自评|评价|评估|考核|验收)，|：|(?:主要)?(?:分为|划分为|包括|包含|含|用于|有)|主要[为是]|由(?!于|上年|去年|原|20))"
)
#: The same behind the name of a whole that was told before: 基本支出中，工资….
_SUBJECT = re.compile(
    r"(?P<of>[^，。；：、\d]{2,14}?)(?:(?:主要)?(?:包括|包含|分为)|中[，：]|主要为)"
)
_FIGURE_OF = re.compile(r"(?P<written>[\d.]+[万亿]?元)中[，：]")
#: Behind the last part: what says that there are no more.
_NO_MORE = re.compile("(?:[两二三四五六]个?(?:部分|方面)|组成|构成)")
#: Words of what came in, went out or was left: no parts of each other, but for their names.
_FLOW = re.compile(
    "收入|支出|结余|结转|预算|决算|到位|下达|执行|支付|拨付|追加|调[增减整]|上年|去年|同期|本年"
    "|[比较]|目标|计划|标准|人均|平均|增|减|节约|完成|累计|合计|共计|总计|其他地区|原"
)
_RESPECTIVELY = re.compile("分别(?:安排|投入|使用|支出|为|是)*$")
_ONE_OF = re.compile("其中|包括|[和及与]")
#: Who is, or has, one of these may be of another kind beside.
_OVERLAPPING = re.compile("女|党员|少数民族|残疾|青年|骨干|高级|本科|学历|以上|重点|优秀|困难|首次")
_SUM = re.compile("总|合计|共计")
#: A row that nothing opens has so many parts, and misses its whole by no more than this share.
_LEAST, _NEAR = 3, 0.1


def rows_in(number: int, told: Told) -> Iterator[Listing]:
    """The rows of a paragraph, each with its whole."""
    for index, whole in enumerate(told.statements):
        if whole.role in (AMOUNT, BUDGET, COUNT) and not _stands_in_row(told, whole):
            row = list(_row(told, index + 1, whole))
            gap = told.text[whole.figure.end : row[0].figure.start] if row else ""
            yield from _told_as(number, told, whole, row, led=_LED.match(gap) is not None)
    for match in (*_SUBJECT.finditer(told.text), *_FIGURE_OF.finditer(told.text)):
        yield from _of_subject(number, told, match)


def _stands_in_row(told: Told, whole: Statement) -> bool:
    """Whether an amount is told as one of several itself: 其中中央资金…, 、乙….."""
    opened = _ONE_OF.match(whole.clause) is not None
    return (opened or told.text[whole.start - 1 : whole.start] == "、") and not whole.name


def _row(told: Told, start: int, whole: Statement) -> Iterator[Statement]:
    """The numbers side by side from a statement on that are of the whole's kind; shares aside."""
    end = whole.figure.end if start and told.statements[start - 1] is whole else None
    for one in told.statements[start:]:
        inner = one.group and one.group != whole.group
        gap = "" if end is None else told.text[end : one.start]
        if inner and end == whole.figure.end and gap == "（":
            whole = whole._replace(group=one.group)
        elif one.role == SHARE and one.sentence == whole.sentence:
            end = one.figure.end
            continue
        elif not _is_beside(one, whole, gap):
            return
        if not _is_like(one, whole):
            return
        end = one.figure.end
        yield one


def _is_beside(one: Statement, whole: Statement, gap: str) -> bool:
    """Whether nothing but a sign, or what leads to parts, stands before the words of a number."""
    if _LED.fullmatch(gap):
        return True
    return one.group == whole.group and (not gap.strip("）") or gap in _SIGNS)


def _is_like(one: Statement, whole: Statement) -> bool:
    if one.figure.kind != whole.figure.kind or one.role not in (whole.role, AMOUNT):
        return False
    return one.figure.kind != COUNTED or one.figure.unit == whole.figure.unit


def _told_as(
    number: int, told: Told, whole: Statement, row: Sequence[Statement], *, led: bool
) -> Iterator[Listing]:
    row = [one for one in row if one.sentence == whole.sentence]
    known = terms()
    own, closed = _by_name(known, whole, row)
    if len(own) > 1:
        yield _listing(number, told, whole, own, closed=closed)
        return
    if len(row) < 2:
        return
    clauses = [one.clause for one in row]
    if not led and not _is_near(whole, row):
        return
    sources = known.are_sources(clauses) and not known.are_sources([whole.clause, *clauses])
    if known.are_all(clauses):
        yield _listing(number, told, whole, row, closed=True)
    elif sources or _share_head(row):
        yield _listing(number, told, whole, row)
    elif whole.role == COUNT:
        return
    elif _are_plain(row) and (led or _is_all_behind(told, whole, row)):
        yield _listing(number, told, whole, row)


def _listing(
    number: int, told: Told, whole: Statement, row: Sequence[Statement], *, closed: bool = False
) -> Listing:
    ended = _NO_MORE.match(told.text, row[-1].figure.end) is not None
    return Listing(whole, number, tuple(row), (number,) * len(row), closed or ended)


def _by_name(
    known: Terms, whole: Statement, row: Sequence[Statement]
) -> tuple[list[Statement], bool]:
    """The first of a row that are parts of a whole by name; whether all that are needed are."""
    found: dict[str, Statement] = {}
    thing = thing_of(whole)
    for one in row:
        name = known.part_named(one.clause, thing) or one.name
        if not thing or not known.is_within(name, thing) or name in found:
            break
        if scope_of(one.clause) not in ("", scope_of(whole.clause)):
            break
        if not any(known.is_within(name, other) for other in found):
            found[name] = one
    return list(found.values()), known.make_up(found.keys(), thing)


def _share_head(row: Sequence[Statement]) -> bool:
    """Whether counts are of kinds of one thing, none of which may be two: 新增项目, 续建项目."""
    cores = [core_of(one.clause) for one in row]
    if row[0].role != COUNT or len(set(cores)) < len(cores):
        return False
    heads = {core[-2:] for core in cores}
    apart = not any(_OVERLAPPING.search(core) for core in cores)
    return len(heads) == 1 and all(len(core) > 2 for core in cores) and apart


def _are_plain(row: Sequence[Statement]) -> bool:
    """Whether the words before amounts are those of things, each of its own."""
    if _RESPECTIVELY.search(row[0].clause) and not any(one.clause for one in row[1:]):
        return True
    cores = [core_of(one.clause) for one in row]
    return len(set(cores)) == len(cores) and not any(
        not core or re.search(r"\d", core) or _FLOW.search(core) for core in cores
    )


def _is_near(whole: Statement, row: Sequence[Statement]) -> bool:
    """Whether a row nearly makes up a whole: what is far from it is told of something else."""
    total, due = added(one.figure.printed.value for one in row), whole.figure.printed.value
    return within(total, due, max(_NEAR * due, whole.role == COUNT))


def _is_all_behind(told: Told, whole: Statement, row: Sequence[Statement]) -> bool:
    """Whether a row that ends its sentence stands behind a sum, and is too much of it."""
    ends = told.text[row[-1].figure.end : row[-1].figure.end + 1] in ("", "。", "；")
    summed = _SUM.search(whole.clause) is not None
    printed = [one.figure.printed for one in row]
    return ends and summed and len(row) >= _LEAST and exceeds(printed, whole.figure.printed)


def _of_subject(number: int, told: Told, match: re.Match[str]) -> Iterator[Listing]:
    """The row behind the name of a whole that was told in this sentence or the one before."""
    start = next(
        (at for at, one in enumerate(told.statements) if one.figure.start >= match.end()), None
    )
    if start is None or told.text.count("。", match.end(), told.statements[start].figure.start):
        return
    first = told.statements[start]
    words = match.groupdict()
    for whole in reversed(told.statements[:start]):
        if first.sentence - whole.sentence > 1:
            return
        if whole.role not in (AMOUNT, BUDGET) or whole.group or first.group:
            continue
        same = words.get("written") == whole.figure.written or (
            words.get("of") and _is_named(words["of"], whole)
        )
        if same:
            here = whole._replace(sentence=first.sentence)
            row = list(_row(told, start, here))
            named, _ = _by_name(terms(), here, row)
            if len(row) > 1 and (len(named) == len(row) or _are_things(row)):
                yield _listing(number, told, whole, row)
            return


def _is_named(words: str, whole: Statement) -> bool:
    """Whether words name a whole: its own name, or what its words end with."""
    core = core_of(words) or words
    bare = re.sub("(?:合计|总计|决算|总额|共计|数|为|共)+$", "", whole.clause)
    return bare.endswith(words) or bare.endswith(core)


def _are_things(row: Sequence[Statement]) -> bool:
    """As `_are_plain`, though they may be called expenses or income: 工资福利支出."""
    cores = [core_of(one.clause) for one in row]
    told = [re.sub("支出|收入|年初结转", "", core) for core in cores]
    return all(cores) and not any(_FLOW.search(core) for core in told)


def is_row_of_points(told: Told, whole: Statement, parts: Sequence[Statement]) -> bool:
    """Whether points side by side behind a score nearly make it up, so that they are its parts."""
    if len(parts) < _LEAST or any(one.figure.kind != POINTS for one in parts):
        return False
    signs = (told.text[one.start - 1] for one in parts)
    total, due = added(one.figure.printed.value for one in parts), whole.figure.printed.value
    return all(sign in _SIGNS for sign in signs) and within(total, due, _NEAR * due)
