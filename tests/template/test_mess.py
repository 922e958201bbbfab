"""Books with several distortions at once: nothing is wrong or lost in silence."""

from __future__ import annotations

import pytest

from template.mess import book, recipe, run, told_of

#: So many books, always the same; ``make mess`` makes others.
BOOKS = range(240)


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_wrong_in_silence(part: int) -> None:
    tally = run(BOOKS[part::4], reduce=False)
    assert (tally.silent, tally.lost) == (0, 0), "\n".join(told_of(tally, BOOKS[0]))
    assert tally.right >= 0.995 * tally.fields


def test_a_recipe_gives_the_same_book_again() -> None:
    assert [book(recipe(seed)) for seed in range(8)] == [book(recipe(seed)) for seed in range(8)]
