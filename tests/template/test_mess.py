"""Books with several distortions at once: nothing is wrong or lost in silence."""

from __future__ import annotations

from collections import Counter

import pytest

from template.mess import Recipe, book, found, of_few_samples, recipe, run, told_of, tried
from template.untidy import FORM, PAGE

#: So many books, always the same; ``make mess`` makes others.
BOOKS = range(100)
#: Each kind of distortion is in at least so many of them.
FEWEST = 1


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_wrong_in_silence(part: int) -> None:
    tally = run(BOOKS[part::4], reduce=False, make=of_few_samples)
    assert (tally.silent, tally.lost) == (0, 0), "\n".join(told_of(tally, BOOKS[0]))
    assert tally.right >= 0.995 * tally.fields


def test_every_kind_of_distortion_is_among_them() -> None:
    books = [of_few_samples(seed) for seed in BOOKS]
    steps = Counter(step.name for one in books for step in one.steps)
    steps += Counter(step.name for one in books for p in one.pieces for step in p.steps)
    assert [name for name in (*FORM, *PAGE) if steps[name] < FEWEST] == []


@pytest.mark.parametrize("one", [pytest.param(r, id=kind) for kind, r in found()])
def test_what_was_found_once_is_right(one: Recipe) -> None:
    verdict = tried(one)
    assert verdict.wrong == []


def test_a_recipe_gives_the_same_book_again() -> None:
    assert [book(recipe(seed)) for seed in range(8)] == [book(recipe(seed)) for seed in range(8)]
