"""How sheets travel between the reading process and this one: frames of JSON.

A frame is its length (eight bytes) and its bytes. JSON, not pickle: a process that chokes on a
hostile file must have no way to run anything in this one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, TypedDict

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Notice, PlainCell, PlainSheet, Scalar

_LENGTH = 8


class _SheetJson(TypedDict):
    """One sheet; the lists run side by side, a shown text equal to the value is null."""

    name: str
    hidden: bool
    merges: list[str]
    addresses: list[str]
    values: list[str | int | float | bool | None]
    shown: list[str | None]
    errors: list[str]
    uncached: list[str]
    tables: list[tuple[int, int, int, int]]
    notices: list[tuple[str, str | None, str, bool]]


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one frame and flush it."""
    stream.write(len(content).to_bytes(_LENGTH, "big"))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame; None where the stream ends before it is whole."""
    head = stream.read(_LENGTH)
    size = int.from_bytes(head, "big")
    content = stream.read(size) if len(head) == _LENGTH else b""
    return content if len(head) == _LENGTH and len(content) == size else None


def encode(sheets: Sequence[PlainSheet]) -> bytes:
    """Sheets → JSON."""
    return json.dumps({"sheets": [_packed(sheet) for sheet in sheets]}).encode()


def encode_failure(code: str, reason: str) -> bytes:
    """Why a workbook could not be read → JSON."""
    return json.dumps({"code": code, "reason": reason}).encode()


def decode(content: bytes) -> tuple[PlainSheet, ...]:
    """JSON → sheets.

    Raises UnreadableFile where the answer is a failure, ValueError where it is no answer.
    """
    try:
        answer = json.loads(content)
        if "code" in answer:
            raise UnreadableFile(answer["code"], answer["reason"])
        return tuple(_unpacked(sheet) for sheet in answer["sheets"])
    except (KeyError, TypeError) as error:
        raise ValueError("not an answer of the reading process") from error


def _packed(sheet: PlainSheet) -> _SheetJson:
    cells = sheet.cells
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "merges": list(sheet.merges),
        "addresses": list(cells),
        "values": [cell.value for cell in cells.values()],
        "shown": [None if cell.shown == cell.value else cell.shown for cell in cells.values()],
        "errors": [place for place, cell in cells.items() if isinstance(cell.value, CellError)],
        "uncached": [place for place, cell in cells.items() if cell.uncached],
        "tables": [(*area,) for area in sheet.tables],
        "notices": [(*notice,) for notice in sheet.notices],
    }


def _unpacked(sheet: _SheetJson) -> PlainSheet:
    errors, uncached = set(sheet["errors"]), set(sheet["uncached"])
    cells: dict[str, PlainCell] = {}
    for place, value, shown in zip(
        sheet["addresses"], sheet["values"], sheet["shown"], strict=True
    ):
        scalar: Scalar = CellError(value) if place in errors else value
        text = str(value) if shown is None else shown
        cells[place] = PlainCell(scalar, text, place in uncached)
    tables = tuple(Area(*area) for area in sheet["tables"])
    notices = tuple(Notice(*notice) for notice in sheet["notices"])
    merges = tuple(sheet["merges"])
    return PlainSheet(sheet["name"], cells, merges, sheet["hidden"], tables, notices)
