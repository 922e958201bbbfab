"""What VBA calls finds the program and the book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

from excel.desk import Desk
from zipingbiao.excel import entry
from zipingbiao.excel.entry import run


@pytest.fixture
def named(desk: Desk) -> Iterator[xw.Book]:
    """A book that VBA names as the one in front, though another was opened later."""
    book = desk.open(name="甲.xlsx")
    desk.open(name="乙.xlsx")
    book.set_mock_caller()
    book.activate()
    yield book
    delattr(xw.Book, "_mock_caller")


def test_the_command_works_on_the_book_that_was_named(desk: Desk, named: xw.Book) -> None:
    run("check")
    assert "问题清单" in named.sheet_names
    assert desk.app.books["乙.xlsx"].sheet_names == ["项目支出绩效自评表"]


def test_without_a_book_the_running_program_tells(desk: Desk) -> None:
    run("check")
    assert desk.said == ["没有打开的工作簿。请先打开要处理的自评表，再点这个按钮。"]


def test_an_unknown_command_means_that_the_add_in_is_of_another_version(
    desk: Desk, named: xw.Book
) -> None:
    run("fly")
    [told] = desk.said
    assert told == (
        "加载项与程序的版本不一致，没有「fly」这个命令。"
        "请关闭 Excel，重新安装加载项（zpb addin install）。"
    )


def test_where_no_program_runs_it_is_logged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.app.engine.impl.apps, "_apps", [])
    run("check")
    assert len(desk.logs) == 1


def test_without_a_book_the_program_is_the_one_that_vba_hands_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.app.engine.impl.apps, "_apps", [])
    monkeypatch.setattr(entry, "calling_app", lambda: desk.app)
    run("check")
    assert desk.said == ["没有打开的工作簿。请先打开要处理的自评表，再点这个按钮。"]
