"""Have LibreOffice make another kind of a document, where it is installed: an old one, a PDF.

It runs with a profile of its own that is thrown away, without macros, without following links,
and only so long; the user's own LibreOffice is not touched, nor waited for.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from zipingbiao.errors import UnreadableFile, system_reason
from zipingbiao.limits import TIME_LIMIT
from zipingbiao.ooxml.sniff import Kind

#: Seconds for one document; less than a file may take altogether.
SECONDS = TIME_LIMIT - 10.0
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_QUIET = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
#: The ending of what is made, and the filter that makes it.
DOCX, PDF = "docx:MS Word 2007 XML", "pdf:writer_pdf_Export"
#: The same for workbooks.
XLSX, BOOK_PDF = "xlsx:Calc MS Excel 2007 XML", "pdf:calc_pdf_Export"
#: Node, property, value of what the profile sets: no macros, no links, no fields updated.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Load", "UpdateDocMode", "0"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Writer/Content/Update", "Field", "false"),
)


def find_soffice() -> str | None:
    """LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice") or next(filter(os.path.exists, _PLACES), None)


def as_docx(kind: Kind, data: bytes, program: str, seconds: float = SECONDS) -> bytes:
    """A document of an old kind as ``.docx``.

    Raises UnreadableFile: ZPB903 where LibreOffice can't read it, ZPB907 where it takes too long.
    """
    made = convert({f"document.{kind}": data}, DOCX, program, seconds)
    if not made:
        raise UnreadableFile("ZPB903", "文件已损坏，LibreOffice 也读不出。")
    return made[f"document.{kind}"]


def convert(
    files: Mapping[str, bytes], filter_: str, program: str, seconds: float = SECONDS
) -> dict[str, bytes]:
    """What documents become, by their names; one that LibreOffice can't read is left out.

    ``files``: names without folders, distinct without their endings too. Raises UnreadableFile:
    ZPB903 where LibreOffice can't be run, ZPB907 where it takes too long for all.
    """
    ending = filter_.partition(":")[0]
    with tempfile.TemporaryDirectory(prefix="zpb-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        _make_profile(folder / "profile")
        (folder / "in").mkdir()
        sources = {name: folder / "in" / name for name in files}
        for name, source in sources.items():
            source.write_bytes(files[name])
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        out = folder / "out"
        words = ("--convert-to", filter_, "--outdir", str(out), *map(str, sources.values()))
        _run([program, profile, *_QUIET, *words], seconds)
        targets = {name: out / f"{source.stem}.{ending}" for name, source in sources.items()}
        return {name: one.read_bytes() for name, one in targets.items() if one.is_file()}


def _make_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/{node}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for node, name, value in _SETTINGS
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        "utf-8",
    )


def _run(words: list[str], seconds: float) -> None:
    """Run LibreOffice; whatever happens, nothing of it is left running."""
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            creationflags=_FLAGS,
        )
    except OSError as error:
        reason = f"LibreOffice 运行不了（{system_reason(error)}）。"
        raise UnreadableFile("ZPB903", reason) from None
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        reason = f"LibreOffice 转换超过 {seconds:g} 秒，没有继续。"
        raise UnreadableFile("ZPB907", reason) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and all that it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
