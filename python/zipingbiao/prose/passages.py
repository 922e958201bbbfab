"""The statements of a whole text, by paragraph, and the lists in it: wholes with their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from zipingbiao.prose.listing import Listing
from zipingbiao.prose.lists import lists_in
from zipingbiao.prose.statements import AMOUNT, BUDGET, OTHER, Statement, Told, told_in
from zipingbiao.prose.terms import same_thing, terms
from zipingbiao.values.numbers import Number

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年)")
#: Statements of a paragraph so far from each other have nothing to do with each other.
FAR = 60
#: A quotation is no longer than this.
_QUOTED = 48


class Spot(NamedTuple):
    """Where a statement stands: its paragraph (from 0) and its place among the statements there."""

    paragraph: int
    order: int


def _is_of(one: Statement, words: str) -> bool:
    known = terms()
    name = known.named(words)
    if name and (one.name == name or one.name in known.quantities[name].either):
        return True
    return same_thing(words, one.clause)


def _finely(paragraphs: Sequence[Told]) -> Iterator[Told]:
    """Paragraphs with amounts as exact as the text's finest of their unit: zeros are left out."""
    finest: dict[str, Number] = {}
    for told in paragraphs:
        for one in told.statements:
            step, unit = one.figure.printed.step, one.figure.unit
            if one.figure.kind == "amount" and step:
                finest[unit] = min(step, finest.get(unit, step))
    for told in paragraphs:
        yield told._replace(statements=tuple(_fine(one, finest) for one in told.statements))


def _fine(one: Statement, finest: Mapping[str, Number]) -> Statement:
    figure = one.figure
    step = finest.get(figure.unit, 0)
    if figure.kind != "amount" or not figure.printed.step or figure.printed.step == step:
        return one
    return one._replace(figure=figure._replace(printed=figure.printed._replace(step=step)))


class Account:
    """A text as told: its paragraphs, statements and lists."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._told_of: dict[str, list[tuple[Spot, Statement]]] = {}
        self.paragraphs: tuple[Told, ...] = tuple(_finely(list(map(told_in, paragraphs))))

    def __iter__(self) -> Iterator[tuple[Spot, Statement]]:
        for number, told in enumerate(self.paragraphs):
            for index, one in enumerate(told.statements):
                yield Spot(number, index), one

    @cached_property
    def lists(self) -> tuple[Listing, ...]:
        """The lists of parts, each with its whole."""
        return tuple(lists_in(self.paragraphs))

    @cached_property
    def year(self) -> int | None:
        """The year that the text is of: the first that it names."""
        for told in self.paragraphs:
            match = _YEAR.search(told.text)
            if match is not None:
                return int(match[1])
        return None

    @cached_property
    def by_name(self) -> dict[str, list[tuple[Spot, Statement]]]:
        """The amounts of each quantity that is known."""
        found: dict[str, list[tuple[Spot, Statement]]] = {}
        for spot, one in self:
            if one.role == AMOUNT and one.name:
                found.setdefault(one.name, []).append((spot, one))
        return found

    @cached_property
    def wholes(self) -> dict[tuple[int, int], Statement]:
        """The whole of each part that is listed in its paragraph, by paragraph and place."""
        return {
            (listing.at, part.figure.start): listing.whole
            for listing in self.lists
            if listing.at == listing.places[-1]
            for part in listing.parts
        }

    def told_of(self, words: str) -> list[tuple[Spot, Statement]]:
        """The amounts, budgets too, of what some words name."""
        found = self._told_of.get(words)
        if found is None:
            found = [
                (spot, one)
                for spot, one in self
                if one.role in (AMOUNT, BUDGET) and _is_of(one, words)
            ]
            self._told_of[words] = found
        return found

    def quoted(self, paragraph: int, *statements: Statement) -> str:
        """The words of some statements of a paragraph, from the first to the last, shortened."""
        text = self.paragraphs[paragraph].text
        start = min(one.start for one in statements)
        end = max(one.figure.end for one in statements)
        words = text[max(0, start) : end].strip("，；：、")
        if len(words) > _QUOTED:
            half = _QUOTED // 2
            words = f"{words[:half]}……{words[-half:]}"
        return words

    @cached_property
    def count(self) -> int:
        """How many numbers the text tells of something that is understood."""
        return sum(one.role != OTHER for _, one in self)
