"""ZPB037 文字与表格不一致

检查什么
    总体目标及其完成情况的文字里，写着某个三级指标的全名和一个数，而这个数与指标表里的指标值（完成
    值）不同。名称在文字里只出现一次、单位可比的才核对。两个数都达到（或都没有达到）指标值、不影响得
    分的，只作提醒。

依据
    财预〔2020〕10号附件：总体目标与绩效指标应当一致。

为什么
    同一张表上出现两个数，至少有一个是错的；公开以后最容易被发现。

反例
    goals = [{expected = "群众满意度达到 95%。", actual = "安置健身器材15个，群众满意度达 100%。"}]

    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "95%"
    actual = "99%"
    weight = 10
    score = 10

正例
    goals = [{expected = "群众满意度达到 95%。", actual = "安置健身器材15个，群众满意度达 99%。"}]

    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "95%"
    actual = "99%"
    weight = 10
    score = 10

如何修改
    查原始记录，改正写错的一处。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.comparison import compare, order
from zipingbiao.values.measures import measure_of
from zipingbiao.values.numbers import Number
from zipingbiao.values.targets import NUMBER, Target
from zipingbiao.values.text import fold

_BRACKET = re.compile(r"\([^()]*\)$")
_AFTER = re.compile(
    r"(?:率|数|量)?(?:已经|已|均|都)?(?:达到了|达到|达|为|是|完成|共|约)?(?P<number>\d+(?:\.\d+)?)"
    r"(?P<unit>%|[\u4e00-\u9fff]{0,2})(?P<more>以上|以下|左右|多|余)?"
)
_SHORTEST = 4
#: So much of a name is looked for first, which is quick.
_BEGINNING = 2
_TARGET = "预期目标写着「{said}」，而「{name}」的指标值印作 {printed}，两处不一致。"


@rule(
    "ZPB037",
    name="文字与表格不一致",
    severity=ERROR,
    message="目标完成情况写着「{said}」，而「{name}」的完成值印作 {printed}，两处不一致。",
)
def text_contradicts_table(form: FormView) -> Iterator[Hit]:
    """A number in the goals that is not that of the indicator it names."""
    if not form.form.goals:
        return
    plans = fold("\n".join(goal.expected or "" for goal in form.form.goals))
    results = fold("\n".join(goal.actual or "" for goal in form.form.goals))
    for item in form.targeted:
        if item.name[:_BEGINNING] not in plans and item.name[:_BEGINNING] not in results:
            continue
        name = _spoken_name(item.name)
        if len(name) < _SHORTEST:
            continue
        if name in results and item.actual.kind == NUMBER:
            yield from _told(form, item, name, results, item.actual, "actual", None)
        if name in plans and item.target.kind == NUMBER:
            yield from _told(form, item, name, plans, item.target, "target", _TARGET)


@lru_cache(maxsize=8192)
def _spoken_name(name: str) -> str:
    """A name as a sentence would say it: without its unit, 满意度率 as 满意度."""
    bare = _BRACKET.sub("", fold(name))
    return bare.removesuffix("率") if bare.endswith("度率") else bare


def _told(
    form: FormView,
    item: Item,
    name: str,
    text: str,
    figure: Target,
    field: str,
    template: str | None,
) -> Iterator[Hit]:
    """A hit where the only mention gives another number."""
    if text.count(name) != 1:
        return
    match = _AFTER.match(text, text.index(name) + len(name))
    if match is None or match["more"] or figure.value is None:
        return
    said = float(match["number"])
    if not _comparable(match["unit"], figure) or order(said, figure.value) == 0:
        return
    number: Number = int(said) if said == int(said) else said
    unit = match["unit"] if match["unit"] == "%" else ""
    yield form.hit(
        f"{item.path}.{field}",
        getattr(item.source, field),
        f"{show_number(number)}{unit}",
        severity=ERROR if _matters(form, item, figure._replace(value=number), field) else WARN,
        template=template,
        name=item.label,
        said=f"{name}{match[0]}",
    )


def _matters(form: FormView, item: Item, said: Target, field: str) -> bool:
    """Whether the number in the text would change whether the target is met, and so the points."""
    target, actual = (said, item.actual) if field == "target" else (item.target, said)
    result = compare(target, actual, item.source.level2 or "", form.profile)
    return item.met is None or result.reached != item.met


def _comparable(unit: str, figure: Target) -> bool:
    """Whether a number in the text measures what the figure does: per cents, or plain counts."""
    if (unit == "%") != figure.percent:
        return False
    if unit == "%" or figure.unit is None or not unit:
        return True
    return measure_of(unit).factor == measure_of(figure.unit).factor
