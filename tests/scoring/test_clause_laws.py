"""Laws of clauses: what is said reads back; nothing raises; points stay within the weight;
the native formula, recalculated by LibreOffice, gives what Python gives.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from office import Office
from zipingbiao.scoring.clause import (
    Clause,
    ClauseError,
    Contradiction,
    NotUnderstood,
    Usual,
    deducted,
    earned,
    native_formula,
    parse_clause,
    say,
)
from zipingbiao.scoring.clause.check import stated_full
from zipingbiao.scoring.clause.grammar.words import (
    OPERATORS,
    WORDS,
)
from zipingbiao.scoring.clause.model import (
    ALL,
    NOTHING,
    Additive,
    Band,
    Bands,
    Calculated,
    Deadlines,
    Effect,
    Gate,
    Judged,
    Levels,
    Measure,
    Operation,
    Points,
    Proportional,
    Ratio,
    Scale,
    Schedule,
    Span,
    Stage,
    Steps,
    Term,
    TwoWay,
)
from zipingbiao.scoring.clause.points import Measured
from zipingbiao.scoring.clause.values import Value
from zipingbiao.scoring.trace import Trace

KINDS = (
    Steps, TwoWay, Bands, Judged, Levels, Ratio, Proportional, Calculated, Schedule,
    Deadlines, Additive,
)  # fmt: skip

# ---- clauses ---------------------------------------------------------------------------------

names = st.one_of(
    st.sampled_from(["", "差异率", "“三公经费”变动率", "预算执行率", "结转结余率", "满意度"]),
    st.text("资金支付进展林草水质规模", min_size=2, max_size=4).map(lambda text: f"{text}率"),
)
things = st.sampled_from(["", "问题", "违规行为", "未公开的事项", "投诉"])
conditions = st.sampled_from(["制度健全", "按时报送资料", "资产台账完整", "建立预算与绩效挂钩机制"])
definitions = st.sampled_from(["", "执行率=执行数/预算数×100%", "变动率=(本年-上年)/上年×100%"])
ONE = Term("number", Decimal(1))
vetoes = st.sampled_from([(), ("出现重大事故",)])


def tenths(least: int, most: int) -> st.SearchStrategy[Decimal]:
    """Numbers with up to two decimals."""
    return st.integers(least * 100, most * 100).map(lambda number: Decimal(number) / 100)


amounts = st.one_of(
    st.integers(1, 40).map(lambda number: Points(Decimal(number) / 4)),
    st.sampled_from(["0.05", "0.1", "0.5"]).map(lambda text: Points(Decimal(text), True)),
)
fulls = st.one_of(st.just(ALL), st.integers(10, 20).map(lambda number: Points(Decimal(number))))


@st.composite
def measures(draw: st.DrawFn, absolute: bool = True) -> Measure:
    unit = draw(st.sampled_from(["%", "%", "人", "万元"]))
    signless = absolute and draw(st.booleans())
    name = draw(names)
    return Measure(name, unit == "%", "" if unit == "%" else unit, signless and bool(name))


@st.composite
def steps(draw: st.DrawFn) -> Steps:
    measure, up, gain = draw(measures()), draw(st.booleans()), draw(st.booleans())
    start, step, points = draw(tenths(0, 100)), draw(tenths(0, 20)), draw(amounts)
    full = draw(fulls) if not gain else Points(Decimal(draw(st.integers(1, 20))))
    assume(step > 0)
    far = start + 4 * step if up else start - 4 * step
    beyond = Span(far, None, draw(st.booleans())) if up else Span(None, far, False, True)
    exceptional = not gain and draw(st.booleans()) and far >= 0
    later = start + 2 * step if up else start - 2 * step
    staged = not gain and draw(st.booleans()) and later > 0
    stage = Stage(later, draw(tenths(1, 20)), draw(amounts))
    return Steps(
        measure=measure,
        start=start,
        step=step,
        points=points,
        up=up,
        gain=gain,
        full=full,
        floor=draw(st.sampled_from([NOTHING, Points(Decimal(2))])) if not gain else NOTHING,
        most=draw(st.sampled_from([None, Points(Decimal(21))])),
        inclusive=draw(st.sampled_from([None, True, False])),
        partial=None if staged else draw(st.sampled_from([None, "floor", "ceil"])),
        bands=(Band(beyond, NOTHING),) if exceptional else (),
        then=(stage,) if staged else (),
        vetoes=draw(vetoes),
        definition=draw(definitions),
    )


@st.composite
def target_steps(draw: st.DrawFn) -> Steps:
    """From the target, or from last year: nothing is named but how far."""
    scale: Scale = draw(st.sampled_from(["above", "ahead", "change"]))
    percent = scale == "ahead" or draw(st.booleans())
    up = scale != "ahead" and draw(st.booleans())
    return Steps(
        measure=Measure("", percent, "" if percent else "次", scale=scale),
        start=Decimal(0) if scale == "ahead" else draw(st.integers(0, 30).map(Decimal)),
        step=Decimal(draw(st.integers(1, 5))),
        points=draw(amounts),
        up=up,
        full=draw(fulls),
        most=draw(st.sampled_from([None, Points(Decimal(21))])),
        inclusive=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def two_way(draw: st.DrawFn, scale: Scale = "value") -> TwoWay:
    """So much more above, so much less below; or the reverse."""
    rising = draw(st.booleans())
    start = draw(tenths(0, 100)) if scale == "value" else Decimal(0)
    full = Points(Decimal(draw(st.integers(2, 15))))
    measure = Measure("执行率" if scale == "value" else "", True, scale=scale)

    def side(up: bool) -> Steps:
        gain = up == rising
        most = draw(st.sampled_from([None, Points(Decimal(21))])) if gain else None
        step, points = draw(st.integers(1, 20).map(Decimal)), draw(amounts)
        return Steps(
            measure=measure, start=start, step=step, points=points, up=up, gain=gain, full=full,
            most=most,
        )  # fmt: skip

    return TwoWay(upper=side(True), lower=side(False))


@st.composite
def target_bands(draw: st.DrawFn) -> Bands:
    """The share of the target, or how far above it, or what has changed since last year."""
    scale: Scale = draw(st.sampled_from(["share", "above", "change", "rate"]))
    most = 49 if scale == "above" else 120
    ends = sorted(draw(st.sets(st.integers(1, most).map(Decimal), min_size=1, max_size=4)))
    pairs = zip(ends, [*ends[1:], None], strict=True)
    spans = [Span(low, high, low_in=True) for low, high in pairs]
    if scale in ("above", "change"):
        spans = [replace(span, low_in=False, high_in=span.high is not None) for span in spans]
    points = [Points(Decimal(at + 1)) for at in range(len(spans))]
    return Bands(
        measure=Measure("完成率" if scale == "rate" else "", True, scale=scale),
        bands=tuple(Band(*pair) for pair in zip(spans, points, strict=True)),
        otherwise=Band(Span(), NOTHING),
    )


@st.composite
def calculated(draw: st.DrawFn) -> Calculated:
    """(到位率-60%)÷40%×分值, 分值-(1-到位率)×5, 2+到位率×3."""
    rate, points = Term("measure"), Term("points", points=ALL)

    def number(most: int) -> Term:
        return Term("number", Decimal(draw(st.integers(2, most))))

    low = Decimal(draw(st.integers(1, 99)))
    floor, rest = (Term("number", part / 100, percent=True) for part in (low, 100 - low))
    formula = draw(
        st.sampled_from(
            [
                Operation("×", Operation("÷", Operation("-", rate, floor), rest), points),
                Operation("-", points, Operation("×", Operation("-", ONE, rate), number(20))),
                Operation("+", number(5), Operation("×", rate, number(20))),
                Operation("×", Operation("×", points, rate), floor),
            ]
        )
    )
    return Calculated(measure=Measure("到位率", percent=True), formula=formula)


@st.composite
def pieced(draw: st.DrawFn) -> Calculated:
    """执行率≥90%的，得分=执行率×分值；执行率<90%的，得分=执行率×分值×0.8."""
    end = draw(tenths(10, 95))
    rate, points = Term("measure"), Term("points", points=ALL)
    share = Term("number", Decimal(draw(st.integers(2, 9))) / 10)
    whole = Operation("×", rate, points)
    pieces = (
        (Span(end, None, low_in=True), whole),
        (Span(None, end), Operation("×", whole, share)),
    )
    return Calculated(measure=Measure("执行率", percent=True), formula=whole, pieces=pieces)


@st.composite
def counted(draw: st.DrawFn) -> Steps:
    gain = draw(st.booleans())
    gate = Gate("未编制实施方案", 2, 4) if gain and draw(st.booleans()) else None
    return Steps(
        measure=Measure(draw(things), unit=draw(st.sampled_from(["个", "次", "起", "项", "天"]))),
        start=Decimal(0),
        step=Decimal(draw(st.integers(1, 5))),
        points=draw(amounts),
        gain=gain,
        full=NOTHING if gain else draw(fulls),
        most=draw(st.sampled_from([None, Points(Decimal(12))])),
        counted=True,
        gate=gate,
    )


@st.composite
def bands(draw: st.DrawFn) -> Bands:
    ends = sorted(draw(st.sets(tenths(0, 100), min_size=1, max_size=5)))
    belongs = [draw(st.booleans()) for _ in ends]
    effect: Effect = draw(st.sampled_from(["gain", "loss", "limit"]))
    lows = [None, *ends]
    spans = [
        Span(low, high, low is not None and not belongs[at - 1], high is not None and owned)
        for at, (low, high, owned) in enumerate(
            zip(lows, [*ends, None], [*belongs, False], strict=True)
        )
    ]
    given_points = [draw(amounts) for _ in spans]
    stated = tuple(Band(*pair, effect) for pair in zip(spans, given_points, strict=True))
    open_end = draw(st.booleans())
    return Bands(
        measure=draw(measures()),
        bands=stated[:-1] if open_end else stated,
        otherwise=Band(Span(), NOTHING) if open_end and effect == "gain" else None,
        vetoes=draw(vetoes),
        definition=draw(definitions),
    )


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    effect: Effect = draw(st.sampled_from(["gain", "loss"]))
    yes, condition = draw(amounts), draw(conditions)
    if effect == "loss":
        return Judged(condition=condition, yes=yes, effect="loss")
    no = draw(st.sampled_from([NOTHING, None, Points(Decimal("0.25"))]))
    most = draw(st.sampled_from([None, Points(Decimal(1))])) if no is None else None
    return Judged(condition=condition, yes=yes, no=no, most=most)


levels = st.sampled_from(
    [("优秀", "良好", "合格", "不合格"), ("全部完成", "部分完成", "未完成")]
).map(
    lambda names: Levels(
        levels=tuple((name, Points(Decimal(len(names) - 1 - at))) for at, name in enumerate(names))
    )
)
ratios = st.builds(
    Ratio,
    over=st.just("达到预期值的指标个数"),
    under=st.just("全部指标个数"),
    points=st.one_of(st.just(ALL), st.integers(1, 20).map(lambda number: Points(Decimal(number)))),
    deducts=st.booleans(),
)


@st.composite
def proportional(draw: st.DrawFn) -> Proportional:
    target = draw(tenths(1, 120))
    low = draw(tenths(0, 1))
    assume(low < 1)
    exception = (Band(Span(None, target * low, False, False), NOTHING),)
    return Proportional(
        measure=draw(measures()),
        points=draw(fulls),
        target=target,
        bands=exception if draw(st.booleans()) else (),
        most=draw(st.sampled_from([None, None, Points(Decimal(2))])),
        vetoes=draw(vetoes),
    )


inverses = st.builds(
    Proportional,
    measure=st.just(Measure("偏差率", percent=True)),
    points=fulls,
    inverse=st.just(True),
)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    months = sorted(draw(st.sets(st.integers(1, 12), min_size=2, max_size=4)))
    return Schedule(
        measure=Measure(percent=True),
        periods=tuple(f"{month}月" for month in months),
        thresholds=tuple(draw(tenths(1, 100)) for _ in months),
        points=tuple(Points(Decimal(draw(st.integers(1, 5)))) for _ in months),
        proportional=draw(st.booleans()),
    )


@st.composite
def deadlines(draw: st.DrawFn) -> Deadlines:
    months = sorted(draw(st.sets(st.integers(1, 12), min_size=2, max_size=4)))
    ends = [f"{month}月{draw(st.sampled_from(['5日', '28日', '底']))}" for month in months]
    given_points = [Points(Decimal(len(ends) - at + 1)) for at in range(len(ends))]
    return Deadlines(
        event=draw(st.sampled_from(["", "完成", "报送", "项目竣工"])),
        dates=tuple(zip(ends, given_points, strict=True)),
        late=draw(st.sampled_from([None, NOTHING, Points(Decimal(1))])),
    )


@st.composite
def additive(draw: st.DrawFn) -> Additive:
    gate = draw(st.sampled_from([None, Gate("未制定管理办法", 2, 3)]))
    kinds = [one for one in draw(st.lists(judged(), min_size=3, max_size=4))]
    items = tuple(
        Judged(condition=f"{one.condition}{'甲乙丙丁'[at]}", yes=one.yes, no=one.no)
        for at, one in enumerate(kinds)
    )
    return Additive(items=items, gate=gate, most=draw(st.sampled_from([None, Points(Decimal(9))])))


@st.composite
def several(draw: st.DrawFn) -> Additive:
    items = [
        Steps(
            measure=Measure(f"{name}问题", unit="起"),
            start=Decimal(0),
            step=Decimal(1),
            points=Points(Decimal(draw(st.integers(1, 4)))),
            counted=True,
        )
        for name in ("一般", "严重")
    ]
    return Additive(items=tuple(items), losing=True)


measured = st.one_of(steps(), two_way(), bands(), proportional(), calculated(), pieced(), inverses)
against_target = st.one_of(target_steps(), two_way("above"), target_bands())
clauses: st.SearchStrategy[Clause] = st.one_of(
    measured, against_target, calculated(), counted(), judged(), levels, ratios, schedules(),
    deadlines(),
    additive(), several(),
)  # fmt: skip

# ---- laws ------------------------------------------------------------------------------------


@settings(max_examples=400)
@given(clauses)
def test_a_clause_said_in_words_reads_back_as_the_same_clause(clause: Clause) -> None:
    assert parse_clause(say(clause)) == clause


@given(clauses)
def test_the_clause_keeps_the_words_it_was_read_from(clause: Clause) -> None:
    found = parse_clause(say(clause))
    assert isinstance(found, KINDS)
    assert found.words == say(clause)


def pieces() -> st.SearchStrategy[str]:
    words = [word for row in WORDS.values() for word in row if word.isalnum()]
    signs = list("。；，、：（）()[]≤≥<>=≠±%％×/÷+-—～~1234567890.一两三十百零①②每扣得分满\n 　")
    return st.lists(
        st.one_of(
            st.sampled_from(words), st.sampled_from(signs), st.sampled_from(list(OPERATORS)),
            st.characters(min_codepoint=0x20, max_codepoint=0xFFFF),
        ),
        max_size=40,
    ).map("".join)  # fmt: skip


@settings(max_examples=800)
@given(pieces())
def test_any_text_is_a_clause_or_a_refusal_that_points_into_it(text: str) -> None:
    found = parse_clause(text)
    if isinstance(found, NotUnderstood):
        assert 0 <= found.position <= len(text)
        assert text[found.position :].startswith(found.at) or found.at == ""
    elif isinstance(found, Contradiction):
        assert all(words in text for words in found.at)
    else:
        assert isinstance(found, KINDS)


@settings(max_examples=200)
@given(
    clauses, st.text(alphabet="每扣得分，。；%（）1590至以上下不超过按比例否则酌情", max_size=30)
)
def test_words_added_to_a_clause_never_raise(clause: Clause, more: str) -> None:
    assert parse_clause(say(clause) + more) is not None


@pytest.mark.parametrize(
    "unit",
    [
        "每",
        "按",
        "（",
        "有",
        "每超过",
        "得分=",
        "1、",
        "执行率≥90%得5分；",
        "、1",
        "不足",
        "最多",
        "-",
    ],
)
@pytest.mark.calls
def test_the_work_is_linear_in_the_length(unit: str) -> None:
    def calls(count: int) -> int:
        seen = 0

        def count_one(_frame: object, event: str, _argument: object) -> None:
            nonlocal seen
            seen += event == "call"

        sys.setprofile(count_one)
        try:
            parse_clause.__wrapped__(unit * (count // len(unit)))
        finally:
            sys.setprofile(None)
        return seen

    assert calls(2000) < 8 * calls(500) + 200


weights = st.one_of(st.just(100), st.integers(21, 60), tenths(21, 40).map(float))


@st.composite
def numbers(draw: st.DrawFn, clause: Clause) -> float | int:
    """Values near what the clause asks, many of them on its boundaries."""
    marks = [Decimal(0), Decimal(100)]
    if isinstance(clause, Steps):
        marks += [clause.start + clause.step * count for count in range(-3, 9)]
    if isinstance(clause, TwoWay):
        marks += [clause.upper.start + count for count in range(-20, 21, 4)]
    found = [*clause.bands] if isinstance(clause, Steps | Bands | Proportional) else []
    marks += [end for band in found for end in (band.span.low, band.span.high) if end is not None]
    near = draw(st.sampled_from(["0", "0", "0.004", "-0.004", "0.01", "-3"]))
    value = draw(st.one_of(st.sampled_from(marks), tenths(0, 130))) + Decimal(near)
    percent = isinstance(clause, Measured) and clause.measure.percent
    return float(value / 100 if percent and abs(value) <= 100 else value)


profiles = st.builds(
    Usual,
    step_rounding=st.sampled_from([None, 0, 2]),
    step_count=st.sampled_from(["floor", "ceil"]),
    points_digits=st.sampled_from([1, 2]),
    rounding=st.sampled_from(["half_up", "truncate"]),
)


@st.composite
def scored(
    draw: st.DrawFn, kinds: st.SearchStrategy[Clause] | None = None
) -> tuple[Clause, float | int, float | int, Usual]:
    clause = draw(st.one_of(measured, counted()) if kinds is None else kinds)
    value = draw(st.integers(0, 30)) if clause.kind == "counted" else draw(numbers(clause))
    return clause, value, draw(weights), draw(profiles)


def is_told(clause: Clause, value: Value, weight: float, profile: Usual) -> bool:
    """Whether the value can't be read in two ways: as a fraction or per cents, without its sign."""
    try:
        earned(clause, value, weight, profile)
    except ClauseError as error:
        if "没有百分号" not in error.reason and "看不出条文比较的是" not in error.reason:
            raise
        return False
    return True


@settings(max_examples=300)
@given(scored())
def test_points_lie_within_the_weight_and_what_is_not_earned_is_lost(
    example: tuple[Clause, float | int, float | int, Usual],
) -> None:
    clause, value, weight, profile = example
    trace = Trace()
    assume(is_told(clause, value, weight, profile))
    points = earned(clause, value, weight, profile, trace)
    lost = deducted(clause, value, weight, profile)
    assert points == earned(clause, value, weight, profile), "a trace changes nothing"
    assert (points is None) == (lost is None)
    if points is not None and lost is not None:
        assert 0 <= points <= weight
        assert points + lost == pytest.approx(weight, abs=1e-9)
        assert trace.result == points
        assert str(points) in trace.sentence()


@settings(max_examples=200)
@given(steps(), tenths(0, 200), tenths(0, 200), st.integers(21, 60))
def test_more_steps_never_earn_more(
    clause: Steps, one: Decimal, other: Decimal, weight: int
) -> None:
    assume(not clause.gain)
    near, far = sorted((one, other), reverse=not clause.up)
    first = earned(clause, f"{near}{'%' * clause.measure.percent}", weight, Usual())
    last = earned(clause, f"{far}{'%' * clause.measure.percent}", weight, Usual())
    assert first is not None
    assert last is not None
    assert last <= first


# ---- LibreOffice -----------------------------------------------------------------------------

_ROWS = 600
_KINDS: dict[str, st.SearchStrategy[Clause]] = {
    "steps": steps(), "two ways": two_way(), "bands": bands(), "proportional": proportional(),
    "inverse": inverses, "calculated": calculated(), "counted": counted(),
}  # fmt: skip


def _examples() -> list[tuple[Clause, list[float | int], float | int, Usual]]:
    """Clauses with values and weights; one workbook holds all of them."""
    found: list[tuple[Clause, list[float | int], float | int, Usual]] = []

    @settings(max_examples=_ROWS, phases=[Phase.generate], database=None, derandomize=True)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from([*_KINDS, "ratio", "schedule"]))
        weight, profile = data.draw(weights), data.draw(profiles)
        if kind == "schedule":
            schedule = data.draw(schedules())
            months = [data.draw(tenths(0, 100)) for _ in schedule.thresholds]
            values: list[float | int] = [float(value / 100) for value in months]
            found.append((schedule, values, weight, profile))
        elif kind == "ratio":
            share = data.draw(st.integers(0, 40)) / 40
            found.append((data.draw(ratios), [share], weight, profile))
        else:
            clause, value, weight, profile = data.draw(scored(_KINDS[kind]))
            found.append((clause, [value], weight, profile))

    collect()
    return found


def test_the_native_formula_gives_what_python_gives(tmp_path: Path, office: Office) -> None:
    rows, path = _examples(), tmp_path / "clauses.xlsx"
    expected: dict[str, object] = {}
    kinds: set[str] = set()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("条款")
        for row, (clause, values, weight, profile) in enumerate(rows):
            sheet.write(row, 0, weight)
            for column, value in enumerate(values):
                sheet.write(row, 4 + column, value)
            last = "EFGHIJKL"[len(values) - 1]
            cells = f"E{row + 1}" if len(values) == 1 else f"E{row + 1}:{last}{row + 1}"
            given_value = values[0] if len(values) == 1 else values
            for column, (lost, score) in enumerate(((False, earned), (True, deducted)), 1):
                formula = native_formula(clause, cells, f"A{row + 1}", profile, lost=lost)
                if formula is None:
                    assert isinstance(clause, Steps)
                    assert clause.gate is not None
                    continue
                kinds.add(clause.kind)
                sheet.write_formula(row, column, f"={formula}")
                told = is_told(clause, given_value, weight, profile)
                points = score(clause, given_value, weight, profile) if told else None
                expected[f"{'ABC'[column]}{row + 1}"] = "" if points is None else points
    found = office.recalculated(path)["条款"]
    wrong = {
        cell: (value, found.get(cell), say(rows[int(cell[1:]) - 1][0]), rows[int(cell[1:]) - 1][1:])
        for cell, value in expected.items()
        if found.get(cell) != (pytest.approx(value, abs=1e-9) if value != "" else "")
    }
    assert not wrong
    assert kinds >= {"steps", "counted", "bands", "losses", "caps", "proportional", "schedule"}
    assert kinds >= {"ratio_of_counts", "ratio_deduct", "two_way", "calculated"}


def test_blank_and_text_cells_give_nothing_native(tmp_path: Path, office: Office) -> None:
    clause = parse_clause("执行率≥95%，得满分；每降低1个百分点扣0.5分。")
    assert isinstance(clause, Steps)
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("条款")
        sheet.write(1, 0, "很好")
        for row in range(2):
            formula = native_formula(clause, f"A{row + 1}", "10", Usual())
            sheet.write_formula(row, 1, f"={formula}")
    assert office.recalculated(path)["条款"] == {"B1": "", "B2": ""}


@given(scored())
def test_a_clause_that_gives_more_than_the_weight_is_refused(
    example: tuple[Clause, float | int, float | int, Usual],
) -> None:
    clause, value, _, profile = example
    full = stated_full(clause)
    assume(full is not None and not full.of_weight and full.amount > 0)
    with pytest.raises(ClauseError, match="超过了分值"):
        earned(clause, value, float(full.amount) / 2 if full else 0, profile)
