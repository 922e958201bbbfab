"""自动修正, in a fake Excel."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from excel.desk import Desk, note_in
from excel.dump import dump
from excel.fake import fake_book
from excel.samples import wrong_samples
from zipingbiao.excel import marks
from zipingbiao.layouts import form_reader
from zipingbiao.report.checking import Request, check_paths
from zipingbiao.report.fixing import mend


def copies(folder: Path) -> list[Path]:
    """The copies made before mending."""
    return sorted(folder.glob("*备份*"))


def test_what_is_wrong_is_mended_noted_and_listed(desk: Desk) -> None:
    book = desk.open()
    told = desk.press("fix")
    [copy] = copies(desk.folder)
    assert told == (
        f"已修正 3 处，修正前的工作簿备份在：{copy}。改了什么，见批注和「修正清单」。"
        "再次检查：共 1 个问题：警告 1 个。已列在「问题清单」里，点「下一个问题」逐个看。"
    )
    sheet = book.sheets[0]
    assert sheet["J6"].formula == "=ROUND(G6/E6,4)"
    assert sheet["J6"].value == 0.8569
    assert sheet["K6"].value == 8.57
    assert sheet["I16"].value == 98.57
    assert note_in(sheet, "J6") == (
        "「自评表」修正\n原值：85.90%\n改为：85.69%（=ROUND(G6/E6,4)）\n"
        "ZPB001 执行率不符：按执行数 ÷ 预算数重算。\n「自评表」——"
    )
    assert [rule.fill_color for rule in sheet["J6"].conditional_formats] == [(226, 239, 218)]
    assert sheet.impl.own.protection.sheet, "the protection came back"


def test_the_list_says_what_was_changed_and_why(desk: Desk) -> None:
    book = desk.open()
    desk.press("fix")
    rows = book.sheets["修正清单"].used_range.options(ndim=2).value[3:]
    assert [row[4:] for row in rows] == [
        ["J6", "85.90%", "85.69%", "=ROUND(G6/E6,4)", "按执行数 ÷ 预算数重算"],
        ["K6", "8", "8.57", "=ROUND(I6*MIN(1,G6/E6),2)", "分值 × 执行率"],
        ["I16", "97", "98.57", "=SUM(I13:I15,K6)", "各项得分之和"],
    ]


def test_the_copy_is_the_book_as_it_was(desk: Desk) -> None:
    desk.open()
    before = desk.dump()
    desk.press("fix")
    [copy] = copies(desk.folder)
    assert re.fullmatch(r"自评表\.备份-\d{8}-\d{6}\.xlsx", copy.name)
    assert dump(openpyxl.load_workbook(copy)) == before


@pytest.mark.parametrize("layout", ["hebei-project", "liaoning-department", "national-project"])
def test_the_button_mends_what_the_command_line_mends(desk: Desk, layout: str) -> None:
    data = wrong_samples(layout)
    book = desk.open(data)
    found = check_paths(Request([Path(book.fullname)], jobs=1))
    name = found.readings[0].record.path
    mended = mend(data, name, form_reader(), lambda forms: found.inspector.fixable(name, forms))
    desk.press("fix")
    assert mended.changes
    (desk.folder / "命令行.xlsx").write_bytes(mended.data)
    expected = openpyxl.load_workbook(desk.folder / "命令行.xlsx")
    shown = openpyxl.load_workbook(desk.folder / "命令行.xlsx", data_only=True)
    live = fake_book(book)
    for sheet in expected.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            own = live.workbook[sheet.title]
            assert own[cell.coordinate].value == cell.value
            value = shown[sheet.title][cell.coordinate].value
            assert live.values.of(own, cell.coordinate) == value


def test_mending_twice_changes_nothing_more(desk: Desk) -> None:
    desk.open()
    desk.press("fix")
    assert desk.press("fix").startswith("没有可以自动修正的问题。共 1 个问题")
    assert len(copies(desk.folder)) == 1


def test_check_leaves_the_notes_of_what_was_mended_and_clear_takes_them(desk: Desk) -> None:
    book = desk.open()
    desk.press("fix")
    desk.press("check")
    assert "「自评表」修正" in str(note_in(book.sheets[0], "J6"))
    desk.press("clear")
    assert list(book.sheets[0].notes) == []
    assert book.sheet_names == ["项目支出绩效自评表"]
    assert book.sheets[0]["J6"].value == 0.8569


def test_where_there_is_nothing_to_mend_no_copy_is_made(desk: Desk) -> None:
    desk.open(wrong_samples("sichuan-payments"))
    before = desk.dump()
    assert desk.press("fix") == "没有可以自动修正的问题。没有发现问题。"
    assert desk.dump() == before
    assert copies(desk.folder) == []


def test_what_is_to_be_ignored_is_not_mended(desk: Desk) -> None:
    book = desk.open()
    form = fake_book(book).workbook.worksheets[0]
    form["J6"].comment = openpyxl.comments.Comment("忽略 ZPB001：已批复", "甲")
    desk.press("fix")
    assert book.sheets[0]["J6"].value == 0.859


def test_a_note_of_others_stays(desk: Desk) -> None:
    book = desk.open()
    form = fake_book(book).workbook.worksheets[0]
    form["J6"].comment = openpyxl.comments.Comment("核对过", "甲")
    desk.press("fix")
    assert note_in(book.sheets[0], "J6") == "核对过"
    assert book.sheets[0]["J6"].value == 0.8569


def test_a_formula_in_a_text_cell_becomes_a_formula(desk: Desk) -> None:
    book = desk.open()
    form = fake_book(book).workbook.worksheets[0]
    form["I16"].number_format = "@"
    desk.press("fix")
    assert book.sheets[0]["I16"].formula == "=SUM(I13:I15,K6)"
    assert book.sheets[0]["I16"].value == 98.57


def test_in_manual_calculation_the_second_check_sees_true_values(desk: Desk) -> None:
    desk.open()
    desk.app.calculation = desk.fake.usual_calculation = "manual"
    assert "再次检查：共 1 个问题" in desk.press("fix")


def test_an_array_formula_is_left_and_told(desk: Desk) -> None:
    book = desk.open()
    form = fake_book(book).workbook.worksheets[0]
    formula = openpyxl.worksheet.formula.ArrayFormula("J6", "=0.859")
    form["J6"].value = formula
    told = desk.press("fix")
    assert "项目支出绩效自评表!J6 是数组公式，没有修正。请自行核对。" in told
    assert form["J6"].value is formula


# Bad input


def unchanged(desk: Desk, book: xw.Book) -> None:
    """The form has its old values, and no copy was made."""
    assert [book.sheets[0][cell].value for cell in ("J6", "K6", "I16")] == [0.859, 8, 97]
    assert copies(desk.folder) == []


def test_a_read_only_book_is_not_mended(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).read_only = True
    told = desk.press("fix")
    assert told == "自评表.xlsx：工作簿是只读打开的，没有修正。请另存一份，再修正那一份。"
    unchanged(desk, book)


def test_a_sheet_with_a_password_is_not_mended_but_checked(desk: Desk) -> None:
    book = desk.open()
    desk.host.secret = {book.sheets[0].name}
    assert desk.press("fix") == (
        "自评表.xlsx › 项目支出绩效自评表：工作表有保护密码，一处也没有修正。"
        "请撤销工作表保护后再修正。"
    )
    unchanged(desk, book)
    assert book.sheet_names[-1] == "问题清单"


def test_where_the_structure_is_locked_the_notes_say_what_was_mended(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    told = desk.press("fix")
    assert "工作簿的结构受保护，没有列出「修正清单」，改了什么请看批注。" in told
    assert book.sheets[0]["J6"].value == 0.8569


def test_a_book_in_the_cloud_is_copied_into_the_users_own_folder(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).fullname = "https://d.docs.live.net/1a2b/文档/自评表.xlsx"
    assert desk.press("fix").startswith("已修正 3 处")
    assert copies(desk.folder) == []
    assert len(list(desk.own.rglob("*备份-*.xlsx"))) == 1


def test_where_no_copy_can_be_made_nothing_is_mended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_copy = desk.host.save_copy

    def no_backups(book: xw.Book, path: Path) -> None:
        if "备份" not in path.name:
            save_copy(book, path)

    monkeypatch.setattr(desk.host, "save_copy", no_backups)
    book = desk.open()
    assert desk.press("fix").startswith("备份没有写成，没有改动工作簿。")
    unchanged(desk, book)


def test_a_book_without_a_form_is_told(desk: Desk) -> None:
    desk.app.books.add()
    assert "没有认得出的自评表" in desk.press("fix")


def test_an_old_workbook_is_told_to_be_saved_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zipingbiao.excel.mending.is_editable", lambda data: False)
    book = desk.open()
    told = desk.press("fix")
    assert told == "自评表.xlsx：不是 .xlsx，不能逐格修正。请另存为 .xlsx 后再修正。"
    unchanged(desk, book)


def test_where_mending_breaks_off_the_user_hears_of_the_copy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(marks, "put", breaks)
    told = desk.press("fix")
    [copy] = copies(desk.folder)
    assert "没有完成，程序内部出错" in told
    assert told.endswith(f"工作簿可能只改了一部分，改动前的备份在：{copy}。")
