"""The commands beside the check, unchanged, in a real spreadsheet program."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings as xw

from inbox import make_bad, make_good
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.session import perform
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout
from zipingbiao.places import USER_VARIABLE

if TYPE_CHECKING:
    from zipingbiao.excel.office.dialogs import Dialogs
    from zipingbiao.excel.office.host import OfficeHost

PATIENCE = 90.0


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder."""
    folder = tmp_path / "自己"
    monkeypatch.setenv(USER_VARIABLE, str(folder))
    return folder


def opened(app: xw.App, folder: Path, layout: str, *, live: bool = False) -> xw.Book:
    """A workbook with a layout's samples, as printed or computed by live formulas."""
    found = get_layout(layout)
    made = forms_in(json.loads((found.folder / "sample.json").read_text("utf-8")))
    path = folder / f"{layout}.xlsx"
    path.write_bytes(found.write(made, given=not live, live=live).data)
    book = app.books.open(str(path))
    book.activate()
    return book


def performed(command: str, app: xw.App, book: xw.Book | None, argument: str = "") -> str:
    return perform(BY_ID[command], app, book, argument) or ""


def wait_for(wanted: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_new_form_is_written_and_in_front(app: xw.App, dialogs: Dialogs, tmp_path: Path) -> None:
    dialogs.picks.append((tmp_path / "新.xlsx",))
    assert performed("new", app, None, "national-project") == ""
    assert app.books.active.name == "新.xlsx"
    assert app.books.active.sheets[0]["A1"].value == "项目支出绩效自评表"


def test_scores_are_listed_and_explained(app: xw.App, host: OfficeHost, tmp_path: Path) -> None:
    book = opened(app, tmp_path, "hebei-project")
    form, names = book.sheets[0], book.sheet_names
    before = form.used_range.formula
    assert performed("rescore", app, book).endswith("已列在「得分重算」里。")
    rows = book.sheets["得分重算"]["D4:H60"].value
    assert [form.name, "H21", "8", "8.57", "不符"] in rows
    assert form.used_range.formula == before
    assert performed("rescore", app, book)
    assert book.sheet_names == [*names, "得分重算"]
    form.activate()
    form["H21"].select()
    host.set_saved(book, True)
    said = performed("explain", app, book)
    assert said.startswith("预算执行率（H21）印作 8，应为 8.57：执行率 85.69%（H6）")
    assert host.is_saved(book)
    form["A1"].select()
    assert "所选的单元格不是算出来的数" in performed("explain", app, book)


@pytest.mark.parametrize("layout", ["national-project", "liaoning-department"])
def test_plain_formulas_show_the_same(layout: str, app: xw.App, tmp_path: Path) -> None:
    book = opened(app, tmp_path, layout, live=True)
    sheet = book.sheets[0]
    before = sheet.used_range.value
    assert performed("plain", app, book).startswith("已换成普通公式 ")
    after = sheet.used_range.value
    pairs = [pair for rows in zip(before, after, strict=True) for pair in zip(*rows, strict=True)]
    assert [pair for pair in pairs if pair[0] != pytest.approx(pair[1])] == []
    assert "ZPB_" not in str(sheet.used_range.formula).upper()
    [copy] = tmp_path.glob(f"{layout}.备份-*.xlsx")
    book.save(tmp_path / "普通.xlsx")
    assert counted(copy) > 10
    assert counted(tmp_path / "普通.xlsx") == 0


def counted(path: Path) -> int:
    """How many cells of a file's first sheet need the add-in."""
    cells = (cell for row in openpyxl.load_workbook(path).worksheets[0] for cell in row)
    return sum("ZPB_" in str(cell.value).upper() for cell in cells)


def test_plain_formulas_follow_what_people_type(app: xw.App, tmp_path: Path) -> None:
    book = opened(app, tmp_path, "national-project", live=True)
    performed("plain", app, book)
    sheet = book.sheets[0]
    assert sheet["J6:K6"].value == [1, 10]
    sheet["G7"].value = 33
    app.calculate()
    assert sheet["J6:K6"].value == [0.5, 5]


def test_only_the_forms_are_exported(
    app: xw.App, host: OfficeHost, dialogs: Dialogs, tmp_path: Path
) -> None:
    book = opened(app, tmp_path, "national-project")
    performed("rescore", app, book)
    host.set_saved(book, True)
    dialogs.picks.append((tmp_path / "自评表.pdf",))
    assert performed("pdf", app, book) == f"已导出 4 张工作表：{tmp_path / '自评表.pdf'}"
    assert all(sheet.visible for sheet in book.sheets)
    assert host.is_saved(book)
    if which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", tmp_path / "自评表.pdf", "-"], capture_output=True, encoding="utf-8"
        ).stdout
        assert "项目支出绩效自评表" in text
        assert "怎样算出来" not in text


def test_the_settings_come_to_the_front(app: xw.App) -> None:
    assert performed("settings", app, None) == ""
    assert app.books.active.name == "设置.xlsx"
    assert app.books.active.sheets["检查规则"]["A4"].value == "ZPB001"


def test_a_folder_is_merged_and_the_summary_opened(
    app: xw.App, dialogs: Dialogs, tmp_path: Path
) -> None:
    good, folder, out = tmp_path / "好", tmp_path / "报来的", tmp_path / "汇总.xlsx"
    good.mkdir()
    make_good(good)
    make_bad(good, folder)
    dialogs.picks.extend([(folder,), (), (), (out,)])
    assert performed("merge_folder", app, None) == ""
    wait_for(lambda: dialogs.said)
    said = dialogs.said[-1].prompt.splitlines()
    assert said[0].startswith("已汇总 ")
    assert said[0].endswith("存为 汇总.xlsx。")
    assert any(line.startswith("截断.xlsx：") for line in said)
    assert app.books.active.name == "汇总.xlsx"
    assert app.books.active.sheets[0].name == "首页"


def test_a_merge_can_be_cancelled(app: xw.App, dialogs: Dialogs, tmp_path: Path) -> None:
    folder, out = tmp_path / "报来的", tmp_path / "汇总.xlsx"
    folder.mkdir()
    layout = get_layout("national-project")
    data = layout.write(forms_in(layout.blank_data())).data
    for number in range(400):
        (folder / f"{number}.xlsx").write_bytes(data)
    dialogs.picks.extend([(folder,), (), (), (out,)])
    performed("merge_folder", app, None)
    assert performed("cancel", app, None) == ""
    wait_for(lambda: dialogs.said)
    assert dialogs.said[-1].prompt == "已取消汇总，没有写出文件。"
    assert not out.exists()
    assert len(app.books) == 0
    assert app.status_bar is False
