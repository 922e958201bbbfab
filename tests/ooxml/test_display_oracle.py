"""LibreOffice shows a number in a cell as we do."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter

from office import Office
from zipingbiao.values.display import BUILTIN_FORMATS, formatter

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE = _OFFICE % "table"
_TEXT = _OFFICE % "text"

#: What an ordinary form holds, in the formats an ordinary form has.
VALUES = (0, 1, 5, 66, 100, 0.859, 0.5, 2.5, 0.125, 176.45, 1234567.891, -566.5, 44196.5)
CODES = (
    *("General", "0", "0.0", "0.00", "0.000", "#,##0", "#,##0.00", "0%", "0.0%", "0.00%"),
    *("#,##0.00_ ", "0.00_);[Red](0.00)", '0"分"', '0.00"万元"', '"约"#,##0.0#', "0.00E+00"),
    *("#,##0,", "00.00", "0.0#", "?0.0?", "# ?/?", "# ??/??"),
)
#: Formats that show a moment; LibreOffice knows no day 0 of 1900.
DATE_CODES = (
    *("yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd", "m-d-yy", "d-mmm-yy", "yyyy/m/d h:mm"),
    *("h:mm:ss", "h:mm AM/PM", "[h]:mm:ss", "mm:ss.0", 'h"时"mm"分"', "dddd", "mmmm", "[mm]"),
)
MOMENTS = (61, 43831, 44196.5, 44196.354166666664, 44255.25, 45291.99999)

Case = tuple[str, int | float, str]


def table_cases() -> Iterator[Case]:
    path = Path(__file__).parent.parent / "values" / "display.toml"
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        if case.get("office", True):
            for text, shown in case["shown"].items():
                yield case["code"], float(text), shown


def computed_cases() -> Iterator[Case]:
    for codes, values in ((CODES, VALUES), (DATE_CODES, MOMENTS)):
        for code in codes:
            for value in values:
                yield code, value, formatter(code)(value)
    for key in (1, 2, 3, 4, 9, 10, 11, 20, 21, 45, 46, 49):
        yield BUILTIN_FORMATS[key], 1.25, formatter(BUILTIN_FORMATS[key])(1.25)


def shown_by(office: Office, folder: Path, cases: list[Case]) -> list[str]:
    """What LibreOffice prints for each case: an .ods stores it beside the value."""
    path = folder / "display.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, 60)
        for row, (code, value, _) in enumerate(cases):
            sheet.write_number(row, 0, value, book.add_format({"num_format": code}))
    with zipfile.ZipFile(office.convert(path, "ods")) as package:
        content = ElementTree.fromstring(package.read("content.xml"))
    texts: list[str] = []
    for row_element in content.iter(f"{_TABLE}table-row"):
        repeated = int(row_element.get(f"{_TABLE}number-rows-repeated", "1"))
        texts += [text_of(row_element)] * min(repeated, len(cases))
    return texts[: len(cases)]


def text_of(row: ElementTree.Element) -> str:
    """The text of the row's first cell."""
    cell = row.find(f"{_TABLE}table-cell")
    paragraph = None if cell is None else cell.find(f"{_TEXT}p")
    if paragraph is None:
        return ""
    parts = [paragraph.text or ""]
    for child in paragraph.iter():
        if child is not paragraph:
            parts += [" " if child.tag == f"{_TEXT}s" else child.text or "", child.tail or ""]
    return "".join(parts)


def without_alignment(text: str) -> str:
    """Blanks that only align are lost in an .ods."""
    return " ".join(text.split())


@pytest.mark.parametrize("source", [table_cases, computed_cases])
def test_libreoffice_shows_the_same(
    source: type[Iterator[Case]], office: Office, tmp_path: Path
) -> None:
    cases = list(source())
    theirs = shown_by(office, tmp_path, cases)
    different = [
        (code, value, ours, text)
        for (code, value, ours), text in zip(cases, theirs, strict=True)
        if without_alignment(ours) != without_alignment(text)
    ]
    assert different == [], "\n".join(map(str, different))
