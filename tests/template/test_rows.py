"""Rows that are written before they have their place make the same workbook as their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts import cells_of, draft
from zipingbiao.errors import TemplateError
from zipingbiao.template.compile import compile_template
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.contents import Stream
from zipingbiao.template.writing.fill import fill_template
from zipingbiao.template.writing.rows import RowWriter

SHEET = "汇总表"
#: Formulas above and below look at whole columns, those of the row at the row alone.
CELLS = {
    "A1": "共 {{ count }} 张",
    "A2": "=SUBTOTAL(109,B4:B4)", "B2": '=SUMIFS(B3:B5,A3:A5,"甲局")', "C2": "=MAX(D4:D4)",
    "D2": "=B4", "E2": "=COUNTA(A1:B6)", "F2": '=IFERROR(MATCH("乙局",A:A,0),0)',
    "A4": "{{ row.unit }}", "B4": "{{ row.budget }}", "C4": "=N(B4)*2", "D4": '=IF(C4>9,C4,"")',
    "E4": "{{ row.unit }}：{{ row.budget }}",
    "A6": "合计", "B6": "=SUM(B4:B4)", "C6": "=SUM(C$4:D$4)",
}  # fmt: skip


class Row(NamedTuple):
    unit: str | None
    budget: float | int | str | None


@cache
def compiled() -> Template:
    return compile_template(draft(CELLS, {}, (), SHEET), "form.xlsx", fills_only=True)


@cache
def writer() -> RowWriter:
    return RowWriter(compiled(), "row")


def filled(rows: Sequence[Row] | Stream) -> Mapping[str, object]:
    data = fill_template(compiled(), {"count": 4}, {"row": rows})
    values, formulas = cells_of(data, SHEET), cells_of(data, SHEET, values=False)
    return {**values, **{f"={cell}": text for cell, text in formulas.items()}}


def streamed(batches: Sequence[Sequence[Row]]) -> Stream:
    """The rows written batch by batch."""
    written = [writer().write(batch) for batch in batches]
    texts = [text for one in written for text in one.texts]
    columns = {
        column: [value for one in written for value in one.columns[column]]
        for column in writer().read
    }
    return Stream(len(texts), iter(texts), columns)


figures = st.none() | st.integers(-99, 99) | st.sampled_from([0.5, 20.25, "约五万"])
records = st.builds(Row, st.sampled_from(["甲局", "乙局", None, "=1+1", "两\n行"]), figures)


@given(st.lists(st.lists(records, max_size=5), max_size=5))
def test_a_stream_of_rows_fills_a_workbook_as_their_records_do(batches: list[list[Row]]) -> None:
    rows = [row for batch in batches for row in batch]
    assert filled(streamed(batches)) == filled(rows)


def test_only_columns_that_are_read_elsewhere_are_handed_on() -> None:
    assert writer().read == [1, 2, 3, 4]
    written = writer().write([Row("甲局", 5)])
    assert written.columns == {1: ["甲局"], 2: [5], 3: [10], 4: [10]}


@pytest.mark.parametrize("formula", ["=SUM(B$4:B4)", "=A1", "=N(总计!A1)", "=B3", "=SUM(B:B)"])
def test_a_row_that_reads_others_is_refused(formula: str) -> None:
    sheets = draft({**CELLS, "C4": formula}, {}, (), SHEET)
    template = compile_template(sheets, "form.xlsx", fills_only=True)
    with pytest.raises(TemplateError, match="只能引用本行") as caught:
        RowWriter(template, "row")
    assert (caught.value.place.sheet, caught.value.place.cell) == (SHEET, "C4")


def test_a_list_that_the_template_does_not_have_is_told() -> None:
    with pytest.raises(TemplateError, match="没有 indicator 的行"):
        RowWriter(compiled(), "indicator")
