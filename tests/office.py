"""LibreOffice as the oracle of the tests: what does another program make of our workbooks?

One headless office per test session, with a profile of its own. It is spoken to through
`office_bridge.py`, which runs under the system's Python (see there).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import openpyxl

import soffice

SYSTEM_PYTHON = "/usr/bin/python3"
START_SECONDS = 60.0
ANSWER_SECONDS = 120.0

#: sheet → address → value
Values = dict[str, dict[str, object]]


class OfficeError(Exception):
    """What LibreOffice could not do."""


def missing() -> str | None:
    """Why there is no LibreOffice to test with, or None where there is one."""
    if shutil.which("soffice") is None:
        return "没有安装 LibreOffice（soffice）"
    if not Path(SYSTEM_PYTHON).exists():
        return f"没有 {SYSTEM_PYTHON}"
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True)
    return None if found.returncode == 0 else "没有安装 python3-uno"


class Office:
    """A running LibreOffice. Every question opens the file anew and never saves over it."""

    def __init__(self, bridge: subprocess.Popen[str]) -> None:
        self._bridge = bridge
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()
        if "error" in self._reply(START_SECONDS):
            raise OfficeError("LibreOffice did not start")

    def values(self, path: Path) -> Values:
        """The value of each formula cell as the file was opened.

        LibreOffice trusts the stored values only of files that Excel or it itself has written
        (docProps/app.xml says so); `stored` reads them from the file itself.
        """
        return self._ask("values", path)

    def recalculated(self, path: Path, inputs: Mapping[str, Mapping[str, object]] = {}) -> Values:
        """The value of each formula cell after a hard recalculation; errors as their text.

        `inputs` (sheet → address → value) are typed into cells first.
        """
        return self._ask("recalculated", path, inputs)

    def changed(self, path: Path) -> dict[str, tuple[object, object]]:
        """The formula cells whose stored value a hard recalculation changes.

        Returns {"Sheet1!B3": (stored, recalculated)}: empty where every stored value is true.
        """
        before = stored(path)
        return {
            f"{sheet}!{address}": (before[sheet].get(address), value)
            for sheet, cells in self.recalculated(path).items()
            for address, value in cells.items()
            if not same(before[sheet].get(address), value)
        }

    def print_areas(self, path: Path) -> dict[str, list[str]]:
        """The print areas of each sheet, `A1:H40`."""
        return self._ask("print_areas", path)

    def chart_ranges(self, path: Path) -> dict[str, list[list[str]]]:
        """For each chart of each sheet the ranges its series show, `$Sheet1.$B$2:$B$9`."""
        return self._ask("chart_ranges", path)

    def shown(self, path: Path, sheet: str, address: str) -> str:
        """What a person sees in a cell."""
        return self._ask("shown", path, sheet, address)

    def formula(self, path: Path, sheet: str, address: str) -> str:
        """The formula of a cell as LibreOffice understood it."""
        return self._ask("formula", path, sheet, address)

    def insert_rows(self, path: Path, sheet: str, row: int, count: int, out: Path) -> Path:
        """Writes a copy with `count` rows inserted before `row`, as a user does by hand."""
        self._ask("insert_rows", path, sheet, row, count, str(out))
        return out

    def delete_rows(self, path: Path, sheet: str, row: int, count: int, out: Path) -> Path:
        """Writes a copy without `count` rows from `row` on, as a user deletes them by hand."""
        self._ask("delete_rows", path, sheet, row, count, str(out))
        return out

    def to_pdf(self, path: Path, out: Path) -> Path:
        """Prints all sheets into `out`."""
        self._ask("save", path, str(out))
        return out

    def convert(self, path: Path, ending: str, folder: Path | None = None) -> Path:
        """Writes the workbook as xls, ods, xlsx or xlsm beside it, or into `folder`."""
        out = (folder or path.parent) / f"{path.stem}.{ending}"
        self._ask("save", path, str(out))
        return out

    def _ask(self, action: str, path: Path, *arguments: object) -> Any:
        if not path.exists():
            raise OfficeError(f"no such file: {path}")
        self._send(action, str(path), *arguments)
        answer = self._reply(ANSWER_SECONDS)
        if "error" in answer:
            raise OfficeError(answer["error"])
        return answer["result"]

    def _send(self, action: str, path: str, *arguments: object) -> None:
        request = {"action": action, "path": path, "arguments": arguments}
        assert self._bridge.stdin is not None
        self._bridge.stdin.write(json.dumps(request) + "\n")
        self._bridge.stdin.flush()

    def _listen(self) -> None:
        assert self._bridge.stdout is not None
        with self._bridge.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put('{"error": "the bridge to LibreOffice has ended"}')

    def _reply(self, seconds: float) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = json.loads(self._lines.get(timeout=seconds))
        except Empty:
            self._bridge.kill()
            raise OfficeError(f"LibreOffice did not answer within {seconds:.0f} s") from None
        return answer


@contextmanager
def running(folder: Path) -> Iterator[Office]:
    """A LibreOffice for as long as the block runs, its profile inside `folder`."""
    port = soffice.free_port()
    program = soffice.start(folder, port)
    bridge = subprocess.Popen(
        [SYSTEM_PYTHON, str(Path(__file__).with_name("office_bridge.py")), str(port), "50"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield Office(bridge)
    finally:
        _end(bridge, program)


def _end(bridge: subprocess.Popen[str], program: subprocess.Popen[bytes]) -> None:
    # At the end of its input the bridge tells the office to end, and ends too.
    with suppress(BrokenPipeError):
        bridge.stdin.close()  # type: ignore[union-attr]
    try:
        bridge.wait(15)
    except subprocess.TimeoutExpired:
        bridge.kill()
        bridge.wait(15)
    soffice.end(program)


def stored(path: Path) -> Values:
    """The stored value of each cell of an .xlsx, read without LibreOffice."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def same(stored_value: object, value: object) -> bool:
    """Whether two values of a cell are the same to a person (floats to 12 digits)."""
    if isinstance(stored_value, int | float) and isinstance(value, int | float):
        return abs(stored_value - value) <= 1e-12 * max(1.0, abs(stored_value), abs(value))
    return (stored_value or "") == (value or "") if stored_value != 0 and value != 0 else False
