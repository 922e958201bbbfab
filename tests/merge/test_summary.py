"""The summary workbook: nothing lost, every link leads somewhere, totals are true."""

from __future__ import annotations

import hashlib
import math
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from inbox import ODD_NAME, ODD_SHEET, form, put
from merge.opened import opened
from office import Office
from zipingbiao.errors import CallError, OutputError
from zipingbiao.layouts import get_layout
from zipingbiao.merge.amounts import AMOUNTS, amount_lines
from zipingbiao.merge.summary import Merged, merge_paths
from zipingbiao.merge.tables import form_tables
from zipingbiao.model import Total
from zipingbiao.ooxml.origin import is_own_output
from zipingbiao.reading import read_paths

Row = dict[str, object]
SHEETS = ["首页", "汇总表", "资金汇总", "指标明细", "问题清单", "来源清单", "未报送", "重复报送"]
#: What is put together of several lists, to be read as a page.
PAGES = {"首页", "分析"}
#: What is on paper as it stands; of the rest the title, until somebody wants more.
PRINTED = {"汇总表", "单位汇总", "问题清单", "未报送", "较上次"}
COLUMNS = {
    "initial_budget": "年初预算数",
    "budget": "全年预算数",
    "received": "到位数",
    "requested": "申请金额",
    "executed": "全年执行数",
}


def head_row(sheet: Worksheet) -> int:
    """The row of the heads: where the filter begins."""
    return int(openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1])


def rows_of(path: Path, name: str, values: bool = True) -> list[Row]:
    """The rows of a sheet by their heads, without those of 小计."""
    sheet = opened(path, values)[name]
    first = head_row(sheet)
    heads, *rows = sheet.iter_rows(min_row=first, values_only=True)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    full = [row for row in found if any(value is not None for value in row.values())]
    return [row for row in full if row.get("行类") != "小计"]


def totals_of(path: Path, name: str) -> Row:
    """合计 by the heads."""
    sheet = opened(path)[name]
    [total] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "合计"]
    [heads] = sheet.iter_rows(min_row=head_row(sheet), max_row=head_row(sheet), values_only=True)
    return dict(zip(map(str, heads), total, strict=True))


def sums(triples: Iterator[tuple[str, str, str, object]]) -> dict[tuple[str, str, str], float]:
    """Exact sums of the numbers, by 行类, unit and field."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row_class, unit, name, figure in triples:
        if isinstance(figure, int | float):
            found[row_class, unit, name].append(figure)
    return {key: math.fsum(figures) for key, figures in found.items()}


def read_sums(folder: Path) -> dict[tuple[str, str, str], float]:
    reading = read_paths([folder], jobs=1)
    return sums(
        (line.row_class, one.header.money_unit or "未注明", name, figure)
        for one in reading.forms
        if not one.source.hidden
        for line in amount_lines(one)
        for name, figure in zip(AMOUNTS, line.amounts, strict=True)
    )


def merged_sums(out: Path) -> dict[tuple[str, str, str], float]:
    return sums(
        (str(row["行类"]), str(row["金额单位"]), name, row[head])
        for row in rows_of(out, "资金汇总")
        for name, head in COLUMNS.items()
    )


def test_the_sheets_come_first_and_in_order(summary: tuple[Path, Merged]) -> None:
    assert opened(summary[0], values=False).sheetnames[: len(SHEETS)] == SHEETS


def test_per_class_and_unit_the_sums_are_those_of_read(
    good: Path, summary: tuple[Path, Merged]
) -> None:
    found = merged_sums(summary[0])
    assert found == read_sums(good)
    assert {key[1] for key in found} == {"万元", "元", "亿元"}
    assert {key[0] for key in found} == {"总额", "明细", "附表"}


def test_the_check_sheet_finds_no_difference(summary: tuple[Path, Merged]) -> None:
    rows = rows_of(summary[0], "核对")
    assert len(rows) == len({key[:2] for key in merged_sums(summary[0])})
    assert [row["差额"] for row in rows] == [0] * len(rows)


@pytest.mark.parametrize("name", ["汇总表", "资金汇总"])
def test_totals_add_up_totals_only_in_ten_thousands(
    summary: tuple[Path, Merged], name: str
) -> None:
    rows = [row for row in rows_of(summary[0], name) if row["行类"] == "总额"]
    totals = totals_of(summary[0], name)
    assert rows
    for head in ("年初预算数（万元）", "全年预算数（万元）", "全年执行数（万元）"):
        expected = math.fsum(float(str(row[head])) for row in rows if row[head] is not None)
        assert totals[head] == pytest.approx(expected, abs=1e-9)


def test_the_parts_of_a_total_make_it(summary: tuple[Path, Merged]) -> None:
    sheet = opened(summary[0])["汇总表"]
    column = [cell.value for cell in sheet[head_row(sheet)]].index("全年预算数（万元）") + 1
    total, *parts = (sheet.cell(row, column).value for row in range(3, 6))
    assert total == pytest.approx(math.fsum(float(str(part)) for part in parts))


def test_totals_are_live_and_follow_the_filter(summary: tuple[Path, Merged]) -> None:
    book = opened(summary[0], values=False)
    for name in ("汇总表", "资金汇总"):
        formulas = [
            cell.value
            for row in book[name].iter_rows(max_row=head_row(book[name]))
            for cell in row
            if cell.data_type == "f"
        ]
        live = [formula for formula in formulas if formula.startswith("=SUBTOTAL(9,")]
        assert len(live) >= 3
        assert all(f"${book[name].max_row})" in formula for formula in live)


def test_every_form_every_indicator_every_goal_is_there(
    good: Path, summary: tuple[Path, Merged]
) -> None:
    forms = read_paths([good], jobs=1).forms
    assert summary[1].forms == len(forms) == len(rows_of(summary[0], "汇总表"))
    indicators = [one for item in forms for one in item.indicators]
    rows = rows_of(summary[0], "指标明细")
    shown = [(row["三级指标"], row["年度指标值"], row["实际完成值"], row["得分"]) for row in rows]
    assert shown == [(one.level3, one.target, one.actual, one.score) for one in indicators]
    rows = rows_of(summary[0], "年度目标")
    goals = [goal for item in forms for goal in item.goals]
    assert [row["预期目标"] for row in rows] == [goal.expected for goal in goals]
    remarks = [item.remarks for item in forms if item.remarks]
    assert [
        row["存在问题、原因及下一步整改措施"] for row in rows_of(summary[0], "存在问题")
    ] == remarks


def test_forms_have_their_category(summary: tuple[Path, Merged]) -> None:
    found = {str(row["版式"]): row["类别"] for row in rows_of(summary[0], "汇总表")}
    assert set(found.values()) == {"项目支出", "部门整体", "支付明细", "绩效目标", "运行监控"}
    assert found["支付明细表（四川）"] == "支付明细"


def links_in(path: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """The file, sheet and cell of each link; where the cell stands beside it, it is added."""
    book = opened(path, values=False)
    for name in set(book.sheetnames) - PAGES:
        if "链接" not in [cell.value for cell in book[name][head_row(book[name])]]:
            continue
        for row, plain in zip(rows_of(path, name), rows_of(path, name, values=False), strict=False):
            link = row["链接"]
            if link is None:
                continue
            if "RIGHT(" in str(plain["来源文件"]):
                link = f"{link}{row['单元格']}"
            file, _, spot = str(link).partition("#")
            name, _, cell = spot.rpartition("!")
            yield unquote(file), name[1:-1].replace("''", "'") or None, cell or None


def test_every_link_leads_to_a_cell_that_is_there(summary: tuple[Path, Merged]) -> None:
    books: dict[str, openpyxl.Workbook] = {}
    links = list(links_in(summary[0]))
    for file, name, cell in links:
        if file not in books:
            books[file] = openpyxl.load_workbook(summary[0].parent / file, read_only=True)
        assert name is None or (name in books[file].sheetnames and cell), (file, name, cell)
    assert any(file == ODD_NAME and name == ODD_SHEET for file, name, _ in links)


def test_links_are_formulas_of_their_own_row(summary: tuple[Path, Merged]) -> None:
    for name in (*SHEETS[1:], "年度目标", "存在问题"):
        for row in rows_of(summary[0], name, values=False):
            assert str(row["来源文件"]).startswith("=HYPERLINK(")
        for row in rows_of(summary[0], name):
            assert row["来源文件"] == row["文件"]


def test_every_sheet_filters_freezes_and_prints(summary: tuple[Path, Merged]) -> None:
    for sheet in opened(summary[0], values=False):
        if sheet.title in PAGES:
            continue
        row = head_row(sheet)
        assert sheet.auto_filter.ref.endswith(str(sheet.max_row)), sheet.title
        assert sheet.freeze_panes.endswith(str(row + 1)), sheet.title
        assert sheet.print_title_rows == f"${row}:${row}", sheet.title
        last = sheet.max_row if sheet.title in PRINTED else row
        assert sheet.print_area.endswith(f"${last}"), sheet.title
        page = sheet.page_setup
        assert (page.orientation, int(page.paperSize), page.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "第 &P 页 共 &N 页" in sheet.oddFooter.center.text


def test_text_in_an_amount_stays_as_printed_and_is_told(summary: tuple[Path, Merged]) -> None:
    [row] = [row for row in rows_of(summary[0], "资金汇总") if row["全年预算数"] == "约五万"]
    assert row["全年预算数（万元）"] is None
    faults = [row for row in rows_of(summary[0], "问题清单") if row["填报值"] == "约五万"]
    [fault] = [row for row in faults if row["代码"] == "ZPB908"]
    assert fault["单元格"] == "E7"
    assert fault["栏目"] == "项目资金第 2 行：全年预算数"


def test_what_looks_like_a_formula_stays_text(summary: tuple[Path, Merged]) -> None:
    book = opened(summary[0], values=False)
    for sheet, text in (("指标明细", "=SUM(A1)"), ("指标明细", "+2"), ("汇总表", "=1+1")):
        kinds = {c.data_type for row in book[sheet].iter_rows() for c in row if c.value == text}
        assert kinds == {"s"}, text


def test_the_sources_are_listed_with_their_fingerprint(
    bad: Path, bad_summary: tuple[Path, Merged]
) -> None:
    rows = {str(row["文件"]): row for row in rows_of(bad_summary[0], "来源清单")}
    files = {path.relative_to(bad).as_posix(): path for path in bad.rglob("*") if path.is_file()}
    del files["~$锁.xlsx"]
    assert rows.keys() == files.keys()
    for name, row in rows.items():
        assert row["SHA-256"] == hashlib.sha256(files[name].read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "state", "code"),
    [
        ("不是工作簿.xlsx", "无法读取", "ZPB901"),
        ("加密.xlsx", "无法读取", "ZPB902"),
        ("截断.xlsx", "无法读取", "ZPB903"),
        ("空.xlsx", "无法读取", "ZPB904"),
        ("没有表.xlsx", "没有自评表", "ZPB906"),
        ("炸弹.xlsx", "无法读取", "ZPB907"),
        ("有隐藏.xlsx", "已汇总", "ZPB912"),
        ("说明.txt", "已跳过", None),
        ("national-project.xlsx", "已汇总", None),
    ],
)
def test_what_became_of_each_file(
    bad_summary: tuple[Path, Merged], name: str, state: str, code: str | None
) -> None:
    [row] = [row for row in rows_of(bad_summary[0], "来源清单") if row["文件"] == name]
    assert (row["状态"], row["代码"]) == (state, code)
    assert (row["怎么办"] is None) == (state == "已汇总" and code is None)


def test_one_bad_file_does_not_stop_the_rest(
    summary: tuple[Path, Merged], bad_summary: tuple[Path, Merged]
) -> None:
    good_rows = {str(row["文件"]) for row in rows_of(summary[0], "汇总表")}
    bad_rows = {str(row["文件"]) for row in rows_of(bad_summary[0], "汇总表")}
    assert bad_rows - good_rows == {"有隐藏.xlsx"}
    assert good_rows <= bad_rows


def test_hidden_forms_are_listed_and_not_merged(
    bad: Path, bad_summary: tuple[Path, Merged]
) -> None:
    [row] = [r for r in rows_of(bad_summary[0], "来源清单") if r["文件"] == "有隐藏.xlsx"]
    merged = [r for r in rows_of(bad_summary[0], "汇总表") if r["文件"] == "有隐藏.xlsx"]
    assert row["其中未汇总（隐藏）"] == 1
    assert len(merged) == int(str(row["表数"])) - 1
    assert merged_sums(bad_summary[0]) == read_sums(bad)


def test_amounts_without_a_unit_are_told_and_not_added(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    path.write_bytes(get_layout("national-project").write([form("甲", "万元", 5)]).data)
    put(path, "A5", "项目资金")
    merged = merge_paths([path], tmp_path / "汇总.xlsx", jobs=1)
    [warning] = merged.warnings
    assert warning.startswith("甲.xlsx › ")
    rows = rows_of(tmp_path / "汇总.xlsx", "资金汇总")
    assert {row["金额单位"] for row in rows} == {"未注明"}
    assert {row["全年预算数（万元）"] for row in rows} == {None}
    rows = rows_of(tmp_path / "汇总.xlsx", "问题清单")
    [fault] = [row for row in rows if "没有注明金额单位，或" in str(row["问题"])]
    assert (fault["程度"], fault["怎么办"]) == (
        "错误",
        "请在表头把金额单位写成万元、元等后重新报送。",
    )
    assert not [row for row in rows if "没有填写金额单位" in str(row["问题"])]
    assert totals_of(tmp_path / "汇总.xlsx", "资金汇总")["全年预算数（万元）"] == 0


def test_the_bytes_follow_from_the_input_alone(bad: Path, tmp_path: Path) -> None:
    # Twice the files: enough that a second process is worth its while.
    shutil.copytree(bad, tmp_path / "又一批")
    paths = [path for folder in (bad, tmp_path / "又一批") for path in sorted(folder.iterdir())]
    shuffled = random.Random(7).sample(paths, len(paths))
    found = []
    out = tmp_path / "汇总.xlsx"
    for order, jobs in ((paths, 1), (paths[::-1], 2), (shuffled, 2)):
        merged = merge_paths(order, out, jobs)
        assert len(merged.readings) >= 24
        found.append(out.read_bytes())
    assert found[0] == found[1] == found[2]


def test_a_summary_is_no_input(good: Path, summary: tuple[Path, Merged], tmp_path: Path) -> None:
    assert is_own_output(summary[0].read_bytes())
    folder = tmp_path / "报送"
    shutil.copytree(good, folder)
    before = (folder / "汇总.xlsx").read_bytes()
    merged = merge_paths([folder], folder / "汇总.xlsx", jobs=1)
    assert (folder / "汇总.xlsx").read_bytes() == before
    again = merge_paths([folder], tmp_path / "另一份.xlsx", jobs=1)
    assert merged.forms == again.forms == summary[1].forms


def test_files_of_one_name_from_two_folders_are_both_merged(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        data = get_layout("national-project").write([form(name, "万元", 1)]).data
        (tmp_path / name / "表.xlsx").write_bytes(data)
    out = tmp_path / "汇总.xlsx"
    merge_paths([tmp_path / "甲", tmp_path / "乙"], out, jobs=1)
    assert sorted(str(row["项目"]) for row in rows_of(out, "汇总表")) == ["乙", "甲"]
    assert {file for file, _, _ in links_in(out)} == {"甲/表.xlsx", "乙/表.xlsx"}


def test_a_folder_of_bad_files_alone_gives_a_summary_too(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    merged = merge_paths([tmp_path], tmp_path / "汇总.xlsx", jobs=1)
    assert (merged.forms, merged.files) == (0, 0)
    assert rows_of(tmp_path / "汇总.xlsx", "汇总表") == []
    assert len(rows_of(tmp_path / "汇总.xlsx", "来源清单")) == 1


def test_nothing_at_all_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="没有找到任何文件"):
        merge_paths([tmp_path], tmp_path / "汇总.xlsx")


def test_a_summary_that_cannot_be_written_leaves_nothing_behind(good: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="文件夹不存在"):
        merge_paths([good], tmp_path / "没有" / "汇总.xlsx", jobs=1)
    assert list(tmp_path.iterdir()) == []


def test_units_are_added_up(summary: tuple[Path, Merged]) -> None:
    rows = rows_of(summary[0], "单位汇总")
    forms = rows_of(summary[0], "汇总表")
    assert sum(int(str(row["表数"])) for row in rows) == len(forms)
    assert sum(int(str(row["指标数"])) for row in rows) == len(rows_of(summary[0], "指标明细"))
    total = totals_of(summary[0], "汇总表")["全年预算数（万元）"]
    budgets = [float(str(row["全年预算数（万元）"])) for row in rows if row["全年预算数（万元）"]]
    assert math.fsum(budgets) == pytest.approx(total)


def test_only_forms_that_are_shown_are_merged(bad_summary: tuple[Path, Merged]) -> None:
    forms = [form for one in bad_summary[1].readings for form in one.forms]
    assert bad_summary[1].forms == sum(one.source.counts for one in forms)
    assert not any(one.source.hidden for one in forms if one.source.counts)
    assert any(one.source.hidden for one in forms)


def test_a_hard_recalculation_changes_nothing(office: Office, summary: tuple[Path, Merged]) -> None:
    assert office.changed(summary[0]) == {}


def test_a_row_that_is_no_total_any_more_leaves_the_total(
    office: Office, summary: tuple[Path, Merged]
) -> None:
    changed = office.recalculated(summary[0], {"资金汇总": {"A5": "明细"}})
    before = totals_of(summary[0], "资金汇总")
    rows = rows_of(summary[0], "资金汇总")
    column = "全年预算数（万元）"
    first = rows[0]
    assert first["行类"] == "总额"
    cell = f"{openpyxl.utils.get_column_letter(list(before).index(column) + 1)}3"
    after = float(str(changed["资金汇总"][cell]))
    assert after == pytest.approx(float(str(before[column])) - float(str(first[column] or 0)))


def test_what_was_filed_twice_is_listed_with_what_counts_instead(
    good: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "报送"
    shutil.copytree(good, folder, ignore=shutil.ignore_patterns("汇总.xlsx"))
    shutil.copy(folder / "national-project.xlsx", folder / "又一份.xlsx")
    out = tmp_path / "汇总.xlsx"
    merged = merge_paths([folder], out, jobs=1)
    rows = rows_of(out, "重复报送")
    forms = read_paths([good / "national-project.xlsx"], jobs=1).forms
    assert [row["项目"] for row in rows] == [form.header.project for form in forms]
    assert {row["以哪一份为准"] for row in rows} == {"national-project.xlsx"}
    assert {row["文件"] for row in rows} == {"又一份.xlsx"}
    assert merged.forms == len(rows_of(out, "汇总表"))


def test_the_columns_that_matter_come_first_and_the_rest_is_folded_away(
    summary: tuple[Path, Merged],
) -> None:
    sheet = opened(summary[0], values=False)["汇总表"]
    heads = [cell.value for cell in sheet[head_row(sheet)]]
    folded = [
        head
        for head, letter in zip(
            heads, map(openpyxl.utils.get_column_letter, range(1, 99)), strict=False
        )
        if sheet.column_dimensions[letter].outlineLevel
    ]
    assert heads[:4] == ["主管部门", "单位", "项目", "类别"]
    assert heads.index("来源文件") < heads.index("年度")
    assert folded[0] == "年度"


@pytest.mark.parametrize(
    ("score", "weight", "rating"),
    [(95, 100, "优"), (90, 100, "优"), (89.99, 100, "良"), (59, None, "差"), (72, 80, "优"),
     (101, 100, None), ("优秀", 100, None), (None, 100, None), (60, "满分", None)],
)  # fmt: skip
def test_a_form_is_rated_by_the_share_of_its_points(
    score: object, weight: object, rating: str | None
) -> None:
    one = form("甲", "万元", 5)
    rated = replace(one, total=Total(weight, score))  # type: ignore[arg-type]
    assert form_tables(rated, "甲.xlsx", {}).forms[0].rating == rating
