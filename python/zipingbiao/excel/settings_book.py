"""The settings as a workbook that explains itself: choices in lists, a remark beside each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from zipingbiao.excel.settings_model import (
    ASKED,
    AUTOMATIC,
    BACKUP,
    BESIDE,
    BY_LAYOUT,
    CHECKED,
    CHOICE_COLUMN,
    FOLDER,
    JOBS,
    MAIN,
    PREVIOUS,
    PROFILE,
    PROFILES,
    ROSTER,
    RULES,
    SEVERITY,
    UNCHECKED,
    WEIGHTS,
    Kept,
    Settings,
)
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import children
from zipingbiao.report.codes import entries
from zipingbiao.rules.page import SEVERITY_NAMES
from zipingbiao.scoring.profile import load_profile, profile_names

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

#: The elements of a font in their order. Source: ECMA-376 part 1, §18.8.22.
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz"),
    *("color", "name", "family", "charset", "scheme"),
)
_FIRST = 4
_HEAD = _FIRST - 1
_EDGE = Side(style="thin", color="BFBFBF")
_BORDER = Border(_EDGE, _EDGE, _EDGE, _EDGE)
_HEAD_FILL = PatternFill("solid", fgColor="DDEBF7")
_INPUT_FILL = PatternFill("solid", fgColor="FFF9E5")


def settings_book(settings: Settings) -> bytes:
    """The bytes of the settings' workbook, with what is set now."""
    book = Workbook()
    main = book.active
    assert main is not None
    main.title = MAIN
    _main(main, settings)
    _rules(book.create_sheet(RULES), settings)
    _profiles(book.create_sheet(PROFILES))
    out = BytesIO()
    book.save(out)
    return _with_fonts_in_order(out.getvalue())


def _with_fonts_in_order(data: bytes) -> bytes:
    """The workbook, its fonts written as the schema has them: openpyxl puts colours too early."""
    book = EditedBook(data)
    part = book.related(book.workbook, "styles")
    assert part is not None
    xml = book.tokens(part)
    fonts = [at for at, name in xmltext.starts(xml) if name == "font"]
    for font in fonts:
        inside = sorted(children(xml, font), key=lambda child: _FONT_ORDER.index(child[2]))
        markup = ["".join(xml[start:end]) for start, end, _ in inside]
        end = xmltext.element_end(xml, font)
        if markup:
            xml[font + 1 : end - 1] = ["".join(markup), *[""] * (end - font - 3)]
    book.put(part, xml)
    return book.save()


def shown_path(kept: Kept | Path | None) -> str | None:
    """What stands in the cell of a file or folder."""
    if isinstance(kept, Kept) and not kept.asked:
        return ASKED
    path = kept.path if isinstance(kept, Kept) else kept
    return None if path is None else str(path)


def _main(sheet: Worksheet, settings: Settings) -> None:
    folder = settings.backup_folder
    rows = (
        (
            PROFILE,
            settings.profile or BY_LAYOUT,
            "按哪一种办法评分。「按版式」：各版式用自己的办法；代号见「评分办法」一页。",
        ),
        (
            BACKUP,
            BESIDE if folder is None else str(folder),
            f"改动工作簿之前的备份放在哪里：「{BESIDE}」，或一个文件夹的完整路径。",
        ),
        (
            JOBS,
            settings.jobs or AUTOMATIC,
            "汇总、退回、成册、对比时同时用几个进程。电脑慢时写 1，其间不影响做别的事。",
        ),
        (
            SEVERITY,
            WEIGHTS[settings.severity],
            "「填报检查」「退回」「对比」看哪些问题：全部，或只看这个程度和更重的。",
        ),
        (
            FOLDER,
            shown_path(settings.folder),
            "各单位报来的文件在哪个文件夹，选文件夹时从这里开始。程序自己记，可以改。",
        ),
        (
            ROSTER,
            shown_path(settings.roster),
            f"合并时用来看谁没有报送：名单（.xlsx、.csv）的完整路径。空白即不用；「{ASKED}」：下次问一次，"
            "问过就记在这里。",
        ),
        (
            PREVIOUS,
            shown_path(settings.previous),
            f"合并时与它相比：上次（去年）的汇总工作簿，或上次报送的文件夹。空白即不用；「{ASKED}」同上。",
        ),
    )
    subtitle = "改黄色的格子，保存后即生效。不明白的可以清空，清空即照常。"
    _sheet(sheet, "自评表：设置", subtitle, ("项目", "内容", "说明"), (16, 34, 66), rows, 2)
    _choices(sheet, f"B{_FIRST}", f"'{PROFILES}'!$A${_FIRST}:$A${_FIRST + len(profile_names())}")
    counts = ",".join((AUTOMATIC, *map(str, (1, 2, 4, 8))))
    _choices(sheet, f"B{_FIRST + 2}", f'"{counts}"', strict=False)
    _choices(sheet, f"B{_FIRST + 3}", f'"{",".join(WEIGHTS.values())}"')


def _rules(sheet: Worksheet, settings: Settings) -> None:
    listed = entries()
    rows = [
        (
            entry.code,
            entry.name,
            SEVERITY_NAMES[entry.severity],
            UNCHECKED if entry.code in settings.ignore else CHECKED,
        )
        for entry in listed
    ]
    subtitle = f"不想检查的，在最后一列选「{UNCHECKED}」。每条规则的说明见「帮助」。"
    heads = ("代码", "名称", "程度", "是否检查")
    _sheet(sheet, "检查规则", subtitle, heads, (12, 34, 10, 14), rows, CHOICE_COLUMN)
    cells = f"D{_FIRST}:D{_FIRST + len(listed) - 1}"
    _choices(sheet, cells, f'"{CHECKED},{UNCHECKED}"')


def _profiles(sheet: Worksheet) -> None:
    loaded = (load_profile(name) for name in profile_names())
    rows = [(BY_LAYOUT, "各版式自己的办法", "", "")]
    rows += [(one.id, one.title, one.region, one.basis) for one in loaded]
    heads = ("代号", "名称", "地区", "依据")
    _sheet(sheet, "评分办法", "供查阅，改动无效。", heads, (22, 42, 10, 66), rows, None)


def _sheet(
    sheet: Worksheet,
    title: str,
    subtitle: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[object]],
    typed: int | None,
) -> None:
    """A title, a remark, a head and rows; ``typed`` is the column that people fill in."""
    sheet["A1"], sheet["A2"] = title, subtitle
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(color="7F7F7F")
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = sheet.cell(_HEAD, column, head)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD_FILL, _BORDER
        sheet.column_dimensions[cell.column_letter].width = width
    for number, row in enumerate(rows, start=_FIRST):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.border = _BORDER
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if column == typed:
                cell.fill = _INPUT_FILL
    sheet.freeze_panes = f"A{_FIRST}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _choices(sheet: Worksheet, cells: str, formula: str, *, strict: bool = True) -> None:
    """A list to choose from; where it is ``strict``, nothing else can be typed."""
    rule = DataValidation(type="list", formula1=formula, allow_blank=True)
    rule.showErrorMessage = strict
    rule.error = "请从下拉列表里选。"
    rule.errorTitle = "自评表"
    rule.add(cells)
    sheet.add_data_validation(rule)
