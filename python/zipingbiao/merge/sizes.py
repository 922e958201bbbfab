"""What a sheet can hold, and what becomes of a list that is longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import OutputError
from zipingbiao.merge.parts import row_writers, summary_template
from zipingbiao.ooxml.address import MAX_ROW
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.template.compile import compile_parts
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.contents import Stream
from zipingbiao.template.writing.fill import Rows

#: Rows above the data of a sheet, at most.
_HEAD_ROWS = 16
#: Rows that one sheet takes.
MOST_ROWS = MAX_ROW - _HEAD_ROWS
#: Beyond so many rows formulas and links make a sheet too heavy to open.
MOST_LINKED = 200_000
#: The list that may grow as long as that.
_LONGEST = "indicator"


class Fitted(NamedTuple):
    """The template with as many sheets as are needed, its lists, and what is said of them."""

    template: Template
    rows: dict[str, Rows]
    notes: dict[str, str]


def fitted(rows: Mapping[str, Rows], tables: Path | None, all_rows: bool) -> Fitted:
    """Lists as the summary takes them; they are to be gone through in the order of its sheets.

    A list too long for one sheet has several where ``all_rows`` asks for them, else it stands in
    ``tables`` alone. Raises OutputError where neither is asked for.
    """
    found = Fitted(summary_template(), dict(rows), {})
    for item, records in rows.items():
        found.notes[f"{item}_note"] = ""
        if item == _LONGEST and len(records) > MOST_LINKED and isinstance(records, Stream):
            found.rows[item] = replace(records, bare=True)
            found.notes[f"{item}_note"] = (
                f"超过 {MOST_LINKED // 10_000} 万行，不带公式和链接，来源见其后各列。"
            )
    for item in rows:
        if len(found.rows[item]) > MOST_ROWS:
            found = _shortened(found, item, tables, all_rows)
    return found


def _shortened(found: Fitted, item: str, tables: Path | None, all_rows: bool) -> Fitted:
    """One list is too long."""
    records = found.rows[item]
    count = len(records)
    # Sums need their rows where they are.
    is_free = item in row_writers() and not row_writers()[item].read
    if not is_free or not isinstance(records, Stream) or (tables is None and not all_rows):
        reason = f"汇总有 {count} 行，一张工作表装不下。"
        cure = "请分几批汇总。"
        if is_free:
            cure = "请加上 --tables 文件夹，写成表格；或加上 --all-rows，分在几张工作表里。"
        raise OutputError(reason, cure=cure)
    note = f"{item}_note"
    if all_rows:
        pieces = list(_pieces(records))
        found.rows[item] = pieces
        found.notes[note] = f"共 {count} 行，分在 {len(pieces)} 张工作表里。{found.notes[note]}"
        return found._replace(template=_with_sheets(found.template, item, len(pieces)))
    found.rows[item] = ()
    name = _sheet_of(found.template, item)
    found.notes[note] = f"共 {count} 行，一张工作表装不下，写在「{tables}」的「{name}」里。"
    return found


def _pieces(records: Stream) -> Iterator[Stream]:
    texts = iter(records.texts)
    for first in range(0, len(records), MOST_ROWS):
        count = min(MOST_ROWS, len(records) - first)
        yield replace(records, count=count, texts=islice(texts, count))


def _with_sheets(template: Template, item: str, count: int) -> Template:
    """The template with several numbered sheets for a list."""
    name = _sheet_of(template, item)
    names = [name, *(f"{name}（{number}）" for number in range(2, count + 1))]
    parts = clone_sheet(template.source, name, names)
    return compile_parts(parts, name, template.functions, fills_only=True)


def _sheet_of(template: Template, item: str) -> str:
    return next(sheet.name for sheet in template.sheets for row in sheet.rows if row.item == item)
