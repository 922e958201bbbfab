"""自评结果汇总表: what a department seals and hands in with its forms, one line each.

No form of it is prescribed for the whole country: an office changes its columns as it likes.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from drawing.form import A4, CREATED, FOOTER, RATE, Style
from zipingbiao.ooxml.origin import OWN_OUTPUT

NAME = "自评结果汇总表"
_BOX: Style = {"font_name": "宋体", "font_size": 10, "border": 1, "valign": "vcenter",
               "text_wrap": True}  # fmt: skip
_FIGURE: Style = {**_BOX, "align": "right", "text_wrap": False, "shrink": True}
_MONEY: Style = {**_FIGURE, "num_format": "#,##0.00"}
_RATE: Style = {**_FIGURE, "num_format": RATE}
_MIDDLE: Style = {**_BOX, "align": "center"}
#: Blank where one of the two is no number: what was not read is not 0.
_RATE_OF = '=IF(AND(ISNUMBER(E{0}),ISNUMBER(F{0})),IF(E{0}=0,"",ROUND(F{0}/E{0},4)),"")'
#: Head, content of the row that repeats, look, width.
_COLUMNS: tuple[tuple[str, str, Style, float], ...] = (
    ("序号", "{{ result.number }}", _MIDDLE, 6),
    ("项目名称", "{{ result.project }}", _BOX, 32),
    ("实施单位", "{{ result.unit }}", _BOX, 26),
    ("年初预算数", "{{ result.initial_budget }}", _MONEY, 13),
    ("全年预算数", "{{ result.budget }}", _MONEY, 13),
    ("全年执行数", "{{ result.executed }}", _MONEY, 13),
    ("预算执行率", _RATE_OF.format(6), _RATE, 11),
    ("自评得分", "{{ result.score }}", _FIGURE, 9),
    ("自评等级", "{{ result.rating }}", _MIDDLE, 9),
    ("备注", "{{ result.note }}", _BOX, 18),
)
_HEAD, _ROW = 5, 6


def draw(path: Path) -> None:
    """Draw the template to ``path``."""
    with xlsxwriter.Workbook(str(path)) as book:
        # It is a summary of ours, which is no input.
        book.set_properties({
            "title": f"绩效自评汇总：{NAME}", "author": "自评表", "keywords": OWN_OUTPUT,
            "created": CREATED,
        })  # fmt: skip
        sheet = book.add_worksheet(NAME)
        title = {"font_name": "方正小标宋简体", "font_size": 20, "align": "center",
                 "valign": "vcenter"}  # fmt: skip
        note = {"font_name": "仿宋_GB2312", "font_size": 12, "valign": "vcenter"}
        head = book.add_format({**_MIDDLE, "font_name": "黑体", "bg_color": "#D9E6F2"})
        last = len(_COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, "", book.add_format(title))
        sheet.write_string(0, 0, NAME, book.add_format(title))
        sheet.merge_range(1, 0, 1, last, "", book.add_format({**note, "align": "center"}))
        sheet.write_string(
            1, 0, "（{{ years }} 年度）", book.add_format({**note, "align": "center"})
        )
        sheet.write_string(2, 0, "主管部门（盖章）：{{ department }}", book.add_format(note))
        right = book.add_format({**note, "align": "right"})
        sheet.write_string(2, last, "金额单位：万元", right)
        sheet.write_string(3, 0, "填报人：              联系电话：", book.add_format(note))
        sheet.write_string(3, last, "填报日期：      年    月    日", right)
        for column, (name, content, style, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD - 1, column, name, head)
            look = book.add_format(dict(style))
            if content.startswith("="):
                sheet.write_formula(_ROW - 1, column, content, look, "")
            else:
                sheet.write(_ROW - 1, column, content or None, look)
        _sum(book, sheet)
        for row, height in enumerate((36, 22, 22, 22, 32)):
            sheet.set_row(row, height)
        _page(sheet, last)


def _sum(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """合计: of projects, as the whole of a department holds their money."""
    at = _ROW
    bold: Style = {"font_name": "黑体", "bg_color": "#F2F2F2"}
    for column in range(len(_COLUMNS)):
        sheet.write_blank(at, column, None, book.add_format({**_MIDDLE, **bold}))
    sheet.write_string(at, 1, "合计（{{ form_count }} 张表）", book.add_format({**_MIDDLE, **bold}))
    money = book.add_format({**_MONEY, **bold})
    for letters in "DEF":
        area, names = f"{letters}6:{letters}6", "B6:B6"
        parts = f'SUMIF({names},"<>部门整体",{area})'
        formula = f'=IF(COUNTIF({names},"<>部门整体")=0,SUM({area}),{parts})'
        sheet.write_formula(at, "ABCDEF".index(letters), formula, money, 0)
    rate = book.add_format({**_RATE, **bold})
    # Of the forms that 合计 has, those of which both amounts are known.
    both = "ISNUMBER(E6:E6)*ISNUMBER(F6:F6)"
    counts = f'{both}*((COUNTIF(B6:B6,"<>部门整体")=0)+(B6:B6<>"部门整体")>0)'
    whole, part = (f"SUMPRODUCT({counts},{letters}6:{letters}6)" for letters in "EF")
    sheet.write_formula(at, 6, f'=IF({whole}=0,"",ROUND({part}/{whole},4))', rate, "")


def _page(sheet: xlsxwriter.worksheet.Worksheet, last: int) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, _ROW, last)
    sheet.repeat_rows(_HEAD - 1)
    sheet.set_margins(0.5, 0.5, 0.6, 0.7)
    sheet.center_horizontally()
    sheet.set_footer(FOOTER)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(_HEAD, 0)
