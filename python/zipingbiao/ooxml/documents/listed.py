"""The list of findings that we wrote at the end of a document: nobody fills it in.

It is known by its heads, whatever program saved the document since.
"""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.ooxml.documents.blocks import Block, Line, Table
from zipingbiao.ooxml.ownlist import LIST_HEADS, is_list_name

#: So many lines stand above the list: its name, and how many findings there are.
_LINES = 2


def without_list(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks without our lists of findings and what stands above each."""
    lists = [at for at, block in enumerate(blocks) if isinstance(block, Table) and _is_list(block)]
    gone = set(lists)
    for at in lists:
        gone.update(_above(blocks, at))
    return [block for at, block in enumerate(blocks) if at not in gone] if gone else blocks


def _is_list(table: Table) -> bool:
    heads = table.rows[0] if table.rows else []
    return len(heads) == len(LIST_HEADS) and all(
        "".join(box.text.split()) == head for box, head in zip(heads, LIST_HEADS, strict=True)
    )


def _above(blocks: Sequence[Block], at: int) -> Sequence[int]:
    """The lines of the list that ends there, from its name on; none where it has no name."""
    left = _LINES
    for line in range(at - 1, -1, -1):
        block = blocks[line]
        if not isinstance(block, Line):
            break
        text = block.text.strip()
        if is_list_name(text):
            return range(line, at)
        left -= bool(text)
        if not left:
            break
    return ()
