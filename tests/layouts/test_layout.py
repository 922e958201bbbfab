"""Layouts are folders: the official ones, and whatever a finance clerk adds."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from zipingbiao.errors import CallError, TemplateError
from zipingbiao.interchange import form_data, form_from
from zipingbiao.layouts import (
    FOLDER_VARIABLE,
    Layout,
    find_layouts,
    form_reader,
    get_layout,
    load_layout,
    template_folders,
)
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation, Total
from zipingbiao.ooxml.opening import open_workbook_bytes

SETTINGS = """
id = "hubei-project"
title = "项目支出绩效自评结果表"
region = "湖北"
years = [2022, 2024]
basis = "鄂财绩发〔2022〕1号"
blank = "blank.json"
requires = ["实施单位", "三级指标", "完成值", "得分"]

[blanks]
"/" = ["indicator.reason"]

[aliases]
"年初目标值" = ["指标值", "目标值"]
"完成值" = ["实际完成值"]
"""
BLANK = {"layout": "hubei-project", "indicators": [{"level1": "产出指标"}, {"level1": "效益指标"}]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of layouts with one that nobody has seen before: only files, no Python."""
    made = tmp_path / "版式" / "hubei-project"
    made.mkdir(parents=True)
    (made / "layout.toml").write_text(SETTINGS, "utf-8")
    (made / "blank.json").write_text(json.dumps(BLANK), "utf-8")
    draw(made / "form.xlsx")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "版式"))
    return made


def draw(path: Path) -> None:
    """A province's own form: other columns, a tick column, fixed fund rows, a computed total."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("自评结果")
    wrap = book.add_format({"text_wrap": True, "border": 1})
    rate = book.add_format({"num_format": "0.0%", "border": 1})
    sheet.merge_range("A1:H1", "{{ year }}年度项目支出绩效自评结果表", wrap)
    sheet.write_comment("A1", "{{ title }}")
    sheet.merge_range("A2:D2", "项目名称：{{ header.project }}")
    sheet.merge_range("E2:H2", "金额单位：{{ header.money_unit }}")
    sheet.write_row("A3", ["实施单位", "{{ header.unit }}"], wrap)
    sheet.write_row("D3", ["主管部门", "{{ header.department }}"], wrap)
    sheet.write_row("A4", ["资金来源", "预算数", "执行数", "执行率"], wrap)
    for row, source in ((5, "中央资金"), (6, "省级资金")):
        sheet.write(f"A{row}", f"其中：{source}" if row == 5 else source, wrap)
        sheet.write(f"B{row}", f'{{{{ funds["{source}"].budget }}}}', wrap)
        sheet.write(f"C{row}", f'{{{{ funds["{source}"].executed }}}}', wrap)
        sheet.write_formula(f"D{row}", f'=IF(N(B{row})=0,"",C{row}/B{row})', rate)
        sheet.write_comment(f"D{row}", f'{{{{ funds["{source}"].rate }}}}')
    sheet.write_row("A7", ["年度目标", "完成情况"], wrap)
    sheet.write_row("A8", ["{{ goal.expected }}", "{{ goal.actual }}"], wrap)
    heads = ["一级指标", "二级指标", "三级指标", "年初目标值", "完成值", "分值", "得分", "偏差原因"]
    sheet.write_row("A9", heads, wrap)
    fields = [
        "level1|merge",
        "level2|merge",
        "level3",
        "target",
        "actual",
        "weight",
        "score",
        "reason",
    ]
    sheet.write_row("A10", [f"{{{{ indicator.{field} }}}}" for field in fields], wrap)
    sheet.merge_range("A11:E11", "总分", wrap)
    for column, field in (("F", "weight"), ("G", "score")):
        formula = f'=IF(COUNT({column}10:{column}10)=0,"",SUM({column}10:{column}10))'
        sheet.write_formula(f"{column}11", formula, wrap)
        sheet.write_comment(f"{column}11", f"{{{{ total.{field} }}}}")
    book.close()


def the_form() -> SelfEvaluation:
    groups = ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标")
    rows = [groups[0], *groups]
    indicators = tuple(
        Indicator(a, b, f"第{n}项工作", target=f"≥{n}次", actual=f"{n}次", weight=25, score=24.5)
        for n, (a, b) in enumerate(rows)
    )  # fmt: skip
    return SelfEvaluation(
        "hubei-project",
        title="2023年度项目支出绩效自评结果表",
        year=2023,
        header=Header("水库除险加固", "省水利厅", "某水库管理处", "万元"),
        funds=(
            FundLine("中央资金", budget=100, executed=80, rate=0.8),
            FundLine("省级资金", budget=50, executed=50, rate=1),
        ),
        goals=(Goal("完成除险加固", "已完成"),),
        indicators=indicators,
        total=Total(100, 98),
    )  # fmt: skip


def read_back(data: bytes) -> list[SelfEvaluation]:
    sheets = open_workbook_bytes(data, "form.xlsx").sheets
    return [form for sheet in sheets for form in form_reader().read(sheet, "form.xlsx")]


# A new layout needs a folder and no Python


def test_a_new_folder_is_listed_with_the_official_layouts(folder: Path) -> None:
    layouts = find_layouts()
    assert list(layouts) == sorted(layouts)
    assert {"hubei-project", "national-project"} <= set(layouts)
    assert layouts["hubei-project"].folder == folder
    assert layouts["hubei-project"].years_text == "2022—2024 年"


def test_a_new_layout_is_filled_and_read_back_as_it_was(folder: Path) -> None:
    layout = get_layout("hubei-project")
    for given in (True, False):
        rendered = layout.write([the_form()], given=given)
        assert rendered.differences == ()
        (back,) = read_back(rendered.data)
        assert back == replace(layout.writer.held(the_form()), indicators=back.indicators)
        assert [one.level3 for one in back.indicators] == [f"第{n}项工作" for n in range(4)]
        assert {one.reason for one in back.indicators} <= {None, "/"}


def test_a_new_layout_is_found_again_in_what_an_agency_made_of_it(folder: Path) -> None:
    """Two rows and a column more, labels broken and worded otherwise, a cover before it."""
    filled = openpyxl.load_workbook(
        BytesIO(get_layout("hubei-project").write([the_form()], given=True).data)
    )
    source = filled.worksheets[0]
    book = openpyxl.Workbook()
    book.worksheets[0]["B2"] = "某水库管理处绩效自评材料"
    sheet = book.create_sheet("报送")
    words = {"实施单位": "实 施\n单 位：", "年初目标值": "指标值", "完成值": "实际完成值"}
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                value = words.get(str(cell.value), cell.value)
                sheet.cell(_below(cell.row), cell.column + 1, value)
    for area in source.merged_cells.ranges:
        area.shift(1, _below(area.min_row) - area.min_row)
        sheet.merge_cells(area.coord)
    made = BytesIO()
    book.save(made)
    (back,) = read_back(made.getvalue())
    assert back.layout == "hubei-project"
    assert back.source.sheet == "报送"
    wanted = the_form()
    assert (back.header, back.year, back.goals, back.total) == (
        wanted.header, wanted.year, wanted.goals, wanted.total,
    )  # fmt: skip
    assert back.funds == wanted.funds
    assert [one.score for one in back.indicators] == [24.5] * 4
    assert [one.level1 for one in back.indicators] == [one.level1 for one in wanted.indicators]
    assert [one.target for one in back.indicators] == [one.target for one in wanted.indicators]


def _below(row: int) -> int:
    """Two blank rows at the top, one more above the indicators' head."""
    return row + 2 + (row >= 9)


def test_a_new_layout_has_its_blank_form(folder: Path) -> None:
    layout = get_layout("hubei-project")
    form = form_from(layout.blank_data())
    data = layout.write([form]).data
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert (sheet["A10"].value, sheet["A11"].value) == ("产出指标", "效益指标")
    assert sheet["A1"].value == "　　　　年度项目支出绩效自评结果表"


def test_its_data_is_json_like_that_of_all_others(folder: Path) -> None:
    (back,) = read_back(get_layout("hubei-project").write([the_form()], given=True).data)
    assert form_data(back)["header"]["project"] == "水库除险加固"


def test_a_users_own_folder_comes_first(folder: Path) -> None:
    assert template_folders()[0] == folder.parent
    (folder / "layout.toml").write_text(
        SETTINGS.replace("hubei-project", "national-project"), "utf-8"
    )
    assert get_layout("national-project").folder == folder


def test_a_list_without_heads_of_its_own_is_refused(folder: Path) -> None:
    """年度目标 beside its value would be read as one more row of the funds above it."""
    book = openpyxl.load_workbook(folder / "form.xlsx")
    book.worksheets[0]["A7"] = book.worksheets[0]["B7"] = None
    book.save(folder / "form.xlsx")
    with pytest.raises(TemplateError, match=r"goal\.expected 上方没有自己的栏目名称") as caught:
        load_layout(folder).shape  # noqa: B018
    assert (caught.value.place.sheet, caught.value.place.cell) == ("自评结果", "A8")


# The blank form


@pytest.mark.parametrize("content", ["{", "[]", None])
def test_a_broken_blank_form_is_told(folder: Path, content: str | None) -> None:
    if content is None:
        (folder / "blank.json").unlink()
    else:
        (folder / "blank.json").write_text(content, "utf-8")
    with pytest.raises(TemplateError, match=r"blank\.json：空白表内容"):
        get_layout("hubei-project").blank_data()


def test_an_unknown_layout_is_asked_back() -> None:
    with pytest.raises(CallError, match="您是否想用 national-project"):
        get_layout("national-projekt")


def test_the_six_official_layouts_are_there() -> None:
    official = {
        "national-project", "hebei-project", "liaoning-department",
        "sichuan-department", "sichuan-project", "sichuan-payments",
    }  # fmt: skip
    assert official <= set(find_layouts([Path(__file__).parents[2] / "templates"]))


# Several forms in one workbook


def test_each_form_has_its_sheet_and_only_the_first_is_selected() -> None:
    layout = find_layouts()["national-project"]
    projects = ("信访业务", "信访业务", "a/b", None)
    forms = [SelfEvaluation(layout.id, header=Header(name)) for name in projects]
    forms[2] = replace(
        forms[2], indicators=tuple(Indicator("甲", "乙", str(n), weight=n) for n in range(1, 9))
    )
    data = layout.write(forms).data
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames == ["信访业务", "信访业务（2）", "a b", "表4"]
    assert [sheet["C3"].value for sheet in book.worksheets] == [*projects[:3], None]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, None, None, None]
    assert {sheet.sheet_view.selection[0].activeCell for sheet in book.worksheets} == {"C3"}
    assert book["a b"].print_area.endswith("$23")
    back = read_back(data)
    assert [form.header.project for form in back] == list(projects)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))


def test_a_clone_carries_the_values_of_its_own_sheet() -> None:
    layout = find_layouts()["national-project"]
    forms = [
        SelfEvaluation(
            layout.id, header=Header(f"第{n}个"), indicators=(Indicator("甲", "乙", "丙", score=n),)
        )
        for n in (1, 2, 3)
    ]
    book = openpyxl.load_workbook(BytesIO(layout.write(forms).data), data_only=True)
    assert [sheet["I14"].value for sheet in book.worksheets] == [1, 2, 3]


@pytest.mark.parametrize("name", find_layouts())
def test_the_cursor_of_a_blank_form_is_in_its_first_input_field(name: str) -> None:
    layout: Layout = find_layouts()[name]
    data = layout.write([form_from(layout.blank_data())]).data
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    active = sheet[sheet.sheet_view.selection[0].activeCell]
    assert sheet.sheet_view.tabSelected
    assert sheet.protection.sheet
    assert not active.protection.locked
    assert active.value is None or not str(active.value).startswith("=")
