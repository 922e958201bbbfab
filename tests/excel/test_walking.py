"""上一个问题 and 下一个问题, in a fake Excel."""

from __future__ import annotations

import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from excel.desk import Desk, selected
from excel.fake import fake_book
from excel.samples import wrong_samples

NOTHING = "没有标出的问题。请先点「填报检查」。"


def here(desk: Desk) -> str:
    """Where the selection is."""
    return str(selected(desk.app).get_address(False, False))


def checked(desk: Desk, data: bytes | None = None) -> xw.Book:
    """A book that was checked; its first cell is selected."""
    book = desk.open(data)
    desk.press("check")
    return book


def test_the_way_goes_from_cell_to_cell_and_round(desk: Desk) -> None:
    checked(desk)
    seen = []
    for _ in range(4):
        assert desk.press("next") == ""
        seen.append(here(desk))
    assert seen == ["J6", "K6", "I16", "J6"]


def test_the_way_back_is_the_way_there(desk: Desk) -> None:
    checked(desk)
    seen = []
    for _ in range(4):
        assert desk.press("previous") == ""
        seen.append(here(desk))
    assert seen == ["I16", "K6", "J6", "I16"]


def test_the_way_begins_at_the_selection(desk: Desk) -> None:
    book = checked(desk)
    book.sheets[0]["A8:C9"].select()
    desk.press("next")
    assert here(desk) == "I16"
    book.sheets[0]["A8"].select()
    desk.press("previous")
    assert here(desk) == "K6"


def test_the_status_bar_says_where_one_is_and_what_was_found(desk: Desk) -> None:
    checked(desk)
    desk.press("next")
    assert desk.app.status_bar == (
        "第 1 处，共 3 处　ZPB001 年度资金总额的执行率印作 85.90%，按 151.2 ÷ 176.45 应为 85.69%。"
    )
    desk.press("clear")
    assert not desk.app.status_bar


def test_a_long_message_is_cut(desk: Desk) -> None:
    checked(desk, wrong_samples("liaoning-department"))
    for _ in range(20):
        desk.press("next")
        assert len(str(desk.app.status_bar)) < 130


def test_the_way_goes_through_all_sheets_in_their_order(desk: Desk) -> None:
    book = checked(desk, wrong_samples("national-project"))
    seen = []
    for _ in range(60):
        desk.press("next")
        place = book.sheets.active.index, selected(desk.app).row, selected(desk.app).column
        if place in seen:
            break
        seen.append(place)
    assert seen == sorted(seen)
    assert {sheet for sheet, _, _ in seen} == {1, 2, 3, 4}
    assert place == seen[0]


def test_from_the_list_the_way_goes_to_the_first_cell(desk: Desk) -> None:
    book = checked(desk)
    book.sheets["问题清单"].activate()
    desk.press("next")
    assert (book.sheets.active.name, here(desk)) == ("项目支出绩效自评表", "J6")


def test_hidden_sheets_are_passed_by(desk: Desk) -> None:
    book = checked(desk, wrong_samples("national-project"))
    book.sheets[0].visible = False
    book.sheets[1].activate()
    for _ in range(30):
        assert desk.press("next") == ""
        assert book.sheets.active != book.sheets[0]


def test_sheets_that_were_deleted_are_passed_by(desk: Desk) -> None:
    book = checked(desk, wrong_samples("national-project"))
    book.sheets[0].delete()
    assert desk.press("next") == ""


def test_where_no_cell_can_be_reached_the_list_is_named(desk: Desk) -> None:
    book = checked(desk)
    book.sheets["问题清单"].activate()
    book.sheets[0].visible = False
    assert desk.press("next") == (
        "列出的问题都没有能到达的单元格。请看「问题清单」；表在隐藏的工作表上时，请先取消隐藏。"
    )


def test_without_a_check_there_is_nowhere_to_go(desk: Desk) -> None:
    desk.open()
    assert desk.press("next") == NOTHING
    assert desk.press("previous") == NOTHING


def test_after_clearing_there_is_nowhere_to_go(desk: Desk) -> None:
    checked(desk)
    desk.press("clear")
    assert desk.press("next") == NOTHING


def test_a_list_whose_heads_were_changed_is_not_guessed_at(desk: Desk) -> None:
    book = checked(desk)
    book.sheets["问题清单"]["F3"].value = "格"
    assert desk.press("next") == "「问题清单」的表头改动过，认不出来。请重新点「填报检查」。"


def test_walking_leaves_the_book_saved(desk: Desk) -> None:
    book = checked(desk)
    book.save()
    desk.press("next")
    assert desk.host.is_saved(book)


def test_where_the_structure_is_locked_the_user_hears_why_there_is_no_list(desk: Desk) -> None:
    book = desk.open()
    fake_book(book).workbook.security = WorkbookProtection(lockStructure=True)
    desk.press("check")
    assert desk.press("next") == (
        "工作簿的结构受保护，列不出「问题清单」，不能逐个查看。"
        "请撤销「保护工作簿」，再点「填报检查」。"
    )
