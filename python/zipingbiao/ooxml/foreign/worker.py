"""The process that reads foreign formats: ``python -m zipingbiao.ooxml.foreign.worker``.

It takes requests from standard input, a frame with the kind and a frame with the file, and
answers each with one frame. Memory and time are limited where the system can do that; whoever
asks (`zipingbiao.ooxml.foreign.apart`) notices when it dies.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

from zipingbiao.errors import OutOfTime, UnreadableFile
from zipingbiao.limits import collect_rarely, end_with_parent, limit_memory, time_limit
from zipingbiao.ooxml.foreign.wire import encode, encode_failure, read_frame, write_frame
from zipingbiao.ooxml.grid import PlainSheet

OUT_OF_MEMORY = "读取时占用内存超过上限，没有继续。"

#: Kind → the module and the function that read its bytes, or the parts of its package.
#: Each is imported when first needed: most runs meet only one of the formats.
_OF_BYTES = {
    "xls": ("zipingbiao.ooxml.foreign.xls", "read_xls"),
    "fods": ("zipingbiao.ooxml.foreign.ods", "read_content"),
    "xml2003": ("zipingbiao.ooxml.foreign.xml2003", "read_xml2003"),
    "html": ("zipingbiao.ooxml.documents.web", "read_html"),
    "flat": ("zipingbiao.ooxml.documents.wordxml", "read_flat"),
    "word2003": ("zipingbiao.ooxml.documents.wordxml", "read_word2003"),
    "pdf": ("zipingbiao.ooxml.documents.pdf", "read_pdf"),
    "mht": ("zipingbiao.ooxml.documents.webarchive", "read_mht"),
}
_OF_PACKAGES = {
    "xlsb": ("zipingbiao.ooxml.foreign.xlsb", "read_xlsb"),
    "ods": ("zipingbiao.ooxml.foreign.ods", "read_ods"),
    "docx": ("zipingbiao.ooxml.documents.word", "read_docx"),
}


def read(kind: str, data: bytes) -> tuple[PlainSheet, ...]:
    """Read a file of a kind (one of those above) in this process. Raises UnreadableFile."""
    found: tuple[PlainSheet, ...]
    if kind in _OF_BYTES:
        found = _function(*_OF_BYTES[kind])(data)
    else:
        from zipingbiao.ooxml.package import Package

        found = _function(*_OF_PACKAGES[kind])(Package.open(data))
    return found


def _function(module: str, name: str) -> Callable[[object], tuple[PlainSheet, ...]]:
    function: Callable[[object], tuple[PlainSheet, ...]] = getattr(import_module(module), name)
    return function


def answer(kind: str, data: bytes) -> bytes:
    """The frame that answers a request, failures included."""
    try:
        with time_limit():
            return encode(read(kind, data))
    except UnreadableFile as error:
        return encode_failure(error.code, error.reason)
    except OutOfTime as error:
        return encode_failure("ZPB907", f"读取超过 {error.seconds:g} 秒，没有继续。")
    except (MemoryError, RecursionError):
        return encode_failure("ZPB907", OUT_OF_MEMORY)


def main() -> None:
    """Serve requests until standard input ends."""
    limit_memory()
    end_with_parent()
    collect_rarely()
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not break the frames
    while (kind := read_frame(source)) is not None and (data := read_frame(source)) is not None:
        write_frame(target, answer(kind.decode(), data))


if __name__ == "__main__":
    main()
