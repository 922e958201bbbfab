"""Safe XML: expat without document type, entities or anything from outside."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from zipingbiao.errors import UnreadableFile

Attributes = dict[str, str]


def parse(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through XML; names come as ``namespace local``.

    Raises UnreadableFile ZPB903 for a document type declaration (no office program writes one,
    and it is the door to entity bombs) and for XML that is not well formed.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise refused(error.lineno) from None
    except (ValueError, LookupError):
        raise refused() from None


def refused(line: int | None = None) -> UnreadableFile:
    """What is told of XML that is not well formed, up to a line where that is known."""
    if line is None:
        return UnreadableFile("ZPB903", "文件已损坏，XML 内容无法识别。")
    return UnreadableFile("ZPB903", f"文件已损坏，XML 不完整（第 {line} 行）。")


def refuse_doctype(*_: object) -> None:
    """A handler for document type declarations. Raises UnreadableFile ZPB903."""
    raise UnreadableFile("ZPB903", "文件含有 DTD 声明，疑似恶意文件，没有打开。")
