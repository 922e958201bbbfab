"""首页 and 分析 say what was read, and their charts show what stands where they point."""

from __future__ import annotations

import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl.utils.cell import range_boundaries

from merge.opened import opened
from merge.test_summary import rows_of
from zipingbiao.merge.amounts import TOTAL
from zipingbiao.merge.summary import Merged

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def labelled(path: Path) -> dict[str, object]:
    """What 首页 says beside each label of its cards."""
    sheet = opened(path)["首页"]
    found: dict[str, object] = {}
    for row in sheet.iter_rows(min_row=7, max_row=11, values_only=True):
        told = [value for value in row[:12] if value is not None]
        found |= dict(zip(map(str, told[::2]), told[1::2], strict=True))
    return found


def block(path: Path, title: str) -> list[dict[str, object]]:
    """The rows of a block of 首页 or 分析."""
    for name in ("首页", "分析"):
        rows = list(opened(path)[name].iter_rows(values_only=True))
        at = next((at for at, row in enumerate(rows) if str(row[0]).startswith(title)), None)
        if at is not None:
            break
    assert at is not None
    found = []
    for row in rows[at + 2 :]:
        if row[0] is None:
            break
        found.append({str(h): v for h, v in zip(rows[at + 1], row, strict=True) if h is not None})
    return found


def money(rows: list[dict[str, object]], head: str, category: str) -> float:
    return math.fsum(
        float(str(row[head]))
        for row in rows
        if row["行类"] == TOTAL and row["类别"] == category and isinstance(row[head], int | float)
    )


def test_the_first_page_says_what_the_sheets_hold(bad_summary: tuple[Path, Merged]) -> None:
    path, merged = bad_summary
    rows, told = rows_of(path, "汇总表"), labelled(path)
    assert told["已汇总表"] == merged.forms == len(rows)
    units = {row["单位"] or row["主管部门"] for row in rows} - {None}
    assert told["已报单位"] == len(units)
    assert told["应报单位"] == told["未报单位"] == "未提供名单"
    assert told["项目预算"] == pytest.approx(money(rows, "全年预算数（万元）", "项目支出"))
    assert told["部门执行"] == pytest.approx(money(rows, "全年执行数（万元）", "部门整体"))
    rated = Counter(row["等级"] for row in rows)
    assert [told[name] for name in ("优", "良", "中", "差")] == [rated[n] for n in "优良中差"]
    assert told["没有评级"] == rated[None]
    faults = Counter(row["程度"] for row in rows_of(path, "问题清单"))
    assert {name: told[name] for name in ("错误", "警告", "提示")} == {
        name: faults[name] for name in ("错误", "警告", "提示")
    }
    assert (
        told["合计"]
        == faults.total()
        == sum(int(str(row["条数"])) for row in rows_of(path, "问题统计"))
    )
    wrong = sum(int(str(row["其中错误"])) > 0 for row in rows)
    assert f"错误 {faults['错误']} 条，在 {wrong} 张表上" in str(opened(path)["首页"]["A3"].value)
    assert told["读不了文件"] == sum(one.record.status == "unreadable" for one in merged.readings)


def test_forms_by_kind_add_up_to_all(summary: tuple[Path, Merged]) -> None:
    rows, kinds = rows_of(summary[0], "汇总表"), block(summary[0], "各类表")
    assert {row["类别"]: row["表数"] for row in kinds} == Counter(row["类别"] for row in rows)


def test_the_first_page_is_one_page(summary: tuple[Path, Merged]) -> None:
    sheet = opened(summary[0], values=False)["首页"]
    page = sheet.page_setup
    assert (page.orientation or "portrait", int(page.paperSize)) == ("portrait", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {page.fitToWidth, page.fitToHeight} <= {None, 1}


def test_links_of_what_is_worst_lead_to_its_line(bad_summary: tuple[Path, Merged]) -> None:
    book = opened(bad_summary[0])
    found = 0
    for name, unit, project in (("首页", 0, 3), ("分析", 0, 1)):
        for row in book[name].iter_rows(values_only=True):
            link = next((one for one in row if str(one).startswith("#汇总表!A")), None)
            if link is None or row[project].endswith("张表"):
                continue
            line = int(str(link).rpartition("!A")[2])
            cells = [cell.value for cell in book["汇总表"][line]]
            assert row[project] in cells
            assert row[unit] in cells[:2] or cells[:2] == [None, None]
            found += 1
    assert found


def caches(path: Path) -> Iterator[tuple[str, list[str]]]:
    """What each chart points at, and the points that it keeps."""
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if "/charts/chart" not in name:
                continue
            for one in ElementTree.fromstring(file.read(name)).iter():
                if one.tag in (f"{_C}numRef", f"{_C}strRef"):
                    points = [point.text or "" for point in one.iter(f"{_C}v")]
                    yield str(one.findtext(f"{_C}f")), points


def test_charts_show_what_they_point_at(summary: tuple[Path, Merged]) -> None:
    book = opened(summary[0])
    every = list(caches(summary[0]))
    assert len({area for area, _ in every}) >= 6
    for area, points in every:
        sheet, _, cells = area.replace("'", "").rpartition("!")
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        values = [
            value
            for row in book[sheet].iter_rows(top, bottom, left, right, values_only=True)
            for value in row
            if value is not None
        ]
        assert [float(p) if re.fullmatch(r"[-\d.e+]+", p) else p for p in points] == values, area
    lengths = {area: len(points) for area, points in every}
    assert lengths[next(area for area in lengths if "A" in area.rpartition("!")[2])] > 1


def test_bars_are_as_long_as_they_say(summary: tuple[Path, Merged]) -> None:
    """Programs cut the axis where the values are alike; a bar then looks twice as long."""
    with zipfile.ZipFile(summary[0]) as file:
        charts = [name for name in file.namelist() if "/charts/chart" in name]
        for name in charts:
            [axis] = ElementTree.fromstring(file.read(name)).iter(f"{_C}valAx")
            low = axis.find(f"{_C}scaling/{_C}min")
            assert low is not None, name
            assert low.get("val") == "0"
    assert charts


def test_what_is_worst_says_what_is_wrong_with_it(bad_summary: tuple[Path, Merged]) -> None:
    names = {row["是什么"] for row in rows_of(bad_summary[0], "问题统计")}
    told = [str(row["为什么"]) for row in block(bad_summary[0], "最需要看的")]
    named = [text.partition("（")[0].removesuffix("等") for text in told if "条）" in text]
    found = [text.split("、") for text in named]
    assert found
    assert {name for one in found for name in one} <= names
    assert all(0 < len(one) <= 2 for one in found)


def test_bands_hold_every_form(summary: tuple[Path, Merged]) -> None:
    rows = rows_of(summary[0], "汇总表")
    bands = {row["得分"]: int(str(row["表数"])) for row in block(summary[0], "得分分布")}
    assert sum(bands.values()) == len(rows)
    assert bands["没有评级"] == sum(row["等级"] is None for row in rows)
