"""Which program this is: its code, its templates and the user's, and the Python it runs on."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import zipingbiao
from zipingbiao.places import template_folders


@cache
def program_digest() -> str:
    """The same for programs that make the same of the same input, here and on other machines."""
    found = hashlib.sha256(repr((zipingbiao.__version__, sys.version_info[:2])).encode())
    for folder in (Path(zipingbiao.__file__).parent, *template_folders()):
        for file in sorted(_files(folder), key=lambda file: file.relative_to(folder).as_posix()):
            found.update(file.relative_to(folder).as_posix().encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The files that decide what is read and written."""
    for ending in ("py", "toml", "json", "xlsx"):
        yield from folder.rglob(f"*.{ending}")
