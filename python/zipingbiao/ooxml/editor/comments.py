"""Comments in a Word document, beside those that are there (ECMA-376 part 1, §17.13.4).

A comment is a text in a part of its own, and two marks and a reference in the document's text. The
parts that newer programs keep beside it (who has answered whom, when) need not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.documents.tree import tree_of
from zipingbiao.ooxml.editor.document import EditedDocument, text_run, written_number
from zipingbiao.ooxml.editor.notes import AUTHOR
from zipingbiao.ooxml.editor.parts import root_of, with_last_child

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
#: Half points of the reference, which nobody sees: it must not make a line higher.
_SMALL = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'


class Remark(NamedTuple):
    """What a comment says: its head and the lines below it; the cell, the bookmark set there."""

    address: str
    head: str
    lines: Sequence[str]
    bookmark: str = ""


def add_comments(document: EditedDocument, remarks: Iterable[Remark]) -> set[str]:
    """Comment on cells; returns the bookmarks set. What has no paragraph is left out."""
    part = document.related(document.main, "comments")
    taken = _taken(document, part)
    made: list[str] = []
    bookmarks = set()
    for remark in remarks:
        number = next(one for one in document.numbers if one not in taken)
        begin, end = f'<w:commentRangeStart w:id="{number}"/>', ""
        if remark.bookmark:
            mark = next(document.numbers)
            name = xmltext.quoted(remark.bookmark)
            begin = f'<w:bookmarkStart w:id="{mark}" w:name={name}/>{begin}'
            end = f'<w:bookmarkEnd w:id="{mark}"/>'
        end = f'<w:commentRangeEnd w:id="{number}"/>{end}<w:r>{_SMALL}'
        if not document.enclose(
            remark.address, begin, f'{end}<w:commentReference w:id="{number}"/></w:r>'
        ):
            continue
        bookmarks.add(remark.bookmark)
        made.append(_comment(number, remark))
    if made:
        _write(document, part, "".join(made))
    return bookmarks


def _taken(document: EditedDocument, part: str | None) -> set[int | None]:
    """The numbers of the comments that are there."""
    return set() if part is None else set(map(written_number, tree_of(document.parts[part])))


def _comment(number: int, remark: Remark) -> str:
    author = xmltext.quoted(AUTHOR)
    paragraphs = [f"<w:r><w:annotationRef/></w:r>{text_run(remark.head, '<w:b/>')}"]
    paragraphs += map(text_run, remark.lines)
    said = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    return f'<w:comment w:id="{number}" w:author={author} w:initials={author}>{said}</w:comment>'


def _write(document: EditedDocument, part: str | None, made: str) -> None:
    if part is None:
        folder = document.main.rpartition("/")[0]
        part = document.free_name(f"{folder}/comments".lstrip("/"), ".xml")
        root = f'<w:comments xmlns:w="{document.namespace}"></w:comments>'
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        document.add(part, f"{head}{root}", _TYPE, document.main, "comments")
    xml = document.tokens(part)
    declared = document.declared(xml)
    document.put(
        part,
        with_last_child(xml, root_of(xml), made.replace("<w:comment ", f"<w:comment{declared} ")),
    )
