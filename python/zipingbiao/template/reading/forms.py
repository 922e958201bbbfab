"""A layout as the reader needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zipingbiao.template.patterns import values_in
from zipingbiao.template.reading.align import Alignment
from zipingbiao.template.reading.anchors import FormShape, spoken
from zipingbiao.template.tag import Pattern

#: A title with one of these words is that of a form that has it too.
_KINDS = ("整体", "明细")


@dataclass(frozen=True)
class Form:
    """A layout as the reader needs it: its id, the shape of its form, what must be there."""

    layout: str
    shape: FormShape
    requires: tuple[str, ...] = ()

    @property
    def title(self) -> Pattern | None:
        """The pattern of its title."""
        cell = self.shape.title
        if cell is None:
            return None
        return cell.pattern or ((cell.label,) if cell.label else None)

    @cached_property
    def required(self) -> tuple[frozenset[int], ...]:
        """For each required label, the labels of the form that are it."""
        return tuple(frozenset(self.shape.lookup.get(spoken(text), ())) for text in self.requires)

    def has_required(self, alignment: Alignment) -> bool:
        """Whether all labels were found that make it this form."""
        return all(any(index in alignment.found for index in one) for one in self.required)

    def contradicts(self, title: str) -> bool:
        """Whether a title is that of another kind of form: of a whole department, of payments."""
        own = "".join(piece for piece in self.title or () if isinstance(piece, str))
        return any(word in title and word not in own for word in _KINDS)

    def entitles(self, title: str) -> bool:
        """Whether this is its title, as printed."""
        return self.title is not None and values_in(self.title, title, title=True) is not None
