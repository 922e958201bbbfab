"""One test of what a button does, for all programs: a fake Excel, WPS, LibreOffice, the page.

The books are those of agencies, as they came. What the command line finds is what each lists, in
the same words; what one mends all mend, to the same.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import xlwings as xw

from excel.fake import FakeHost, start
from excel.office.program import missing, running_app
from serving.client import Caller, started
from serving.et.window import NODE, Window
from zipingbiao.addin.wps import new_secret
from zipingbiao.excel import host as hosts
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.session import perform
from zipingbiao.places import USER_VARIABLE
from zipingbiao.report.checking import Request, check_paths
from zipingbiao.serving.service import Service

#: Each button and the list that it makes.
LISTS = {"check": "问题清单", "fix": "修正清单", "rescore": "得分重算"}
#: What differs from one run to the next: where the copy is.
_COPY = "备份在："


class Done(NamedTuple):
    """What a button did: what it said, what its list tells, what the notes of the forms say."""

    said: str
    listed: Sequence[Sequence[str]]
    notes: Mapping[str, Mapping[str, str]]


Presses = Callable[[Path, str], Done]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's own folder."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="module")
def service(own: Path) -> Iterator[Caller]:
    """The service."""
    with started(Service(idle=None)) as caller:
        yield caller


def by_xlwings(app: xw.App, file: Path, button: str) -> Done:
    """Press a button in a program that xlwings reaches."""
    app.engine.activate()  # xlwings works with one at a time
    book = app.books.open(os.fspath(file))
    said = perform(BY_ID[button], app, book) or ""
    names = book.sheet_names
    rows = (
        book.sheets[LISTS[button]].used_range.options(ndim=2).value
        if LISTS[button] in names
        else []
    )
    notes = {
        sheet.name: {one.location.get_address(False, False): one.text for one in sheet.notes}
        for sheet in book.sheets
        if sheet.name not in LISTS.values()
    }
    book.close()
    return done(said, [[*map(shown, row)] for row in rows], notes)


def shown(value: object) -> str:
    """What a cell of a list shows."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def done(said: str, rows: Sequence[Sequence[str]], notes: Mapping[str, Mapping[str, str]]) -> Done:
    """What a button did, without where the copy is."""
    head, _, rest = said.partition(_COPY)
    said = head + rest.partition("。")[2] if rest else said
    kept = {
        sheet: {cell: text.replace("\r\n", "\n") for cell, text in own.items()}
        for sheet, own in notes.items()
        if own
    }
    return Done(said, [list(row) for row in rows if any(row)], kept)


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch) -> Presses:
    """A fake Excel."""
    app = start()
    monkeypatch.setitem(hosts._HOSTS, "excel", FakeHost())
    return lambda file, button: by_xlwings(app, file, button)


@pytest.fixture
def wps(service: Caller, tmp_path: Path) -> Presses:
    """The add-in's own scripts in a fake WPS."""
    if NODE is None:
        pytest.skip("没有 Node，不运行 WPS 加载项的测试")
    controls = {one: BY_ID[one].control for one in LISTS}

    def press(file: Path, button: str) -> Done:
        window = Window(tmp_path / "addin", file, service.service.port, new_secret())
        seen = window.press(controls[button])
        names = [one["name"] for one in seen.state["sheets"]]
        rows = seen.rows(LISTS[button]) if LISTS[button] in names else []
        notes = {one["name"]: one["notes"] for one in seen.state["sheets"]}
        [said] = seen.said
        return done(said, rows, notes)

    return press


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, own: Path) -> Iterator[Presses]:
    """A real LibreOffice."""
    reason = missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    with running_app(tmp_path_factory.mktemp("engine")) as app:
        yield lambda file, button: by_xlwings(app, file, button)


@cache
def found_by_zpb(file: Path) -> list[tuple[str, str]]:
    """What the command line finds: code, cell."""
    return [(one.code, one.cell or "") for one in check_paths(Request([file], jobs=1)).findings]


def agency(shared: Path, folder: Path) -> Iterator[Path]:
    """The books of the agencies, each a copy."""
    for theirs in sorted((shared / "agency").glob("*.xlsx")):
        yield Path(shutil.copyfile(theirs, folder / theirs.name))


@pytest.mark.parametrize("button", LISTS)
def test_excel_and_wps_do_the_same(
    shared: Path, tmp_path: Path, excel: Presses, wps: Presses, button: str
) -> None:
    for file in agency(shared, tmp_path):
        ours, theirs = excel(file, button), wps(file, button)
        assert theirs == ours, file.name
        if button == "check":
            heads, *lines = ours.listed[2:] if ours.listed else [[]]
            at = [heads.index(head) for head in ("代码", "单元格") if heads]
            assert [tuple(line[one] for one in at) for line in lines] == found_by_zpb(file)


@pytest.mark.parametrize("button", LISTS)
def test_libreoffice_does_what_excel_does(
    shared: Path, tmp_path: Path, excel: Presses, office: Presses, button: str
) -> None:
    for file in agency(shared, tmp_path):
        ours = excel(file, button)
        assert office(file, button) == ours, file.name


def test_the_page_finds_and_mends_the_same(
    shared: Path, tmp_path: Path, service: Caller, excel: Presses
) -> None:
    for file in agency(shared, tmp_path):
        key = service.drop(file.name, file.read_bytes())
        seen = service.ask("GET", f"api/files/{key}/look")
        assert [(one["code"], one["cell"] or "") for one in seen["findings"]] == found_by_zpb(file)
        mended = service.ask("POST", f"api/files/{key}/mend", {"keys": None})
        listed = excel(file, "fix").listed
        heads, *lines = listed[2:] if listed else [[]]
        at = [heads.index(head) for head in ("代码", "单元格", "改为") if heads]
        assert [[line[one] for one in at] for line in lines] == [
            [one["code"], one["cell"], one["new"]] for one in mended["changes"]
        ]
