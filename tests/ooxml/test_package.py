"""Zip packages: read with limits, written the same for the same parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooxml.hostile import outcome, zip_bomb, zipped
from zipingbiao.ooxml import package
from zipingbiao.ooxml.package import Package, deflate, pack

PARTS = {"a.xml": b"<a/>" * 100, "b/c.bin": bytes(range(256)), "empty": b""}


def archive(**settings: object) -> bytes:
    """The parts as the standard library writes them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **settings) as file:  # type: ignore[call-overload]
        for name, data in PARTS.items():
            file.writestr(name, data)
    return target.getvalue()


def streamed() -> bytes:
    """The parts with their sizes behind them, as programs write that cannot go back."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.written += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in PARTS.items():
            file.writestr(name, data)
    return bytes(pipe.written)


def with_comment() -> bytes:
    target = io.BytesIO(archive())
    with zipfile.ZipFile(target, "a") as file:
        file.comment = "说明".encode()
    return target.getvalue()


def large_directory() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as file:
        for name, data in PARTS.items():
            with file.open(name, "w", force_zip64=True) as part:
                part.write(data)
    return target.getvalue()


WAYS = {
    "stored": archive(),
    "deflated": archive(compression=zipfile.ZIP_DEFLATED),
    "streamed": streamed(),
    "with a comment": with_comment(),
    "behind other bytes": b"#!/bin/sh\n" + archive(),
    "zip64": large_directory(),
    "our own": pack(deflate(name, data) for name, data in PARTS.items()),
}


@pytest.mark.parametrize("way", WAYS)
def test_parts_are_read_however_the_zip_was_written(way: str) -> None:
    opened = Package.open(WAYS[way])
    assert {name: opened.read(name) for name in opened.names} == PARTS
    assert "a.xml" in opened
    assert "x.xml" not in opened


def test_names_may_have_a_slash_before_them_and_chinese_in_them() -> None:
    opened = Package.open(zipped({"/xl/工作簿.xml": "x", "xl/b.xml": "y"}))
    assert opened.read("xl/工作簿.xml") == b"x"


def test_equal_parts_are_equal_and_give_the_same_content() -> None:
    one, other = (Package.open(WAYS["our own"]).packed("a.xml") for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one.inflated() == PARTS["a.xml"]


def refused(data: bytes, name: str = "a.xml") -> str:
    return outcome(lambda: Package.open(data).read(name))


def test_a_missing_part_is_damage() -> None:
    assert refused(archive(), "x.xml") == "ZPB903"


@given(st.data())
def test_a_flipped_byte_is_found_or_does_no_harm(data: st.DataObject) -> None:
    content = bytearray(WAYS["deflated"])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    read: list[bytes] = []

    def read_all() -> None:
        opened = Package.open(bytes(content))
        read.extend(opened.read(name) for name in opened.names)

    found = outcome(read_all)
    assert found in ("ZPB903", "ZPB907") or all(part in PARTS.values() for part in read)


@given(st.integers(0, len(WAYS["deflated"]) - 1))
def test_a_file_cut_off_is_damaged(length: int) -> None:
    assert outcome(lambda: Package.open(WAYS["deflated"][:length])) == "ZPB903"


def test_a_part_that_inflates_to_more_than_it_says_is_damaged_and_stops_early() -> None:
    content = bytearray(pack([deflate("a.xml", bytes(50_000_000))]))
    directory = content.index(b"PK\1\2")
    struct.pack_into("<I", content, directory + 24, 1000)
    assert refused(bytes(content)) == "ZPB903"


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_PARTS", 2), ("MAX_PART_SIZE", 300), ("MAX_TOTAL_SIZE", 500)]
)
def test_limits_hold(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, limit, value)
    assert refused(WAYS["deflated"]) == "ZPB907"


def test_a_bomb_is_not_opened() -> None:
    assert outcome(lambda: Package.open(zip_bomb())) == "ZPB907"


def test_an_encrypted_or_strangely_packed_part_is_damaged() -> None:
    for offset, value in ((8, 1), (10, 12)):
        content = bytearray(archive())
        directory = content.index(b"PK\1\2")
        struct.pack_into("<H", content, directory + offset, value)
        assert refused(bytes(content)) == "ZPB903"


@given(st.dictionaries(st.text("abc/é表", min_size=1, max_size=8), st.binary(max_size=60)))
def test_what_is_packed_is_a_zip_that_others_read(parts: dict[str, bytes]) -> None:
    data = pack(deflate(name, content) for name, content in parts.items())
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == parts
    assert data == pack(deflate(name, content) for name, content in parts.items())


def test_an_entry_knows_its_checksum() -> None:
    entry = deflate("a", b"content")
    assert entry.crc == zlib.crc32(b"content")
    assert entry.size == 7
