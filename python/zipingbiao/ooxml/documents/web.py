"""Read web pages (``.html``, ``.htm``) as sheets.

Nothing that a page names outside of itself is looked at; scripts are text that nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from zipingbiao.ooxml.documents.blocks import (
    PICTURE_SIGN,
    Block,
    Box,
    Counter,
    Line,
    changes_told,
    content,
    shown,
)
from zipingbiao.ooxml.documents.charset import text_of
from zipingbiao.ooxml.documents.laying import SHEET, laid_out
from zipingbiao.ooxml.documents.symbols import TICKED, UNTICKED
from zipingbiao.ooxml.documents.webtables import WebTable
from zipingbiao.ooxml.documents.webtokens import attributes_of, plain, tokens
from zipingbiao.ooxml.foreign.cells import Tally
from zipingbiao.ooxml.grid import PlainSheet

#: Elements that begin and end a line.
_BLOCKS = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("blockquote", "center", "pre", "section", "article", "header", "footer", "form"),
        *("fieldset", "legend", "address", "hr", "main", "nav", "aside", "body"),
    )
)
#: Elements whose content nobody sees on the page.
_UNSEEN = frozenset(("title", "template", "xml", "noscript", "object", "button", "iframe"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
#: Elements whose text is seen as it was typed.
_KEPT = ("textarea", "pre")
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
#: What may say of an element that nobody sees it.
_MAY_HIDE = re.compile(r"display\s*:\s*none|hidden", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
#: Stands for <br>, around which blanks are nothing.
_BREAK = "\x03"
_AROUND_BREAK = re.compile(f" ?{_BREAK} ?")
#: The mark of a note: [1], ①, *.
_NOTE_MARK = re.compile(r"[\[(（〔【]?\s*(?:\d{1,3}|[ivx]{1,5}|[①-⑳*†‡])\s*[\])）〕】]?")
#: A picture so small only keeps others apart.
_SMALL = 16
_NOT_SHOWN = frozenset({"hidden", "button", "submit", "reset", "image", "file"})


def read_html(data: bytes) -> tuple[PlainSheet, ...]:
    """The sheet that a page becomes. Raises UnreadableFile ZPB907 over a limit."""
    return (page_sheet(text_of(data), Tally()),)


def page_sheet(text: str, tally: Tally, name: str = SHEET) -> PlainSheet:
    """As `read_html`, of a page's text."""
    page = _Page()
    blocks = page.read(text)
    return laid_out(blocks, tally, name, changes_told(page.changes)).sheet


class _Flow:
    """What stands one below the other: on the page, or in one cell."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []

    def end_line(self) -> None:
        """End the line that was begun."""
        if text := self.line():
            self.blocks.append(Line(text))

    def line(self) -> str:
        """The line that was begun, as it is seen; none is begun any more."""
        if not self.text:
            return ""
        text, self.text = plain("".join(self.text)), []
        if not text.isprintable():  # line feeds, breaks and blanks that keep apart
            text = _BLANKS.sub(" ", text).replace("\xa0", " ")
            text = _AROUND_BREAK.sub("\n", text)
        elif "  " in text:
            text = _BLANKS.sub(" ", text)
        return text.strip(" ")

    def content(self) -> tuple[str, Sequence[Block]]:
        """All of a box: its text, or what is in it where there are tables."""
        line = self.line()
        if not self.blocks:
            return shown(line.strip("\n")), ()
        return content([*self.blocks, Line(line)] if line else self.blocks)


class _Open:
    """A table that is being read: its cells so far, the cell that is open, what is around it."""

    def __init__(self, around: _Flow) -> None:
        self.table = WebTable()
        self.around = around
        self.cell: Box | None = None


class _Page:
    """Gathers the blocks of a page. ``changes`` counts tracked changes."""

    def __init__(self) -> None:
        self.changes = 0
        self._flow = _Flow()
        self._tables: list[_Open] = []
        self._counter = Counter()
        #: The element that nobody sees, and how many of its name are open in it.
        self._unseen = ""
        self._unseen_depth = 0
        #: Where a link to another place on the page begins in the text.
        self._link: int | None = None
        #: Where the options of a list begin in the text; the first of those chosen stands.
        self._options: list[int] = []
        self._chosen: int | None = None
        #: Where text begins whose line feeds are seen.
        self._kept: int | None = None
        self._starts: dict[str, Callable[[str, str], None]] = {
            **dict.fromkeys(("td", "th"), self._start_cell),
            **dict.fromkeys(_BLOCKS, self._end_line),
            **dict.fromkeys(_GROUPS, self._start_group),
            **dict.fromkeys(("input", "select", "option", "img"), self._field),
            "tr": self._start_row,
            "br": self._break,
            "table": self._start_table,
            "a": self._start_link,
            "ins": self._start_insertion,
            **dict.fromkeys(_KEPT, self._start_kept),
        }
        self._ends: dict[str, Callable[[], None]] = {
            **dict.fromkeys(("/td", "/th", "/tr"), self._end_cell),
            **dict.fromkeys((f"/{name}" for name in (*_BLOCKS, "caption")), self._flow_end),
            **dict.fromkeys((f"/{name}" for name in _GROUPS), self._end_group),
            "/table": self._end_table,
            "/a": self._end_link,
            "/select": self._end_list,
            **dict.fromkeys((f"/{name}" for name in _KEPT), self._end_kept),
            "/br": self._break,
        }

    def read(self, text: str) -> list[Block]:
        """All blocks of a page; what it leaves open is closed."""
        top = self._flow
        for before, tag, attributes in tokens(text):
            if self._unseen:
                self._pass(tag)
                continue
            if before and (self._flow.text or not before.isspace()):
                self._flow.text.append(before)
            if tag.startswith("/"):
                end = self._ends.get(tag)
                if end is not None:
                    end()
            elif tag in _UNSEEN or tag == "del" or (attributes and _may_hide(attributes)):
                self._start_hiding(tag, attributes)
            else:
                self._start(tag, attributes)
        while self._tables:
            self._end_table()
        self._flow.end_line()
        return top.blocks

    def _start(self, tag: str, attributes: str) -> None:
        start = self._starts.get(tag)
        if start is not None:
            start(tag, attributes)

    def _pass(self, tag: str) -> None:
        """A tag within what nobody sees."""
        if tag == self._unseen:
            self._unseen_depth += 1
        elif tag == f"/{self._unseen}":
            self._unseen_depth -= 1
            if not self._unseen_depth:
                self._unseen = ""
        elif tag == "/table" and self._unseen in ("td", "th", "tr", *_GROUPS):
            self._unseen = ""
            self._end_table()

    # Tables

    def _start_table(self, tag: str, attributes: str) -> None:
        self._counter.enter(len(self._tables) + 1)
        self._flow.end_line()
        self._tables.append(_Open(self._flow))

    def _start_group(self, tag: str, attributes: str) -> None:
        self._end_cell()
        if self._tables:
            self._tables[-1].table.group(tag == "tfoot")

    def _end_group(self) -> None:
        self._start_group("", "")

    def _start_row(self, tag: str, attributes: str) -> None:
        self._end_cell()
        if self._tables:
            self._tables[-1].table.row()

    def _start_cell(self, tag: str, attributes: str) -> None:
        if not self._tables:
            return
        self._end_cell()
        table = self._tables[-1]
        given = attributes_of(attributes) if attributes else {}
        table.cell = table.table.cell(given.get("colspan", ""), given.get("rowspan", "1"))
        self._flow = _Flow()
        self._link = None

    def _end_cell(self) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        box, table.cell = table.cell, None
        if box is not None:
            box.text, box.inner = self._flow.content()
            self._flow = table.around

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_cell()
        done = self._tables.pop()
        self._flow = done.around
        self._flow.end_line()
        made = done.table.made()
        if made.rows:
            self._flow.blocks.append(made)

    # What is seen, and what is not

    def _break(self, tag: str = "", attributes: str = "") -> None:
        self._flow.text.append(_BREAK)

    def _end_line(self, tag: str, attributes: str) -> None:
        self._flow.end_line()

    def _flow_end(self) -> None:
        self._flow.end_line()

    def _start_hiding(self, tag: str, attributes: str) -> None:
        """An element of which perhaps nobody sees anything."""
        given = attributes_of(attributes)
        gone = tag == "del" and _is_tracked(given)
        self.changes += gone
        hidden = "hidden" in given or _HIDDEN.search(given.get("style", ""))
        if tag in _VOID or not (gone or hidden or tag in _UNSEEN):
            self._start(tag, attributes)
        else:
            self._unseen, self._unseen_depth = tag, 1

    def _start_insertion(self, tag: str, attributes: str) -> None:
        self.changes += _is_tracked(attributes_of(attributes))

    def _start_link(self, tag: str, attributes: str) -> None:
        href = attributes_of(attributes).get("href", "")
        self._link = len(self._flow.text) if "#" in href else None

    def _end_link(self) -> None:
        """A link to a note leaves no mark in the text."""
        start, self._link = self._link, None
        if start is not None:
            text = self._flow.text
            if _NOTE_MARK.fullmatch(plain("".join(text[start:])).strip()):
                del text[start:]

    def _start_kept(self, tag: str, attributes: str) -> None:
        if tag in _BLOCKS:
            self._flow.end_line()
        self._kept = len(self._flow.text)

    def _end_kept(self) -> None:
        """Text as it was typed: its line feeds are seen, but for one at its beginning."""
        start, self._kept = self._kept, None
        if start is not None:
            text = self._flow.text
            lines = "".join(text[start:]).replace("\r\n", "\n").removeprefix("\n").rstrip("\n")
            text[start:] = [lines.replace("\n", _BREAK)]

    def _end_list(self) -> None:
        """Of the options of a list the chosen one is seen, else the first."""
        starts, at, text = self._options, self._chosen or 0, self._flow.text
        if starts:
            end = starts[at + 1] if at + 1 < len(starts) else len(text)
            text[starts[0] :] = text[starts[at] : end]
        self._options = []

    def _field(self, tag: str, attributes: str) -> None:
        """A picture, or a field to be filled in on the page: what it shows."""
        given, text = attributes_of(attributes), self._flow.text
        if tag == "input":
            kind = given.get("type", "text").lower()
            if kind in ("checkbox", "radio"):
                text.append(TICKED if "checked" in given else UNTICKED)
            elif kind not in _NOT_SHOWN:
                text.append(given.get("value", ""))
        elif tag == "select":
            self._options, self._chosen = [], None
        elif tag == "option":
            if "selected" in given and self._chosen is None:
                self._chosen = len(self._options)
            self._options.append(len(text))
        elif not _is_small(given):
            text.append(PICTURE_SIGN)


@lru_cache(maxsize=4096)
def _may_hide(attributes: str) -> bool:
    """Whether the attributes of an element may say that nobody sees it."""
    return _MAY_HIDE.search(attributes) is not None


def _is_tracked(given: Mapping[str, str]) -> bool:
    """Whether an insertion or deletion was noted by an office program."""
    return "datetime" in given or "cite" in given


def _is_small(given: Mapping[str, str]) -> bool:
    sizes = (given.get("width", ""), given.get("height", ""))
    return any(size.isdigit() and int(size[:4]) <= _SMALL for size in sizes)
