"""The plain names of the worksheet functions in workbooks that LibreOffice has written.

It writes ``ZIPINGBIAO.FUNCTIONS.ZPB_RATE(…)`` into .xlsx files, the name by which it knows an
extension's function; Excel knows ``ZPB_RATE`` only. The LibreOffice extension carries this
module: standard library only.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

#: What LibreOffice puts before the functions' names.
PREFIX = "ZIPINGBIAO.FUNCTIONS."
_CALL, _PLAIN = f"{PREFIX}ZPB_".encode(), b"ZPB_"
_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam")


def plain_names(data: bytes) -> bytes:
    """The workbook's bytes with plain names; the very same bytes where nothing is to be done."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = [(info, source.read(info)) for info in source.infolist()]
    if not any(_has_call(info.filename, part) for info, part in parts):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info, part in parts:
            plain = part.replace(_CALL, _PLAIN) if _has_call(info.filename, part) else part
            target.writestr(info, plain)
    return out.getvalue()


def _has_call(name: str, part: bytes) -> bool:
    """Whether a part holds formulas with such a name; texts are left alone."""
    holds_formulas = name == "xl/workbook.xml" or name.startswith("xl/worksheets/")
    return holds_formulas and name.endswith(".xml") and _CALL in part


def mend_saved(path: Path) -> None:
    """Put plain names into a file that LibreOffice has just saved and still holds open.

    Written into the same file, with the time of LibreOffice's own writing, so that it does not
    take the file for changed by somebody else.
    """
    if path.suffix.lower() not in _ENDINGS:
        return
    data = path.read_bytes()
    plain = plain_names(data)
    if plain is data:
        return
    when = path.stat()
    with path.open("r+b") as file:
        file.write(plain)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))
