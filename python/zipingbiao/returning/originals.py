"""Of files that were sent back and their copies that came back, which ones count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from zipingbiao.errors import ZpbError
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook, read_file
from zipingbiao.ooxml.origin import input_digest, origin_of
from zipingbiao.reading import Found, discover
from zipingbiao.returning.ledger import Ledger


def originals_beside(paths: Sequence[Path], ledger: Ledger) -> list[Path]:
    """The files that were sent back, where a copy of them that came back is there as well.

    What the copy says counts, be it a mere note in a cell.
    """
    originals: dict[str, list[Path]] = {one.hash: [] for one in ledger.sent}
    origins = []
    for found in discover(paths):
        try:
            data = read_file(found.path, found.name)
        except (ZpbError, SkippedFileError, OSError):
            continue  # told of when it is read
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in originals:
            originals[sha256].append(found.path)
        elif origin := origin_of(data):
            origins.append(origin)
    copied = (key for key in originals if any(one.is_copy_of(key) for one in origins))
    return [path for key in copied for path in originals[key]]


def typed_into(found: Found) -> str:
    """The digest of all that is typed into a file; ``""`` where it can't be opened any more."""
    try:
        return input_digest(open_workbook(found.path, found.name).sheets)
    except (ZpbError, SkippedFileError, OSError):
        return ""
