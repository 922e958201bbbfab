"""A clause → one canonical Chinese sentence, which reads back as the same clause."""

from __future__ import annotations

from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    Additive,
    Band,
    Bands,
    Clause,
    Gate,
    Judged,
    Levels,
    Points,
    Proportional,
    Ratio,
    Schedule,
    Steps,
)
from zipingbiao.scoring.clause.points import amount_words, shown, span_words


def say(clause: Clause) -> str:
    """The clause in words. ``parse_clause(say(clause)) == clause`` for what a text can say."""
    sentences = [_body(clause), *(f"{veto}的，不得分" for veto in clause.vetoes)]
    if clause.definition:
        sentences.append(clause.definition)
    return "；".join(sentences) + "。"


def _body(clause: Clause) -> str:
    match clause:
        case Steps():
            return _counted(clause) if clause.counted else _steps(clause)
        case Bands():
            return _bands(clause)
        case Judged():
            return _judged(clause)
        case Levels():
            return "，".join(f"{name}，{_given(points)}" for name, points in clause.levels)
        case Ratio():
            return _ratio(clause)
        case Proportional():
            return _proportional(clause)
        case Schedule():
            return _schedule(clause)
        case Additive():
            return _additive(clause)


def _given(points: Points) -> str:
    return "不得分" if points == NOTHING else f"得{amount_words(points)}"


def _taken(points: Points) -> str:
    return f"扣{amount_words(points)}"


def _most(points: Points | None, verb: str) -> list[str]:
    return [f"最多{verb}{amount_words(points)}"] if points else []


def _gate(gate: Gate | None) -> list[str]:
    return [f"{gate.condition}的第{gate.first}-{gate.last}项不得分"] if gate else []


def _steps(clause: Steps) -> str:
    """执行率≥95%，得满分；执行率<95%时，每减少1%扣0.5分，…"""
    name = clause.measure.name + ("（绝对值）" if clause.measure.absolute else "")
    start = clause.measure.shown(clause.start)
    full, beyond = ("≤", ">") if clause.up else ("≥", "<")
    if clause.gain:
        full = "≥" if clause.up else "≤"
    parts = []
    if clause.full != NOTHING:
        parts.append(f"{name}{full}{start}，得{amount_words(clause.full)}")
    verb = "加" if clause.gain else "扣"
    way = "增加" if clause.up else "减少"
    parts.append(
        f"{name}{beyond}{start}时，{_each(clause, way)}{verb}{amount_words(clause.points)}"
    )
    parts += [f"{name}{_band(clause, band)}" for band in clause.bands]
    return "；".join([*parts, *_bounds(clause, "得" if clause.gain else "扣")])


def _each(clause: Steps, way: str) -> str:
    inclusion = {None: "", True: "（含）", False: "（不含）"}[clause.inclusive]
    return f"每{way}{clause.measure.shown(clause.step)}{inclusion}"


def _counted(clause: Steps) -> str:
    """没有的得5分；问题的，每1个扣0.5分，…"""
    verb = "得" if clause.gain else "扣"
    parts = []
    if clause.full not in (ALL, NOTHING):
        parts.append(f"没有的{_given(clause.full)}")
    name = f"{clause.measure.name}的，" if clause.measure.name else ""
    parts.append(f"{name}{_each(clause, '')}{verb}{amount_words(clause.points)}")
    parts += [_band(clause, band) for band in clause.bands]
    return "；".join([*parts, *_bounds(clause, verb), *_gate(clause.gate)])


def _bounds(clause: Steps, verb: str) -> list[str]:
    """What limits all steps, and what a part of one counts."""
    said = _most(clause.most, verb)
    if clause.floor != NOTHING:
        said.append(f"减至{amount_words(clause.floor)}为止")
    size = clause.measure.shown(clause.step)
    if clause.partial == "ceil":
        said.append(f"不足{size}的按{size}计算")
    elif clause.partial == "floor":
        said.append(f"不足{size}的不扣分")
    return said


def _band(clause: Steps | Bands | Proportional, band: Band) -> str:
    """≤10%，得5分; >20%，扣2分; <50%，不超过59分."""
    said = {
        "gain": _given(band.points),
        "loss": _taken(band.points),
        "limit": f"不超过{amount_words(band.points)}",
    }[band.effect]
    return f"{span_words(band.span, clause.measure)}，{said}"


def _bands(clause: Bands) -> str:
    name = clause.measure.name + ("（绝对值）" if clause.measure.absolute else "")
    parts = [f"{name}{_band(clause, band)}" for band in clause.bands]
    if clause.otherwise is not None:
        parts.append(f"否则{_band(clause, clause.otherwise).lstrip('，')}")
    return "；".join([*parts, *_most(clause.most, "得")])


def _judged(clause: Judged) -> str:
    if clause.effect == "loss":
        return f"{clause.condition}的，{_taken(clause.yes)}"
    given = f"{clause.condition}的，{_given(clause.yes)}"
    if clause.no is None:
        most = amount_words(clause.most) if clause.most else "分"
        return f"{given}，否则酌情扣{most}"
    return f"{given}，否则{_given(clause.no)}"


def _ratio(clause: Ratio) -> str:
    points = "分值" if clause.points == ALL else amount_words(clause.points)
    if clause.deducts:
        return f"按{clause.over}/{clause.under}×{points}扣分"
    return f"得分={clause.over}/{clause.under}×{points}"


def _proportional(clause: Proportional) -> str:
    name = clause.measure.name
    if clause.inverse:
        points = "分值" if clause.points == ALL else amount_words(clause.points)
        return f"得分=(1-{name})×{points}"
    target = clause.measure.shown(clause.target)
    absolute = "（绝对值）" if clause.measure.absolute else ""
    parts = [f"{name}{absolute}≥{target}，得{amount_words(clause.points)}"]
    parts += [f"{name}{absolute}{_band(clause, band)}" for band in clause.bands]
    return "；".join([*parts, "否则按比例得分"])


def _schedule(clause: Schedule) -> str:
    periods = "、".join(clause.periods)
    thresholds = "、".join(map(clause.measure.shown, clause.thresholds))
    points = "、".join(f"{shown(points.amount)}分" for points in clause.points)
    short = "，未达到的按比例得分" if clause.proportional else ""
    return f"{periods}分别达到{thresholds}，分别得{points}{short}"


def _additive(clause: Additive) -> str:
    items = [_body(item) for item in clause.items]
    if not clause.losing:
        items = [f"{number}.{item}" for number, item in enumerate(items, 1)]
    verb = "扣" if clause.losing else "得"
    return "；".join([*items, *_most(clause.most, verb), *_gate(clause.gate)])
