"""ZPB044 完成率列不符

检查什么
    「完成率」「完成程度」栏的百分比，是否等于 完成值 ÷ 指标值。超过 100% 印作 100% 的也算对；指标
    值是「合理、规范」这类文字、完成值是百分比的，完成率应等于完成值。一格里写着几项「名称＋数量」
    的，逐项与完成值里的同名项对照，有一项没有完成，完成率就不是 100%。逾期完成、超出成本的，也不是
    100%。

依据
    四川省项目支出绩效自评表「完成率」；新疆 2023 年表「完成率」：实际完成值÷指标值。

为什么
    没有得分栏的表，完成率就是结果；印成 0 或照抄 100%，结论就是错的。

反例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "投入与管理"
    level2 = "实施管理"
    level3 = "合同管理完备性"
    target = "完备"
    actual = "100%"
    completion = 0

正例
    layout = "sichuan-project"

    [[indicators]]
    level1 = "投入与管理"
    level2 = "实施管理"
    level3 = "合同管理完备性"
    target = "完备"
    actual = "100%"
    completion = 1

如何修改
    按完成值 ÷ 指标值重算；不适用的指标，三栏都留空或写「不适用」。单个数值的，程序可以代填。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.comparisons import same_rate
from zipingbiao.domain.figures import number
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.scores import completion_share
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, half_up
from zipingbiao.values.targets import DATE
from zipingbiao.values.text import fold

_PACKED = "「{name}」一格里有几项目标，其中「{part}」只完成 {expected}，完成率却印作 {printed}。"
_MISSED = "「{name}」{pair}，没有达到指标值，完成率却印作 {printed}。"
_SHOWN = 20
_PART = re.compile(
    r"(?P<words>[^\d,.;:()\n]{2,24}?)(?P<number>\d+(?:\.\d+)?)(?P<unit>[\u4e00-\u9fff]{1,2})"
)
#: So many characters in common at the end make two phrases speak of the same thing.
_ALIKE = 4


@rule(
    "ZPB044",
    name="完成率列不符",
    severity=ERROR,
    message="「{name}」{pair}，完成率印作 {printed}，应为 {expected}。",
    needs=("indicator.completion",),
)
def completion_mismatch(form: FormView) -> Iterator[Hit]:
    """A degree of completion that is not actual over target."""
    for item in form.counted:
        printed = number(item.source.completion)
        if printed is None:
            continue
        path = f"{item.path}.completion"
        due = completion_share(item)
        if due is not None:
            if not _agrees(printed, form.form.printed.get(path), due, item):
                capped = min(due, 1)
                value = show_rate(capped) if form.lacks_per_cent(path) else half_up(capped, 4)
                fix = form.fix(path, value, "完成值 ÷ 指标值") if item.target.kind != DATE else None
                yield form.hit(
                    *(path, printed, show_rate(due)),
                    fix=fix,
                    rests=item.rests[:2],
                    name=item.label,
                    pair=item.pair,
                )
        elif printed >= 1 and item.met is False:
            yield form.hit(
                *(path, printed, "小于 100%"),
                template=_MISSED,
                rests=item.rests[:2],
                name=item.label,
                pair=item.pair,
            )
        elif printed >= 1 and (missed := missed_count(item.source.target, item.source.actual)):
            name = item.label if len(item.label) <= _SHOWN else f"{item.label[:_SHOWN]}……"
            share, part = show_rate(missed.share), missed.words
            yield form.hit(path, printed, share, template=_PACKED, name=name, part=part)


def _agrees(printed: Number, shown: str | None, due: Number, item: Item) -> bool:
    if same_rate(printed, due, shown):
        return True
    return bool(item.met or due >= 1) and printed == 1 and due >= 1


# Several targets in one cell: 带案下访200次；处置突发事件20次. Which of them was missed?


class Part(NamedTuple):
    """One of several targets, as far as it was met."""

    words: str
    share: float


def missed_count(target: str | None, actual: str | None) -> Part | None:
    """The part of a packed target that was surely missed most; None where none was.

    Parts belong together where the words right before the number are the same, and the unit.
    """
    if not target or not actual:
        return None
    return _missed(target, actual)


@lru_cache(maxsize=1024)
def _missed(target: str, actual: str) -> Part | None:
    goals = list(_parts(target))
    if len(goals) < 2:
        return None
    results = list(_parts(actual))
    found: list[Part] = []
    for words, goal, unit in goals:
        done = {number for other, number, its in results if its == unit and _alike(words, other)}
        if len(done) == 1 and goal > 0 and (value := done.pop()) < goal:
            text = f"{words}{goal:g}{unit} → {value:g}{unit}"
            found.append(Part(text, value / goal))
    return min(found, key=lambda part: part.share, default=None)


def _parts(text: str) -> Iterator[tuple[str, float, str]]:
    for match in _PART.finditer(fold(text)):
        yield match["words"], float(match["number"]), match["unit"]


def _alike(one: str, other: str) -> bool:
    return one[-_ALIKE:] == other[-_ALIKE:] and len(one) >= _ALIKE and len(other) >= _ALIKE
