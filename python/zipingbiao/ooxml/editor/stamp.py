"""Write into the properties of a file what `zipingbiao.ooxml.origin` reads from them."""

from __future__ import annotations

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.calcpr import as_calculated, calls_add_in
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import EditedPackage, appended
from zipingbiao.ooxml.origin import DRAFT, NOTICE, OWN_OUTPUT, Origin, without_marks
from zipingbiao.ooxml.ownlist import LIST_NAME
from zipingbiao.ooxml.relations import targets

_PART = "docProps/core.xml"
_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/">{title}</cp:coreProperties>'
)


def stamp_copy(book: EditedBook, origin: Origin) -> None:
    """Mark a workbook as a copy of ours, and say of what.

    Where it calls our worksheet functions, it must not be calculated without them on opening.
    """
    stamp_document(book, origin)
    if calls_add_in(book.parts):
        book.parts[book.workbook] = as_calculated(book.parts[book.workbook])


def stamp_document(document: EditedPackage, origin: Origin) -> None:
    """Mark a document as a copy of ours, and say of what."""
    _stamp(document, origin.mark, "")


def stamp_draft(document: EditedPackage, origin: Origin) -> None:
    """Mark a document as a report that we drafted, and say how it was written."""
    _stamp(document, f"{DRAFT} {origin.mark}", "")


def stamp_notice(document: EditedPackage, origin: Origin) -> None:
    """Mark a document as a letter about findings, and say how it was written."""
    _stamp(document, f"{NOTICE} {origin.mark}", "")


def stamp_list(book: EditedBook) -> None:
    """Mark a workbook that holds our list and nothing else: it is no input."""
    _stamp(book, OWN_OUTPUT, f"<dc:title>{LIST_NAME}</dc:title>")


def _stamp(book: EditedPackage, mark: str, title: str) -> None:
    """Put a mark among the key words of the properties; the title where there are none yet."""
    there = next((one for one in targets(book.parts, "") if one.kind == "core-properties"), None)
    if there is None or there.target not in book.parts:
        book.declare(_PART, _TYPE)
        book.put(_PART, _with_mark(xmltext.tokens(_EMPTY.format(title=title)), mark))
        if there is None:
            book.relate("", _PART, _KIND)
        return
    if there.target != _PART:
        # Some programs call the part otherwise; the mark is looked for under its usual name.
        book.rename("", there.id, there.target, _PART, _TYPE)
    book.put(_PART, _with_mark(book.tokens(_PART), mark))


def _with_mark(xml: list[str], mark: str) -> list[str]:
    """The properties with the mark in place of any that we wrote before."""
    at = xmltext.find(xml, "keywords")
    if at is None:
        return appended(xml, "keywords", {}, mark)
    if xmltext.is_empty(xml[at]):
        name = xmltext.prefix_of(xml[at]) + "keywords"
        xml[at] = f"{xml[at].removesuffix('/>').rstrip()}>{mark}</{name}>"
        return xml
    for number in range(at + 1, xmltext.element_end(xml, at)):
        if xmltext.is_text(xml[number]):
            xml[number] = without_marks(xml[number])
    xml[at] += f"{mark} "
    return xml
