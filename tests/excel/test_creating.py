"""新建: every layout's blank form, live, saved and opened; nothing of anybody's overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from excel.fake import FakeHost
from zipingbiao.errors import CallError, OutputError, ZpbError
from zipingbiao.excel.call import Call
from zipingbiao.excel.creating import new
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.ooxml.opening import open_workbook


def asked(app: xw.App, target: Path | None, layout: str = "national-project") -> FakeHost:
    """The host after the gallery's item was chosen."""
    host = FakeHost(target=target)
    assert new(Call(app, host, None, layout)) == ""
    return host


@pytest.mark.parametrize("layout", find_layouts())
def test_the_blank_form_is_written_and_opened(layout: str, app: xw.App, tmp_path: Path) -> None:
    target = tmp_path / "新 表.xlsx"
    host = asked(app, target, layout)
    assert host.proposed == [f"{find_layouts()[layout].title}.xlsx"]
    assert app.books.active.fullname == str(target)
    [sheet, *_] = open_workbook(target, "新表.xlsx").sheets
    [form] = form_reader().read(sheet, "新表.xlsx")
    assert form.layout == layout


def test_its_formulas_are_live(app: xw.App, tmp_path: Path) -> None:
    asked(app, tmp_path / "表.xlsx")
    formulas = app.books.active.sheets[0].used_range.formula
    assert any("ZPB_RATE(" in formula for row in formulas for formula in row)


def test_an_ending_is_added_and_never_cut_off(app: xw.App, tmp_path: Path) -> None:
    asked(app, tmp_path / "2024.项目")
    assert app.books.active.name == "2024.项目.xlsx"


def test_who_cancels_gets_nothing(app: xw.App, tmp_path: Path) -> None:
    asked(app, None)
    assert len(app.books) == 0


def refused(app: xw.App, target: Path, layout: str = "national-project") -> str:
    with pytest.raises(ZpbError) as told:
        asked(app, target, layout)
    return str(told.value)


def test_no_workbook_is_overwritten(app: xw.App, tmp_path: Path) -> None:
    target = tmp_path / "填好的.xlsx"
    target.write_bytes(b"anything")
    told = refused(app, target)
    assert told == f"{target}：这里已有一份工作簿，没有覆盖。请换一个文件名，或先把它移走。"
    assert target.read_bytes() == b"anything"


def test_a_name_that_is_open_already_is_refused(app: xw.App, tmp_path: Path) -> None:
    asked(app, tmp_path / "表.xlsx")
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    assert "有一份同名的工作簿正开着，没有写入。" in refused(app, elsewhere / "表.XLSX")
    assert list(elsewhere.iterdir()) == []


def test_another_format_is_refused(app: xw.App, tmp_path: Path) -> None:
    assert "文件名应以 .xlsx 结尾。请改文件名，再试一次。" in refused(app, tmp_path / "表.xls")


def test_a_folder_that_is_not_there_is_told(app: xw.App, tmp_path: Path) -> None:
    assert "文件夹不存在" in refused(app, tmp_path / "没有" / "表.xlsx")
    (tmp_path / "夹.xlsx").mkdir()
    with pytest.raises(OutputError, match="这是一个文件夹"):
        asked(app, tmp_path / "夹.xlsx")


def test_a_layout_that_there_is_not_is_told(app: xw.App, tmp_path: Path) -> None:
    assert "没有名为 hubei-x 的版式。" in refused(app, tmp_path / "表.xlsx", "hubei-x")


def test_a_program_that_does_not_open_the_file_is_told(
    app: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise RuntimeError("-2147352567")

    monkeypatch.setattr(type(app.books.impl), "open", refuse)
    with pytest.raises(CallError, match="文件已写好，但没有打开。请手工打开这个文件。"):
        asked(app, tmp_path / "表.xlsx")
    assert (tmp_path / "表.xlsx").is_file()
