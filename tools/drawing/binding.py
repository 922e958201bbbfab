"""The first sheet of a bound volume as a template: its contents, a line for each form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from drawing.form import A4, CREATED, FOOTER, Style

SHEET = "目录"
_LINE: Style = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True,
                "border": 1, "border_color": "#8EA9C1"}  # fmt: skip
_HEAD: Style = {**_LINE, "font_name": "黑体", "align": "center", "bg_color": "#D9E6F2"}
_TITLE: Style = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center",
                 "valign": "vcenter"}  # fmt: skip
_NOTE: Style = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
_HEAD_ROW = 3


class _Column(NamedTuple):
    head: str
    content: str
    width: float
    style: Style = _LINE
    hidden: bool = False


_MIDDLE: Style = {**_LINE, "align": "center"}
_LINK: Style = {**_LINE, "font_color": "#0563C1", "underline": 1}
#: Blank, not 0, in the one blank row of an empty list.
COLUMNS: Sequence[_Column] = (
    _Column("序号", "{{ leaf.number }}", 6, _MIDDLE),
    _Column("主管部门", "{{ leaf.department }}", 17),
    _Column("单位", "{{ leaf.unit }}", 19),
    _Column("项目", f'=HYPERLINK(H{_HEAD_ROW + 1},I{_HEAD_ROW + 1}&"")', 26, _LINK),
    _Column("年度", "{{ leaf.year }}", 6, _MIDDLE),
    _Column("表名", "{{ leaf.title }}", 20),
    _Column("页码", "{{ leaf.page }}", 6, _MIDDLE),
    _Column("链接", "{{ leaf.link }}", 6, hidden=True),
    _Column("名称", "{{ leaf.project }}", 6, hidden=True),
)


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "绩效自评表成册", "author": "自评表", "created": CREATED})
        paper = book.add_worksheet(SHEET)
        last = max(at for at, one in enumerate(COLUMNS) if not one.hidden)
        paper.merge_range(0, 0, 0, last, "{{ title }}", book.add_format(_TITLE))
        paper.merge_range(1, 0, 1, last, "{{ note }}", book.add_format(_NOTE))
        paper.set_row(0, 42)
        paper.set_row(1, 34)
        for at, one in enumerate(COLUMNS):
            paper.set_column(at, at, one.width, None, {"hidden": one.hidden})
            paper.write_string(_HEAD_ROW - 1, at, one.head, book.add_format(_HEAD))
            style = book.add_format(one.style)
            if one.content.startswith("="):
                paper.write_formula(_HEAD_ROW, at, one.content, style, "")
            else:
                paper.write_string(_HEAD_ROW, at, one.content, style)
        paper.set_row(_HEAD_ROW - 1, 24)
        paper.freeze_panes(_HEAD_ROW, 0)
        paper.set_paper(A4)
        paper.fit_to_pages(1, 0)
        paper.print_area(0, 0, _HEAD_ROW, last)
        paper.repeat_rows(_HEAD_ROW - 1)
        paper.center_horizontally()
        paper.set_footer(FOOTER)
        paper.hide_gridlines(2)
