"""XML as events, for the parts whose writing nobody can foresee. Entities are refused."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from zipingbiao.errors import UnreadableFile

Start = Callable[[str, dict[str, str]], None]


def parse(
    data: bytes,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part. Raises expat.ExpatError, or UnreadableFile for one that declares entities."""
    parser_of(start, end, text).Parse(data, True)


def parser_of(
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """A parser that tells these; see `parse`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    return parser


def _refuse_entity(*_: object) -> None:
    raise UnreadableFile("ZPB903", "文件含有实体声明，疑似恶意文件，没有打开。")


def local(name: str) -> str:
    """The name without its prefix: ``x:row`` → ``row``."""
    return name.rpartition(":")[2]
