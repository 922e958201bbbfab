"""Others as judges of our VBA: LibreOffice runs it, oletools reads it.

LibreOffice says nothing of a module that it cannot compile: its functions answer None. It is
spoken to through `vba_bridge.py`, which runs under the system's Python (see `office_bridge.py`).
"""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import office
import soffice

#: A function, ``Module.Name``, and what it is given.
VbaCall = tuple[str, Sequence[object]]
_BRIDGE = Path(__file__).with_name("vba_bridge.py")
_SECONDS = 150.0


class VbaOffice:
    """A running LibreOffice that runs macros of a workbook."""

    def __init__(self, port: int) -> None:
        self.port = port

    def run(self, path: Path, *calls: VbaCall) -> list[object]:
        """What each function gives, in one opened copy of the file, which is never saved."""
        done = subprocess.run(
            [office.SYSTEM_PYTHON, str(_BRIDGE), str(self.port), str(path)],
            input=json.dumps(calls),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
        if done.returncode:
            raise office.OfficeError(f"{done.returncode}: {done.stderr}")
        answers: list[object] = json.loads(done.stdout)
        return answers


@contextmanager
def running(folder: Path) -> Iterator[VbaOffice]:
    """A LibreOffice for as long as the block runs, its profile inside `folder`."""
    port = soffice.free_port()
    program = soffice.start(folder, port)
    try:
        yield VbaOffice(port)
    finally:
        soffice.end(program, patience=0)


def modules_by_oletools(path: Path) -> Mapping[str, str]:
    """The text of each module of a workbook, as another program reads it."""
    with _quiet():
        from oletools.olevba import VBA_Parser
    reader = VBA_Parser(str(path))
    try:
        found = list(reader.extract_macros())
    finally:
        reader.close()
    return {stream.removeprefix("VBA/"): text for _, stream, _, text in found}


def decompressed_by_oletools(data: bytes) -> bytes:
    """A stream of a VBA project, decompressed by another program."""
    with _quiet():
        from oletools.olevba import decompress_stream
    return bytes(decompress_stream(bytearray(data)))


@contextmanager
def _quiet() -> Iterator[None]:
    """A block in which others' warnings about their own imports are not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
