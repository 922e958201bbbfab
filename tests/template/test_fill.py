"""Templates that are only filled: several sheets, long lists, formulas that follow."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from drafts import cells_of, draft
from zipingbiao.errors import TemplateError
from zipingbiao.template.compile import compile_template
from zipingbiao.template.writing.fill import fill_template

SHEET = "汇总表"


class Row(NamedTuple):
    unit: str | None
    budget: float | None
    executed: float | None


CELLS = {
    "A1": "共 {{ count }} 张，制表 {{ header.unit }}",
    "A2": "=SUBTOTAL(109,B4:B4)",
    "B2": "=SUMIFS(B4:B4,A4:A4,\"甲局\")",
    "A4": "{{ row.unit }}", "B4": "{{ row.budget }}", "C4": "{{ row.executed }}",
    "D4": '=IF(N(B4)=0,"",ROUND(C4/B4,4))', "E4": "{{ row.unit }}：{{ row.budget }}",
    "F4": "=SUM(B$4:B4)", "G4": "=ROW()-3", "H4": "=SUM(B$4:B$4)",
    "A6": "合计", "B6": "=SUM(B4:B4)",
}  # fmt: skip
ROWS = [Row("甲局", 10, 5), Row("乙局", 20.5, 20.5), Row(None, None, None), Row("甲局", 1, 0)]


def fill(rows: list[Row], cells: dict[str, str] = CELLS) -> bytes:
    template = compile_template(draft(cells, {}, (), SHEET), "form.xlsx", fills_only=True)
    return fill_template(template, {"count": 4, "header.unit": "今天"}, {"row": rows})


def test_scalars_stand_between_literal_text() -> None:
    assert cells_of(fill(ROWS), SHEET)["A1"] == "共 4 张，制表 今天"


def test_rows_repeat_and_formulas_follow_with_true_values() -> None:
    found = cells_of(fill(ROWS), SHEET)
    assert [found.get(f"D{row}") for row in range(4, 8)] == [0.5, 1, None, 0]
    assert [found.get(f"F{row}") for row in range(4, 8)] == [10, 30.5, 30.5, 31.5]
    assert [found.get(f"G{row}") for row in range(4, 8)] == [1, 2, 3, 4]
    assert [found.get(f"H{row}") for row in range(4, 8)] == [31.5] * 4
    assert (found["A2"], found["B2"], found["B9"]) == (31.5, 11, 31.5)
    formulas = cells_of(fill(ROWS), SHEET, values=False)
    assert formulas["D6"] == '=IF(N(B6)=0,"",ROUND(C6/B6,4))'
    assert formulas["F6"] == "=SUM(B$4:B6)"
    assert formulas["B9"] == "=SUM(B4:B7)"


def test_several_fields_of_a_row_may_share_a_cell() -> None:
    assert cells_of(fill(ROWS), SHEET)["E5"] == "乙局：20.5"


def test_one_row_and_none() -> None:
    assert cells_of(fill(ROWS[:1]), SHEET)["B6"] == 10
    none = cells_of(fill([]), SHEET)
    assert (none["B6"], none["A2"]) == (0, 0)
    assert "A4" not in none


def test_text_that_xml_cannot_hold_is_escaped_as_excel_does() -> None:
    found = cells_of(fill([Row("甲\x0b乙\ud800", 1, 1)]), SHEET)
    assert found["A4"] == "甲_x000B_乙_xD800_"


def test_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    text = cells_of(fill([Row("长" * 40_000, 1, 1)]), SHEET)["A4"]
    assert isinstance(text, str)
    assert len(text) == 32_767
    assert text.endswith("（原文过长，此处截断）")


@pytest.mark.parametrize(
    ("scalars", "lists", "cell", "words"),
    [
        ({"count": 1}, {"row": ROWS}, "A1", "没有名为 header.unit 的数据"),
        ({"count": 1, "header.unit": ""}, {}, "A4", "没有名为 row 的列表数据"),
    ],
)
def test_a_name_that_nobody_gives_is_told(
    scalars: dict[str, int | str], lists: dict[str, list[Row]], cell: str, words: str
) -> None:
    template = compile_template(draft(CELLS, {}, (), SHEET), "form.xlsx", fills_only=True)
    with pytest.raises(TemplateError) as caught:
        fill_template(template, scalars, lists)
    assert (caught.value.place.sheet, caught.value.place.cell) == (SHEET, cell)
    assert words in caught.value.reason


def test_long_lists_give_the_same_as_short_ones() -> None:
    rows = [Row(f"第{n}局", n, n / 2) for n in range(500)]
    found = cells_of(fill(rows), SHEET)
    assert found["B505"] == found["A2"] == sum(range(500))
    assert (found["A503"], found["D503"], found["F503"]) == ("第499局", 0.5, found["A2"])
