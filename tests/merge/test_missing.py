"""未报送: who has not filed, who is on no list, by the list and by what was filed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from inbox import form
from zipingbiao.domain.owners import Filer
from zipingbiao.layouts import get_layout
from zipingbiao.merge.missing import (
    MISSING,
    NO_ROSTER,
    REMARK,
    RENAMED,
    STRANGER,
    Filing,
    filings_of,
    no_filings,
)
from zipingbiao.merge.roster import Roster, RosterUnit
from zipingbiao.merge.summary import merge_paths

UNITS = (
    RosterUnit("峨边县教育局", deadline="2026-03-01", others=("教局",), row=2),
    RosterUnit("峨边县水利局", deadline="2026-03-20", row=3),
    RosterUnit("峨边县第一小学", "峨边县教育局", row=4),
    RosterUnit("峨边县第一小学", "峨边县民族局", row=5),
)


def filed(*filers: str | Filer) -> list[Filing]:
    made = [Filer(one) if isinstance(one, str) else one for one in filers]
    return [Filing(one, f"{number}.xlsx", f"报送/{number}.xlsx") for number, one in enumerate(made)]


def units_of(found: list[tuple[str, str | None]], state: str) -> list[str | None]:
    return [unit for one, unit in found if one == state]


def test_each_unit_of_the_list_is_filed_or_missing_and_each_filer_known_or_not() -> None:
    given = filed(
        "教局", "峨边县财政局", Filer("峨边县第一小学", "峨边县民族局"), "峨边县第一小学校"
    )
    found = filings_of(Roster(UNITS, ("名单说明。",)), given, [])
    rows = [(one.state, one.unit) for one in found.rows]
    assert units_of(rows, MISSING) == ["峨边县水利局", "峨边县第一小学"]
    assert units_of(rows, STRANGER) == ["峨边县财政局", "峨边县第一小学校"]
    assert units_of(rows, RENAMED) == ["峨边县教育局"]
    assert units_of(rows, REMARK) == [None]
    counts = [found.scalars[f"{one}_count"] for one in ("due", "filed", "missing", "stranger")]
    assert counts == [4, 2, 2, 2]
    assert found.sentences == ("应报 4 个单位，已报 2 个，未报 2 个；另有 2 个单位不在名单上。",)
    said = "应报 4 个单位，还有 2 个没有报送：峨边县水利局、峨边县第一小学。"
    assert found.scalars["filing_said"] == said
    near = next(one for one in found.rows if one.unit == "峨边县第一小学校")
    assert "峨边县第一小学（峨边县教育局）" in str(near.maybe)
    missing = [one for one in found.rows if one.state == MISSING]
    assert "表上写「峨边县第一小学校」的（3.xlsx）" in str(missing[1].maybe)


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        (None, [None, None]),
        (date(2026, 3, 1), [None, None]),
        (date(2026, 3, 15), ["已过 14 天", None]),
    ],
)
def test_a_day_decides_what_is_overdue(day: date | None, overdue: list[str | None]) -> None:
    found = filings_of(Roster(UNITS[:2]), [], [], day)
    assert [one.overdue for one in found.rows] == overdue


def test_a_file_without_a_form_may_be_that_of_a_missing_unit() -> None:
    found = filings_of(Roster(UNITS[:2]), [], ["坏/峨边县 水利局.xlsx", "别的.xlsx"])
    assert [one.maybe for one in found.rows] == [None, "没有计入的文件：坏/峨边县 水利局.xlsx"]


def test_forms_without_a_unit_are_told_of() -> None:
    found = filings_of(Roster(UNITS[:1]), filed("", ""), [])
    stranger = found.rows[-1]
    assert (stranger.unit, stranger.forms, stranger.others) == ("（没有写单位）", 2, "1.xlsx")


def test_departments_tell_units_apart_only_where_a_name_has_several() -> None:
    one = filings_of(Roster(UNITS[:1]), filed(Filer("甲", "乙"), Filer("甲")), [])
    two = filings_of(Roster(UNITS[:1]), filed(Filer("甲", "乙"), Filer("甲", "丙")), [])
    assert [found.scalars["stranger_count"] for found in (one, two)] == [1, 2]


def test_without_a_list_nothing_is_claimed() -> None:
    found = no_filings()
    assert (found.rows, found.sentences) == ((), ())
    assert found.scalars["missing_count"] is None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    filled = get_layout("national-project").write([form("甲项目", "万元", 1, 2, 3)], given=True)
    (folder / "甲.xlsx").write_bytes(filled.data)
    (folder / "峨边县水利局.xlsx").write_bytes(b"PK\x03\x04")
    unit = form("甲项目", "万元", 1).header.unit
    (folder / "名单.csv").write_bytes(f"单位\n{unit}\n峨边县水利局\n".encode("gb18030"))
    return folder


def sheet_of(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path, data_only=True)["未报送"]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_summary_lists_who_has_not_filed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "汇总.xlsx"
    roster = ("--roster", folder / "名单.csv", "--date", "2026-03-01")
    assert zpb("merge", folder, "-o", out, *roster) == 3
    assert "应报 2 个单位，已报 1 个，未报 1 个。" in capsys.readouterr().out
    rows = sheet_of(out)
    assert str(rows[1][0]).startswith("应报 2 个单位")
    [missing] = [row for row in rows[3:] if row[0] == MISSING]
    assert missing[2] == "峨边县水利局"
    assert "峨边县水利局.xlsx" in str(missing[6])
    sources = openpyxl.load_workbook(out, data_only=True)["来源清单"]
    assert "名单" not in str(list(sources.iter_rows(values_only=True)))


def test_without_a_list_the_sheet_says_so(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    merged = merge_paths([folder / "甲.xlsx"], out, jobs=1)
    assert merged.sentences == ()
    assert str(sheet_of(out)[1][0]).startswith(NO_ROSTER)


@pytest.mark.parametrize(
    "more", [["--roster", "无.xlsx"], ["--date", "2026-13-01"], ["--date", "2026-03-01"]]
)
def test_a_call_that_is_wrong_writes_nothing(folder: Path, tmp_path: Path, more: list[str]) -> None:
    out = tmp_path / "汇总.xlsx"
    assert zpb("merge", folder, "-o", out, *more) == 2
    assert not out.exists()
