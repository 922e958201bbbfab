"""All rows of a summary as tables: Parquet where pyarrow is there, else CSV.

The heads are those of the summary's sheets. A column of Parquet holds numbers or texts: a text that
stands where a number belongs is in the column beside, headed （原文）. In CSV a text that a program
might take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, get_type_hints

from zipingbiao.errors import OutputError, Place, system_reason
from zipingbiao.merge.records import (
    AmountRow,
    BriefRow,
    ChangeRow,
    CheckRow,
    FaultRow,
    FormRow,
    GoalRow,
    IndicatorRow,
    MissingRow,
    RemarkRow,
    RepeatRow,
    RuleRow,
    SourceRow,
    UnitRow,
)
from zipingbiao.model import Figure
from zipingbiao.saving import writing_beside
from zipingbiao.template.compiled import Template, TemplateRow

Row = Sequence[Any]

#: The records of each list of the summary's template.
RECORDS: Mapping[str, type[Any]] = {
    "form": FormRow,
    "amount": AmountRow,
    "indicator": IndicatorRow,
    "fault": FaultRow,
    "source": SourceRow,
    "missing": MissingRow,
    "change": ChangeRow,
    "brief": BriefRow,
    "repeat": RepeatRow,
    "goal": GoalRow,
    "remark": RemarkRow,
    "unit": UnitRow,
    "rule": RuleRow,
    "check": CheckRow,
}
_BATCH = 20_000
_AS_PRINTED = "（原文）"
#: What a formula may begin with.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """A column: its head; ``str``, ``int``, or ``float`` for what may be a number or a text."""

    head: str
    kind: type[Any]


def write_tables(folder: Path, template: Template, lists: Mapping[str, Iterable[Row]]) -> None:
    """Write each list as a table, called as its sheet. Raises OutputError where that can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"放表格的文件夹建不了（{system_reason(error)}）。"
        raise OutputError(reason, Place(str(folder)), "请换一个文件夹。") from None
    write = _write_parquet if find_spec("pyarrow") else _write_csv
    ending = "parquet" if write is _write_parquet else "csv"
    for sheet in template.sheets:
        for number, row in enumerate(sheet.rows):
            rows = lists.get(row.item or "")
            if rows is not None:
                columns = _columns(row, sheet.rows[number - 1])
                with writing_beside(folder / f"{sheet.name}.{ending}") as file:
                    write(file, columns, rows)


def _columns(row: TemplateRow, head: TemplateRow) -> list[Column]:
    """The columns of a list, in the order of its record."""
    labels = {cell.column: cell.label for cell in head.cells}
    heads = {tag.name: labels.get(cell.column, "") for cell in row.filled for tag in cell.tags}
    hints = get_type_hints(RECORDS[row.item or ""])
    return [Column(heads.get(name) or name, _kind(hint)) for name, hint in hints.items()]


def _kind(hint: object) -> type[Any]:
    if hint == Figure:
        return float
    return int if hint in (int, int | None) else str


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    every = iter(rows)
    while batch := list(islice(every, _BATCH)):
        yield batch


def _write_parquet(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    fields = []
    for column in columns:
        fields.append(pa.field(column.head, kinds[column.kind]))
        if column.kind is float:
            fields.append(pa.field(column.head + _AS_PRINTED, pa.string()))
    schema = pa.schema(fields)
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in _batches(rows):
            arrays: list[Sequence[Any]] = []
            for column, values in zip(columns, zip(*batch, strict=True), strict=True):
                if column.kind is float:
                    arrays.append([None if isinstance(one, str) else one for one in values])
                    arrays.append([one if isinstance(one, str) else None for one in values])
                else:
                    arrays.append(values)
            made = [pa.array(one, field.type) for one, field in zip(arrays, schema, strict=True)]
            writer.write_batch(pa.record_batch(made, schema=schema))


def _write_csv(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.head for column in columns])
    for row in rows:
        writer.writerow([f"'{one}" if _looks_like_formula(one) else one for one in row])
    text.detach()


def _looks_like_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA)
