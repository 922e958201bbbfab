"""Links from the summary to the files it was made of, relative to its folder.

Excel and LibreOffice read the target as an address: what has a meaning there (``%``, ``#``,
``?``) is written as per cent and two digits; everything else stays as a person reads it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from zipingbiao.ooxml.sheetnames import utf16_length
from zipingbiao.reading import printable

_ESCAPES = {code: f"%{code:02X}" for code in (*range(32), *map(ord, "%#?"))}


def file_link(path: Path, folder: Path) -> str:
    """The link to a file from a workbook in ``folder``; absolute only from another drive."""
    name = os.path.join(*_from(os.path.dirname(path), str(folder)), os.path.basename(path))
    if os.path.islink(path) or os.path.isabs(name):
        name = os.path.realpath(path)
        try:
            name = os.path.relpath(name, os.path.realpath(folder))
        except ValueError:
            return Path(name).as_uri()
    return printable(Path(name).as_posix()).translate(_ESCAPES)


@lru_cache(maxsize=1024)
def _from(folder: str, here: str) -> tuple[str, ...]:
    """The way from one folder to another; the whole path where there is none."""
    real = os.path.realpath(folder)
    try:
        way = os.path.relpath(real, os.path.realpath(here))
    except ValueError:  # another drive
        return (real,)
    return () if way == os.curdir else (way,)


#: The longest target that `HYPERLINK` takes, in UTF-16 units.
_LONGEST = 255
#: The longest address of a cell: XFD1048576.
_ADDRESS = 10


class SheetLinks:
    """Links to the cells of one sheet of a linked file.

    ``start`` is what the links to all its cells begin with: a cell is to be added where it ends
    with ``!``. Else that would be too long, and it leads to the file or its folder; so it does
    where there is no ``sheet``, as in a document.
    """

    def __init__(self, file: str, sheet: str) -> None:
        quoted = sheet.replace("'", "''")
        self.start = f"{file}#'{quoted}'!"
        if not sheet or utf16_length(self.start) + _ADDRESS > _LONGEST:
            self.start = _shortened(file)

    def to(self, cell: str) -> str:
        """The link to a cell; to the file or its folder where that would be too long."""
        return self.start + cell if self.start.endswith("!") else self.start


def _shortened(file: str) -> str:
    """The file, else the nearest folder above it to which a link can lead, else nothing."""
    link = file
    while utf16_length(link) > _LONGEST:
        link, slash, _ = link.rpartition("/")
        if not slash:
            return ""
    return link


def cell_link(file: str, sheet: str | None, cell: str | None) -> str:
    """The link to a cell of a linked file; to the file itself where no cell is told."""
    if not sheet:
        return _shortened(file)
    return SheetLinks(file, sheet).to(cell or "A1")
