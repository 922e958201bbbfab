"""The side of the LibreOffice harness that talks UNO; `office.py` is the side tests use.

It runs under the system's Python, because python3-uno is compiled for that one and not for
whatever Python the tests run on. One JSON request a line comes in, one JSON answer goes out.
Standard library and uno only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import Any

sys.path.append("/usr/lib/python3/dist-packages")

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.uno import RuntimeException

FORMULA = 16  # com.sun.star.sheet.CellFlags.FORMULA
ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}
FILTERS |= {"pdf": "calc_pdf_Export", "xlsm": "Calc MS Excel 2007 VBA XML"}


def option(name: str, value: object) -> Any:
    """One UNO property."""
    return PropertyValue(name, 0, value, 0)


def url(path: str) -> str:
    """A path as LibreOffice wants it."""
    return uno.systemPathToFileUrl(str(Path(path).resolve()))


def connect(port: int, seconds: float) -> Any:
    """The desktop of the office that listens on the port, tried until it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    end = time.monotonic() + seconds
    while True:
        try:
            context = resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
            )
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def column_name(column: int) -> str:
    """0 → A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def area_name(area: Any) -> str:
    """A CellRangeAddress as A1:B2."""
    first = f"{column_name(area.StartColumn)}{area.StartRow + 1}"
    last = f"{column_name(area.EndColumn)}{area.EndRow + 1}"
    return first if first == last else f"{first}:{last}"


def sheets(document: Any) -> Iterator[Any]:
    """The sheets of a workbook."""
    for name in document.Sheets.ElementNames:
        yield document.Sheets.getByName(name)


def formula_values(sheet: Any) -> dict[str, object]:
    """The value of each formula cell; an error as its text."""
    found: dict[str, object] = {}
    for area in sheet.queryContentCells(FORMULA).RangeAddresses:
        block = sheet.getCellRangeByPosition(
            area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
        )
        for down, row in enumerate(block.DataArray):
            for across, value in enumerate(row):
                found[f"{column_name(area.StartColumn + across)}{area.StartRow + down + 1}"] = value
    for area in sheet.queryFormulaCells(ERROR).RangeAddresses:
        for row, column in product(
            range(area.StartRow, area.EndRow + 1), range(area.StartColumn, area.EndColumn + 1)
        ):
            text = sheet.getCellByPosition(column, row).String
            found[f"{column_name(column)}{row + 1}"] = text
    return found


def all_values(document: Any) -> dict[str, dict[str, object]]:
    """The values of all formula cells, by sheet."""
    return {sheet.Name: formula_values(sheet) for sheet in sheets(document)}


def values(document: Any) -> dict[str, dict[str, object]]:
    """The values of all formula cells as the file was opened."""
    return all_values(document)


def runs(cells: dict[str, object]) -> dict[str, list[object]]:
    """Cells that stand side by side, as they come, by the range that they make."""
    found: list[list[tuple[str, object]]] = []
    for address, value in cells.items():
        before = found[-1][-1][0] if found else ""
        column, row = address.rstrip("0123456789"), address.lstrip(ascii_uppercase)
        follows = before == f"{chr(ord(column[-1]) - 1)}{row}" and len(column) == 1
        if not follows:
            found.append([])
        found[-1].append((address, value))
    return {f"{run[0][0]}:{run[-1][0]}": [value for _, value in run] for run in found}


def recalculated(
    document: Any, inputs: dict[str, dict[str, object]]
) -> dict[str, dict[str, object]]:
    """The values of all formula cells after the inputs are set and all is calculated anew."""
    document.enableAutomaticCalculation(False)  # once for all of them
    for name, cells in inputs.items():
        sheet = document.Sheets.getByName(name)
        for address, row in runs(cells).items():
            cells_there = sheet.getCellRangeByName(address)
            try:
                cells_there.setDataArray((tuple(row),))
            except RuntimeException:  # some take values one by one only
                for at, value in enumerate(row):
                    cell = cells_there.getCellByPosition(at, 0)
                    (cell.setString if isinstance(value, str) else cell.setValue)(value)
    document.calculateAll()
    return all_values(document)


def print_areas(document: Any) -> dict[str, list[str]]:
    """The print areas of each sheet."""
    return {
        sheet.Name: [area_name(area) for area in sheet.getPrintAreas()]
        for sheet in sheets(document)
    }


def chart_ranges(document: Any) -> dict[str, list[list[str]]]:
    """For each chart of each sheet the ranges that its series show."""
    return {
        sheet.Name: [
            [
                data.getSourceRangeRepresentation()
                for series in sheet.Charts.getByName(name).EmbeddedObject.getDataSequences()
                for data in (series.getLabel(), series.getValues())
                if data is not None
            ]
            for name in sheet.Charts.ElementNames
        ]
        for sheet in sheets(document)
    }


def shown(document: Any, sheet: str, address: str) -> str:
    """What a person sees in a cell."""
    text: str = document.Sheets.getByName(sheet).getCellRangeByName(address).String
    return text


def formula(document: Any, sheet: str, address: str) -> str:
    """The formula of a cell as LibreOffice understood it."""
    text: str = document.Sheets.getByName(sheet).getCellRangeByName(address).Formula
    return text


def insert_rows(document: Any, sheet: str, row: int, count: int, out: str) -> str:
    """The workbook with rows inserted before `row`, saved as .xlsx."""
    document.Sheets.getByName(sheet).Rows.insertByIndex(row - 1, count)
    return save(document, out)


def delete_rows(document: Any, sheet: str, row: int, count: int, out: str) -> str:
    """The workbook without `count` rows from `row` on, saved as .xlsx.

    Rows with locked cells can't be deleted while the sheet is protected, neither here nor in
    Excel: who wants to takes the protection off first.
    """
    document.Sheets.getByName(sheet).unprotect("")
    document.Sheets.getByName(sheet).Rows.removeByIndex(row - 1, count)
    return save(document, out)


def save(document: Any, out: str) -> str:
    """The workbook in the format that the ending of `out` names."""
    kind = FILTERS[Path(out).suffix.lstrip(".").lower()]
    document.storeToURL(url(out), (option("FilterName", kind),))
    return out


ACTIONS: dict[str, Callable[..., object]] = {
    action.__name__: action
    for action in (
        values, recalculated, print_areas, chart_ranges, shown, formula, insert_rows, delete_rows,
        save,
    )
}  # fmt: skip


def answer(desktop: Any, request: dict[str, Any]) -> object:
    """Opens the file of a request, does what it asks and closes it without saving."""
    hidden = (option("Hidden", True), option("ReadOnly", False), option("MacroExecutionMode", 0))
    document = desktop.loadComponentFromURL(url(request["path"]), "_blank", 0, hidden)
    if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        raise ValueError(f"LibreOffice cannot open {request['path']} as a workbook")
    try:
        return ACTIONS[request["action"]](document, *request["arguments"])
    finally:
        document.close(True)


def quit_office(desktop: Any) -> None:
    """Ends the office; it drops the connection while it answers, which is no fault."""
    try:
        desktop.terminate()
    except Exception:
        return


def main() -> None:
    """Serves requests until standard input ends, then ends the office."""
    desktop = connect(int(sys.argv[1]), float(sys.argv[2]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply: dict[str, object] = {"result": answer(desktop, request)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)
    quit_office(desktop)


if __name__ == "__main__":
    main()
