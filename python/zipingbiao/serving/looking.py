"""What the worker does with one file: draw its forms, check them, mend them, tell of scores.

Each function takes and gives plain data, as it is called in another process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from zipingbiao.errors import CallError, Mishap, Place, mishap
from zipingbiao.limits import time_limit
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.opening import read_file
from zipingbiao.report.answering import Answer, answered, is_answerable, takes_answers
from zipingbiao.report.checking import Checked, Request, check_paths
from zipingbiao.report.document import finding_data
from zipingbiao.report.examining import READ
from zipingbiao.rules.finding import Finding

Data = dict[str, Any]


def look(path: str, name: str) -> Data:
    """A file's forms as sheets, the findings on them, and the way to each score.

    ``message`` says why there is nothing to be seen; ``answered`` are the findings of which
    somebody has said why they are right as they are.
    """
    checked = check_paths(Request([Path(path)], jobs=1))
    [reading] = checked.readings
    told = [str(one) for one in checked.mishaps]
    sheets: list[Data] = []
    is_open = False
    if reading.record.status in READ:
        data = read_file(Path(path), name)
        is_open = takes_answers(data)
        sheets = _sheets(data, name, checked, told)
    return {
        "status": reading.record.status,
        "message": reading.record.message,
        "forms": [_form(one) for one in reading.forms],
        "findings": [
            {**_finding(one, name), "answerable": is_open and is_answerable(one)}
            for one in checked.findings
        ],
        "answered": [
            {**_finding(one, name), "reason": reason} for one, reason in checked.inspector.ignored
        ],
        "sheets": sheets,
        "scores": [one for form in reading.forms for one in _scores(form, told)],
        "told": told,
    }


def key_of(finding: Finding) -> str:
    """What tells a finding from the others of its file."""
    return "|".join((finding.code, finding.sheet, finding.cell or "", finding.field))


def _finding(finding: Finding, name: str) -> Data:
    data = {**finding_data(finding), "path": name, "key": key_of(finding)}
    if finding.fix is not None:
        data["fix"] = {"value": str(finding.fix.value), "reason": finding.fix.reason}
    return data


def _form(form: SelfEvaluation) -> Data:
    return {
        "sheet": form.source.sheet,
        "title": form.title,
        "project": form.header.project,
        "unit": form.header.unit or form.header.department,
        "layout": form.layout,
        "year": form.year,
    }


# Sheets


def _sheets(data: bytes, name: str, checked: Checked, told: list[str]) -> list[Data]:
    from zipingbiao.export.drawn import DrawnFile
    from zipingbiao.serving.drawing import drawn, whole

    [reading] = checked.readings
    wanted = dict.fromkeys(one.source.sheet for one in reading.forms)
    wanted |= dict.fromkeys(one.sheet for one in checked.findings if one.sheet)
    found: list[Data] = []
    try:
        with time_limit():
            file = DrawnFile(data, name)
    except Exception as error:
        told.append(_said(mishap(error, "画表", Place(name), "没有画出表来。")))
        return found
    for sheet in wanted:
        try:
            with time_limit():
                found.append({"name": sheet, **drawn(file.page(sheet, whole()))})
        except Exception as error:
            told.append(_said(mishap(error, "画表", Place(name, sheet), "没有画出这一张。")))
    return found


def _said(what: Mishap) -> str:
    return str(what.fault)


# Scores


def _scores(form: SelfEvaluation, told: list[str]) -> Iterable[Data]:
    """The way to each score of a form, by its cell."""
    from zipingbiao.layouts import usual_profile
    from zipingbiao.scoring.profile import in_force
    from zipingbiao.scoring.rescore import rescore

    if not form.is_evaluation:
        return []
    try:
        with time_limit():
            scored = rescore(form, in_force(usual_profile(form.layout), form.year))
    except Exception as error:
        place = Place(form.source.path, form.source.sheet)
        told.append(_said(mishap(error, "评分", place)))
        return []
    return [
        {
            "sheet": form.source.sheet,
            "cell": form.cells.get(one.field),
            "name": one.name,
            "printed": one.printed,
            "computed": one.computed,
            "agrees": one.agrees,
            "sentence": one.trace.sentence(form.source.spots),
        }
        for one in scored.scores
    ]


# Mending


class Original(NamedTuple):
    """A file as it came: its bytes, where it lies on the desk, by which name."""

    path: str
    place: str
    name: str


def change_file(
    file: Original, chosen: Sequence[str] | None, answers: Sequence[Answer], out: str
) -> Data:
    """Change a file into a copy: mend what is chosen, or (None) all that can be, and write down
    the answers to what stays.

    Gives the changes, what was left, and the name of the copy; none is written where nothing
    changes. Raises CallError for a file that can't be changed so.
    """
    from zipingbiao.ooxml.origin import MENDED
    from zipingbiao.report.outputs import copy_name, is_word
    from zipingbiao.saving import write_beside

    name = file.name
    data = read_file(Path(file.path), name)
    made: Data = {"changes": [], "left": []}
    changed, noted = data, file.path
    try:
        with time_limit():
            if answers:
                # The check reads there what is to be left as it is.
                noted = f"{out}.noted{Path(out).suffix}"
                write_beside(Path(noted), answered(data, answers))
            if chosen is None or chosen:
                changed = _mend(file._replace(path=noted), data, chosen, made)
            if answers:
                changed = answered(changed, answers)
    except CallError:
        raise
    except Exception as error:
        raise CallError(_said(mishap(error, "修正", Place(name), "没有修正。"))) from error
    if changed is not data:
        write_beside(Path(out), changed)
    in_word = is_word(data)
    return {**made, "copy": copy_name(Path(name), MENDED, data, in_word=in_word)}


def _mend(file: Original, data: bytes, chosen: Sequence[str] | None, made: Data) -> bytes:
    """Mend what is chosen; what came of it is put into ``made``."""
    from zipingbiao.layouts import form_reader
    from zipingbiao.report.fixing import mend
    from zipingbiao.report.outputs import is_editable

    if not is_editable(data):
        raise CallError("不是 .xlsx，不能逐格修正。", Place(file.name), "请先另存为 .xlsx。")
    checked = check_paths(Request([Path(file.path)], jobs=1, original=Path(file.place)))
    [reading] = checked.readings
    own = reading.record.path

    def recheck(forms: Iterable[SelfEvaluation]) -> Sequence[Finding]:
        found = checked.inspector.fixable(own, forms)
        if chosen is None:
            return found
        return [one if key_of(one) in chosen else replace(one, fix=None) for one in found]

    mended = mend(data, own, form_reader(), recheck)
    made["changes"] = [one._asdict() for one in mended.changes]
    made["left"] = [str(one) for one in mended.left]
    return mended.data if mended.changes else data


def learn_layout(path: str) -> str:
    """Learn the layout of a filled form into the user's own folder; what a person is told."""
    from zipingbiao.excel.learning import learn_new, told_of

    return "\n".join(told_of(learn_new(Path(path)), "「新建空白表」里就有它"))


# New forms


def layout_list() -> list[Data]:
    """The layouts there are."""
    from zipingbiao.layouts import find_layouts, offered

    return [
        {
            "id": one.id,
            "title": one.title,
            "region": one.region,
            "years": one.years_text,
            "basis": one.basis,
            "kind": one.kind,
        }
        for one in offered(find_layouts().values())
    ]


def blank_sheet(layout: str) -> Data:
    """The first sheet of a layout's blank form, as it looks. Raises CallError for no such one."""
    from zipingbiao.export.sheets import Book
    from zipingbiao.serving.drawing import drawn, whole

    book = Book(_blank(layout))
    name = next(iter(book.sheets))
    return {"name": name, **drawn(book.page(name, whole()))}


def write_blank(layout: str, out: str) -> str:
    """Write a layout's blank form; the name that it should have."""
    from zipingbiao.layouts import get_layout
    from zipingbiao.saving import write_beside

    write_beside(Path(out), _blank(layout))
    return f"{get_layout(layout).title}.xlsx"


def _blank(layout: str) -> bytes:
    from zipingbiao.interchange import forms_in
    from zipingbiao.layouts import get_layout

    found = get_layout(layout)
    return found.write(forms_in(found.blank_data())).data
