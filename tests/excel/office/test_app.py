"""The program itself: messages, status bar, screen, macros."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings as xw

from zipingbiao.errors import CallError

if TYPE_CHECKING:
    from zipingbiao.excel.office.dialogs import Dialogs


def test_it_is_an_app_of_xlwings(app: xw.App) -> None:
    assert app.engine.name == "libreoffice"
    assert xw.apps.active == app
    assert app.pid in xw.apps.keys()  # noqa: SIM118 - the collection of xlwings is no mapping
    assert xw.apps[app.pid] == app


def test_what_is_said_is_kept(app: xw.App, dialogs: Dialogs) -> None:
    assert app.alert("没有发现问题。", title="自评表") == "ok"
    [said] = dialogs.said
    assert (said.prompt, said.title, said.buttons) == ("没有发现问题。", "自评表", "ok")
    assert (said.mode, said.answer) == (None, "ok")


@pytest.mark.parametrize(
    ("buttons", "nobody"),
    [("ok", "ok"), ("ok_cancel", "cancel"), ("yes_no", "no"), ("yes_no_cancel", "cancel")],
)
def test_an_answer_is_the_prepared_one_else_the_cautious(
    app: xw.App, dialogs: Dialogs, buttons: str, nobody: str
) -> None:
    dialogs.answers.append("yes")
    assert app.alert("删除吗？", buttons=buttons) == "yes"
    assert app.alert("删除吗？", buttons=buttons) == nobody
    assert [said.answer for said in dialogs.said] == ["yes", nobody]


def test_the_status_bar_is_lent_and_given_back(book: xw.Book) -> None:
    app = book.app
    assert app.status_bar is False
    app.status_bar = "自评表：检查……"
    app.status_bar = "自评表：检查……2／3"
    assert app.status_bar == "自评表：检查……2／3"
    app.status_bar = False
    assert app.status_bar is False


def test_the_status_bar_survives_its_book(app: xw.App) -> None:
    book = app.books.add()
    app.status_bar = "正在汇总"
    book.close()
    app.status_bar = "正在汇总 2／3"
    app.books.add()
    app.status_bar = "正在汇总 3／3"
    app.status_bar = False
    assert app.status_bar is False


def test_the_screen_is_held_and_released_whatever_closes_or_opens(app: xw.App) -> None:
    first, second = app.books.add(), app.books.add()
    app.screen_updating = False
    app.screen_updating = False
    assert not app.screen_updating
    assert first.impl.api.hasControllersLocked()
    second.close()
    third = app.books.add()
    app.screen_updating = True
    assert app.screen_updating
    assert not first.impl.api.hasControllersLocked()
    assert not third.impl.api.hasControllersLocked()


def test_switches_keep_what_they_are_set_to(app: xw.App) -> None:
    seen = []
    with app.properties(display_alerts=False, enable_events=False):
        seen.append((app.display_alerts, app.enable_events))
    seen.append((app.display_alerts, app.enable_events))
    assert seen == [(False, False), (True, True)]


@pytest.fixture
def programmed(saved: xw.Book) -> xw.Book:
    """A book with a module of macros."""
    libraries = saved.impl.api.BasicLibraries
    if not libraries.hasByName("Standard"):
        libraries.createLibrary("Standard")
    libraries.getByName("Standard").insertByName(
        "ZpbHost",
        "Function Twice(x)\n  Twice = x * 2\nEnd Function\n"
        "Sub Mark(text As String)\n"
        "  ThisComponent.Sheets(0).getCellByPosition(0, 0).String = text\nEnd Sub\n",
    )
    return saved


def test_macros_are_found_by_every_kind_of_name(programmed: xw.Book) -> None:
    app = programmed.app
    for name in ("Twice", "ZpbHost.Twice", "自评表.xlsx!Twice", "'自评表.xlsx'!ZpbHost.Twice"):
        assert app.macro(name)(21) == 42
    programmed.macro("Mark")("到此")
    assert programmed.sheets[0]["A1"].value == "到此"


@pytest.mark.parametrize("name", ["没有", "别的.xlsx!Twice", "Other.Twice", "Twi"])
def test_a_macro_that_is_not_there_is_told(programmed: xw.Book, name: str) -> None:
    with pytest.raises(CallError, match=f"没有找到宏「{name}」。请确认含有它的工作簿已经打开"):
        programmed.app.macro(name)(1)


def test_nobody_at_the_other_end_is_told(app: xw.App, tmp_path: Path) -> None:
    from zipingbiao.excel.office.connection import connect

    with pytest.raises(CallError, match=r"连接不上 LibreOffice.*请确认 LibreOffice 正在运行"):
        connect(f"pipe,name={tmp_path.name}")
    with pytest.raises(CallError, match="LibreOffice 不认这次连接"):
        connect(app.impl.link.address, name="not-the-secret")
