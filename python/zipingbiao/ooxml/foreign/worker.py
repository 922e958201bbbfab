"""The process that reads foreign formats: ``python -m zipingbiao.ooxml.foreign.worker``.

It takes requests from standard input, a frame with the kind and a frame with the file, and
answers each with one frame. Memory and time are limited where the system can do that; whoever
asks (`zipingbiao.ooxml.foreign.apart`) notices when it dies.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from importlib import import_module

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.wire import encode, encode_failure, read_frame, write_frame
from zipingbiao.ooxml.grid import PlainSheet

#: Bytes of address space. A large workbook needs a tenth of it.
MEMORY_LIMIT = 1536 * 1024 * 1024
#: Seconds for one file, after which the system ends this process.
TIME_LIMIT = 60
OUT_OF_MEMORY = "读取时占用内存超过上限，没有继续。"

Reader = Callable[[bytes], tuple[PlainSheet, ...]]


def read(kind: str, data: bytes) -> tuple[PlainSheet, ...]:
    """Read a workbook of a kind (xls, xlsb, ods, fods) in this process.

    Raises UnreadableFile.
    """
    # Each reader is imported when first needed: most runs meet only one of the formats.
    if kind == "xls":
        reader: Reader = import_module("zipingbiao.ooxml.foreign.xls").read_xls
    elif kind == "fods":
        reader = import_module("zipingbiao.ooxml.foreign.ods").read_content
    else:
        return _read_package(kind, data)
    return reader(data)


def _read_package(kind: str, data: bytes) -> tuple[PlainSheet, ...]:
    from zipingbiao.ooxml.package import Package

    package = Package.open(data)
    if kind == "xlsb":
        from zipingbiao.ooxml.foreign.xlsb import read_xlsb

        return read_xlsb(package)
    from zipingbiao.ooxml.foreign.ods import read_ods

    return read_ods(package)


def answer(kind: str, data: bytes) -> bytes:
    """The frame that answers a request, failures included."""
    try:
        return encode(read(kind, data))
    except UnreadableFile as error:
        return encode_failure(error.code, error.reason)
    except (MemoryError, RecursionError):
        return encode_failure("ZPB907", OUT_OF_MEMORY)


def limit_memory() -> None:
    """Bound the address space, where the system knows how."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MEMORY_LIMIT:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, hard))


def _limit_time(seconds: int) -> None:
    """End this process after some seconds; 0 takes the limit away."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def main() -> None:
    """Serve requests until standard input ends."""
    limit_memory()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not break the frames
    while (kind := read_frame(source)) is not None and (data := read_frame(source)) is not None:
        _limit_time(TIME_LIMIT + 5)
        content = answer(kind.decode(), data)
        _limit_time(0)
        write_frame(target, content)


if __name__ == "__main__":
    main()
