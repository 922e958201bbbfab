"""Links from the summary to the files it was made of, relative to its folder.

Excel and LibreOffice read the target as an address: what has a meaning there (``%``, ``#``,
``?``) is written as per cent and two digits; everything else stays as a person reads it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from zipingbiao.reading import Found

_ESCAPES = {code: f"%{code:02X}" for code in (*range(32), *map(ord, "%#?"))}


def file_link(path: Path, folder: Path) -> str:
    """The link to a file from a workbook in ``folder``; absolute only from another drive."""
    real, here = path.resolve(), folder.resolve()
    try:
        target = Path(os.path.relpath(real, here)).as_posix()
    except ValueError:
        return real.as_uri()
    return printable(target).translate(_ESCAPES)


def cell_link(file: str, sheet: str | None, cell: str | None) -> str:
    """The link to a cell of a linked file; to the file itself where no cell is told."""
    if not sheet:
        return file
    quoted = sheet.replace("'", "''")
    return f"{file}#'{quoted}'!{cell or 'A1'}"


def distinct(found: Iterable[Found]) -> list[Found]:
    """Files of one name, from several folders, told apart by the whole path that was given."""
    found = [Found(one.path, printable(one.name)) for one in found]
    seen = Counter(one.name for one in found)
    return sorted(
        (
            Found(one.path, printable(one.path.as_posix())) if seen[one.name] > 1 else one
            for one in found
        ),
        key=lambda one: (one.name, str(one.path)),
    )


def file_links(found: Iterable[Found], folder: Path) -> Mapping[str, str]:
    """The link to each file by its name."""
    return {one.name: file_link(one.path, folder) for one in found}


def printable(name: str) -> str:
    r"""A file name as text: bytes that are no UTF-8 shown as ``\udc..``."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
