"""ZPB057 同一项目重复报送

检查什么
    单位、项目、年度和版式都相同的表出现了不止一张（从第二张起报告）。

依据
    财预〔2020〕10号：一个项目填报一张自评表。

为什么
    重复的表会被汇总两次；两张内容不同，就不知道以哪张为准。

反例
    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

正例
    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}

    [[forms]]
    header = {project = "法律服务费", unit = "某县信访局"}

如何修改
    只保留最后定稿的一张。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.rules.corpus import Corpus, project_of, unit_of
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import UNIT, rule
from zipingbiao.rules.view import FormView


@rule(
    "ZPB057",
    name="同一项目重复报送",
    severity=WARN,
    message="「{printed}」在 {other} 已经有一张{same}的表，{so}请只保留一张。",
    across=UNIT,
)
def form_submitted_twice(corpus: Corpus) -> Iterator[Hit]:
    """The same project of the same unit and year, twice."""
    seen: dict[tuple[str, str, str, int | None], list[FormView]] = {}
    for form in corpus.forms:
        project, unit = project_of(form), unit_of(form)
        if project and unit:
            seen.setdefault((form.layout, unit, project, form.brief.year), []).append(form)
    for forms in seen.values():
        kept = next((one for one in forms if one.brief.source.counts), forms[0])
        for form in forms:
            if form is not kept:
                yield _twice(form, kept)


def _twice(form: FormView, kept: FormView) -> Hit:
    source = kept.brief.source
    return form.hit(
        "header.project",
        form.brief.header.project,
        other=f"{source.path} 的「{source.sheet}」" if source.path else "前面",
        same="内容完全相同" if kept.form == form.form else "内容不同",
        so="汇总以那一张为准，" if form.brief.source.superseded_by else "",
    )
