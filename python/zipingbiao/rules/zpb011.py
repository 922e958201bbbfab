"""ZPB011 分值合计不等于 100

检查什么
    各指标的分值与预算执行率的分值相加是否等于 100（扣分项不计）。只在一级指标上印分值的表，核对各
    一级指标分值之和；各指标都已完成、同组得分相同，得分之和仍不是 100 的，也说明分值没有分配完。合
    计行印出的分值与各行之和不符的，也报告。

依据
    财预〔2020〕10号：绩效自评满分 100 分；预算执行率和一级指标的分值合计为 100 分。

为什么
    分值不是 100，总分就不能与其他项目比较，也无法评定优、良、中、差。

反例
    total = {weight = 100, score = 90}
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 80, score = 80},
    ]

正例
    total = {weight = 100, score = 100}
    funds = [
      {source = "年度资金总额", budget = 10, executed = 10, rate = 1, weight = 10, score = 10},
    ]
    indicators = [
      {level1 = "产出指标", level2 = "数量指标", level3 = "培训人次", weight = 90, score = 90},
    ]

如何修改
    按规定的一级指标分值，在其下各指标之间重新分配，使合计为 100 分。怎样分配由单位决定，程序不代
    改。

参数
    full：满分，缺省 100。
"""

from __future__ import annotations

from collections.abc import Iterator

from zipingbiao.datafiles.checks import between
from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.figures import added, number
from zipingbiao.domain.items import FULL
from zipingbiao.domain.levels import ADDITION, DEDUCTION, level1_kind
from zipingbiao.rules.finding import ERROR, WARN, Hit
from zipingbiao.rules.registry import Option, Settings, rule
from zipingbiao.rules.rows import Item
from zipingbiao.rules.scores import execution_may_fill, printed_weights, scores_when_all_met
from zipingbiao.rules.shown import show_number
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import Number

_FROM_SCORES = "各指标都已完成并得满分，得分合计只有 {printed} 分，可见分值合计不是 {expected} 分。"
_NO_POINTS = "「{name}」没有标注分值，按其余各组应为 {expected} 分。"
_BLANK = "没有填写分值合计，各项分值相加为 {expected}。"
_PRINTED = "分值合计印作 {printed}，各项分值相加为 {expected}。"


@rule(
    "ZPB011",
    name="分值合计不等于 100",
    severity=ERROR,
    message="分值合计为 {printed}，应为 {expected}（扣分项不计）{odd}。",
    options={"full": Option(100, "满分", between(1, 1000))},
)
def weights_not_full(form: FormView, settings: Settings) -> Iterator[Hit]:
    """Weights that do not add up to 100."""
    full = float(settings["full"])
    if form.groups_are_full:
        return
    if (bare := _without_points(form)) is not None:
        yield bare
        return
    template, found = None, _weights(form)
    if found is None:
        template, found = _FROM_SCORES, scores_when_all_met(form)
    if found is None:
        return
    total, where = found
    if not same_points(total, full, 2):
        yield _not_full(form, total, where, full, template)
    elif template is None:
        yield from _printed_total(form, total)
        yield from _blank_total(form, full)


def _blank_total(form: FormView, full: float) -> Iterator[Hit]:
    """The weights add up, and nobody wrote that: a blank cell of the total."""
    path = "total.weight"
    printed = any(item.weight is not None for item in form.counted)
    if form.form.total.weight is None and printed and path in form.fields and form.cell(path):
        yield form.hit(path, None, f"{full:g}", severity=WARN, template=_BLANK, doubts={path: full})


def _not_full(form: FormView, total: Number, where: str, full: float, template: str | None) -> Hit:
    """Names the one weight that its own points and the full sum speak against, if there is one."""
    off, by_weights = full - total, template is None
    odd = [item for item in form.counted if by_weights and _is_odd(item, off)]
    name = f"；其中「{odd[0].label}」的分值应为 {odd[0].score:g}" if len(odd) == 1 else ""
    return form.hit(
        *(where, None, f"{full:g}"),
        printed=show_number(total, 2),
        template=template,
        rests=_scores(form, off) if not by_weights else (),
        doubts={f"{odd[0].path}.weight": odd[0].score} if len(odd) == 1 else {},
        witnesses=2 if len(odd) == 1 else 1,
        odd=name,
    )


def _is_odd(item: Item, off: float) -> bool:
    """Whether a met indicator has just the points that would make the sum of the weights full."""
    if item.weight is None or item.score is None or item.met is not True:
        return False
    return same_points(item.weight + off, item.score)


def _scores(form: FormView, off: float) -> dict[str, Number | None]:
    """Each score with the one that would make the sum full."""
    return {
        f"{item.path}.score": item.score + off for item in form.counted if item.score is not None
    }


def _printed_total(form: FormView, total: Number) -> Iterator[Hit]:
    """The weights are right, but not what the total row prints of them."""
    printed = number(form.form.total.weight)
    if printed is not None and not same_points(printed, total, 2):
        path, shown = "total.weight", show_number(total, 2)
        fix = form.fix(path, total, "各项分值之和")
        yield form.hit(path, printed, shown, template=_PRINTED, fix=fix)


def _weights(form: FormView) -> tuple[float, str] | None:
    """The sum of the weights and the field to point at; None where not all are printed."""
    found = printed_weights(form)
    if found is not None:
        where = "total.weight" if form.cell("total.weight") else f"{form.items[0].path}.weight"
        return found, where
    groups = [
        (number(group.weight), f"groups[{index}].weight")
        for index, group in enumerate(form.form.groups)
        if level1_kind(group.level1) not in (DEDUCTION, ADDITION)
    ]
    weights = [weight for weight, _ in groups if weight is not None]
    if not groups or len(weights) < len(groups):
        return None
    total = added([*weights, form.heading_weight or 0])
    if "indicator.weight" in form.fields and total <= FULL:
        return None  # the form may go on elsewhere
    if execution_may_fill(form, added(weights)):
        return None
    return None if same_points(total, FULL, 2) else (total, groups[0][1])


def _without_points(form: FormView) -> Hit | None:
    """The one first level that prints no points where all others do, short of the full ones."""
    if "indicator.weight" in form.fields or not form.form.groups:
        return None
    printed = {group.level1 for group in form.form.groups if group.weight is not None}
    bare = [items for name, items in form.groups.items() if name and name not in printed]
    printed_ones = [number(group.weight) or 0 for group in form.form.groups]
    short = FULL - added([*printed_ones, form.heading_weight or 0])
    if len(bare) != 1 or not bare[0][0].is_counted or short <= 0:
        return None
    first = bare[0][0]
    name, due = first.source.level1, show_number(short)
    return form.hit(f"{first.path}.level1", name, due, template=_NO_POINTS, name=name)
