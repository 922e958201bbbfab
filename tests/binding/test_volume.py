"""A volume of forms: what is in it, in which order, and that it reads as its originals do."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import office as libreoffice
from calls import zpb
from inbox import form, make_good
from zipingbiao.binding.leaves import leaves_of
from zipingbiao.binding.pages import first_pages
from zipingbiao.binding.volume import Binder
from zipingbiao.errors import UnreadableFile
from zipingbiao.layouts import get_layout
from zipingbiao.model import Header, SelfEvaluation
from zipingbiao.reading import inputs, read_all

NOWHERE = SelfEvaluation(layout="").source


def binder(folder: Path) -> Binder:
    """The forms of a folder, bound."""
    found = inputs([folder])
    paths = {one.name: one.path for one in found}
    leaves = leaves_of(read_all(found, 1))
    return Binder(leaves, lambda name: paths[name].read_bytes(), "自评表")


def forms_of(folder: Path) -> list[SelfEvaluation]:
    """What is read in a folder, without where it stands."""
    return [
        replace(one, source=NOWHERE, cells={}, faults=())
        for reading in read_all(inputs([folder]), 1)
        for one in reading.forms
        if one.source.counts
    ]


def write(folder: Path, name: str, *forms: SelfEvaluation) -> None:
    """A workbook with some forms."""
    folder.mkdir(exist_ok=True)
    data = get_layout("national-project").write(list(forms), given=True).data
    (folder / f"{name}.xlsx").write_bytes(data)


def filed(department: str | None, unit: str | None, project: str) -> SelfEvaluation:
    """A form of a unit."""
    return replace(form(project, "万元", 5), header=Header(project, department, unit, "万元"))


def test_a_volume_reads_as_its_files_do(tmp_path: Path) -> None:
    folder, out = tmp_path / "报送", tmp_path / "成册"
    folder.mkdir()
    out.mkdir()
    make_good(folder)
    bound = binder(folder)
    (out / "成册.xlsx").write_bytes(bound.volume())
    assert not bound.troubles
    key: Callable[[SelfEvaluation], str] = repr
    assert sorted(forms_of(out), key=key) == sorted(forms_of(folder), key=key)
    assert bound.forms == len(forms_of(folder))


def test_forms_stand_by_department_unit_and_project(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("卫生局", "疾控中心", "防疫"), filed("卫生局", "疾控中心", "保洁"))
    write(folder, "2", filed("教育局", "一中", "食堂"))
    write(folder, "3", filed(None, None, "无主"))
    sheet = openpyxl.load_workbook(io.BytesIO(binder(folder).volume()))["目录"]
    rows = [[cell.value for cell in row[:9]] for row in sheet.iter_rows(min_row=4)]
    assert [row[8] for row in rows] == ["食堂", "保洁", "防疫", "无主"]
    assert [row[0] for row in rows] == [1, 2, 3, 4]
    assert rows[0][1:3] == ["教育局", "一中"]


def test_what_a_form_does_not_say_its_file_may(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("教育局", "一中", "食堂"), filed(None, None, "操场"))
    found = leaves_of(read_all(inputs([folder]), 1))
    assert [(one.department, one.unit) for one in found] == [("教育局", "一中")] * 2
    write(folder, "1", filed("教育局", "一中", "食堂"), filed("教育局", "二中", "操场"),
          filed(None, None, "不知谁的"))  # fmt: skip
    found = leaves_of(read_all(inputs([folder]), 1))
    assert [one.unit for one in found] == ["二中", "一中", ""]


def test_a_volume_beside_its_files_counts_for_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("教育局", "一中", "食堂"))
    write(folder, "2", filed("教育局", "二中", "操场"))
    (folder / "成册.xlsx").write_bytes(binder(folder).volume())
    counting = [one.record.path for one in read_all(inputs([folder]), 1) if one.forms]
    assert counting == ["1.xlsx", "2.xlsx"]


def test_a_volume_counts_for_nothing_beside_copies_and_forms_of_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("教育局", "一中", "食堂"))
    write(folder, "2", filed(None, None, "无主"))
    write(folder, "3", filed("教育局", "二中", "操场"))
    # the copy of a file that is not there stands for it
    exported = tmp_path / "导出"
    assert zpb("export", folder / "3.xlsx", "-o", exported) == 0
    (folder / "3.xlsx").unlink()
    (folder / "3.docx").write_bytes(next(exported.iterdir()).read_bytes())
    (folder / "成册.xlsx").write_bytes(binder(folder).volume())
    counting = [one.record.path for one in read_all(inputs([folder]), 1) if one.forms]
    assert counting == ["1.xlsx", "2.xlsx", "3.docx"]


def test_one_bad_file_does_not_keep_the_rest_out(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("教育局", "一中", "食堂"))
    write(folder, "2", filed("教育局", "二中", "操场"))
    found = inputs([folder])
    leaves = leaves_of(read_all(found, 1))

    def read(name: str) -> bytes:
        if name == "1.xlsx":
            raise UnreadableFile("ZPB903", "无法读取。", name)
        return (folder / name).read_bytes()

    bound = Binder(leaves, read, "自评表")
    assert [leaf.path for leaf in bound.leaves] == ["2.xlsx"]
    assert [str(one).startswith("1.xlsx") for one in bound.troubles] == [True]
    book = openpyxl.load_workbook(io.BytesIO(bound.volume()))
    assert len(book.sheetnames) == 2
    assert book["目录"]["A2"].value.startswith("共 1 张表，来自 1 个文件。")


def test_equal_files_give_equal_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    write(folder, "1", filed("教育局", "一中", "食堂"))
    assert binder(folder).volume() == binder(folder).volume()


def test_a_recalculation_changes_nothing(office: libreoffice.Office, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    make_good(folder)
    out = tmp_path / "成册.xlsx"
    out.write_bytes(binder(folder).volume())
    assert office.changed(out) == {}


@pytest.mark.parametrize(
    ("pdf", "pages"),
    [
        (
            b"<</Type/Pages\n/Kids[ 1 0 R 4 0 R 7 0 R ]>>"
            b"/Title<FEFF76EE5F55>\n/Dest[1 0 R/XYZ 0 1 0]"
            b"/Title<FEFF7532>\n/Dest[7 0 R/XYZ 0 1 0]",
            {"目录": 1, "甲": 3},
        ),
        (b"%PDF-1.6", {}),
    ],
)
def test_bookmarks_tell_where_sheets_begin(pdf: bytes, pages: dict[str, int]) -> None:
    assert first_pages(pdf) == pages
