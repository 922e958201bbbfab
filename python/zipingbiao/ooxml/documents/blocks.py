"""What a document is read into: lines of text and tables, in their order.

Where columns stand is a length from the left, in twips where the document says widths, else all
columns are alike. A table's boxes are as a person sees them: merged ones are one box.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.grid import PICTURE, Notice

#: The width of a column where the document says none: room for tables in its boxes.
COLUMN = 20_000.0
#: Tables stand in each other no deeper on any page.
MAX_DEPTH = 30
#: Stands for a picture among the text.
PICTURE_SIGN = "\ufffc"
#: The code of documents in which changes are tracked.
CHANGED = "ZPB940"
#: The code of documents in which text is hidden.
HIDDEN = "ZPB943"
#: Tables of one document. A bound volume of a whole county has some hundred forms.
MAX_TABLES = 5_000


class Line(NamedTuple):
    """A paragraph. ``origin`` is the element that it was read from, where somebody may ask."""

    text: str
    origin: object = None


@dataclass(slots=True)
class Box:
    """One box of a table: from where to where, over how many rows, and what stands in it.

    ``inner`` is all that it holds, in order, where there are tables among it; ``text`` else.
    ``goes_on``: it continues the box above it, in a table that a page break cut off. ``origin``
    is the element that it was read from, where somebody may ask.
    """

    left: float
    right: float
    text: str = ""
    down: int = 1
    inner: Sequence[Block] = ()
    goes_on: bool = False
    origin: object = None

    @property
    def is_blank(self) -> bool:
        """Whether a person sees nothing in it."""
        return not self.inner and not self.text.strip()


@dataclass(slots=True)
class Table:
    """The rows of a table; each holds the boxes that begin in it, from left to right.

    ``heads`` are the rows that were left out at its top, as they stand in the table that it goes
    on.
    """

    rows: list[list[Box]] = field(default_factory=list)
    heads: Sequence[Sequence[Box]] = ()

    @property
    def extent(self) -> tuple[float, float]:
        """Where it begins on the left and ends on the right."""
        boxes = [box for row in self.rows for box in row]
        left = min((box.left for box in boxes), default=0.0)
        return left, max((box.right for box in boxes), default=left)


Block = Line | Table


class Counter:
    """Counts the tables of a document and how deep they stand in each other."""

    def __init__(self) -> None:
        self._tables = 0

    def enter(self, depth: int) -> None:
        """A table begins. Raises UnreadableFile ZPB907 over a limit."""
        self._tables += 1
        if self._tables > MAX_TABLES:
            raise UnreadableFile("ZPB907", f"文档里的表格超过 {MAX_TABLES} 个，没有继续。")
        if depth > MAX_DEPTH:
            raise UnreadableFile("ZPB907", f"文档里的表格套了 {MAX_DEPTH} 层以上，没有继续。")


def content(blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
    """What a box holds: its text, or all of it where there are tables among it."""
    if any(isinstance(block, Table) for block in blocks):
        blocks = list(map(_unboxed, blocks))
        if any(isinstance(block, Table) for block in blocks):
            return "", blocks
    return shown(joined(blocks)), ()


def _unboxed(block: Block) -> Block:
    """A table of one box that holds text is a line of text: it was pasted with its frame."""
    if isinstance(block, Line) or len(block.rows) != 1 or len(block.rows[0]) != 1:
        return block
    (box,) = block.rows[0]
    return block if box.inner else Line(box.text)


def shown(text: str) -> str:
    """The text of a box; a picture without any text is one that nobody can read."""
    if PICTURE_SIGN not in text:
        return text
    said = text.replace(PICTURE_SIGN, "")
    return said if said.strip() else f"{PICTURE})"


def changes_told(count: int) -> list[Notice]:
    """What is told of a document with so many tracked changes."""
    reason = f"文档里有 {count} 处修订，按全部接受后的文字读取。"
    return [Notice(CHANGED, None, reason)] if count else []


def hidden_told(count: int) -> list[Notice]:
    """What is told of a document with so many pieces of hidden text."""
    reason = f"文档里有 {count} 处隐藏的文字，没有读取。"
    return [Notice(HIDDEN, None, reason)] if count else []


def joined(blocks: Sequence[Block]) -> str:
    """Lines as one text; blank ones at either end are left out."""
    return "\n".join(block.text for block in blocks if isinstance(block, Line)).strip("\n")


def lines_of(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with lines that follow each other made one, blank ones left out."""
    waiting: list[Block] = []
    for block in [*blocks, Table()]:
        if isinstance(block, Line):
            waiting.append(block)
            continue
        if text := joined(waiting):
            yield Line(text)
        waiting = []
        if block.rows:
            yield block
