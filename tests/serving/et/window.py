"""WPS with a workbook open, and our add-in in it: buttons are pressed, and what came is told.

The add-in's own scripts run in Node against a small fake of WPS's spreadsheet (fake.js); the
service that answers them is the real one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from zipingbiao.addin.wps_files import addin_files

NODE = shutil.which("node")
_HERE = Path(__file__).parent
_SECONDS = 120
_ALLOWED = 11


@dataclass(frozen=True)
class Seen:
    """What came of some buttons: what was said, and all that the fake noted."""

    told: Any

    @property
    def said(self) -> list[str]:
        """The sentences, one a button."""
        alerts: list[str] = self.told["alerts"]
        return alerts

    @property
    def state(self) -> Any:
        """The book as it stands now."""
        return self.told["state"]

    def sheet(self, name: str | None = None) -> Any:
        """A sheet of the book, the first where none is named."""
        return next(one for one in self.state["sheets"] if name in (None, one["name"]))

    def rows(self, name: str) -> list[list[str]]:
        """The texts on a list, row by row."""
        cells = {tuple(_place(cell)): one for cell, one in self.sheet(name)["cells"].items()}
        last = max(row for row, _ in cells), max(column for _, column in cells)
        return [
            [_text(cells.get((row, column))) for column in range(1, last[1] + 1)]
            for row in range(1, last[0] + 1)
        ]

    def listed(self, name: str, head: str) -> list[str]:
        """A column of a list."""
        rows = self.rows(name)
        return [row[rows[2].index(head)] for row in rows[3:]]


def _place(cell: str) -> tuple[int, int]:
    row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
    return row, column


def _text(held: Any) -> str:
    """What a cell shows."""
    return "" if held is None or held["value"] is None else str(held["value"])


@dataclass
class Window:
    """A book open in WPS. ``port`` and ``secret`` are what the installed add-in has."""

    addin: Path
    file: Path
    port: int
    secret: str
    lacks: Sequence[str] = ()
    changes: dict[str, Any] = field(default_factory=dict)

    def press(self, *acts: str | dict[str, Any]) -> Seen:
        """Press buttons: ``zpb.check.check``, or with answers ``{"press": …, "answers": […]}``."""
        self.addin.mkdir(exist_ok=True)
        for name, data in addin_files(self.port, self.secret).items():
            path = self.addin / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        given = {
            "state": {**state_of(self.file), **self.changes},
            "addin": str(self.addin),
            "python": sys.executable,
            "lacks": list(self.lacks),
            "acts": [{"press": one} if isinstance(one, str) else one for one in acts],
        }
        assert NODE is not None
        tests = str(_HERE.parents[1])
        done = subprocess.run(
            [NODE, str(_HERE / "run.js")],
            input=json.dumps(given),
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([tests, *sys.path])},
        )
        assert done.returncode == 0, done.stderr
        return Seen(json.loads(done.stdout))


def state_of(file: Path) -> dict[str, Any]:
    """A book as the fake holds it."""
    formulas, values = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
    pairs = zip(formulas.worksheets, values.worksheets, strict=True)
    locked = formulas.security is not None and bool(formulas.security.lockStructure)
    return {
        "name": file.name,
        "path": str(file),
        "file": str(file),
        "readOnly": False,
        "locked": locked,
        "front": formulas.worksheets[0].title,
        "selected": "A1",
        "sheets": [_sheet(*pair) for pair in pairs],
    }


def _sheet(formulas: Worksheet, values: Worksheet) -> dict[str, Any]:
    cells = [cell for row in formulas.iter_rows() for cell in row]
    own = [cell for cell in cells if not isinstance(cell, MergedCell)]
    return {
        "name": formulas.title,
        "visible": formulas.sheet_state == "visible",
        "protected": formulas.protection.sheet,
        "password": formulas.protection.password or "",
        "allowed": [True] * _ALLOWED,
        "cells": {one.coordinate: _cell(one, values) for one in own if one.value is not None},
        "formats": {one.coordinate: one.number_format for one in own},
        "notes": {one.coordinate: one.comment.text for one in own if one.comment},
        "rules": [],
        "merges": [str(one) for one in formulas.merged_cells.ranges],
        "looks": [],
    }


def _cell(cell: Any, values: Worksheet) -> dict[str, Any]:
    shown = values[cell.coordinate].value
    value = shown if isinstance(shown, str | int | float | bool) else str(shown)
    is_formula = isinstance(cell.value, str) and cell.value.startswith("=")
    return {"value": value, "formula": cell.value if is_formula else None}
