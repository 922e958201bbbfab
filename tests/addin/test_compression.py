"""The compression of a VBA project: ours and that of oletools understand each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vba import decompressed_by_oletools
from zipingbiao.addin.compression import compress, decompress

NOISE = random.Random(5).randbytes(3 * 4096)
#: Texts of more than one chunk, with repetitions near and far.
LONG = st.builds(
    lambda words, seed: b"".join(random.Random(seed).choices(words, k=2000)),
    st.lists(st.binary(min_size=1, max_size=12), min_size=1, max_size=30),
    st.integers(0, 1000),
)


@given(st.binary(max_size=3640) | LONG)
def test_what_is_compressed_comes_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


@given(st.binary(min_size=1, max_size=3640) | LONG)
def test_others_read_what_is_compressed(data: bytes) -> None:
    assert decompressed_by_oletools(compress(data)) == data


@pytest.mark.parametrize("size", [1, 15, 16, 17, 4095, 4096, 4097, 8192, 100_000])
@pytest.mark.parametrize("pattern", [b"a", b"ab", b"abc", bytes(range(256))])
def test_repetitions_of_every_length_come_back(size: int, pattern: bytes) -> None:
    data = (pattern * size)[:size]
    packed = compress(data)
    assert decompress(packed) == data == decompressed_by_oletools(packed)


def test_what_repeats_gets_small() -> None:
    assert len(compress(b"Public Sub ZpbOnCheck()\r\n" * 1000)) < 3200


@pytest.mark.parametrize("size", [3640, 4096, 2 * 4096, 3 * 4096])
def test_what_does_not_repeat_is_stored_as_it_is(size: int) -> None:
    packed = compress(NOISE[:size])
    assert len(packed) <= size + 3 + size // 8
    assert decompress(packed) == NOISE[:size] == decompressed_by_oletools(packed)


@pytest.mark.parametrize("size", [3700, 4095, 4096 + 3700])
def test_what_the_format_cannot_hold_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="last chunk"):
        compress(NOISE[:size])


EXAMPLES = {
    b"abcdefghijklmnopqrstuv.": "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E",
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa": (
        "012FB00023616161626364658266007061676869 6A013808616B6C00306D6E6F700671027004107273747576"
        "10777879 7A003C"
    ),
    b"a" * 73: "0103B002614500",
}


@pytest.mark.parametrize(("plain", "packed"), EXAMPLES.items())
def test_the_examples_of_the_specification_come_back(plain: bytes, packed: str) -> None:
    assert decompress(bytes.fromhex(packed)) == plain
    assert len(compress(plain)) <= len(bytes.fromhex(packed))


BROKEN = {
    "empty": "",
    "no signature": "02616263",
    "no chunk": "010000",
    "copy from before the chunk": "0102B0010010",
    "half a copy": "0101B00100",
    "half a head": "0101",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_other_data_are_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"no compressed|before its chunk"):
        decompress(bytes.fromhex(data))
