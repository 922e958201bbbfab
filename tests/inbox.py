"""Workbooks as they come in: filled forms with odd names and units, and bad files of every kind."""

from __future__ import annotations

import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl

from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts, get_layout
from zipingbiao.model import FundLine, Header, Indicator, SelfEvaluation, Total

ROOT = Path(__file__).resolve().parent.parent
#: A folder, a file and a sheet whose names mean something in a link.
ODD_NAME = "乙 局/100% #1?自评.xlsx"
ODD_SHEET = "O'Brien 的 #1 项目"


def form(project: str, money_unit: str | None, *amounts: float) -> SelfEvaluation:
    """A national form whose total is made of the amounts."""
    names = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
    figures = (sum(amounts), *amounts, None, None)
    funds = tuple(
        FundLine(name, figure, figure, None, figure)
        for name, figure in zip(names, figures, strict=False)
    )
    return SelfEvaluation(
        layout="national-project",
        title="项目支出绩效自评表",
        year=2024,
        header=Header(project, "=主管部门()", "=1+1", money_unit),
        funds=funds,
        indicators=(Indicator("产出指标", "数量指标", "=SUM(A1)", None, "≥1", "+2"),),
        total=Total(100, 90),
    )


def two_filled(tmp_path: Path) -> Path:
    """A folder with two filled workbooks."""
    folder = tmp_path / "报送"
    folder.mkdir()
    national = get_layout("national-project")
    for name in ("甲", "乙"):
        filled = national.write([form(name, "万元", 5)], given=True)
        (folder / f"{name}.xlsx").write_bytes(filled.data)
    return folder


def make_good(folder: Path) -> None:
    """Workbooks that can all be read."""
    for name, layout in find_layouts().items():
        data = json.loads((ROOT / "templates" / name / "sample.json").read_text("utf-8"))
        (folder / f"{name}.xlsx").write_bytes(layout.write(forms_in(data)).data)
    national = get_layout("national-project")
    odd = folder / ODD_NAME
    odd.parent.mkdir()
    forms = [form(ODD_SHEET, "元", 12_345.67, 0.1), form("亿元项目", "亿元", 0.0123, 1.1)]
    odd.write_bytes(national.write(forms, given=True).data)
    text = folder / "文字金额.xlsx"
    text.write_bytes(national.write([form("文字", "万元", 5, 6)]).data)
    put(text, "E7", "约五万")


def put(path: Path, cell: str, value: object) -> None:
    """Type something into a cell of the first sheet; formulas keep their values."""
    book = openpyxl.load_workbook(path, data_only=True)
    book.worksheets[0][cell] = value
    book.save(path)


def make_bad(good: Path, folder: Path) -> None:
    """The good files, and bad ones of every kind among them."""
    shutil.copytree(good, folder, dirs_exist_ok=True)
    whole = (good / "national-project.xlsx").read_bytes()
    (folder / "不是工作簿.xlsx").write_bytes(b"\x00\x01\x02 no workbook " * 40)
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "截断.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "加密.xlsx").write_bytes(encrypted(whole))
    (folder / "炸弹.xlsx").write_bytes(bomb())
    (folder / "说明.txt").write_text("请查收", "utf-8")
    (folder / "~$锁.xlsx").write_bytes(b"lock")
    openpyxl.Workbook().save(folder / "没有表.xlsx")
    hidden = openpyxl.load_workbook(BytesIO(whole), data_only=True)
    hidden.worksheets[-1].sheet_state = "hidden"
    for sheet in hidden.worksheets:  # the forms of another unit
        sheet["I4"] = "青山县另一局"
    hidden.save(folder / "有隐藏.xlsx")


def encrypted(data: bytes) -> bytes:
    """A workbook with a password."""
    out = BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(BytesIO(data)).encrypt("123", out)
    return out.getvalue()


def bomb() -> bytes:
    """A small file that inflates to a large one."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", bytes(24_000_000))
    return out.getvalue()
