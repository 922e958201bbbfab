"""LibreOffice as host of the commands."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings as xw

from zipingbiao.errors import CallError
from zipingbiao.excel.host import host_of
from zipingbiao.excel.jobs import FAIL, RUN, Job
from zipingbiao.places import USER_VARIABLE

if TYPE_CHECKING:
    from zipingbiao.excel.office.dialogs import Dialogs
    from zipingbiao.excel.office.host import OfficeHost


def test_the_host_goes_with_the_engine(app: xw.App, host: OfficeHost) -> None:
    assert host_of(app) is host


@pytest.mark.parametrize("name", ["副本.xlsx", "副本.xlsm", "副本.ods", "副本.xls"])
def test_a_copy_is_the_book_as_it_stands(
    saved: xw.Book, host: OfficeHost, tmp_path: Path, name: str
) -> None:
    saved.sheets[0]["A1"].value = "还没有保存"
    path = tmp_path / "别处" / name
    path.parent.mkdir()
    host.save_copy(saved, path)
    assert saved.name == "自评表.xlsx"
    assert not host.is_saved(saved)
    assert openpyxl.load_workbook(saved.fullname).active["A1"].value is None
    assert saved.app.books.open(path).sheets[0]["A1"].value == "还没有保存"


def test_a_copy_that_cannot_be_written_is_told(
    saved: xw.Book, host: OfficeHost, tmp_path: Path
) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(CallError, match="没有照办"):
        host.save_copy(saved, tmp_path / "文件" / "副本.xlsx")


def test_whether_a_book_is_saved_can_be_asked_and_said(saved: xw.Book, host: OfficeHost) -> None:
    assert host.is_saved(saved)
    saved.sheets[0]["A1"].value = 1
    assert not host.is_saved(saved)
    host.set_saved(saved, True)
    assert host.is_saved(saved)
    host.set_saved(saved, False)
    assert not host.is_saved(saved)


def test_looking_leaves_a_book_saved(saved: xw.Book, host: OfficeHost, tmp_path: Path) -> None:
    app, sheet = saved.app, saved.sheets[0]
    sheet["A1"].value = [["甲", "=1+1"]]
    saved.save()
    assert (sheet.used_range.value, sheet.notes.count) == (["甲", 2.0], 0)
    assert sheet["A1"].conditional_formats.count == 0
    assert sheet["B1"].formula == "=1+1"
    with app.properties(screen_updating=False, calculation="manual", status_bar="检查"):
        sheet["B1"].select()
    host.save_copy(saved, tmp_path / "副本.xlsx")
    assert host.is_saved(saved)


def test_it_is_known_while_the_screen_is_held(saved: xw.Book, host: OfficeHost) -> None:
    app, cell = saved.app, saved.sheets[0]["A1"]
    app.screen_updating = False
    cell.value = 1
    assert not host.is_saved(saved)
    host.set_saved(saved, True)
    app.screen_updating = True
    assert host.is_saved(saved)


def test_a_rule_makes_a_book_unsaved(saved: xw.Book, host: OfficeHost) -> None:
    rule = saved.sheets[0]["A1"].conditional_formats.add_custom("=TRUE()", fill_color="#ffc7ce")
    assert not host.is_saved(saved)
    host.set_saved(saved, True)
    rule.delete()
    assert not host.is_saved(saved)


def test_read_only_and_locked_books_are_known(
    saved: xw.Book, host: OfficeHost, tmp_path: Path
) -> None:
    # LibreOffice 7.4 forgets the protection of the structure in Excel's files.
    app, path = saved.app, tmp_path / "自评表.ods"
    assert not host.is_read_only(saved)
    assert not host.is_locked(saved)
    saved.impl.api.protect("")
    assert host.is_locked(saved)
    saved.save(path)
    saved.close()
    again = app.books.open(path, read_only=True)
    assert host.is_read_only(again)
    assert host.is_locked(again)


def protection(path: str | Path) -> dict[str, str]:
    """The options of the protection of the first sheet of a file."""
    with zipfile.ZipFile(path) as parts:
        text = parts.read("xl/worksheets/sheet1.xml").decode()
    found = re.search(r"<sheetProtection([^>]*)/>", text)
    return dict(re.findall(r'(\w+)="([^"]*)"', found[1])) if found else {}


def test_a_protected_sheet_is_changed_and_protected_as_before(
    app: xw.App, host: OfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "保护.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"] = "原来"
    made.active.protection.sheet = True
    made.active.protection.formatCells = False
    made.active.protection.insertRows = False
    made.active.protection.selectLockedCells = True
    made.save(path)
    book = app.books.open(path)
    host.save_copy(book, tmp_path / "before.xlsx")
    with host.unlocked(book.sheets[0]):
        book.sheets[0]["A1"].value = "改过"
        book.sheets[0]["A1"].add_note("批注")
    with pytest.raises(CallError, match="工作表受保护"):
        book.sheets[0]["A1"].value = "再改"
    host.save_copy(book, tmp_path / "after.xlsx")
    before, after = protection(tmp_path / "before.xlsx"), protection(tmp_path / "after.xlsx")
    assert before == after
    options = "formatCells", "insertRows", "selectLockedCells"
    assert [after[name] for name in options] == ["false", "false", "true"]


def test_a_failure_inside_leaves_the_sheet_protected(sheet: xw.Sheet, host: OfficeHost) -> None:
    sheet.impl.api.protect("")
    with pytest.raises(CallError, match="MalformedNumberFormat"), host.unlocked(sheet):
        sheet["A1"].number_format = "bad[["
    assert sheet.impl.api.isProtected()


def test_an_open_sheet_stays_open(sheet: xw.Sheet, host: OfficeHost) -> None:
    with host.unlocked(sheet):
        sheet["A1"].value = 1
    assert not sheet.impl.api.isProtected()


def test_a_password_is_respected(sheet: xw.Sheet, host: OfficeHost) -> None:
    sheet.impl.api.protect("secret")
    with pytest.raises(CallError, match="工作表的保护有密码，不能改。请先在"), host.unlocked(sheet):
        sheet["A1"].value = 1
    assert sheet["A1"].value is None
    assert sheet.impl.api.isProtected()


def test_the_user_chooses_or_cancels(
    app: xw.App, host: OfficeHost, dialogs: Dialogs, tmp_path: Path
) -> None:
    files = (tmp_path / "甲.xlsx", tmp_path / "乙.xlsx")
    dialogs.picks.extend([[tmp_path], files, [tmp_path / "汇总.xlsx"]])
    assert host.pick_folder(app, "选择文件夹") == tmp_path
    assert host.pick_files(app, "选择工作簿") == files
    assert host.pick_target(app, "另存为", "汇总.xlsx") == tmp_path / "汇总.xlsx"
    assert host.pick_folder(app, "选择文件夹") is None
    assert host.pick_files(app, "选择工作簿") == ()
    assert host.pick_target(app, "另存为", "汇总.xlsx") is None


def test_a_line_and_a_file_are_asked_for(
    app: xw.App, host: OfficeHost, dialogs: Dialogs, tmp_path: Path
) -> None:
    dialogs.lines.extend(["2026-12-10", ""])
    dialogs.picks.append((tmp_path / "名单.csv",))
    assert [host.ask(app, "退回", "哪一天前交回？") for _ in range(3)] == ["2026-12-10", "", None]
    assert host.pick_file(app, "名单", [".csv"]) == tmp_path / "名单.csv"
    assert host.pick_file(app, "名单", [".csv"]) is None


def test_the_window_for_a_line_can_be_made(app: xw.App, book: xw.Book) -> None:
    """Without a screen LibreOffice closes it at once."""
    from zipingbiao.excel.office.asking import typed_line

    window = book.impl.api.CurrentController.Frame.ContainerWindow
    assert typed_line(app.impl.link, window, "退回", "哪一天前交回？") is None


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that somebody works at."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path))
    folder = tmp_path / "jobs" / "20261120-120000-x"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(
        '{"paths": [], "out": "%s", "jobs": null}' % (tmp_path / "汇总.xlsx"), "utf-8"
    )
    found = Job(folder)
    found.tell(RUN, "汇总：1／3")
    return found


def test_a_job_is_followed_to_its_end(
    book: xw.Book, host: OfficeHost, dialogs: Dialogs, job: Job
) -> None:
    app = book.app
    host.watch(app, job.folder)
    assert not host.wait(0.8)
    seen = [app.status_bar]
    job.end(FAIL, "汇总没有完成：磁盘已满。")
    assert host.wait(20)
    assert [*seen, app.status_bar] == ["汇总：1／3", False]
    assert "磁盘已满" in dialogs.said[-1].prompt


def test_the_end_of_a_job_waits_for_the_command_that_started_it(
    book: xw.Book, host: OfficeHost, dialogs: Dialogs, job: Job
) -> None:
    app = book.app
    app.screen_updating = False
    host.watch(app, job.folder)
    job.end(FAIL, "汇总没有完成：磁盘已满。")
    assert not host.wait(1.0)
    assert dialogs.said == []
    app.screen_updating = True
    assert host.wait(20)
    assert len(dialogs.said) == 1
