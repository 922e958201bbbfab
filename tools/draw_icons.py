"""Draws addin/icons: one picture for each command, in the sizes that both hosts show.

Excel takes ``<picture>.png`` and scales it; LibreOffice takes ``_16`` and ``_26``. All sizes come
from the same shapes on a grid of 16 by 16, so that lines fall on whole pixels where it matters.
Run by ``make addin``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parent.parent / "addin" / "icons"

#: The ending of a picture's name → its side in pixels.
SIZES = {"": 64, "_16": 16, "_26": 26}
#: Both are seen on the light ribbon and on the dark one.
BLUE, ORANGE = (43, 108, 176), (232, 119, 34)
NOTHING = None
_SIDE = 16
#: So many drawn pixels to one shown pixel.
_FINE = 8

Point = tuple[float, float]
Colour = tuple[int, int, int] | None


class Pen:
    """A drawing on the grid; the colour NOTHING rubs out."""

    def __init__(self, size: int) -> None:
        """An empty drawing that becomes ``size`` pixels wide."""
        self._size = size
        self._scale = size * _FINE / _SIDE
        self._inks = {colour: self._sheet() for colour in (BLUE, ORANGE)}

    def _sheet(self) -> Image.Image:
        return Image.new("L", (self._size * _FINE, self._size * _FINE))

    def _lay(self, colour: Colour, mask: Image.Image) -> None:
        """Put a shape down: in its own colour it covers, in the other it leaves a hole."""
        for ink, sheet in self._inks.items():
            sheet.paste(255 if ink == colour else 0, (0, 0), mask)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def area(self, colour: Colour, *points: Point) -> None:
        """A filled polygon."""
        mask = self._sheet()
        ImageDraw.Draw(mask).polygon(self._at(points), fill=255)
        self._lay(colour, mask)

    def box(self, colour: Colour, left: float, top: float, right: float, bottom: float) -> None:
        """A filled rectangle whose sides are the given grid lines."""
        mask = self._sheet()
        (x, y), (to_x, to_y) = self._at(((left, top), (right, bottom)))
        ImageDraw.Draw(mask).rectangle((x, y, to_x - 1, to_y - 1), fill=255)
        self._lay(colour, mask)

    def disc(self, colour: Colour, x: float, y: float, radius: float) -> None:
        """A filled circle."""
        mask = self._sheet()
        [low, high] = self._at(((x - radius, y - radius), (x + radius, y + radius)))
        ImageDraw.Draw(mask).ellipse((*low, *high), fill=255)
        self._lay(colour, mask)

    def line(self, colour: Colour, width: float, *points: Point) -> None:
        """A line with round ends and corners."""
        mask = self._sheet()
        drawing, half = ImageDraw.Draw(mask), width * self._scale / 2
        placed = self._at(points)
        drawing.line(placed, fill=255, width=round(half * 2))
        for x, y in placed:
            drawing.ellipse((x - half, y - half, x + half, y + half), fill=255)
        self._lay(colour, mask)

    def image(self) -> Image.Image:
        """The drawing at its size, on a transparent ground."""
        whole = Image.new("RGBA", (self._size, self._size))
        for colour, sheet in self._inks.items():
            alpha = sheet.resize((self._size, self._size), Image.Resampling.BOX)
            layer = Image.new("RGBA", whole.size, colour)
            layer.putalpha(alpha)
            whole = Image.alpha_composite(whole, layer)
        return whole


def _page(pen: Pen, left: float = 2, top: float = 1, right: float = 12, bottom: float = 15) -> None:
    """A sheet of paper with a folded corner."""
    fold = 3.0
    outer = ((left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom))
    pen.area(BLUE, *outer)
    pen.area(
        NOTHING,
        (left + 1, top + 1),
        (right - fold - 0.5, top + 1),
        (right - 1, top + fold + 0.5),
        (right - 1, bottom - 1),
        (left + 1, bottom - 1),
    )
    corner = (right - fold - 1, top)
    pen.area(BLUE, corner, (right, top + fold + 1), (right - fold - 1, top + fold + 1))


def _lines(pen: Pen, left: float, right: float, *tops: float) -> None:
    """Lines of writing."""
    for top in tops:
        pen.box(BLUE, left, top, right, top + 1)


def _arrow_down(pen: Pen, colour: Colour, x: float, top: float, tip: float) -> None:
    """An arrow that points down, two lines thick."""
    pen.box(colour, x - 1, top, x + 1, tip - 2.5)
    pen.area(colour, (x - 3.5, tip - 3.5), (x + 3.5, tip - 3.5), (x, tip))


def _new(pen: Pen) -> None:
    _page(pen)
    _lines(pen, 4, 10, 6, 8)
    pen.disc(NOTHING, 11.5, 11.5, 4.5)
    pen.box(ORANGE, 10.5, 8, 12.5, 15)
    pen.box(ORANGE, 8, 10.5, 15, 12.5)


def _learn(pen: Pen) -> None:
    _page(pen)
    _lines(pen, 4, 10, 6, 8)
    pen.disc(NOTHING, 10.5, 10, 4.2)
    pen.disc(ORANGE, 10.5, 10, 3.4)
    pen.disc(NOTHING, 10.5, 10, 1.8)
    pen.line(NOTHING, 4, (12.8, 12.3), (15, 14.5))
    pen.line(ORANGE, 2, (12.8, 12.3), (14.8, 14.3))


def _plain(pen: Pen) -> None:
    pen.box(BLUE, 1, 3, 15, 13)
    pen.box(NOTHING, 2, 4, 14, 12)
    pen.box(ORANGE, 4, 5, 12, 7)
    pen.box(ORANGE, 4, 9, 12, 11)


#: The letters PDF, three squares wide and five high each.
_LETTERS = ("###.##..###", "#.#.#.#.#..", "###.#.#.##.", "#...#.#.#..", "#...##..#..")


def _pdf(pen: Pen) -> None:
    _page(pen, 2, 0, 13, 16)
    pen.box(NOTHING, 0, 5, 16, 14)
    pen.box(ORANGE, 1, 6, 14, 13)
    for row, squares in enumerate(_LETTERS):
        for column, square in enumerate(squares):
            if square == "#":
                pen.box(NOTHING, 2 + column, 7 + row, 3 + column, 8 + row)


def _word(pen: Pen) -> None:
    pen.box(BLUE, 5, 1, 16, 15)
    pen.box(NOTHING, 6, 2, 15, 14)
    for top in (4, 6, 8, 10):
        pen.box(BLUE, 10, top, 14, top + 1)
    pen.box(NOTHING, 0, 3, 10, 13)
    pen.box(ORANGE, 0, 4, 9, 12)
    pen.line(NOTHING, 1.2, (1.6, 5.8), (3, 10.2), (4.5, 6.6), (6, 10.2), (7.4, 5.8))


def _check(pen: Pen) -> None:
    _page(pen)
    _lines(pen, 4, 10, 6, 8)
    tick = ((6.5, 11), (9.5, 14), (14.5, 7.5))
    pen.line(NOTHING, 4, *tick)
    pen.line(ORANGE, 2.2, *tick)


def _walk(pen: Pen, up: bool) -> None:
    """A list with the line to go to, and an arrow to it."""
    tops = (2.0, 6.0, 10.0, 13.0) if up else (2.0, 5.0, 9.0, 12.0)
    aim = tops[0] if up else tops[-1]
    for top in tops:
        if top == aim:
            pen.box(ORANGE, 8, top, 15, top + 2)
        else:
            pen.box(BLUE, 8, top, 15, top + 1)
    if up:
        pen.box(BLUE, 3, 5, 5, 14)
        pen.area(BLUE, (0.5, 6.5), (7.5, 6.5), (4, 2))
    else:
        pen.box(BLUE, 3, 2, 5, 11)
        pen.area(BLUE, (0.5, 9.5), (7.5, 9.5), (4, 14))


def _previous(pen: Pen) -> None:
    _walk(pen, up=True)


def _next(pen: Pen) -> None:
    _walk(pen, up=False)


def _clear(pen: Pen) -> None:
    pen.area(BLUE, (9.5, 1), (15, 6.5), (10, 11.5), (4.5, 6))
    pen.area(ORANGE, (3.8, 6.7), (9.3, 12.2), (7.5, 14), (4, 14), (1, 11), (1, 9.5))
    pen.box(BLUE, 7, 13, 15, 14)


def _star(pen: Pen, x: float, y: float, radius: float) -> None:
    """A star with four points."""
    turns = range(8)
    reach = [radius if turn % 2 == 0 else radius * 0.32 for turn in turns]
    points = [
        (x + length * math.sin(turn * math.pi / 4), y - length * math.cos(turn * math.pi / 4))
        for turn, length in zip(turns, reach, strict=True)
    ]
    pen.area(ORANGE, *points)


def _fix(pen: Pen) -> None:
    pen.line(BLUE, 2.6, (2.5, 13.5), (8.5, 7.5))
    _star(pen, 11, 5, 5)
    _star(pen, 4, 4, 3)
    _star(pen, 12.5, 12.5, 3)


def _rescore(pen: Pen) -> None:
    pen.box(BLUE, 2, 1, 14, 15)
    pen.box(NOTHING, 3, 2, 13, 14)
    pen.box(ORANGE, 4, 3, 12, 6)
    for left in (4, 7, 10):
        for top in (8, 11):
            pen.box(BLUE, left, top, left + 2, top + 2)


def _explain(pen: Pen) -> None:
    pen.box(BLUE, 1, 2, 15, 12)
    pen.area(BLUE, (4, 12), (9, 12), (4, 16))
    pen.box(NOTHING, 2, 3, 14, 11)
    for top, right in ((4, 12), (6, 12), (8, 9)):
        pen.box(ORANGE, 4, top, right, top + 1)


def _merge_folder(pen: Pen) -> None:
    pen.area(BLUE, (0, 2), (6, 2), (8, 4), (16, 4), (16, 15), (0, 15))
    pen.area(NOTHING, (1, 3), (5.5, 3), (7.5, 5), (15, 5), (15, 14), (1, 14))
    _arrow_down(pen, ORANGE, 8, 6, 13)


def _merge_files(pen: Pen) -> None:
    _page(pen, 0, 0, 6, 9)
    _page(pen, 10, 0, 16, 9)
    _arrow_down(pen, ORANGE, 8, 2, 13.5)
    pen.box(BLUE, 2, 14, 14, 16)


def _send_back(pen: Pen) -> None:
    _page(pen, 5, 0, 15, 13)
    _lines(pen, 7, 13, 4, 6)
    pen.area(NOTHING, (0, 11.5), (6, 5.5), (6, 8.5), (16, 8.5), (16, 14.5), (6, 14.5), (6, 17))
    pen.area(ORANGE, (0.5, 11.5), (6, 7), (6, 10), (15, 10), (15, 13), (6, 13), (6, 16))


def _compare(pen: Pen) -> None:
    pen.box(BLUE, 0, 1, 7, 12)
    pen.box(NOTHING, 1, 2, 6, 11)
    pen.box(BLUE, 9, 1, 16, 12)
    pen.box(NOTHING, 10, 2, 15, 11)
    for top in (4, 7):
        pen.box(BLUE, 2, top, 5, top + 1)
        pen.box(ORANGE, 11, top, 14, top + 1)
    pen.area(ORANGE, (2, 14), (5, 12.5), (5, 15.5))
    pen.area(ORANGE, (14, 14), (11, 12.5), (11, 15.5))
    pen.box(ORANGE, 4, 13.5, 12, 14.5)


def _bind(pen: Pen) -> None:
    pen.box(BLUE, 3, 0, 15, 16)
    pen.box(NOTHING, 6, 1, 14, 15)
    pen.box(ORANGE, 7, 4, 13, 7)
    for top in (2, 5, 8, 11):
        pen.box(ORANGE, 1, top, 5, top + 1)


def _cancel(pen: Pen) -> None:
    pen.disc(BLUE, 8, 8, 7)
    pen.disc(NOTHING, 8, 8, 5.8)
    pen.line(ORANGE, 2, (5.8, 5.8), (10.2, 10.2))
    pen.line(ORANGE, 2, (10.2, 5.8), (5.8, 10.2))


def _settings(pen: Pen) -> None:
    for turn in range(8):
        angle = turn * math.pi / 4
        x, y = math.sin(angle), math.cos(angle)
        pen.area(
            BLUE,
            (8 + 4 * x - 1.9 * y, 8 + 4 * y + 1.9 * x),
            (8 + 7.4 * x - 1.2 * y, 8 + 7.4 * y + 1.2 * x),
            (8 + 7.4 * x + 1.2 * y, 8 + 7.4 * y - 1.2 * x),
            (8 + 4 * x + 1.9 * y, 8 + 4 * y - 1.9 * x),
        )
    pen.disc(BLUE, 8, 8, 5.4)
    pen.disc(NOTHING, 8, 8, 3.4)
    pen.disc(ORANGE, 8, 8, 2.2)


def _help(pen: Pen) -> None:
    pen.disc(BLUE, 8, 8, 7)
    pen.disc(NOTHING, 8, 8, 5.8)
    arc = [
        (8 + 2.2 * math.sin(angle), 6.3 - 2.2 * math.cos(angle))
        for angle in (math.radians(degrees) for degrees in range(-80, 151, 10))
    ]
    pen.line(ORANGE, 1.7, *arc, (8, 8.6), (8, 9.2))
    pen.disc(ORANGE, 8, 11.7, 1.05)


DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "new": _new,
    "learn": _learn,
    "plain": _plain,
    "word": _word,
    "pdf": _pdf,
    "check": _check,
    "previous": _previous,
    "next": _next,
    "clear": _clear,
    "fix": _fix,
    "rescore": _rescore,
    "explain": _explain,
    "merge_folder": _merge_folder,
    "merge_files": _merge_files,
    "send_back": _send_back,
    "compare": _compare,
    "bind": _bind,
    "cancel": _cancel,
    "settings": _settings,
    "help": _help,
}


def icon(picture: str, size: int) -> Image.Image:
    """A picture at a size in pixels."""
    pen = Pen(size)
    DRAWINGS[picture](pen)
    return pen.image()


def is_drawn(path: Path, image: Image.Image) -> bool:
    """Whether a file shows the image; its bytes depend on the machine that wrote it."""
    if not path.is_file():
        return False
    with Image.open(path) as kept:
        return kept.convert("RGBA").tobytes() == image.tobytes()


def main() -> list[Path]:
    """Draw every picture in every size; gives the files that have changed."""
    ICONS.mkdir(parents=True, exist_ok=True)
    changed = []
    for picture in DRAWINGS:
        for ending, size in SIZES.items():
            path, image = ICONS / f"{picture}{ending}.png", icon(picture, size)
            if not is_drawn(path, image):
                image.save(path, optimize=True)
                changed.append(path)
    return changed


if __name__ == "__main__":
    main()
