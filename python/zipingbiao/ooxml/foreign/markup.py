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
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableFile(
            "ZPB903", f"文件已损坏，XML 不完整（第 {error.lineno} 行）。"
        ) from None
    except (ValueError, LookupError):
        raise UnreadableFile("ZPB903", "文件已损坏，XML 内容无法识别。") from None


def _refuse(*_: object) -> None:
    raise UnreadableFile("ZPB903", "文件含有 DTD 声明，疑似恶意文件，没有打开。")
