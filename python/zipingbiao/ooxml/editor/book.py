"""A workbook that is being edited: its sheets, and what stands where in a sheet."""

from __future__ import annotations

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.parts import EditedPackage, children, element, root_of
from zipingbiao.ooxml.relations import SheetPart, sheets_of

#: The namespace of a workbook: usual, or strict as ISO 29500 has it.
_USUAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class EditedBook(EditedPackage):
    """An opened workbook."""

    @property
    def workbook(self) -> str:
        """The name of the workbook part."""
        return self.main

    @property
    def namespace(self) -> str:
        """The namespace of its workbook and its sheets."""
        return _STRICT if _STRICT in self.text(self.main) else _USUAL

    @property
    def sheets(self) -> dict[str, SheetPart]:
        """Its sheets by name, in their order."""
        return {sheet.name: sheet for sheet in sheets_of(self.parts)}


#: What may stand in a worksheet, in this order (ECMA-376 part 1, CT_Worksheet).
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing",
)  # fmt: skip


def with_sheet_child(xml: list[str], name: str, attributes: dict[str, str]) -> list[str]:
    """The sheet with an element that it lacks, at its right place."""
    root = root_of(xml)
    before = set(_ORDER[: _ORDER.index(name)])
    ends = [end for _, end, child in children(xml, root) if child in before]
    place = max(ends, default=root + 1)
    made = element(xmltext.prefix_of(xml[root]) + name, attributes)
    return [*xml[:place], made, *xml[place:]]
