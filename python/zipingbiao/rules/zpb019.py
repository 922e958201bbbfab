"""ZPB019 定性得分越档

检查什么
    定性指标的完成值写明了档次（达成、部分达成、未达成，或部分完成、未完成），得分是否落在这一档的分
    数范围内。每一档含下限，不含上限（第一档含满分）。「未全部完成」只说没有做全，第二、三档都可以。

依据
    财预〔2020〕10号：定性指标分三档，分别按 100%–80%（含）、80%–60%（含）、60%–0 计分；湖北等地另有
    规定，见评分办法的 bands。

为什么
    写着「部分达成」却得 9 分（满分 10 分），文字与分数互相矛盾。

反例
    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "改善村容村貌"
    target = "明显改善"
    actual = "部分达成年度指标并具有一定效果"
    weight = 10
    score = 9
    reason = "两个村未完工"

正例
    [[indicators]]
    level1 = "效益指标"
    level2 = "社会效益指标"
    level3 = "改善村容村貌"
    target = "明显改善"
    actual = "部分达成年度指标并具有一定效果"
    weight = 10
    score = 7
    reason = "两个村未完工"

如何修改
    核对实际完成的档次，在该档范围内重新打分。

参数
    无。各档范围由评分办法（--profile）决定。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import below, same
from zipingbiao.domain.fulfilment import Levels, levels_of
from zipingbiao.rules.clauses import is_clause
from zipingbiao.rules.finding import ERROR, INFO, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.targets import BLANK, TEXT

#: The last of the levels: nothing was done.
_NOTHING = 2


@rule(
    "ZPB019",
    name="定性得分越档",
    severity=ERROR,
    message="「{name}」完成值为「{actual}」，分值 {weight}，应得 {expected}，印作 {printed} 分。",
)
def qualitative_score_off_band(form: FormView) -> Iterator[Hit]:
    """Points of words that do not lie in the band that the words name."""
    for item in form.targeted:
        score, weight = item.score, item.weight
        if score is None or not weight or not _is_in_words(item):
            continue
        levels = levels_of(item.source.actual, item.source.target)
        if levels is None or not _is_told(item, levels, form.profile):
            continue
        low, high = _limits(levels, form.profile)
        top = score <= weight if levels.best == 0 else below(score, weight * high)
        most = show_number(weight * high, 2)
        open_end = f"（不含 {most}）" if levels.best and same(score, weight * high) else ""
        if below(score, weight * low) or not top:
            yield form.hit(
                f"{item.path}.score",
                score,
                f"{show_number(weight * low, 2)}–{most}{open_end}",
                severity=INFO if open_end else None,
                rests=(f"{item.path}.weight",),
                name=item.label,
                actual=item.source.actual,
                weight=show_number(weight),
            )


def _is_in_words(item: Item) -> bool:
    """Whether words answer, also such with a number in them: 推迟2个月完成 for 按时完成."""
    return item.actual.kind == TEXT or (item.target.kind == TEXT and bool(item.actual.prefix))


def _is_told(item: Item, levels: Levels, profile: Profile) -> bool:
    """Whether the words decide: full marks only where words are asked for; a clause by itself."""
    if levels.worst >= len(profile.bands):
        return False
    if is_clause(item.source.target):
        return levels.best == _NOTHING and not below(item.score or 0, item.weight or 0)
    return levels.best > 0 or item.target.kind in (TEXT, BLANK)


def _limits(levels: Levels, profile: Profile) -> tuple[float, float]:
    high = 1.0 if levels.best == 0 else profile.bands[levels.best - 1][1]
    return profile.bands[levels.worst][1], high
