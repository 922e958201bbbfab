"""Where the rows of a template stand in a filled form.

Some rows of a template repeat: row 14 becomes rows 14 to 33, and all rows below move down. A
`RowMap` says where each template row went, and which template row an output row came from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate


class RowMap:
    """Template rows → output rows, both counted from 1. Immutable and hashable.

    ``repeats`` gives the number of copies (1 or more) of each row that repeats; rows that it
    does not name have one copy. Raises ValueError for a row or a number below 1.
    """

    __slots__ = ("_extra", "_hash", "_repeats", "_rows", "_starts")

    def __init__(self, repeats: Mapping[int, int] | Iterable[tuple[int, int]] = ()) -> None:
        repeats = dict(repeats)
        if any(row < 1 or copies < 1 for row, copies in repeats.items()):
            raise ValueError(f"rows and copies count from 1: {repeats!r}")
        self._repeats = tuple(sorted((row, n) for row, n in repeats.items() if n > 1))
        self._rows = tuple(row for row, _ in self._repeats)
        # _extra[i]: how many rows the first i repeated rows add.
        self._extra = (0, *accumulate(n - 1 for _, n in self._repeats))
        self._starts = tuple(map(sum, zip(self._rows, self._extra, strict=False)))
        self._hash = hash(self._repeats)

    @property
    def identity(self) -> bool:
        """Whether no row moves."""
        return not self._repeats

    @property
    def added(self) -> int:
        """How many rows the form has more than the template."""
        return self._extra[-1]

    def copies(self, row: int) -> int:
        """How many copies of a template row stand in the form."""
        return self.last(row) - self.first(row) + 1

    def first(self, row: int) -> int:
        """The output row of the first (or only) copy of a template row."""
        return row + self._extra[bisect_left(self._rows, row)]

    def last(self, row: int) -> int:
        """The output row of the last (or only) copy of a template row."""
        return row + self._extra[bisect_right(self._rows, row)]

    def source(self, row: int) -> tuple[int, int]:
        """The template row that an output row came from, and which copy it is (from 0)."""
        index = bisect_right(self._starts, row)
        if index:
            origin, copies = self._repeats[index - 1]
            copy = row - self._starts[index - 1]
            if copy < copies:
                return origin, copy
        return row - self._extra[index], 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowMap) and self._repeats == other._repeats

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"RowMap({dict(self._repeats)!r})"
