"""重算得分 and 得分说明: every score with the way to it, the forms untouched."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from excel.fake import FakeHost, fake_app, fake_book, opened
from zipingbiao.errors import CallError
from zipingbiao.excel import listing
from zipingbiao.excel.call import Call
from zipingbiao.excel.scores import explain, rescore_book
from zipingbiao.excel.settings import Settings, settings_path
from zipingbiao.excel.settings_book import settings_book
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, form_reader, get_layout
from zipingbiao.model import SELF_EVALUATION
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.ooxml.opening import open_workbook
from zipingbiao.scoring.profile import in_force, load_profile
from zipingbiao.scoring.rescore import rescore

#: Goals and monitorings have no scores.
SCORED = [name for name, one in find_layouts().items() if one.kind == SELF_EVALUATION]


def sample(name: str, live: bool = False) -> bytes:
    """A workbook with a layout's samples: as printed, or computed by live formulas."""
    layout = get_layout(name)
    made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    return layout.write(made, given=not live, live=live).data


@pytest.fixture
def hebei(app: xw.App, tmp_path: Path) -> xw.Book:
    """青龙's forms."""
    return opened(app, sample("hebei-project"), tmp_path)


def called(book: xw.Book) -> Call:
    return Call(book.app, FakeHost(), book)


def listed(book: xw.Book) -> list[dict[str, object]]:
    """The rows of the list by their heads."""
    heads, *rows = book.sheets["得分重算"].range("A3").expand().value
    return [dict(zip(heads, row, strict=True)) for row in rows]


def contents(book: xw.Book) -> list[object]:
    return [
        (sheet.name, sheet.used_range.formula) for sheet in book.sheets if sheet.name != "得分重算"
    ]


@pytest.mark.parametrize("layout", SCORED)
def test_every_score_of_a_form_is_listed_with_the_way_to_it(
    layout: str, app: xw.App, tmp_path: Path
) -> None:
    book = opened(app, sample(layout), tmp_path)
    before = contents(book)
    path = tmp_path / "自评表.xlsx"
    sheets = open_workbook(path, path.name).sheets
    forms = [form for sheet in sheets for form in form_reader().read(sheet, path.name)]
    asked = load_profile(get_layout(layout).profile)
    expected = [one for form in forms for one in rescore(form, in_force(asked, form.year)).scores]
    said = rescore_book(called(book))
    rows = [row for row in listed(book) if row["名称"] != "等级"]
    assert [row["名称"] for row in rows] == [one.name for one in expected]
    assert [row["怎样算出来"] for row in rows] == [one.trace.sentence() for one in expected]
    differing = sum(not one.agrees for one in expected)
    assert sum(row["是否相符"] == "不符" for row in rows) == differing
    assert said.startswith(f"共 {len(expected)} 个得分：")
    assert said.endswith("已列在「得分重算」里。")
    assert contents(book) == before
    assert book.sheets.active.name == "得分重算"


def test_a_row_says_what_is_printed_and_what_it_should_be(hebei: xw.Book) -> None:
    rescore_book(called(hebei))
    name, sheet = hebei.sheets[0].name, hebei.sheets["得分重算"]
    rows = listed(hebei)
    [at] = [n for n, row in enumerate(rows) if (row["工作表"], row["单元格"]) == (name, "H21")]
    found = [rows[at][head] for head in ("名称", "印作", "应为", "是否相符")]
    assert found == ["预算执行率", "8", "8.57", "不符"]
    link = f'=HYPERLINK("#{quote_sheet(name)}!H21","H21")'
    assert sheet.range((4 + at, 5)).formula == link
    assert sheet.range((4 + at, 8)).color == (0xFF, 0xC7, 0xCE)
    rate = next(row for row in rows if row["单元格"] == "H6")
    assert (rate["印作"], rate["应为"]) == ("85.9%", "85.69%")
    ratings = [row["应为"] for row in rows if row["名称"] == "等级"]
    assert len(ratings) == len(hebei.sheets) - 1
    assert "评分办法：河北省预算项目绩效自评计分办法。" in str(sheet["A2"].value)


def test_a_second_list_takes_the_place_of_the_first_and_clearing_removes_it(
    hebei: xw.Book,
) -> None:
    names = hebei.sheet_names
    for _ in range(2):
        rescore_book(called(hebei))
        assert hebei.sheet_names == [*names, "得分重算"]
    assert listing.remove(hebei) == 1
    assert hebei.sheet_names == names


def test_a_sheet_of_that_name_which_is_somebody_elses_stays(hebei: xw.Book) -> None:
    hebei.sheets.add("得分重算")["A1"].value = "我的"
    said = rescore_book(called(hebei))
    assert said.endswith("已列在「得分重算（2）」里。")
    assert hebei.sheets["得分重算"]["A1"].value == "我的"


def test_the_users_profile_counts_then_that_of_the_folder(hebei: xw.Book, tmp_path: Path) -> None:
    def subtitle() -> str:
        rescore_book(called(hebei))
        return str(hebei.sheets["得分重算"]["A2"].value)

    (tmp_path / "zipingbiao.toml").write_text('profile = "sichuan"\n', "utf-8")
    assert "评分办法：四川省部门预算项目支出绩效自评计分办法。点" in subtitle()
    (tmp_path / "zipingbiao.toml").write_text('profile = "hubei"\n', "utf-8")
    told = "计分办法。《湖北省项目自评计分办法》只管 2020—2022 年，没有管 2023 年度的"
    assert told in subtitle()
    settings_path().write_bytes(settings_book(Settings(profile="national")))
    assert "评分办法：项目支出绩效自评计分办法。" in subtitle()


def test_mistakes_in_the_folders_settings_are_told(hebei: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "zipingbiao.toml").write_text('profle = "hubei"\n', "utf-8")
    with pytest.raises(CallError, match="不认识「profle」"):
        rescore_book(called(hebei))


def test_a_book_without_a_form_is_told(app: xw.App, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    book = app.books.open(str(tmp_path / "空.xlsx"))
    for command in (rescore_book, explain):
        with pytest.raises(CallError, match="文件里没有找到自评表。请确认"):
            command(called(book))


def test_a_form_without_scores_is_told(app: xw.App, tmp_path: Path) -> None:
    layout = get_layout("sichuan-payments")
    book = opened(app, layout.write(forms_in(layout.blank_data()), live=True).data, tmp_path)
    with pytest.raises(CallError, match="表里没有得分，不需要重算。请先填写资金和指标。"):
        rescore_book(called(book))
    assert len(book.sheets) == 1


def test_a_book_whose_structure_is_protected_is_told(hebei: xw.Book) -> None:
    fake_book(hebei).workbook.security = WorkbookProtection(lockStructure=True)
    with pytest.raises(CallError, match="工作簿的结构受保护，不能加工作表。请撤销「保护工作簿」"):
        rescore_book(called(hebei))


def explained(book: xw.Book, address: str) -> str:
    book.sheets[0].activate()
    book.sheets[0][address].select()
    return explain(called(book))


def test_a_score_is_explained_in_one_sentence(hebei: xw.Book) -> None:
    said = explained(hebei, "H21")
    assert said.startswith(
        "预算执行率（H21）印作 8，应为 8.57：执行率 85.69%（H6），分值 10（B21）："
    )
    assert "结果为 8.57。" in said
    assert "\n" not in said
    assert fake_book(hebei).saved  # looking changes nothing


def test_any_cell_of_a_merged_score_will_do(app: xw.App, tmp_path: Path) -> None:
    book = opened(app, sample("hebei-project"), tmp_path)
    fake_book(book).workbook.worksheets[0].merge_cells("H21:H22")
    alone = explained(book, "H21")
    assert alone.startswith("预算执行率（H21）")
    assert explained(book, "H21:H22") == explained(book, "H22") == alone


def test_a_rate_is_told_as_it_is_printed(hebei: xw.Book) -> None:
    assert "印作 85.9%，应为 85.69%：" in explained(hebei, "H6")


def test_a_function_of_the_add_in_is_explained_by_itself(app: xw.App, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = 3, 4
    sheet["C1"] = '=IF(A1>0,ZPB_RATE(A1,B1),"")'
    sheet["C2"] = '=ZPB_EXPLAIN("ZPB_RATE",A1,B1)'
    sheet["C3"] = "=ZPB_RATE(A1,B1)+ZPB_RATE(1,2)"
    book.save(tmp_path / "算.xlsx")
    live = app.books.open(str(tmp_path / "算.xlsx"))
    said = explained(live, "C1")
    assert said.startswith("C1 的 ZPB_RATE(A1,B1)：执行数 3，预算数 4：")
    assert said.endswith("结果为 75%。")
    assert explained(live, "C2").endswith("结果为 75%。")
    assert len(explained(live, "C3").splitlines()) == 2


def test_in_a_live_form_every_formula_of_ours_is_explained(app: xw.App, tmp_path: Path) -> None:
    book = opened(app, sample("national-project", live=True), tmp_path)
    cells = [
        cell.coordinate
        for row in fake_book(book).workbook.worksheets[0].iter_rows()
        for cell in row
        if "ZPB_" in str(cell.value)
    ]
    assert len(cells) > 10
    for cell in cells:
        said = explained(book, cell)
        assert said.startswith(f"{cell} 的 ZPB_")
        assert "#NAME?" not in said


@pytest.mark.parametrize("cell", ["A1", "Z99", "B3"])
def test_a_cell_that_is_no_score_is_told(cell: str, hebei: xw.Book) -> None:
    with pytest.raises(CallError) as told:
        explained(hebei, cell)
    assert str(told.value).endswith(
        "所选的单元格不是算出来的数，没有可说明的。"
        "请选中一个得分、执行率、总分，或含 ZPB 函数的单元格。"
    )


def test_nothing_selected_is_told(hebei: xw.Book) -> None:
    fake_app(hebei.app).selection = None
    with pytest.raises(CallError, match="没有选中单元格。请选中一个得分、执行率或总分"):
        explain(called(hebei))


def test_no_book_is_told(app: xw.App) -> None:
    for command in (rescore_book, explain):
        with pytest.raises(CallError, match="没有打开的工作簿。"):
            command(Call(app, FakeHost(), None))
