"""ZPB037 文字与表格不一致

检查什么
    总体目标及其完成情况、存在问题的文字里，写着某个三级指标和一个数，而这个数与指标表里的指标值（
    完成值）不同。写全名的、写动词加数量的（培训人次写作「共培训 480 人次」，辅具适配件数写作「适配
    辅具 337 件」）、只写末尾的（培训合格率写作「合格率 97%」，公务接待费写作「接待费 21.6 万元」）
    都核对；只出现一次、单位可比、没有别的指标可指的才算。两个数都达到（或都没有达到）指标值、不影响
    得分的，只作提醒；只写末尾、前面又没有指标自己的字的，只作提示。指标自己的偏差原因、备注里写的比率也
    核对。

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

from collections import Counter
from collections.abc import Iterator

from zipingbiao.domain.comparisons import order, rounds_to
from zipingbiao.domain.figures import decimals
from zipingbiao.rules.finding import ERROR, INFO, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.spoken import (
    MAYBE,
    NAMED,
    Said,
    said_by_name,
    said_by_stem,
    said_by_tail,
    said_by_unit,
    spoken_name,
    stems_of,
    tail_of,
)
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.comparison import compare
from zipingbiao.values.measures import leading_measure, measure_of, spellings_of
from zipingbiao.values.numbers import Number
from zipingbiao.values.numerals import in_digits
from zipingbiao.values.targets import NUMBER, Target
from zipingbiao.values.text import fold

_TARGET = "预期目标写着「{said}」，而「{name}」的指标值印作 {printed}，两处不一致。"
_REASON = "「{name}」的说明里写着「{printed}」，完成值印作 {expected}，两处不一致。"
#: So much of a name's beginning, or its end, is looked for first, which is quick.
_BEGINNING, _END = 2, 3


@rule(
    "ZPB037",
    name="文字与表格不一致",
    severity=ERROR,
    message="目标完成情况写着「{said}」，而「{name}」的完成值印作 {printed}，两处不一致。",
)
def text_contradicts_table(form: FormView) -> Iterator[Hit]:
    """A number in the goals or the remarks that is not that of the indicator it speaks of."""
    yield from _in_own_row(form)
    plans = in_digits(fold("\n".join(goal.expected or "" for goal in form.form.goals)))
    results = in_digits(fold(form.narrative))
    if not any(map(str.isdigit, plans + results)):
        return
    for item in form.targeted:
        for text, figure, field, template in (
            (results, item.actual, "actual", None),
            (plans, item.target, "target", _TARGET),
        ):
            if figure.kind == NUMBER and figure.value is not None and _may_say(item, text):
                said = _said(form, item, figure, text)
                if said is not None:
                    yield from _told(form, item, said, figure, field, template)


def _in_own_row(form: FormView) -> Iterator[Hit]:
    """A share that the explanation of a row gives by the row's name, and that is another one."""
    for item in form.targeted:
        for field in ("reason", "note"):
            text = in_digits(fold(getattr(item.source, field) or "")).replace("满意率", "满意度")
            if "%" not in text or not item.actual.percent:
                continue
            said = said_by_name(item.name, text) or said_by_tail(
                tail_of(item.name), item.name, text
            )
            if said is None or item.actual.value is None or said.unit[:1] != "%":
                continue
            if not any(_is_same(said.number, one) for one in _figures(item)):
                yield form.hit(
                    f"{item.path}.{field}",
                    None,
                    item.source.actual,
                    severity=WARN,
                    printed=said.words,
                    template=_REASON,
                    name=item.label,
                )


def _figures(item: Item) -> Iterator[Number]:
    """What an explanation may repeat: the target, the result, and how far they are apart."""
    known = [one.value for one in (item.target, item.actual) if one.value is not None]
    yield from known
    if len(known) == len((item.target, item.actual)):
        yield abs(known[0] - known[1])


def _may_say(item: Item, text: str) -> bool:
    return item.name[:_BEGINNING] in text or item.name[-_END:] in text


def _shared_words(form: FormView) -> frozenset[str]:
    """Stems with their unit, and ends of names, that more than one indicator has."""
    words = Counter[str]()
    for item in form.targeted:
        if tail := tail_of(item.name):
            words[tail] += 1
        for unit in {item.target.unit, item.actual.unit}:
            words.update(f"{stem}{unit}" for stem in stems_of(item.name, unit))
    return frozenset(word for word, count in words.items() if count > 1)


def _said(form: FormView, item: Item, figure: Target, text: str) -> Said | None:
    """What a text says of an indicator, by its name or so that nothing else can be meant."""
    said = said_by_name(item.name, text)
    if said is not None:
        return None if _is_part_of_another(form, item, text) else said
    shared = form.once(_shared_words)
    for stem in stems_of(item.name, figure.unit):
        if figure.unit is not None and f"{stem}{figure.unit}" not in shared:
            for unit in spellings_of(figure.unit):
                if said := said_by_stem(stem, unit, text):
                    return said
    tail = tail_of(item.name)
    found = said_by_tail(tail, item.name, text) if tail and tail not in shared else None
    if found is None and figure.unit and _is_the_only_one(form, figure.unit):
        return said_by_unit(item.name, figure.unit, text)
    return found


def _is_the_only_one(form: FormView, unit: str) -> bool:
    """Whether no other indicator is measured in this unit."""
    return sum(unit in (one.target.unit, one.actual.unit) for one in form.targeted) == 1


def _is_part_of_another(form: FormView, item: Item, text: str) -> bool:
    """Whether the text may speak of an indicator whose name contains this one's."""
    own = spoken_name(item.name)
    return any(
        own in other and own != other and other in text
        for other in (spoken_name(one.name) for one in form.targeted)
    )


def _told(
    form: FormView, item: Item, said: Said, figure: Target, field: str, template: str | None
) -> Iterator[Hit]:
    """A hit where the number is another one."""
    if figure.value is None or not _comparable(said.unit, figure):
        return
    if _is_same(said.number, figure.value):
        return
    number: Number = int(said.number) if said.number == int(said.number) else said.number
    unit = "%" if said.unit[:1] == "%" else ""
    matters = said.certainty == NAMED and _matters(form, item, figure._replace(value=number), field)
    yield form.hit(
        f"{item.path}.{field}",
        getattr(item.source, field),
        f"{show_number(number)}{unit}",
        severity=ERROR if matters else INFO if said.certainty == MAYBE else WARN,
        template=template,
        rests=(f"{item.path}.level3",),
        name=item.label,
        said=said.words,
    )


def _is_same(said: Number, printed: Number) -> bool:
    """Whether two numbers are one, or one is the other rounded to the decimals that it has."""
    return order(said, printed) == 0 or any(
        decimals(one) > 0 and rounds_to(one, other)
        for one, other in ((said, printed), (printed, said))
    )


def _matters(form: FormView, item: Item, said: Target, field: str) -> bool:
    """Whether the number in the text would change whether the target is met, and so the points."""
    target, actual = (said, item.actual) if field == "target" else (item.target, said)
    result = compare(target, actual, item.source.level2 or "", form.profile)
    return item.met is None or result.reached != item.met


def _comparable(unit: str, figure: Target) -> bool:
    """Whether a number in the text measures what the figure does: per cents, or plain counts."""
    if (unit[:1] == "%") != figure.percent:
        return False
    if figure.percent or figure.unit is None or not unit:
        return True
    own, told = measure_of(figure.unit), leading_measure(unit)
    if told is not None and told.base == own.base:
        return told.factor == own.factor
    return any(measure_of(unit[:size]).factor == own.factor for size in (len(figure.unit), 2))
