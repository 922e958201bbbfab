"""A form as it is to be seen on paper: boxes on a grid, their looks, the paper.

Lengths are in points. Rows and columns count from 1 within the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from zipingbiao.ooxml.address import Area

#: A4, upright (points).
A4 = (595.3, 841.9)


@dataclass(frozen=True, slots=True)
class Font:
    """A font. ``color`` is six hexadecimal digits, ``""`` for black.

    ``raised``: superscript or subscript, ``""`` for letters on the line.
    """

    name: str = "宋体"
    size: float = 11.0
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    color: str = ""
    raised: str = ""


class Piece(NamedTuple):
    """A part of a text in a font of its own."""

    text: str
    font: Font


@dataclass(frozen=True, slots=True)
class Edges:
    """The lines around a box, by their names in a workbook (thin, medium …); ``""`` for none."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""

    def __bool__(self) -> bool:
        return bool(self.left or self.right or self.top or self.bottom)


#: All around, as blank official forms have it.
THIN = Edges("thin", "thin", "thin", "thin")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks. ``horizontal`` and ``vertical`` are as workbooks name them.

    ``rotation``: degrees as workbooks write them, 255 for letters below each other. ``fill`` is a
    colour, ``""`` for none.
    """

    font: Font = Font()
    edges: Edges = Edges()
    horizontal: str = "general"
    vertical: str = "center"
    indent: int = 0
    wraps: bool = True
    shrinks: bool = False
    rotation: int = 0
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One cell, or merged cells, with the text that a person sees there.

    ``is_number``: it stands on the right where nothing else is said. ``pieces`` are the parts of
    its text where they do not look alike.
    """

    area: Area
    text: str = ""
    look: Look = Look()
    is_number: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def rows(self) -> int:
        """Over how many rows it reaches."""
        return self.area.bottom - self.area.top + 1

    @property
    def columns(self) -> int:
        """Over how many columns it reaches."""
        return self.area.right - self.area.left + 1

    def with_edges(self, **edges: str) -> Box:
        """The box with some of its lines changed."""
        return replace(self, look=replace(self.look, edges=replace(self.look.edges, **edges)))


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper and its margins; what stands above and below each page, as workbooks write it."""

    width: float = A4[0]
    height: float = A4[1]
    left: float = 36.0
    right: float = 36.0
    top: float = 43.2
    bottom: float = 50.4
    header: float = 21.6
    footer: float = 21.6
    head: str = ""
    foot: str = ""

    @property
    def is_landscape(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height

    @property
    def room(self) -> tuple[float, float]:
        """How wide and how high the text may be."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom


class Heads(NamedTuple):
    """The rows that are printed again on each page."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """A form on its paper. The boxes cover the grid, each place once, row by row.

    ``told`` is what a person must know of it: what the sheet has and the page has not. ``rows``
    and ``columns`` are the numbers on the sheet of those of the page.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    boxes: tuple[Box, ...]
    paper: Paper = Paper()
    heads: Heads | None = None
    told: tuple[str, ...] = field(default=())
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def width_of(self, area: Area) -> float:
        """How wide some columns are together."""
        return sum(self.widths[area.left - 1 : area.right])

    def height_of(self, area: Area) -> float:
        """How high some rows are together."""
        return sum(self.heights[area.top - 1 : area.bottom])

    def fitted(self) -> Page:
        """The page made as small as the paper wants it, as a workbook prints it: letters too."""
        factor = min(1.0, self.paper.room[0] / (sum(self.widths) or 1.0))
        if factor == 1.0:
            return self
        return replace(
            self,
            widths=tuple(width * factor for width in self.widths),
            heights=tuple(height * factor for height in self.heights),
            boxes=tuple(_smaller(box, factor) for box in self.boxes),
        )


def _smaller(box: Box, factor: float) -> Box:
    font = _smaller_font(box.look.font, factor)
    pieces = tuple(Piece(one.text, _smaller_font(one.font, factor)) for one in box.pieces)
    return replace(box, look=replace(box.look, font=font), pieces=pieces)


def _smaller_font(font: Font, factor: float) -> Font:
    return replace(font, size=half_points(font.size * factor))


#: No letters are smaller.
_SMALLEST = 5.0


def half_points(size: float) -> float:
    """A size of letters as Word has them: whole or half points, not above the given one."""
    return max(_SMALLEST, int(size * 2 + 0.25) / 2)
