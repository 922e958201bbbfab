"""A button of WPS pressed: the same command as everywhere, on the board of WPS.

Plain data in, plain data out: ``do``, the steps that WPS takes, and ``said``; or ``need``, what
it must bring first: a copy of the book, or an answer of the user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from zipingbiao.errors import CallError, ZpbError
from zipingbiao.excel.board import Board
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import BY_ID, Command
from zipingbiao.excel.jobs import job_at, jobs_folder
from zipingbiao.excel.session import sentence_of, told_of
from zipingbiao.serving.wps_board import WpsBoard
from zipingbiao.serving.wps_facts import Facts, facts_of
from zipingbiao.serving.wps_host import Asks, NeedsCopy, WpsApp, WpsBook, WpsBooks, WpsHost

Data = dict[str, Any]
#: Those that end at once, or whose work is done in a process of its own anyway.
QUICK = frozenset(
    {"merge_folder", "merge_files", "send_back", "compare", "bind", "cancel", "finish", "help"}
)
_PLAIN = "WPS 里没有加载项的函数，这里新建的表用的已是普通公式，不用转换。"
_PLAIN_CURE = "含 ZPB 函数的工作簿，请在装有加载项的 Excel 或 LibreOffice 里转换后再用。"


@dataclass(frozen=True)
class WpsCall(Call):
    """A call of a command from WPS."""

    facts: Facts | None = None

    @cached_property
    def board(self) -> Board:
        """The book in front."""
        book = self.book
        assert self.facts is not None
        return WpsBoard(self.facts, cast("WpsHost", self.host), book)


def press(
    command: str, argument: str, facts: Any, answers: Sequence[Any], copy: str | None
) -> Data:
    """Run a command. ``facts`` is what WPS tells, None where no book is open."""
    chosen = BY_ID.get(command)
    if chosen is None:
        cure = "请重新运行 zpb addin install --wps，再重新打开 WPS。"
        return _refused(CallError("加载项与程序的版本不一致，没有这个命令。", cure=cure))
    host = WpsHost(answers, Path(copy) if copy else None)
    try:
        return {"do": host.steps, "said": _run(chosen, argument, facts, host), "failed": False}
    except NeedsCopy:
        return {"need": "copy", "name": _file_name(facts)}
    except Asks as asked:
        return {"need": "answer", **asked.question}
    except ZpbError as error:
        return {"do": host.steps, "said": told_of(error), "failed": True}
    except Exception as error:  # whatever it is, the user gets a sentence
        return {"do": [], "said": sentence_of(error, chosen), "failed": True}


def _refused(error: ZpbError) -> Data:
    return {"do": [], "said": str(error), "failed": True}


def _run(command: Command, argument: str, facts: Any, host: WpsHost) -> str:
    if command.id == "plain":
        raise CallError(_PLAIN, cure=_PLAIN_CURE)
    found = None if facts is None else facts_of(facts)
    books = [WpsBook(*one, host.steps) for one in (found.books if found else ())]
    front: Any = WpsBook(found.name, found.path, host.steps) if found else None
    # To these commands a program is the books that are open in it, and a book its name.
    app: Any = WpsApp(WpsBooks(books, host.steps))
    if command.id == "finish":
        argument = str(jobs_folder() / argument)
    return command.load()(WpsCall(app, host, front, argument, found))


def _file_name(facts: Any) -> str:
    from zipingbiao.excel.snapshot import file_name

    found = facts_of(facts)
    book: Any = WpsBook(found.name, found.path, [])
    return file_name(book)


def how_far(job: str) -> Data:
    """How far a job is: a text for the status bar, whether it runs on."""
    found = job_at(jobs_folder() / job)
    return {"text": found.status.text, "runs": found.is_running}
