"""ZPB079 文字中的分数与得分不符

检查什么
    偏差原因、备注里写的扣分（扣 2 分）与分值减得分不相等，写的得分（得 8 分）与印出的得分不相等，
    或者写的分数超过了分值。一段文字里有几个分数的，只核对超过分值的。目标完成情况、存在问题里写着的
    自评得分（自评得分 92 分）与印出的总分不相等的，也指出。

依据
    财预〔2020〕10号：扣分要逐项说明原因，说明应与得分一致。

为什么
    文字和数字说法不同，复核的人不知道以哪个为准。

反例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "维护站点"
    target = "≥200个"
    actual = "180个"
    weight = 10
    score = 9
    reason = "20 个站点因道路施工无法进场，扣 12 分。"

正例
    [[indicators]]
    level1 = "产出指标"
    level2 = "数量指标"
    level3 = "维护站点"
    target = "≥200个"
    actual = "180个"
    weight = 10
    score = 9
    reason = "20 个站点因道路施工无法进场，扣 1 分。"

如何修改
    核对扣分，改正文字或得分。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import below, rounds_to, same_points
from zipingbiao.domain.figures import number
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.narrative import totals_told
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number
from zipingbiao.values.text import fold

_POINTS = re.compile(
    r"(?P<verb>扣除?|扣减|减|失|得|计|评)(?:了|去|为|掉)?(?P<points>\d+(?:\.\d+)?)分(?![钟之数析别类])"
)
#: Before a number of points these words make it a rule, not what happened.
_RULE = re.compile("每|的,?$|应|可|满分|否则|不得")
_WHOLE = "文字写着「{said}」，总分印作 {expected}。"
_FIELDS = ("reason", "improvement", "note")
_EXCESS = "「{name}」的说明里写着{printed}，超过了分值 {expected} 分。"


@rule(
    "ZPB079",
    name="文字中的分数与得分不符",
    severity=WARN,
    message="「{name}」的说明里写着{printed}，按分值 {weight}、得分 {score} 应为 {expected} 分。",
)
def told_points_differ(form: FormView) -> Iterator[Hit]:
    """Points in an explanation that are not those of the row."""
    for item in form.items:
        if item.weight is None or item.score is None or not item.is_counted:
            continue
        for field in _FIELDS:
            text = getattr(item.source, field)
            if text and "分" in text:
                yield from _told(form, item, field, text, item.weight, item.score)
    yield from _whole(form)


def _whole(form: FormView) -> Iterator[Hit]:
    """The total as a text gives it, once."""
    total = number(form.form.total.score)
    for field, said, points in totals_told(form):
        if total is None or rounds_to(points, total):
            continue
        shown = show_number(total)
        hit = form.hit(field, None, shown, template=_WHOLE, rests=("total.score",))
        yield hit._replace(args={"said": said})


def _told(
    form: FormView, item: Item, field: str, text: str, weight: Number, score: Number
) -> Iterator[Hit]:
    folded = fold(text)
    found = [match for match in _POINTS.finditer(folded) if not _is_rule(folded, match)]
    path = f"{item.path}.{field}"
    for match in found:
        points = float(match["points"])
        earned = match["verb"] in "得计评"
        due = score if earned else weight - score
        if points > weight and not same_points(points, weight):
            yield form.hit(
                path,
                None,
                show_number(weight),
                printed=f"「{match[0]}」",
                template=_EXCESS,
                name=item.label,
            )
        elif (
            len(found) == 1
            and not same_points(points, due)
            and (earned or not _is_one_of(points, due))
        ):
            yield form.hit(
                path,
                None,
                show_number(due),
                printed=f"「{match[0]}」",
                name=item.label,
                weight=show_number(weight),
                score=show_number(score),
            )


def _is_rule(text: str, match: re.Match[str]) -> bool:
    return _RULE.search(text[max(0, match.start() - 3) : match.start()]) is not None


def _is_one_of(points: Number, lost: Number) -> bool:
    """Whether the points may be only some of those that were lost."""
    return below(points, lost)
