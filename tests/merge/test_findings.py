"""问题清单 holds what the checker finds on the same files, and the faults of files, and no more."""

from __future__ import annotations

import csv
import os
import shutil
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from inbox import make_bad
from merge.opened import opened
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import Merged, merge_paths
from zipingbiao.model import SelfEvaluation
from zipingbiao.report.checking import Checked, Request, WrongCall, check_paths
from zipingbiao.report.codes import entry_of
from zipingbiao.report.examining import READ
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.page import SEVERITY_NAMES, sections
from zipingbiao.rules.registry import FILE

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, object]
Spot = tuple[object, ...]
SETTINGS = """
[options.ZPB060]
sentences = 2

[[ignore]]
rules = ["ZPB078", "ZPB057"]
files = "ZPB078-1.xlsx"
reason = "上级要求两个项目用同一套指标。"

[[ignore]]
rules = ["ZPB001"]
files = "没有这个文件.xlsx"
reason = "留着忘了删。"
"""
WEIGHTS = ("错误", "警告", "提示")
TEXT = "本年支出合计640万元，其中：基本支出480万元，占75%；项目支出150万元，占25%。\n"


def rows_of(path: Path, name: str) -> list[Row]:
    """The rows of a sheet by their heads."""
    sheet = opened(path)[name]
    first = int(openpyxl.utils.cell.range_boundaries(sheet.auto_filter.ref)[1])
    heads, *rows = sheet.iter_rows(min_row=first, values_only=True)
    found = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return [row for row in found if any(value is not None for value in row.values())]


def examples() -> dict[str, list[SelfEvaluation]]:
    """The bad examples of all rules that hold forms against each other."""
    return {
        code: [
            of_unit(code, form)
            for form in forms_in({"forms": tomllib.loads(sections(one.page)["反例"])["forms"]})
        ]
        for code, one in RULES.items()
        if one.across
    }


def of_unit(code: str, form: SelfEvaluation) -> SelfEvaluation:
    """An example of a rule as a unit of its own files it."""
    unit = form.header.unit and f"{form.header.unit}{code}"
    layout = form.layout or "national-project"
    return replace(form, layout=layout, header=replace(form.header, unit=unit))


def make_mixed(good: Path, folder: Path) -> None:
    """Files of every kind: unreadable, hidden, twice the same, filed twice, ignored, beside texts;
    and of each rule across forms what it finds, in one file or in several.
    """
    make_bad(good, folder)
    across = folder / "各表之间"
    across.mkdir()
    for code, forms in examples().items():
        files = [forms] if RULES[code].across == FILE else [[form] for form in forms]
        for number, own in enumerate(files):
            write_book(across / f"{code}-{number}.xlsx", own)
    (across / "zipingbiao.toml").write_text(SETTINGS, "utf-8")
    (across / "决算说明.txt").write_text(TEXT, "utf-8")
    shutil.copy(across / "ZPB060-1.xlsx", folder / "又是一份.xlsx")
    noted(across / "ZPB049-0.xlsx")
    later = folder / "后报.xlsx"
    later.write_bytes((folder / "national-project.xlsx").read_bytes())
    put_again(later)


def write_book(path: Path, forms: Sequence[SelfEvaluation]) -> None:
    """Write forms of any layouts into one workbook."""
    books = [
        openpyxl.load_workbook(BytesIO(get_layout(form.layout).write([form], given=True).data))
        for form in forms
    ]
    for number, other in enumerate(books[1:], start=2):
        sheet = books[0].create_sheet(f"第 {number} 张")
        for row in other.worksheets[0].iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet[cell.coordinate] = cell.value
        for area in other.worksheets[0].merged_cells.ranges:
            sheet.merge_cells(area.coord)
    books[0].save(path)


def noted(path: Path) -> None:
    """Notes in a workbook: one that ignores what is found, one of no use, one without a reason."""
    checked = check_paths(Request([path.parent], jobs=1))
    one = next(f for f in checked.findings if f.path == path.name and f.code == "ZPB049")
    book = openpyxl.load_workbook(path)
    sheet = book[one.sheet]
    sheet[str(one.cell)].comment = Comment("忽略 ZPB049：两个项目的情况不同。", "某人")
    sheet["A1"].comment = Comment("忽略 ZPB003：不知道为什么。", "某人")
    sheet["A2"].comment = Comment("忽略 ZPB004", "某人")
    book.save(path)


def put_again(path: Path) -> None:
    """Change something in a form that was filed before, and file it later."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = "项目支出绩效自评表（更正）"
    book.save(path)
    os.utime(path, (4_000_000_000, 4_000_000_000))


@pytest.fixture(scope="session")
def mixed(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    make_mixed(good, folder)
    return folder


@pytest.fixture(scope="session")
def checked(mixed: Path) -> Checked:
    return check_paths(Request([mixed], jobs=1))


@pytest.fixture(scope="session")
def merged(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Merged]:
    out = tmp_path_factory.mktemp("out") / "汇总.xlsx"
    return out, merge_paths([mixed], out, jobs=1)


def found(checked: Checked) -> Counter[Spot]:
    return Counter(
        (one.code, one.path, one.sheet or None, one.spot or one.cell, SEVERITY_NAMES[one.severity])
        for one in checked.findings
    )


def listed(rows: list[Row]) -> Counter[Spot]:
    heads = ("代码", "文件", "工作表", "单元格", "程度")
    return Counter(tuple(row[head] for head in heads) for row in rows)


def beside(checked: Checked, rows: list[Row]) -> list[Row]:
    """The rows that the checker has nothing of: of unread files, of money without a unit."""
    status = {one.record.path: one.record.status for one in checked.readings}
    return [
        row
        for row in rows
        if status.get(str(row["文件"]), "ok") not in READ or "注明金额单位" in str(row["问题"])
    ]


def assert_same(checked: Checked, out: Path) -> None:
    rows = rows_of(out, "问题清单")
    more = beside(checked, rows)
    assert listed(rows) - listed(more) == found(checked)
    for row in more:
        assert row["代码"] in {"ZPB901", "ZPB902", "ZPB903", "ZPB904", "ZPB907", "ZPB908"}


def test_the_list_has_what_the_checker_finds(checked: Checked, merged: tuple[Path, Merged]) -> None:
    codes = {one.code for one in checked.findings}
    assert {code for code, one in RULES.items() if one.across} - codes == {"ZPB078"}  # ignored
    assert {"ZPB101", "ZPB912", "ZPB920", "ZPB921", "ZPB922"} <= codes
    assert_same(checked, merged[0])


@pytest.mark.parametrize("name", ["agency", "cases"])
def test_so_it_has_of_samples(shared: Path, name: str, tmp_path: Path) -> None:
    folder = shared / name
    out = tmp_path / "汇总.xlsx"
    merge_paths([folder], out, jobs=1)
    assert_same(check_paths(Request([folder], jobs=1)), out)


def test_it_goes_by_unit_then_by_weight(merged: tuple[Path, Merged]) -> None:
    rows = rows_of(merged[0], "问题清单")
    units = list(dict.fromkeys(row["单位"] for row in rows))
    assert len(units) > 10
    assert units[-1] == "（没有读出单位）"
    places = [(units.index(row["单位"]), WEIGHTS.index(str(row["程度"]))) for row in rows]
    assert places == sorted(places)
    forms = [row["单位"] or row["主管部门"] for row in rows_of(merged[0], "汇总表")]
    met = [unit for unit in dict.fromkeys(forms) if unit in units]
    assert [unit for unit in units if unit in met] == met


def test_each_row_says_what_the_checker_says(checked: Checked, merged: tuple[Path, Merged]) -> None:
    rows: dict[Spot, list[Row]] = {}
    for row in rows_of(merged[0], "问题清单"):
        spot = tuple(row[head] for head in ("代码", "文件", "工作表", "单元格"))
        rows.setdefault(spot, []).append(row)
    for one in checked.findings:
        found = rows[one.code, one.path, one.sheet or None, one.spot or one.cell]
        said = [
            row
            for row in found
            if one.message in (str(row["问题"]), f"{row['问题']}{row['怎么办']}")
            and (row["填报值"], row["应为"]) == (one.printed or None, one.expected)
        ]
        assert said, one
        assert said[0]["规则名"] == entry_of(one.code).name
        assert said[0]["怎么办"]


def test_findings_are_counted_on_their_forms(merged: tuple[Path, Merged]) -> None:
    rows = rows_of(merged[0], "问题清单")
    forms = [row for row in rows_of(merged[0], "汇总表") if row["行类"] != "小计"]
    own = Counter((row["文件"], row["工作表"]) for row in rows if row["工作表"])
    errors = Counter((row["文件"], row["工作表"]) for row in rows if row["程度"] == "错误")
    alone = Counter((row["文件"], row["工作表"]) for row in forms)
    first = {str(row["文件"]) for row in rows if not row["工作表"]}
    compared = 0
    for row in forms:
        spot = row["文件"], row["工作表"]
        if alone[spot] == 1 and row["文件"] not in first:
            assert (row["问题数"], row["其中错误"]) == (own[spot], errors[spot])
            compared += own[spot]
    assert compared > 50
    units = rows_of(merged[0], "单位汇总")
    assert (
        sum_of(units, "问题数")
        == sum_of(forms, "问题数")
        == sum(sum_of(units, word) for word in WEIGHTS)
    )
    assert sum_of(units, "错误") == sum_of(forms, "其中错误")


def test_what_is_told_of_a_whole_file_counts_with_its_first_form(
    merged: tuple[Path, Merged],
) -> None:
    rows = [row for row in rows_of(merged[0], "问题清单") if row["文件"] == "有隐藏.xlsx"]
    forms = [row for row in rows_of(merged[0], "汇总表") if row["文件"] == "有隐藏.xlsx"]
    merged_sheets = {row["工作表"] for row in forms}
    counted = [row for row in rows if row["工作表"] in merged_sheets]
    assert sum_of(forms, "问题数") == len(counted) < len(rows)


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_bytes_are_the_same_whatever_works(
    mixed: Path, merged: tuple[Path, Merged], jobs: int
) -> None:
    out, cache = merged[0].with_name(f"{jobs}.xlsx"), merged[0].with_name(f"缓存{jobs}")
    for _ in range(2):
        again = merge_paths([mixed], out, jobs=jobs, cache=cache)
        assert not again.warnings or again.warnings == merged[1].warnings
        assert out.read_bytes() == merged[0].read_bytes()


def test_a_cache_knows_what_was_asked_for(mixed: Path, tmp_path: Path) -> None:
    """What is changed in the settings is checked anew, and nothing is taken from before."""
    folder, cache = tmp_path / "报送", tmp_path / "缓存"
    shutil.copytree(mixed / "各表之间", folder)
    out = tmp_path / "汇总.xlsx"
    merge_paths([folder], out, jobs=1, cache=cache)
    before = listed(rows_of(out, "问题清单"))
    (folder / "zipingbiao.toml").unlink()
    merge_paths([folder], out, jobs=1, cache=cache)
    assert_same(check_paths(Request([folder], jobs=1)), out)
    after = listed(rows_of(out, "问题清单"))
    assert "ZPB078" in {spot[0] for spot in after - before}
    plain = tmp_path / "另.xlsx"
    merge_paths([folder], plain, jobs=1)
    assert plain.read_bytes() == out.read_bytes()


def test_a_second_run_reads_nothing_again(
    mixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache, out = mixed / "各表之间", tmp_path / "缓存", tmp_path / "汇总.xlsx"
    merge_paths([folder], out, jobs=1, cache=cache)
    first = out.read_bytes()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a file was read again")

    monkeypatch.setattr("zipingbiao.reading.parts.read_file_forms", never)
    merge_paths([folder], out, jobs=1, cache=cache)
    assert out.read_bytes() == first


def test_without_the_check_the_list_has_the_faults_of_reading(mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    merge_paths([mixed], out, jobs=1, checking=False)
    codes = {str(row["代码"]) for row in rows_of(out, "问题清单")}
    assert {"ZPB901", "ZPB912", "ZPB057"} <= codes
    assert {code for code in codes if code < "ZPB900"} <= {"ZPB057", "ZPB017"}


def test_the_tables_have_the_same_list(mixed: Path, tmp_path: Path) -> None:
    out, tables = tmp_path / "汇总.xlsx", tmp_path / "表格"
    merge_paths([mixed], out, jobs=1, tables=tables)
    [file] = tables.glob("问题清单.*")
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as told:
            rows = list(csv.DictReader(told))
    else:
        rows = pd.read_parquet(file).to_dict("records")
    assert [row["代码"] for row in rows] == [row["代码"] for row in rows_of(out, "问题清单")]


def test_settings_with_mistakes_are_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(b"")
    (tmp_path / "zipingbiao.toml").write_text("profile = 3\n", "utf-8")
    with pytest.raises(WrongCall, match="profile"):
        merge_paths([tmp_path], tmp_path / "汇总.xlsx", jobs=1)
    assert not (tmp_path / "汇总.xlsx").exists()


def sum_of(rows: list[Row], head: str) -> int:
    return sum(int(str(row[head])) for row in rows)
