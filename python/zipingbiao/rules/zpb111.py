"""ZPB111 文字里的自评得分与自评表不符

检查什么
    报告、决算说明里写着的某项目（或部门整体）自评得分，与旁边那张自评表印出的总分是否相等。按文字里
    的项目名称找表；没有写项目的，只在同一份文件里只有一张自评表时核对。一个项目有几张表的，有一张对
    得上就不报告。

依据
    财预〔2020〕10号：随决算公开自评结果，说明与自评表应一致。

为什么
    改了表没有改报告，公开的得分就有两个。

反例
    text = "信访维稳经费项目绩效自评得分为 98 分。"

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}
    total = {weight = 100, score = 92}

正例
    text = "信访维稳经费项目绩效自评得分为 92 分。"

    [[forms]]
    header = {project = "信访维稳经费", unit = "某县信访局"}
    total = {weight = 100, score = 92}

如何修改
    以自评表为准改正文字；表错了先改表。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.comparisons import rounds_to, same_points
from zipingbiao.domain.figures import decimals, number
from zipingbiao.prose.statements import SCORE, Statement
from zipingbiao.rules.beside import in_this_file, of_project
from zipingbiao.rules.corpus import where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

#: Words of a whole department, which is no project.
_WHOLE = ("整体", "部门")
#: What is said of an indicator: 年度指标值 300 公里，分值 8 分，得分 8 分.
_OF_A_PART = re.compile(r"(?<!总)分值(?:为|是|[:：])?\s*\d|指标值|完成值")


@rule(
    "ZPB111",
    name="文字里的自评得分与自评表不符",
    severity=WARN,
    message="{here}：得分写的是 {printed}，{form}自评表的总分是 {expected}。",
    prose=True,
)
def told_score_differs(view: ProseView) -> Iterator[Hit]:
    """The points of an evaluation that are not those of its form."""
    if view.form is not None:
        return  # ZPB079 tells
    for at, told in enumerate(view.account.paragraphs):
        scores = [one for one in told.statements if one.role == SCORE and "满分" not in one.clause]
        for one in scores:
            if one.figure.vague or "总分值" in one.clause:
                continue
            forms = [f for f in _forms(view, told.text, one, len(scores)) if _total(f) is not None]
            if forms and not any(_is(one, form) for form in forms):
                total = _total(forms[0]) or 0
                yield view.hit(at, one, expected=f"{show_number(total)} 分", form=where(forms[0]))


def _forms(view: ProseView, text: str, one: Statement, count: int) -> Sequence[FormView]:
    """The forms whose points a text tells."""
    start = max(text.rfind(sign, 0, one.start) for sign in "。；\n") + 1
    words = text[start : one.figure.start]
    if _OF_A_PART.search(words):
        return []
    named = of_project(view, words)
    if named:
        return named
    own = [form for form in in_this_file(view) if not form.form.tables.payments]
    if any(word in words for word in _WHOLE):
        own = [form for form in own if not form.brief.header.project]
    return own if len(own) == 1 and count == 1 else []


def _total(form: FormView) -> float | None:
    return number(form.form.total.score)


def _is(one: Statement, form: FormView) -> bool:
    total, told = _total(form), one.figure.printed.value
    if total is None:
        return True
    return same_points(told, total) or rounds_to(told, total, decimals(one.figure.written))
