"""ZPB118 文字里的比率与个数不符

检查什么
    文字写着一类的个数占全部的百分之几（「共 16 个项目，……为优的 13 个，占 81.25%」），或者两个个数
    和它们的比率（「发放问卷 400 份，回收 388 份，回收率 97%」「指标 24 个，完成 22 个，完成率
    91.7%」），按两个个数算出的比例是否就是写的比例。末位差 1 的不报告；同一段里有两个个数对得上的，
    写的不是「占总数」的，看不出全部是哪一个的不核对。

依据
    财预〔2020〕10号：绩效自评要以数据为依据，结果客观真实。

为什么
    改了个数忘了改比率，满意度、完成率就跟着错，得分也跟着错。

反例
    text = "共发放问卷 400 份，回收有效问卷 388 份，有效回收率 96%。"

正例
    text = "共发放问卷 400 份，回收有效问卷 388 份，有效回收率 97%。"

如何修改
    核对两个个数，改正写错的比率。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from zipingbiao.domain.roundings import may_be_share
from zipingbiao.prose.figures import AMOUNT as MONEY
from zipingbiao.prose.figures import RATE
from zipingbiao.prose.statements import COUNT, SHARE, Statement, Told
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView, rate_of
from zipingbiao.rules.registry import rule

#: What a rate of counts says was done with them.
_DONE = re.compile(
    "(?P<verb>回收|收回|完成|办结|合格|达标|整改|结案|签约|参与|验收|竣工|就业)率(?:为|是|达到?了?|：)*$"
)
#: What is said to be shared where all of a kind is meant.
_OF_ALL = re.compile(
    "(?:[项目指标任务单位人员户件]*(?:总[数量]|总[户人件]数|全部)|全部[^，。；]{0,4})?(?:的)?"
)
_ALL = re.compile("共|总|全部")
#: What a count is held against.
_MEASURED = re.compile("占|完成|达到?|为")
#: What was to be done.
_PLANNED = re.compile("计划|目标|任务|应|拟")


@rule(
    "ZPB118",
    name="文字里的比率与个数不符",
    severity=WARN,
    message="{here}：{part} 是 {whole} 的 {expected}，写的是 {printed}。",
    prose=True,
)
def told_rate_of_counts_differs(view: ProseView) -> Iterator[Hit]:
    """A share or a rate that the counts beside it don't give."""
    for at, told in enumerate(view.account.paragraphs):
        for index, one in enumerate(told.statements):
            if one.figure.kind != RATE or one.figure.vague or not index:
                continue
            before = told.statements[:index]
            pair = _against(before, one) or (
                _of_share(told, before, one) if one.role == SHARE else _of_done(before, one)
            )
            if pair is None or _is_told(before, one, pair[1]):
                continue
            part, whole = pair
            yield view.hit(
                *(at, min(pair, key=lambda each: each.start), one),
                expected=rate_of(part.figure.printed, whole.figure.printed, one),
                part=part.figure.written,
                whole=whole.figure.written,
            )


def _against(before: Sequence[Statement], one: Statement) -> tuple[Statement, Statement] | None:
    """The counts before a rate of the latter: 48 个，占总数 240 个的 20%."""
    if one.clause != "的" or len(before) < 2:
        return None
    part, whole = before[-2:]
    measured = _MEASURED.match(whole.clause) and part.sentence == whole.sentence == one.sentence
    return (part, whole) if measured and _is_like(part, whole) else None


def _of_share(
    told: Told, before: Sequence[Statement], one: Statement
) -> tuple[Statement, Statement] | None:
    """The count that a share is told of right behind it, and the one that is all of its kind."""
    part = before[-1]
    beside = (part.sentence, part.group) == (one.sentence, one.group)
    if part.role != COUNT or not beside or not one.clause.startswith("占"):
        return None
    if not _OF_ALL.fullmatch(one.of):
        return None
    wholes = [
        other
        for other in before[:-1]
        if _is_like(other, part)
        and part.sentence - other.sentence <= 1
        and _ALL.search(other.clause)
    ]
    wholes = wholes or _opened(told, before, part)
    return (part, wholes[0]) if len(wholes) == 1 else None


def _opened(told: Told, before: Sequence[Statement], part: Statement) -> list[Statement]:
    """The count of its kind right before what opens a list in which a part stands: 其中."""
    here = [one for one in before if one.sentence == part.sentence and _is_like(one, part)]
    opened = told.text.rfind("其中", here[0].figure.end, part.figure.start) if here else -1
    return [one for one in here if one.figure.end <= opened][-1:]


def _of_done(before: Sequence[Statement], one: Statement) -> tuple[Statement, Statement] | None:
    """The count of what was done, and of what was to be done, where a sentence has no other."""
    match = _DONE.search(one.clause)
    here = [other for other in before if (other.sentence, other.group) == (one.sentence, one.group)]
    if match is None or any(other.figure.kind == MONEY for other in here):
        return None
    counts = [other for other in here if other.role == COUNT and "超" not in other.clause]
    counts = [other for other in counts if _is_like(other, counts[-1])]
    planned = [other for other in counts if _PLANNED.search(other.clause)]
    done = [other for other in counts if match["verb"] in other.clause and other not in planned]
    done = done or [other for other in counts if planned and other not in planned]
    done = done or (counts[1:] if len(counts) == 2 else [])
    first = done[0] if done else None
    wholes = planned or [other for other in counts if first and other.start < first.start]
    return (first, wholes[0]) if first is not None and len(wholes) == 1 else None


def _is_like(one: Statement, other: Statement) -> bool:
    """Whether two counts count the same."""
    same = one.figure.unit == other.figure.unit
    return one.role == other.role == COUNT and same and not one.figure.vague


def _is_told(before: Sequence[Statement], rate: Statement, whole: Statement) -> bool:
    """Whether any two counts of the kind give a rate; it is of nothing where there is nothing."""
    near = [one for one in before if _is_like(one, whole) and one.sentence >= whole.sentence]
    return whole.figure.printed.value <= 0 or any(
        other.figure.printed.value > 0
        and may_be_share(rate.figure.printed, part.figure.printed, other.figure.printed)
        for part, other in permutations(near, 2)
    )
