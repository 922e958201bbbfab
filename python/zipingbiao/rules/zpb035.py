"""ZPB035 重复指标

检查什么
    同一张表里，三级指标、指标值（和计分标准）都相同的指标出现了两次。不同目标下各设一次满意度的，只
    作提醒。

依据
    财预〔2020〕10号：指标应当互不重复，分值不得重复计算。

为什么
    同一件事计两次分，权重就被放大了。

反例
    [[indicators]]
    level1 = "管理效率"
    level2 = "财务管理"
    level3 = "应缴财政款及时性"
    target = "应缴财政款=0，得满分"
    actual = "0"
    weight = 2
    score = 2

    [[indicators]]
    level1 = "运行成本"
    level2 = "成本控制"
    level3 = "应缴财政款及时性"
    target = "应缴财政款=0，得满分"
    actual = "0"
    weight = 5
    score = 5

正例
    [[indicators]]
    level1 = "管理效率"
    level2 = "财务管理"
    level3 = "应缴财政款及时性"
    target = "应缴财政款=0，得满分"
    actual = "0"
    weight = 2
    score = 2

    [[indicators]]
    level1 = "运行成本"
    level2 = "成本控制"
    level3 = "三公经费变动率"
    target = "≤0"
    actual = "-3%"
    weight = 5
    score = 5

如何修改
    删去一个，分值分配给其他指标。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.wording import is_placeholder
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView

_TWICE = "「{name}」与「{level2}」下的指标重复。"


@rule(
    "ZPB035",
    name="重复指标",
    severity=ERROR,
    message="「{name}」与「{level2}」下的指标重复，分值计了两次（{first} 分与 {second} 分）。",
    needs=("indicator.level3",),
)
def indicator_twice(form: FormView) -> Iterator[Hit]:
    """The same indicator with the same target, twice."""
    seen: dict[str, Item] = {}
    for item in form.targeted:
        one = item.source
        first = seen.setdefault(_bare(item.name), item)
        if first is item or is_placeholder(item.name) or not (one.target or one.criterion):
            continue
        theirs = first.source
        if _bare(one.target) != _bare(theirs.target) or _bare(one.criterion) != _bare(
            theirs.criterion
        ):
            continue
        yield form.hit(
            f"{item.path}.level3",
            item.name,
            severity=WARN if "满意" in item.name or not item.weight else ERROR,
            template=None if item.weight and first.weight else _TWICE,
            name=item.name,
            level2=first.source.level2 or first.source.level1 or "",
            first=show_number(first.weight or 0),
            second=show_number(item.weight or 0),
        )


def _bare(text: str | None) -> str:
    return "".join(text.split()) if text else ""
