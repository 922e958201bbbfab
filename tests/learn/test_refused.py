"""What can't be learned is refused in one sentence: where, what, why, what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from inbox import encrypted
from learn.test_private import filled
from zipingbiao.errors import CallError, ZpbError
from zipingbiao.learn.learning import learn
from zipingbiao.ooxml.opening import SkippedFileError


def nothing(path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "今天开会"
    book.save(path)


def a_list(path: Path) -> None:
    book = Workbook()
    for row in (("专项资金使用台账",), ("序号", "日期", "摘要", "金额"), (1, "1月2日", "电费", 12)):
        book.worksheets[0].append(row)
    book.save(path)


def two_forms(path: Path) -> None:
    filled(path)
    book = load_workbook(path)
    book.copy_worksheet(book.worksheets[0]).title = "另一张"
    book.save(path)


def hidden(path: Path) -> None:
    filled(path)
    book = load_workbook(path)
    book.create_sheet("空")
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(path)


def with_password(path: Path) -> None:
    filled(path)
    path.write_bytes(encrypted(path.read_bytes()))


def broken(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:900])


def a_folder(path: Path) -> None:
    path.mkdir()


def absent(path: Path) -> None:
    return


CASES: tuple[tuple[Callable[[Path], None], str], ...] = (
    (nothing, "没有认出自评表"),
    (a_list, "没有认出自评表"),
    (two_forms, "2 张表（项目支出绩效自评表!A1"),
    (hidden, "没有认出自评表"),
    (with_password, "密码"),
    (broken, "表.xlsx"),
    (a_folder, "这是一个文件夹"),
    (absent, "不存在"),
)


@pytest.mark.parametrize(("make", "said"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_it_is_said_in_one_sentence_and_nothing_is_written(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "表.xlsx"
    make(path)
    with pytest.raises(ZpbError) as error:
        learn(path, tmp_path / "新" / "xue-lai")
    assert said in str(error.value)
    assert str(error.value).count("\n") == 0
    assert not (tmp_path / "新").exists()


def test_a_file_of_another_format_has_to_be_saved_anew(tmp_path: Path) -> None:
    path = tmp_path / "表.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", "<a/>")
    with pytest.raises(CallError, match=r"另存为 \.xlsx"):
        learn(path, tmp_path / "xue-lai")


def test_a_picture_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "表.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(SkippedFileError, match="图片"):
        learn(tmp_path / "表.png", tmp_path / "xue-lai")


def test_an_existing_folder_is_never_written_to(tmp_path: Path) -> None:
    filled(tmp_path / "表.xlsx")
    (tmp_path / "xue-lai").mkdir()
    with pytest.raises(CallError, match="已经存在"):
        learn(tmp_path / "表.xlsx", tmp_path / "xue-lai")
    assert list((tmp_path / "xue-lai").iterdir()) == []


@pytest.mark.parametrize("name", [".xue", "a\tb"])
def test_a_name_that_nobody_sees_is_no_layout(name: str, tmp_path: Path) -> None:
    filled(tmp_path / "表.xlsx")
    with pytest.raises(CallError, match="版式代号"):
        learn(tmp_path / "表.xlsx", tmp_path / name)


def test_a_layout_that_is_unknown_is_not_like_anything(tmp_path: Path) -> None:
    filled(tmp_path / "表.xlsx")
    with pytest.raises(CallError, match="national-project"):
        learn(tmp_path / "表.xlsx", tmp_path / "xue-lai", like="national-projekt")


def test_a_protected_sheet_is_learned_all_the_same(tmp_path: Path) -> None:
    filled(tmp_path / "表.xlsx")
    book = load_workbook(tmp_path / "表.xlsx")
    book.worksheets[0].protection.set_password("1234")
    book.save(tmp_path / "表.xlsx")
    assert learn(tmp_path / "表.xlsx", tmp_path / "xue-lai").folder.is_dir()


def test_a_hidden_form_beside_one_that_is_seen_is_left_out(tmp_path: Path) -> None:
    two_forms(tmp_path / "表.xlsx")
    book = load_workbook(tmp_path / "表.xlsx")
    book.worksheets[1].sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    assert learn(tmp_path / "表.xlsx", tmp_path / "xue-lai").folder.is_dir()
