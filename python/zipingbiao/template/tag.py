"""The fields that a cell of a template names, as `zipingbiao.template.parsing` reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zipingbiao.glossary import LISTS, TERM_OF

#: Counters: within a group, over all rows. They are printed, not read back.
COUNTERS = ("no", "line")


@dataclass(frozen=True, slots=True)
class Tag:
    """One field in a cell.

    ``record`` is ``""``, ``header``, ``total`` or the name of a list's item; ``key`` the printed
    label of a fixed row; ``tick`` the word that a tick stands for; ``part`` the part of the field
    that has this cell for itself; ``only``: it is of the one item that a list has.
    """

    record: str
    name: str
    key: str | None = None
    merge: bool = False
    points: bool = False
    tick: str | None = None
    part: str | None = None
    only: bool = False

    @property
    def term(self) -> str:
        """The field in the glossary: ``indicator.score``."""
        return f"{self.record}.{self.name}" if self.record else self.name

    @property
    def repeats(self) -> bool:
        """Whether its row repeats for each item of a list."""
        return self.record in LISTS and self.key is None and not self.only

    @property
    def counts(self) -> bool:
        """Whether it only counts, ``指标{{ indicator.no }}``."""
        return self.name in COUNTERS and self.term not in TERM_OF

    def where(self, number: int) -> str:
        """The field's path in the data; ``number`` is that of its item."""
        if self.record not in LISTS:
            return self.term
        place = f'"{self.key}"' if self.key is not None else str(0 if self.only else number)
        return f"{LISTS[self.record].path}[{place}].{self.name}"


#: The content of a cell: literal text and fields in turn.
Pattern = tuple[str | Tag, ...]


def tags_of(pattern: Pattern) -> Iterator[Tag]:
    """The fields of a pattern."""
    return (piece for piece in pattern if isinstance(piece, Tag))
