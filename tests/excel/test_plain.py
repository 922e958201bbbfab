"""转为普通公式: what a reader sees stays the same, nothing needs the add-in any more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from excel.fake import FakeHost, fake_book, opened
from zipingbiao.errors import CallError
from zipingbiao.excel.call import Call
from zipingbiao.excel.live import LiveBook, View, own_calls, plain_names
from zipingbiao.excel.plain import plain
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, get_layout


def live(name: str) -> bytes:
    """A workbook with a layout's samples, its formulas live."""
    layout = get_layout(name)
    made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    return layout.write(made, live=True).data


def filled(app: xw.App, folder: Path, fill: Callable[[Worksheet], object]) -> xw.Book:
    """A book whose first sheet holds what somebody typed."""
    book = openpyxl.Workbook()
    fill(book.worksheets[0])
    path = folder / "算.xlsx"
    book.save(path)
    return app.books.open(str(path))


def converted(book: xw.Book, host: FakeHost | None = None) -> str:
    return plain(Call(book.app, host or FakeHost(), book))


def shown(book: xw.Book) -> list[object]:
    """What a reader sees in all cells of a book."""
    rows = (row for sheet in book.sheets for row in sheet.used_range.options(ndim=2).value)
    return [f"{one:.12g}" if isinstance(one, float) else one for row in rows for one in row]


def formulas(book: xw.Book) -> dict[str, str]:
    """The formulas of the first sheet by row and column, without their equals sign."""
    found = LiveBook(book).sheet(book.sheets[0].name)
    assert found is not None
    return {f"{row},{column}": text for (row, column), text in found.formulas.items()}


def count(texts: Iterable[str]) -> int:
    """How many formulas need the add-in."""
    return sum("ZPB_" in text for text in texts)


@pytest.mark.parametrize("layout", find_layouts())
def test_a_form_shows_the_same_as_before_and_needs_no_add_in(
    layout: str, app: xw.App, tmp_path: Path
) -> None:
    book = opened(app, live(layout), tmp_path)
    before, needed = shown(book), count(formulas(book).values())
    said = converted(book)
    assert shown(book) == before
    assert count(formulas(book).values()) == 0
    copies = list(tmp_path.glob("自评表.备份-*.xlsx"))
    assert len(copies) == bool(needed)
    for copy in copies:
        assert said.endswith(f"原来的备份在 {copy}。")
        cells = (cell for row in openpyxl.load_workbook(copy).worksheets[0] for cell in row)
        assert count(str(cell.value) for cell in cells) == needed


def test_what_has_a_twin_still_follows_what_people_type(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = 3.04, 8, "=ZPB_RATE(A1,B1)"
        sheet["A2"], sheet["B2"], sheet["C2"] = 6, 8, "=ZPB_RATE(A2,B2)*100"
        sheet["C3"] = "=SUM(A1:A2)"

    book = filled(app, tmp_path, fill)
    assert converted(book).startswith("已换成普通公式 2 个，换成现在的值 0 个。")
    sheet = book.sheets[0]
    assert sheet["C1:C2"].value == [0.38, 75]
    assert sheet["C3"].formula == "=SUM(A1:A2)"
    sheet["A1"].value = 4
    assert sheet["C1"].value == 0.5


def test_what_has_no_twin_becomes_what_it_shows(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = "按期完成", "=ZPB_SCORE(A1,A2,10)"
        sheet["B2"] = '=ZPB_EXPLAIN("ZPB_RATE",1,2)'
        sheet["A3"], sheet["B3"] = "约五万", "=ZPB_TOTAL(A3)"
        sheet["B4"] = '=ZPB_RATE_SCORE(0.9,10,"没有")'

    book = filled(app, tmp_path, fill)
    before = shown(book)
    assert converted(book).startswith("已换成普通公式 0 个，换成现在的值 4 个。")
    assert shown(book) == before
    assert formulas(book) == {}
    assert book.sheets[0]["B1"].value is None


def test_the_twin_is_taken_only_where_it_gives_the_same(app: xw.App, tmp_path: Path) -> None:
    """SUM leaves out amounts that are texts with their unit; ZPB_TOTAL does not."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = 5, "3 万元", "=ZPB_TOTAL(A1:A2)"

    book = filled(app, tmp_path, fill)
    converted(book)
    assert book.sheets[0]["A3"].value == 8
    assert formulas(book) == {}


def test_a_formula_that_the_program_does_not_know_is_computed_here(
    app: xw.App, tmp_path: Path
) -> None:
    """Where no add-in is, and after a book has come from elsewhere, the cells show an error."""

    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = 3, 4
        sheet["C1"] = r"='C:\旧\zipingbiao.xlam'!ZPB_RATE(A1,B1)"
        sheet["C2"] = "=[1]!ZPB_RATE(A1,B1)"
        sheet["C3"] = "=ZPB_RATE(A1,没有)"
        sheet["C4"] = "=zpb_rate(A1,B1)"
        sheet["D1"] = "=[1]!ZPB_RATE_SCORE(C1,10)"

    book = filled(app, tmp_path, fill)
    assert book.sheets[0]["C1"].options(err_to_str=True).value == "#NAME?"
    said = converted(book)
    assert book.sheets[0]["C1:C4"].value == [0.75, 0.75, None, 0.75]
    assert book.sheets[0]["D1"].value == 7.5
    for cell in ("1,3", "2,3", "4,3", "1,4"):
        assert "ZPB_" not in formulas(book)[cell].upper()
    assert "Sheet!C3 没有换：是数组公式，或算不出值，请手工处理。" in said


def test_formulas_that_lead_back_to_themselves_come_to_an_end(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"] = "=[1]!ZPB_TOTAL(A2)", "=[1]!ZPB_TOTAL(A1)"

    book = filled(app, tmp_path, fill)
    assert converted(book).startswith("已换成普通公式 ")
    assert count(formulas(book).values()) == 0


def test_a_value_that_the_program_has_not_computed_yet_is_computed_here(
    app: xw.App, tmp_path: Path
) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.append((3, 4, "=ZPB_RATE(A1,B1)", "=C1*2")))
    fake_book(book).values._known[fake_book(book).workbook.worksheets[0], "C1"] = 0
    view = View(LiveBook(book), "Sheet")
    assert view.holds("C1+0", (1, 1)) == 0.75


def test_names_and_other_sheets_are_followed(app: xw.App, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.worksheets[0], book.create_sheet("第 2 张")
    first["A1"], second["A1"] = 3, 4
    book.defined_names["预算"] = DefinedName("预算", attr_text="'第 2 张'!$A$1")
    first["B1"], first["B2"] = "=ZPB_RATE(A1,预算)", "=ZPB_RATE(A1,'第 2 张'!A1)"
    book.save(tmp_path / "算.xlsx")
    live_book = app.books.open(str(tmp_path / "算.xlsx"))
    assert converted(live_book).startswith("已换成普通公式 2 个")
    assert live_book.sheets[0]["B1:B2"].value == [0.75, 0.75]


def test_an_array_formula_is_left_and_named(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"] = 3, 4
        sheet["C1"] = ArrayFormula("C1:C2", "=ZPB_RATE(A1,B1)")
        sheet["D1"] = "=ZPB_RATE(A1,B1)"

    book = filled(app, tmp_path, fill)
    said = converted(book)
    assert said.startswith("已换成普通公式 1 个，换成现在的值 0 个。")
    assert "Sheet!C1" in said
    assert said.endswith("没有换：是数组公式，或算不出值，请手工处理。")


def test_a_book_without_such_formulas_is_left_alone(app: xw.App, tmp_path: Path) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.append((1, "=A1+1", '="ZPB_RATE("&A1')))
    assert converted(book) == "没有用到加载项函数的公式，不需要转换。"
    assert list(tmp_path.glob("*备份*")) == []
    assert fake_book(book).saved


def test_protected_sheets_are_protected_again(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "=ZPB_RATE(1,2)"
        sheet.protection.sheet = True

    book = filled(app, tmp_path, fill)
    converted(book)
    assert book.sheets[0]["A1"].value == 0.5
    assert fake_book(book).workbook.worksheets[0].protection.sheet


def test_where_one_sheet_has_a_password_nothing_is_changed(app: xw.App, tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("锁")
        sheet["A1"] = other["A1"] = "=ZPB_RATE(1,2)"
        other.protection.sheet = True

    book = filled(app, tmp_path, fill)
    with pytest.raises(CallError, match="工作表有保护密码"):
        converted(book, FakeHost(secret={"锁"}))
    assert formulas(book) == {"1,1": "ZPB_RATE(1,2)"}
    assert list(tmp_path.glob("*备份*")) == []


def test_without_a_backup_nothing_is_changed(app: xw.App, tmp_path: Path) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.append(("=ZPB_RATE(1,2)",)))
    with pytest.raises(CallError, match="磁盘已满"):
        converted(book, FakeHost(refusal=CallError("磁盘已满。")))
    assert formulas(book) == {"1,1": "ZPB_RATE(1,2)"}


def test_a_read_only_book_is_told(app: xw.App, tmp_path: Path) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.append(("=ZPB_RATE(1,2)",)))
    fake_book(book).read_only = True
    with pytest.raises(CallError, match="只读打开的，改了也存不下来。请另存一份"):
        converted(book)


def test_a_sheet_whose_formats_reach_too_far_is_told(app: xw.App, tmp_path: Path) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.append(("=ZPB_RATE(1,2)",)))
    fake_book(book).workbook.worksheets[0]["Z100000"].number_format = "0.00"
    with pytest.raises(
        CallError, match=r"算\.xlsx › Sheet：工作表用到的区域太大，没有处理。请删去"
    ):
        converted(book)


def test_no_book_is_told(app: xw.App) -> None:
    with pytest.raises(CallError, match="没有打开的工作簿。"):
        plain(Call(app, FakeHost(), None))


@pytest.mark.parametrize(
    ("formula", "calls"),
    [
        ("ZPB_RATE(G6,E6)", ["ZPB_RATE(G6,E6)"]),
        ('IF(A1>0,ZPB_RATE(ZPB_TOTAL(A1:A3),B1),")")', ["ZPB_RATE(ZPB_TOTAL(A1:A3),B1)"]),
        ("ZPB_RATE(1,2)+zpb_rate((3),4)", ["ZPB_RATE(1,2)", "ZPB_RATE((3),4)"]),
        (r"'C:\a b\[zipingbiao.xlam]'!ZPB_TOTAL(A1,{1,2})", ["ZPB_TOTAL(A1,{1,2})"]),
        ('SUM(A1)&"ZPB_RATE(1,2)"', []),
        ("ZPB_RATE(1,2", ["ZPB_RATE(1,2"]),
        (")(", []),
    ],
)
def test_the_calls_in_a_formula_are_found(formula: str, calls: list[str]) -> None:
    assert own_calls(formula) == calls


def test_only_the_add_ins_own_functions_lose_their_file() -> None:
    text = "'[x.xlam]a'!zpb_rate(Sheet2!A1,[2]!OTHER(1))+'第 2 张'!A1"
    assert plain_names(text) == "ZPB_RATE(Sheet2!A1,[2]!OTHER(1))+'第 2 张'!A1"


def test_cells_beyond_the_used_ones_are_blank(app: xw.App, tmp_path: Path) -> None:
    book = filled(app, tmp_path, lambda sheet: sheet.__setitem__("B2", 5))
    view = View(LiveBook(book), "Sheet")
    assert view.holds("SUM(A1:Z99)", (1, 1)) == 5
    assert view.holds("Z99", (1, 1)) == [[None]]
    assert view.holds("没有!A1+1", (1, 1)) == "#REF!"
    assert view.holds("1+", (1, 1)) == "#NAME?"
