"""ZPB082 指标值与申报的不同

检查什么
    同一项目、同一年度的绩效目标申报表（或运行监控表）和自评表一起检查时，名称相同的指标，指标值是否还
    是申报的值。放低了（正向的改小、反向的改大、期限推后）是警告，其余的改动是提示；单位换算后相等的、
    只是写法不同的不报告。

依据
    财预〔2020〕10号：绩效目标一经批复不得随意调整，自评以批复的目标为依据。

为什么
    把指标值改低，没有完成的就成了完成。

反例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥3000亩", actual = "3200亩"},
    ]

    [[forms]]
    layout = "national-goals"
    kind = "goals"
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩"},
    ]

正例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥0.5万亩", actual = "5200亩"},
    ]

    [[forms]]
    layout = "national-goals"
    kind = "goals"
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩"},
    ]

如何修改
    改回批复的指标值；经批准调整的，在偏差原因里写明文号。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import order
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.papers import NAMES, matched
from zipingbiao.rules.registry import PROJECT, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.comparison import compare
from zipingbiao.values.targets import DATE, FORWARD, NUMBER, REVERSE, TEXT
from zipingbiao.values.text import fold

_LOWERED, _CHANGED = "放低了", "改了"


@rule(
    "ZPB082",
    name="指标值与申报的不同",
    severity=WARN,
    message="「{name}」的指标值是 {printed}，{paper}（{file}）里是 {expected}，{how}。",
    across=PROJECT,
)
def target_lowered(corpus: Corpus) -> Iterator[Hit]:
    """A target that is not the one that was applied for."""
    for form, paper in corpus.papers:
        for item, before in matched(form, paper):
            how = _change(form, item, before)
            if how:
                yield form.hit(
                    f"{item.path}.target",
                    item.source.target,
                    before.source.target,
                    severity=WARN if how == _LOWERED else INFO,
                    name=item.label,
                    paper=NAMES[paper.brief.kind],
                    file=paper.brief.source.path,
                    how=how,
                )


def _change(form: FormView, item: Item, before: Item) -> str:
    """How a target was changed; "" where it was not, or nobody can tell."""
    now, then = item.target, before.target
    if not item.source.target or not before.source.target or now.kind != then.kind:
        return ""
    if fold(item.source.target) == fold(before.source.target):
        return ""
    if now.kind == NUMBER:
        return _number_change(form, item, before)
    if now.kind == DATE and now.date is not None and then.date is not None:
        year = form.form.year or 0
        last, first = now.date.last(year), then.date.last(year)
        return "" if last == first else _LOWERED if last > first else _CHANGED
    if now.kind == TEXT:
        words, earlier = fold(item.source.target), fold(before.source.target)
        return "" if words in earlier or earlier in words else _CHANGED
    return ""


def _number_change(form: FormView, item: Item, before: Item) -> str:
    bare = item.target._replace(operator=None)
    held = compare(before.target, bare, before.source.level2 or "", form.profile)
    if held.goal is None or held.actual is None:
        return ""
    side = order(held.actual, held.goal)
    if not side:
        return ""
    lowered = side < 0 if held.sense == FORWARD else side > 0 and held.sense == REVERSE
    return _LOWERED if lowered else _CHANGED
