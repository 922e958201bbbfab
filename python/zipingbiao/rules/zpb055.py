"""ZPB055 文字超长

检查什么
    偏差原因超过 100 字，或者存在问题与整改措施超过 200 字。只用于按四川省评分办法的表。

依据
    四川省部门预算项目支出绩效自评表（报表编号 510000_0013zp）：原因 100 字以内，评价结论 200 字以
    内。

为什么
    超出字数的，系统会截断或拒绝保存。

反例
    profile = {region = "四川"}
    options = {remarks = 10}
    remarks = "项目按计划推进，设备采购、安装和验收逐项完成。"

正例
    profile = {region = "四川"}
    remarks = "项目按计划完成，资金支付略迟，下一年提前招标。"

如何修改
    删繁就简，留下原因和措施。

参数
    reason：偏差原因的字数上限，缺省 100。remarks：存在问题与整改措施的字数上限，缺省 200。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import whole
from zipingbiao.rules.finding import INFO, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.view import FormView

_SHOWN = 20


@rule(
    "ZPB055",
    name="文字超长",
    severity=INFO,
    message="{what}有 {length} 字，超过 {expected} 字：「{printed}」。",
    regions=("四川",),
    options={
        "reason": Option(100, "偏差原因的字数上限", whole(1, 100_000)),
        "remarks": Option(200, "存在问题与整改措施的字数上限", whole(1, 100_000)),
    },
)
def text_too_long(form: FormView, settings: Settings) -> Iterator[Hit]:
    """A reason or a conclusion that is longer than the form allows."""
    limit = int(settings["reason"])
    for item in form.items:
        yield from _long(form, f"{item.path}.reason", item.source.reason, limit, "偏差原因")
    remarks = form.form.remarks
    yield from _long(form, "remarks", remarks, int(settings["remarks"]), "存在问题与整改措施")


def _long(form: FormView, path: str, text: str | None, limit: int, what: str) -> Iterator[Hit]:
    length = len("".join((text or "").split()))
    if text and length > limit:
        shown = f"{text[:_SHOWN]}……"
        yield form.hit(path, None, str(limit), printed=shown, what=what, length=length)
