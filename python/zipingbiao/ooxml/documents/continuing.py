"""Tables that go on in another one: what only the break between them brought is left out.

Where a table goes on, people write 续表 above its next part, and print its heads and the line
above it once more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zipingbiao.ooxml.documents.blocks import Block, Box, Line, Table
from zipingbiao.ooxml.documents.columns import fits, spans_of

#: What says that a table goes on, or that it will.
_MARK = re.compile(
    r"[（(【\[]?(?:续上?[表页]|接[上前][表页]|上接|(?:转|接)下页|表?\d*[（(]?续[）)]?)"
    r"[\d一二三四五六七八九十]*[）)】\]]?[：:]?"
)
#: The number of a page, as a line between the parts of a table.
_PAGE = re.compile(
    r"第\d+页(?:[，,/]?共\d+页)?|共\d+页[，,/]?第\d+页|[-—－–]+\d+[-—－–]+|\d+/\d+页?|page\d+(?:of\d+)?",
    re.IGNORECASE,
)
#: Rows that may be printed again, and how many boxes of them say something at least.
_MOST_HEADS, _LEAST_SAID = 6, 3

Row = Sequence[Box]


def is_mark(text: str) -> bool:
    """Whether a text only says that a table goes on."""
    said = "".join(text.split())
    return bool(said) and bool(_MARK.fullmatch(said))


def without_marks(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks without 续表 between the parts of a table, and what is printed again there."""
    made: list[Block] = []
    last = -1
    changed = False
    for block in blocks:
        if isinstance(block, Table):
            changed |= _goes_on(made, last, block)
            last = len(made)
        made.append(block)
    return made if changed else blocks


def _goes_on(made: list[Block], last: int, table: Table) -> bool:
    """Leave out what stands between a table and its next part, if that is what it is."""
    above = made[last] if last >= 0 else None
    between = [one for one in made[last + 1 :] if isinstance(one, Line)]
    rows = [row for row in table.rows[:1] if is_mark("".join(box.text for box in row))]
    marked = bool(rows) or any(is_of_break(one.text) for one in between)
    if not isinstance(above, Table) or not marked or not fits(_edges(table), _edges(above)):
        return False
    said = {"".join(one.text.split()) for one in made[:last] if isinstance(one, Line)}
    made[last + 1 :] = [
        one
        for one in between
        if not is_of_break(one.text) and "".join(one.text.split()) not in said
    ]
    del table.rows[: len(rows)]
    drop_heads(table, above)
    return True


def is_of_break(text: str) -> bool:
    """Whether a line only says that a table goes on, or the number of a page."""
    return is_mark(text) or _PAGE.fullmatch("".join(text.split())) is not None


def _edges(table: Table) -> set[float]:
    return {edge for span in spans_of(table.rows) for edge in span}


def drop_heads(table: Table, above: Table) -> None:
    """Drop the rows at the top that stand in the table above too, if they are heads.

    A tall box that begins in them, blank or as that above says, goes on from there below them.
    """
    for count in range(min(_MOST_HEADS, len(table.rows) - 1), 0, -1):
        rows = table.rows[:count]
        tall = [box for at, row in enumerate(rows) for box in row if at + box.down > count]
        said = all(not box.text or _goes_on_above(box, above) for box in tall)
        stands = _holds(above.rows, rows) or _holds(above.heads, rows)
        if not said or not stands or not _are_heads(rows):
            continue
        table.heads = [
            [box for box in row if at + box.down <= count] for at, row in enumerate(rows)
        ]
        for box in tall:
            box.goes_on = box.goes_on or bool(box.text)
        for at, row in enumerate(rows):
            for box in row:
                box.down -= count - at if box in tall else 0
        table.rows[count] = sorted([*tall, *table.rows[count]], key=lambda box: box.left)
        del table.rows[:count]
        return


def _goes_on_above(box: Box, above: Table) -> bool:
    """Whether the box above that reaches the foot of its table says the same: it is one with it."""
    foot = len(above.rows)
    feet = (one for at, row in enumerate(above.rows) for one in row if at + one.down == foot)
    said = "".join(box.text.split())
    return any(
        "".join(one.text.split()) == said and one.left <= box.left < one.right for one in feet
    )


def _are_heads(rows: Sequence[Row]) -> bool:
    texts = [box.text for row in rows for box in row if box.text]
    return len(texts) >= _LEAST_SAID and not any(sign.isdigit() for sign in "".join(texts))


def _holds(rows: Sequence[Row], wanted: Sequence[Row]) -> bool:
    """Whether some rows stand among others, what reaches below them left out."""
    count = len(wanted)
    sought = _said(wanted)
    return any(_said(rows[at : at + count]) == sought for at in range(len(rows) - count + 1))


def _said(rows: Sequence[Row]) -> list[list[str]]:
    count = len(rows)
    return [
        ["".join(box.text.split()) for box in row if box.text and at + box.down <= count]
        for at, row in enumerate(rows)
    ]
