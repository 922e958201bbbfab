"""ZPB017 分数格式错误

检查什么
    总分（或某项得分）印成了百分数或文字，如「98%」「98 分左右」。

依据
    财预〔2020〕10号附件：总分、得分为分数，满分 100 分。

为什么
    98% 不是 98 分：汇总程序和系统会把它读成 0.98，或者读不出来。

反例
    total = {score = 98}
    printed = {"total.score" = "98%"}

正例
    total = {score = 98}
    printed = {"total.score" = "98"}

如何修改
    去掉百分号，填分数；程序可以代改。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.figures import number
from zipingbiao.rules.finding import ERROR, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.scores import total_disagrees
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_WORDS = "总分印作「{printed}」，不是一个分数。"


@rule(
    "ZPB017",
    name="分数格式错误",
    severity=ERROR,
    message="{name}印作 {printed}，应为分数{meant}，不带百分号。",
)
def points_not_plain(form: FormView) -> Iterator[Hit]:
    """Points with a per-cent sign, or words in their place."""
    fields = [fault.place.field for fault in form.form.faults if fault.code == "ZPB017"]
    if not fields and form.form.printed.get("total.score", "").rstrip().endswith("%"):
        fields = ["total.score"]
    for field in fields:
        if field is not None:
            yield _percent(form, field)
    if isinstance(form.form.total.score, str):
        yield form.hit("total.score", form.form.total.score, "一个分数", template=_WORDS)


def _percent(form: FormView, field: str) -> Hit:
    value = form.value(field)
    points = number(value)
    name = "总分" if field == "total.score" else "得分"
    shown = form.form.printed.get(field) or (None if points is None else f"{show_number(points)}%")
    expected = None if points is None else show_number(points)
    fix = None if points is None else form.fix(field, points, "分数不带百分号")
    if field == "total.score" and points is not None and total_disagrees(form, points):
        fix = expected = None  # the total is wrong as well: ZPB016 tells and mends both
    meant = f" {expected}" if expected else ""
    return form.hit(field, value, expected, printed=shown, fix=fix, name=name, meant=meant)
