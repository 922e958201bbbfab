"""ZPB083 监控时的数比全年还多

检查什么
    同一项目、同一年度的绩效运行监控表和自评表一起检查时，监控时已执行的金额是否多于自评表的全年执行
    数，监控时已完成的数量是否多于自评表的完成值。只比越多越好、以个、次、亩等计的数，百分比不比。

依据
    财预〔2019〕136号：绩效运行监控反映截至某月的完成情况，全年只会更多。

为什么
    两张表必有一张写错；改小执行数或完成值也不符合账面。

反例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 1500, executed = 700}]
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "5000亩"},
    ]

    [[forms]]
    layout = "national-monitoring"
    kind = "monitoring"
    header = {project = "高标准农田建设", unit = "某县农业农村局", money_unit = "万元"}
    funds = [{source = "年度资金总额", initial_budget = 1500, executed = 780}]
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "2600亩"},
    ]

正例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局", money_unit = "万元"}
    funds = [{source = "年度资金总额", budget = 1500, executed = 1450}]
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "5000亩"},
    ]

    [[forms]]
    layout = "national-monitoring"
    kind = "monitoring"
    header = {project = "高标准农田建设", unit = "某县农业农村局", money_unit = "万元"}
    funds = [{source = "年度资金总额", initial_budget = 1500, executed = 780}]
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "2600亩"},
    ]

如何修改
    按账面和台账核对，改正写错的一张表。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import exceeds_amount, order
from zipingbiao.model import MONITORING
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.money import unit_of, yuan_in
from zipingbiao.rules.papers import matched
from zipingbiao.rules.registry import PROJECT, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.comparison import compare
from zipingbiao.values.targets import NUMBER

_COUNT = "「{name}」的完成值是 {printed}，绩效运行监控表（{file}）时已完成 {expected}，比全年还多。"


@rule(
    "ZPB083",
    name="监控时的数比全年还多",
    severity=WARN,
    message="全年执行数是 {printed}，绩效运行监控表（{file}）时已执行 {expected}，比全年还多。",
    across=PROJECT,
)
def monitored_above_final(corpus: Corpus) -> Iterator[Hit]:
    """More told in the course of the year than at its end."""
    for form, paper in corpus.papers:
        if paper.brief.kind != MONITORING:
            continue
        yield from _executed(form, paper)
        for item, before in matched(form, paper):
            if _is_above(form, item, before):
                yield form.hit(
                    f"{item.path}.actual",
                    item.source.actual,
                    before.source.actual,
                    template=_COUNT,
                    name=item.label,
                    file=paper.brief.source.path,
                )


def _executed(form: FormView, paper: FormView) -> Iterator[Hit]:
    line, before = form.total_line, paper.total_line
    ours, theirs = yuan_in(unit_of(form)), yuan_in(unit_of(paper))
    if line is None or before is None or not ours or not theirs:
        return
    if line.executed is None or before.executed is None:
        return
    told = before.executed * theirs / ours
    if exceeds_amount(told, line.executed):
        due, file = f"{show_number(told)} {unit_of(form)}", paper.brief.source.path
        yield form.hit(f"{line.path}.executed", line.executed, due, file=file)


def _is_above(form: FormView, item: Item, before: Item) -> bool:
    """Whether more of something countable was done by then than in all the year."""
    if item.actual.kind != NUMBER or before.actual.kind != NUMBER or not item.rising:
        return False
    if item.actual.percent or before.actual.percent:
        return False
    held = compare(item.actual, before.actual, item.source.level2 or "", form.profile)
    if held.goal is None or held.actual is None:
        return False
    return order(held.actual, held.goal) > 0
