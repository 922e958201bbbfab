"""What a reviewer sends back of a Word document: its findings as comments, and a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from zipingbiao.ooxml.address import is_cell
from zipingbiao.ooxml.editor.comments import Remark, add_comments
from zipingbiao.ooxml.editor.document import EditedDocument
from zipingbiao.ooxml.editor.stamp import stamp_document
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.editor.wordlist import append_table
from zipingbiao.ooxml.origin import Origin
from zipingbiao.ooxml.ownlist import LIST_HEADS, LIST_NAME
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import Places
from zipingbiao.report.marking import COLOURS, cut, head_of, list_subtitle
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import SEVERITY_NAMES

#: Column → its share of the width of a page, and whether it is centred.
_SHAPES = ((6, True), (6, True), (10, True), (11, False), (13, False), (13, False), (9, False),
           (9, False), (33, False))  # fmt: skip
_COLUMNS = tuple(
    Column(head, width, centred) for head, (width, centred) in zip(LIST_HEADS, _SHAPES, strict=True)
)
_SEVERITY_AT, _PLACE_AT = 1, 4
#: Word lists no bookmark whose name begins like that.
_BOOKMARK = "_Zpb"


def marked_document(
    data: bytes, findings: Sequence[Finding], places: Places, left_out: str = ""
) -> bytes:
    """A copy of a ``.docx`` with its findings. Raises UnreadableFile for a damaged part.

    ``left_out``: a sentence on the findings that are not told.
    """
    document = EditedDocument(data)
    names = _bookmarks(document, len(findings))
    remarks = [
        Remark(one.cell, head_of(one), one.message.splitlines(), name)
        for one, name in zip(findings, names, strict=True)
        if one.cell and is_cell(one.cell)
    ]
    there = add_comments(document, remarks)
    table = _table(findings, places, names, there)
    append_table(document, table._replace(subtitle=f"{table.subtitle}{left_out}"))
    stamp_document(document, Origin.of_copy(data, [document.sheet]))
    return document.save()


def _bookmarks(document: EditedDocument, wanted: int) -> list[str]:
    """Names of bookmarks that the document has not."""
    text = document.text(document.main)
    free = (name for number in count(1) if (name := f"{_BOOKMARK}{number}") + '"' not in text)
    return [name for name, _ in zip(free, range(wanted), strict=False)]


def _table(
    findings: Sequence[Finding], places: Places, names: Sequence[str], there: set[str]
) -> Table:
    subtitle = list_subtitle(findings, "点「位置」一栏到原处。")
    lines = list(_lines(findings, places, names, there))
    return Table(LIST_NAME, LIST_NAME, subtitle, _COLUMNS, lines)


def _lines(
    findings: Sequence[Finding], places: Places, names: Sequence[str], there: set[str]
) -> Iterator[Line]:
    for number, (one, name) in enumerate(zip(findings, names, strict=True), start=1):
        texts = (
            str(number),
            SEVERITY_NAMES[one.severity],
            one.code,
            entry_of(one.code).name,
            one.spot,
            places.context(one),
            one.printed or "",
            one.expected or "",
            one.message,
        )
        link = (_PLACE_AT, name) if name in there and one.spot else None
        yield Line([cut(text) for text in texts], (_SEVERITY_AT, COLOURS[one.severity]), link)
