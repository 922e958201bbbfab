"""What was merged the last time: a summary of ours, read through its working sheets, or a folder.

A summary carries the number of its working sheets. One with another number is refused in a
sentence: the folder that it was made of can always be given in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from zipingbiao.errors import CallError, Place, UnreadableFile
from zipingbiao.merge.briefs import Brief, Line, check_of
from zipingbiao.merge.parts import PartMaker, summary_template
from zipingbiao.merge.records import BriefRow
from zipingbiao.merge.together import Together
from zipingbiao.ooxml.address import cell_name, cell_place
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.opening import SkippedFileError, read_file
from zipingbiao.ooxml.origin import SUMMARY_SCHEMA, is_summary, summary_check, summary_schema
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.reading import Progress, inputs, read_parts
from zipingbiao.report.checking import Request, terms_of
from zipingbiao.template.compiled import TemplateRow

_FOLDER = "请给出上次报送的文件夹，或用这一版把它重新汇总一次。"
_BRIEF, _INDICATOR = "brief", "indicator"
#: The fields by which an indicator is known to be of a form.
_OWNER = ("path", "sheet", "category", "year", "unit", "project")
_LINE = ("level2", "level3", "target", "actual")
#: Rows above the data of a sheet, at most.
_HEAD_ROWS = 16
#: A list that is too long for one sheet has further ones, numbered.
_MOST_SHEETS = 100
_MOST_NAMES = 10


class Previous(NamedTuple):
    """The forms of the last time, what they are called, and what is to be told of them."""

    name: str
    forms: Sequence[Brief]
    warnings: Sequence[str] = ()
    #: Whether the indicators are there, to be held against those of today.
    lines: bool = True


def read_previous(
    path: Path,
    stack: ExitStack,
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    checking: bool = True,
) -> Previous:
    """Read a summary, or the forms in a folder. What is put aside lasts as long as ``stack``.
    ``checking``: a folder is checked, too.

    Raises CallError where that is neither, or a summary of another version.
    """
    if path.is_dir():
        return _folder(path, stack, jobs, progress, checking)
    place = Place(str(path))
    if not path.is_file():
        raise CallError("上次的汇总不存在。", place, "请检查路径。")
    try:
        data = read_file(path, str(path))
        if not is_summary(data):
            reason = "这不是本程序写出的汇总工作簿，不能当作上次的汇总。"
            raise CallError(reason, place, "请给出上次的汇总工作簿，或上次报送的文件夹。")
        check = summary_check(data)
        schema = summary_schema(data)
        _check_schema(0 if schema == SUMMARY_SCHEMA and not check else schema, place)
        names = [_sheet_name(item) for item in (_BRIEF, _INDICATOR)]
        wanted = [*names, *(f"{one}（{n}）" for one in names for n in range(2, _MOST_SHEETS))]
        sheets = read_xlsx(Package.open(data), frozenset(wanted))
    except (UnreadableFile, SkippedFileError) as error:
        raise CallError(f"上次的汇总读不了：{error.reason}", place, _FOLDER) from None
    return _summary(path, place, sheets, check)


def _check_schema(schema: int, place: Place) -> None:
    if schema == SUMMARY_SCHEMA:
        return
    reason = "上次的汇总由较早的版本写出，没有可供比较、可以校验的底稿。"
    if schema:
        reason = f"上次的汇总由另一版本写出（底稿第 {schema} 式，这一版读第 {SUMMARY_SCHEMA} 式）。"
    raise CallError(reason, place, _FOLDER)


# A folder


def _folder(
    path: Path,
    stack: ExitStack,
    jobs: int | None,
    progress: Progress | None,
    checking: bool,
) -> Previous:
    found = inputs([path])
    terms = terms_of(Request([path]), found) if checking else None
    begin = partial(PartMaker, str(path), lines=True, terms=terms)
    read = read_parts(found, begin, "读取", jobs, progress, printed=checking, texts=checking)
    parts = stack.enter_context(closing(read))
    forms = list(Together(parts, begin(), found, [path]).briefs())
    unread = [one.record.path for one in parts.readings if one.record.status == "unreadable"]
    warnings = []
    if unread:
        warnings.append(
            f"上次的文件夹里有 {len(unread)} 个文件读不了，没有比：{'、'.join(unread[:10])}。"
        )
    return Previous(path.resolve().name, forms, warnings)


# A summary


def _summary(path: Path, place: Place, sheets: Sequence[Sheet], check: str) -> Previous:
    briefs, name = _sheet_name(_BRIEF), _sheet_name(_INDICATOR)
    rows = [row for one in sheets if _is_of(one.name, briefs) for row in _rows(one, _BRIEF)]
    if not any(_is_of(one.name, briefs) for one in sheets):
        raise CallError(f"上次的汇总里没有工作表「{briefs}」。", place, _FOLDER)
    lines: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    listed = 0
    for one in sheets:
        for row in _rows(one, _INDICATOR) if _is_of(one.name, name) else ():
            listed += 1
            if row.get("level3"):
                second, third, target, actual = (str(row.get(field) or "") for field in _LINE)
                lines[_owner(row)].append((second, third, target, actual))
    forms = [_brief(row, lines) for row in rows]
    if (now := check_of(one.row for one in forms)) != check:
        written, found = check.partition("-")[0], now.partition("-")[0]
        odd = f"写出时 {written} 行，现在 {found} 行" if written != found else "行数没有变"
        reason = f"上次的汇总里「{briefs}」与写出时不一样（{odd}），已损坏或被改过，不能用来比较。"
        raise CallError(reason, place, _FOLDER)
    asked = sum(one.row.indicators for one in forms)
    if listed == asked:
        return Previous(path.name, forms)
    odd = f"写出时 {asked} 行，现在 {listed} 行" if listed else "没有这张表，或是空的"
    told = f"上次的汇总里「{name}」不全（{odd}），没有比指标的目标值。{_FOLDER}"
    return Previous(path.name, [one._replace(lines=tuple) for one in forms], [told], lines=False)


def _brief(row: Mapping[str, Any], lines: Mapping[tuple[object, ...], Sequence[Line]]) -> Brief:
    made: dict[str, Any] = {field: row.get(field) for field in BriefRow._fields}
    made |= {field: made[field] or "" for field in ("category", "layout", "sheet", "area", "path")}
    year, indicators = made["year"], made["indicators"]
    made["year"] = year if isinstance(year, int) else None
    made["indicators"] = indicators if isinstance(indicators, int) else 0
    made["link"] = ""
    owner = _owner(row)
    return Brief(BriefRow(**made), lambda: lines.get(owner, ()))


def _owner(row: Mapping[str, Scalar]) -> tuple[object, ...]:
    return tuple(row.get(field) for field in _OWNER)


def _rows(sheet: Sheet, item: str) -> Iterator[dict[str, Scalar]]:
    """The rows of a list by the fields of its records, wherever its columns stand."""
    heads = _heads(item)
    cells: dict[int, list[int]] = defaultdict(list)
    for address in sheet.addresses:
        row, column = cell_place(address)
        cells[row].append(column)
    fields: dict[int, str] = {}
    for row in sorted(cells):
        values = {column: sheet.value(cell_name(row, column)) for column in cells[row]}
        if fields:
            found = {fields[one]: _said(value) for one, value in values.items() if one in fields}
            if any(value is not None for value in found.values()):
                yield found
        elif row <= _HEAD_ROWS and set(heads) <= set(values.values()):
            fields = {one: heads[str(value)] for one, value in values.items() if value in heads}


def _said(value: Scalar) -> Scalar:
    if isinstance(value, str) and not isinstance(value, CellError):
        return value or None
    return value


def _heads(item: str) -> dict[str, str]:
    """The heads of a list's columns and the fields below them, as the template has them."""
    for sheet in summary_template().sheets:
        for number, row in enumerate(sheet.rows):
            if row.item == item:
                return dict(_labels(row, sheet.rows[number - 1]))
    return {}


def _labels(row: TemplateRow, head: TemplateRow) -> Iterator[tuple[str, str]]:
    labels = {cell.column: cell.label for cell in head.cells}
    for cell in row.filled:
        label = labels.get(cell.column)
        for tag in cell.tags:
            if label:
                yield label, tag.name


def _sheet_name(item: str) -> str:
    sheets = summary_template().sheets
    return next(sheet.name for sheet in sheets for row in sheet.rows if row.item == item)


def _is_of(name: str, first: str) -> bool:
    """Whether a sheet is the one of a list, or a further one of it: 指标明细（2）."""
    return name == first or name.startswith(f"{first}（")
