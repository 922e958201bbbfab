"""Comments in a Word document: read, and added to those that are there.

Source: ECMA-376 part 1, §17.13.4.

A comment is a text in a part of its own, and two marks and a reference in the document's text. The
parts that newer programs keep beside it (who has answered whom, when) need not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.documents.places import Spots
from zipingbiao.ooxml.documents.tree import NAMES, attribute, tree_of
from zipingbiao.ooxml.documents.word import document_laid_out, main_part
from zipingbiao.ooxml.editor.document import EditedDocument, text_run, written_number
from zipingbiao.ooxml.editor.notes import AUTHOR
from zipingbiao.ooxml.editor.parts import root_of, with_last_child
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import rels_of, targets

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
#: Half points of the reference, which nobody sees: it must not make a line higher.
_SMALL = '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>'


class Remark(NamedTuple):
    """What a comment says: its head and the lines below it; the cell, the bookmark set there."""

    address: str
    head: str
    lines: Sequence[str]
    bookmark: str = ""


def add_comments(
    document: EditedDocument, remarks: Iterable[Remark], author: str = AUTHOR
) -> set[str]:
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
        made.append(_comment(number, remark, xmltext.quoted(author)))
    if made:
        _write(document, part, "".join(made))
    return bookmarks


def _taken(document: EditedDocument, part: str | None) -> set[int | None]:
    """The numbers of the comments that are there."""
    return set() if part is None else set(map(written_number, tree_of(document.parts[part])))


def _comment(number: int, remark: Remark, author: str) -> str:
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


# Those that are there

#: Where a comment stands: where its range begins, else where it is named.
_MARKS = ("commentRangeStart", "commentReference")


def document_notes(package: Package) -> Iterator[tuple[str, str, str, str]]:
    """The sheet, the address, the place in words and the text of each comment at a cell.

    What we have said ourselves is left out.

    Raises UnreadableFile as reading does.
    """
    main = main_part(package)
    texts = _texts(package, main)
    if not texts:
        return
    root = tree_of(package.read(main))
    laid = document_laid_out(root, package, main)
    spots = Spots(laid.sheet)
    address_of = {id(origin): address for address, origin in laid.origins.items()}
    for key, address in _places(root, address_of).items():
        if key in texts:
            yield laid.sheet.name, address, spots.get(address) or "", texts[key]


def _texts(package: Package, main: str) -> Mapping[str, str]:
    """The text of each comment by its number, its paragraphs as lines."""
    rels = rels_of(main)
    found = targets({rels: package.read(rels)}, main) if rels in package else ()
    texts = {}
    for one in found:
        if one.kind == "comments" and not one.external and one.target in package:
            for comment in tree_of(package.read(one.target)):
                if attribute(comment, "author") == AUTHOR:
                    continue
                lines = [_said(part) for part in comment if NAMES[part.tag] == "p"]
                texts[attribute(comment, "id") or ""] = "\n".join(lines)
    return texts


def _said(paragraph: Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter() if NAMES[one.tag] == "t")


def _places(root: Element, address_of: Mapping[int, str]) -> Mapping[str, str]:
    """The number of each comment → the address of the innermost cell or line that holds it."""
    found: dict[str, dict[str, str]] = {mark: {} for mark in _MARKS}
    stack = [(root, "")]
    while stack:
        element, address = stack.pop()
        address = address_of.get(id(element), address)
        name = NAMES[element.tag]
        if name in found and address:
            found[name].setdefault(attribute(element, "id") or "", address)
        stack += ((one, address) for one in element)
    begins, named = (found[mark] for mark in _MARKS)
    return {**named, **begins}
