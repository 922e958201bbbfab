"""The running text of a file: what stands between the tables of a document, long text in cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zipingbiao.model import Paragraph, Prose, SelfEvaluation, Source
from zipingbiao.ooxml.address import Area, area_of, cell_place
from zipingbiao.ooxml.grid import PlainSheet, Sheet
from zipingbiao.ooxml.ownlist import is_own_list
from zipingbiao.reading.accounts import accounts_in

#: A text in a cell is running text from so many characters on; shorter ones are labels.
_LONG = 30


def prose_in(
    sheets: Iterable[Sheet],
    name: str,
    forms: Sequence[SelfEvaluation] = (),
    *,
    mere_text: bool = False,
) -> tuple[Prose, ...]:
    """The running text of a file's sheets, without that of the forms that were read in them.

    Of a workbook only sheets without a form are looked through. ``mere_text``: nothing but text
    was in the file. What we listed ourselves says nothing of its own.
    """
    others = (sheet for sheet in sheets if not is_own_list(sheet))
    found = (_prose_of(sheet, name, forms, mere_text) for sheet in others)
    return tuple(one for one in found if one.paragraphs or one.accounts)


def statements_in(texts: Iterable[Prose]) -> int:
    """How many numbers some texts tell that are understood."""
    found = [[one.text for one in each.paragraphs] for each in texts if each.paragraphs]
    if not found:
        return 0
    from zipingbiao.prose.passages import Account  # most files have no running text

    return sum(Account(paragraphs).count for paragraphs in found)


def _prose_of(sheet: Sheet, name: str, forms: Sequence[SelfEvaluation], mere_text: bool) -> Prose:
    areas = [area_of(one.source.range) for one in forms if one.source.sheet == sheet.name]
    tables = sheet.tables if isinstance(sheet, PlainSheet) else ()
    source = Source(name, sheet.name)
    if areas and not tables:
        return Prose(source, ())
    between = mere_text or bool(tables)
    paragraphs = tuple(_paragraphs(sheet, areas, tables if between else None))
    return Prose(source, paragraphs, accounts=tuple(accounts_in(sheet, areas)))


def _paragraphs(
    sheet: Sheet, areas: Sequence[Area], tables: Sequence[Area] | None
) -> Iterator[Paragraph]:
    """The paragraphs of a sheet, counted from 1 as a person would.

    Of what stands in tables (None: everywhere) only the long texts.
    """
    number = 0
    for row, column, address in sorted((*cell_place(one), one) for one in sheet.addresses):
        text = sheet.value(address)
        if not isinstance(text, str) or any(area.contains(row, column) for area in areas):
            continue
        if len(text) < _LONG and (tables is None or _is_in(tables, row)):
            continue
        for line in text.splitlines():
            if line.strip():
                number += 1
                yield Paragraph(line, f"text[{number - 1}]", address, f"第{number}段")


def _is_in(tables: Sequence[Area], row: int) -> bool:
    return any(area.top <= row <= area.bottom for area in tables)
