"""Read the ruled tables of a ``.pdf`` as a sheet, by pdfplumber (``zipingbiao[pdf]``).

A PDF says where letters and lines stand, not what they are: what is read is a draft, and every
form of it is told to be checked. Scripts are never run, nothing outside the file is looked at.
"""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from zipingbiao.errors import OutOfTime, UnreadableFile
from zipingbiao.ooxml.documents.blocks import Block
from zipingbiao.ooxml.documents.laying import laid_out
from zipingbiao.ooxml.documents.listed import without_list
from zipingbiao.ooxml.documents.pdfbreaks import without_breaks
from zipingbiao.ooxml.documents.pdfcuts import Cut, cut_pages, cuts_of
from zipingbiao.ooxml.documents.pdfpages import page_blocks
from zipingbiao.ooxml.documents.pdftext import UNKNOWN, Glyph, legible
from zipingbiao.ooxml.documents.ruling import Field, Ruler, tables_in
from zipingbiao.ooxml.foreign.cells import Tally
from zipingbiao.ooxml.grid import UNREAD, Notice, PlainSheet

#: Told of each form that was read in a PDF.
DRAFT = "ZPB941"
#: Pages of one file; letters of one page, and how often its lines may cross. A volume of a county
#: has some hundred pages.
MAX_PAGES, MAX_LETTERS, MAX_CROSSINGS = 1_000, 30_000, 10_000_000
#: A page says nothing where more of its letters than this have no name.
_NAMELESS = 0.2
#: Points: what is shorter is no line of a table.
_SHORTEST = 4
#: So many numbers of pages are told.
_FEW = 8


def read_pdf(data: bytes) -> tuple[PlainSheet, ...]:
    """The sheet that a PDF becomes; without cells where no page has any text.

    Raises UnreadableFile: ZPB902 encrypted, ZPB903 damaged, ZPB907 over a limit.
    """
    import pdfplumber

    logging.disable(logging.CRITICAL)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return (_read(document),)
    except (UnreadableFile, OutOfTime, MemoryError, RecursionError):
        raise
    except Exception as error:  # the library gives up in many ways on a file in pieces
        if any(type(one).__name__ in _LOCKED for one in (error, *error.args)):
            raise UnreadableFile("ZPB902", "PDF 设有打开密码，无法读取。") from None
        raise _damaged() from None


#: What the library raises, or passes on, where a password is needed.
_LOCKED = frozenset({"PDFPasswordIncorrect", "PDFEncryptionError"})


def _damaged() -> UnreadableFile:
    return UnreadableFile("ZPB903", "PDF 已损坏或没有传完，无法打开。")


def _read(document: Any) -> PlainSheet:
    pages: list[Sequence[Block]] = []
    unread = _Unread()
    count = len(document.pages)
    if count > MAX_PAGES:
        raise UnreadableFile("ZPB907", f"PDF 有 {count} 页，超过 {MAX_PAGES} 页，没有继续。")
    if not count:
        raise _damaged()
    cuts: list[Sequence[Cut]] = []
    for number, page in enumerate(document.pages, start=1):
        glyphs, tables = _seen(page, number, unread)
        pages.append(page_blocks(glyphs, tables))
        cuts.append(cuts_of(tables, glyphs))
        page.close()
    for at in sorted(cut_pages(cuts)):
        pages[at] = []
        unread.add(at + 1, "的表太宽，被切到几页上，接不起来")
    notices = [*unread.told(), Notice(DRAFT, None, _CHECK, each=True)]
    # Our own list is known by its heads, which stand on each page.
    blocks = without_breaks(list(map(without_list, pages)))
    return laid_out(blocks, Tally(), notices=notices).sheet


_CHECK = "由 PDF 读出，栏目和数可能有错。"


class _Unread:
    """The pages that could not be read, by why."""

    def __init__(self) -> None:
        self._pages: dict[str, list[int]] = {}

    def add(self, number: int, why: str) -> None:
        """A page is not read."""
        self._pages.setdefault(why, []).append(number)

    def told(self) -> Iterator[Notice]:
        """What is told of them."""
        for why, numbers in self._pages.items():
            more = f" 等 {len(numbers)}" if len(numbers) > _FEW else ""
            named = "、".join(map(str, numbers[:_FEW]))
            yield Notice(UNREAD, None, f"PDF 第 {named}{more} 页{why}，没有读取。")


def _seen(
    page: Any, number: int, unread: _Unread
) -> tuple[Sequence[Glyph], Sequence[Sequence[Field]]]:
    """What is seen on a page, and its tables; nothing where it can't be read, which is noted."""
    letters, pictures = page.chars, page.images
    if not letters:
        if pictures:
            unread.add(number, "没有文字，像是扫描的图片")
        return (), ()
    if len(letters) > MAX_LETTERS:
        unread.add(number, "的文字太多")
        return (), ()
    glyphs = [
        one
        for one in _glyphs(page.dedupe_chars(tolerance=1, extra_attrs=()).chars)
        if 0 <= one.middle[0] <= page.width and 0 <= one.middle[1] <= page.height
    ]
    nameless = Counter(UNKNOWN in one.text for one in glyphs)
    if nameless[True] > _NAMELESS * len(glyphs):
        unread.add(number, "的字体没有编码，文字认不出")
        return (), ()
    upright, level = _rulers(page.edges)
    if len(upright) * len(level) > MAX_CROSSINGS:
        unread.add(number, "的线条太多")
        return (), ()
    return glyphs, tables_in(upright, level)


def _rulers(edges: Sequence[Any]) -> tuple[list[Ruler], list[Ruler]]:
    """The upright lines of a page and the level ones."""
    upright = {
        Ruler(one["x0"], one["top"], one["bottom"]) for one in edges if one["orientation"] == "v"
    }
    level = {Ruler(one["top"], one["x0"], one["x1"]) for one in edges if one["orientation"] == "h"}
    long = [[one for one in some if one.last - one.first >= _SHORTEST] for some in (upright, level)]
    return long[0], long[1]


def _glyphs(letters: Sequence[Any]) -> Iterator[Glyph]:
    for one in letters:
        text = legible(one["text"])
        turn = 0
        if not one["upright"]:
            turn = 1 if one["matrix"][1] > 0 else -1
        yield Glyph(text, one["x0"], one["top"], one["x1"], one["bottom"], turn)
