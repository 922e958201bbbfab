"""``zpb score``: every form scored anew, each score with the way to it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zipingbiao.cli.commands import report
from zipingbiao.cli.progress import ProgressBar

if TYPE_CHECKING:
    from zipingbiao.model import SelfEvaluation
    from zipingbiao.scoring.profile import Profile
    from zipingbiao.scoring.rescore import Rescored, RescoredForm
    from zipingbiao.scoring.trace import Trace


def score(arguments: Namespace) -> int:
    """Score the forms in some paths anew."""
    from zipingbiao.reading import discover, gather, read_all
    from zipingbiao.scoring.rescore import rescore

    found = discover(arguments.paths)
    profiles = _Profiles(arguments.profile)
    with ProgressBar("读取") as bar:
        readings = read_all(found, arguments.jobs, bar)
    reading = gather(readings)
    scored = [rescore(form, profiles.of(form)) for form in reading.forms]
    if arguments.format == "json":
        from zipingbiao.interchange import file_data

        document = {
            "schema": 1,
            "files": [file_data(record) for record in reading.files],
            "forms": [form_data(one) for one in scored],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for one in scored:
            print("\n".join(lines(one)), end="\n\n")
    return report(readings)


class _Profiles:
    """The profile of each form: the one asked for, else its layout's."""

    def __init__(self, asked: str | None) -> None:
        from zipingbiao.layouts import find_layouts
        from zipingbiao.scoring.profile import load_profile

        self._asked: Profile | None = load_profile(asked) if asked else None
        self._load = load_profile
        self._layouts = {} if asked else find_layouts()

    def of(self, form: SelfEvaluation) -> Profile:
        """The profile by which a form is scored."""
        return self._asked or self._load(self._layouts[form.layout].profile)


def lines(scored: RescoredForm) -> Iterator[str]:
    """A form's scores for a person: a head, a line for each score, the way to it below."""
    form = scored.form
    name = form.header.project or form.header.unit or form.title or ""
    place = f"{form.source.path} › {form.source.sheet}!{form.source.range}"
    yield f"{name}（{place}，评分办法 {scored.profile.title}）"
    for one in scored.scores:
        yield f"  {_mark(one)} {one.name}（{_cell(scored, one)}）：{_result(one)}"
        yield f"      {one.trace.sentence()}"
    if scored.rating:
        yield f"  等级：{scored.rating}"


def _mark(one: Rescored) -> str:
    if one.computed is None:
        return "？"
    return "✓" if one.agrees else "✗"


def _cell(scored: RescoredForm, one: Rescored) -> str:
    return scored.form.cells.get(one.field) or one.field


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


def form_data(scored: RescoredForm) -> dict[str, Any]:
    """A form's scores for a program."""
    source = scored.form.source
    return {
        "source": {"path": source.path, "sheet": source.sheet, "range": source.range},
        "layout": scored.form.layout,
        "project": scored.form.header.project,
        "unit": scored.form.header.unit,
        "profile": scored.profile.id,
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
