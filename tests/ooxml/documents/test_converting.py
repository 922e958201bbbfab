"""Old documents are read through LibreOffice, which leaves nothing behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import soffice
from documents import Grid, docx, word_table
from ooxml import hostile
from zipingbiao.errors import OutOfTime, UnreadableFile
from zipingbiao.limits import time_limit
from zipingbiao.ooxml.documents import converting
from zipingbiao.ooxml.documents.converting import PDF, as_docx, convert
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes
from zipingbiao.ooxml.sniff import Kind

_DOC = hostile.ole({"WordDocument": bytes(2000)})


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))


def program(folder: Path, does: str) -> str:
    """A program that is run in LibreOffice's place."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{does}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_without_libreoffice_an_old_document_is_skipped_with_the_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(converting, "find_soffice", lambda: None)
    with pytest.raises(SkippedFileError) as caught:
        open_workbook_bytes(_DOC, "表.doc")
    assert str(caught.value) == (
        "表.doc：旧版 Word 文档要靠 LibreOffice 打开，这台电脑上没有，未读取。"
        "请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice。"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="用到脚本")
def test_what_is_made_is_read_and_nothing_is_left(tmp_path: Path) -> None:
    made = docx(word_table(Grid(1, 1, {(1, 1): "甲"})))
    (tmp_path / "made.docx").write_bytes(made)
    does = (
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "out.mkdir()\n"
        f"(out / 'document.docx').write_bytes(open({str(tmp_path / 'made.docx')!r}, 'rb').read())\n"
        "assert '--headless' in sys.argv and sys.argv[1].startswith('-env:UserInstallation=')"
    )
    assert as_docx(Kind.DOC, _DOC, program(tmp_path, does)) == made
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="用到脚本")
@pytest.mark.parametrize(
    ("does", "code", "seconds"),
    [("time.sleep(600)", "ZPB907", 0.5), ("sys.exit(3)", "ZPB903", 60)],
)
def test_a_conversion_that_fails_says_so(
    tmp_path: Path, does: str, code: str, seconds: float
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        as_docx(Kind.DOC, _DOC, program(tmp_path, does), seconds=seconds)
    assert caught.value.code == code
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="用到脚本")
def test_the_limit_of_a_file_ends_a_conversion(tmp_path: Path) -> None:
    with pytest.raises(OutOfTime), time_limit(0.5):
        as_docx(Kind.DOC, _DOC, program(tmp_path, "time.sleep(60)"))
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="用到脚本")
def test_many_documents_are_made_in_one_go_and_those_that_fail_are_left_out(
    tmp_path: Path,
) -> None:
    does = (
        "at = sys.argv.index('--outdir')\n"
        "out = pathlib.Path(sys.argv[at + 1])\n"
        "out.mkdir()\n"
        "for one in map(pathlib.Path, sys.argv[at + 2:]):\n"
        "    if one.read_bytes() != b'broken':\n"
        "        (out / (one.stem + '.pdf')).write_bytes(one.read_bytes().upper())\n"
    )
    files = {"1.docx": b"one", "2.docx": b"broken", "3.docx": b"three"}
    made = convert(files, PDF, program(tmp_path, does))
    assert made == {"1.docx": b"ONE", "3.docx": b"THREE"}
    assert list((tmp_path / "t").iterdir()) == []


def test_a_program_that_cannot_be_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="运行不了"):
        as_docx(Kind.DOC, _DOC, str(tmp_path / "none"))


@pytest.mark.office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_libreoffice_converts_old_documents(tmp_path: Path, ending: str) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("没有安装 LibreOffice（soffice）")
    grid = Grid(2, 3, {(1, 1): "金额", (1, 2): "85.9%", (2, 3): "=1"})
    (tmp_path / "表.docx").write_bytes(docx(word_table(grid, widths=[2000, 3000, 3000]) + "<w:p/>"))
    words = ["--headless", "--convert-to", ending, "--outdir", str(tmp_path)]
    own = soffice.profile(tmp_path)
    subprocess.run(["soffice", *own, *words, str(tmp_path / "表.docx")], timeout=120, check=True)
    old = tmp_path / f"表.{ending}"
    if not old.exists():
        pytest.skip("没有安装 LibreOffice Writer")
    [sheet] = open_workbook_bytes(old.read_bytes(), old.name).sheets
    assert {place: sheet.shown(place) for place in sheet.addresses} == {
        "A1": "金额",
        "B1": "85.9%",
        "C2": "=1",
    }
