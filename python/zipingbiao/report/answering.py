"""What a person says of a finding that is right as it is: written where a check will read it.

Whoever has the workbook open writes it into the note of the cell himself; for those who see the
form elsewhere it is written into a copy, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from zipingbiao.errors import CallError, Place, shown
from zipingbiao.ooxml.address import is_cell
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.comments import Remark, add_comments
from zipingbiao.ooxml.editor.document import EditedDocument
from zipingbiao.ooxml.editor.notes import add_notes
from zipingbiao.ooxml.editor.stamp import stamp_copy, stamp_document
from zipingbiao.ooxml.origin import Origin, origin_of
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.codes import UNEXPLAINED, UNKNOWN, UNUSED_ENTRY, UNUSED_NOTE, known_code
from zipingbiao.report.outputs import is_editable, is_word
from zipingbiao.report.suppression import waivers_in
from zipingbiao.rules.finding import Finding

#: What is said of answers themselves is mended there, not answered again.
_OF_ANSWERS = frozenset({UNEXPLAINED, UNKNOWN, UNUSED_ENTRY, UNUSED_NOTE})
_LONGEST = 500
#: Who says so in a document: what we say there ourselves is no answer.
_SPEAKER = "填报或审核的人"


class Answer(NamedTuple):
    """Which finding is right as it is, and why."""

    sheet: str
    cell: str
    code: str
    reason: str

    @property
    def text(self) -> str:
        """As it stands in a note."""
        return f"忽略 {self.code}：{self.reason}"


def answer_of(sheet: str, cell: str, code: str, reason: str) -> Answer:
    """An answer as somebody gives it. Raises CallError where a check would not read it."""
    made = Answer(sheet, cell, known_code(code) or "", " ".join(reason.split()))
    if not made.code or not is_cell(cell) or len(made.reason) > _LONGEST:
        cure = f"请重新打开这个文件；理由不超过 {_LONGEST} 字。"
        raise CallError("这一条记不下来。", Place(shown(f"{sheet}!{cell}")), cure)
    read = [(one.code, one.reason) for one in waivers_in(made.text, sheet, cell)]
    if not made.reason or read != [(made.code, made.reason)]:
        raise CallError("没有写明理由。", cure="请写出为什么不用改，如「受疫情影响，已批复」。")
    return made


def takes_answers(data: bytes) -> bool:
    """Whether answers can be written into a copy of a file."""
    return is_editable(data) or is_word(data)


def is_answerable(finding: Finding) -> bool:
    """Whether a finding can be answered in its cell."""
    return bool(finding.cell and is_cell(finding.cell)) and finding.code not in _OF_ANSWERS


def answered(data: bytes, answers: Iterable[Answer]) -> bytes:
    """A copy of a workbook or a Word document with the answers in its notes.

    Raises UnreadableFile for a damaged part; CallError for a file that has no notes of ours.
    """
    if is_word(data):
        return _document(data, answers)
    if not is_editable(data):
        raise CallError("只有 .xlsx 和 .docx 写得进批注。", cure="请先另存为 .xlsx。")
    book = EditedBook(data)
    for name, group in groupby(sorted(answers), attrgetter("sheet")):
        if name in book.sheets:
            texts: dict[str, str] = {}
            for one in group:
                texts[one.cell] = "\n".join(filter(None, [texts.get(one.cell), one.text]))
            add_notes(book, book.sheets[name].part, texts)
    if origin_of(data) is None:
        stamp_copy(book, Origin.of_copy(data, read_xlsx(Package.open(data))))
    return book.save()


def _document(data: bytes, answers: Iterable[Answer]) -> bytes:
    document = EditedDocument(data)
    add_comments(document, [Remark(one.cell, one.text, ()) for one in answers], _SPEAKER)
    if origin_of(data) is None:
        stamp_document(document, Origin.of_copy(data, [document.sheet]))
    return document.save()
