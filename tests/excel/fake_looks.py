"""How the cells of the fake Excel look, and what hangs on them: notes, conditional formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Border as Edges
from openpyxl.styles import PatternFill, Side
from xlwings.base_classes import _UNSET

if TYPE_CHECKING:
    from excel.fake_cells import FakeRange
    from excel.fake_sheets import FakeSheet

_EDGES = {"edge_top": "top", "edge_bottom": "bottom", "edge_left": "left", "edge_right": "right"}


def rgb(colour: object) -> tuple[int, int, int]:
    """A colour as xlwings takes it, as three numbers."""
    if isinstance(colour, str):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    if isinstance(colour, int):
        return colour % 256, colour // 256 % 256, colour // 65536 % 256
    return tuple(colour)  # type: ignore[arg-type, return-value]


def hex_of(colour: object) -> str:
    return "FF{:02X}{:02X}{:02X}".format(*rgb(colour))


class FakeFont:
    """The font of a range."""

    def __init__(self, parent: FakeRange) -> None:
        self.parent = parent

    @property
    def bold(self) -> bool:
        return bool(self.parent.looks("font", "b"))

    @bold.setter
    def bold(self, value: bool) -> None:
        self.parent.restyle("font", b=value)

    @property
    def size(self) -> float:
        return float(self.parent.looks("font", "sz"))

    @size.setter
    def size(self, value: float) -> None:
        self.parent.restyle("font", sz=value)

    @property
    def name(self) -> str:
        return str(self.parent.looks("font", "name"))

    @name.setter
    def name(self, value: str) -> None:
        self.parent.restyle("font", name=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self.parent.looks("font", "color")
        return rgb(f"#{colour.rgb[-6:]}") if colour and isinstance(colour.rgb, str) else None

    @color.setter
    def color(self, value: object) -> None:
        self.parent.restyle("font", color=hex_of(value))


class FakeBorders:
    """The borders of a range; inner lines are the edges of its cells."""

    def __init__(self, parent: FakeRange) -> None:
        self.parent = parent

    @property
    def line_style(self) -> str | None:
        return "continuous" if self.parent.looks("border", "top").style else None

    @property
    def weight(self) -> str | None:
        style = self.parent.looks("border", "top").style
        return str(style) if style else None

    def set(
        self,
        which: Sequence[str],
        *,
        line_style: str | None = _UNSET,
        weight: str = _UNSET,
        color: object = _UNSET,
    ) -> None:
        style = None if line_style in (None, "none") else "thin"
        if style and weight is not _UNSET:
            style = weight
        side = Side(style=style, color=None if color is _UNSET else hex_of(color))
        edges = {_EDGES[one]: side for one in which if one in _EDGES}
        self.parent.restyle("border", **(edges or vars(Edges(side, side, side, side))))


class FakeNote:
    """The note of a cell."""

    def __init__(self, parent: FakeRange, cell: Cell) -> None:
        self._parent = parent
        self._cell = cell

    @property
    def text(self) -> str:
        return str(self._cell.comment.text) if self._cell.comment else ""

    @text.setter
    def text(self, value: str) -> None:
        self._parent.sheet.change()
        assert self._cell.comment is not None
        self._cell.comment.text = value

    @property
    def author(self) -> str:
        return str(self._cell.comment.author) if self._cell.comment else ""

    @property
    def location(self) -> FakeRange:
        return self._parent(1, 1)

    def delete(self) -> None:
        self._parent.sheet.change()
        self._cell.comment = None


class FakeConditionalFormat:
    """One rule, with the area that it applies to."""

    def __init__(self, sheet: FakeSheet, area: str, rule: Rule) -> None:
        self._sheet = sheet
        self._area = area
        self.rule = rule

    @property
    def type(self) -> str:
        return {"expression": "custom", "cellIs": "cell_value"}.get(self.rule.type, "unknown")

    @property
    def formula(self) -> str | None:
        return f"={self.rule.formula[0]}" if self.type == "custom" else None

    @property
    def stop_if_true(self) -> bool:
        return bool(self.rule.stopIfTrue)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        style = self.rule.dxf
        colour = style.fill.bgColor.rgb if style and style.fill else None
        return rgb(f"#{colour[-6:]}") if isinstance(colour, str) else None

    def delete(self) -> None:
        self._sheet.change()
        formats = self._sheet.own.conditional_formatting
        left = [one for one in formats[self._area] if one is not self.rule]
        del formats[self._area]
        for one in left:
            formats.add(self._area, one)


class FakeConditionalFormats:
    """The rules that touch a range."""

    def __init__(self, parent: FakeRange) -> None:
        self.parent = parent

    def __iter__(self) -> Iterator[FakeConditionalFormat]:
        sheet = self.parent.sheet
        for group in list(sheet.own.conditional_formatting):
            area = str(group.sqref)
            if any(self.parent.touches(one) for one in area.split()):
                for rule in list(group.rules):
                    yield FakeConditionalFormat(sheet, area, rule)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, index: int) -> FakeConditionalFormat:
        return list(self)[index - 1]

    def add_custom(self, spec: dict[str, Any]) -> FakeConditionalFormat:
        self.parent.sheet.change()
        fill = PatternFill(bgColor=hex_of(spec["fill_color"])) if "fill_color" in spec else None
        text = re.sub("^=", "", spec["formula"])
        rule = FormulaRule(formula=[text], stopIfTrue=spec["stop_if_true"], fill=fill)
        area = self.parent.get_address(False, False, False)
        self.parent.sheet.own.conditional_formatting.add(area, rule)
        return FakeConditionalFormat(self.parent.sheet, area, rule)

    def clear(self) -> None:
        for one in list(self):
            one.delete()
