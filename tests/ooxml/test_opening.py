from __future__ import annotations

import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from documents import whole_docx, whole_page
from ooxml import hostile
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml import opening
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.foreign import worker
from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook, open_workbook_bytes
from zipingbiao.ooxml.package import Package

_OLD = hostile.OldSheet("Sheet1")
_OLD.number(0, 0, 0.859, 1)
_OLD.text(1, 1, "自评表")
_OLD.merge(0, 1, 2, 3)
_XLS = hostile.xls(_OLD, formats=["0.0%"])
_XLSX = hostile.xlsx()
_XLSB = hostile.xlsb(
    {"Sheet1": (0, [hostile.brt_row(0), hostile.brt_cell(6, 0, hostile.wide("自评表"))], [])}
)
_ODS = hostile.ods(
    "<table:table><table:table-row><table:table-cell table:number-columns-spanned='2'>"
    "<text:p>自评表</text:p></table:table-cell></table:table-row></table:table>"
)


def _locked() -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(_XLSX)).encrypt("口令", target)
    return target.getvalue()


def _code(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook_bytes(data, name)
    message = str(caught.value)
    assert message.startswith(f"{name}：")
    assert message.endswith("。")
    assert message.count("。") >= 2, "the reason and the cure"
    return caught.value.code


UNREADABLE: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("empty", "a.xlsx", lambda: b"", "ZPB904"),
    ("random bytes", "a.xls", lambda: random.Random(1).randbytes(5000), "ZPB901"),
    ("random bytes in a zip", "a.xlsx", lambda: b"PK\3\4" + random.Random(2).randbytes(5000),
     "ZPB903"),
    ("a zip bomb", "a.xlsx", hostile.zip_bomb, "ZPB907"),
    ("billion laughs in an ods", "a.ods", hostile.laughing_ods, "ZPB903"),
    ("a password", "a.xlsx", _locked, "ZPB902"),
    ("CSV", "a.xlsx", lambda: "项目,金额\n".encode("gbk"), "ZPB901"),
    ("slides", "a.docx", lambda: hostile.ole({"PowerPoint Document": b"p"}), "ZPB901"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "code"), [pytest.param(*rest, id=label) for label, *rest in UNREADABLE]
)
def test_a_hostile_file_is_refused_with_its_reason(
    name: str, make: Callable[[], bytes], code: str
) -> None:
    assert _code(make(), name) == code


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", _XLSX), ("a.ods", _ODS), ("a.xlsb", _XLSB)])
def test_a_package_that_ends_too_early_is_damaged(name: str, data: bytes) -> None:
    for end in range(4, len(data), len(data) // 40):
        assert _code(data[:end], name) == "ZPB903"


def test_an_old_workbook_that_ends_too_early_never_crashes() -> None:
    for end in range(8, len(_XLS) - 512, 256):
        assert _code(_XLS[:end], "a.xls") == "ZPB903"


MISNAMED = [
    ("a.xlsx", _XLS, ".xls", "B2"),
    ("a.xls", _XLSX, ".xlsx", "A1"),
    ("a.xls", _ODS, ".ods", "A1"),
    ("a.et", _XLSB, ".xlsb", "A1"),
    ("a.docx", _XLSX, ".xlsx", "A1"),
]


@pytest.mark.parametrize(("name", "data", "ending", "place"), MISNAMED)
def test_a_misnamed_workbook_is_read_all_the_same(
    name: str, data: bytes, ending: str, place: str
) -> None:
    book = open_workbook_bytes(data, name)
    assert book.misnamed == ending
    assert book.sheets[0].value(place) == "自评表"


@pytest.mark.parametrize("name", ["a.et", "a.ett"])
@pytest.mark.parametrize("data", [_XLS, _XLSX])
def test_files_of_wps_are_told_by_their_content(name: str, data: bytes) -> None:
    book = open_workbook_bytes(data, name)
    assert book.misnamed is None
    assert "自评表" in {book.sheets[0].value(place) for place in book.sheets[0].addresses}


def test_a_flat_document_is_read() -> None:
    table = "<table:table><table:table-row><table:table-cell><text:p>甲</text:p>"
    table += "</table:table-cell></table:table-row></table:table>"
    data = hostile.content_xml(table, root="document").encode()
    assert open_workbook_bytes(data, "a.fods").sheets[0].value("A1") == "甲"


def test_one_value_in_the_last_cell_costs_nothing() -> None:
    [sheet] = open_workbook_bytes(hostile.far_cell(), "a.xlsx").sheets
    assert list(sheet.addresses) == ["XFD1048576"]


def test_a_wrong_dimension_is_not_believed() -> None:
    [sheet] = open_workbook_bytes(hostile.wrong_dimension(), "a.xlsx").sheets
    assert {place: sheet.value(place) for place in sheet.addresses} == {"A1": 1, "C9": 9}


def test_billion_laughs_in_an_xlsx_do_not_grow() -> None:
    shown: list[str] = []

    def read() -> None:
        [sheet] = open_workbook_bytes(hostile.laughing_xlsx(), "a.xlsx").sheets
        shown.append(sheet.shown("A1"))

    assert hostile.outcome(read) in {"read", "ZPB903"}
    assert len("".join(shown)) < 10


def test_a_file_of_another_kind_is_skipped_and_says_so() -> None:
    with pytest.raises(SkippedFileError, match="文本") as caught:
        open_workbook_bytes(b"a,b", "甲/a.csv")
    assert str(caught.value).startswith("甲/a.csv：")


def test_a_document_without_a_table_is_skipped_and_says_so() -> None:
    with pytest.raises(SkippedFileError, match="Word 文档里没有表格") as caught:
        open_workbook_bytes(hostile.docx(), "甲/a.docx")
    assert str(caught.value).startswith("甲/a.docx：")


def test_a_file_is_read_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(_XLSX)
    path.chmod(0o444)
    before = path.stat()
    assert open_workbook(path, "表.xlsx").sheets[0].value("A1") == "自评表"
    after = path.stat()
    assert (path.read_bytes(), after.st_mtime_ns) == (_XLSX, before.st_mtime_ns)
    assert [one.name for one in tmp_path.iterdir()] == ["表.xlsx"]


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="不存在") as caught:
        open_workbook(tmp_path / "无.xlsx", "无.xlsx")
    assert caught.value.code == "ZPB903"
    with pytest.raises(UnreadableFile, match="普通文件"):
        open_workbook(tmp_path, "夹.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="系统没有命名管道")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match="普通文件"):
        open_workbook(tmp_path / "a.xlsx", "a.xlsx")


def test_a_locked_file_says_that_there_is_no_permission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: str, buffering: int) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.xlsx").write_bytes(_XLSX)
    monkeypatch.setattr(opening, "open", refuse, raising=False)
    with pytest.raises(UnreadableFile, match="权限") as caught:
        open_workbook(tmp_path / "a.xlsx", "a.xlsx")
    assert caught.value.code == "ZPB903"


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_FILE_SIZE", 100)
    (tmp_path / "a.xlsx").write_bytes(_XLSX)
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(tmp_path / "a.xlsx", "a.xlsx")
    assert caught.value.code == "ZPB907"


def test_a_large_file_of_another_kind_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MAX_FILE_SIZE", 100)
    (tmp_path / "扫描件.pdf").write_bytes(b"%PDF-1.4" + bytes(100))
    with pytest.raises(SkippedFileError, match="未读取"):
        open_workbook(tmp_path / "扫描件.pdf", "扫描件.pdf")


@given(st.data())
def test_a_file_with_wrong_bytes_is_a_workbook_or_unreadable(data: st.DataObject) -> None:
    name, whole = data.draw(
        st.sampled_from([("a.xls", _XLS), ("a.xlsx", _XLSX), ("a.xlsb", _XLSB), ("a.ods", _ODS)])
    )
    changed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=6)):
        changed[place] = data.draw(st.integers(0, 255))
    _survives(bytes(changed), name)


@given(st.data())
def test_parts_with_wrong_bytes_are_a_workbook_or_unreadable(data: st.DataObject) -> None:
    name, whole = data.draw(
        st.sampled_from([("a.xlsx", _XLSX), ("a.xlsb", _XLSB), ("a.ods", _ODS)])
    )
    parts = hostile.unzipped(whole)
    part = data.draw(st.sampled_from(sorted(parts)))
    changed = bytearray(parts[part])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed)))
        changed[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    _survives(hostile.zipped({**parts, part: bytes(changed)}), name)


def _survives(data: bytes, name: str) -> None:
    def read() -> None:
        for sheet in open_workbook_bytes(data, name).sheets:
            for place in sheet.addresses:
                assert sheet.value(place) is not None or sheet.shown(place) == ""
                assert sheet.uncached(place) in (True, False)

    assert hostile.outcome(read) in {"read", "ZPB901", "ZPB902", "ZPB903", "ZPB907"}


# Names of parts as careless programs write them

SPELLINGS: dict[str, Callable[[str], str]] = {
    "backslash": lambda name: name.replace("/", "\\"),
    "lower": str.lower,
    "upper": str.upper,
    "slash first": lambda name: f"/{name}",
    "mixed": lambda name: name.replace("xl/worksheets/sheet", "xl/Worksheets/Sheet"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", ["甲.xlsx", "甲.ods"])
def test_parts_are_found_however_their_names_are_spelt(name: str, spelling: str) -> None:
    data = _XLSX if name.endswith("xlsx") else _ODS
    spelt = {SPELLINGS[spelling](part): content for part, content in hostile.unzipped(data).items()}
    again = hostile.zipped(spelt)
    before, after = open_workbook_bytes(data, name), open_workbook_bytes(again, name)
    assert [sheet.name for sheet in after.sheets] == [sheet.name for sheet in before.sheets]
    for one, other in zip(before.sheets, after.sheets, strict=True):
        assert {place: one.value(place) for place in one.addresses} == {
            place: other.value(place) for place in other.addresses
        }
    if name.endswith("xlsx"):
        book = EditedBook(again)
        assert [sheet.part in book.parts for sheet in book.sheets.values()] == [True]
        assert EditedBook(book.save()).sheets.keys() == EditedBook(data).sheets.keys()


def test_folders_in_a_zip_are_no_parts() -> None:
    parts: dict[str, str | bytes] = {"xl/": b"", "xl/worksheets\\": b""}
    data = hostile.zipped({**parts, **hostile.unzipped(_XLSX)})
    assert not [name for name in Package.open(data).names if name.endswith("/")]
    assert open_workbook_bytes(data, "甲.xlsx").sheets


@pytest.mark.parametrize("name", ["表.docx", "表.html"])
def test_a_small_document_is_read_here_and_one_that_does_harm_apart(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = PlainSheet("正文", {"A1": PlainCell("项目名称", "项目名称")})
    data = whole_docx([sheet]) if name.endswith("docx") else whole_page([sheet])
    asked: list[str] = []

    def read_apart(kind: str, _: bytes) -> tuple[PlainSheet, ...]:
        asked.append(kind)
        return (sheet,)

    monkeypatch.setattr(opening, "read_apart", read_apart)
    open_workbook_bytes(data, name, texts=True)
    assert not asked
    monkeypatch.setattr(worker, "read", lambda kind, _: 1 // 0)
    open_workbook_bytes(data, name, texts=True)
    monkeypatch.setattr(opening, "_SMALL", 100)
    monkeypatch.setattr(worker, "read", lambda kind, _: (sheet,))
    open_workbook_bytes(data, name, texts=True)
    assert asked == [name[2:]] * 2
