"""What a command gets: the program, the book in front, its argument."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zipingbiao.errors import CallError

if TYPE_CHECKING:
    import xlwings as xw

    from zipingbiao.excel.board import Board
    from zipingbiao.excel.host import Host
    from zipingbiao.excel.settings import Settings


@dataclass(frozen=True)
class Call:
    """One call of a command.

    ``front`` is the book in front, None where none is open; ``argument`` is what the gallery's
    item, or the host, hands over.
    """

    app: xw.App
    host: Host
    front: xw.Book | None
    argument: str = ""

    @property
    def book(self) -> xw.Book:
        """The book in front. Raises CallError where none is open."""
        if self.front is None:
            raise CallError("没有打开的工作簿。", cure="请先打开要处理的自评表，再点这个按钮。")
        return self.front

    @cached_property
    def settings(self) -> Settings:
        """The user's settings, read when a command asks for them."""
        from zipingbiao.excel.settings import load_settings

        return load_settings()

    @cached_property
    def board(self) -> Board:
        """The book in front, as a button sees it."""
        from zipingbiao.excel.live_board import LiveBoard

        return LiveBoard(self.app, self.book, self.host)
