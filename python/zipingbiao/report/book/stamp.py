"""Mark a workbook as an output of this program, so that it is never read as an input."""

from __future__ import annotations

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import OWN_OUTPUT
from zipingbiao.ooxml.relations import targets
from zipingbiao.report.book.parts import Book, appended

_PART = "docProps/core.xml"
_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"></cp:coreProperties>'
)


def stamp(book: Book) -> None:
    """Put the mark among the key words of the workbook's properties."""
    there = next((one for one in targets(book.parts, "") if one.kind == "core-properties"), None)
    if there is None or there.target not in book.parts:
        book.declare(_PART, _TYPE)
        book.put(_PART, _with_mark(xmltext.tokens(_EMPTY)))
        if there is None:
            book.relate("", _PART, _KIND)
        return
    if there.target != _PART:
        # Some programs call the part otherwise; the mark is looked for under its usual name.
        book.rename("", there.id, there.target, _PART, _TYPE)
    book.put(_PART, _with_mark(book.tokens(_PART)))


def _with_mark(xml: list[str]) -> list[str]:
    at = xmltext.find(xml, "keywords")
    if at is None:
        return appended(xml, "keywords", {}, OWN_OUTPUT)
    if OWN_OUTPUT in "".join(xml[at : xmltext.element_end(xml, at)]):
        return xml
    if xmltext.is_empty(xml[at]):
        name = xmltext.prefix_of(xml[at]) + "keywords"
        xml[at] = f"{xml[at].removesuffix('/>').rstrip()}>{OWN_OUTPUT}</{name}>"
    else:
        xml[at] += f"{OWN_OUTPUT} "
    return xml
