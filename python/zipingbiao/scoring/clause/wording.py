"""A clause → one canonical Chinese sentence, which reads back as the same clause."""

from __future__ import annotations

from dataclasses import replace

from zipingbiao.scoring.clause.amounts import amount_words, shown, span_words
from zipingbiao.scoring.clause.grammar.lexer import lex
from zipingbiao.scoring.clause.grammar.names import WITHIN
from zipingbiao.scoring.clause.model import (
    ALL,
    HUNDRED,
    NOTHING,
    Additive,
    Band,
    Bands,
    Calculated,
    Clause,
    Deadlines,
    Expression,
    Gate,
    Judged,
    Levels,
    Measure,
    Operation,
    Points,
    Proportional,
    Ratio,
    Schedule,
    Span,
    Steps,
    Term,
    TwoWay,
)
from zipingbiao.values.text import fold


def say(clause: Clause) -> str:
    """The clause in words. ``parse_clause(say(clause)) == clause`` for what a text can say."""
    sentences = [_body(clause), *(f"{veto}的，不得分" for veto in clause.vetoes)]
    if clause.definition:  # behind numbered items it would belong to the last
        first = isinstance(clause, Additive) and not clause.losing
        sentences.insert(0 if first else len(sentences), clause.definition)
    return "；".join(sentences) + "。"


def _body(clause: Clause) -> str:
    match clause:
        case Steps():
            return _counted(clause) if clause.counted else _steps(clause)
        case TwoWay():
            return _two_way(clause)
        case Calculated():
            return _calculated(clause)
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
        case Deadlines():
            late = [] if clause.late is None else [f"逾期的，{_given(clause.late)}"]
            by = (f"{date}前{clause.event}，{_given(points)}" for date, points in clause.dates)
            return "；".join([*by, *late])
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


def _name(measure: Measure) -> str:
    return measure.name + ("（绝对值）" if measure.absolute else "")


def _steps(clause: Steps) -> str:
    """执行率≥95%，得满分；执行率<95%时，每减少1%扣0.5分，…"""
    full, beyond = _sides(clause)
    name = _name(clause.measure)
    parts = []
    if clause.full != NOTHING:
        parts.append(f"{name}{_first_band(clause, full)}")
    verb = "加" if clause.gain else "扣"
    step = f"{_each(clause, _way(clause))}{verb}{amount_words(clause.points)}"
    again = "" if parts else name
    when = f"{again}{span_words(beyond, clause.measure)}时，"
    parts.append(step if clause.measure.scale == "share" and not clause.start else when + step)
    parts += [_stage(stage) for stage in clause.stages[1:]]
    parts += [_apart(clause, band) for band in clause.bands]
    return "；".join([*parts, *_bounds(clause, "得" if clause.gain else "扣")])


def _stage(clause: Steps) -> str:
    """<80%的部分，每减少1%扣1分"""
    beyond = span_words(_sides(clause)[1], clause.measure)
    return f"{beyond}的部分，{_each(clause, _way(clause))}扣{amount_words(clause.points)}"


def _first_band(clause: Steps, full: Span) -> str:
    """≥95%，得满分; 较上年增长不超过5%，得满分."""
    end = full.high
    if clause.measure.scale == "change" and full.low is None and end is not None and end > 0:
        return f"较上年增长不超过{clause.measure.shown(end)}，{_given(clause.full)}"
    return _band(clause, Band(full, clause.full))


def _sides(clause: Steps) -> tuple[Span, Span]:
    """Where the full score is earned, and where the steps are."""
    below, above = Span(None, clause.start, False, True), Span(clause.start, None, True, False)
    if clause.gain:
        full = above if clause.up else below
        return full, replace(full, low_in=False, high_in=False)
    full = below if clause.up else above
    beyond = above if clause.up else below
    return full, replace(beyond, low_in=False, high_in=False)


def _way(clause: Steps) -> str:
    """The verb of a step."""
    match clause.measure.scale:
        case "above":
            return "超过目标值" if clause.up else "低于目标值"
        case "ahead":
            return "相差"
        case "share":
            return "完成目标值的"
        case "change":
            return "增长" if clause.up else "下降"
    if clause.measure.unit == "分":
        return "高" if clause.up else "低"  # 增加1分 would be points
    return "增加" if clause.up else "减少"


def _apart(clause: Steps | Proportional | Calculated, band: Band) -> str:
    """A band beside steps, with the name of its own measure."""
    return f"{_name(band.measure or clause.measure)}{_band(clause, band)}"


def _two_way(clause: TwoWay) -> str:
    """达到90%，得6分；每增加1%加0.4分，最多得10分；每减少1%扣1分"""
    upper, lower = clause.upper, clause.lower
    name, measure = _name(clause.measure), clause.measure
    start = Span(lower.start, upper.start, True, True)
    if lower.start < upper.start:
        each = f"{_each(upper, '偏离')}扣{amount_words(upper.points)}"
        band = _band(upper, Band(start, upper.full))
        return "；".join([f"{name}{band}", each, *_bounds(upper, "扣")])
    if measure.scale in ("above", "ahead"):
        start = Span(upper.start, None, True)
        if not upper.gain:
            start = Span(None, upper.start, False, True)
    shown_start = span_words(start, measure)
    parts = [f"{name}{shown_start}，得{amount_words(upper.full)}"]
    for side in (upper, lower):
        verb = "加" if side.gain else "扣"
        parts.append(f"{_each(side, _way(side))}{verb}{amount_words(side.points)}")
        parts += _bounds(side, "得" if side.gain else "扣")
    return "；".join(parts)


def _each(clause: Steps, way: str) -> str:
    inclusion = {None: "", True: "（含）", False: "（不含）"}[clause.inclusive]
    return f"每{way}{clause.measure.shown(clause.step)}{inclusion}"


def _counted(clause: Steps) -> str:
    """没有的得5分；问题的，每1个扣0.5分，…"""
    verb = "得" if clause.gain else "扣"
    parts = []
    if clause.full not in (ALL, NOTHING):
        parts.append(f"没有的{_given(clause.full)}")
    name, thing = (f"{clause.measure.name}的，" if clause.measure.name else ""), ""
    if any(token.kind in ("missed", "target") for token in lex(f"{clause.measure.name}的").tokens):
        name, thing = "", clause.measure.name  # before 每 it would be a condition
    way = "逾期" if WITHIN.search(fold(clause.definition)) else ""
    parts.append(f"{name}{_each(clause, way)}{thing}{verb}{amount_words(clause.points)}")
    parts += [
        _apart(clause, band) if band.measure else _band(clause, band) for band in clause.bands
    ]
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


def _band(clause: Steps | Bands | Proportional | Calculated, band: Band) -> str:
    """≤10%，得5分; >20%，扣2分; <50%，不超过59分."""
    said = {
        "gain": _given(band.points),
        "loss": _taken(band.points),
        "limit": f"不超过{amount_words(band.points)}",
    }[band.effect]
    return f"{span_words(band.span, band.measure or clause.measure)}，{said}"


def _bands(clause: Bands) -> str:
    parts = [f"{_name(clause.measure)}{_band(clause, band)}" for band in clause.bands]
    if clause.otherwise is not None:
        parts.append(f"否则{_band(clause, clause.otherwise).lstrip('，')}")
    return "；".join([*parts, *_most(clause.most, "得")])


def _judged(clause: Judged) -> str:
    if clause.effect == "loss":
        taken = _taken(clause.yes)
        if clause.no is None:
            taken = f"酌情扣{amount_words(clause.most) if clause.most else '分'}"
        return f"{clause.condition}的，{taken}" if clause.condition else taken
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
    name = _name(clause.measure)
    points = "分值" if clause.points == ALL else amount_words(clause.points)
    if clause.measure.scale == "degree":
        return f"正向指标得分={points}×B/A，反向指标得分={points}×A/B"
    if clause.inverse:
        whole = f"|{clause.measure.name}|" if clause.measure.absolute else clause.measure.name
        parts = [f"得分=(1-{whole})×{points}"]
    elif clause.measure.scale == "share" and clause.target == HUNDRED:
        parts = [f"达到目标值，{_given(clause.points)}"]
    else:
        full = Band(Span(clause.target, None, True), clause.points)
        parts = [f"{name}{_band(clause, full)}"]
    parts += [_apart(clause, band) for band in clause.bands]
    short = "未达到目标值的" if parts[0].startswith("达到目标值") else "否则"
    if clause.most:
        return "；".join([*parts, f"{short}按比例扣分", *_most(clause.most, "扣")])
    return "；".join(parts if clause.inverse else [*parts, f"{short}按比例得分"])


def _calculated(clause: Calculated) -> str:
    verb, name = "扣分" if clause.loses else "得分", _name(clause.measure)
    parts = [
        f"{name}{span_words(span, clause.measure)}的，{verb}={_expression(tree, clause.measure)}"
        for span, tree in clause.pieces
    ] or [f"{verb}={_expression(clause.formula, clause.measure)}"]
    parts += [_apart(clause, band) for band in clause.bands]
    return "；".join([*parts, *_most(clause.most, "得")])


def _expression(tree: Expression, measure: Measure) -> str:
    """A formula with no more brackets than it needs."""
    if isinstance(tree, Term):
        match tree.kind:
            case "measure":
                return f"|{measure.name}|" if measure.absolute else measure.name
            case "target":
                return "目标值"
            case "points":
                return "分值" if tree.points == ALL else amount_words(tree.points)
        return f"{shown(tree.number * HUNDRED)}%" if tree.percent else shown(tree.number)
    left, right = _expression(tree.left, measure), _expression(tree.right, measure)
    if tree.sign in "×÷":
        left = f"({left})" if _is_sum(tree.left) else left
        right = f"({right})" if isinstance(tree.right, Operation) else right
    elif _is_sum(tree.right):
        right = f"({right})"
    return f"{left}{tree.sign}{right}"


def _is_sum(tree: Expression) -> bool:
    return isinstance(tree, Operation) and tree.sign in "+-"


def _schedule(clause: Schedule) -> str:
    periods = "、".join(clause.periods)
    thresholds = "、".join(map(clause.measure.shown, clause.thresholds))
    points = "、".join(f"{shown(points.amount)}分" for points in clause.points)
    short = "，未达到的按比例得分" if clause.proportional else ""
    return f"{periods}分别达到{thresholds}，分别得{points}{short}"


def _additive(clause: Additive) -> str:
    items = [_body(item) for item in clause.items]
    if not clause.losing:
        marks = ("、" if item[:1].isdigit() else "." for item in items)  # 1.6月 is a number
        items = [
            f"{at}{mark}{item}" for at, (mark, item) in enumerate(zip(marks, items, strict=True), 1)
        ]
    verb = "扣" if clause.losing else "得"
    return "；".join([*items, *_most(clause.most, verb), *_gate(clause.gate)])
