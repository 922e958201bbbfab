"""How cells look: fonts, borders, alignment, sizes, in Excel's terms."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from zipingbiao.excel.office.document import check_unlocked
from zipingbiao.excel.office.formats import Color, to_color, to_number
from zipingbiao.excel.office.link import Uno, member, struct, told
from zipingbiao.excel.office.parts import RangePart

_BOLD, _REGULAR = 150.0, 100.0

HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
#: By com.sun.star.table.CellVertJustify2.
VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}

_SIDES = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_vertical": "VerticalLine",
    "inside_horizontal": "HorizontalLine",
}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}
#: Widths in 1/100 mm, as LibreOffice writes them into Excel's files.
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 88}
#: By com.sun.star.table.BorderLineStyle.
_LINES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}


def common(area: Uno, name: str) -> Any:
    """A property of an area; None where its cells differ in it."""
    if area.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return area.getPropertyValue(name)


@told
class Font(base_classes.Font):
    """The font of a range. Chinese and Latin letters have one font each in LibreOffice."""

    def __init__(self, parent: RangePart) -> None:
        self._parent = parent

    @property
    def api(self) -> Uno:
        """The cells in LibreOffice."""
        return self._parent.api

    def _set(self, name: str, value: object) -> None:
        check_unlocked(self._parent.sheet.api)
        for script in ("", "Asian"):
            self.api.setPropertyValue(name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether the letters are bold; None where the cells differ."""
        weight = common(self.api, "CharWeight")
        return None if weight is None else weight > _REGULAR

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _REGULAR)

    @property
    def italic(self) -> bool | None:
        """Whether the letters are slanted; None where the cells differ."""
        slant = common(self.api, "CharPosture")
        return None if slant is None else slant.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", member("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """The height in points; None where the cells differ."""
        size: float | None = common(self.api, "CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """The typeface of Latin letters; None where the cells differ."""
        name: str | None = common(self.api, "CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour of the letters; None where the cells differ, or it is automatic."""
        return to_color(common(self.api, "CharColor"))

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        check_unlocked(self._parent.sheet.api)
        self.api.CharColor = to_number(color_or_rgb)


@told
class Border(base_classes.Border):
    """One side of a range's borders."""

    def __init__(self, parent: RangePart, side: str) -> None:
        self._parent = parent
        self._side = side

    @property
    def api(self) -> Uno:
        """The line in LibreOffice."""
        if self._side in _DIAGONALS:
            return self._parent.api.getPropertyValue(_DIAGONALS[self._side])
        return getattr(self._parent.api.TableBorder2, _SIDES[self._side])

    @property
    def line_style(self) -> str:
        """``continuous``, ``double``, … or ``none``."""
        line = self.api
        names = {number: name for name, number in _LINES.items()}
        return names.get(line.LineStyle, "continuous") if line.LineWidth else "none"

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        Borders(self._parent).set((self._side,), line_style=value)

    @property
    def weight(self) -> str:
        """``hairline``, ``thin``, ``medium`` or ``thick``, whichever is next to its width."""
        width = self.api.LineWidth
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - width))

    @weight.setter
    def weight(self, value: str) -> None:
        Borders(self._parent).set((self._side,), weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour of the line; None where there is none."""
        line = self.api
        return to_color(line.Color) if line.LineWidth else None

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        Borders(self._parent).set((self._side,), color=color_or_rgb)


@told
class Borders(base_classes.Borders):
    """The borders of a range."""

    def __init__(self, parent: RangePart) -> None:
        self.parent = parent

    @property
    def api(self) -> Uno:
        """All borders of the range in LibreOffice."""
        return self.parent.api.TableBorder2

    def __getitem__(self, key: str) -> Border:
        return Border(self.parent, key)

    def _shared(self, name: str) -> Any:
        height, width = self.parent.shape
        missing = {"inside_vertical"} if width == 1 else set()
        missing |= {"inside_horizontal"} if height == 1 else set()
        sides = _SIDES.keys() - missing
        values = {getattr(Border(self.parent, side), name) for side in sides}
        return values.pop() if len(values) == 1 else None

    @property
    def line_style(self) -> Any:
        """The line style of all sides; None where they differ."""
        return self._shared("line_style")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(line_style=value)

    @property
    def weight(self) -> Any:
        """The weight of all sides; None where they differ."""
        return self._shared("weight")

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(weight=value)

    @property
    def color(self) -> Any:
        """The colour of all sides; None where they differ."""
        return self._shared("color")

    @color.setter
    def color(self, value: Color) -> None:
        self.set(color=value)

    def set(
        self,
        which: tuple[str, ...] = tuple(_SIDES),
        *,
        line_style: Any = base_classes._UNSET,
        weight: Any = base_classes._UNSET,
        color: Any = base_classes._UNSET,
    ) -> None:
        """Draw some sides; what is not said is thin, continuous and black."""
        check_unlocked(self.parent.sheet.api)
        line = _line(line_style, weight, color)
        border = struct("table.TableBorder2")
        for side in which:
            if side in _DIAGONALS:
                self.parent.api.setPropertyValue(_DIAGONALS[side], line)
                continue
            setattr(border, _SIDES[side], line)
            setattr(border, f"Is{_SIDES[side]}Valid", True)
        self.parent.api.TableBorder2 = border


def _line(line_style: Any, weight: Any, color: Any) -> Uno:
    unset = base_classes._UNSET
    line = struct("table.BorderLine2")
    if line_style in (None, "none"):
        return line
    line.LineStyle = 0 if line_style is unset else _LINES.get(line_style, 0)
    line.LineWidth = line.OuterLineWidth = _WIDTHS["thin" if weight is unset else weight]
    line.Color = 0 if color is unset else to_number(color)
    return line
