"""Published forms, corrected: by ``--fix`` and by a list of corrections, they have no errors.

The list is ``corrections.toml``: what an honest clerk writes where a fix would not be safe.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from zipingbiao.interchange import form_data, forms_in
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area, area_of, cell_name
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.checking import Checked, Request, check_paths
from zipingbiao.report.fixing import Change, Mended, mend
from zipingbiao.rules.finding import ERROR, Finding, Fix

REFERENCE = (
    "峨边彝族自治县信访局_2023.xlsx",
    "抚顺市信访局_2021.xlsx",
    "昌吉州信访局_2020.xlsx",
    "青龙满族自治县信访局_2023.xlsx",
)
LAYOUTS = find_layouts()
#: A cell of a sheet.
Spot = tuple[str, str]


class Correction(NamedTuple):
    """One entry of the list; what its parts mean is said there."""

    files: Sequence[str]
    sheet: str
    cell: str
    old: str
    new: str | float
    code: str
    reason: str

    @property
    def spot(self) -> Spot:
        """Where it is."""
        return self.sheet, self.cell

    def value(self, shown: str) -> str | float:
        """The cell's new content: ``new``, put in the place of ``old`` where that is a piece."""
        assert self.old == shown or (self.old and shown.count(self.old) == 1), (self, shown)
        return self.new if self.old == shown else shown.replace(self.old, str(self.new))


def _each(area: Area) -> Iterator[str]:
    """The cells of a column, from top to bottom."""
    return (cell_name(row, area.left) for row in range(area.top, area.bottom + 1))


CORRECTIONS = [
    Correction(**{**entry, "cell": cell})
    for entry in tomllib.loads(Path(__file__).with_name("corrections.toml").read_text("utf-8"))[
        "correction"
    ]
    for cell in _each(area_of(entry["cell"]))
]


class Corrected(NamedTuple):
    """A workbook on its way: as published, after ``--fix``, after the corrections."""

    name: str
    published: Path
    fixed: Path
    corrected: Path
    changes: Sequence[Change]

    @property
    def corrections(self) -> list[Correction]:
        """What the list says of it."""
        return [one for one in CORRECTIONS if self.name in one.files]


def by_fix(path: Path) -> Mended:
    """What ``zpb check --fix`` makes of a file."""
    found = check_paths(Request([path]))
    return mend(
        path.read_bytes(),
        path.name,
        form_reader(),
        lambda forms: found.inspector.fixable(path.name, forms),
    )


def by_hand(data: bytes, corrections: Sequence[Correction]) -> Mended:
    """The corrections, written as a fix writes."""
    sheets = {sheet.name: sheet for sheet in read_xlsx(Package.open(data))}
    values = [(one, one.value(sheets[one.sheet].shown(one.cell))) for one in corrections]

    fields: dict[Spot, str] = {}

    def recheck(forms: Iterable[SelfEvaluation]) -> list[Finding]:
        for form in forms:  # the first time tells: a row that is cleared has no fields later
            for path, cell in form.cells.items():
                fields.setdefault((form.source.sheet, cell), path)
        return [
            Finding(
                one.code, ERROR, "", one.sheet, one.cell, fields.get(one.spot, ""), None, None,
                None, "", fix=Fix(one.cell, value, one.reason),
            )
            for one, value in values
        ]  # fmt: skip

    return mend(data, "改正.xlsx", form_reader(), recheck)


def correct(name: str, published: bytes, folder: Path) -> Corrected:
    """Fix a workbook, then correct it; all three stand in files of a folder."""
    paths = [folder / f"{step}-{Path(name).stem}.xlsx" for step in ("原表", "修正", "改正")]
    paths[0].write_bytes(published)
    fixed = by_fix(paths[0])
    paths[1].write_bytes(fixed.data)
    done = by_hand(fixed.data, [one for one in CORRECTIONS if name in one.files])
    paths[2].write_bytes(done.data)
    return Corrected(name, paths[0], paths[1], paths[2], [*fixed.changes, *done.changes])


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Corrected]:
    """The project's own samples, written as they were published."""
    folder = tmp_path_factory.mktemp("samples")
    found = []
    for name, layout in LAYOUTS.items():
        data = json.loads((layout.folder / "sample.json").read_text("utf-8"))
        found.append(correct(name, layout.write(forms_in(data), given=True).data, folder))
    return found


@pytest.fixture(scope="module")
def reference(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Corrected]:
    """The reference workbooks."""
    folder = tmp_path_factory.mktemp("reference")
    return [correct(name, (shared / "agency" / name).read_bytes(), folder) for name in REFERENCE]


@pytest.fixture(params=["samples", "reference"])
def books(request: pytest.FixtureRequest) -> list[Corrected]:
    """Workbooks that were corrected: the samples, then the reference's."""
    found: list[Corrected] = request.getfixturevalue(request.param)
    return found


def errors(checked: Checked) -> list[Finding]:
    """The findings of severity error."""
    return [one for one in checked.findings if one.severity == ERROR]


def leaves(form: SelfEvaluation) -> Iterator[tuple[tuple[str, str, str], object]]:
    """All fields with their sheet and cell; a list's numbers are left out, as rows may go."""
    data = form_data(form)
    for path, cell in form.cells.items():
        value: Any = data
        for step in re.findall(r"\w+", path):
            value = value[int(step) if step.isdigit() else step]
        yield (form.source.sheet, cell, re.sub(r"\d+", "", path)), value


def fields(path: Path) -> dict[tuple[str, str, str], object]:
    """All fields of a workbook."""
    return dict(pair for form in check_paths(Request([path])).forms for pair in leaves(form))


def test_no_error_is_left(books: list[Corrected]) -> None:
    before = check_paths(Request([one.published for one in books]))
    after = check_paths(Request([one.corrected for one in books]))
    assert [(one.path, one.cell, one.code, one.message) for one in errors(after)] == []
    assert len(errors(before)) > 50
    assert len(after.forms) == len(before.forms)


def test_each_correction_answers_an_error_that_no_fix_is_safe_for(books: list[Corrected]) -> None:
    for book in books:
        left = {(one.sheet, one.code) for one in errors(check_paths(Request([book.fixed])))}
        assert {(one.sheet, one.code) for one in book.corrections} <= left


def test_all_other_fields_read_as_before(books: list[Corrected]) -> None:
    for book in books:
        touched = {(one.sheet, one.cell) for one in book.changes}
        before, after = (
            {place: value for place, value in fields(path).items() if place[:2] not in touched}
            for path in (book.published, book.corrected)
        )
        assert before == after
        assert len(before) > len(touched)


def test_corrected_cells_hold_what_the_list_says(books: list[Corrected]) -> None:
    for book in books:
        sheets = {one.name: one for one in read_xlsx(Package.open(book.corrected.read_bytes()))}
        for one in book.corrections:
            value = sheets[one.sheet].value(one.cell)
            if isinstance(one.new, str):
                assert one.new in str(value or "")
            else:
                assert value == one.new or str(one.new) in str(value)


def test_the_list_names_only_workbooks_that_there_are() -> None:
    assert {name for one in CORRECTIONS for name in one.files} <= {*REFERENCE, *LAYOUTS}
    assert len({(name, one.spot) for one in CORRECTIONS for name in one.files}) == sum(
        len(one.files) for one in CORRECTIONS
    )
