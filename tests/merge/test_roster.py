"""Lists of units: read wherever they stand, and what is odd about them told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from mistaken import workbook, wrong_form
from zipingbiao.errors import CallError
from zipingbiao.merge.roster import RosterUnit, read_roster
from zipingbiao.values.serial import typed_day

PLAIN = (
    "主管部门,单位,简称,截止日期\n县教育局,峨边县教育局,教育局、县教育局,2026-03-01\n"
    ",峨边县水利局,,\n"
)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def told(path: Path, text: str) -> str:
    return "\n".join(read_roster(written(path, text)).remarks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_a_csv_of_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = PLAIN.replace(",", delimiter)
    roster = read_roster(written(tmp_path / "名单.csv", text, encoding))
    assert roster.remarks == ()
    assert roster.units == (
        RosterUnit(
            "峨边县教育局", "县教育局", "教育局、县教育局", ("教育局", "县教育局"), "2026-03-01", 2
        ),
        RosterUnit("峨边县水利局", row=3),
    )


def test_a_workbook_with_headings_somewhere_and_columns_of_its_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C1"] = "2025 年度应报单位名单"
    heads = ["序号", "主管部门", "单位（全称）", "联系人", "简 称", "曾用名", "截止日期："]
    for column, head in enumerate(heads, 2):
        sheet.cell(4, column, head)
    lines: list[list[object]] = [
        [1, "县教育局", "峨边县\n教育局", "张三", "教育局/教局", "教育体育局", date(2026, 3, 1)],
        [2, None, "峨边县第一中学", "李四", None, None, None],
    ]
    for row, line in enumerate(lines, 5):
        for column, value in enumerate(line, 2):
            sheet.cell(row, column).value = value
    sheet.merge_cells("C5:C6")
    sheet["B7"], sheet["D7"] = "合计", "合计"
    sheet["D8"] = "填表人：王五"
    book.save(tmp_path / "名单.xlsx")
    roster = read_roster(tmp_path / "名单.xlsx")
    one, other = roster.units
    assert one.name == "峨边县 教育局"
    assert one.others == ("教育局", "教局", "教育体育局")
    assert typed_day(one.deadline) == date(2026, 3, 1)
    assert (other.name, other.department) == ("峨边县第一中学", "县教育局")
    assert [word in "".join(roster.remarks) for word in ("合计", "填表人")] == [True, True]


def test_headings_in_two_rows_and_a_total_of_its_own_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "名单见下一张"
    sheet = book.create_sheet("名单")
    for line in (
        ["应报单位名单"],
        ["序号", "主管部门", "单位名称", None, "备注"],
        [None, None, "全称", "简称", None],
        [1, "县教育局", "峨边县教育局", "教局", "甲"],
        [2, None, "峨边县第一小学", None, None],
        ["合计", None, "2 个", None, None],
    ):
        sheet.append(line)
    for area in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "B4:B5"):
        sheet.merge_cells(area)
    book.save(tmp_path / "名单.xlsx")
    roster = read_roster(tmp_path / "名单.xlsx")
    assert [(one.name, one.department, one.others) for one in roster.units] == [
        ("峨边县教育局", "县教育局", ("教局",)), ("峨边县第一小学", "县教育局", ()),
    ]  # fmt: skip
    assert "第 6 行" in "".join(roster.remarks)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("单位\n甲局\n甲局\n", "第 3 行「甲局」与第 2 行重复，只算一个。"),
        ("单位,截止日期\n甲局,2026-3-1\n甲局,2026-4-1\n", "用第 2 行的"),
        ("单位,截止日期\n甲局,2026-3-1\n甲局,\n", "第 3 行「甲局」与第 2 行重复，只算一个。"),
        (
            "单位,主管部门\n一小,甲局\n一小,乙局\n",
            "第 2、3 行的单位同名「一小」，按主管部门分别计算。",
        ),
        ("单位,主管部门\n甲局,\n,乙局\n,乙局\n", "第 3、4 行没有写单位，没有算。"),
        ("单位,简称\n甲局,局\n乙局,局\n", "「甲局」、「乙局」的简称都是「局」"),
        ("单位,截止日期\n甲局,三月底\n", "「三月底」不是日期"),
        ("单位,报送截止时间\n甲局,四月底\n", "「四月底」不是日期"),
    ],
)
def test_what_is_odd_is_told(tmp_path: Path, text: str, words: str) -> None:
    assert words in told(tmp_path / "名单.csv", text)


def test_two_units_of_one_name_and_a_double(tmp_path: Path) -> None:
    text = "单位,主管部门\n一小,甲局\n一小,乙局\n一 小,甲局\n单位,主管部门\n二小,甲局\n"
    units = read_roster(written(tmp_path / "名单.csv", text)).units
    assert [(one.name, one.department) for one in units] == [
        ("一小", "甲局"), ("一小", "乙局"), ("二小", "甲局"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("名称,主管部门\n甲局,乙局\n", "没有「单位」一栏"),
        ("", "没有「单位」一栏"),
        ("单位\n\n", "没有一个单位"),
        ("单位,单位\n甲局,乙局\n", "第 1 列、第 2 列"),
        ("指标,单位\n培训人数,人次\n经费,万元\n甲局,甲县教育局\n", "大多不是单位名称（如「人次」"),
        ("单位,预算\n100,甲\n98%,乙\n/,丙\n", "大多不是单位名称"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CallError, match=words) as caught:
        read_roster(written(tmp_path / "名单.csv", text))
    assert "请" in str(caught.value)


@pytest.mark.parametrize("blank", ["first", "second", "neither"])
def test_a_double_whose_day_is_blank_has_no_other_day(tmp_path: Path, blank: str) -> None:
    days = {"first": ("", "2026-3-1"), "second": ("2026-3-1", ""), "neither": ("2026-3-1",) * 2}
    one, other = days[blank]
    text = f"单位,截止日期\n甲局,{one}\n甲局,{other}\n"
    roster = read_roster(written(tmp_path / "名单.csv", text))
    assert roster.remarks == ("名单.csv：第 3 行「甲局」与第 2 行重复，只算一个。",)
    assert [unit.deadline for unit in roster.units] == ["2026-3-1"]


def test_a_form_and_what_we_wrote_are_no_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = tmp_path / "报送" / "甲.xlsx"
    filed.parent.mkdir()
    filed.write_bytes(workbook(wrong_form()))
    zpb("merge", filed.parent, "-o", tmp_path / "汇总.xlsx")
    zpb("check", filed.parent, "--format", "xlsx", "-o", tmp_path / "退回")
    [copy] = (tmp_path / "退回").glob("*.检查.xlsx")
    others = {
        filed: "这是一份自评表", copy: "的副本", tmp_path / "汇总.xlsx": "汇总、清单或报告",
        tmp_path / "退回" / "退回清单.xlsx": "汇总、清单或报告",
    }  # fmt: skip
    for path, words in others.items():
        capsys.readouterr()
        assert zpb("merge", filed, "-o", tmp_path / "又.xlsx", "--roster", path) == 2
        told = capsys.readouterr().err
        assert words in told
        assert len(told.splitlines()) == 1
    assert not (tmp_path / "又.xlsx").exists()


@pytest.mark.parametrize("inside", [True, False])
def test_a_list_among_the_inputs_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inside: bool
) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(workbook(wrong_form()))
    roster = written((folder if inside else tmp_path) / "名单.csv", PLAIN)
    assert zpb("merge", folder, "-o", tmp_path / "汇总.xlsx", "--roster", roster) == 0
    assert ("已用作应报单位名单" in capsys.readouterr().err) is inside


def test_a_file_that_is_not_there_or_no_workbook_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "无.xlsx", written(tmp_path / "坏.xlsx", "PK 坏的"), tmp_path):
        with pytest.raises(CallError):
            read_roster(path)
