"""填报检查 and 清除标记, in a fake Excel."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from excel.desk import Desk, note_in, selected
from excel.fake import fake_book
from excel.samples import wrong_samples
from forms import THOROUGH
from zipingbiao.excel import settings
from zipingbiao.excel.settings_model import Settings
from zipingbiao.report.checking import Request, check_paths

FOUND = "共 4 个问题：错误 3 个，警告 1 个。"
LISTED = "已列在「问题清单」里，点「下一个问题」逐个看。"
#: One of each kind; the sample data of the tables of payments has no mistakes.
WITH_FINDINGS = sorted(THOROUGH - {"sichuan-payments"})


def listed(book: xw.Book, column: str = "单元格") -> list[str]:
    """A column of the list."""
    rows = book.sheets["问题清单"].used_range.options(ndim=2).value
    at = rows[2].index(column)
    return [row[at] for row in rows[3:]]


def marked(book: xw.Book) -> list[str]:
    """The cells of the first sheet that have a note."""
    return [note.location.get_address(False, False) for note in book.sheets[0].notes]


# Laws


@pytest.mark.parametrize("layout", WITH_FINDINGS)
def test_check_and_clear_leave_the_book_as_it_was(desk: Desk, layout: str) -> None:
    book = desk.open(wrong_samples(layout))
    before = desk.dump()
    told = desk.press("check")
    assert told.endswith(LISTED)
    once = desk.dump()
    assert once != before

    found = check_paths(Request([Path(book.fullname)], jobs=1)).findings
    assert listed(book, "代码") == [one.code for one in found], "as on the command line"
    assert listed(book) == [one.cell for one in found]

    assert desk.press("check") == told, "twice is once"
    assert desk.dump() == once

    assert desk.press("clear") == "标记已清除，填写的内容没有变。"
    assert desk.dump() == before


def test_marks_and_lists_are_not_read_as_forms(desk: Desk) -> None:
    book = desk.open()
    desk.press("check")
    book.save()
    found = check_paths(Request([Path(book.fullname)], jobs=1))
    assert len(found.forms) == 1
    assert len(found.findings) == 4


def test_a_form_without_mistakes_is_praised_and_left_alone(desk: Desk) -> None:
    data = wrong_samples("sichuan-payments")
    desk.open(data)
    before = desk.dump()
    assert desk.press("check") == "没有发现问题。"
    assert desk.dump() == before


# What is marked


def test_cells_are_coloured_noted_and_listed(desk: Desk) -> None:
    book = desk.open()
    assert desk.press("check") == f"{FOUND}{LISTED}"
    assert marked(book) == ["J6", "K6", "I16"]
    assert listed(book) == ["J6", "K6", "K6", "I16"]
    sheet = book.sheets[0]
    assert note_in(sheet, "K6") == (
        "「自评表」检查\n"
        "【错误】ZPB004 执行率得分不符\n"
        "预算执行率得分印作 8，10 分 × 85.69% 应为 8.57（舍去了小数）。\n"
        "【警告】ZPB053 指标得分与执行率偏离\n"
        "指标得分率 100%，执行率得分率 85.69%，高 14.31 个百分点，没有说明原因。\n"
        "「自评表」——"
    )
    assert [rule.fill_color for rule in sheet["J6"].conditional_formats] == [(255, 199, 206)]
    assert sheet.impl.own.protection.sheet, "the protection came back"


def test_a_note_of_others_stays_and_the_list_says_so(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).workbook.worksheets[0]["J6"].comment = openpyxl.comments.Comment("核对过", "甲")
    desk.press("check")
    assert note_in(book.sheets[0], "J6") == "核对过"
    says = listed(book, "说明")
    assert says[0].endswith("应为 85.69%。（原有批注，没有另加。）")
    assert not any("原有批注" in one for one in says[1:])
    desk.press("clear")
    assert note_in(book.sheets[0], "J6") == "核对过"


def test_what_a_note_asks_to_be_ignored_is_ignored_and_stays(desk: Desk) -> None:
    book = desk.open()
    desk.press("check")
    with desk.host.unlocked(book.sheets[0]):
        note = book.sheets[0].notes[0]
        note.text = f"{note.text}\n忽略 ZPB001：已与财政核对"
    desk.press("check")
    assert listed(book) == ["K6", "K6", "I16"]
    desk.press("clear")
    assert [one.text for one in book.sheets[0].notes] == ["忽略 ZPB001：已与财政核对"]


def test_our_own_notes_ask_for_nothing_to_be_ignored(desk: Desk) -> None:
    book = desk.open()
    form = fake_book(book).workbook.worksheets[0]
    form["C3"].comment = openpyxl.comments.Comment("忽略 ZPB001", "甲")
    told = desk.press("check")
    assert "ZPB920" in listed(book, "代码")
    assert desk.press("check") == told


def test_findings_that_are_gone_lose_their_marks(desk: Desk) -> None:
    book = desk.open()
    desk.press("check")
    with desk.host.unlocked(book.sheets[0]):
        book.sheets[0]["J6"].value = 0.8569
    desk.press("check")
    assert marked(book) == ["K6", "I16"]


def test_unsaved_changes_are_checked(desk: Desk) -> None:
    book = desk.open()
    with desk.host.unlocked(book.sheets[0]):
        book.sheets[0]["I16"].value = 98
    desk.press("check")
    assert "I16" not in listed(book)


def test_formulas_are_checked_by_their_values(desk: Desk) -> None:
    book = desk.open()
    with desk.host.unlocked(book.sheets[0]):
        book.sheets[0]["J6"].formula = "=ROUND(G6/E6,4)"
    desk.press("check")
    assert listed(book) == ["K6", "K6", "I16"]


def test_settings_beside_the_real_book_apply(desk: Desk) -> None:
    text = '[[ignore]]\nrules = ["ZPB001"]\nreason = "已批复"\nfiles = "自评表.xlsx"\n'
    (desk.folder / "zipingbiao.toml").write_text(text, "utf-8")
    book = desk.open()
    desk.press("check")
    assert listed(book, "代码") == ["ZPB004", "ZPB053", "ZPB016"]


def test_mistakes_in_the_settings_beside_the_book_are_told(desk: Desk) -> None:
    (desk.folder / "zipingbiao.toml").write_text("ignored = 1\n", "utf-8")
    desk.open()
    told = desk.press("check")
    assert "zipingbiao.toml" in told
    assert "不认识「ignored」" in told


def test_rules_that_the_user_switched_off_are_not_checked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Settings(ignore=("ZPB001", "ZPB053"))
    monkeypatch.setattr(settings, "load_settings", lambda: chosen)
    book = desk.open()
    desk.press("check")
    assert listed(book, "代码") == ["ZPB004", "ZPB016"]


# Bad input


def test_a_sheet_without_a_form_is_told_and_nothing_changes(desk: Desk) -> None:
    book = desk.app.books.add()
    book.sheets[0]["A1"].value = [["甲", "乙"], [1, 2]]
    before = desk.dump()
    assert desk.press("check") == (
        "工作簿1：没有认得出的自评表。请打开填好的自评表，再点这个按钮；要做新表，请点「新建」。"
    )
    assert desk.dump() == before


def test_a_book_that_was_never_saved_can_be_checked(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).fullname = "工作簿1"
    assert desk.press("check") == f"{FOUND}{LISTED}"


def test_a_book_in_the_cloud_can_be_checked(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).fullname = "https://d.docs.live.net/1a2b/文档/自评表.xlsx"
    assert desk.press("check") == f"{FOUND}{LISTED}"
    assert listed(book) == ["J6", "K6", "K6", "I16"]


def test_a_read_only_book_is_marked_and_the_user_is_told(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).read_only = True
    assert desk.press("check") == (f"{FOUND}{LISTED}工作簿是只读打开的，要留下标记请另存一份。")
    assert marked(book) == ["J6", "K6", "I16"]


def test_where_a_sheet_has_a_password_its_findings_are_listed_all_the_same(desk: Desk) -> None:
    book = desk.open()
    desk.host.secret = {book.sheets[0].name}
    before = desk.dump()
    told = desk.press("check")
    assert told == (
        f"{FOUND}{LISTED}工作表「项目支出绩效自评表」有保护密码，"
        "没有标出颜色和批注；请撤销工作表保护后再检查。"
    )
    assert listed(book) == ["J6", "K6", "K6", "I16"]
    assert desk.press("clear") == "标记已清除，填写的内容没有变。"
    assert desk.dump() == before


def test_where_the_structure_is_locked_the_cells_are_marked_all_the_same(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    before = desk.dump()
    assert desk.press("check") == (
        f"{FOUND}工作簿的结构受保护，没有列出「问题清单」；请撤销「保护工作簿」后再检查。"
    )
    assert marked(book) == ["J6", "K6", "I16"]
    desk.press("clear")
    assert desk.dump() == before


def test_what_was_locked_after_the_check_is_told_when_it_cannot_be_cleared(desk: Desk) -> None:
    book = desk.open()
    desk.press("check")
    desk.host.secret = {book.sheets[0].name}
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    assert desk.press("clear") == (
        "工作表「项目支出绩效自评表」有保护密码，标记还在；请撤销工作表保护后再清除。"
        "工作簿的结构受保护，清单还在；请撤销「保护工作簿」后再清除。"
    )


def test_a_book_with_an_opening_password_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(book: xw.Book, path: Path) -> None:
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))

    monkeypatch.setattr(desk.host, "save_copy", locked)
    desk.open()
    told = desk.press("check")
    assert told.startswith("自评表.xlsx：")
    assert "程序内部出错" not in told


def test_clearing_where_nothing_is_marked_says_so(desk: Desk) -> None:
    desk.open()
    before = desk.dump()
    assert desk.press("clear") == "没有要清除的标记。"
    assert desk.dump() == before


def test_the_user_stays_where_they_were(desk: Desk) -> None:
    book = desk.open(wrong_samples("national-project"))
    book.sheets[1].activate()
    book.sheets[1]["C5"].select()
    desk.press("check")
    desk.press("clear")
    assert book.sheets.active == book.sheets[1]
    assert selected(desk.app).address == "$C$5"


def test_where_the_check_is_refused_the_marks_of_the_last_one_stay(desk: Desk) -> None:
    desk.open()
    desk.press("check")
    before = desk.dump()
    (desk.folder / "zipingbiao.toml").write_text("ignore = 3\n", "utf-8")
    assert "zipingbiao.toml" in desk.press("check")
    assert desk.dump() == before
