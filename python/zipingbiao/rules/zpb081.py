"""ZPB081 申报的指标在自评表里没有了

检查什么
    同一项目、同一年度的绩效目标申报表和自评表一起检查时，申报的指标是否都在自评表里。名称相近、可能只
    是换了说法的不报告；一半以上都对不上的当作另换了一套指标，不报告。

依据
    财预〔2020〕10号：自评以年初批复的绩效目标为依据，逐项对照。

为什么
    少掉的往往是没有完成的指标。

反例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "5000亩"},
      {level1 = "产出指标", level3 = "验收合格率", target = "100%", actual = "100%"},
    ]

    [[forms]]
    layout = "national-goals"
    kind = "goals"
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩"},
      {level1 = "产出指标", level3 = "验收合格率", target = "100%"},
      {level1 = "满意度指标", level3 = "受益农户满意度", target = "≥90%"},
    ]

正例
    [[forms]]
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩", actual = "5000亩"},
      {level1 = "满意度指标", level3 = "农户满意度", target = "≥90%", actual = "92%"},
    ]

    [[forms]]
    layout = "national-goals"
    kind = "goals"
    header = {project = "高标准农田建设", unit = "某县农业农村局"}
    indicators = [
      {level1 = "产出指标", level3 = "新建农田", target = "≥5000亩"},
      {level1 = "满意度指标", level3 = "受益农户满意度", target = "≥90%"},
    ]

如何修改
    补上这个指标并如实填写完成情况；经批准取消的，在偏差原因里写明。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.model import GOALS
from zipingbiao.rules.corpus import Corpus
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.papers import NAMES, dropped
from zipingbiao.rules.registry import PROJECT, rule


@rule(
    "ZPB081",
    name="申报的指标在自评表里没有了",
    severity=WARN,
    message="{paper}（{file}）里的「{name}」（{target}），自评表里没有。",
    across=PROJECT,
)
def indicator_dropped(corpus: Corpus) -> Iterator[Hit]:
    """An indicator that was applied for and is not evaluated."""
    for form, paper in corpus.papers:
        if paper.brief.kind == GOALS:
            for item in dropped(form, paper):
                yield form.hit(
                    "header.project",
                    form.form.header.project,
                    paper=NAMES[GOALS],
                    file=paper.brief.source.path,
                    name=item.label,
                    target=item.source.target or "没有写指标值",
                )
