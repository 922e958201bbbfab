"""A sheet of paper to draw an official form on: styles, cells, dropdowns, page set-up.

Widths are Excel column widths, heights are points, margins are inches. Two drawings of one
form are equal byte for byte: nothing in the file depends on the day it was made.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType

import xlsxwriter
from xlsxwriter.format import Format

from drawing.words import MARKS, TICK, Hint

CREATED = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
FOOTER = '&C&"宋体,常规"&9第 &P 页 共 &N 页'
A4 = 9

Style = Mapping[str, object]

_HEI: Style = {"font_name": "黑体", "font_size": 10.5}
_SONG: Style = {"font_name": "宋体", "font_size": 10}
_BOX: Style = {"border": 1, "valign": "vcenter", "align": "center", "text_wrap": True}
_FIGURE: Style = {**_SONG, **_BOX, "text_wrap": False, "shrink": True}
_INPUT: Style = {"locked": False}

#: A rate that no plan explains is said in words; its value stays in the cell.
RATE = '[>2]"超过200%，请核";[<0]"负数，请核";0.00%'

#: How each kind of cell looks. Input cells are unlocked; figures shrink rather than show ####.
KINDS: Mapping[str, Style] = MappingProxyType({
    "title": {"font_name": "方正小标宋简体", "font_size": 20, "align": "center",
              "valign": "vcenter", "text_wrap": True, **_INPUT},
    "subtitle": {"font_name": "楷体_GB2312", "font_size": 12, "align": "center",
                 "valign": "vcenter", **_INPUT},
    "aside": {"font_name": "仿宋_GB2312", "font_size": 9, "align": "left",
              "valign": "vcenter", "text_wrap": True},
    "head": {**_HEI, **_BOX},
    "label": {**_SONG, **_BOX},
    "upright": {**_HEI, **_BOX, "text_wrap": False, "rotation": 270},
    "text": {**_SONG, **_BOX, **_INPUT, "align": "left"},
    "prose": {**_SONG, **_BOX, **_INPUT, "align": "left", "valign": "top"},
    "word": {**_SONG, **_BOX, **_INPUT},
    "shown": {**_SONG, **_BOX, **_INPUT, "num_format": "@"},
    "tick": {**_FIGURE, **_INPUT},
    "printed": {**_SONG, **_BOX, "align": "left"},
    "amount": {**_FIGURE, **_INPUT},
    "points": {**_FIGURE, **_INPUT},
    "rate": {**_FIGURE, **_INPUT, "num_format": "0.00%"},
    "amount=": _FIGURE,
    "points=": _FIGURE,
    "rate=": {**_FIGURE, "num_format": "0.00%"},
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """How the form lies on A4: column widths, direction, the head rows each page repeats.

    ``head`` and ``breaks`` count rows from 1; a break comes after its row.
    """

    widths: Sequence[float]
    area: str
    first_field: str
    landscape: bool = False
    head: tuple[int, int] | None = None
    breaks: Sequence[int] = ()
    margin: float = 0.5


class Form:
    """One template workbook with one sheet, open for drawing; use as a context manager."""

    def __init__(self, path: Path, name: str, page: Page) -> None:
        self.book = xlsxwriter.Workbook(str(path))
        self.book.set_properties({"title": name, "author": "自评表", "created": CREATED})
        self.sheet = self.book.add_worksheet(name)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._set_page(page)
        self._protect()

    def __enter__(self) -> Form:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.book.close()

    def _set_page(self, page: Page) -> None:
        sheet = self.sheet
        for column, width in enumerate(page.widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(A4)
        if page.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(page.margin, page.margin, 0.6, 0.7)
        sheet.center_horizontally()
        sheet.print_area(page.area)
        if page.head:
            sheet.repeat_rows(page.head[0] - 1, page.head[1] - 1)
        sheet.set_h_pagebreaks(list(page.breaks))
        sheet.set_footer(FOOTER)
        sheet.hide_gridlines(2)
        sheet.set_zoom(100)
        sheet.set_selection(page.first_field)

    def _protect(self) -> None:
        """Lock what is printed, without a password; rows may grow and be added, notes too.

        Notes are objects to Excel: without them nobody could write 「忽略 ZPB023：理由」.
        """
        freely = ("objects", "format_rows", "format_columns", "insert_rows", "delete_rows")
        self.sheet.protect("", dict.fromkeys(freely, True))

    def _format(self, kind: str, tweaks: Style) -> Format:
        style = {**KINDS[kind], **tweaks}
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(style)
        return self._formats[key]

    def heights(self, heights: Mapping[int, float]) -> None:
        """Set row heights in points; rows count from 1."""
        for row, height in heights.items():
            self.sheet.set_row(row - 1, height)

    def put(self, area: str, content: str, kind: str = "label", **tweaks: object) -> None:
        """Write text or a tag into a cell or a merged area such as ``C3:K3``."""
        style = self._format(kind, tweaks)
        corner = area.split(":")[0]
        if ":" in area:
            self.sheet.merge_range(area, "", style)
        if content.startswith("="):
            self.sheet.write_formula(corner, content, style, "")
        elif content:
            self.sheet.write_string(corner, content, style)
        else:
            self.sheet.write_blank(corner, None, style)

    def computed(self, area: str, formula: str, tag: str, kind: str, **tweaks: object) -> None:
        """Write a formula whose note says which field it is."""
        self.put(area, formula, kind, **tweaks)
        self.note(area.split(":")[0], tag)

    def note(self, cell: str, tag: str) -> None:
        """Hang a tag on a cell as its note."""
        self.sheet.write_comment(cell, tag, {"width": 220, "height": 40, "font_size": 9})

    def choices(self, area: str, words: Sequence[str], hint: str) -> None:
        """Offer a list; another word is questioned, not refused."""
        self.sheet.data_validation(
            area,
            {
                "validate": "list",
                "source": list(words),
                "error_type": "warning",
                "error_title": "请核对",
                "error_message": hint,
            },
        )

    def ticks(self, area: str) -> None:
        """Offer √ and nothing else."""
        self.choices(area, [TICK], "此处只填“√”或留空。")

    def figures(self, cell: str, hint: Hint, limit: str = "") -> None:
        """Accept numbers, which may be limited by a formula, and the marks of what does not apply.

        Whoever chooses the cell reads the hint, whoever types anything else is told.
        """
        number = f"AND(ISNUMBER({cell}),{limit})" if limit else f"ISNUMBER({cell})"
        marks = ",".join(f'{cell}="{mark}"' for mark in MARKS)
        self.sheet.data_validation(
            cell,
            {
                "validate": "custom",
                "value": f"=OR({number},{marks})",
                "input_title": hint.title,
                "input_message": hint.hint,
                "error_title": hint.title,
                "error_message": hint.error,
            },
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a column that a formula adds up; ``is_last``: no row of the form is below."""

    column: str
    first: int
    last: int
    is_last: bool

    def written(self, own: int, *, past_head: bool) -> str:
        """The block in a formula in row ``own``, whatever rows are inserted or deleted in it.

        Its ends are counted from the rows around it, as a row inserted at the end of a plain
        range, or its first row deleted, would be lost. ``past_head``: what adds the block up
        passes over the words above it, so that it may begin with them.
        """
        name, above, below = self.column, self.first - 1, self.last + 1
        if above == own:
            start = f"INDEX({name}:{name},ROW()+1)"
        elif past_head:
            start = f"{name}{above}"
        else:
            start = f"INDEX({name}:{name},ROW({name}{above})+1)"
        if below == own:
            return f"{start}:INDEX({name}:{name},ROW()-1)"
        if self.is_last and past_head:  # nobody misses the blank row below if it is deleted
            return f"{start}:{name}{below}"
        return f"{start}:INDEX({name}:{name},ROW({name}{below})-1)"


def subtotal(*areas: str, unit: str) -> str:
    """The formula of a sum of amounts that stays blank while nothing is filled in.

    ``unit`` is the cell whose text names the money unit.
    """
    listed = ",".join(areas)
    return f'=IF(COUNT({listed})=0,"",ZPB_TOTAL({listed},{unit}))'


def name_above(column: str, row: int) -> str:
    """The group's name that holds for a row of the list: the last one written down to it."""
    names = f"{column}${row}:{column}{row}"
    return f'IFERROR(LOOKUP(2,1/({names}<>""),{names}),"")'
