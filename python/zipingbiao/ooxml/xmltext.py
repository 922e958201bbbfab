"""XML as text that can be edited without loss.

A part is cut into tokens: tags, texts, comments, CDATA sections and instructions. Joined again
they give the part back character for character, so whoever edits one attribute leaves all the
rest as it was: order, quotes, blanks, prefixes, unknown extensions. Nothing here checks that
the XML is well formed (VML often is not); a reader of strange files loses nothing either.

Names are compared without their prefix, as producers choose prefixes freely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile

_TOKEN = re.compile(
    r"""
      <!--.*?-->
    | <!\[CDATA\[.*?\]\]>
    | <\?.*?\?>
    | <!(?:[^<>\["']++|"[^"]*+"|'[^']*+'|\[[^\]]*+\])*+>
    | <(?:[^<>"'!?]|/)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>
    | [^<]++
    | <
    """,
    re.VERBOSE | re.DOTALL,
)
_LOCAL_NAME = re.compile(r"</?(?:[^\s<>/:\"'=]+:)?([^\s<>/:\"'=]+)")
_ATTRIBUTE = re.compile(r"""\s([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TEXT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE_ESCAPES = _TEXT_ESCAPES | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
#: What no XML can hold: control characters, halves of a character, and two that are none.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
#: Numbers of styles, sheets, rows and columns have fewer digits.
_MOST_DIGITS = 10
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"""^(<\?xml[^>]*?encoding\s*=\s*)(?:"[^"]*"|'[^']*')""")


class Attribute(NamedTuple):
    """An attribute of a tag. ``start`` and ``end`` bound its value in the tag, quotes included."""

    name: str
    value: str
    start: int
    end: int


def decode(data: bytes, part: str = "") -> str:
    """The text of an XML part. Raises UnreadableFile where it is not text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise damaged(part) from None


def damaged(part: str = "") -> UnreadableFile:
    """What is said of a part of a workbook that nothing can be made of."""
    return UnreadableFile("ZPB903", f"文件的内部部件{f' {part} ' if part else ''}已损坏。")


def encode(xml: str) -> bytes:
    """The UTF-8 bytes of an XML part; a declaration of another encoding is set right."""
    declaration = _DECLARATION.match(xml)
    if declaration and "utf-8" not in declaration[0].lower():
        xml = _DECLARATION.sub(r'\1"UTF-8"', xml, count=1)
    return xml.encode("utf-8")


def tokens(xml: str) -> list[str]:
    """The tokens of a part, or of a piece of one; joined they give it back."""
    return _TOKEN.findall(xml)


def is_start(token: str) -> bool:
    """Whether a token is a start tag, an empty element included."""
    return token[0] == "<" and len(token) > 1 and token[1] not in "/!?"


def is_end(token: str) -> bool:
    """Whether a token is an end tag."""
    return token.startswith("</")


def is_empty(tag: str) -> bool:
    """Whether a start tag is a whole element: ``<brk id="3"/>``."""
    return tag.endswith("/>")


def is_text(token: str) -> bool:
    """Whether a token is character data: plain, or a CDATA section."""
    return token[0] != "<" or token == "<" or token.startswith("<![CDATA[")


def local_name(tag: str) -> str:
    """The name of a start or end tag without its prefix; ``""`` where it has none."""
    match = _LOCAL_NAME.match(tag)
    return match[1] if match else ""


def prefix_of(tag: str) -> str:
    """The prefix of a tag's name with its colon; ``""`` where it has none."""
    match = _LOCAL_NAME.match(tag)
    return tag[1 : match.start(1)].lstrip("/") if match else ""


def attributes(tag: str) -> Iterator[Attribute]:
    """The attributes of a start tag, values decoded, names with their prefix."""
    for match in _ATTRIBUTE.finditer(tag):
        yield Attribute(match[1], unescape(match[2][1:-1]), match.start(2), match.end(2))


def attribute(tag: str, name: str) -> str | None:
    """The decoded value of an attribute, or None."""
    return next((found.value for found in attributes(tag) if found.name == name), None)


def whole(tag: str, name: str) -> int:
    """The whole number in an attribute; 0 where it holds none."""
    text = attribute(tag, name) or ""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """The tag with an attribute set, or taken out where ``value`` is None."""
    for found in attributes(tag):
        if found.name == name:
            if value is not None:
                return tag[: found.start] + quoted(value) + tag[found.end :]
            before = tag[: found.start].rstrip().removesuffix("=").rstrip()
            return before[: -len(name)].rstrip() + tag[found.end :]
    if value is None:
        return tag
    close = len(tag) - (2 if is_empty(tag) else 1)
    return f"{tag[:close].rstrip()} {name}={quoted(value)}{tag[close:]}"


def starts(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Index and local name of every start tag among the tokens."""
    for index, token in enumerate(parts):
        if is_start(token):
            yield index, local_name(token)


def find(parts: Sequence[str], name: str, start: int = 0) -> int | None:
    """The index of the first start tag of that local name, from ``start`` on."""
    for index in range(start, len(parts)):
        if is_start(parts[index]) and local_name(parts[index]) == name:
            return index
    return None


def element_end(parts: Sequence[str], start: int) -> int:
    """The index behind the element whose start tag stands at ``start``."""
    if is_empty(parts[start]):
        return start + 1
    name, depth = local_name(parts[start]), 0
    for index in range(start, len(parts)):
        token = parts[index]
        if token[0] != "<" or local_name(token) != name:
            continue
        if is_end(token):
            depth -= 1
        elif not is_empty(token):
            depth += 1
        if depth == 0:
            return index + 1
    return len(parts)


def text_end(parts: Sequence[str], start: int) -> int:
    """The index behind the character data that stands at ``start`` (``start`` if none)."""
    while start < len(parts) and is_text(parts[start]):
        start += 1
    return start


def text_of(parts: Sequence[str]) -> str:
    """The decoded character data among the tokens, tags left out."""
    return "".join(
        part[9:-3] if part.startswith("<![CDATA[") else unescape(part)
        for part in parts
        if is_text(part)
    )


def text_at(parts: Sequence[str], start: int) -> tuple[int, str]:
    """The text of the element that starts there: the index behind it, and its value."""
    end = text_end(parts, start + 1)
    return end, text_of(parts[start + 1 : end])


def unescape(raw: str) -> str:
    """``&lt;`` → ``<``. What is no reference to a character stays as it is."""
    return _ENTITY.sub(_character, raw) if "&" in raw else raw


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code < 0x110000 else match[0]


def escape(text: str) -> str:
    """Character data as it is written between tags."""
    return text.translate(_TEXT_ESCAPES)


def quoted(value: str) -> str:
    """An attribute's value as it is written, double quotes included."""
    return f'"{value.translate(_VALUE_ESCAPES)}"'


def illegal_in(text: str) -> str | None:
    """The first character of a text that no XML can hold; quick where there is none."""
    if text.isprintable() or not _may_be_illegal(text):
        return None
    match = _ILLEGAL.search(text)
    return match and match[0]


def _may_be_illegal(text: str) -> bool:
    """Bytes are dropped in one go rather than looked at one by one."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return True
    return len(raw.translate(None, _CONTROLS)) != len(raw) or b"\xef\xbf" in raw


def legible(text: str) -> str:
    """A text with what no XML can hold made visible: ␁ for U+0001, � for what has no picture.

    For what is told to people. What a form holds is escaped as Excel does, or refused.
    """
    return text if text.isprintable() else _ILLEGAL.sub(_picture, text)


def escaped_as_excel(text: str) -> str:
    """A text with what no XML can hold as Excel's own escapes: ``_x0001_``."""
    return text if text.isprintable() else _ILLEGAL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 32 else "\ufffd"
