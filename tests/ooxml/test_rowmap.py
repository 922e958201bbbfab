"""Where rows go when some of them repeat, held against the plain list of all output rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zipingbiao.ooxml.rowmap import RowMap

REPEATS = st.dictionaries(st.integers(1, 40), st.integers(1, 9), max_size=6)


def written_out(repeats: dict[int, int], rows: int = 45) -> list[tuple[int, int]]:
    """Template row and copy of each output row, in order."""
    return [(row, copy) for row in range(1, rows + 1) for copy in range(repeats.get(row, 1))]


@given(REPEATS)
def test_every_row_goes_where_counting_puts_it(repeats: dict[int, int]) -> None:
    rows, output = RowMap(repeats), written_out(repeats)
    for row in range(1, 46):
        places = [number for number, (origin, _) in enumerate(output, 1) if origin == row]
        assert (rows.first(row), rows.last(row)) == (places[0], places[-1])
        assert rows.copies(row) == len(places)


@given(REPEATS)
def test_source_is_the_inverse(repeats: dict[int, int]) -> None:
    rows, output = RowMap(repeats), written_out(repeats)
    assert [rows.source(number) for number in range(1, len(output) + 1)] == output
    assert rows.added == len(output) - 45


@given(REPEATS)
def test_maps_that_move_alike_are_equal(repeats: dict[int, int]) -> None:
    rows = RowMap(repeats)
    same = RowMap(reversed([*repeats.items(), (99, 1)]))
    assert rows == same
    assert hash(rows) == hash(same)
    assert rows.identity == all(copies == 1 for copies in repeats.values())
    assert rows != RowMap(repeats | {50: 2})


@pytest.mark.parametrize("repeats", [{0: 2}, {3: 0}, {3: -1}])
def test_rows_and_copies_count_from_one(repeats: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        RowMap(repeats)


def test_it_says_what_it_repeats() -> None:
    assert repr(RowMap({13: 20, 7: 1})) == "RowMap({13: 20})"
