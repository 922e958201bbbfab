"""Right forms with one wrong cell: what a slip of the hand leaves behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from flawless import FORMS, flawless
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, form_reader, get_layout
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.cells import SheetCells
from zipingbiao.ooxml.editor.recalculation import Spot, compute
from zipingbiao.ooxml.grid import Scalar, Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.fixing import Mended, mend
from zipingbiao.rules.finding import ERROR, Finding
from zipingbiao.rules.runner import Checker
from zipingbiao.scoring.formulas import FORM_FUNCTIONS
from zipingbiao.values.numbers import write_number

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Slip(NamedTuple):
    """One wrong cell."""

    kind: str
    spot: Spot
    right: Scalar
    wrong: Scalar


def mended(data: bytes) -> Mended:
    """What mending makes of a workbook."""
    checker = Checker()
    return mend(
        data,
        "表.xlsx",
        form_reader(),
        lambda forms: [one for form in forms for one in checker.check_form(form)],
    )


@cache
def right_books() -> dict[str, bytes]:
    """Workbooks without a mistake, of all layouts: as typed and with formulas.

    Each form of the samples, and each flawless one. Rates, points and totals are those that the
    formulas of the layout give.
    """
    books: dict[str, bytes] = {}
    for name, form in _right_forms():
        layout = get_layout(form.layout)
        native = layout.write([form]).data
        again = forms_read(native)
        made = {"公式": native}
        if len(again) == 1:
            made["数字"] = layout.write(again, given=True).data
        for kind, data in made.items():
            if not errors_of(data):
                books[f"{name}·{kind}"] = data
    return books


def _right_forms() -> Iterator[tuple[str, SelfEvaluation]]:
    for name, layout in find_layouts().items():
        path = layout.folder / "sample.json"
        forms = forms_in(json.loads(path.read_text("utf-8"))) if path.exists() else []
        yield from ((f"{name}·{number}", form) for number, form in enumerate(forms))
    yield from ((name, flawless(name)) for name in FORMS)


def forms_read(data: bytes) -> list[SelfEvaluation]:
    """The forms of a workbook, with the cells of blank fields."""
    sheets = read_xlsx(Package.open(data))
    reader = form_reader()
    return [form for one in sheets for form in reader.read(one, "表.xlsx", printed=True)]


def errors_of(data: bytes) -> list[Finding]:
    """The errors that a check finds."""
    found = (one for form in forms_read(data) for one in Checker().check_form(form))
    return [one for one in found if one.severity == ERROR]


def sheets_of(data: bytes) -> dict[str, Sheet]:
    """The sheets of a workbook by name."""
    return {sheet.name: sheet for sheet in read_xlsx(Package.open(data))}


def slips(data: bytes) -> Iterator[Slip]:
    """Every kind of slip in every cell of a form that holds a number, alone or among words."""
    sheets = sheets_of(data)
    seen: set[Spot] = set()
    for form in forms_read(data):
        for cell in form.cells.values():
            spot = form.source.sheet, cell
            value = sheets[spot[0]].value(cell)
            if spot in seen or isinstance(value, bool):
                continue
            seen.add(spot)
            wrongs: Iterator[tuple[str, Scalar]] = iter(())
            if isinstance(value, int | float):
                wrongs = _wrong(value)
            elif isinstance(value, str) and _FIGURE.search(value):
                wrongs = _wrong_words(value)
            yield from (Slip(kind, spot, value, wrong) for kind, wrong in wrongs if wrong != value)


def _wrong(value: int | float) -> Iterator[tuple[str, Scalar]]:
    text = write_number(value)
    yield "多一个零", value * 10
    yield "少一个零", value / 10
    yield "差一点", value + 1 if abs(value) > 1 else value + 0.01
    yield "负号", -value
    yield "空白", None
    yield "带单位", f"{text}分"
    yield "带金额单位", f"{text}万元"
    yield "百分号", f"{text}%"
    yield "见附件", "见附件"
    digits = [n for n, sign in enumerate(text) if sign.isdigit()]
    if len(digits) > 1:
        first, second = digits[-2:]
        swapped = list(text)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield "两位颠倒", float("".join(swapped))
        yield "截去一位", float(text[:-1].rstrip(".") or 0)


def _wrong_words(text: str) -> Iterator[tuple[str, Scalar]]:
    """Slips in a target, a result, a sentence."""
    yield "数字多一", _FIGURE.sub(lambda match: write_number(float(match[0]) + 1), text, count=1)
    yield "数字少一位", _FIGURE.sub(lambda match: match[0][1:] or "0", text, count=1)
    yield "空白", None
    yield "没有百分号", text.replace("%", "")
    yield "多一个符号", f"≥{text}"


def planted(data: bytes, slip: Slip) -> bytes:
    """The workbook with a slip in it."""
    return typed(data, {slip.spot: slip.wrong})


def typed(data: bytes, edits: Mapping[Spot, Scalar]) -> bytes:
    """The workbook with other contents in some cells, computed as Excel does on the spot.

    What begins with an equals sign is a formula.
    """
    book = EditedBook(data)
    sheets = read_xlsx(Package.open(data))
    cells = {name: SheetCells(book.parts[one.part]) for name, one in book.sheets.items()}
    for (sheet, at), value in edits.items():
        formula = value[1:] if isinstance(value, str) and value.startswith("=") else None
        cells[sheet].write(at, 0 if formula else value, formula)
    formulas = {
        (name, at): one for name, some in cells.items() for at, one in some.formulas.items()
    }
    written = {spot: 0 if spot in formulas else value for spot, value in edits.items()}
    found = compute(book.text(book.workbook), sheets, formulas, written, FORM_FUNCTIONS)
    for (sheet, at), value in found.values.items():
        cells[sheet].recache(at, value)
    for name, some in cells.items():
        book.put(book.sheets[name].part, some.markup())
    return book.save()


def harmed(
    right: bytes, wrong: bytes, after: bytes, slip: Slip
) -> dict[Spot, tuple[Scalar, Scalar]]:
    """The cells that were right and hold something else after mending: before, after."""
    one, two, three = sheets_of(right), sheets_of(wrong), sheets_of(after)
    found: dict[Spot, tuple[Scalar, Scalar]] = {}
    for name, sheet in one.items():
        for cell in {*sheet.addresses, *two[name].addresses, *three[name].addresses}:
            before = sheet.value(cell)
            was, now = two[name].value(cell), three[name].value(cell)
            if (name, cell) != slip.spot and _same(before, was) and not _same(was, now):
                found[name, cell] = (was, now)
    return found


def _same(one: Scalar, other: Scalar) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return one == other
