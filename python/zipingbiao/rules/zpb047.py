"""ZPB047 满意度存疑

检查什么
    满意度的完成值恰为 100%，或者恰等于指标值，而偏差原因、备注和目标完成情况里没有提到问卷、调查、
    回访或样本。收回的问卷比发放的还多。

依据
    新疆 2023 年表「佐证资料」栏；各地抽查要点：满意度应有调查依据。

为什么
    没有调查就没有满意度。100% 或恰好达标，抽查时一定会被要求出示问卷。

反例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "≥95%"
    actual = "100%"
    weight = 10
    score = 10

正例
    [[indicators]]
    level1 = "满意度指标"
    level2 = "服务对象满意度指标"
    level3 = "群众满意度"
    target = "≥95%"
    actual = "97.6%"
    weight = 10
    score = 10

如何修改
    附上问卷或回访记录，在备注中写明调查方式和样本数；没有调查的，补做。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import order
from zipingbiao.rules.finding import INFO, WARN, Hit
from zipingbiao.rules.narrative import results_of
from zipingbiao.rules.registry import rule
from zipingbiao.rules.view import FormView
from zipingbiao.values.targets import NUMBER
from zipingbiao.values.text import fold

_EVIDENCE = re.compile("问卷|调查|回访|样本|测评|评价器|抽样|电话访")

_SENT = re.compile(
    r"(?:发放|发出|印发)[^\d。；;]{0,12}(?P<sent>\d+)份[^\d。；;]{0,8}[回收]{2}[^\d。；;]{0,8}(?P<back>\d+)份"
)
_MORE_BACK = "发放 {expected} 份，却收回 {printed} 份，请核对。"


@rule(
    "ZPB047",
    name="满意度存疑",
    severity=INFO,
    message="「{name}」的完成值「{printed}」{why}，没有写明调查依据。",
    needs=("indicator.actual",),
)
def satisfaction_doubtful(form: FormView) -> Iterator[Hit]:
    """Satisfaction of exactly 100 %, or exactly as planned, without a survey; a survey amiss."""
    yield from _surveys(form)
    for item in form.targeted:
        actual, target = item.actual, item.target
        if "满意" not in item.name or not actual.percent or actual.kind != NUMBER:
            continue
        if actual.operator in ("≥", "≤", "<", ">") or actual.value is None:
            continue
        same = (
            target.percent and target.value is not None and order(actual.value, target.value) == 0
        )
        if actual.value != 100 and not same:
            continue
        if _EVIDENCE.search((form.reason_of(item) or "") + form.narrative):
            continue
        why = "为满分" if actual.value == 100 else "恰等于指标值"
        yield form.hit(f"{item.path}.actual", item.source.actual, name=item.label, why=why)


def _surveys(form: FormView) -> Iterator[Hit]:
    """More questionnaires came back than were sent."""
    reasons = ((f"{item.path}.reason", item.source.reason) for item in form.items)
    for field, text in (*results_of(form), *reasons):
        match = _SENT.search(fold(text)) if text and "份" in text else None
        if match and int(match["back"]) > int(match["sent"]):
            sent, back = match["sent"], match["back"]
            yield form.hit(field, None, sent, severity=WARN, template=_MORE_BACK, printed=back)
