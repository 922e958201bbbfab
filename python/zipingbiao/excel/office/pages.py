"""How the sheets of our own are printed: page styles that come and go with them."""

from __future__ import annotations

from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Uno, struct, told_call

_PREFIX = "zpb-"
#: A4 lying on its side, its margins, the room for the number of the page: in 1/100 mm.
_WIDTH, _HEIGHT, _MARGIN, _FOOT = 29_700, 21_000, 1_200, 800


@told_call
def fit_page(document: Document, sheet: Uno, head: int) -> None:
    """Let a sheet print as wide as a page, A4 across, its row ``head`` repeated on each."""
    sheet.PageStyle = _style(document)
    sheet.setTitleRows(struct("table.CellRangeAddress", 0, 0, head - 1, 0, head - 1))
    sheet.setPrintTitleRows(True)


@told_call
def remove_unused(document: Document, style: str) -> None:
    """Take away a page style of ours that no sheet has any more."""
    sheets = document.uno.Sheets
    used = {sheets.getByName(name).PageStyle for name in sheets.ElementNames}
    if style.startswith(_PREFIX) and style not in used:
        _styles(document).removeByName(style)


def _styles(document: Document) -> Uno:
    return document.uno.StyleFamilies.getByName("PageStyles")


def _style(document: Document) -> str:
    """The style of such pages; it is made where it is not there yet."""
    styles, name = _styles(document), f"{_PREFIX}list"
    if styles.hasByName(name):
        return name
    styles.insertByName(name, document.uno.createInstance("com.sun.star.style.PageStyle"))
    style = styles.getByName(name)
    style.IsLandscape = True
    style.Width, style.Height = _WIDTH, _HEIGHT
    style.LeftMargin = style.RightMargin = style.TopMargin = style.BottomMargin = _MARGIN
    style.HeaderIsOn = False
    style.FooterIsOn = True
    style.FooterHeight = _FOOT
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    style.RightPageFooterContent = _numbered(document, style.RightPageFooterContent)
    return name


def _numbered(document: Document, content: Uno) -> Uno:
    """A footer with the number of the page in its middle."""
    for part in (content.LeftText, content.RightText):
        part.setString("")
    text = content.CenterText
    text.setString("第  页，共  页")
    for after, field in (("第 ", "PageNumber"), ("，共 ", "PageCount")):
        cursor = text.createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(text.getString().index(after) + len(after), False)
        number = document.uno.createInstance(f"com.sun.star.text.TextField.{field}")
        text.insertTextContent(cursor, number, False)
    return content
