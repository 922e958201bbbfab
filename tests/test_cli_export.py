"""``zpb export``: what it writes, what it says, with which exit status it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from calls import zpb
from inbox import encrypted, two_filled
from zipingbiao.export import pdf

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two filled workbooks."""
    return two_filled(tmp_path)


def states(capsys: Capture, *paths: Path) -> dict[str, str]:
    """What became of each file."""
    capsys.readouterr()
    zpb("read", *paths)
    document = json.loads(capsys.readouterr().out)
    return {one["path"]: one["status"] for one in document["files"]}


def test_each_form_becomes_a_document_and_again_the_same(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "文档"
    before = {path: path.read_bytes() for path in inbox.iterdir()}
    assert zpb("export", inbox, "-o", out) == 0
    assert f"已导出 2 张表 → {out}" in capsys.readouterr().out
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(written) == 2
    assert zpb("export", inbox, "-o", out) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == written
    assert {path: path.read_bytes() for path in inbox.iterdir()} == before


def test_documents_beside_their_originals_do_not_count_twice(inbox: Path, capsys: Capture) -> None:
    assert zpb("export", inbox, "-o", inbox / "文档") == 0
    found = states(capsys, inbox)
    assert {name: state for name, state in found.items() if name.endswith(".xlsx")} == {
        "甲.xlsx": "ok", "乙.xlsx": "ok",
    }  # fmt: skip
    assert {state for name, state in found.items() if name.endswith(".docx")} == {"skipped"}
    for path in inbox.glob("*.xlsx"):
        path.unlink()
    assert set(states(capsys, inbox).values()) == {"ok"}


def test_all_in_one(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "汇编.docx"
    assert zpb("export", inbox, "--one", out) == 0
    assert f"已导出 2 张表，合成一份 → {out}" in capsys.readouterr().out
    assert states(capsys, out) == {"汇编.docx": "ok"}


@pytest.mark.parametrize("words", [(), ("-o", "文档", "--one", "一.docx"), ("--one", "一.doc")])
def test_where_the_documents_go_must_be_said_once(
    words: tuple[str, ...], inbox: Path, capsys: Capture
) -> None:
    assert zpb("export", inbox, *words) == 2
    assert "。" in capsys.readouterr().err


def test_without_libreoffice_there_is_no_pdf_and_nothing_is_read(
    inbox: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_soffice", lambda: None)
    assert zpb("export", inbox, "--one", tmp_path / "一.pdf") == 2
    assert capsys.readouterr().err == (
        "zpb：导出 PDF 要靠 LibreOffice，这台电脑上没有。"
        "请安装 LibreOffice，或用 --format docx 导出，再在 Word 或 WPS 里另存为 PDF。\n"
    )


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice（soffice）")
def test_a_pdf_of_each_form_and_again_the_same(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "文档"
    assert zpb("export", inbox, "-o", out, "--format", "pdf") == 0
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    assert all(data.startswith(b"%PDF") for data in written.values())
    assert len(written) == 2
    assert zpb("export", inbox, "-o", out, "--format", "pdf") == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == written


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有安装 LibreOffice（soffice）")
def test_what_is_read_in_a_pdf_is_what_was_printed(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    pytest.importorskip("pdfplumber")
    said = []
    for kind in ("docx", "pdf"):
        assert zpb("export", inbox, "-o", tmp_path / kind, "--format", kind) == 0
        capsys.readouterr()
        assert zpb("read", tmp_path / kind) == 0
        forms = json.loads(capsys.readouterr().out)["forms"]
        said.append([{**form, "source": None, "cells": None} for form in forms])
    assert len(said[0]) == 2
    assert said[0] == said[1]


def test_what_a_pdf_can_not_be_made_of_is_told(
    inbox: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_soffice", lambda: "soffice")
    monkeypatch.setattr(pdf, "convert", lambda *_: {})
    assert zpb("export", inbox, "-o", tmp_path / "文档", "--format", "pdf") == 3
    assert "LibreOffice 没有转出 PDF。" in capsys.readouterr().err


def test_what_a_person_changed_is_not_written_over(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "文档"
    out.mkdir()
    assert zpb("export", inbox, "-o", out) == 0
    target = next(out.iterdir())
    target.write_bytes(b"notes of somebody")
    assert zpb("export", inbox, "-o", out) == 2
    assert target.name in capsys.readouterr().err
    assert target.read_bytes() == b"notes of somebody"


def test_what_can_not_be_read_is_listed_and_the_others_are_exported(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    (inbox / "加密.xlsx").write_bytes(encrypted((inbox / "甲.xlsx").read_bytes()))
    assert zpb("export", inbox, "-o", tmp_path / "文档") == 3
    assert "加密.xlsx：ZPB902" in capsys.readouterr().err
    assert len(list((tmp_path / "文档").iterdir())) == 2


def test_a_form_that_its_layout_can_not_hold_is_exported_as_it_stands(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = inbox / "甲.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "上年结转资金" in cell.value:
                cell.value = "彩票公益金"
                sheet.cell(cell.row, 4, 3)
    book.save(path)
    assert zpb("export", path, "-o", tmp_path / "文档") == 0
    said = capsys.readouterr()
    assert "版式装不下它" in said.err
    assert said.out.startswith("已导出 1 张表")
    assert zpb("read", tmp_path / "文档") == 0
    [back] = json.loads(capsys.readouterr().out)["forms"]
    assert "彩票公益金" in [one["source"] for one in back["funds"]]


def test_a_table_of_more_columns_than_word_holds_is_refused_by_name(
    tmp_path: Path, capsys: Capture
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    two_of_no_layout(sheet, 1, 1, "甲项目")
    for column in range(5, 75):
        sheet.cell(3, column, f"栏{column}")
    book.save(tmp_path / "表.xlsx")
    assert zpb("export", tmp_path / "表.xlsx", "-o", tmp_path / "文档") == 3
    said = capsys.readouterr()
    assert "表.xlsx › Sheet：表有 74 列，Word 的表格最多 63 列，没有导出。" in said.err
    assert said.out.startswith("已导出 0 张表")


def two_of_no_layout(sheet: Worksheet, row: int, column: int, project: str) -> None:
    """A form of a layout that nobody knows, at a place of a sheet."""
    rows = (
        ("自拟绩效自评表", "", "", ""),
        ("项目名称", project, "主管部门", "财政局"),
        ("资金来源", "全年预算数", "全年执行数", "执行率"),
        ("年度资金总额", 20, 20, "100%"),
        ("三级指标", "指标值", "完成值", "得分"),
        ("培训场次", "≥3场", "3场", 9),
        ("满意度", "≥90%", "95%", 10),
        ("填报人：", "", "", ""),
    )
    for down, texts in enumerate(rows):
        for right, text in enumerate(texts):
            sheet.cell(row + down, column + right, text or None)


@pytest.mark.parametrize("beside", [False, True])
def test_two_forms_on_a_sheet_become_a_document_each(
    beside: bool, tmp_path: Path, capsys: Capture
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    two_of_no_layout(sheet, 1, 1, "甲项目")
    two_of_no_layout(sheet, *((1, 6) if beside else (11, 1)), "乙项目")
    book.save(tmp_path / "表.xlsx")
    assert zpb("export", tmp_path / "表.xlsx", "-o", tmp_path / "文档") == 0
    capsys.readouterr()
    assert zpb("read", tmp_path / "文档") == 0
    forms = json.loads(capsys.readouterr().out)["forms"]
    found = {one["header"]["project"]: len(one["indicators"]) for one in forms}
    assert found == {"甲项目": 2, "乙项目": 2}
