"""``zpb`` on forms in Word documents and web pages: the same commands as on workbooks."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import documents
from calls import zpb
from documents import Grid, grid_of, paragraph, whole_docx, whole_page
from mistaken import workbook, wrong_form
from pdfs import Page, pdf
from ugly import plain_word
from zipingbiao.ooxml.editor.comments import Remark, add_comments
from zipingbiao.ooxml.editor.document import EditedDocument
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.ooxml.origin import Origin, origin_of

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A form with mistakes as a Word document; a page, a document of text, and one without form."""
    folder = tmp_path / "报送"
    folder.mkdir()
    sheets = open_workbook_bytes(workbook(wrong_form()), "a.xlsx").sheets
    (folder / "甲.docx").write_bytes(whole_docx(sheets))
    sheets = open_workbook_bytes(workbook(wrong_form("道路维修", "青山县交通局")), "a.xlsx").sheets
    (folder / "乙.html").write_bytes(whole_page(sheets))
    (folder / "通知.docx").write_bytes(documents.docx(paragraph("请于月底前报送。")))
    grid = Grid(1, 2, {(1, 1): "姓名", (1, 2): "电话"})
    (folder / "通讯录.docx").write_bytes(documents.docx(documents.word_table(grid)))
    return folder


def test_forms_in_documents_are_read_and_the_rest_is_told(folder: Path, capsys: Capture) -> None:
    assert zpb("read", folder) == 0
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert {one["path"]: (one["status"], one["code"]) for one in data["files"]} == {
        "甲.docx": ("ok", None),
        "乙.html": ("ok", None),
        "通知.docx": ("skipped", None),
        "通讯录.docx": ("no-form", "ZPB906"),
    }
    assert [form["header"]["project"] for form in data["forms"]] == ["道路维修", "信访维稳经费"]
    assert "通知.docx：Word 文档里没有表格，未读取。" in told.err
    [sheet] = open_workbook_bytes((folder / "甲.docx").read_bytes(), "甲.docx").sheets
    form = data["forms"][1]
    assert sheet.shown(form["cells"]["header.project"]) == "信访维稳经费"


def test_findings_tell_the_place_as_a_person_counts(folder: Path, capsys: Capture) -> None:
    assert zpb("check", folder / "甲.docx", "--format", "json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    [rate] = [one for one in findings if one["code"] == "ZPB001"]
    assert rate["cell"].isalnum()
    assert rate["place"].startswith("表1 第")
    assert not rate["fixable"]
    zpb("check", folder / "甲.docx", "--select", "ZPB001")
    assert f"    {rate['place']} 错误 ZPB001" in capsys.readouterr().out
    zpb("score", folder / "甲.docx")
    assert rate["place"] in capsys.readouterr().out


def test_a_document_is_marked_on_a_workbook_made_of_it(folder: Path, capsys: Capture) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert zpb("check", folder / "甲.docx", "--format", "xlsx") == 1
    told = capsys.readouterr().err
    assert "甲.docx：不能在文档原件上标注；副本是照它做成的 .xlsx。要标注在 Word 里请用" in told
    copy = folder / "甲.检查.xlsx"
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames == ["正文", "问题清单"]
    noted = [cell.coordinate for row in book["正文"].iter_rows() for cell in row if cell.comment]
    assert noted
    assert before == {name: (folder / name).read_bytes() for name in before}
    origin = origin_of(copy.read_bytes())
    assert origin is not None
    assert origin.is_copy_of(hashlib.sha256(before["甲.docx"]).hexdigest())
    zpb("read", folder, "-o", folder / "r.json")
    assert "甲.检查.xlsx：程序生成，未经单位确认；以「甲.docx」为准。" in capsys.readouterr().err


def findings_of(path: Path, capsys: Capture) -> list[dict[str, object]]:
    """The findings on a file, its name left out."""
    capsys.readouterr()
    zpb("check", path, "--format", "json")
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return [one | {"path": ""} for one in found]


def test_a_document_is_marked_in_word(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    out = tmp_path / "退回"
    assert zpb("check", folder, "--format", "docx", "-o", out) == 1
    told = capsys.readouterr()
    assert "乙.html：不是 .docx，副本是工作簿。" in told.err
    assert "已退回 3 份、" in told.out
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    copy = out / "青山县信访局_信访维稳经费.检查.docx"
    assert sorted(path.name for path in out.glob("*.检查.*")) == [
        "通讯录.检查.docx", "青山县交通局_道路维修.检查.xlsx", copy.name,
    ]  # fmt: skip
    findings = findings_of(folder / "甲.docx", capsys)
    assert findings_of(copy, capsys) == findings
    with zipfile.ZipFile(copy) as parts:
        comments = parts.read("word/comments.xml").decode()
        text = parts.read("word/document.xml").decode()
    assert comments.count("<w:comment ") == sum(bool(one["cell"]) for one in findings)
    assert all(str(one["code"]) in text for one in findings)
    assert "问题清单" in text
    origin = origin_of(copy.read_bytes())
    assert origin is not None
    assert origin.is_copy_of(hashlib.sha256(before["甲.docx"]).hexdigest())


def test_a_comment_of_word_may_ask_to_ignore_a_finding(folder: Path, capsys: Capture) -> None:
    page = folder / "甲.docx"
    findings = findings_of(page, capsys)
    [rate] = [one for one in findings if one["code"] == "ZPB001"]
    said = ["忽略 ZPB001：已另行批复", "忽略 ZPB999：没有的代码", "忽略 ZPB001"]
    document = EditedDocument(page.read_bytes())
    cells = [str(rate["cell"]), str(rate["cell"]), "A1"]
    remarks = [Remark(cell, one, ["谢谢"]) for cell, one in zip(cells, said, strict=True)]
    add_comments(document, remarks)
    part = "word/comments.xml"
    document.put(part, document.text(part).replace("自评表", "填报人"))
    page.write_bytes(document.save())
    left = findings_of(page, capsys)
    assert not [one for one in left if one["code"] == "ZPB001"]
    told = {one["code"]: one["place"] for one in left if str(one["code"]) > "ZPB919"}
    assert told == {"ZPB923": rate["place"], "ZPB920": "表1 第1行第1列"}


def test_a_marked_document_that_comes_back_is_known(folder: Path, capsys: Capture) -> None:
    page = folder / "甲.docx"
    for _ in range(2):  # what we wrote is written over
        assert zpb("check", page, "--format", "docx") == 1
    copy = folder / "甲.检查.docx"
    zpb("read", folder, "-o", folder / "r.json")
    assert "甲.检查.docx：程序生成，未经单位确认；以「甲.docx」为准。" in capsys.readouterr().err
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("信访维稳经费", "信访经费")
    copy.write_bytes(documents.docx("", parts))
    assert zpb("check", page, "--format", "docx") == 2
    assert "没有覆盖" in capsys.readouterr().err
    zpb("read", folder, "-o", folder / "r.json")
    assert "甲.docx：由「甲.检查.docx」代替：那是它的修正稿，单位改过。" in capsys.readouterr().err


def test_marking_in_word_needs_a_word_document(folder: Path, capsys: Capture) -> None:
    assert zpb("check", folder / "乙.html", "--format", "docx") == 1
    assert "已写出 0 份" in capsys.readouterr().out
    assert not list(folder.glob("*检查*"))
    assert zpb("check", folder, "--format", "docx", "-o", folder / "一份.docx") == 2
    assert "要写出 2 份文档，而 -o 是一个文件。" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "copy"), [("甲.docm", "甲.检查.docm"), ("甲.wps", "甲.检查.docm")]
)
def test_macros_stay_in_a_marked_document(folder: Path, name: str, copy: str) -> None:
    with zipfile.ZipFile(folder / "甲.docx") as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    types = parts["[Content_Types].xml"]
    assert isinstance(types, bytes)
    macros = (
        b'<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.'
        b'macroEnabled.main+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = types.replace(b"</Types>", macros)
    parts["word/vbaProject.bin"] = bytes(range(200))
    (folder / name).write_bytes(documents.docx("", parts))
    assert zpb("check", folder / name, "--format", "docx") == 1
    with zipfile.ZipFile(folder / copy) as made:
        assert made.read("word/vbaProject.bin") == parts["word/vbaProject.bin"]


def test_a_document_that_cannot_be_marked_is_told(folder: Path, capsys: Capture) -> None:
    with zipfile.ZipFile(folder / "甲.docx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["word/comments.xml"] = "<w:comments"
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/comments" Target="comments.xml"/></Relationships>'
    )
    (folder / "坏.docx").write_bytes(documents.docx("", parts))
    assert zpb("check", folder / "坏.docx", "--format", "docx") == 3
    told = capsys.readouterr().err
    assert "坏.docx：ZPB903" in told
    assert "不能在 Word 里标注，没有写出副本；请用 --format xlsx。" in told


def test_a_document_is_not_mended(folder: Path, capsys: Capture) -> None:
    names = sorted(path.name for path in folder.iterdir())
    zpb("check", folder, "--fix")
    told = capsys.readouterr().err
    assert "乙.html、甲.docx：文档里的表不能代改，请照所列的问题在原件里改。" in told
    assert sorted(path.name for path in folder.iterdir()) == names


def test_documents_are_merged_with_links_to_the_files(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    assert zpb("merge", folder, "-o", out) == 0
    book = openpyxl.load_workbook(out)
    with zipfile.ZipFile(out) as parts:
        every = b"".join(map(parts.read, parts.namelist())).decode("utf-8", "replace")
    assert "HYPERLINK(" in every
    assert "甲.docx" in every
    assert "甲.docx#" not in every
    listed = [[cell.value for cell in row] for row in book["来源清单"].iter_rows()]
    assert {"甲.docx", "乙.html", "通知.docx", "通讯录.docx"} <= {v for row in listed for v in row}


def test_a_layout_is_learned_from_a_document(tmp_path: Path, capsys: Capture) -> None:
    sheets = open_workbook_bytes(workbook(wrong_form()), "a.xlsx").sheets
    path = tmp_path / "某县.docx"
    path.write_bytes(plain_word([grid_of(sheets[0])]))
    assert zpb("learn", path, "-o", tmp_path / "mou-xian") == 0
    assert "认出资金" in capsys.readouterr().out
    assert zpb("new", "national-project", "-o", tmp_path / "空白.xlsx") == 0
    assert (tmp_path / "mou-xian" / "form.xlsx").stat().st_size


def printed(path: Path, words: str = "") -> None:
    """Write the form with mistakes as a PDF."""
    [cells, *_] = open_workbook_bytes(workbook(wrong_form()), "a.xlsx").sheets
    page = Page()
    page.table(grid_of(cells), left=20, top=20, high=35, size=6)
    path.write_bytes(pdf([page], words=words))


def test_a_form_in_a_pdf_is_read_and_told_to_be_checked(folder: Path, capsys: Capture) -> None:
    pytest.importorskip("pdfplumber")
    printed(folder / "丙.pdf")
    (folder / "甲.docx").rename(folder / "甲.docx.bak")
    assert zpb("read", folder / "丙.pdf") == 0
    told = capsys.readouterr()
    [form] = json.loads(told.out)["forms"]
    assert form["header"]["project"] == "信访维稳经费"
    assert [row["executed"] for row in form["funds"]][:1] == [151.2]
    assert "丙.pdf › 表1 第1行第1列：ZPB941 由 PDF 读出，栏目和数可能有错。" in told.err
    assert zpb("check", folder, "--format", "xlsx") == 1
    told = capsys.readouterr()
    assert "丙.pdf：不能在文档原件上标注；副本是照它做成的 .xlsx。\n" in told.err
    book = openpyxl.load_workbook(folder / "丙.检查.xlsx")
    listed = [cell.value for row in book["问题清单"].iter_rows() for cell in row]
    assert {"ZPB941", "ZPB001"} <= set(listed)


def test_a_print_never_counts_before_what_was_printed(folder: Path, capsys: Capture) -> None:
    pytest.importorskip("pdfplumber")
    printed(folder / "打印.pdf")
    os.utime(folder / "甲.docx", ns=(1, 10))
    zpb("read", folder, "-o", folder / "r.json")
    told = capsys.readouterr().err
    assert re.search(r"^打印\.pdf › .*ZPB057 .*在「甲\.docx」又报了一次，以那一张为准", told, re.M)


def test_a_pdf_of_ours_beside_its_original_does_not_count(folder: Path, capsys: Capture) -> None:
    pytest.importorskip("pdfplumber")
    original = hashlib.sha256((folder / "甲.docx").read_bytes()).hexdigest()
    printed(folder / "甲.pdf", Origin.of_hash(original, "0" * 32).mark)
    zpb("read", folder, "-o", folder / "r.json")
    assert "甲.pdf：程序生成，未经单位确认；以「甲.docx」为准。" in capsys.readouterr().err


def test_our_own_report_is_no_input(folder: Path, capsys: Capture) -> None:
    zpb("check", folder, "--format", "html", "-o", folder / "报告.html")
    capsys.readouterr()
    zpb("read", folder, "-o", folder / "r.json")
    assert "报告.html：本程序写出的汇总或清单，不是报来的表，未读取。" in capsys.readouterr().err


# Running text

WRONG = "本年支出合计640万元，其中：基本支出480万元，占75%；项目支出150万元，占25%。"
RIGHT = "本年支出合计640万元，其中：基本支出480万元，占75%；项目支出160万元，占25%。"


def test_texts_without_a_form_are_checked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "说明.txt").write_text(f"决算说明\n\n{WRONG}\n", "gb18030")
    (tmp_path / "报告.docx").write_bytes(documents.docx(paragraph("概况") + paragraph(WRONG)))
    (tmp_path / "便条.txt").write_text("请于月底前报送。", "utf-8")
    assert zpb("check", tmp_path, "--format", "json") == 0
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert {one["path"]: (one["status"], one.get("statements")) for one in data["files"]} == {
        "说明.txt": ("no-form", 5),
        "报告.docx": ("no-form", 5),
        "便条.txt": ("skipped", None),
    }
    found = [(one["path"], one["code"], one["place"], one["field"]) for one in data["findings"]]
    assert found == [
        ("报告.docx", "ZPB101", "第2段", "text[1]"),
        ("说明.txt", "ZPB101", "第2段", "text[1]"),
    ]
    assert "便条.txt" in told.err


def test_text_that_is_right_is_told_to_be_checked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "说明.txt").write_text(RIGHT, "utf-8")
    assert zpb("check", tmp_path) == 0
    told = capsys.readouterr().out
    assert told == "没有发现问题（检查了 1 个文件、0 张表、1 份文件的文字里的 5 个数）。\n"


def test_reading_and_merging_take_no_texts(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "说明.txt").write_text(WRONG, "utf-8")
    assert zpb("read", tmp_path) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["files"][0]["status"] == "skipped"
    assert "说明.txt" in told.err


def test_the_text_around_a_form_in_a_document_is_checked(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    sheets = open_workbook_bytes(workbook(wrong_form()), "a.xlsx").sheets
    page = whole_page(sheets).replace(b"<table", f"<p>{WRONG}</p><table".encode(), 1)
    path = tmp_path / "表和文字.html"
    path.write_bytes(page)
    zpb("check", path, "--select", "ZPB101", "--format", "json")
    data = json.loads(capsys.readouterr().out)
    assert [one["status"] for one in data["files"]] == ["ok"]
    assert [(one["code"], one["place"]) for one in data["findings"]] == [("ZPB101", "第1段")]


def test_long_text_on_a_sheet_without_a_form_is_checked(tmp_path: Path, capsys: Capture) -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = WRONG
    book.save(tmp_path / "说明.xlsx")
    zpb("check", tmp_path, "--format", "json")
    data = json.loads(capsys.readouterr().out)
    assert [(one["code"], one["cell"]) for one in data["findings"]] == [("ZPB101", "B3")]


def test_marked_copies_list_what_is_wrong_in_a_text(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "说明.txt").write_text(WRONG, "utf-8")
    (tmp_path / "报告.docx").write_bytes(documents.docx(paragraph(WRONG)))
    out = tmp_path / "标注"
    assert zpb("check", tmp_path, "--format", "xlsx", "-o", out) == 0
    for name in ("说明.检查.xlsx", "报告.检查.xlsx"):
        sheets = openpyxl.load_workbook(out / name).worksheets
        shown = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
        assert any("相加为" in text for text in shown)


def test_a_text_is_held_against_the_final_accounts_beside_it(
    tmp_path: Path, capsys: Capture
) -> None:
    book = openpyxl.Workbook()
    rows = (["支出决算表"], ["单位：元"], ["项目", "本年支出合计"], ["合计", 6400000])
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "决算表.xlsx")
    (tmp_path / "说明.txt").write_text(RIGHT.replace("640", "604"), "utf-8")
    zpb("check", tmp_path, "--select", "ZPB114", "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["path"], found["printed"], found["expected"]) == (
        "说明.txt",
        "604万元",
        "640万元",
    )
    (tmp_path / "别的说明.txt").write_text(RIGHT, "utf-8")
    zpb("check", tmp_path, "--select", "ZPB114", "--format", "json")
    assert json.loads(capsys.readouterr().out)["findings"] == []
