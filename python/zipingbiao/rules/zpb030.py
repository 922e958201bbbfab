"""ZPB030 完成值照抄指标值

检查什么
    完成值写成不等式（≥80%），没有写出实际数；指标值照抄指标名称，不是一个可衡量的值；文字的完成值与
    指标值一字不差（只作提示）。

依据
    财预〔2020〕10号附件：「实际完成值」填写实际完成的数。

为什么
    「≥80%」是目标，不是结果。照抄说明没有核实完成情况。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "台账化解率"
    target = "≥80%"
    actual = "≥80%"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "质量指标"
    level3 = "台账化解率"
    target = "≥80%"
    actual = "86%"
    weight = 10
    score = 10

如何修改
    填写实际完成的数；文字指标写出实际做到了什么程度。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER, TEXT
from zipingbiao.values.text import fold

_COPIED = "「{name}」的完成值「{printed}」与指标值一字不差，没有写出实际情况。"
_NAMED = "「{name}」的指标值照抄了指标名称，不是可以衡量的值。"
_SIGNS = frozenset("≥≤<>")
_SHOWN = 30
#: 3200余人 is read as more than 3200, and is a count all the same.
_SOME_MORE = re.compile(r"\d[余多]")
#: Years to come are known no better: 使用年限 3年以上.
_YEARS = re.compile("年(?:及|或)?以上$")
#: Answers to a question that has only one good one.
_ANSWERS = frozenset({"是", "有", "完成", "已完成", "合格", "达标", "通过", "零登记"})
#: Texts that differ by more characters than this differ by more than blanks.
_BLANKS = 4


@rule(
    "ZPB030",
    name="完成值照抄指标值",
    severity=ERROR,
    message="「{name}」的完成值印作 {printed}，是不等式，没有写出实际完成的数。",
)
def actual_copies_target(form: FormView) -> Iterator[Hit]:
    """A result that only repeats the target, or a target that only repeats the name."""
    for item in form.counted:
        one = item.source
        name = item.label if len(item.label) <= _SHOWN else f"{item.label[:_SHOWN]}……"
        if _is_inequality(item):
            yield form.hit(f"{item.path}.actual", one.actual, "实际完成的数", name=name)
        elif item.is_rate:
            continue  # its target and its actual may well be one
        elif item.actual.kind == TEXT and _is_copy(one.target, one.actual):
            if form.words_are_printed(item):
                continue
            path = f"{item.path}.actual"
            yield form.hit(path, one.actual, severity=INFO, template=_COPIED, name=name)
        if item.copies_name:
            path = f"{item.path}.target"
            yield form.hit(path, one.target, severity=WARN, template=_NAMED, name=name)


def _is_inequality(item: Item) -> bool:
    """Whether a result is written with a sign, or a word for one: ≥80%, 不低于3次."""
    actual = item.actual
    if actual.kind != NUMBER or actual.operator not in _SIGNS:
        return False
    said = fold(item.source.actual)
    return not (_YEARS.search(said) or (actual.operator == ">" and _SOME_MORE.search(said)))


def _is_copy(target: str | None, actual: str | None) -> bool:
    """Whether two texts are the same but for blanks and punctuation marks that look alike."""
    if not target or not actual or target in _ANSWERS or abs(len(target) - len(actual)) > _BLANKS:
        return False
    return target == actual or fold(target) == fold(actual)
