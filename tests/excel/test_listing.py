"""Sheets of our own: written as they should be read, known again, gone without a trace."""

from __future__ import annotations

import pytest
import xlwings as xw

from excel.desk import Desk, selected
from excel.fake_host import FakeHost
from zipingbiao.errors import CallError
from zipingbiao.excel import listing
from zipingbiao.ooxml.editor.tables import Column, Line, Table

COLUMNS = (Column("序号", 6, centred=True), Column("单元格", 9), Column("说明", 40))
HOST = FakeHost()
AWKWARD = [
    "85%",
    "1-2",
    "2024/3/5",
    "=1+1",
    "+1",
    "-1",
    "@甲",
    "001",
    "'甲",
    "TRUE",
    "≥90%",
    "两\n行",
    "长" * 300,
    "",
]


def table(*texts: str, name: str = "问题清单", link: str = "Sheet1!B2") -> Table:
    """A table with one row for each text."""
    lines = [
        Line((str(number), "B2", text), (2, "FFC7CE"), (1, link))
        for number, text in enumerate(texts, start=1)
    ]
    return Table(name, name, "共几个问题。", COLUMNS, lines)


def fail_on(sheet: xw.Sheet) -> None:
    """Go to a sheet, and fail there."""
    sheet.activate()
    raise CallError("不行。")


@pytest.fixture
def book(desk: Desk) -> xw.Book:
    """A book with two sheets, the second in front, some cells selected."""
    made = desk.app.books.add()
    made.sheets.add("乙", after=made.sheets[0])
    made.sheets["乙"]["C3:D4"].select()
    return made


@pytest.mark.parametrize("text", AWKWARD)
def test_texts_stay_what_they_are(book: xw.Book, text: str) -> None:
    sheet = listing.add_sheet(book, table(text), HOST)
    assert sheet["C4"].value == (text or None)
    assert sheet["A4"].value == 1


def test_a_long_text_that_looks_like_a_formula_becomes_none(book: xw.Book) -> None:
    sheet = listing.add_sheet(book, table("=" + "1" * 300), HOST)
    assert not str(sheet["C4"].formula).startswith("=")


def test_the_list_links_to_the_cells(book: xw.Book) -> None:
    sheet = listing.add_sheet(book, table("甲", link="'a\"b'!B2"), HOST)
    assert sheet["B4"].formula == '=HYPERLINK("#\'a""b\'!B2","B2")'
    assert sheet["B4"].value == "B2"


def test_a_list_prints_as_wide_as_a_page(book: xw.Book) -> None:
    own = listing.add_sheet(book, table("甲"), HOST).impl.own
    assert own.sheet_properties.pageSetUpPr.fitToPage
    assert (own.page_setup.fitToHeight, own.print_title_rows) == (0, "$3:$3")


def test_where_there_is_no_printer_the_list_is_there_all_the_same(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(host: FakeHost, sheet: xw.Sheet, head: int) -> None:
        raise CallError("打印设置没有改成。")

    monkeypatch.setattr(FakeHost, "fit_page", refused)
    assert listing.add_sheet(book, table("甲"), HOST)["C4"].value == "甲"


def test_what_is_in_front_stays_in_front(book: xw.Book, desk: Desk) -> None:
    listing.add_sheet(book, table("甲"), HOST)
    assert book.sheets.active.name == "乙"
    assert selected(desk.app).address == "$C$3:$D$4"
    assert book.sheet_names == ["Sheet1", "乙", "问题清单"]


def test_a_list_in_front_is_in_front_again_after_it_was_made_anew(book: xw.Book) -> None:
    listing.add_sheet(book, table("甲"), HOST)
    book.sheets["问题清单"].activate()
    with listing.view_kept(book):
        listing.remove(book, "问题清单")
        listing.add_sheet(book, table("乙"), HOST)
    assert book.sheets.active.name == "问题清单"


def test_the_view_comes_back_after_a_failure_too(book: xw.Book) -> None:
    book.sheets["乙"].activate()
    with pytest.raises(CallError), listing.view_kept(book):
        fail_on(book.sheets[0])
    assert book.sheets.active.name == "乙"


def test_a_sheet_of_others_with_that_name_stays(book: xw.Book) -> None:
    book.sheets["乙"].name = "问题清单"
    sheet = listing.add_sheet(book, table("甲"), HOST)
    assert sheet.name == "问题清单（2）"
    assert [one.name for one in listing.own_sheets(book, "问题清单")] == ["问题清单（2）"]
    assert listing.remove(book, "问题清单") == 1
    assert book.sheet_names == ["Sheet1", "问题清单"]


def test_our_sheets_are_known_after_saving_and_opening_again(book: xw.Book, desk: Desk) -> None:
    listing.add_sheet(book, table("甲"), HOST)
    listing.add_sheet(book, table("甲", name="得分重算"), HOST)
    path = desk.folder / "存.xlsx"
    book.save(path)
    book.close()
    again = desk.app.books.open(path)
    assert [one.name for one in listing.own_sheets(again)] == ["问题清单", "得分重算"]
    assert [one.name for one in listing.own_sheets(again, "得分重算")] == ["得分重算"]
    assert listing.remove(again) == 2


def test_adding_and_removing_leaves_the_book_as_it_was(book: xw.Book, desk: Desk) -> None:
    before = desk.dump()
    listing.add_sheet(book, table(*AWKWARD), HOST)
    assert desk.dump() != before
    listing.remove(book)
    assert desk.dump() == before


def test_cells_of_one_colour_below_each_other_are_coloured_at_once(book: xw.Book) -> None:
    lines = [Line(("1", "B2", "甲"), (2, one)) for one in ("FF0000", "FF0000", "00FF00")]
    lines.append(Line(("1", "B2", "甲")))
    sheet = listing.add_sheet(book, table("甲")._replace(lines=lines), HOST)
    colours = [sheet[f"C{row}"].color for row in range(4, 8)]
    assert colours == [(255, 0, 0), (255, 0, 0), (0, 255, 0), None]
