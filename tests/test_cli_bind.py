"""``zpb bind``: what it writes, what it says, with which exit status it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from inbox import encrypted, two_filled
from zipingbiao.binding.pages import first_pages
from zipingbiao.ooxml.documents import converting

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two filled workbooks."""
    return two_filled(tmp_path)


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setattr(converting, "_PLACES", ())
    monkeypatch.setattr(shutil, "which", lambda _: None)


@pytest.mark.usefixtures("no_office")
def test_all_forms_become_one_workbook(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "成册.xlsx"
    before = {path: path.read_bytes() for path in inbox.iterdir()}
    assert zpb("bind", inbox, "-o", out, "--title", "二〇二四年度绩效自评表") == 0
    said = capsys.readouterr()
    assert f"已把 2 张表合并成册（2 个工作表）→ {out}" in said.out
    assert "没有安装 LibreOffice，目录里没有页码。" in said.err
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == 3
    assert book["目录"]["A1"].value == "二〇二四年度绩效自评表"
    assert {path: path.read_bytes() for path in inbox.iterdir()} == before


@pytest.mark.usefixtures("no_office")
def test_a_volume_is_written_over_but_no_other_file(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "成册.xlsx"
    assert zpb("bind", inbox, "-o", out) == 0
    assert zpb("bind", inbox, "-o", out) == 0
    other = inbox / "甲.xlsx"
    before = other.read_bytes()
    assert zpb("bind", inbox / "乙.xlsx", "-o", other) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert other.read_bytes() == before


@pytest.mark.usefixtures("no_office")
def test_without_libreoffice_a_pdf_is_refused(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    assert zpb("bind", inbox, "-o", tmp_path / "成册.pdf") == 2
    assert "请安装 LibreOffice" in capsys.readouterr().err
    assert zpb("bind", inbox, "-o", tmp_path / "成册.docx") == 2
    assert "输出文件应以 .xlsx 或 .pdf 结尾。" in capsys.readouterr().err


@pytest.mark.usefixtures("no_office")
def test_files_that_cannot_be_read_are_told(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    (inbox / "密.xlsx").write_bytes(encrypted((inbox / "甲.xlsx").read_bytes()))
    assert zpb("bind", inbox, "-o", tmp_path / "成册.xlsx") == 3
    assert "密.xlsx：ZPB902" in capsys.readouterr().err
    empty = tmp_path / "空"
    empty.mkdir()
    (empty / "密.xlsx").write_bytes(encrypted((inbox / "甲.xlsx").read_bytes()))
    assert zpb("bind", empty, "-o", tmp_path / "空.xlsx") == 3
    assert not (tmp_path / "空.xlsx").exists()


def test_a_pdf_has_a_bookmark_for_each_form(
    inbox: Path, tmp_path: Path, office: object, capsys: Capture
) -> None:
    out = tmp_path / "成册.pdf"
    assert zpb("bind", inbox, "-o", out) == 0
    assert list(first_pages(out.read_bytes()).values()) == [1, 2, 3]
    assert zpb("bind", inbox, "-o", tmp_path / "成册.xlsx") == 0
    sheet = openpyxl.load_workbook(tmp_path / "成册.xlsx")["目录"]
    assert [sheet["G4"].value, sheet["G5"].value] == [2, 3]
    assert "页码" in sheet["A2"].value
