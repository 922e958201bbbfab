"""ZPB060 完成情况抄自另一项目

检查什么
    同一单位的两个不同项目，目标完成情况里有三句以上写着数字的话一字不差，或者整段一字不
    差。报告后一张表；自己的预期目
    标里也有这些话的，不报告。

依据
    财预〔2020〕10号：各项目的绩效目标和完成情况应当反映本项目的内容。

为什么
    抄来的完成情况与本项目的指标对不上，公开后一眼就能看出来。

反例
    [[forms]]
    header = {project = "甲项目", unit = "某州信访局"}

    [[forms.goals]]
    expected = "保障大厅运转。"
    actual = "信访大厅正常运转12个月；开展业务指导3次；法律法规咨询服务48次。"

    [[forms]]
    header = {project = "乙项目", unit = "某州信访局"}

    [[forms.goals]]
    expected = "做好重点时期稳控。"
    actual = "信访大厅正常运转12个月；开展业务指导3次；法律法规咨询服务48次。"

正例
    [[forms]]
    header = {project = "甲项目", unit = "某州信访局"}

    [[forms.goals]]
    expected = "保障大厅运转。"
    actual = "信访大厅正常运转12个月；开展业务指导3次；法律法规咨询服务48次。"

    [[forms]]
    header = {project = "乙项目", unit = "某州信访局"}
    goals = [{expected = "做好重点时期稳控。", actual = "重点时期值守 5 次，稳控 23 人。"}]

如何修改
    按本项目的实际情况重写。

参数
    sentences：几句相同才报告，缺省 3。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zipingbiao.datafiles.checks import whole
from zipingbiao.rules.corpus import Corpus, project_of, sharing, where
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.registry import UNIT, Option, Settings, rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

_SPLIT = re.compile(r"[;.。；\n]|(?<=[一-鿿])(?=\d[.,])")
_SHORTEST = 8
#: So few sentences may be alike by chance.
_FEWEST = 2
#: A whole text of so many characters is not, in however few sentences.
_TELLING = 30


def _told(form: FormView) -> dict[str, Any]:
    """The sentences with numbers in the results of the goals, and all that was planned."""
    text = fold("\n".join(goal.actual or "" for goal in form.form.goals))
    found = (one.strip(" ,:") for one in _SPLIT.split(text))
    sentences = [one for one in found if len(one) >= _SHORTEST and any(map(str.isdigit, one))]
    if not sentences:
        return {"sentences": [], "plan": "", "whole": ""}
    plan = fold("".join(goal.expected or "" for goal in form.form.goals))
    whole = text if len(text) >= _TELLING else ""
    return {"sentences": sentences, "plan": plan, "whole": whole}


@rule(
    "ZPB060",
    name="完成情况抄自另一项目",
    severity=WARN,
    message="完成情况里有 {count} 句与{other}一字不差（如「{printed}」），像是从那里抄来的。",
    across=UNIT,
    gist=_told,
    options={"sentences": Option(3, "几句相同才报告", whole(_FEWEST, 100))},
)
def result_copied_from_project(corpus: Corpus, settings: Settings) -> Iterator[Hit]:
    """Results with numbers that are those of another project, word for word."""
    least = int(settings["sentences"])
    for forms in corpus.by_unit:
        told = [form.once(_told) for form in forms]
        for number, near in sharing([one["sentences"] for one in told]):
            form, own = forms[number], told[number]
            for earlier in near:
                one, theirs = forms[earlier], set(told[earlier]["sentences"])
                shared = [text for text in own["sentences"] if text in theirs]
                copied = own["whole"] and own["whole"] == told[earlier]["whole"]
                if project_of(one) == project_of(form) or (len(shared) < least and not copied):
                    continue
                if all(text in own["plan"] for text in shared):
                    continue
                shown, count = max(shared, key=len), len(shared)
                yield form.hit(
                    "goals[0].actual", None, printed=shown, other=where(one), count=count
                )
                break
