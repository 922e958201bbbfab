"""The faces: screen, JSON, marked workbooks, HTML, pages of rules."""

from __future__ import annotations

import hashlib
import io
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from mistaken import finding
from office import Office
from zipingbiao.errors import CallError
from zipingbiao.ooxml.origin import is_own_output, origin_of
from zipingbiao.ooxml.ownlist import LIST_NAME
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.checking import Checked, Request, check_paths
from zipingbiao.report.codes import entries
from zipingbiao.report.context import NO_UNIT, Places, kind_of
from zipingbiao.report.document import document
from zipingbiao.report.explaining import code_to_explain, list_lines, page_data, page_lines
from zipingbiao.report.figures import by_rule, by_unit, severity_counts
from zipingbiao.report.html import html_page
from zipingbiao.report.marking import COLOURS, listed, marked
from zipingbiao.report.outputs import copy_name, write_copy
from zipingbiao.report.text import Paint, one_line, statistics_lines, text_lines

PLAIN = Paint(None)


@pytest.fixture
def checked(wrong: Path) -> Checked:
    return check_paths(Request([wrong], select=["ZPB001", "ZPB004"]))


# Screen


def test_findings_are_told_by_file_with_cell_code_and_context(checked: Checked) -> None:
    lines = list(text_lines(checked, PLAIN))
    assert lines[0] == "甲.xlsx"
    expected = r"    [A-Z]+\d+ +错误 ZPB001 rate-mismatch　.*印作 85\.90%.*85\.69%。（可修正）"
    assert re.fullmatch(expected, lines[2])
    assert lines[3] == "          │ 年度资金总额 · 执行率：85.90%"
    assert lines[-1] == (
        "检查了 2 个文件、2 张表，发现 2 个问题（错误 2，警告 0，提示 0），"
        "其中 2 个可用 --fix 修正。"
    )


def test_silence_is_told_in_one_sentence(wrong: Path) -> None:
    right = check_paths(Request([wrong / "乙.xlsx"], select=["ZPB001"]))
    assert list(text_lines(right, PLAIN)) == ["没有发现问题（检查了 1 个文件、1 张表）。"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Paint(Terminal())("错误", "31") == "\033[31m错误\033[0m"
    assert Paint(io.StringIO())("错误", "31") == "错误"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Paint(Terminal())("错误", "31") == "错误"


def test_a_cell_can_not_send_commands_to_the_terminal() -> None:
    assert one_line("a\x1b[31m\nb\tc") == "a [31m b c"


def test_statistics_count_rules_and_units(checked: Checked) -> None:
    lines = list(statistics_lines(checked))
    assert [line.split() for line in lines[:3]] == [
        ["代码", "名称", "次数"], ["ZPB001", "执行率不符", "1"], ["ZPB004", "执行率得分不符", "1"],
    ]  # fmt: skip
    assert ["青山县信访局", "2", "0", "0"] in [line.split() for line in lines]


def test_counts_add_up() -> None:
    found = [finding("A1"), finding("B1", "warn"), finding("C1", code="ZPB004")]
    assert severity_counts(found) == {"error": 2, "warn": 1, "info": 0}
    assert [(row.code, row.count) for row in by_rule(found)] == [("ZPB001", 2), ("ZPB004", 1)]
    assert [row.unit for row in by_unit(found, Places([]))] == [NO_UNIT]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("funds[0].rate", "rate"),
        ("total.score", "points"),
        ("tables.payments[2].rate", "rate"),
        ("header.project", "text"),
        ("nothing", ""),
        ("funds[0]", ""),
    ],
)
def test_fields_have_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind


# JSON


def test_the_document_is_as_agreed(checked: Checked) -> None:
    data = document(checked, statistics=True)
    assert list(data) == ["schema", "files", "findings", "counts", "statistics"]
    assert list(data["findings"][0]) == [
        "code", "slug", "severity", "path", "sheet", "cell", "field", "project", "printed",
        "expected", "message", "fixable",
    ]  # fmt: skip
    assert data["counts"] == {"error": 2, "warn": 0, "info": 0}
    assert data["statistics"]["rules"][0] == {"code": "ZPB001", "name": "执行率不符", "count": 1}
    assert document(checked, changes=[])["fixes"] == []


# Marked workbooks


FOUND = [
    finding("B5"),
    finding("B5", "warn", code="ZPB004"),
    finding("Z50", "info"),
    finding(None, "warn"),
    finding("A1", sheet="没有这张"),
]


def test_findings_stand_in_their_cells_and_on_a_list(rich: bytes) -> None:
    data = marked(rich, FOUND, Places([]))
    assert not is_own_output(data)
    origin = origin_of(data)
    assert origin is not None
    assert origin.is_copy_of(hashlib.sha256(rich).hexdigest())
    assert origin.is_untouched(read_xlsx(Package.open(data)))
    book = openpyxl.load_workbook(BytesIO(data))
    sheet, listed = book["表 1"], book[LIST_NAME]
    assert sheet["B5"].fill.fgColor.rgb == f"FF{COLOURS['error']}"
    assert sheet["Z50"].fill.fgColor.rgb == f"FF{COLOURS['info']}"
    assert sheet["B5"].comment.text.startswith("原有批注")
    assert "【错误】ZPB001 执行率不符" in sheet["B5"].comment.text
    assert "【警告】ZPB004" in sheet["B5"].comment.text
    assert listed["K4"].value == "印作 85.9%，应为 85.69%；a < b & c。"
    assert listed["F4"].hyperlink.location == "'表 1'!B5"
    links = [listed.cell(row, 6).hyperlink for row in range(4, 9)]
    assert [bool(link) for link in links] == [True, True, True, False, False]


def test_all_else_of_a_marked_workbook_stays(rich: bytes) -> None:
    old, new = Package.open(rich), Package.open(marked(rich, FOUND, Places([])))
    changed = {name for name in old.names if old.read(name) != new.read(name)}
    assert changed == {
        "[Content_Types].xml", "docProps/core.xml", "xl/_rels/workbook.xml.rels",
        "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    sheet = new.read("xl/worksheets/sheet1.xml").decode()
    for kept in ("conditionalFormatting", "dataValidation", "sheetProtection", "legacyDrawing"):
        assert kept in sheet


def test_libreoffice_opens_a_marked_workbook(rich: bytes, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "标注.xlsx"
    path.write_bytes(marked(rich, FOUND, Places([])))
    assert office.changed(path) == {}
    assert office.shown(path, LIST_NAME, "A1") == "问题清单"
    assert office.shown(path, "表 1", "B5") == "85.9%"
    assert office.to_pdf(path, tmp_path / "标注.pdf").stat().st_size > 1000


def test_a_workbook_of_another_format_gives_only_the_list(
    rich: bytes, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "书.xlsx"
    path.write_bytes(rich)
    old = office.convert(path, "xls")
    data = listed(FOUND, Places([]))
    assert openpyxl.load_workbook(BytesIO(data)).sheetnames == [LIST_NAME]
    assert copy_name(old, "检查", old.read_bytes()) == "书.检查.xlsx"
    out = tmp_path / "清单.xlsx"
    out.write_bytes(data)
    assert office.shown(out, LIST_NAME, "C4") == "ZPB001"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("甲.xlsx", "甲.修正.xlsx"), ("甲.XLSM", "甲.修正.XLSM"), ("甲.et", "甲.修正.xlsx")],
)
def test_copies_have_the_ending_of_their_kind(name: str, expected: str, rich: bytes) -> None:
    assert copy_name(Path(name), "修正", rich) == expected


@pytest.mark.parametrize("name", ["绩" * 83, "绩" * 80, "a" * 250, "长名𠮷" * 21, "短"])
def test_the_name_of_a_copy_is_never_too_long(name: str, rich: bytes, tmp_path: Path) -> None:
    target = tmp_path / copy_name(Path(f"{name}.xlsx"), "修正", rich)
    write_copy(target, rich)
    assert target.read_bytes() == rich
    assert target.name.endswith(".修正.xlsx")
    assert target.stem.startswith(name[:20])


def test_long_names_that_begin_alike_have_copies_of_their_own(rich: bytes) -> None:
    names = {copy_name(Path(f"{'绩' * 82}{end}.xlsx"), "修正", rich) for end in "甲乙丙"}
    assert len(names) == 3


# HTML


class Reader(HTMLParser):
    """Collects anchors, links and whatever would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "id" in found:
            self.ids.add(found["id"] or "")
        if tag == "a":
            self.links.add(found["href"] or "")
        if tag in ("link", "img", "iframe") or "src" in found:
            self.fetched.append(tag)
        if tag not in ("meta", "input"):
            self.open.append(tag)
        self.found.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_no_network(checked: Checked) -> None:
    page = html_page(checked)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert reader.fetched == []
    assert reader.links == {"#ZPB001", "#ZPB004"}
    assert {link[1:] for link in reader.links} <= reader.ids
    assert "http" not in page
    assert "size: A4" in page
    for words in ("青山县信访局", "甲.xlsx", "检查什么", "年度资金总额 · 执行率"):
        assert words in page


def test_what_stands_in_a_form_is_never_markup(checked: Checked) -> None:
    evil = finding("A1", why="<script>alert(1)</script>", printed="{{ 7 * 7 }}")
    page = html_page(Checked(checked.readings, (evil,), checked.found, checked.inspector))
    assert page.count("<script>") == 1  # our own
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page


def test_a_page_without_findings_says_so(wrong: Path) -> None:
    page = html_page(check_paths(Request([wrong / "乙.xlsx"], select=["ZPB001"])))
    assert "没有发现问题" in page


def test_the_page_can_be_filtered_by_weight_unit_rule_and_words(checked: Checked) -> None:
    page = html_page(checked)
    reader = Reader()
    reader.feed(page)
    rows = [found for tag, found in reader.found if tag == "tr" and found.get("class") == "finding"]
    assert [(row["data-severity"], row["data-code"]) for row in rows] == [
        (one.severity, one.code) for one in checked.findings
    ]
    parts = [found["data-unit"] for tag, found in reader.found if tag == "section"]
    assert parts == ["青山县信访局"]
    controls = [found for tag, found in reader.found if tag in ("input", "select")]
    assert [one.get("value") or one["name"] for one in controls] == [
        "error", "warn", "info", "unit", "code", "words",
    ]  # fmt: skip
    assert all(one["autocomplete"] == "off" for one in controls)
    # All is seen where no script runs, and the controls, which would be of no use, are not.
    hidden = [found.get("id") for _, found in reader.found if "hidden" in found]
    assert hidden == ["filter", "shown"]


def test_the_script_of_the_page_is_static_and_remembers_nothing(
    checked: Checked, wrong: Path
) -> None:
    pattern = re.compile(r"<script>(.*?)</script>", re.DOTALL)
    [script] = pattern.findall(html_page(checked))
    other = check_paths(Request([wrong], select=["ZPB016"]))
    assert pattern.findall(html_page(other)) == [script]
    for word in ("localStorage", "sessionStorage", "cookie", "indexedDB", "fetch", "XMLHttp",
                 "history", "location", "innerHTML", "eval", "import"):  # fmt: skip
        assert word not in script


# Pages


def test_every_code_has_a_page() -> None:
    for entry in entries():
        lines = list(page_lines(entry.code))
        assert lines[0].startswith(f"{entry.code} {entry.name}")
        assert "检查什么" in lines
        assert "如何修改" in lines
        assert page_data(entry.code)["sections"]["检查什么"]


def test_all_codes_are_listed() -> None:
    assert [line.split()[0] for line in list_lines()][1:] == [one.code for one in entries()]


def test_a_code_that_there_is_not_gets_a_near_one() -> None:
    assert code_to_explain("zpb1") == code_to_explain("rate-mismatch") == "ZPB001"
    with pytest.raises(CallError, match="您是否想用 rate-mismatch？"):
        code_to_explain("rate-mismach")
