"""ZPB110 文字里的等级与得分不符

检查什么
    文字写着的自评（评价）得分与「优、良、中、差」是否相配：90 分（含）以上为优，80 分（含）以上为
    良，60 分（含）以上为中，以下为差。文件自己写了别的分档的、一句话里有几个得分的不核对。

依据
    财预〔2020〕10号第二十二条：评价结果分为优、良、中、差四档。

为什么
    等级是由得分定的，两者不合，公开的结论就是错的。

反例
    text = "绩效自评得分 86 分，评价等级为“优”。"

正例
    text = "绩效自评得分 86 分，评价等级为“良”。"

如何修改
    按得分改等级；当地另有分档的，在文中写明。

参数
    无。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zipingbiao.domain.comparisons import below
from zipingbiao.prose.statements import SCORE, Statement, Told
from zipingbiao.rules.finding import WARN, Hit
from zipingbiao.rules.prose_view import ProseView
from zipingbiao.rules.registry import rule

_LEVEL = re.compile(
    "(?:等级|等次|级别|档次|结果|结论|评定|评价)(?:评定|评级)?(?:为|是|：|属于?)+"
    "(?P<level>优秀|优|良好|良|中等|中|较差|差)(?=[。，；！）等级档]|$)"
    "|(?:属于?|评定?为|定为|列为|为)(?P<rank>优秀?|良好?|中等?|较差|差)(?=(?:等次|等级|档次?|级)[。，；！）])"
)
#: Bands of 财预〔2020〕10号: the least points of each level.
_BANDS = {"优": 90, "良": 80, "中": 60, "差": 0}
_BAND = re.compile(
    r"(?<!\d)(?P<least>\d{1,3})分?(?:（含）|含)?(?:及?以上|[-—~至]\d+分?)[^，；。]{0,8}?优"
)
_HIGHEST = 100
#: What may stand between points and their level.
_NO_END = re.compile("[，、][^，；。、]{0,6}")


@rule(
    "ZPB110",
    name="文字里的等级与得分不符",
    severity=WARN,
    message="{here}：得分 {points}，按规定的分档应为「{expected}」，写的是「{printed}」。",
    prose=True,
)
def told_level_differs(view: ProseView) -> Iterator[Hit]:
    """A level that is not that of the points beside it."""
    if _has_own_bands(view):
        return
    for at, told in enumerate(view.account.paragraphs):
        scores = [one for one in told.statements if one.role == SCORE]
        for level in _LEVEL.finditer(told.text):
            near = [
                one
                for one in scores
                if "。"
                not in told.text[
                    min(one.start, level.start()) : max(one.figure.end, level.end()) - 1
                ]
            ]
            near = _nearest(told, near, level.start())
            values = {one.figure.printed.value for one in near} - {_HIGHEST}
            if len(values) != 1 and not (near and len({*values}) == 0):
                continue
            points = next((one for one in near if one.figure.printed.value in values), near[0])
            due = _level_of(points.figure.printed.value)
            told_level = level["level"] or level["rank"]
            if due != told_level.removeprefix("较")[0]:
                yield view.hit(
                    at, points, printed=told_level, expected=due, points=points.figure.written
                )


def _nearest(told: Told, near: list[Statement], place: int) -> list[Statement]:
    """Of several scores in a sentence the one that stands before a level with nothing between."""
    before = [one for one in near if one.figure.end <= place]
    if len(near) > 1 and before and _NO_END.fullmatch(told.text, before[-1].figure.end, place):
        return before[-1:]
    return near


def _level_of(points: float) -> str:
    return next(name for name, least in _BANDS.items() if not below(points, least))


def _has_own_bands(view: ProseView) -> bool:
    """Whether the text itself says from how many points on a level is given, and otherwise."""
    found = (m for told in view.account.paragraphs for m in _BAND.finditer(told.text))
    return any(int(match["least"]) != _BANDS["优"] for match in found)
