"""Layouts that were compiled before, kept in the user's own folder.

What is kept is keyed by the bytes of the layout's files and by this program; a copy that is
broken, stale or not the user's own is as none. It is JSON: nothing in it can run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import zipingbiao
from zipingbiao.places import user_folder
from zipingbiao.template.compiled import SheetTemplate
from zipingbiao.template.plain import plain_sheet, sheet_of

_FOLDER = "compiled"
#: The rooms whose modules decide what a compiled form is.
_ROOMS = ("", "layouts", "ooxml", "template")


class Kept(NamedTuple):
    """A layout as it is kept: the arguments of its settings, its files, its compiled form.

    ``sheet`` is the form as plain data; None where it was not compiled yet.
    """

    folder: Path
    settings: Mapping[str, Any]
    files: tuple[Path, ...]
    sheet: Sequence[Any] | None = None

    def form(self) -> SheetTemplate | None:
        """The compiled form; None where there is none that can be understood."""
        try:
            return None if self.sheet is None else sheet_of(self.sheet)
        except (LookupError, TypeError, ValueError):
            return None

    def keep(self, form: SheetTemplate | None) -> None:
        """Keep it for the next start; where that can't be done, it is compiled again then.

        ``form`` is its compiled form; a word list has none.
        """
        sheet = None if form is None else plain_sheet(form)
        plain = [self.settings, [str(file) for file in self.files], sheet]
        try:
            body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
            place = _place(self.folder)
            place.parent.mkdir(mode=0o700, exist_ok=True)
            beside = place.with_suffix(f".{os.getpid()}")
            beside.write_bytes(_digest(self.files, body) + b"\n" + body)
            beside.replace(place)
        except (OSError, TypeError, ValueError):
            return


def recall(folder: Path) -> Kept | None:
    """What was kept of a layout; None where nothing was, or where it is not to be used."""
    try:
        digest, _, body = _own_bytes(_place(folder)).partition(b"\n")
        settings, names, sheet = json.loads(body)
        files = tuple(map(Path, names))
        if digest != _digest(files, body):
            return None
        return Kept(folder, _tuples(settings), files, sheet)
    except (OSError, TypeError, ValueError, RecursionError):
        return None


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, so that a layout never changes."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _place(folder: Path) -> Path:
    """Where the copy of one folder's layout stands: one for each folder, the newest."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return user_folder() / _FOLDER / f"{name}.json"


def _own_bytes(path: Path) -> bytes:
    """The bytes of a file that this user wrote. Raises OSError for any other."""
    with path.open("rb") as file:
        if hasattr(os, "geteuid") and os.fstat(file.fileno()).st_uid != os.geteuid():
            raise PermissionError
        return file.read()


def _digest(files: Sequence[Path], body: bytes) -> bytes:
    """Says of which files, by which program, the body was made, and that it is whole."""
    found = hashlib.sha256(_program())
    for file in files:
        found.update(hashlib.sha256(file.read_bytes()).digest())
    found.update(body)
    return found.hexdigest().encode()


@cache
def _program() -> bytes:
    """This program: its version, and when its modules were last changed."""
    stamps = sorted(_stamps(Path(zipingbiao.__file__).parent))
    return repr((zipingbiao.__version__, stamps)).encode()


def _stamps(package: Path) -> Iterator[tuple[str, int, int]]:
    for room in _ROOMS:
        try:
            entries = list(os.scandir(package / room))
        except OSError:  # installed in some other way than as files
            continue
        for entry in entries:
            if entry.name.endswith(".py"):
                found = entry.stat()
                yield f"{room}/{entry.name}", found.st_size, found.st_mtime_ns
