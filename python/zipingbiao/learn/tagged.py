"""What the sheet of a learned form is to say, as it is being decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.ooxml.address import Area


class Question(NamedTuple):
    """What a person is asked: of which cell of the filled form, what."""

    cell: str
    text: str


@dataclass
class Tagged:
    """What the sheet is to say; places are those of the filled form.

    ``says`` are texts by cell, ``kinds`` those of the fields in them; rows that are ``dropped``
    go; a row that stands for many looks as those that are ``alike``; ``heads`` are the rows of
    the head of the indicators.
    """

    area: Area
    says: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    alike: dict[int, Sequence[int]] = field(default_factory=dict)
    heads: tuple[int, int] | None = None
    asks: list[Question] = field(default_factory=list)

    def tag(self, address: str, tag: str, kind: str) -> None:
        """A field has a cell for itself."""
        self.says[address] = f"{{{{ {tag} }}}}"
        self.kinds[address] = kind

    def ask(self, cell: str, text: str) -> None:
        """Note down a question."""
        self.asks.append(Question(cell, text))
