"""One slip in a right form, then ``--fix``: no cell that was right has changed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
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

BOOKS = right_books()
SLIPS = [(name, slip) for name, data in BOOKS.items() for slip in slips(data)]
#: Two values that differ by less than this part are one, rounded as the form rounds.
_ROUNDED = 0.006


@given(st.sampled_from(SLIPS))
def test_no_cell_that_was_right_has_changed(case: tuple[str, Slip]) -> None:
    name, slip = case
    data = BOOKS[name]
    wrong = planted(data, slip)
    done = mended(wrong)
    assert harmed(data, wrong, done.data, slip) == {}
    before = {(one.code, one.field) for one in errors_of(wrong)}
    assert {(one.code, one.field) for one in errors_of(done.data)} <= before


def test_what_is_mended_is_right_again() -> None:
    """Of a hundred slips some can be mended, and those come out as they were."""
    found = 0
    for name, slip in random.Random(7).sample(SLIPS, 100):
        done = mended(planted(BOOKS[name], slip))
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


def test_libreoffice_computes_the_same(office: Office, tmp_path: Path) -> None:
    """What was mended in workbooks with formulas has its true value everywhere."""
    computed = [(name, slip) for name, slip in SLIPS if name.endswith("公式")]
    tried = 0
    for number, (name, slip) in enumerate(random.Random(11).sample(computed, 100)):
        done = mended(planted(BOOKS[name], slip))
        if done.changes:
            copy = tmp_path / f"{number}.xlsx"
            copy.write_bytes(done.data)
            assert office.changed(copy) == {}, (name, slip)
            tried += 1
    assert tried >= 5


def test_every_layout_of_self_evaluations_is_among_them() -> None:
    layouts = {forms_read(data)[0].layout for data in BOOKS.values()}
    own = {name for name, one in find_layouts().items() if one.kind == "self-evaluation"}
    assert own - layouts == set()


def test_the_right_forms_have_nothing_to_mend() -> None:
    assert len(BOOKS) > 50
    assert {name for name, data in BOOKS.items() if mended(data).changes} == set()
