"""The lists of our own are printed on whole pages, and leave no page style behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import xlwings as xw

from zipingbiao.excel import listing
from zipingbiao.ooxml.editor.tables import Column, Line, Table

if TYPE_CHECKING:
    from zipingbiao.excel.office.host import OfficeHost


def table(name: str) -> Table:
    """A list that is wider than a page, and longer than one."""
    columns = tuple(Column(f"第 {number} 栏", 40) for number in range(8))
    return Table(name, name, "共 90 个。", columns, [Line(["说明"] * 8) for _ in range(90)])


def pages(book: xw.Book) -> tuple[str, ...]:
    names: tuple[str, ...] = book.impl.api.StyleFamilies.getByName("PageStyles").ElementNames
    return names


def test_a_list_is_as_wide_as_a_page_and_repeats_its_head(saved: xw.Book, host: OfficeHost) -> None:
    own = saved.sheets[0].impl.api.PageStyle
    sheet = listing.add_sheet(saved, table("问题清单"), host)
    assert sheet.impl.api.PageStyle != own == saved.sheets[0].impl.api.PageStyle
    saved.save()
    written = openpyxl.load_workbook(Path(saved.fullname))["问题清单"]
    assert written.sheet_properties.pageSetUpPr.fitToPage
    setup = written.page_setup
    assert (setup.fitToWidth, setup.fitToHeight, setup.paperSize) == (1, 0, 9)
    assert setup.orientation == "landscape"
    assert written.print_title_rows == "$3:$3"
    assert "第 &P 页，共 &N 页" in str(written.oddFooter.center.text)


def test_the_page_goes_with_the_last_list(book: xw.Book, host: OfficeHost) -> None:
    before = pages(book)
    for name in ("问题清单", "得分重算"):
        listing.add_sheet(book, table(name), host)
    assert len(pages(book)) == len(before) + 1
    listing.remove(book, "问题清单")
    assert len(pages(book)) == len(before) + 1
    listing.remove(book)
    assert pages(book) == before
