"""Funds that stand in no table: amounts beside their labels, 年度预算 | 100 | 全年支出 | 92."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zipingbiao.domain.totals import names_funds
from zipingbiao.glossary import TERM_OF
from zipingbiao.ooxml.address import cell_place
from zipingbiao.template.reading.planned import RowPlan, Spot
from zipingbiao.template.reading.regions import Canvas, Region
from zipingbiao.template.reading.vocabulary import AMOUNTS, Words
from zipingbiao.template.tag import Tag
from zipingbiao.template.words import clean_source
from zipingbiao.values.numbers import reads_as_number

#: So many amounts beside labels are funds.
_FEWEST = 2


class LooseFunds:
    """Keeps the amounts beside labels. What is none goes to ``beside``: value → label."""

    def __init__(self, canvas: Canvas, words: Words, beside: dict[str, str]) -> None:
        self._canvas = canvas
        self._words = words
        self._beside = beside
        self._sources: list[tuple[Region, str]] = []
        self._amounts: list[tuple[Region, Spot]] = []

    @property
    def figures(self) -> Iterator[str]:
        """The cells in which the name of a source would say that none stands before them."""
        return (address for _, address in self._sources)

    @property
    def any(self) -> bool:
        """Whether amounts or sources stand beside labels."""
        return bool(self._sources or self._amounts)

    def takes(
        self, region: Region, text: str, address: str, after: re.Pattern[str] | None = None
    ) -> bool:
        """Whether a label names an amount or a source of funds; it is kept then.

        ``after`` finds the amount behind its label in the same cell. What is a label itself is no
        amount: 小计 | 中央财政 | 省级财政 are heads.
        """
        value = self._canvas.at(*cell_place(address)) if after is None else None
        if value is not None and (self._words.knows(value.text) or self._is_part(region)):
            return False
        if (name := self._words.amount(text)) is not None:
            self._amounts.append((region, spot_of(f"fund.{name}", address, after)))
        elif value is not None and is_source(value.text):
            return False  # 上年结转 | 公共财政拨款 are heads
        elif value is not None and self._is_of_table(value):
            return False
        elif after is None and self._words.key_item(text) == "fund":
            self._sources.append((region, address))
        else:
            return False
        return True

    def _is_of_table(self, value: Region) -> bool:
        """Whether right behind a number the next one stands: whose they are says a head above."""
        area = value.area
        behind = self._canvas.at(area.top, area.right + 1)
        numbers = [one for one in (value, behind) if one and reads_as_number(one.text)]
        return len(numbers) > 1

    def _is_part(self, label: Region) -> bool:
        """Whether a part stands behind an amount of no fund: 收入合计 | 9 | 其中：拨款."""
        before = [r for r in self._canvas.rows[label.area.top] if r.area.left < label.area.left]
        if not label.text.startswith("其中") or len(before) < _FEWEST:
            return False
        whole, amount = before[-2:]
        return reads_as_number(amount.text) and not self._words.names_amount(whole.text)

    def plans(self, tables: Sequence[RowPlan]) -> list[RowPlan]:
        """The funds; ``tables`` are those of tables. Amounts in several lines are one.

        Where tables name the sources of their amounts, what stands beside labels is none.
        """
        amounts = tuple(spot for _, spot in self._amounts)
        names = {spot.tag.name for spot in amounts}
        row = RowPlan(max((label.area.top for label, _ in self._amounts), default=0), amounts)
        if tables:
            if amounts and (names <= AMOUNTS | {"rate"} or self._goes_on(tables, names)):
                together = _in_one([*tables, row])
                if len(together) == 1:
                    return [*together, *self._named()]
            self._beside.update((address, label.text) for label, address in self._sources)
            self._tell(self._amounts)
            return _in_one(tables)
        found = self._named()
        if len(names) >= max(_FEWEST, len(amounts)) and AMOUNTS & names:
            first = bool(found) and self._amounts[0][0].area < self._sources[0][0].area
            return [row, *found] if first else [*found, row]
        own = [one for one in self._amounts if self._words.key_item(one[0].text) == "fund"]
        self._tell([one for one in self._amounts if one not in own])
        named = [*self._sources, *((label, spot.address) for label, spot in own)]
        return [_fund(*one) for one in sorted(named, key=lambda one: one[0].area)]

    def _named(self) -> list[RowPlan]:
        """The funds whose sources stand beside their amounts, those of one source together."""
        found: dict[str, RowPlan] = {}
        for label, address in self._sources:
            spot = spot_of(f"fund.{self._amount_of(label)}", address)
            name = clean_source(label.text)
            known = found.get(name)
            if known is None or any(spot.tag == one.tag for one in known.spots):
                name = name if known is None else label.address
                found[name] = RowPlan(label.area.top, (spot,), label.address, "source")
            else:
                found[name] = known._replace(spots=(*known.spots, spot))
        return list(found.values())

    def _amount_of(self, source: Region) -> str:
        """Which amount a source has: the one that a label before it in its row names."""
        row = self._canvas.rows.get(source.area.top, ())
        names = (self._words.amount(r.text) for r in row if r.area.right < source.area.left)
        return next((name for name in reversed([*names]) if name in AMOUNTS), "budget")

    def _goes_on(self, tables: Sequence[RowPlan], names: set[str]) -> bool:
        """Whether right below amounts beside their labels the rate and its points stand so."""
        below = tables[-1].number + 1
        return "rate" in names and all(label.area.top == below for label, _ in self._amounts)

    def _tell(self, amounts: list[tuple[Region, Spot]]) -> None:
        """Amounts beside labels that are no funds."""
        self._beside.update((spot.address, label.text) for label, spot in amounts)


def is_source(text: str) -> bool:
    """Whether the name of a source stands where an amount might."""
    return text.isalpha() and names_funds(text)


def _is_unnamed(row: RowPlan) -> bool:
    """Whether amounts do not say where they come from."""
    return row.key is None and all(spot.tag.name != "source" for spot in row.spots)


def _in_one(rows: Sequence[RowPlan]) -> list[RowPlan]:
    """The rows of funds; those that name no sources are one where no amount stands in two."""
    spots = [spot for row in rows for spot in row.spots]
    names = {spot.tag.name for spot in spots}
    if len(rows) < 2 or len(names) < len(spots) or not all(map(_is_unnamed, rows)):
        return list(rows)
    return [rows[0]._replace(spots=tuple(spots))]


def _fund(label: Region, address: str) -> RowPlan:
    """An amount beside the name of its source."""
    return RowPlan(label.area.top, (spot_of("fund.budget", address),), label.address, "source")


def spot_of(term: str, address: str, after: re.Pattern[str] | None = None) -> Spot:
    """The place of a field that stands alone in a cell, or behind its label."""
    record, _, name = term.rpartition(".")
    return Spot(Tag(record, name), TERM_OF[term].kind, address, after=after)
