"""``zpb score``: every form scored anew, each score with the way to it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from zipingbiao.cli.outcome import report
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import Place, mishap
from zipingbiao.limits import time_limit

if TYPE_CHECKING:
    from zipingbiao.model import SelfEvaluation
    from zipingbiao.scoring.profile import Profile
    from zipingbiao.scoring.rescore import Rescored, RescoredForm
    from zipingbiao.scoring.trace import Trace


def score(arguments: Namespace) -> int:
    """Score the forms in some paths anew."""
    from zipingbiao.reading import gather, inputs, read_all
    from zipingbiao.scoring.rescore import rescore

    found = inputs(arguments.paths)
    profiles = _Profiles(arguments.profile)
    with ProgressBar("读取") as bar:
        readings = read_all(found, arguments.jobs, bar)
    reading = gather(readings)
    scored, mishaps = [], []
    for form in (one for one in reading.forms if one.is_evaluation):
        try:
            with time_limit():
                scored.append((profiles.asked(form), rescore(form, profiles.of(form))))
        except Exception as error:
            place = Place(form.source.path, form.source.sheet)
            mishaps.append(mishap(error, "评分", place))
    if arguments.format == "json":
        from zipingbiao.interchange import file_data

        document = {
            "schema": 1,
            "files": [file_data(record) for record in reading.files],
            "forms": [form_data(one, asked) for asked, one in scored],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for asked, one in scored:
            print("\n".join(lines(one, asked)), end="\n\n")
    return report(readings, mishaps, evaluated=True)


class _Profiles:
    """The profile of each form: the one named in the call, else its layout's; as of its year."""

    def __init__(self, name: str | None) -> None:
        from zipingbiao.layouts import usual_profile
        from zipingbiao.scoring.profile import in_force, load_profile

        self._named: Profile | None = load_profile(name) if name else None
        self._usual = cache(usual_profile)
        self._in_force = in_force

    def asked(self, form: SelfEvaluation) -> Profile:
        """The profile that is asked for, whatever the year."""
        return self._named or self._usual(form.layout)

    def of(self, form: SelfEvaluation) -> Profile:
        """The profile by which a form is scored."""
        return self._in_force(self.asked(form), form.year)


def lines(scored: RescoredForm, asked: Profile) -> Iterator[str]:
    """A form's scores for a person: a head, a line for each score, the way to it below."""
    from zipingbiao.scoring.profile import said_instead

    form = scored.form
    name = form.header.project or form.header.unit or form.title or ""
    place = f"{form.source.path} › {form.source.where}"
    yield f"{name}（{place}，评分办法 {scored.profile.title}）"
    instead = said_instead(asked, scored.profile, form.year)
    if instead:
        yield f"  {instead}"
    for one in scored.scores:
        yield f"  {_mark(one)} {one.name}（{_cell(scored, one)}）：{_result(one)}"
        yield f"      {one.trace.sentence(form.source.spots)}"
    if scored.rating:
        yield f"  等级：{scored.rating}"


def _mark(one: Rescored) -> str:
    if one.computed is None:
        return "？"
    return "✓" if one.agrees else "✗"


def _cell(scored: RescoredForm, one: Rescored) -> str:
    form = scored.form
    cell = form.cells.get(one.field)
    return form.source.spots.get(cell, cell) if cell else one.field


def _result(one: Rescored) -> str:
    printed = "空白" if one.printed is None else _number(one, one.printed)
    if one.computed is None:
        return f"印作 {printed}，由人评定"
    if one.agrees:
        return f"{printed}，相符"
    return f"印作 {printed}，应为 {_number(one, one.computed)}"


def _number(one: Rescored, value: object) -> str:
    if isinstance(value, int | float) and one.field.endswith(".rate"):
        return f"{value * 100:.10g}%"
    return f"{value}"


def form_data(scored: RescoredForm, asked: Profile) -> dict[str, Any]:
    """A form's scores for a program."""
    source = scored.form.source
    return {
        "source": {"path": source.path, "sheet": source.sheet, "range": source.range},
        "layout": scored.form.layout,
        "project": scored.form.header.project,
        "unit": scored.form.header.unit,
        "profile": scored.profile.id,
        "profile_asked": asked.id,
        "rating": scored.rating,
        "scores": [_score_data(scored, one) for one in scored.scores],
    }


def _score_data(scored: RescoredForm, one: Rescored) -> dict[str, Any]:
    return {
        "field": one.field,
        "cell": scored.form.cells.get(one.field),
        "name": one.name,
        "printed": one.printed,
        "computed": one.computed,
        "agrees": one.agrees,
        "trace": trace_data(one.trace),
    }


def trace_data(trace: Trace) -> dict[str, Any]:
    """The way to a result: inputs with their cells, steps, other readings."""
    return {
        "function": trace.function,
        "inputs": [{"name": i.name, "shown": i.shown, "cell": i.cell} for i in trace.inputs],
        "steps": [{"text": step.text, "value": step.value} for step in trace.steps],
        "result": trace.result,
        "alternatives": [{"value": a.value, "reason": a.reason} for a in trace.alternatives],
        "sentence": trace.sentence(),
    }
