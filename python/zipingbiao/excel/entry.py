"""What the add-in's VBA calls: ``run("check", "")``. It finds the program and the book."""

from __future__ import annotations

import sys

import xlwings as xw

from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.excel_host import calling_app
from zipingbiao.excel.session import perform, tell, write_log

#: xlwings tries a rejected call again for ever; Excel in edit mode would hang.
_ATTEMPTS = 3000


def run(command_id: str, argument: str = "") -> None:
    """Run a command for the book that was in front when the button was pressed."""
    _limit_attempts()
    book = _caller()
    app = book.app if book is not None else (calling_app() or xw.apps.active)
    if app is None:
        write_log(RuntimeError("no program is running"), command_id)
        return
    command = BY_ID.get(command_id)
    if command is None:
        cure = "请关闭 Excel，重新安装加载项（zpb addin install）。"
        tell(app, f"加载项与程序的版本不一致，没有「{command_id}」这个命令。{cure}")
        return
    perform(command, app, book, argument)


def _caller() -> xw.Book | None:
    """The book that VBA named; None where none was open."""
    try:
        return xw.Book.caller()
    except Exception:  # xlwings raises many kinds where nobody is named
        return None


def _limit_attempts() -> None:
    if sys.platform == "win32":
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = _ATTEMPTS
