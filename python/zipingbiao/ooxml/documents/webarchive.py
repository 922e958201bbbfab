"""Read ``.mht``: a web page with all that belongs to it in one file (RFC 2557).

Office programs keep a workbook in one so: a page a sheet.
"""

from __future__ import annotations

import email
from email.message import Message

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.documents.charset import text_of
from zipingbiao.ooxml.documents.laying import SHEET
from zipingbiao.ooxml.documents.web import page_sheet
from zipingbiao.ooxml.foreign.cells import Tally
from zipingbiao.ooxml.grid import PlainSheet

#: Parts of one file.
_MOST_PARTS = 5_000


def read_mht(data: bytes) -> tuple[PlainSheet, ...]:
    """The sheets that the pages of an archive become.

    Raises UnreadableFile: ZPB903 damaged, ZPB907 over a limit.
    """
    tally = Tally()
    sheets: list[PlainSheet] = []
    for number, part in enumerate(email.message_from_bytes(data.lstrip()).walk()):
        if number > _MOST_PARTS:
            raise UnreadableFile("ZPB907", f"文件含 {_MOST_PARTS} 个以上的部件，没有继续。")
        if part.get_content_type() != "text/html":
            continue
        name = f"{SHEET}{len(sheets) + 1}" if sheets else SHEET
        sheet = page_sheet(_text(part), tally, name)
        if sheet.cells:
            sheets.append(sheet)
    return tuple(sheets)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise UnreadableFile("ZPB903", "文件已损坏，网页归档的内容无法解码。")
    return text_of(content, part.get_content_charset())
