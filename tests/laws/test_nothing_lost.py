"""Law 2: rendering leaves what it does not fill, and moves everything that names a row.

The template holds one of everything. Twenty indicators are written into its one row: the
failure of the peers is this test.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from everything import (
    FIRST_FIXED,
    INDICATOR_ROW,
    LAST_FIXED,
    NOTES,
    SHEET,
    SUM_ROW,
    TOTAL_ROW,
    make_everything,
)
from office import Office
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation
from zipingbiao.ooxml.relations import sheets_of, targets
from zipingbiao.template.compile import compile_template
from zipingbiao.template.reading.anchors import shape_of
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, Rendered, write_workbook

ITEMS = 20
ADDED = ITEMS - 1
#: Parts that name rows or carry what is filled; all others stay byte for byte.
MOVES = re.compile(
    r"xl/(workbook\.xml|worksheets/.*|drawings/.*|charts/.*|comments.*|tables/.*|ctrlProps/.*"
    r"|threadedComments/.*)"
)
BOOK = "xl/workbook.xml"


def the_form(items: int) -> SelfEvaluation:
    groups = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标")]
    indicators = tuple(
        Indicator(*groups[n * 3 // items], f"指标名称{n}", target=f"≥{n}", actual=str(n + 1),
                  weight=4.5, score=4 + n / 100, reason="=1+1" if n == 3 else None)
        for n in range(items)
    )  # fmt: skip
    funds = tuple(
        FundLine(source, 100, 90, None, 81, weight=10 if source == "年度资金总额" else None)
        for source in ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
    )
    return SelfEvaluation(
        "everything", year=2025, header=Header("道路 & <维修>", "某局", "某中心"),
        funds=funds, goals=(Goal("目标", "完成"),), indicators=indicators,
    )  # fmt: skip


def render(template: bytes, items: int) -> Rendered:
    compiled = compile_template(template, "one-of-everything.xlsx")
    writer = FormWriter(compiled.form, shape_of(compiled.form, {}), {})
    return write_workbook(Engine(compiled), [writer], [the_form(items)])


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("everything") / "template.xlsx"
    make_everything(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def filled(template: bytes) -> bytes:
    return render(template, ITEMS).data


def test_no_part_is_lost_and_none_is_added(template: bytes, filled: bytes) -> None:
    before, after = set(parts_of(template)), set(parts_of(filled))
    assert before - after <= {"xl/calcChain.xml"}
    assert after <= before


def test_parts_that_name_no_row_stay_byte_for_byte(template: bytes, filled: bytes) -> None:
    before, after = parts_of(template), parts_of(filled)
    still = {name for name in after if not MOVES.fullmatch(name)}
    assert {"xl/styles.xml", "xl/sharedStrings.xml", "docProps/custom.xml"} <= still
    assert any(name.endswith(".png") for name in still)
    assert {name for name in still if before[name] != after[name]} <= {"[Content_Types].xml"}


def test_where_no_row_is_added_every_part_but_the_filled_one_is_as_it_was(template: bytes) -> None:
    before, after = parts_of(template), parts_of(render(template, 1).data)
    changed = {name for name in after if before[name] != after[name]}
    filled = {sheet.part for sheet in sheets_of(before)}
    kept_values = {name for name in changed if name.startswith("xl/charts/")}
    notes = {name for name in changed if "comments" in name or "vmlDrawing" in name}
    assert changed <= filled | kept_values | notes | {"[Content_Types].xml", BOOK}


def test_a_rendered_workbook_is_not_calculated_without_the_add_in(template: bytes) -> None:
    before, after = parts_of(template)[BOOK], parts_of(render(template, 1).data)[BOOK]
    setting = re.compile(rb"<calcPr[^>]*>")
    assert setting.sub(b"", after) == setting.sub(b"", before)
    assert b"fullCalcOnLoad" not in after


def elements(xml: bytes, name: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(rf"<{name}\b[^>]*>", xml.decode()))


def test_head_and_tail_of_the_sheet_keep_every_element(template: bytes, filled: bytes) -> None:
    """Counted by name: formats, validations, breaks, protection, extensions, all of them."""
    part = sheets_of(parts_of(template))[0].part
    before, after = parts_of(template)[part].decode(), parts_of(filled)[part].decode()
    for text in (before, after):
        assert text.count("<sheetData") == 1

    def names(text: str) -> dict[str, int]:
        outside = re.sub(r"<sheetData.*?</sheetData>", "", text, flags=re.DOTALL)
        found = re.findall(r"<([A-Za-z0-9:]+)", outside)
        return {name: found.count(name) for name in set(found) - {"mergeCell", "dimension"}}

    repeated = {"x14:sparkline", "xm:f", "xm:sqref"}
    assert names(after).keys() == names(before).keys()
    for name, count in names(before).items():
        grows = ADDED if name in repeated else 0
        assert names(after)[name] == count + grows, name


def test_the_note_of_a_field_is_no_part_of_the_form(template: bytes, filled: bytes) -> None:
    for name, data in parts_of(filled).items():
        if "comments" in name:
            assert b"{{" not in data
    book = openpyxl.load_workbook(BytesIO(filled))
    notes = [cell.comment.text for row in book[SHEET].iter_rows() for cell in row if cell.comment]
    assert notes, "notes for people stay"


def test_merges_formats_validations_and_names_follow_the_rows(filled: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(filled))
    sheet = book[SHEET]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert f"A{TOTAL_ROW + ADDED}:F{TOTAL_ROW + ADDED}" in merged
    validated = " ".join(str(rule.sqref) for rule in sheet.data_validations.dataValidation)
    assert f"H{INDICATOR_ROW}:H{INDICATOR_ROW + ADDED}" in validated
    formatted = " ".join(str(rule.sqref) for rule in sheet.conditional_formatting)
    assert f"H{INDICATOR_ROW}:H{INDICATOR_ROW + ADDED}" in formatted
    assert book.defined_names["总得分"].attr_text.endswith(f"$H${TOTAL_ROW + ADDED}")
    assert sheet.freeze_panes is not None
    assert sheet.protection.sheet


def test_no_two_merged_areas_overlap(filled: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(filled))[SHEET]
    seen: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        cells = {(r, c) for r in range(area.min_row, area.max_row + 1)
                 for c in range(area.min_col, area.max_col + 1)}  # fmt: skip
        assert not cells & seen
        seen |= cells


def test_the_group_cells_of_equal_neighbours_are_one(filled: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(filled))[SHEET]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    last = INDICATOR_ROW + ADDED
    level1 = {area for area in merged if re.fullmatch(r"B\d+:B\d+", area)}
    assert f"B{INDICATOR_ROW}:B{INDICATOR_ROW + 13}" in level1
    assert f"B{INDICATOR_ROW + 14}:B{last}" in level1


def test_data_that_looks_like_a_formula_stays_text(filled: bytes) -> None:
    sheet = openpyxl.load_workbook(BytesIO(filled))[SHEET]
    cell = sheet.cell(INDICATOR_ROW + 3, 9)
    assert (cell.value, cell.data_type) == ("=1+1", "s") or cell.data_type == "inlineStr"


def test_the_total_that_libreoffice_shows_is_right(
    filled: bytes, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled)
    expected = sum(4 + n / 100 for n in range(ITEMS))
    values = office.values(path)[SHEET]
    fund = openpyxl.load_workbook(BytesIO(filled), data_only=True)[SHEET]["I6"].value or 0
    assert values[f"H{TOTAL_ROW + ADDED}"] == pytest.approx(expected + fund)
    assert values[f"G{TOTAL_ROW + ADDED}"] == pytest.approx(4.5 * ITEMS + 10)
    assert office.changed(path) == {}


def test_the_print_area_covers_the_new_rows_and_the_chart_points_at_its_data(
    filled: bytes, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled)
    areas = " ".join(office.print_areas(path)[SHEET])
    assert re.search(rf"\$?I\$?{41 + ADDED}\b", areas)
    ranges = str(office.chart_ranges(path))
    assert f"E${FIRST_FIXED + ADDED}" in ranges
    assert f"E${LAST_FIXED + ADDED}" in ranges


def test_formulas_on_other_sheets_follow_and_carry_their_value(filled: bytes) -> None:
    formulas = openpyxl.load_workbook(BytesIO(filled))[NOTES]
    values = openpyxl.load_workbook(BytesIO(filled), data_only=True)[NOTES]
    found = {
        cell.value: values[cell.coordinate].value
        for row in formulas.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }
    assert any(str(TOTAL_ROW + ADDED) in text for text in found)
    assert all(value is not None for value in found.values())


def test_sums_below_the_new_rows_are_moved_and_true(filled: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(filled))
    text = book[SHEET].cell(SUM_ROW + ADDED, 5).value
    assert text == f"=SUM(E{FIRST_FIXED + ADDED}:E{LAST_FIXED + ADDED})"


def test_every_relationship_still_has_its_part(filled: bytes) -> None:
    parts = parts_of(filled)
    owners = ["", *(name for name in parts if not name.endswith(".rels"))]
    found = [one for owner in owners for one in targets(parts, owner) if not one.external]
    assert len(found) > 10
    assert [one for one in found if one.target not in parts] == []
