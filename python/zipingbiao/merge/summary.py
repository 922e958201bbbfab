"""From some folders to one summary workbook, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import CallError, OutputError, Place, TemplateError
from zipingbiao.layouts import find_layouts, template_folders
from zipingbiao.merge.keeping import keep_inputs
from zipingbiao.merge.legible import legible_rows
from zipingbiao.merge.links import distinct, file_links
from zipingbiao.merge.tables import Tables, make_tables, merged_forms
from zipingbiao.merge.totals import check_rows, unit_rows
from zipingbiao.merge.words import STATES
from zipingbiao.ooxml.address import MAX_ROW
from zipingbiao.ooxml.package import write_beside
from zipingbiao.reading import FileReading, Progress, collector_paused, discover, read_all
from zipingbiao.template.compile import load_template
from zipingbiao.template.writing.fill import fill_template

#: The folder of the summary's template.
SUMMARY = "summary"
#: Rows above the data of a sheet, at most.
_HEAD_ROWS = 16


class Merged(NamedTuple):
    """What was merged: the readings, and how many forms of how many files are in the summary.

    ``warnings`` tell of amounts that are in no total.
    """

    readings: Sequence[FileReading]
    forms: int
    files: int
    warnings: Sequence[str] = ()


def merge_paths(
    paths: Iterable[Path],
    out: Path,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Merged:
    """Read all workbooks in some files and folders, and write the summary to ``out``.

    Raises CallError where a path does not exist, there is nothing in it, or ``out`` is somebody's
    workbook; OutputError where the summary cannot be written.
    """
    keep_inputs(out)
    found = distinct(discover(paths, exclude=[out]))
    if not found:
        raise CallError("没有找到任何文件。", cure="请检查给出的文件夹。")
    readings = read_all(found, jobs, progress)
    with collector_paused():
        tables = make_tables(readings, file_links(found, out.parent), find_layouts())
        data = summary_bytes(readings, tables)
    write_beside(out, data)
    warnings = [f"{row.path} › {row.sheet}：{row.reason}{row.cure}" for row in tables.unconverted]
    return Merged(readings, len(tables.forms), _file_count(tables), warnings)


def summary_bytes(readings: Sequence[FileReading], tables: Tables) -> bytes:
    """The summary workbook; equal readings give equal bytes."""
    lists: dict[str, Sequence[tuple[object, ...]]] = {
        "form": tables.forms,
        "amount": tables.amounts,
        "indicator": tables.indicators,
        "fault": tables.faults,
        "source": tables.sources,
        "goal": tables.goals,
        "remark": tables.remarks,
        "unit": unit_rows(tables.forms),
        "check": check_rows(merged_forms(readings)),
    }
    _check_size(lists)
    template = load_template(_template_path(), fills_only=True)
    legible = {item: legible_rows(rows) for item, rows in lists.items()}
    return fill_template(template, _counts(tables), legible)


def _file_count(tables: Tables) -> int:
    return len({form.path for form in tables.forms})


def _counts(tables: Tables) -> dict[str, int]:
    return {
        "form_count": len(tables.forms),
        "file_count": _file_count(tables),
        "fault_count": len(tables.faults),
        "source_count": len(tables.sources),
        "unread_count": sum(row.status == STATES["unreadable"] for row in tables.sources),
    }


def _check_size(lists: Mapping[str, Sequence[object]]) -> None:
    most = max(map(len, lists.values()))
    if most > MAX_ROW - _HEAD_ROWS:
        reason = f"汇总有 {most} 行，一张工作表装不下。"
        raise OutputError(reason, cure="请分几批汇总。")


def _template_path() -> Path:
    for folder in template_folders():
        path = folder / SUMMARY / "form.xlsx"
        if path.is_file():
            return path
    place = Place(path=f"templates/{SUMMARY}/form.xlsx")
    raise TemplateError("找不到汇总表的模板。", place, "请重新安装本程序。")
