"""Makes what in addin/ and macros/ is generated: ribbons, VBA, LibreOffice's files, icons.

All of it follows from the declared commands and worksheet functions; tests hold it fresh.
Run by ``make addin``; prints what has changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import draw_icons
from vba_wrappers import functions_module
from zipingbiao.addin.callbacks import ribbon_module
from zipingbiao.addin.extension_files import TYPES, generated_files
from zipingbiao.addin.ribbon import ribbon_xml, shipped_layouts
from zipingbiao.addin.wps_files import generated_files as wps_files

ROOT = Path(__file__).resolve().parent.parent
ADDIN, MACROS = ROOT / "addin", ROOT / "macros"
OFFICE, WPS = ADDIN / "office", ADDIN / "wps"
#: Debian's libreoffice-dev puts the compiler of types here, out of the path.
SDK = Path("/usr/lib/libreoffice/sdk/bin")
#: What LibreOffice itself declares, which our types build upon.
KNOWN_TYPES = (
    "/usr/lib/libreoffice/program/types.rdb",
    "/usr/lib/libreoffice/program/types/offapi.rdb",
)


def texts() -> Iterator[tuple[Path, str]]:
    """Each generated text file and what it should hold."""
    yield ADDIN / "customUI14.xml", ribbon_xml(shipped_layouts())
    yield MACROS / "ZpbRibbon.bas", ribbon_module()
    yield MACROS / "ZpbFunctions.bas", functions_module()
    for name, text in generated_files().items():
        yield OFFICE / name, text
    for name, text in wps_files().items():
        yield WPS / name, text


def stale() -> dict[Path, str]:
    """The text files that hold something else, and what they should hold."""
    return {
        path: text
        for path, text in texts()
        if not path.is_file() or path.read_text("utf-8") != text  # whatever its line ends
    }


def compiler() -> str | None:
    """The program that compiles the types of LibreOffice's functions, if it is here."""
    return shutil.which("unoidl-write") or shutil.which("unoidl-write", path=SDK)


def compile_types() -> Path | None:
    """Compile the types anew; None where there is no compiler."""
    program = compiler()
    if program is None:
        return None
    path = OFFICE / TYPES
    idl = [str(OFFICE / name) for name in generated_files() if name.endswith(".idl")]
    subprocess.run([program, *KNOWN_TYPES, *idl, str(path)], check=True)
    return path


def main() -> int:
    """Make everything; the status is 1 where something could not be made."""
    changed = stale()
    for path, text in changed.items():
        path.write_text(text, "utf-8", newline="\n")
    made = [*changed, *draw_icons.main()]
    needs_types = any(path.suffix == ".idl" for path in changed)
    types = compile_types() if needs_types else None
    for path in (*made, *([types] if types else [])):
        print(f"已更新 {path.relative_to(ROOT)}")
    if not made:
        print("都是最新的，没有要更新的。")
    if needs_types and types is None:
        print(f"没有安装 libreoffice-dev，{TYPES} 还没有更新。", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
