"""The compression of a VBA project's streams, both ways ([MS-OVBA] 2.4.1).

A text is cut into chunks of 4096 bytes. A chunk is a row of literal bytes and of copies, each
copy saying how far back and how many bytes; the deeper into the chunk, the more bits of a copy
say how far. A chunk that does not get smaller is stored as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SIGNATURE = b"\x01"
_CHUNK = 4096
#: In a chunk's head: always there, and whether the chunk is compressed.
_MARK, _COMPRESSED = 0x3000, 0x8000
_SHORTEST = 3
#: So many earlier places are tried for a copy: beyond, time is lost and little is gained.
_TRIED = 32
_HEAD = struct.Struct("<H")


def compress(data: bytes) -> bytes:
    """The compressed form of a stream.

    Raises ValueError in the one case that the format cannot hold: a last chunk of 3641 to 4095
    bytes in which nothing repeats. No text of a program is like that.
    """
    chunks = (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))
    return _SIGNATURE + b"".join(map(_packed, chunks))


def decompress(data: bytes) -> bytes:
    """The stream again. Raises ValueError where the data are not of this format."""
    if not data.startswith(_SIGNATURE):
        raise ValueError("no compressed stream: the signature is missing")
    try:
        return b"".join(_chunks(data))
    except struct.error:
        raise ValueError("no compressed stream: it ends too early") from None


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks of a compressed stream, as they were."""
    at = len(_SIGNATURE)
    while at < len(data):
        (head,) = _HEAD.unpack_from(data, at)
        if head & 0x7000 != _MARK:
            raise ValueError(f"no compressed chunk at {at}")
        end = at + (head & 0xFFF) + 3
        body = data[at + 2 : end]
        yield bytes(_unpacked(body)) if head & _COMPRESSED else body
        at = end


def _packed(chunk: bytes) -> bytes:
    """One chunk with its head."""
    body = bytearray()
    group, flags, count = bytearray(), 0, 0
    for token in _tokens(chunk):
        flags |= (len(token) == 2) << count
        group += token
        count += 1
        if count == 8:
            body += bytes((flags,)) + group
            group, flags, count = bytearray(), 0, 0
    if count:
        body += bytes((flags,)) + group
    if len(body) <= _CHUNK:
        return _HEAD.pack(_COMPRESSED | _MARK | (len(body) - 1)) + body
    if len(chunk) < _CHUNK:
        raise ValueError("the last chunk cannot be compressed")
    return _HEAD.pack(_MARK | (_CHUNK - 1)) + chunk


def _tokens(chunk: bytes) -> Iterator[bytes]:
    """The literals (one byte) and copies (two bytes) that make up a chunk."""
    places: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        bits = _offset_bits(at)
        longest = min((0xFFFF >> bits) + _SHORTEST, len(chunk) - at)
        start, length = _longest_match(chunk, at, longest, places)
        if length >= _SHORTEST:
            yield _HEAD.pack((at - start - 1) << (16 - bits) | (length - _SHORTEST))
        else:
            length = 1
            yield chunk[at : at + 1]
        for passed in range(at, at + length):
            places.setdefault(chunk[passed : passed + _SHORTEST], []).append(passed)
        at += length


def _offset_bits(at: int) -> int:
    """How many bits of a copy at this place of its chunk say how far back it begins."""
    return max((at - 1).bit_length(), 4)


def _longest_match(
    chunk: bytes, at: int, longest: int, places: dict[bytes, list[int]]
) -> tuple[int, int]:
    """Where the longest copy begins (the nearest of equal ones), and its length."""
    best, length = at, 0
    for start in reversed(places.get(chunk[at : at + _SHORTEST], [])[-_TRIED:]):
        run = _SHORTEST
        while run < longest and chunk[start + run] == chunk[at + run]:
            run += 1
        if run > length:
            best, length = start, run
            if run >= longest:
                break
    return best, length


def _unpacked(body: bytes) -> bytearray:
    """The bytes of one compressed chunk."""
    out = bytearray()
    at = 0
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body):
                break
            if flags >> bit & 1:
                (token,) = _HEAD.unpack_from(body, at)
                _copy(out, token)
                at += 2
            else:
                out.append(body[at])
                at += 1
    return out


def _copy(out: bytearray, token: int) -> None:
    bits = _offset_bits(len(out))
    start = len(out) - (token >> (16 - bits)) - 1
    if start < 0:
        raise ValueError("a copy begins before its chunk")
    for place in range(start, start + (token & 0xFFFF >> bits) + _SHORTEST):
        out.append(out[place])
