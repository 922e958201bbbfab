"""All that a workbook holds, for two of them to be compared."""

from __future__ import annotations

from collections.abc import Mapping

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

Dump = Mapping[str, object]


def dump(workbook: openpyxl.Workbook) -> Dump:
    """Sheets with their cells, formats, notes, rules, protection; names and structure."""
    security = workbook.security
    return {
        "names": {key: one.attr_text for key, one in workbook.defined_names.items()},
        "locked": bool(security and security.lockStructure),
        "front": workbook.active.title if workbook.active else None,
    } | {sheet.title: _sheet(sheet) for sheet in workbook.worksheets}


def _sheet(sheet: Worksheet) -> Dump:
    cells = {
        cell.coordinate: (
            _value(cell.value),
            cell.number_format,
            repr(cell.font),
            repr(cell.fill),
            repr(cell.border),
            repr(cell.alignment),
            repr(cell.protection),
            cell.comment.text if cell.comment else None,
            repr(cell.hyperlink),
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style or cell.comment
    }
    rules = sorted(
        (str(group.sqref), rule.type, tuple(rule.formula), repr(rule.dxf))
        for group in sheet.conditional_formatting
        for rule in group.rules
    )
    return {
        "cells": cells,
        "rules": rules,
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "protection": repr(sheet.protection),
        "state": sheet.sheet_state,
        "widths": {key: one.width for key, one in sheet.column_dimensions.items()},
        "heights": {key: one.height for key, one in sheet.row_dimensions.items()},
        "validations": [repr(one.sqref) for one in sheet.data_validations.dataValidation],
    }


def _value(value: object) -> object:
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value
