"""The compound file: another reader finds every stream, and its directory is a sound tree."""

from __future__ import annotations

import random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.addin.cfb import compound_file
from zipingbiao.errors import OutputError

NO_ENTRY = 0xFFFFFFFF
RED, BLACK = 0, 1
SECTOR, ENTRY = 512, 128

NAMES = st.text("abcXYZ_09汇", min_size=1, max_size=31)
STREAMS = st.dictionaries(
    st.builds("{}/{}".format, st.sampled_from(["VBA", "storage", "a/b"]), NAMES) | NAMES,
    st.sampled_from([0, 1, 63, 64, 65, 4095, 4096, 4097, 9000]),
    max_size=40,
)


def contents(sizes: dict[str, int]) -> dict[str, bytes]:
    source = random.Random(1)
    return {name: source.randbytes(size) for name, size in sizes.items()}


def read(data: bytes) -> dict[str, bytes]:
    """What another program finds in it; any defect it sees is an error."""
    with olefile.OleFileIO(data, raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.parsing_issues == []
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


def collides(names: set[str]) -> bool:
    """Whether two names differ in case only, or one names a storage and a stream."""
    parts = {"/".join(name.split("/")[:end]) for name in names for end in range(1, 4)}
    storages = {part for part in parts for name in names if name.startswith(f"{part}/")}
    return len({part.upper() for part in parts}) < len(parts) or bool(storages & names)


@given(STREAMS)
def test_another_reader_finds_every_stream(sizes: dict[str, int]) -> None:
    streams = contents(sizes)
    if collides(set(streams)):
        with pytest.raises(OutputError):
            compound_file(streams)
    else:
        assert read(compound_file(streams)) == streams


def entries(data: bytes) -> list[bytes]:
    """The directory, entry by entry, read along its chain of sectors."""
    table = [
        int.from_bytes(data[at : at + 4], "little")
        for sector in range(int.from_bytes(data[44:48], "little"))
        for at in range(fat_place(data, sector), fat_place(data, sector) + SECTOR, 4)
    ]
    sector, directory = int.from_bytes(data[48:52], "little"), b""
    while sector < len(table):
        directory += data[(sector + 1) * SECTOR : (sector + 2) * SECTOR]
        sector = table[sector]
    return [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]


def fat_place(data: bytes, sector: int) -> int:
    start = 76 + 4 * sector
    return (int.from_bytes(data[start : start + 4], "little") + 1) * SECTOR


def walk(directory: list[bytes], number: int, above: int) -> tuple[int, list[tuple[int, str]]]:
    """The black depth of a tree and its names in order; holds the rules on the way."""
    if number == NO_ENTRY:
        return 0, []
    entry = directory[number]
    color = entry[67]
    assert color in (RED, BLACK)
    assert not (color == above == RED)
    left, names_left = walk(directory, int.from_bytes(entry[68:72], "little"), color)
    right, names_right = walk(directory, int.from_bytes(entry[72:76], "little"), color)
    assert left == right
    length = int.from_bytes(entry[64:66], "little")
    name = entry[: length - 2].decode("utf-16-le")
    return left + (color == BLACK), [*names_left, (length, name.upper()), *names_right]


@pytest.mark.parametrize("count", range(70))
def test_the_directory_is_a_red_black_tree(count: int) -> None:
    streams = {f"{'n' * (number % 5)}{number}": b"x" for number in range(count)}
    directory = entries(compound_file(streams))
    top = int.from_bytes(directory[0][76:80], "little")
    _, names = walk(directory, top, RED if count else BLACK)
    assert names == sorted(names)
    assert {name for _, name in names} == {name.upper() for name in streams}


def test_many_sectors_are_listed_in_the_header() -> None:
    streams = {"large": bytes(range(256)) * 20_000, "small": b"s"}
    assert read(compound_file(streams)) == streams


def test_too_much_is_refused() -> None:
    with pytest.raises(OutputError, match="7 MB"):
        compound_file({"large": bytes(8 * 1024 * 1024)})


@pytest.mark.parametrize("name", ["", "a" * 32, "a:b", "a//b", "汇" * 32, "!"])
def test_names_that_no_directory_can_hold_are_refused(name: str) -> None:
    with pytest.raises(OutputError, match="不能用作"):
        compound_file({name: b""})


@pytest.mark.parametrize("names", [("a", "A"), ("a", "a/b"), ("a/b", "A/c"), ("a/b/c", "a/b")])
def test_the_same_name_twice_is_refused(names: tuple[str, str]) -> None:
    with pytest.raises(OutputError, match="两个"):
        compound_file(dict.fromkeys(names, b""))


def test_equal_streams_give_equal_bytes() -> None:
    streams = contents({"a/b": 5000, "c": 10})
    assert compound_file(streams) == compound_file(dict(streams))
