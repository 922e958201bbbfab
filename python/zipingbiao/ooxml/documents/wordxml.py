"""Read Word documents that are one XML file: "Word XML Document" (Flat OPC) and Word 2003 XML."""

from __future__ import annotations

import base64
import binascii
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.documents.tree import NAMES, attribute, child, tree_of
from zipingbiao.ooxml.documents.word import document_laid_out, read_docx
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.package import Package, deflate, pack, part_name


def read_flat(data: bytes) -> tuple[PlainSheet, ...]:
    """The sheet that a document becomes whose parts stand in one file.

    Raises UnreadableFile as `read_docx` does.
    """
    parts = [one for one in tree_of(data) if NAMES[one.tag] == "part"]
    entries = [deflate(part_name(attribute(one, "name") or ""), _content(one)) for one in parts]
    return read_docx(Package.open(pack(entries)))


def _content(part: Element) -> bytes:
    held = child(part, "xmlData")
    if held is not None and len(held):
        return ElementTree.tostring(held[0], "unicode").encode()
    held = child(part, "binaryData")
    try:
        return base64.b64decode("" if held is None else held.text or "")
    except (binascii.Error, ValueError):
        raise UnreadableFile("ZPB903", "文件已损坏，内部部件无法解开。") from None


def read_word2003(data: bytes) -> tuple[PlainSheet, ...]:
    """The sheet that a document of Word 2003 becomes; its elements are named as later ones are.

    Raises UnreadableFile as `read_docx` does.
    """
    return (document_laid_out(tree_of(data)).sheet,)
