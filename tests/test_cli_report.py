"""``zpb report``: what it writes, what it says, with which exit status it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calls import zpb
from inbox import form
from tagged_words import lines_of
from zipingbiao.layouts import get_layout

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """A filled workbook."""
    path = tmp_path / "甲.xlsx"
    filled = get_layout("national-project").write([form("甲", "万元", 5)], given=True)
    path.write_bytes(filled.data)
    return path


def test_a_report_is_drafted_and_again_the_same(
    filed: Path, tmp_path: Path, capsys: Capture
) -> None:
    out, before = tmp_path / "报告.docx", filed.read_bytes()
    assert zpb("report", filed, "-o", out) == 0
    told = capsys.readouterr().out
    assert "已按提纲 project（项目支出绩效评价报告）写出报告初稿" in told
    assert "处标了颜色，要人填写" in told
    first = out.read_bytes()
    assert zpb("report", filed, "-o", out) == 0
    assert (out.read_bytes(), filed.read_bytes()) == (first, before)
    assert "一、基本情况" in lines_of(first)


def test_the_draft_is_no_form_but_its_text_is_checked(
    filed: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "报告.docx"
    zpb("report", filed, "-o", out)
    capsys.readouterr()
    assert zpb("read", tmp_path) == 0
    document = json.loads(capsys.readouterr().out)
    states = {one["path"]: one["status"] for one in document["files"]}
    assert states == {"甲.xlsx": "ok", "报告.docx": "skipped"}
    assert zpb("check", out) == 0
    said = capsys.readouterr().out
    assert "没有发现问题" in said
    assert "文字里的" in said


def test_an_outline_is_chosen_by_name(filed: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "报告.docx"
    assert zpb("report", filed, "-o", out, "--outline", "sichuan-project") == 0
    assert "一、项目概况" in lines_of(out.read_bytes())
    assert zpb("report", filed, "-o", out, "--outline", "sichuan") == 2
    said = capsys.readouterr().err
    assert "没有名为 sichuan 的提纲。" in said
    assert "可用：department（" in said


def test_a_draft_that_somebody_filled_in_is_not_overwritten(
    filed: Path, tmp_path: Path, capsys: Capture
) -> None:
    from zipingbiao.ooxml.editor.parts import EditedPackage

    out = tmp_path / "报告.docx"
    zpb("report", filed, "-o", out)
    written = EditedPackage(out.read_bytes())
    written.put(written.main, written.text(written.main).replace("主要经验及做法", "经验"))
    out.write_bytes(written.save())
    assert zpb("report", filed, "-o", out) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert out.read_bytes() == written.save()


def test_somebody_elses_document_is_not_overwritten(filed: Path, capsys: Capture) -> None:
    other = filed.with_suffix(".docx")
    other.write_bytes(b"words of somebody")
    assert zpb("report", filed, "-o", other) == 2
    assert other.read_bytes() == b"words of somebody"


def test_the_wrong_ending_is_refused(filed: Path, tmp_path: Path, capsys: Capture) -> None:
    assert zpb("report", filed, "-o", tmp_path / "报告.pdf") == 2
    assert "输出文件应以 .docx 结尾" in capsys.readouterr().err


def test_without_a_form_there_is_no_report(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "说明.txt").write_text("无", "utf-8")
    out = tmp_path / "报告.docx"
    assert zpb("report", tmp_path, "-o", out) == 3
    assert "没有一张自评表" in capsys.readouterr().err
    assert not out.exists()


def test_a_report_on_projects_needs_one(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "部门.xlsx"
    sample = Path(get_layout("liaoning-department").folder) / "sample.json"
    assert zpb("new", "liaoning-department", "--data", sample, "-o", path) == 0
    out = tmp_path / "报告.docx"
    assert zpb("report", path, "-o", out, "--outline", "project") == 2
    assert "给出的文件里没有项目的自评表" in capsys.readouterr().err
    assert zpb("report", path, "-o", out) == 0
