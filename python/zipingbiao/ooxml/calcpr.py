"""Whether a workbook is calculated anew when somebody opens it.

Excel does so where the workbook asks for it, or names an earlier Excel as the last that calculated
it. Our values are true, so nobody need; and without the add-in every formula that calls one of its
functions would become #NAME? and be saved so. Source: ECMA-376 part 1, §18.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.parts import children, element, root_of
from zipingbiao.ooxml.relations import sheets_of

#: What Excel 2019 and later write.
_CURRENT = "191029"
_FORCED = ("fullCalcOnLoad", "forceFullCalc")
_BEFORE = frozenset({"sheets", "functionGroups", "externalReferences", "definedNames"})
_ADD_IN_CALL = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\bZPB_[A-Z]")


def as_calculated(workbook: bytes) -> bytes:
    """The workbook part, to be opened with the values that it has."""
    settings: dict[str, str | None] = {"calcId": _CURRENT, **dict.fromkeys(_FORCED)}
    return _with_settings(workbook, settings)


def calculated_on_opening(workbook: bytes) -> bytes:
    """The workbook part, to be calculated by whoever opens it."""
    return _with_settings(workbook, {"fullCalcOnLoad": "1"})


def calls_add_in(parts: Mapping[str, bytes]) -> bool:
    """Whether any formula calls one of our worksheet functions."""
    sheets: Iterable[bytes] = (parts.get(sheet.part, b"") for sheet in sheets_of(parts))
    return any(b"ZPB_" in data and _ADD_IN_CALL.search(data) for data in sheets)


def _with_settings(workbook: bytes, settings: Mapping[str, str | None]) -> bytes:
    xml = xmltext.tokens(xmltext.decode(workbook))
    at = xmltext.find(xml, "calcPr")
    if at is None:
        root = root_of(xml)
        at = max(end for _, end, name in children(xml, root) if name in _BEFORE)
        xml.insert(at, element(f"{xmltext.prefix_of(xml[root])}calcPr", {}))
    for name, value in settings.items():
        xml[at] = xmltext.with_attribute(xml[at], name, value)
    return xmltext.encode("".join(xml))
