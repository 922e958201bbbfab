"""Find the fields that stand alone: a label, and its value beside it or in the same cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.domain.totals import adds_up
from zipingbiao.glossary import MONEY_UNITS
from zipingbiao.ooxml.address import cell_place
from zipingbiao.template.patterns import fold_piece, lead_regex
from zipingbiao.template.reading.anchors import spoken
from zipingbiao.template.reading.leads import before_colons
from zipingbiao.template.reading.loose_funds import LooseFunds, spot_of
from zipingbiao.template.reading.planned import Alike, RowPlan, Spot
from zipingbiao.template.reading.regions import Canvas, Region, Window, around
from zipingbiao.template.reading.valueplaces import ValuePlaces
from zipingbiao.template.reading.vocabulary import Words, variants
from zipingbiao.template.words import unit_said
from zipingbiao.values.numbers import reads_as_number
from zipingbiao.values.text import fold

#: A label that shares its cell with its value, without a colon, has at most so many parts.
_MOST_PARTS = 6
_LONGEST_CELL = 200
_LONGEST_JOINED = 20

#: The fields whose values never have a colon of their own.
_SHORT = ("header.", "total.")
_BEHIND_COLON = re.compile(r"[:：∶]\s*(.*)", re.DOTALL)


class _Candidate(NamedTuple):
    """A place where a field may stand."""

    rank: int
    order: int
    spot: Spot | None
    label: Region


class Scalars:
    """Finds the single fields among the regions of a form that are in no table.

    ``labels`` are the regions that are labels, ``alike`` those taken for what they are like;
    ``beside`` the values of labels for which there is no field: value → label; in ``filled``
    cells something must stand for this to be right. Above the row ``opening`` nothing was added
    up yet: 合计 there is of another table.
    """

    def __init__(
        self,
        canvas: Canvas,
        window: Window,
        words: Words,
        loose: Sequence[Region],
        title: Region | None,
        opening: int = 0,
    ) -> None:
        self._canvas = canvas
        self._window = window
        self._words = words
        self._opening = opening
        self._places = ValuePlaces(canvas, window, words, loose)
        self._reusable = True
        self.filled: set[str] = set()
        self.labels: list[Region] = []
        self.alike: list[Alike] = []
        self.beside: dict[str, str] = {}
        self.funds = LooseFunds(canvas, words, self.beside)
        self._candidates: dict[str, list[_Candidate]] = {}
        self._reached: list[str] = []
        joined: set[str] = set()
        for order, region in enumerate(loose):
            if region is title or region.address in joined or region.address in self._places.values:
                continue
            joined.update(self._look(order, region))
        self._look_alike([region for region in loose if region is not title])
        self.filled |= self._places.filled

    @property
    def reusable(self) -> bool:
        """Whether labels alone decided all places."""
        return self._reusable and self._places.reusable

    def _look(self, order: int, region: Region) -> Sequence[str]:
        """What a region says; the addresses of its other parts, where it was broken in two."""
        if self._is_mixed(order, region):
            return ()
        if self._words.label(region.text) is None and (parts := self._joined(order, region)):
            return parts
        if not self._label(order, region) and not (
            ":" in region.text and self._held(order, region)
        ):
            self._spaced(order, region)
        return ()

    def _joined(self, order: int, region: Region) -> Sequence[str]:
        """A label that was broken over two cells; the addresses of its parts."""
        for other in (self._canvas.beside(region), self._canvas.below(region)):
            if other is None or len(region.text) + len(other.text) > _LONGEST_JOINED:
                continue
            text = region.text + other.text
            alone = self._words.label(other.text) or self._words.is_known(other.text)
            if self._words.label(text) is not None and not alone:
                parts = (*region.parts, other.address)
                whole = Region(around(region.area, other.area), region.address, text, parts)
                self._label(order, whole)
                self._reusable = False
                return parts
        return ()

    def _keep(self, term: str, rank: int, order: int, spot: Spot | None, label: Region) -> None:
        self._candidates.setdefault(term, []).append(_Candidate(rank, order, spot, label))

    # The ways in which a field may stand

    def _is_mixed(self, order: int, region: Region) -> bool:
        """A cell as the template has it, text and fields together."""
        texts = [region.text]
        if self._words.mixed and (seen := self._canvas.sheet.shown(region.address))[-1:] in ":：":
            texts.append(fold_piece(seen))  # a colon may be all the value
        for mixed in self._words.mixed:
            if any(map(mixed.regex.fullmatch, texts)):
                spot = Spot(mixed.tag, mixed.kind, region.address, mixed.pattern)
                self._keep(mixed.tag.term, -1, order, spot, region)
                self.labels.append(region)
                return True
        return False

    def _label(self, order: int, region: Region) -> bool:
        """A label with its value beside it."""
        found = self._words.label(region.text)
        if found is None and not self._words.knows(region.text):
            return False
        self.labels.append(region)
        address = self._places.right_of(region)
        if found is None:
            if address is not None:
                self._beside(region, address)
                said = self._words.head("goal", region.text)
                if said is not None and said.name == "actual":
                    self._reached.append(address)
            return True
        if found.term == "header.project" and self._words.key_item(region.text) == "fund":
            return False
        if found.term == "total.score" and adds_up(region.text) and region.area.top < self._opening:
            return False
        if found.term == "goal.expected":
            address = self._places.below_instead(region, address)
        term = found.term
        if term == "header.unit" and address and self._is_money_unit(region, address):
            term = "header.money_unit"
        spot = None if address is None else spot_of(term, address)
        self._keep(term, found.rank, order, spot, region)
        return True

    def _is_money_unit(self, region: Region, address: str) -> bool:
        """Whether 单位 stands before the unit of the amounts, not before a name."""
        if region.text not in ("单位", "单位:"):
            return False
        self._reusable = False
        value = self._canvas.at(*cell_place(address))
        return value is not None and value.text in MONEY_UNITS

    def _beside(self, region: Region, address: str) -> None:
        """The value of a label for which there is no single field."""
        if not self.funds.takes(region, region.text, address):
            self.beside[address] = region.text

    def _held(self, order: int, region: Region) -> bool:
        """Labels and values in one cell, ``主管部门：甲局  实施单位：乙所``."""
        if len(region.text) > _LONGEST_CELL:
            return False
        said = [lead.label for lead in self._words.leads.found(region.text)]
        if not said or not region.text.startswith((said[0], *variants(region.text))):
            return False
        lead = self._words.leads.match(region.text)
        if not lead:
            return False
        amount = reads_as_number(region.text[lead.end :])
        if unit_said(region.text) and len(said) == 1 and not amount:
            return False
        self.labels.append(region)
        shown = self._canvas.sheet.shown(region.address)
        strange = before_colons(shown) - {*said, *(spoken(text) for text in said)}
        for text in said:
            label = self._words.label(text) or self._words.held.get(text)
            others = frozenset(said)
            if label is not None and label.term.startswith(_SHORT):
                others |= strange
            after = lead_regex(frozenset({text}), others - {text})
            if label is None:
                if not self.funds.takes(region, text, region.address, after):
                    self.beside[region.address] = text
                continue
            spot = spot_of(label.term, region.address, after)
            self._keep(label.term, label.rank, order, spot, region)
        return True

    def _spaced(self, order: int, region: Region) -> bool:
        """Label and value in one cell with a blank between them, ``项目名称  道路维修``."""
        shown = self._canvas.sheet.shown(region.address)
        parts = shown.split()
        if len(parts) < 2 or len(shown) > _LONGEST_CELL:
            return False
        for count in range(1, min(_MOST_PARTS, len(parts) - 1) + 1):
            text = fold("".join(parts[:count]))
            label = self._words.labels.get(text)
            if label is not None and not label.rank:
                self.labels.append(region)
                spot = spot_of(label.term, region.address, _behind(tuple(parts[:count])))
                self._keep(label.term, label.rank, order, spot, region)
                return True
        return False

    def _look_alike(self, loose: Sequence[Region]) -> None:
        """Labels that no word fits, for fields that were found nowhere else."""
        values = {one.spot.address for o in self._candidates.values() for one in o if one.spot}
        known = {*values, *self.beside, *(region.address for region in self.labels)}
        for order, region in enumerate(loose):
            if region.address in known or len(region.text) > _LONGEST_CELL:
                continue
            text, colon, held = region.text.partition(":")
            label = self._words.alike_label(text)
            if label is None or not label.term:
                continue
            if colon and held:
                spot = spot_of(label.term, region.address, _BEHIND_COLON)
            elif (address := self._places.right_of(region)) is not None and address not in known:
                spot = spot_of(label.term, address)
            else:
                continue
            if label.term not in self._candidates:
                self.alike.append(Alike(region.address, text, label.term, (spot.address,)))
            self.labels.append(region)
            self._keep(label.term, label.rank, order, spot, region)

    # What is found

    def spots(self, taken: set[str]) -> list[Spot]:
        """One place for each field: that of the plainest label; none for those ``taken``.

        Of labels as plain, the first that has a value counts.
        """
        found: list[Spot] = []
        others: list[_Candidate] = []
        for term, candidates in self._candidates.items():
            best = min(candidates, key=lambda one: (one.rank, self._emptiness(one), one.order))
            if best.spot is not None and len(candidates) > 1 and not self._emptiness(best):
                self.filled.add(best.spot.address)
            for candidate in candidates:
                own = candidate is best and term not in taken
                if candidate.spot is None:
                    continue
                if own and not term.startswith("goal."):
                    found.append(candidate.spot)
                elif not own:
                    others.append(candidate)
        kept = {spot.address for spot in found}
        for _, _, spot, label in others:
            if spot is not None and (spot.address != label.address or spot.address not in kept):
                self.beside[spot.address] = label.text.partition(":")[0]
        return found

    def _emptiness(self, candidate: _Candidate) -> int:
        """0 where a candidate has a value, 1 where it has room for one, 2 where it has none."""
        if candidate.spot is None:
            return 2
        place = cell_place(candidate.spot.address)
        return 0 if self._canvas.at(*place) is not None else 1

    def goals(self) -> list[RowPlan]:
        """The goal that stands beside its label, where no table has goals; what was reached.

        Several have numbered labels.
        """
        placed = [one for one in self._candidates.get("goal.expected", ()) if one.spot]
        own = sorted(placed, key=lambda one: (self._emptiness(one), one.rank, one.order))
        numbered = [one for one in placed if one.label.text[-1].isdigit()]
        own = numbered if len(numbered) > 1 else own[:1]
        filled = [a for a in self._reached if self._canvas.at(*cell_place(a)) is not None]
        reached = filled[: len(own)] if len(own) in (1, len(filled)) else []
        self.filled.update(reached)
        for address in (*reached, *(one.spot.address for one in own if one.spot)):
            self.beside.pop(address, None)
        actual = [spot_of("goal.actual", address) for address in reached]
        return [
            RowPlan(one.label.area.top, (one.spot, *actual[n : n + 1]))
            for n, one in enumerate(own)
            if one.spot
        ]


@lru_cache(maxsize=256)
def _behind(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Finds what stands behind the parts of a label in its cell."""
    return re.compile(r"\s*" + r"\s+".join(map(re.escape, parts)) + r"\s+(.*)", re.DOTALL)
