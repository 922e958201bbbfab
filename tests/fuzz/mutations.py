"""Spoils files the way structure allows: inside zip members, tags, attributes, records, lines.

All chance comes from the ``Random`` that is given, so one number tells one spoilt file.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from ooxml.hostile import unzipped

Mutation = Callable[[bytes, Random], bytes]

#: Values that readers of numbers, addresses, names and texts stumble over.
NASTY = (
    "", " ", "0", "-1", "1e999", "NaN", "99999999999999999999", "2147483648", "0x10", "１２", "²",
    "A0", "A1:", ":", "XFD1048576", "XFE1", "AAAAAAAA1", "A1:XFD1048576", "$A$1:$B", "#REF!",
    "=1+", "=A1", "=SUM(A1:A1048576)", "{{ header.project }}", "{%", "true", "\u200b", "\ufffd",
    "𠮷", "a" * 40_000, "一" * 300, "../../x", "\\", "'", "&#0;", "&amp;", "&lol;", "]]>", "%s%n",
    "1970-13-45", "0!.0,\"万元\"", "[Red][<0]0;;;@", "General" * 50, "rId999", "s", "inlineStr",
)  # fmt: skip
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'(?<==)"[^"]*"')
_TEXT = re.compile(rb">[^<>]+<")
_SCALAR = re.compile(rb'"[^"\n]*"|-?\d+(?:\.\d+)?|true|false')
_EDGES: tuple[int, ...] = (
    0,
    1,
    0x7F,
    0x80,
    0xFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)


def spoilt(data: bytes, chance: Random) -> bytes:
    """The file with one to three things wrong in it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = _mutation_for(data, chance)(data, chance)
    return data


def _mutation_for(data: bytes, chance: Random) -> Mutation:
    if chance.random() < 0.08:
        return _raw
    if data.startswith(b"PK"):
        return _in_zip
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _in_records
    return _in_text


# --- any bytes -------------------------------------------------------------------------------


def _raw(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    cut = data[at : at + chance.randrange(1, 64)]
    return chance.choice(
        (
            data[:at],
            data[:at] + data[at + len(cut) :],
            data[:at] + cut * 3 + data[at:],
            data[:at] + chance.randbytes(len(cut)) + data[at + len(cut) :],
            data + cut,
        )
    )


def _in_records(data: bytes, chance: Random) -> bytes:
    """Edges where records keep lengths, counts and sector numbers."""
    size = chance.choice((1, 2, 4))
    at = chance.randrange(max(1, len(data) - size)) // 2 * 2
    value = struct.pack("<Q", chance.choice(_EDGES))[:size]
    return data[:at] + value + data[at + size :]


# --- zip -------------------------------------------------------------------------------------


def _in_zip(data: bytes, chance: Random) -> bytes:
    try:
        members = list(unzipped(data).items())
    except Exception:  # spoilt already: its bytes are left
        return _raw(data, chance)
    if not members:
        return _raw(data, chance)
    weights = [3 if "sheet" in name or name.endswith("content.xml") else 1 for name, _ in members]
    [number] = chance.choices(range(len(members)), weights)
    name, content = members[number]
    deed = chance.randrange(14)
    if deed == 0:
        del members[number]
    elif deed == 1:
        members.append((name, content))
    elif deed == 2:
        other = chance.randrange(len(members))
        members[number] = (name, members[other][1])
    elif deed == 3:
        odd = (name.upper(), name.replace("/", "\\"), f"/{name}", f"../{name}", f"{name} ", "")
        members[number] = (chance.choice(odd), content)
    elif name.endswith((".xml", ".rels", ".vml")):
        members[number] = (name, _in_xml(content, chance))
    else:
        members[number] = (name, chance.choice((_raw, _in_records))(content or b"\0", chance))
    return _zipped(members)


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # doubled names are meant
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), content)
    return target.getvalue()


# --- XML -------------------------------------------------------------------------------------


def _in_xml(content: bytes, chance: Random) -> bytes:
    return chance.choice((
        _attribute, _attribute, _attribute, _attribute, _words, _words, _drop_tag, _double_tag,
        _swap_tags, _nest, _prologue, _drop_part, _raw,
    ))(content, chance)  # fmt: skip


def _pick(pattern: re.Pattern[bytes], content: bytes, chance: Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(content))
    return chance.choice(found) if found else None


def _nasty(chance: Random) -> bytes:
    return chance.choice(NASTY).encode("utf-8")


def _attribute(content: bytes, chance: Random) -> bytes:
    one = _pick(_ATTRIBUTE, content, chance)
    if one is None:
        return _raw(content, chance)
    value = _nasty(chance).replace(b'"', b"&quot;")
    return content[: one.start()] + b'"' + value + b'"' + content[one.end() :]


def _words(content: bytes, chance: Random) -> bytes:
    one = _pick(_TEXT, content, chance)
    if one is None:
        return _attribute(content, chance)
    return content[: one.start() + 1] + _nasty(chance) + content[one.end() - 1 :]


def _drop_tag(content: bytes, chance: Random) -> bytes:
    one = _pick(_TAG, content, chance)
    return content[: one.start()] + content[one.end() :] if one else content


def _double_tag(content: bytes, chance: Random) -> bytes:
    one = _pick(_TAG, content, chance)
    if one is None:
        return content
    times = chance.choice((1, 2, 5_000))
    return content[: one.end()] + one[0] * times + content[one.end() :]


def _swap_tags(content: bytes, chance: Random) -> bytes:
    one, other = sorted(
        (_pick(_TAG, content, chance) for _ in range(2)), key=lambda tag: tag.start() if tag else 0
    )
    if one is None or other is None or one.end() > other.start():
        return content
    between = content[one.end() : other.start()]
    return content[: one.start()] + other[0] + between + one[0] + content[other.end() :]


def _drop_part(content: bytes, chance: Random) -> bytes:
    """From one tag to a later one: whole rows, cells, merges go."""
    one, other = sorted(
        (_pick(_TAG, content, chance) for _ in range(2)), key=lambda tag: tag.start() if tag else 0
    )
    return content[: one.start()] + content[other.start() :] if one and other else content


def _nest(content: bytes, chance: Random) -> bytes:
    one = _pick(_TAG, content, chance)
    depth = chance.choice((1, 300, 20_000))
    at = one.end() if one else len(content)
    return content[:at] + b"<x>" * depth + b"</x>" * depth + content[at:]


def _prologue(content: bytes, chance: Random) -> bytes:
    body = re.sub(rb"^<\?xml[^>]*\?>", b"", content)
    return chance.choice(
        (
            b'<?xml version="1.0" encoding="bogus"?>' + body,
            b'<?xml version="1.0" encoding="UTF-16"?>' + body,
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY lol "lol">]>' + body,
            b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + body,
            b"\xef\xbb\xbf\xef\xbb\xbf" + content,
            body.decode("utf-8", "replace").encode("utf-16"),
            body.decode("utf-8", "replace").encode("gbk", "replace"),
        )
    )


# --- TOML, JSON ------------------------------------------------------------------------------


def _in_text(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    number = chance.randrange(len(lines))
    deed = chance.randrange(8)
    if deed == 0:
        del lines[number]
    elif deed == 1:
        lines.insert(number, lines[chance.randrange(len(lines))])
    elif deed == 2:
        other = chance.randrange(len(lines))
        lines[number], lines[other] = lines[other], lines[number]
    elif deed == 3:
        lines.insert(number, chance.choice((b"x = " + b"[" * 5_000, b'"x": ' + b"[" * 5_000)))
    else:
        return _scalar(data, chance)
    return b"\n".join(lines)


def _scalar(data: bytes, chance: Random) -> bytes:
    one = _pick(_SCALAR, data, chance)
    if one is None:
        return _raw(data, chance)
    value = _nasty(chance).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    other = _pick(_SCALAR, data, chance)
    new = chance.choice((
        b'"' + value + b'"', other[0] if other else b"1", b"9" * 6_000, b"1e400", b"-0", b"null",
        b"[]", b"{}", b"[1, [2, [3]]]", b"1979-05-27", b"nan", b"\xff",
    ))  # fmt: skip
    return data[: one.start()] + new + data[one.end() :]
