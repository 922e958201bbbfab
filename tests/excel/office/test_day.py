"""A clerk's day in a real spreadsheet program: fill in, check, mend, explain, merge.

The very commands of the ribbon run in LibreOffice with the extension installed; dialogs are
answered beforehand.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from excel.office.program import missing, running_app
from mistaken import workbook, wrong_form
from zipingbiao.addin.extension import build_oxt
from zipingbiao.cli import main
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.host import host_of
from zipingbiao.excel.office.host import OfficeHost
from zipingbiao.excel.session import perform
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import read_paths

pytestmark = pytest.mark.office
LAYOUTS = find_layouts()
#: As long as a merge of a few workbooks may take on a slow machine, in seconds.
PATIENCE = 120.0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.App]:
    """LibreOffice with the extension installed."""
    reason = missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    folder = tmp_path_factory.mktemp("day")
    extension = folder / "zipingbiao.oxt"
    extension.write_bytes(build_oxt({"INTERPRETER": "python3"}))
    with running_app(folder, extension=extension) as app:
        yield app


@pytest.fixture
def home(desk: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the clerk's own; afterwards all books are closed."""
    desk.engine.activate()
    monkeypatch.setenv("ZPB_HOME", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    (tmp_path / "work").mkdir()
    yield tmp_path / "work"
    for book in list(desk.books):
        book.close()
    desk.impl.dialogs.picks.clear()
    desk.impl.dialogs.said.clear()


def press(app: xw.App, command: str, argument: str = "") -> str:
    """Press a button; the sentence that is shown."""
    book = app.books.active if len(app.books) else None
    return perform(BY_ID[command], app, book, argument) or ""


def filled(layout: str, path: Path) -> SelfEvaluation:
    """A form with live formulas and the sample's data; what is read from it."""
    sample = LAYOUTS[layout].folder / "sample.json"
    words = ["new", layout, "--data", str(sample), "-o", str(path), "--calc", "live"]
    assert main(words) == 0
    return read_paths([path]).forms[0]


def numbers(sheet: xw.Sheet, form: SelfEvaluation, *fields: str) -> list[float]:
    """What stands in the cells of some fields now."""
    return [round(sheet[form.cells[field]].value, 4) for field in fields]


def test_rate_points_and_total_follow_an_amount(desk: xw.App, home: Path) -> None:
    form = filled("national-project", home / "自评表.xlsx")
    sheet = desk.books.open(str(home / "自评表.xlsx")).sheets[0]
    fields = "funds[0].rate", "funds[0].score", "total.score"
    budget, weight = form.funds[0].budget, form.funds[0].weight
    assert isinstance(budget, int | float)
    assert isinstance(weight, int | float)
    before = numbers(sheet, form, *fields)
    assert f"ZPB_RATE({form.cells['funds[0].executed']}" in sheet[form.cells[fields[0]]].formula

    changed = next(
        path for path in ("funds[1].executed", "funds[0].executed")
        if path in form.cells and "=" not in str(sheet[form.cells[path]].formula)
    )  # fmt: skip
    sheet[form.cells[changed]].value = budget / 2

    rate, score, total = numbers(sheet, form, *fields)
    assert rate == 0.5 != before[0]
    assert score == round(weight / 2, 2)
    assert total == pytest.approx(before[2] - before[1] + score, abs=1e-9)


def test_a_form_is_checked_walked_mended_and_left_clean(desk: xw.App, home: Path) -> None:
    path = home / "自评表.xlsx"
    path.write_bytes(workbook(wrong_form()))
    book = desk.books.open(str(path))
    sheet = book.sheets[0]

    said = press(desk, "check")
    assert "错误 3 个" in said
    assert "问题清单" in said
    rows = book.sheets["问题清单"].used_range.options(ndim=2).value
    listed = {str(row[5]) for row in rows[3:]}
    walked = []
    for _ in listed:
        assert press(desk, "next") == ""
        assert desk.selection is not None
        walked.append(desk.selection.get_address(False, False).split(":")[0])
    assert set(walked) == listed
    assert press(desk, "previous") == ""
    assert sheet[walked[0]].note is not None

    said = press(desk, "fix")
    assert "已修正 3 处" in said
    [copy] = home.glob("自评表.备份-*.xlsx")
    assert read_paths([copy]).forms == read_paths([path]).forms
    assert "修正清单" in book.sheet_names

    assert "标记已清除" in press(desk, "clear")
    assert book.sheet_names == [sheet.name]
    assert "没有发现" in (said := press(desk, "check")) or "错误" not in said


def test_checking_and_clearing_leave_the_book_as_it_was(desk: xw.App, home: Path) -> None:
    path = home / "自评表.xlsx"
    path.write_bytes(workbook(wrong_form()))
    book = desk.books.open(str(path))
    host = host_of(desk)
    host.save_copy(book, home / "before.xlsx")
    press(desk, "check")
    press(desk, "clear")
    host.save_copy(book, home / "after.xlsx")
    assert looks(home / "after.xlsx") == looks(home / "before.xlsx")


def looks(path: Path) -> dict[str, object]:
    """Values, formats, notes, merges and conditional formats of all cells."""
    return {
        sheet.title: (
            sorted(map(str, sheet.merged_cells.ranges)),
            [str(one.sqref) for one in sheet.conditional_formatting],
            [
                (
                    cell.coordinate,
                    cell.value,
                    cell.number_format,
                    cell.fill.fgColor.rgb,
                    cell.font.b,
                    cell.comment and cell.comment.text,
                )
                for row in sheet.iter_rows()
                for cell in row
            ],
        )
        for sheet in openpyxl.load_workbook(path).worksheets
    }


def test_a_number_says_why(desk: xw.App, home: Path) -> None:
    form = filled("national-project", home / "自评表.xlsx")
    sheet = desk.books.open(str(home / "自评表.xlsx")).sheets[0]
    sheet[form.cells["funds[0].score"]].select()
    said = press(desk, "explain")
    assert "执行率" in said
    assert str(form.funds[0].weight) in said


def test_a_book_for_others_has_no_functions_of_ours(desk: xw.App, home: Path) -> None:
    filled("national-project", home / "自评表.xlsx")
    book = desk.books.open(str(home / "自评表.xlsx"))
    before = book.sheets[0].used_range.options(ndim=2).value
    press(desk, "plain")
    formulas = book.sheets[0].used_range.formula
    assert "ZPB_" not in json.dumps(formulas)
    assert book.sheets[0].used_range.options(ndim=2).value == before


def test_a_form_becomes_a_word_document(desk: xw.App, home: Path) -> None:
    form = filled("national-project", home / "自评表.xlsx")
    desk.books.open(str(home / "自评表.xlsx"))
    target = home / "自评表.docx"
    desk.impl.dialogs.picks.append([target])
    assert press(desk, "word").startswith("已导出 ")
    [back, *_] = read_paths([target]).forms
    assert back.header == form.header
    assert back.total == form.total


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_one_click_away(desk: xw.App, home: Path, layout: str) -> None:
    target = home / f"{layout}.xlsx"
    desk.impl.dialogs.picks.append([target])
    press(desk, "new", layout)
    assert desk.books.active.name == target.name
    assert read_paths([target]).files[0].status == "ok"


def merged(app: xw.App, folder: Path, target: Path) -> str:
    """合并文件夹 pressed, its end awaited; what was said last."""
    app.impl.dialogs.picks.extend([[folder], [], [], [target]])
    press(app, "merge_folder")
    host = host_of(app)
    assert isinstance(host, OfficeHost)
    assert host.wait(PATIENCE)
    last: str = app.impl.dialogs.said[-1].prompt
    return last


def test_a_folder_becomes_one_workbook(desk: xw.App, home: Path) -> None:
    folder = home / "各单位"
    folder.mkdir()
    for layout in LAYOUTS:
        filled(layout, folder / f"{layout}.xlsx")
    forms = len(read_paths([folder]).forms)
    said = merged(desk, folder, home / "汇总.xlsx")
    assert f"已汇总 {forms} 张表（{len(LAYOUTS)} 个文件）" in said
    assert desk.books.active.name == "汇总.xlsx"
    assert desk.books.active.sheet_names[0] == "首页"


def test_the_published_forms_become_one_workbook(desk: xw.App, home: Path, shared: Path) -> None:
    folder = shutil.copytree(shared / "agency", home / "各单位")
    forms = len(read_paths([folder]).forms)
    said = merged(desk, folder, home / "汇总.xlsx")
    assert f"已汇总 {forms} 张表（4 个文件）" in said
    assert desk.books.active.sheet_names[:6] == [
        "首页", "汇总表", "资金汇总", "指标明细", "问题清单", "来源清单",
    ]  # fmt: skip
