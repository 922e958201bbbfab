"""A command run for a user: the program calm meanwhile, every failure one Chinese sentence."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zipingbiao import __version__
from zipingbiao.errors import ZpbError
from zipingbiao.excel.busy import details_of, is_busy
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import Command
from zipingbiao.excel.host import host_of
from zipingbiao.places import user_folder

if TYPE_CHECKING:
    import xlwings as xw

TITLE = "自评表"
_BUSY_SENTENCE = (
    "Excel 正在编辑单元格，或开着对话框，没有执行。请按回车结束编辑、关闭对话框，再点一次。"
)
#: Commands that write into no book: nothing is switched off for them, so that a book stays saved
#: and the window follows the selection.
_LIGHT = frozenset({"previous", "next", "explain", "cancel", "settings", "help"})
#: How many logs are kept.
_LOGS = 30


def perform(command: Command, app: xw.App, book: xw.Book | None, argument: str = "") -> str | None:
    """Run a command for the book in front and tell the user what came of it.

    Gives the sentence that was told, None where there was nothing to tell. Raises nothing.
    """
    sentence, mode = "", "info"
    try:
        with _quiet(app) if command.id in _LIGHT else _calm(app, command.label):
            sentence = command.load()(Call(app, host_of(app), book, argument))
    except ZpbError as error:
        sentence, mode = told_of(error), "critical"
    except Exception as error:  # whatever it is, the user gets a sentence
        sentence, mode = f"{sentence_of(error, command)}{notes_of(error)}", "critical"
    if sentence:
        tell(app, sentence, mode)
    return sentence or None


def told_of(error: ZpbError) -> str:
    """What the user is told of a refusal."""
    return f"{error}{notes_of(error)}"


def notes_of(error: Exception) -> str:
    """What a command has added for the user, such as where the copy is."""
    return "".join(getattr(error, "__notes__", ()))


@contextmanager
def _quiet(app: xw.App) -> Iterator[None]:
    """What an earlier command has left in the status bar goes away."""
    app.status_bar = False
    yield


@contextmanager
def _calm(app: xw.App, label: str) -> Iterator[None]:
    """Screen updating off, calculation manual, a text in the status bar; as before afterwards."""
    text = f"{TITLE}：{label}……"
    with ExitStack() as stack:
        stack.callback(_clear_status, app, text)
        app.status_bar = text
        stack.callback(setattr, app, "screen_updating", app.screen_updating)
        app.screen_updating = False
        if len(app.books):  # without a workbook Excel has no calculation
            stack.callback(_restore_calculation, app, app.calculation)
            app.calculation = "manual"
        yield


def _restore_calculation(app: xw.App, before: Any) -> None:
    if len(app.books):
        app.calculation = before


def _clear_status(app: xw.App, text: str) -> None:
    """Give the status bar back, unless the command has left its own text there."""
    if app.status_bar == text:
        app.status_bar = False


def tell(app: xw.App, sentence: str, mode: str = "info") -> None:
    """Show a sentence to the user; raises nothing."""
    try:
        app.alert(sentence, title=TITLE, mode=mode)
    except Exception as error:  # nobody is left who could show it
        write_log(error, sentence)


def sentence_of(error: Exception, command: Command) -> str:
    """What the user is told of an error that nobody foresaw; it is written to a log."""
    if is_busy(error):
        return _BUSY_SENTENCE
    log = write_log(error, command.id)
    where = f"请把这个文件发给维护人员：{log}" if log else "详细情况也没能记下来，请告诉维护人员。"
    answer = _answer(error)
    why = f"Excel 答复「{answer}」。" if answer else f"程序内部出错（{type(error).__name__}）。"
    return f"「{command.label}」没有完成，{why}{where}"


def _answer(error: Exception) -> str:
    """What Excel says of why it refused, without its full stop; ``""`` where it says nothing."""
    return "".join(f"{one or ''}" for one in details_of(error)[2:3]).strip().rstrip("。.")


def write_log(error: Exception, what: str) -> Path | None:
    """Write down an error with its traceback; where to. None where even that fails."""
    try:
        folder = user_folder() / "log"
        folder.mkdir(exist_ok=True)
        for old in sorted(folder.glob("*.txt"))[: -_LOGS + 1]:
            old.unlink()
        now = datetime.now()
        path = folder / f"{now:%Y%m%d-%H%M%S-%f}.txt"
        head = f"{now:%Y-%m-%d %H:%M:%S}\nzipingbiao {__version__}\n{sys.version}\n{what}\n\n"
        path.write_text(head + "".join(traceback.format_exception(error)), "utf-8")
    except OSError:
        return None
    return path
