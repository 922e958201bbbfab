"""What goes into the cells of a sheet: between whoever knows the data and whoever writes XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zipingbiao.ooxml.address import Area
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, TemplateRow

#: The contents of the filled cells of one row, in their order.
RowContents = Sequence[Content]


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the cells of one sheet.

    ``rows``: for each row of the template with cells to be filled its copies (a row that does
    not repeat has one), each with the contents of the row's filled cells in order; ``merges``:
    areas of the finished sheet to be merged.
    """

    rows: Mapping[int, Sequence[RowContents]] = field(default_factory=dict)
    merges: Sequence[Area] = ()

    def contents(self, row: TemplateRow) -> Sequence[RowContents]:
        """The contents of each copy of a row; a list without items leaves one blank row."""
        return self.rows.get(row.number) or [(None,) * len(row.filled)]

    def repeats(self, sheet: SheetTemplate) -> dict[int, int]:
        """How often each repeated row is written: at least once."""
        return {row: max(len(self.rows.get(row, ())), 1) for row in sheet.repeated}
