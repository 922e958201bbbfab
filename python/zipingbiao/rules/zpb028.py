"""ZPB028 指标值与完成值类型不一致

检查什么
    指标值是文字而完成值是数，指标值是数而完成值是文字，指标值是日期而完成值不是日期。指标值里写的是
    计分标准的不核对，指标值用文字说时间（春节前、按时）而完成值是日期的也不核对；表样自己印着「合理、
    健全」一类文字的（投入与管理），也不核对。指标值说收入、完成值说支出一类的，提示核对。

依据
    财预〔2020〕10号：完成值应与指标值可比。

为什么
    「提高」与「100%」不能比较，完成程度无从谈起。

反例
    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "居民生活水平"
    target = "提高"
    actual = "100%"
    weight = 15
    score = 15

正例
    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "居民收入增长率"
    target = "≥5%"
    actual = "6%"
    weight = 15
    score = 15

如何修改
    完成值按指标值的口径填写；指标值本身没有量化的，先量化指标值。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.fulfilment import NOTHING_DONE, asks_for_all, denies, levels_of
from zipingbiao.domain.wording import names_a_time
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import BLANK, DATE, NUMBER, RANGE, TEXT
from zipingbiao.values.text import fold

_CHINESE = {NUMBER: "数", RANGE: "区间", DATE: "日期", TEXT: "文字"}
#: A text longer than this tells a story and may well hold the answer.
_STORY = 16
#: More words than these before a number, and it is only mentioned: 服务范围扩大到三县.
_WORDS = 2
_MONTH = re.compile(r"1?\d月份?")
#: A letter among the digits: 2,80O人.
_MIXED = re.compile(
    r"[<>=≥≤约]*(?=[\d,.]*[OoIl])[\d,.OoIl]*\d[\d,.OoIl]*(?:%|[\u4e00-\u9fff]{0,4})"
)
_LETTER = (
    "「{name}」的完成值「{printed}」数字里夹着字母，不是能读懂的数，无法与指标值「{target}」比较。"
)

_OTHER = (
    "「{name}」的指标值「{target}」、完成值「{printed}」，一个说的是「{asked}」，一个说的是「{given}」，"
    "看不出能否比较，请核对。"
)


@rule(
    "ZPB028",
    name="指标值与完成值类型不一致",
    severity=WARN,
    message="「{name}」的指标值「{target}」是{asked}，完成值「{printed}」是{given}，无法比较。",
    needs=("indicator.target", "indicator.actual"),
)
def target_actual_types_differ(form: FormView) -> Iterator[Hit]:
    """A target of one kind answered by a result of another."""
    for item in form.targeted:
        is_mixed = _is_mixed(item)
        if is_clause(item.source.target):
            continue
        if item.actual.kind == NUMBER and item.subjects is not None:
            yield _of_another(form, item, *item.subjects)
            continue
        if form.words_are_printed(item):
            continue
        if not is_mixed and not _differ(item):
            continue
        yield form.hit(
            f"{item.path}.actual",
            item.source.actual,
            template=_LETTER if is_mixed else None,
            rests=item.rests[:1],
            name=item.label,
            target=item.source.target,
            asked=_CHINESE[item.target.kind],
            given=_CHINESE[item.actual.kind],
        )


def _of_another(form: FormView, item: Item, asked: str, given: str) -> Hit:
    """支出增长12% under 收入增长10%: a number of another thing."""
    return form.hit(
        f"{item.path}.actual",
        item.source.actual,
        severity=INFO,
        template=_OTHER,
        rests=item.rests[:1],
        name=item.label,
        target=item.source.target,
        asked=asked,
        given=given,
    )


def _is_mixed(item: Item) -> bool:
    """Whether a number is asked for and one with letters for digits came."""
    if item.target.kind not in (NUMBER, RANGE) or item.actual.kind != TEXT:
        return False
    return _MIXED.fullmatch(fold(item.source.actual)) is not None


def _differ(item: Item) -> bool:
    target, actual = item.target, item.actual
    if BLANK in (target.kind, actual.kind) or target.kind == actual.kind:
        return False
    if max(len(target.prefix), len(actual.prefix)) > _WORDS:
        return False
    if target.kind == TEXT and denies(item.source.actual, item.source.target):
        return False  # words with a number in them: 推迟2个月
    if item.score == 0 and levels_of(item.source.actual, item.source.target) == NOTHING_DONE:
        return False  # 尚未开展 is none of them, and scored so
    if actual.percent and actual.value == 100 and asks_for_all(item.source.target):
        return False
    if target.zero or actual.zero or {target.kind, actual.kind} == {NUMBER, RANGE}:
        return False
    if target.kind == TEXT and names_a_time(item.source.target or "") and _is_a_time(item):
        return False
    words = item.source.target if target.kind == TEXT else item.source.actual
    if TEXT in (target.kind, actual.kind) and (len(words or "") > _STORY or _has_digits(words)):
        return False
    return not (target.kind == DATE and actual.kind == NUMBER and _is_day(actual.value))


def _is_a_time(item: Item) -> bool:
    """Whether a result is a date, or a month: 12月 is a number of months among quantities."""
    return item.actual.kind == DATE or _MONTH.fullmatch(fold(item.source.actual)) is not None


def _has_digits(text: str | None) -> bool:
    return any(character.isdigit() for character in text or "")


def _is_day(value: object) -> bool:
    """Whether a number is one of Excel's days, or a year."""
    return isinstance(value, int) and (36526 <= value < 73051 or 2000 <= value < 2100)
