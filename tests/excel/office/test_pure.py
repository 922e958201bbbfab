"""What the engine works out without LibreOffice: typed values, addresses, arrow keys."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.excel.office.addresses import Box, address_of, box_of, quoted
from zipingbiao.excel.office.values import GENERAL, Typed, block, columns_of, typed
from zipingbiao.excel.office.walks import edge

EPOCH = datetime(1899, 12, 30)
CELLS = st.builds(
    Box, st.integers(1, 1000), st.integers(1, 800), st.integers(1, 60), st.integers(1, 60)
)


@given(CELLS, st.booleans(), st.booleans())
def test_an_address_names_its_cells(box: Box, row: bool, column: bool) -> None:
    assert box_of(address_of(box, row, column)) == box


def test_whole_columns_and_rows_have_short_addresses() -> None:
    for address in ("$A:$C", "$2:$5", "$B$2", "$B$2:$C$9"):
        box = box_of(address)
        assert box is not None
        assert address_of(box) == address
    assert box_of("C:A") == box_of("A:C")
    assert box_of("金额") is None


@pytest.mark.parametrize(
    ("sheet", "book", "expected"),
    [
        ("Sheet1", "", "Sheet1"),
        ("问题清单", "", "问题清单"),
        ("问题 清单", "", "'问题 清单'"),
        ("2024", "", "'2024'"),
        ("it's", "", "'it''s'"),
        ("Sheet1", "自评表.xlsx", "[自评表.xlsx]Sheet1"),
        ("Sheet1", "自评表 2.xlsx", "'[自评表 2.xlsx]Sheet1'"),
    ],
)
def test_a_sheet_is_quoted_where_excel_wants_it(sheet: str, book: str, expected: str) -> None:
    assert quoted(sheet, book) == expected


@given(st.text())
def test_a_text_after_an_apostrophe_is_that_text(text: str) -> None:
    assert typed("'" + text, EPOCH) == Typed(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_typed_is_that_number(number: float) -> None:
    assert typed(repr(number), EPOCH) == Typed(number)
    assert typed(number, EPOCH) == Typed(number)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_a_day_is_the_same_however_it_is_given(day: date) -> None:
    number = (day - EPOCH.date()).days
    for given_as in (day, f"{day:%Y-%m-%d}", f"{day.year:04}/{day.month}/{day.day}"):
        assert typed(given_as, EPOCH) == Typed(float(number), "yyyy/m/d")


@pytest.mark.parametrize(
    "text", ["", "=", "甲", "100分", "1,23", "--5", "5月", ".", "+", "1e", "T"]
)
def test_other_texts_are_texts(text: str) -> None:
    assert typed(text, EPOCH) == Typed(text)


@given(st.lists(st.lists(st.one_of(st.none(), st.text(), st.floats(), st.booleans()), min_size=3,
                         max_size=3), max_size=4))  # fmt: skip
def test_a_block_says_of_each_cell_what_typing_it_would_do(rows: list[list[object]]) -> None:
    made = block(rows, EPOCH)
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            expected, spot = typed(value, EPOCH), (down, across)
            assert made.contents[down][across] == expected.content
            assert made.formulas.get(spot, "") == expected.formula
            assert made.formats.get(spot, GENERAL) == expected.format


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 4))))
def test_runs_are_all_cells_each_once(spots: set[tuple[int, int]]) -> None:
    runs = list(columns_of(spots))
    assert sorted(spot for run in runs for spot in run) == sorted(spots)
    for run in runs:
        assert {column for _, column in run} == {run[0][1]}
        assert [row for row, _ in run] == list(range(run[0][0], run[0][0] + len(run)))


FILLED = {(2, 2), (3, 2), (4, 2), (7, 2), (2, 3), (2, 6)}


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ((2, 2), "down", (4, 2)),
        ((4, 2), "down", (7, 2)),
        ((7, 2), "down", (1_048_576, 2)),
        ((7, 2), "up", (4, 2)),
        ((4, 2), "up", (2, 2)),
        ((2, 2), "up", (1, 2)),
        ((1, 2), "down", (2, 2)),
        ((2, 2), "right", (2, 3)),
        ((2, 3), "right", (2, 6)),
        ((2, 6), "right", (2, 16_384)),
        ((2, 9), "left", (2, 6)),
        ((2, 2), "left", (2, 1)),
        ((90, 2), "up", (7, 2)),
        ((90, 9), "down", (1_048_576, 9)),
    ],
)
def test_an_arrow_leads_where_excel_leads(
    start: tuple[int, int], direction: str, end: tuple[int, int]
) -> None:
    def filled(box: Box) -> list[bool]:
        return [
            (row, column) in FILLED
            for row in range(box.row, box.row + box.height)
            for column in range(box.column, box.column + box.width)
        ]

    assert edge(filled, Box(*start, 1, 1), direction, Box(2, 2, 6, 5)) == end
