"""Books with several distortions at once: nothing is wrong or lost in silence."""

from __future__ import annotations

import pytest

from template.mess import Recipe, book, found, recipe, run, told_of, tried

#: So many books, always the same; ``make mess`` makes others.
BOOKS = range(160)


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_wrong_in_silence(part: int) -> None:
    tally = run(BOOKS[part::4], reduce=False)
    assert (tally.silent, tally.lost) == (0, 0), "\n".join(told_of(tally, BOOKS[0]))
    assert tally.right >= 0.995 * tally.fields


@pytest.mark.parametrize("one", [pytest.param(r, id=kind) for kind, r in found()])
def test_what_was_found_once_is_right(one: Recipe) -> None:
    verdict = tried(one)
    assert verdict.wrong == []


def test_a_recipe_gives_the_same_book_again() -> None:
    assert [book(recipe(seed)) for seed in range(8)] == [book(recipe(seed)) for seed in range(8)]
