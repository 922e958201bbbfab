"""Conditional formats: rules that colour cells without touching the cells' own format."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from xlwings import base_classes

from zipingbiao.excel.office.document import Document, check_unlocked
from zipingbiao.excel.office.formats import to_color
from zipingbiao.excel.office.formulas import Formulas
from zipingbiao.excel.office.link import Uno, member, options, told
from zipingbiao.excel.office.parts import RangePart
from zipingbiao.excel.office.styles import is_ours, style_for, styles_of

_CONDITION = 0  # com.sun.star.sheet.ConditionEntryType
_TYPES = {1: "color_scale", 2: "data_bar", 3: "icon_set"}
#: By com.sun.star.sheet.ConditionFormatOperator.
_OPERATORS = {
    0: "equal_to",
    1: "less_than",
    2: "greater_than",
    3: "less_than_or_equal",
    4: "greater_than_or_equal",
    5: "not_equal_to",
    6: "between",
    7: "not_between",
}
_EXPRESSION = 24


@told
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule.

    ``found`` gives LibreOffice's list of rules that share the same cells, and the place of this
    one in it; to look them up takes a while, and who makes a rule seldom asks for it.
    """

    def __init__(
        self, document: Document, sheet: Uno, found: Callable[[], tuple[Uno, int]]
    ) -> None:
        self._document = document
        self._sheet = sheet
        self._found = found

    @cached_property
    def _owner_and_entry(self) -> tuple[Uno, Uno]:
        owner, index = self._found()
        return owner, owner.getByIndex(index)

    @property
    def _owner(self) -> Uno:
        return self._owner_and_entry[0]

    @property
    def _entry(self) -> Uno:
        return self._owner_and_entry[1]

    @property
    def api(self) -> Uno:
        """The rule in LibreOffice."""
        return self._entry

    @property
    def type(self) -> str:
        """``custom``, ``cell_value``, a kind of picture (``data_bar``, …) or ``unknown``."""
        kind = self._entry.getType()
        if kind != _CONDITION:
            return _TYPES.get(kind, "unknown")
        operator = self._entry.Operator
        return "custom" if operator == _EXPRESSION else _value_rule(operator)

    @property
    def operator(self) -> str | None:
        """How a rule of the type ``cell_value`` compares."""
        return _OPERATORS[self._entry.Operator] if self.type == "cell_value" else None

    @property
    def formula(self) -> str | None:
        """The formula of a rule of the type ``custom``, as seen from the first of its cells."""
        return condition_of(self._entry, self._document.formulas)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """The colour that the rule gives the cells, None where it gives none."""
        if self._entry.getType() != _CONDITION:
            return None
        return to_color(styles_of(self._document).getByName(self._entry.StyleName).CellBackColor)

    def delete(self) -> None:
        """Take the rule away from all cells that it applies to."""
        check_unlocked(self._sheet)
        ours = _rule(self._entry)
        for index in reversed(range(self._owner.Count)):
            if _rule(self._owner.getByIndex(index)) == ours:
                self._remove(index)
                return

    def _remove(self, index: int) -> None:
        style = style_of(self._entry)
        remove_rule(self._sheet, self._owner, index)
        remove_unshown(self._document, {style}, self._sheet.Name)
        # LibreOffice does not count rules as changes.
        self._document.modified = True


@told
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that apply to any cell of a range."""

    def __init__(self, parent: RangePart) -> None:
        self._parent = parent
        self._document = parent.sheet.document
        self._sheet = parent.sheet.api

    @property
    def api(self) -> Uno:
        """The rules of the whole sheet in LibreOffice."""
        return self._sheet.ConditionalFormats

    @property
    def parent(self) -> RangePart:
        """The range."""
        return self._parent

    def _rules(self) -> list[ConditionalFormat]:
        ours = self._parent.api.RangeAddress
        return [
            ConditionalFormat(self._document, self._sheet, partial(_pair, owner, index))
            for owner in self.api.getConditionalFormats()
            if any(meet(ours, area) for area in areas_of(owner))
            for index in range(owner.Count)
        ]

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._rules())

    def __len__(self) -> int:
        return len(self._rules())

    def __call__(self, key: int) -> ConditionalFormat:
        """The rule of a number, counted from 1."""
        return self._rules()[key - 1]

    def add_custom(self, spec: Mapping[str, Any]) -> ConditionalFormat:
        """Add a rule that applies where a formula is true."""
        check_unlocked(self._sheet)
        style = style_for(self._document, spec, self._parent.api.getCellByPosition(0, 0))
        condition = self._document.formulas.inward(spec["formula"])[1:]
        found: Callable[[], tuple[Uno, int]]
        if self._parent.api.ConditionalFormat.Count:
            found = partial(_pair, self._listed(condition, style), 0)
        else:
            self._draw(condition, style)
            found = self._drawn
        # LibreOffice does not count rules as changes.
        self._document.modified = True
        return ConditionalFormat(self._document, self._sheet, found)

    def _draw(self, condition: str, style: str) -> None:
        """A rule for cells that have none: LibreOffice shows it at once."""
        draw(self._parent.api, condition, style)

    def _drawn(self) -> tuple[Uno, int]:
        """The rule that was drawn: the only one on these cells."""
        ours = self._parent.api.RangeAddress
        formats = reversed(self.api.getConditionalFormats())
        return next(one for one in formats if any(meet(ours, x) for x in areas_of(one))), 0

    def _listed(self, condition: str, style: str) -> Uno:
        """A rule beside others, which LibreOffice would change if it had to split them.

        It is shown when the file is opened again.
        """
        cells = self._document.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
        cells.addRangeAddress(self._parent.api.RangeAddress, False)
        formats = self.api
        key = formats.createByRange(cells)
        owner = next(one for one in reversed(formats.getConditionalFormats()) if key == one.ID)
        owner.createEntry(_CONDITION, 0)
        entry = owner.getByIndex(0)
        entry.Operator = _EXPRESSION
        entry.Formula1 = condition
        entry.StyleName = style
        return owner


def draw(cells: Uno, condition: str, style: str) -> None:
    """A rule for cells that have none, in one area or several: LibreOffice shows it at once."""
    rules = cells.ConditionalFormat
    operator = member("sheet.ConditionOperator", "FORMULA")
    rules.addNew(options(Operator=operator, Formula1=condition, StyleName=style))
    cells.ConditionalFormat = rules


def condition_of(entry: Uno, formulas: Formulas) -> str | None:
    """The formula of a rule that applies where one is true; None of every other rule."""
    if entry.getType() != _CONDITION or entry.Operator != _EXPRESSION:
        return None
    return formulas.condition(entry.Formula1)


def style_of(entry: Uno) -> str:
    """The style that a rule shows; ``""`` where it shows none."""
    style: str = entry.StyleName if entry.getType() == _CONDITION else ""
    return style


def remove_rule(sheet: Uno, owner: Uno, index: int) -> None:
    """Take a rule out of the list it stands in; an empty list goes, too."""
    if owner.Count > 1:
        owner.removeByIndex(index)
        return
    cells, number = owner.Range, owner.ID
    formats = sheet.ConditionalFormats
    others = (one for one in formats.getConditionalFormats() if number != one.ID)
    if not any(meet(x, y) for one in others for x in areas_of(one) for y in areas_of(owner)):
        # The cells would remember the number of a list that is only taken away, and show the
        # rules of the next one that gets it.
        rules = cells.ConditionalFormat
        rules.clear()
        cells.ConditionalFormat = rules
    if any(number == one.ID for one in formats.getConditionalFormats()):
        formats.removeByID(number)


def remove_unshown(document: Document, styles: Iterable[str], first: str) -> None:
    """Take away those styles of ours that no rule shows any more.

    ``first`` is the sheet where they most likely are shown.
    """
    left = {style for style in styles if is_ours(style)}
    if left:
        left -= _shown(document, left, first)
    for style in left:
        styles_of(document).removeByName(style)


def _value_rule(operator: int) -> str:
    return "cell_value" if operator in _OPERATORS else "unknown"


def _rule(entry: Uno) -> tuple[object, ...]:
    """What tells a rule from the others on the same cells."""
    kind = entry.getType()
    if kind != _CONDITION:
        return (kind,)
    return kind, entry.Operator, entry.Formula1, entry.Formula2, entry.StyleName


def _pair(owner: Uno, index: int) -> tuple[Uno, int]:
    return owner, index


def areas_of(owner: Uno) -> tuple[Uno, ...]:
    """The cells that some rules share."""
    return tuple(owner.Range.RangeAddresses)


def meet(one: Uno, other: Uno) -> bool:
    """Whether two areas have a cell in common."""
    return bool(
        one.StartRow <= other.EndRow
        and other.StartRow <= one.EndRow
        and one.StartColumn <= other.EndColumn
        and other.StartColumn <= one.EndColumn
    )


def _shown(document: Document, styles: Collection[str], first: str) -> set[str]:
    """Which of some styles any rule of the book shows; LibreOffice does not count rules itself."""
    sheets, found = document.uno.Sheets, set[str]()
    for name in sorted(sheets.ElementNames, key=lambda name: name != first):
        for owner in reversed(sheets.getByName(name).ConditionalFormats.getConditionalFormats()):
            shown = {style_of(owner.getByIndex(index)) for index in range(owner.Count)}
            found |= shown & set(styles)
            if len(found) == len(styles):
                return found
    return found
