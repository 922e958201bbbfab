"""A template that holds one of everything, to see that nothing is lost and all moves.

XlsxWriter makes most of it; what it can't make (form controls of Excel 2010, x14 formats and
validations, shared formulas, printer settings, custom XML) is put into the package after.

Row 11 (goals) and row 13 (indicators) repeat. Above and below stand formulas, merges, names,
a chart and a table of fixed rows 18 to 40 that all name rows.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

SHEET, NOTES, LISTS = "自评表", "填报说明", "码表"
GOAL_ROW, INDICATOR_ROW, TOTAL_ROW, FIRST_FIXED, LAST_FIXED, SUM_ROW = 11, 13, 14, 18, 39, 40
SHEET_PART = "xl/worksheets/sheet1.xml"
NOTES_PART = "xl/worksheets/sheet2.xml"
PRINTER_SETTINGS = bytes(range(256)) * 2

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_X14 = (
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)


def make_everything(path: Path) -> None:
    """Write the template."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"title": "绩效自评表", "created": datetime(2024, 1, 2, 3, 4, 5)})
    book.set_custom_property("表号", "财绩01")
    sheet = book.add_worksheet(SHEET)
    _write_notes(book)
    _write_lists(book)
    formats = _formats(book)
    _write_head(sheet, formats)
    _write_indicators(sheet, formats)
    _write_fixed_rows(sheet, formats)
    _set_rules(book, sheet)
    _set_page(book, sheet)
    _add_shapes(book, sheet)
    book.close()
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    _write(path, _completed(parts))


def picture(width: int, height: int) -> bytes:
    """A red picture (PNG)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xc0\x20\x20" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "border": 1, "valign": "vcenter"}
    middle = base | {"align": "center", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center"}),
        "head": book.add_format(middle | {"bold": True, "bg_color": "#DDEBF7", "bottom": 6}),
        "text": book.add_format(middle),
        "left": book.add_format(base | {"align": "left", "text_wrap": True, "locked": False}),
        "money": book.add_format(middle | {"num_format": "#,##0.00"}),
        "rate": book.add_format(middle | {"num_format": "0.00%"}),
        "red": book.add_format({"color": "red", "bold": True}),
    }


def _write_head(sheet: Any, formats: dict[str, Any]) -> None:
    head, text, left = formats["head"], formats["text"], formats["left"]
    sheet.merge_range("A1:I1", "项目支出绩效自评表", formats["title"])
    sheet.write_comment("A1", "{{ title }}")
    sheet.write_comment("A3", "请填写批复文件上的项目全称。")
    sheet.merge_range("A2:I2", "（{{ year }}年度）", text)
    sheet.merge_range("A3:B3", "项目名称", head)
    sheet.merge_range("C3:I3", "{{ header.project }}", left)
    sheet.merge_range("A4:B4", "主管部门", head)
    sheet.merge_range("C4:E4", "{{ header.department }}", left)
    sheet.write("F4", "实施单位", head)
    sheet.merge_range("G4:I4", "{{ header.unit }}", left)
    _write_funds(sheet, formats)
    sheet.merge_range("A10:A11", "年度总体目标", head)
    sheet.merge_range("B10:E10", "预期目标", head)
    sheet.merge_range("F10:I10", "实际完成情况", head)
    sheet.merge_range("B11:E11", "{{ goal.expected }}", left)
    sheet.merge_range("F11:I11", "{{ goal.actual }}", left)
    sheet.set_row(0, 32)
    sheet.set_row(10, 60)
    sheet.write_formula("J1", "=H14", formats["money"], 0)
    sheet.write_formula("J2", "=COUNTA(D13:D13)", None, 1)
    sheet.write_formula("J3", "=总得分", formats["money"], 0)


def _write_funds(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.merge_range("A5:B9", "项目资金（万元）", formats["head"])
    titles = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    sheet.write_row("C5", titles, formats["head"])
    labels = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")
    for row, label in enumerate(labels, 6):
        source = label.removeprefix("其中：")
        sheet.write(f"C{row}", label, formats["left"])
        for column, field in zip("DEF", ("initial_budget", "budget", "executed"), strict=True):
            tag = f'{{{{ funds["{source}"].{field} }}}}'
            sheet.write(f"{column}{row}", tag, formats["money"])
        rate = f'=IF(E{row}=0,"",F{row}/E{row})'
        sheet.write_formula(f"H{row}", rate, formats["rate"], "")
        sheet.write_comment(f"H{row}", f'{{{{ funds["{source}"].rate }}}}')
        sheet.write_row(f"I{row}", ["—"], formats["text"])
    sheet.write("G6", '{{ funds["年度资金总额"].weight }}', formats["money"])
    sheet.write_formula("I6", '=IF(H6="",0,ROUND(G6*MIN(H6,1),2))', formats["money"], 0)
    sheet.write_comment("I6", '{{ funds["年度资金总额"].score }}')


def _write_indicators(sheet: Any, formats: dict[str, Any]) -> None:
    titles = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
    fields = ("level1|merge", "level2|merge", "level3", "target", "actual", "weight", "score")
    sheet.merge_range("A12:A13", "绩效指标", formats["head"])
    sheet.write_row("B12", [*titles, "偏差原因分析及改进措施"], formats["head"])
    for column, field in enumerate((*fields, "reason"), 1):
        number = field in ("weight", "score")
        sheet.write(
            12, column, f"{{{{ indicator.{field} }}}}", formats["money" if number else "left"]
        )
    sheet.write_formula("J13", '=IF(N(G13)=0,"",H13/G13)', formats["rate"], "")
    sheet.write_formula("K13", "=SUM(G$13:G13)", formats["money"], 0)
    sheet.write_formula("L13", '=IF($G$14=0,"",SUM(G$13:G$13)/$G$14)', formats["rate"], "")
    sheet.set_row(12, 28, None, {"level": 1})
    sheet.add_sparkline("M13", {"range": f"{SHEET}!G13:H13", "type": "column"})
    sheet.merge_range("A14:F14", "总分", formats["head"])
    sheet.write_formula("G14", "=SUM(G13:G13)+N(G6)", formats["money"], 0)
    sheet.write_formula("H14", "=SUM(H13:H13)+I6", formats["money"], 0)
    sheet.write("I14", "", formats["text"])
    sheet.write_comment("G14", "{{ total.weight }}")
    sheet.write_comment("H14", "{{ total.score }}", {"x_scale": 1.5, "y_scale": 1.2})
    sheet.merge_range("A15:B15", "问题与建议", formats["head"])
    sheet.merge_range("C15:I15", "{{ remarks }}", formats["left"])
    sheet.set_row(14, 44, None, {"level": 1})
    pieces = ["填报人：", formats["red"], "须签字", "（盖章）"]
    sheet.merge_range("A16:I16", "", formats["text"])
    sheet.write_rich_string("A16", *pieces, formats["text"])


def _write_fixed_rows(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.merge_range("A17:I17", "资金使用明细", formats["head"])
    for row in range(FIRST_FIXED, LAST_FIXED + 1):
        sheet.merge_range(f"A{row}:C{row}", f"科目{row}", formats["text"])
        sheet.write(f"D{row}", "业务经费", formats["text"])
        sheet.write_number(f"E{row}", row, formats["money"])
        sheet.write_number(f"F{row}", 2 * row, formats["money"])
        sheet.write_formula(f"G{row}", f"=F{row}-E{row}", formats["money"], row)
        share = row / sum(range(FIRST_FIXED, LAST_FIXED + 1))
        sheet.write_formula(f"H{row}", f"=IF($E$40=0,0,E{row}/$E$40)", formats["rate"], share)
        sheet.write(f"I{row}", "", formats["left"])
    sheet.merge_range("A40:D40", "合计", formats["head"])
    total = sum(range(FIRST_FIXED, LAST_FIXED + 1))
    for column, value in (("E", total), ("F", 2 * total), ("G", total)):
        sheet.write_formula(f"{column}40", f"=SUM({column}18:{column}39)", formats["money"], value)
    sheet.write_formula("H40", "=H14", formats["money"], 0)
    grade = '=IF(H14>=90,"优",IF(H14>=80,"良","中"))'
    sheet.write_formula("I40", grade, formats["text"], "中")
    sheet.merge_range("A41:D41", "单位负责人：", formats["left"])
    sheet.merge_range("E41:I41", "填报日期：", formats["left"])
    sheet.set_row(40, 36)
    _add_table(sheet)


def _add_table(sheet: Any) -> None:
    columns = [
        {"header": "类别"},
        {"header": "金额"},
        {"header": "占比", "formula": "=明细表[[#This Row],[金额]]/$E$40"},
    ]
    sheet.add_table(
        "K17:M20", {"name": "明细表", "columns": columns, "style": "Table Style Light 9"}
    )
    for row, value in ((18, 10), (19, 20), (20, 30)):
        sheet.write_row(f"K{row}", [f"类别{row}", value])
        sheet.write_formula(f"M{row}", f"=L{row}/$E$40", None, value / 627)


def _set_rules(book: Any, sheet: Any) -> None:
    pink, bold = book.add_format({"bg_color": "#FFC7CE"}), book.add_format({"bold": True})
    rule = {"type": "formula", "criteria": "=$H13<$G13", "format": pink}
    sheet.conditional_format("H13", rule)
    sheet.conditional_format(
        "E18:F39", {"type": "cell", "criteria": ">", "value": "=$H$14", "format": bold}
    )
    sheet.conditional_format("G18:G39", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation(
        "H13", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": "=G13"}
    )
    sheet.data_validation("I18:I39", {"validate": "list", "source": ["是", "否"]})
    sheet.data_validation("D18:D39", {"validate": "list", "source": f"={LISTS}!$A$1:$A$3"})
    sheet.data_validation("C15", {"validate": "custom", "value": "=LEN(C15)<=500"})
    sheet.ignore_errors({"number_stored_as_text": "C13:I13 C18:I39", "formula_differs": "G18:G39"})
    book.define_name("总得分", f"={SHEET}!$H$14")
    book.define_name("明细区", f"={SHEET}!$E$18:$G$39")
    book.define_name("指标得分", f"={SHEET}!$H$13:$H$13")
    book.define_name("明细金额", "=明细表[金额]")
    book.define_name(f"{SHEET}!合计", f"={SHEET}!$E$40")
    sheet.protect("zpb", {"format_rows": True})
    sheet.unprotect_range("B13:I13", "指标")
    sheet.unprotect_range("D18:F39 I18:I39", "明细", "zpb")
    sheet.write_url("K15", f"internal:{SHEET}!A17", None, "看明细")
    sheet.write_url("K16", "https://example.org/help", None, "填报帮助", "打开网页")
    sheet.add_sparkline("N18", {"range": f"{SHEET}!E18:G18"})


def _set_page(book: Any, sheet: Any) -> None:
    for column, width in enumerate((6, 14, 14, 26, 14, 14, 9, 9, 28)):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.print_area("A1:I41")
    sheet.repeat_rows(11)
    sheet.set_h_pagebreaks([13, 30])
    sheet.set_v_pagebreaks([9])
    sheet.set_header(
        "&L&[Picture]&C绩效自评",
        {"image_left": "seal.png", "image_data_left": BytesIO(picture(24, 24))},
    )
    sheet.set_footer("&C第 &P 页")
    sheet.set_background(BytesIO(picture(8, 8)))
    sheet.freeze_panes(2, 0)
    sheet.set_selection("C3")
    sheet.set_tab_color("#C00000")


def _add_shapes(book: Any, sheet: Any) -> None:
    data = {"image_data": BytesIO(picture(40, 40)), "description": "公章"}
    sheet.insert_image("G41", "seal.png", data | {"url": f"internal:{SHEET}!A17"})
    link = {"textlink": f"={SHEET}!$H$14", "width": 120, "height": 40}
    sheet.insert_textbox("O2", "总得分", link)
    sheet.insert_button("O5", {"caption": "校验", "macro": "ZpbCheck"})
    fixed = book.add_chart({"type": "column"})
    names = {"name": f"={SHEET}!$A$17", "categories": f"={SHEET}!$A$18:$A$39"}
    fixed.add_series(names | {"values": f"={SHEET}!$E$18:$E$39"})
    fixed.set_title({"name": f"={SHEET}!$A$17"})
    sheet.insert_chart("K24", fixed)
    scores = book.add_chart({"type": "bar"})
    scores.add_series({"categories": f"={SHEET}!$D$13:$D$13", "values": f"={SHEET}!$H$13:$H$13"})
    sheet.insert_chart("O8", scores)


def _write_notes(book: Any) -> None:
    sheet = book.add_worksheet(NOTES)
    sheet.write("A1", "本表由各单位填报。")
    sheet.write_formula("B1", f"={SHEET}!H14", None, 0)
    sheet.write_formula("B2", f"=SUM({SHEET}!G13:G13)", None, 0)
    sheet.write_formula("B3", "=总得分", None, 0)
    for row in range(5, 9):
        sheet.write_formula(f"B{row}", f"={SHEET}!E{row + 13}*2", None, 2 * (row + 13))
        sheet.write_formula(f"C{row}", f"=B{row}+1", None, 2 * (row + 13) + 1)
    sheet.conditional_format("B5:B8", {"type": "formula", "criteria": f"={SHEET}!$E$40>0"})
    sheet.print_area("A1:C8")


def _write_lists(book: Any) -> None:
    sheet = book.add_worksheet(LISTS)
    sheet.write_column("A1", ["业务经费", "公用经费", "其他"])
    sheet.very_hidden()


# What XlsxWriter can't make.


def _completed(parts: dict[str, bytes]) -> dict[str, bytes]:
    texts = {name: data.decode("utf-8") for name, data in parts.items() if _is_xml(name)}
    _add_workbook_protection(texts)
    _share_formulas(texts)
    _add_x14(texts)
    _add_checkbox(texts)
    extra = _add_printer_settings(texts) | _add_custom_xml(texts)
    return parts | {name: text.encode("utf-8") for name, text in texts.items()} | extra


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def _insert(texts: dict[str, str], name: str, before: str, new: str) -> None:
    """Put text before the first place where a marker stands."""
    assert before in texts[name], f"{before} not in {name}"
    texts[name] = texts[name].replace(before, new + before, 1)


def _relate(texts: dict[str, str], rels: str, key: str, kind: str, target: str) -> None:
    link = f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
    _insert(texts, rels, "</Relationships>", link)


def _declare(texts: dict[str, str], name: str, kind: str) -> None:
    override = f'<Override PartName="/{name}" ContentType="{kind}"/>'
    _insert(texts, "[Content_Types].xml", "</Types>", override)


def _add_workbook_protection(texts: dict[str, str]) -> None:
    _insert(texts, "xl/workbook.xml", "<bookViews", '<workbookProtection lockStructure="1"/>')


def _share_formulas(texts: dict[str, str]) -> None:
    """G18:G39 share one formula, and so do B5:B8 of the notes, which name the other sheet."""
    for part, column, first, last in ((SHEET_PART, "G", 18, 39), (NOTES_PART, "B", 5, 8)):
        for row in range(first, last + 1):
            start = texts[part].index("<f>", texts[part].index(f'<c r="{column}{row}"'))
            end = texts[part].index("</f>", start) + len("</f>")
            old = texts[part][start + 3 : end - 4]
            area = f"{column}{first}:{column}{last}"
            shared = f'<f t="shared" ref="{area}" si="0">{old}</f>'
            new = shared if row == first else '<f t="shared" si="0"/>'
            texts[part] = texts[part][:start] + new + texts[part][end:]


def _add_x14(texts: dict[str, str]) -> None:
    """A format and a validation that name another sheet, as Excel 2010 writes them."""
    rule = (
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="expression" priority="9" id="{0A0B0C0D-0000-4000-8000-000000000001}">'
        f'<xm:f>AND({LISTS}!$A$1&lt;&gt;"",$H13&lt;$H$14)</xm:f><x14:dxf><font><b/></font>'
        "</x14:dxf></x14:cfRule><xm:sqref>I13 I18:I39</xm:sqref></x14:conditionalFormatting>"
    )
    _insert(texts, SHEET_PART, "</x14:conditionalFormattings>", rule)
    validation = (
        f'<ext {_X14} uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        '<x14:dataValidations count="1">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
        f"<xm:f>{LISTS}!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>I13</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
    )
    behind = "</x14:conditionalFormattings></ext>"
    _insert(texts, SHEET_PART, behind, "\0")
    texts[SHEET_PART] = texts[SHEET_PART].replace("\0" + behind, behind + validation)


def _add_checkbox(texts: dict[str, str]) -> None:
    """A check box in row 19, linked to a cell in row 40, in VML and as Excel 2010 writes it."""
    name = "xl/ctrlProps/ctrlProp1.xml"
    texts[name] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<formControlPr '
        'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'objectType="CheckBox" checked="Checked" fmlaLink="$O$40" lockText="1"/>'
    )
    _declare(texts, name, "application/vnd.ms-excel.controlproperties+xml")
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    _relate(texts, rels, "rIdControl", "ctrlProp", "../ctrlProps/ctrlProp1.xml")
    _insert(texts, "xl/drawings/vmlDrawing1.vml", "</xml>", _CHECKBOX_VML)
    _insert(texts, SHEET_PART, "<tableParts", _CHECKBOX_CONTROL)


_CHECKBOX_VML = """<v:shape id="_x0000_s1150" type="#_x0000_t201" \
style="position:absolute;margin-left:600pt;margin-top:400pt;width:72pt;height:18pt;z-index:90" \
o:button="t" fillcolor="window [65]" strokecolor="windowText [64]" o:insetmode="auto">\
<v:textbox style="mso-direction-alt:auto" o:singleclick="f"><div style="text-align:left">\
<font face="宋体" size="180" color="#000000">已核对</font></div></v:textbox>\
<x:ClientData ObjectType="Checkbox"><x:SizeWithCells/>
    <x:Anchor>
    14, 10, 18, 2, 15, 40, 19, 4</x:Anchor>\
<x:AutoFill>False</x:AutoFill><x:Checked>1</x:Checked><x:FmlaLink>$O$40</x:FmlaLink>\
</x:ClientData></v:shape>"""

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_CHECKBOX_CONTROL = (
    f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice Requires="x14" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><controls>'
    '<control shapeId="1150" r:id="rIdControl" name="Check Box 1">'
    '<controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0">'
    f'<anchor moveWithCells="1"><from xmlns:xdr="{_XDR}"><xdr:col>14</xdr:col>'
    "<xdr:colOff>95250</xdr:colOff><xdr:row>18</xdr:row><xdr:rowOff>19050</xdr:rowOff></from>"
    f'<to xmlns:xdr="{_XDR}"><xdr:col>15</xdr:col><xdr:colOff>381000</xdr:colOff>'
    "<xdr:row>19</xdr:row><xdr:rowOff>38100</xdr:rowOff></to></anchor></controlPr></control>"
    "</controls></mc:Choice></mc:AlternateContent>"
)


def _add_printer_settings(texts: dict[str, str]) -> dict[str, bytes]:
    name = "xl/printerSettings/printerSettings1.bin"
    _declare(texts, name, f"{_SHEET_TYPES}.printerSettings")
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    _relate(texts, rels, "rIdPrinter", "printerSettings", "../printerSettings/printerSettings1.bin")
    old, new = "<pageSetup ", '<pageSetup r:id="rIdPrinter" '
    texts[SHEET_PART] = texts[SHEET_PART].replace(old, new, 1)
    return {name: PRINTER_SETTINGS}


def _add_custom_xml(texts: dict[str, str]) -> dict[str, bytes]:
    _relate(texts, "_rels/.rels", "rIdCustom", "customXml", "customXml/item1.xml")
    item = '<form xmlns="urn:zpb"><comment ref="A14">不动</comment><f>A14</f></form>'
    return {"customXml/item1.xml": item.encode("utf-8")}


def _write(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
