"""Rules that colour cells."""

from __future__ import annotations

import openpyxl
import pytest
import xlwings as xw

from zipingbiao.errors import CallError

OURS = '=ISTEXT("zpb:error")'
PINK = (255, 199, 206)


def formulas(cells: xw.Range) -> list[str | None]:
    return [rule.formula for rule in cells.conditional_formats]


def styles(book: xw.Book) -> tuple[str, ...]:
    names: tuple[str, ...] = book.impl.api.StyleFamilies.getByName("CellStyles").ElementNames
    return names


def test_a_rule_is_found_on_its_cells_and_nowhere_else(sheet: xw.Sheet) -> None:
    rule = sheet["B2:C3"].conditional_formats.add_custom(OURS, fill_color=PINK)
    assert (rule.type, rule.formula, rule.fill_color) == ("custom", OURS, PINK)
    assert formulas(sheet["A1:B2"]) == [OURS]
    assert formulas(sheet["D4"]) == []
    assert sheet["B2"].color is None


def test_only_the_deleted_rule_goes(book: xw.Book) -> None:
    sheet, before = book.sheets[0], styles(book)
    theirs = '=$A1="迟报"'
    sheet["A1:C9"].conditional_formats.add_custom(theirs, font_bold=True, font_italic=True)
    for address in ("A1", "B2", "A1:C9"):
        sheet[address].conditional_formats.add_custom(OURS, fill_color=PINK)
    for rule in list(sheet.used_range.conditional_formats):
        if rule.formula == OURS:
            rule.delete()
    for rule in list(sheet["A1:C9"].conditional_formats):
        if rule.formula == OURS:
            rule.delete()
    assert formulas(sheet["A1:C9"]) == [theirs]
    assert len(styles(book)) == len(before) + 1
    next(iter(sheet["A1"].conditional_formats)).delete()
    assert styles(book) == before


def test_rules_are_saved_and_found_again(saved: xw.Book) -> None:
    app, path = saved.app, saved.fullname
    other = "=IF('问题 清单'!$B2=\"甲,乙;\",B2>1,FALSE())"
    cells = saved.sheets[0]["B2:C3"]
    saved.sheets.add("问题 清单", after=saved.sheets[0])
    cells.conditional_formats.add_custom(OURS, fill_color=PINK)
    assert cells.conditional_formats.add_custom(other, fill_color="#00ff00").formula == other
    saved.save()
    saved.close()
    written = openpyxl.load_workbook(path)["Sheet1"].conditional_formatting
    rules = [rule for part in written for rule in part.rules]
    assert {rule.formula[0] for rule in rules} == {OURS[1:], other[1:]}
    found = app.books.open(path).sheets[0]["B2"].conditional_formats
    assert {(rule.formula, rule.fill_color) for rule in found} == {
        (OURS, PINK),
        (other, (0, 255, 0)),
    }
    for rule in list(found):
        rule.delete()
    assert len(found) == 0


def test_rules_of_other_kinds_are_told_apart(app: xw.App, tmp_path: object) -> None:
    made = openpyxl.Workbook()
    from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, IconSetRule

    rules = [
        CellIsRule(operator="lessThan", formula=["60"]),
        ColorScaleRule("min", None, "FFFFFF", None, None, None, "max", None, "FF0000"),
        DataBarRule("min", None, "max", None, "FF0000"),
        IconSetRule("3Arrows", "percent", [0, 33, 67]),
    ]
    for row, rule in enumerate(rules, 1):
        made.active.cell(row, 1, row)
        made.active.conditional_formatting.add(f"A{row}", rule)
    path = f"{tmp_path}/rules.xlsx"
    made.save(path)
    sheet = app.books.open(path).sheets[0]
    found = [next(iter(sheet[f"A{row}"].conditional_formats)) for row in range(1, 5)]
    assert [rule.type for rule in found] == ["cell_value", "color_scale", "data_bar", "icon_set"]
    assert [rule.formula for rule in found] == [None] * 4
    assert found[0].operator == "less_than"
    for rule in found:
        rule.delete()
    assert len(sheet["A1:A4"].conditional_formats) == 0


def test_another_protected_sheet_is_no_hindrance(book: xw.Book) -> None:
    other = book.sheets.add("受保护").impl.api
    other.protect("")
    cells = book.sheets["Sheet1"]["B2"]
    rule = cells.conditional_formats.add_custom(
        OURS, fill_color=PINK, font_color="#9c0006", font_bold=True, font_italic=False
    )
    assert rule.fill_color == PINK
    style = book.impl.api.StyleFamilies.getByName("CellStyles").getByName(rule.impl.api.StyleName)
    assert (style.CharWeight, style.CharWeightAsian, style.CharColor) == (150.0, 150.0, 0x9C0006)
    assert style.CharPosture.value == "NONE"
    assert other.isProtected()


def test_with_a_password_on_another_sheet_a_ready_colour_is_used(book: xw.Book) -> None:
    before = styles(book)
    other = book.sheets.add("有密码").impl.api
    other.protect("secret")
    cells = book.sheets["Sheet1"]["B2"]
    reddish = cells.conditional_formats.add_custom(OURS, fill_color=PINK).fill_color
    assert reddish == (255, 204, 204)
    yellowish = cells.conditional_formats.add_custom(OURS, fill_color="#ffeb9c").fill_color
    assert yellowish == (255, 255, 204)
    for rule in list(cells.conditional_formats):
        rule.delete()
    assert styles(book) == before
    assert other.isProtected()


def test_a_protected_sheet_takes_no_rule(sheet: xw.Sheet) -> None:
    sheet.impl.api.protect("")
    with pytest.raises(CallError, match="工作表受保护，不能改"):
        sheet["A1"].conditional_formats.add_custom(OURS, fill_color=PINK)
    assert formulas(sheet["A1"]) == []
