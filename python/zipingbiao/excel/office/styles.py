"""Cell styles of our own, which conditional formats show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from zipingbiao.errors import CallError
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.formats import to_color, to_number
from zipingbiao.excel.office.link import Uno, member, told_call

Color = tuple[int, int, int]

_PREFIX = "zpb-"
_BOLD, _REGULAR = 150.0, 100.0
#: What a style may say of text and its place, in the order of the alphabet, as UNO wants it.
_OWN = (
    "CharColor", "CharFontName", "CharFontNameAsian", "CharHeight", "CharHeightAsian",
    "CharWeight", "CharWeightAsian", "HoriJustify", "IsTextWrapped", "VertJustify",
)  # fmt: skip
#: Styles that every workbook of LibreOffice has, and that fill cells.
_READY = ("Bad", "Neutral", "Good")


def styles_of(document: Document) -> Uno:
    """The cell styles of a workbook."""
    return document.uno.StyleFamilies.getByName("CellStyles")


def is_ours(style: str) -> bool:
    """Whether a style was made here."""
    return style.startswith(_PREFIX)


def style_for(document: Document, look: Mapping[str, Any], cell: Uno) -> str:
    """The style that looks as asked for (xlwings' words), else like the cell.

    It is made where it is not there yet. Where a sheet has a protection with a password,
    LibreOffice lets no style be changed: there it is the one nearest in colour of those that are
    always there.
    """
    wanted = {name: look[name] for name in _SETTERS if look.get(name) is not None}
    own = _own_look(document, cell)
    texts = [f"{key}-{value}" for key, value in wanted.items()]
    name = _PREFIX + "-".join([*texts, *map(str, own.values())])
    styles = styles_of(document)
    if styles.hasByName(name):
        return name
    with _unprotected(document) as free:
        if not free:
            return _nearest(styles, wanted.get("fill_color"))
        _make(document, name, wanted, own)
    return name


@told_call
def _own_look(document: Document, cell: Uno) -> dict[str, Any]:
    """What of a cell's look the style of a rule would hide.

    Such a style has all that the workbook's default style says for itself: in Excel's files its
    font, its size and how text stands in the cell.
    """
    states = styles_of(document).getByName("Default").getPropertyStates(_OWN)
    direct = member("beans.PropertyState", "DIRECT_VALUE")
    hidden = tuple(name for name, state in zip(_OWN, states, strict=True) if state == direct)
    return dict(zip(hidden, cell.getPropertyValues(hidden), strict=True))


@told_call
def _make(document: Document, name: str, look: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    styles = styles_of(document)
    styles.insertByName(name, document.uno.createInstance("com.sun.star.style.CellStyle"))
    style = styles.getByName(name)
    style.setPropertyValues(tuple(own), tuple(own.values()))
    for key, value in look.items():
        _SETTERS[key](style, value)


@contextmanager
def _unprotected(document: Document) -> Iterator[bool]:
    """A block in which no sheet is protected, unless by a password; whether that is so."""
    sheets = [document.uno.Sheets.getByName(name) for name in document.uno.Sheets.ElementNames]
    protected = [sheet for sheet in sheets if sheet.isProtected()]
    opened = []
    for sheet in protected:
        with suppress(CallError):
            told_call(sheet.unprotect)("")
            opened.append(sheet)
    try:
        yield len(opened) == len(protected)
    finally:
        for sheet in opened:
            sheet.protect("")


def _nearest(styles: Uno, fill: Color | None) -> str:
    def distance(name: str) -> int:
        own = to_color(styles.getByName(name).CellBackColor) or (0, 0, 0)
        return sum((one - other) ** 2 for one, other in zip(own, fill or own, strict=True))

    return min(_READY, key=distance)


def _fill(style: Uno, value: Color) -> None:
    style.CellBackColor = to_number(value)


def _ink(style: Uno, value: Color) -> None:
    style.CharColor = to_number(value)


def _bold(style: Uno, value: bool) -> None:
    style.CharWeight = style.CharWeightAsian = _BOLD if value else _REGULAR


def _italic(style: Uno, value: bool) -> None:
    slant = member("awt.FontSlant", "ITALIC" if value else "NONE")
    style.CharPosture = style.CharPostureAsian = slant


_SETTERS: dict[str, Callable[[Uno, Any], None]] = {
    "fill_color": _fill,
    "font_color": _ink,
    "font_bold": _bold,
    "font_italic": _italic,
}
