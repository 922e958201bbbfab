"""ZPB016 总分不符

检查什么
    印出的总分是否等于各指标得分与预算执行率得分之和（减去扣分项）。总分带一位小数的，按一位小数核
    对。有指标没有得分的，只核对总分是否在填了的得分之和与加上空白项分值之间。评分办法按执行率封顶的，
    封顶后的总分也算对。某一项得分改对以后总分就对的，只报告那一项。

依据
    财预〔2020〕10号附件：总分为各项得分之和。

为什么
    总分是评定等级、公开和汇总的依据，错了全错。

反例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 80},
    ]
    total = {weight = 100, score = 100}

正例
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 80},
    ]
    total = {weight = 100, score = 90}

如何修改
    各项得分无误的，总分改为各项之和；程序可以代填，并写成求和公式。

参数
    无。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.domain.comparisons import is_between
from zipingbiao.domain.figures import number
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import rule
from zipingbiao.rules.scores import possible_scores, printed_scores, score_paths, total_disagrees
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number, half_up

_BLANK = "总分没有填写。"
_BLANKS = "总分印作 {printed}，填了的得分合计 {low}，连同没有填写得分的各项至多 {high}。"


@rule(
    "ZPB016",
    name="总分不符",
    severity=ERROR,
    message="总分印作 {printed}，各项得分相加为 {expected}。",
    needs=("total.score",),
)
def total_mismatch(form: FormView) -> Iterator[Hit]:
    """A total that is not the sum of the scores."""
    if isinstance(form.form.total.score, str) or form.groups_are_full:
        return
    total, true = number(form.form.total.score), printed_scores(form)
    if total is None and not form.is_judged and any(item.source.actual for item in form.items):
        yield form.hit("total.score", None, "总分", severity=WARN, template=_BLANK)
    elif true is None:
        yield from _beside_blanks(form, total)
    elif total is None or total_disagrees(form, total):
        yield _mismatch(form, total, true)


def _mismatch(form: FormView, total: Number | None, true: Number) -> Hit:
    formula = form.sum_formula(score_paths(form))
    lossless = all(item.is_counted or not item.score for item in form.items)
    fix = form.fix("total.score", half_up(true, 2), "各项得分之和", formula if lossless else None)
    return form.hit(
        *("total.score", total, show_number(true, 2)),
        fix=fix,
        rests={} if total is None else _mended(form, total - true),
    )


def _mended(form: FormView, off: Number) -> dict[str, Number | None]:
    """Each score with the one that would make the total right."""
    own = {path: form.value(path) for path in score_paths(form)}
    return {path: score + off for path, score in own.items() if isinstance(score, int | float)}


def _beside_blanks(form: FormView, total: Number | None) -> Iterator[Hit]:
    """A total that no scores in the blanks could give."""
    found = None if total is None else possible_scores(form)
    if found is None or total is None or is_between(total, *found):
        return
    low, high = (show_number(one, 2) for one in found)
    yield form.hit("total.score", total, f"{low}–{high}", template=_BLANKS, low=low, high=high)
