"""What a trace says of an indicator's points, and what a near boundary would change."""

from __future__ import annotations

from zipingbiao.domain.comparisons import order
from zipingbiao.scoring.bands import band_limits, band_of
from zipingbiao.scoring.comparison import Comparison, percent
from zipingbiao.scoring.earning import far_above, final_points, raw_points, share_of
from zipingbiao.scoring.profile import Profile
from zipingbiao.scoring.trace import Trace
from zipingbiao.values.targets import DEADLINE, EQUAL, QUALITATIVE, is_cost

Number = int | float

_NEAR_DIGITS = 4


def division(found: Comparison) -> str:
    """完成值 99% ÷ 指标值 100% ＝ 99%."""
    actual, goal = (percent(value or 0, found.unit) for value in (found.actual, found.goal))
    share = percent(float(f"{(share_of(found) or 0) * 100:.6g}"))
    return f"完成值 {actual} ÷ 指标值 {goal} ＝ {share}"


def explain(
    found: Comparison,
    full: Number,
    result: Number | None,
    kind: str,
    profile: Profile,
    trace: Trace,
) -> None:
    """Tell the steps from the comparison to ``result``."""
    if found.goal and share_of(found) is not None:
        trace.say(f"{found.sense}指标，{division(found)}")
    if result is None:
        trace.say(_why_not(found, full, profile))
    elif found.choice is not None:
        name = band_of(result, full, profile)
        trace.say(f"评价人选定分值的 {percent(found.choice * 100)}，属「{name}」", result)
    elif found.reached:
        trace.say("按期完成，得满分" if found.sense == DEADLINE else "已达到，得满分", full)
        _tell_excess(found, full, profile, trace)
    else:
        _tell_formula(found, full, result, profile, trace)
        _tell_neighbours(found, full, result, kind, profile, trace)


def _why_not(found: Comparison, full: Number, profile: Profile) -> str:
    if found.late:
        return "逾期完成，办法没有规定按比例计分，由评价人判断"
    if found.reached is False:
        if found.goal and found.actual is not None and order(found.actual, found.goal) == 0:
            return "指标值不含本数，完成值恰等于它，未达到；按比例却得满分，由评价人判断"
        negative = (found.goal or 0) < 0
        return f"指标值{'为负数' if negative else '为 0'}，未达到，没有比例可算，由评价人判断"
    if found.excluded:
        return found.reason
    if found.sense != QUALITATIVE:
        return f"{found.reason}，由评价人判断"
    bands = "，".join(f"{name} {_band_text(full, name, profile)}" for name, _ in profile.bands)
    return f"{found.reason}，由评价人按档判断：{bands}"


def _band_text(full: Number, band: str, profile: Profile) -> str:
    low, high = band_limits(full, band, profile)
    return f"{percent(low, '')}–{percent(high, '')} 分"


def _tell_formula(
    found: Comparison, full: Number, result: Number, profile: Profile, trace: Trace
) -> None:
    raw = raw_points(found, full, profile)
    trace.say(_formula(found, full, profile), raw)
    if raw is not None and order(raw, result) != 0:
        how = "四舍五入" if profile.rounding == "half_up" else "舍去尾数"
        trace.say(f"{how}到 {profile.points_digits} 位小数", result)


def _formula(found: Comparison, full: Number, profile: Profile) -> str:
    if found.late:
        return "逾期完成，不得分"
    if not found.goal or found.actual is None:
        return "指标值为 0，未达到，不得分"
    weight = percent(full, "")
    goal, actual = (percent(value, found.unit) for value in (found.goal, found.actual))
    if not found.falling:
        return f"未达到，按比例：{weight} × {actual} ÷ {goal}"
    if profile.reverse == "quotient":
        return f"未达到，反向：{weight} × {goal} ÷ {actual}"
    return f"未达到，反向：{weight} ×（1 −（{actual} − {goal}）÷ {goal}），不低于 0"


def _tell_excess(found: Comparison, full: Number, profile: Profile, trace: Trace) -> None:
    """Far above the target, or so near to that that rounding would make it so."""
    share = None if found.falling or not found.goal else share_of(found)
    if share is None:
        return
    limit = percent(profile.over_achievement * 100)
    if far_above(found, profile):
        cost = profile.over_deduction
        trace.say(
            f"达到指标值的 {limit} 以上，"
            + (f"扣 {percent(cost, '')} 分" if cost else "须说明原因")
        )
    elif order(round(share, _NEAR_DIGITS), profile.over_achievement) >= 0:
        less = profile.rounded(max(0, full - profile.over_deduction), profile.points_digits)
        trace.also(less, f"若完成率先舍入，即达到 {limit}，须说明原因，")


def _tell_neighbours(
    found: Comparison, full: Number, result: Number, kind: str, profile: Profile, trace: Trace
) -> None:
    """What rounding at another place, or another sense, would give."""
    goal, actual = found.goal, found.actual
    if goal is None or actual is None or goal <= 0:
        return
    if found.sense == EQUAL and is_cost(kind):
        trace.also(full, "成本指标少花钱，若按反向（≤）计")
    shown = profile.rounded(actual, 2)
    if order(actual, goal) and (shown <= goal if found.falling else shown >= goal):
        if result != full:
            reason = f"若完成值先舍入到 2 位小数（{percent(shown, found.unit)}），即已达到，"
            trace.also(full, reason)
        return
    first = found._replace(goal=1, actual=profile.rounded(actual / goal, _NEAR_DIGITS))
    raw = raw_points(first, full, profile)
    other = None if raw is None else final_points(first, raw, full, profile)
    if other is not None and other != result:
        trace.also(other, f"若完成率先舍入到 {_NEAR_DIGITS} 位小数再乘分值")
