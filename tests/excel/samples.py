"""Commands for the tests of the session, and the sample data with a wrong total."""

from __future__ import annotations

import json
from dataclasses import replace

from excel.fake import FakeComError
from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import Command
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation

LAYOUTS = find_layouts()
#: What a call raises while a cell is edited, by way of pywin32.
EDIT_MODE = (
    FakeComError(-2147418111, 0),
    FakeComError(-2147352567, -2146777998),
    AttributeError("Excel.Application.ScreenUpdating"),
    AttributeError("<unknown>.StatusBar"),
)


def command(name: str) -> Command:
    """The command that runs a function of this module."""
    function = f"excel.samples:{name}"
    return Command("try", "check", "试一试", "check", "Z", "试", "试一试。", function)


def fine(call: Call) -> str:
    """Works, and sees what the program is like meanwhile."""
    app = call.app
    return f"{app.screen_updating} {app.calculation} {app.status_bar} {call.argument}"


def silent(call: Call) -> str:
    """Has nothing to tell."""
    return ""


def marks_progress(call: Call) -> str:
    """Leaves a text of its own in the status bar."""
    call.app.status_bar = "第 1 处"
    return ""


def refuses(call: Call) -> str:
    """Refuses in a sentence."""
    raise CallError("不行。", Place("自评表.xlsx", "甲", "B5"), "请改。")


def breaks(call: Call) -> str:
    """Has a mistake."""
    raise ZeroDivisionError("division by zero")


def misses(call: Call) -> str:
    """Asks for something that is not there."""
    return str(call.nothing)  # type: ignore[attr-defined]


def is_refused(call: Call) -> str:
    """Is refused by Excel, which says why."""
    raise FakeComError


def closes(call: Call) -> str:
    """Closes the only book."""
    call.book.close()
    return ""


def is_edited(call: Call) -> str:
    """Finds that the user has begun to edit a cell."""
    call.app.impl.refusal = EDIT_MODE[0]
    return str(call.app.calculation)


def needs_book(call: Call) -> str:
    """Works on the book in front."""
    return call.book.name


def wrong_samples(layout: str) -> bytes:
    """A layout's sample data in one workbook, every total three points short."""
    data = json.loads((LAYOUTS[layout].folder / "sample.json").read_text("utf-8"))
    forms = [_wrong(form) for form in forms_in(data)]
    return LAYOUTS[layout].write(forms, given=True).data


def _wrong(form: SelfEvaluation) -> SelfEvaluation:
    total = form.total
    if total is None or not isinstance(total.score, int | float):
        return form
    return replace(form, total=replace(total, score=total.score - 3))
