"""One slip in a right form, then ``--fix``: no cell that was right has changed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from planted import (
    Slip,
    errors_of,
    forms_read,
    harmed,
    mended,
    planted,
    right_books,
    sheets_of,
    slips,
)
from zipingbiao.layouts import find_layouts

#: Two values that differ by less than this part are one, rounded as the form rounds.
_ROUNDED = 0.006

Books = dict[str, bytes]
Slips = list[tuple[str, Slip]]


@pytest.fixture(scope="module")
def books() -> Books:
    """Workbooks without a mistake; made when the first test needs them."""
    return right_books()


@pytest.fixture(scope="module")
def planted_slips(books: Books) -> Slips:
    """All slips in all of them."""
    return [(name, slip) for name, data in books.items() for slip in slips(data)]


@settings(max_examples=settings().max_examples // 2)
@given(draw=st.data())
def test_no_cell_that_was_right_has_changed(
    books: Books, planted_slips: Slips, draw: st.DataObject
) -> None:
    name, slip = draw.draw(st.sampled_from(planted_slips))
    data = books[name]
    wrong = planted(data, slip)
    done = mended(wrong)
    assert harmed(data, wrong, done.data, slip) == {}
    before = {(one.code, one.field) for one in errors_of(wrong)}
    assert {(one.code, one.field) for one in errors_of(done.data)} <= before


def test_what_is_mended_is_right_again(books: Books, planted_slips: Slips) -> None:
    """Of fifty slips some can be mended, and those come out as they were."""
    found = 0
    for name, slip in random.Random(7).sample(planted_slips, 50):
        done = mended(planted(books[name], slip))
        if any((one.sheet, one.cell) == slip.spot for one in done.changes):
            found += 1
            now = sheets_of(done.data)[slip.spot[0]].value(slip.spot[1])
            due = (
                slip.right
                if isinstance(slip.right, str)
                else pytest.approx(slip.right, rel=_ROUNDED)
            )
            assert now == due, (name, slip)
    assert found >= 5


def test_libreoffice_computes_the_same(
    office: Office, books: Books, planted_slips: Slips, tmp_path: Path
) -> None:
    """What was mended in workbooks with formulas has its true value everywhere."""
    computed = [(name, slip) for name, slip in planted_slips if name.endswith("公式")]
    tried = 0
    for number, (name, slip) in enumerate(random.Random(11).sample(computed, 100)):
        done = mended(planted(books[name], slip))
        if done.changes:
            copy = tmp_path / f"{number}.xlsx"
            copy.write_bytes(done.data)
            assert office.changed(copy) == {}, (name, slip)
            tried += 1
    assert tried >= 5


def test_every_layout_of_self_evaluations_is_among_them(books: Books) -> None:
    layouts = {forms_read(data)[0].layout for data in books.values()}
    own = {name for name, one in find_layouts().items() if one.kind == "self-evaluation"}
    assert own - layouts == set()


def test_the_right_forms_have_nothing_to_mend(books: Books) -> None:
    assert len(books) > 50
    assert {name for name, data in books.items() if mended(data).changes} == set()
