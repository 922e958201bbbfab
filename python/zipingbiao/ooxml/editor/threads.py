"""Threaded comments (Excel 365): an answer in the thread of a cell, as no note is shown there.

A thread has a placeholder among the notes, for older programs; both are written. Source: MS-XLSX
§2.6.205 (CT_ThreadedComment), §2.6.202 (CT_Person).
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import element, root_of, with_last_child
from zipingbiao.ooxml.relations import targets

_KIND = "http://schemas.microsoft.com/office/2017/10/relationships/person"
_TYPE = "application/vnd.ms-excel.person+xml"
_NAMESPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_NOBODY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<personList xmlns="{_NAMESPACE}"></personList>'
)


def answer_threads(
    book: EditedBook, sheet_part: str, notes: Mapping[str, str], author: str
) -> None:
    """Answer the threads of those cells that have one."""
    for relation in targets(book.parts, sheet_part):
        if relation.kind == "threadedComment" and relation.target in book.parts:
            xml = book.tokens(relation.target)
            answers = "".join(_answers(xml, notes, author))
            if answers:
                _see_listed(book, author)
                book.put(relation.target, with_last_child(xml, root_of(xml), answers))


def _answers(xml: list[str], notes: Mapping[str, str], author: str) -> list[str]:
    """An answer for each thread, said when the last one in it was said."""
    prefix = xmltext.prefix_of(xml[root_of(xml)])
    threads: dict[str, str] = {}
    times: dict[str, str] = {}
    for index, name in xmltext.starts(xml):
        if name == "threadedComment":
            found = {one.name: one.value for one in xmltext.attributes(xml[index])}
            cell = found.get("ref", "")
            if "parentId" not in found:
                threads.setdefault(cell, found.get("id", ""))
            times[cell] = max(times.get(cell, ""), found.get("dT", ""))
    made = []
    for cell, text in notes.items():
        if threads.get(cell):
            settings = {
                "ref": cell,
                **({"dT": times[cell]} if times[cell] else {}),
                "personId": _key(author),
                "id": _key(f"{threads[cell]}{text}"),
                "parentId": threads[cell],
            }
            inside = f"<{prefix}text>{xmltext.escape(text)}</{prefix}text>"
            made.append(element(f"{prefix}threadedComment", settings, inside))
    return made


def _see_listed(book: EditedBook, author: str) -> None:
    """Put the author among the persons of the workbook."""
    part = book.related(book.workbook, "person")
    if part is None:
        folder = f"{book.workbook.rpartition('/')[0]}/".removeprefix("/")
        part = book.new_name(f"{folder}persons/person", ".xml")
        book.put(part, _NOBODY)
        book.declare(part, _TYPE)
        book.relate(book.workbook, part, _KIND)
    xml = book.tokens(part)
    listed = {
        xmltext.attribute(xml[index], "id")
        for index, name in xmltext.starts(xml)
        if name == "person"
    }
    if _key(author) not in listed:
        root = root_of(xml)
        settings = {
            "displayName": author, "id": _key(author), "userId": author, "providerId": "None",
        }  # fmt: skip
        made = element(f"{xmltext.prefix_of(xml[root])}person", settings)
        book.put(part, with_last_child(xml, root, made))


def _key(text: str) -> str:
    """A key that is the same for the same text, so that equal inputs give equal bytes."""
    return f"{{{str(uuid5(NAMESPACE_URL, f'zipingbiao:{text}')).upper()}}}"
