"""The settings' workbook: what is usual without it, what it says, where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from excel.fake import FakeHost
from zipingbiao.errors import CallError
from zipingbiao.excel.call import Call
from zipingbiao.excel.settings import (
    Kept,
    Settings,
    load_settings,
    open_settings,
    settings_path,
)
from zipingbiao.excel.settings_book import settings_book
from zipingbiao.report.codes import entries
from zipingbiao.scoring.profile import profile_names


def asked(app: xw.App) -> str:
    return open_settings(Call(app, FakeHost(), None))


def change(edit: Callable[[openpyxl.Workbook], object]) -> None:
    """As a user who changes the file and saves it."""
    path = settings_path()
    if not path.is_file():
        path.write_bytes(settings_book(Settings()))
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def typed(label: str, value: object) -> Callable[[openpyxl.Workbook], object]:
    """Type something behind a label of the first sheet."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["设置"]
        [row] = [cell.row for cell in sheet["A"] if cell.value == label]
        sheet.cell(row, 2, value)

    return edit


def choice(code: str, value: object) -> Callable[[openpyxl.Workbook], object]:
    """Choose whether a rule is checked."""

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["检查规则"]
        [row] = [cell.row for cell in sheet["A"] if cell.value == code]
        sheet.cell(row, 4, value)

    return edit


def wrong() -> str:
    with pytest.raises(CallError) as told:
        load_settings()
    return str(told.value)


def test_without_a_file_everything_is_as_usual() -> None:
    assert load_settings() == Settings()
    assert not settings_path().exists()


def test_the_button_makes_the_file_and_opens_it(app: xw.App) -> None:
    assert asked(app) == ""
    assert app.books.active.name == "设置.xlsx"
    assert load_settings() == Settings()
    asked(app)
    assert len(app.books) == 1


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    for settings in (
        Settings(),
        Settings("hubei", ("ZPB001", "ZPB905"), tmp_path, 4),
        Settings(
            severity="warn",
            folder=tmp_path,
            roster=Kept(True, tmp_path / "名单.csv"),
            previous=Kept(True),
        ),
        Settings(ignore=tuple(entry.code for entry in entries()), jobs=64),
    ):
        settings_path().write_bytes(settings_book(settings))
        assert load_settings() == settings


def test_the_file_offers_every_rule_and_every_profile(app: xw.App) -> None:
    asked(app)
    book = openpyxl.load_workbook(settings_path())
    listed = [cell.value for cell in book["检查规则"]["A"]][3:]
    assert listed == [entry.code for entry in entries()]
    profiles = [cell.value for cell in book["评分办法"]["A"]][3:]
    assert profiles == ["按版式", *profile_names()]
    [by_profile, by_jobs, by_weight] = book["设置"].data_validations.dataValidation
    assert by_profile.formula1 == f"'评分办法'!$A$4:$A${3 + len(profiles)}"
    assert not by_jobs.showErrorMessage  # another number may be typed
    assert by_weight.formula1 == '"全部,警告和错误,只看错误"'
    [by_rule] = book["检查规则"].data_validations.dataValidation
    assert str(by_rule.sqref) == f"D4:D{3 + len(listed)}"


def test_what_people_type_is_understood(tmp_path: Path) -> None:
    change(typed("评分办法", " hebei "))
    change(typed("备份文件夹", f'"{tmp_path}"'))  # as Explorer copies a path
    change(typed("汇总进程数", 2.0))
    change(choice("ZPB023", "不检查"))
    assert load_settings() == Settings("hebei", ("ZPB023",), tmp_path, 2)


def test_what_is_emptied_or_deleted_is_as_usual() -> None:
    for label in ("评分办法", "备份文件夹", "汇总进程数"):
        change(typed(label, None))
    change(choice("ZPB001", None))
    assert load_settings() == Settings()
    change(lambda book: book.remove(book["检查规则"]))
    change(lambda book: book["设置"].delete_rows(1, 20))
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            typed("评分办法", "湖北"),
            "设置.xlsx › 设置!B4：没有代号为「湖北」的评分办法。"
            "请从下拉列表里选；代号见「评分办法」一页。",
        ),
        (
            typed("备份文件夹", "备份"),
            "设置.xlsx › 设置!B5：「备份」不是文件夹的完整路径。请写完整的路径，如 ",
        ),
        (
            typed("汇总进程数", 0),
            "设置.xlsx › 设置!B6：汇总进程数不能是「0」。请写「自动」，或 1 到 64 的整数。",
        ),
        (typed("汇总进程数", "很多"), "设置.xlsx › 设置!B6：汇总进程数不能是「很多」。"),
        (
            typed("检查程度", "严重"),
            "设置.xlsx › 设置!B7：检查程度不能是「严重」。"
            "请从 「全部」、「警告和错误」、「只看错误」 里选。",
        ),
        (
            typed("应报单位名单", "名单.csv"),
            "设置.xlsx › 设置!B9：「名单.csv」不是完整的路径。请写完整的路径，如 ",
        ),
        (
            choice("ZPB002", "否"),
            "设置.xlsx › 检查规则!D5：ZPB002 不能是「否」。请写「检查」或「不检查」。",
        ),
        (
            lambda book: book["检查规则"].append(("ZPB777", None, None, "不检查")),
            "：没有代码为「ZPB777」的规则。请删去这一行，或改正代码。",
        ),
    ],
)
def test_a_mistake_is_told_with_its_cell(
    edit: Callable[[openpyxl.Workbook], object], sentence: str, app: xw.App
) -> None:
    change(edit)
    assert sentence in wrong()
    asked(app)  # the button opens it all the same, so that it can be mended
    assert app.books.active.name == "设置.xlsx"
    assert sentence in wrong()


def test_several_mistakes_are_counted() -> None:
    change(typed("汇总进程数", "很多"))
    change(typed("评分办法", "湖北"))
    change(choice("ZPB002", "否"))
    assert wrong().endswith("（另有 2 处也要改。）")


def test_a_file_of_an_older_version_learns_the_new_rules_and_keeps_what_is_set(
    app: xw.App,
) -> None:
    change(typed("评分办法", "hubei"))
    change(choice("ZPB002", "不检查"))
    change(lambda book: book["检查规则"].delete_rows(10))
    before = load_settings()
    asked(app)
    assert load_settings() == before == Settings("hubei", ("ZPB002",))
    book = openpyxl.load_workbook(settings_path())
    assert len(book["检查规则"]["A"]) == 3 + len(entries())


def test_a_file_that_is_complete_is_not_written_again(app: xw.App) -> None:
    change(lambda book: book["设置"].cell(20, 1, "我的说明"))
    before = settings_path().read_bytes()
    asked(app)
    assert settings_path().read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\3\4 broken"])
def test_a_damaged_file_is_told_with_the_cure(data: bytes, app: xw.App) -> None:
    settings_path().write_bytes(data)
    assert "设置文件已损坏，读不出来。请把它移走或删除，再点「设置」重新生成。" in wrong()
    with pytest.raises(CallError, match="设置文件已损坏"):
        asked(app)
