"""The list of units that have to file: read from a workbook or a CSV, wherever its headings stand.

Headings: 单位 (required), 主管部门, 简称 (and 别名, 曾用名), 截止日期; other columns do not
matter. What is odd about the list is told in sentences, and nothing is guessed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from zipingbiao.domain.totals import is_adding_row
from zipingbiao.domain.units import roster_headings
from zipingbiao.errors import CallError, Place, UnreadableFile, shown
from zipingbiao.merge.filing import NAMES_BETWEEN
from zipingbiao.merge.noroster import are_no_names, why_none
from zipingbiao.ooxml.address import area_of, cell_place
from zipingbiao.ooxml.documents.charset import text_of
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook, read_file
from zipingbiao.values.serial import typed_day
from zipingbiao.values.text import fold, plain

#: Lines below a list that name no unit: 填表人：…, 注：…
_NO_UNIT = re.compile(r"^(?:注|备注|说明|填表|制表|审核|联系)|[:：].")
#: What else stands behind a heading: 单位（全称）.
_ASIDE = re.compile(r"\([^()]*\)")
_CURE = "请给出应报单位名单（.xlsx 或 .csv），其中一列的栏目名称是「单位」。"


class RosterUnit(NamedTuple):
    """A unit of the list: its name, its department, what else it is called, when it is due.

    ``short`` is the cell of 简称 as it stands; ``others`` are all other names; ``row`` its row.
    """

    name: str
    department: str = ""
    short: str = ""
    others: tuple[str, ...] = ()
    deadline: str = ""
    row: int = 0


@dataclass(frozen=True)
class Roster:
    """The units of a list, in its order; ``remarks`` tell what is odd about it."""

    units: tuple[RosterUnit, ...]
    remarks: tuple[str, ...] = ()


class _Table(NamedTuple):
    """A sheet as rows of texts: row number → column → text, merged cells told in each row."""

    name: str
    rows: dict[int, dict[int, str]]
    merged: frozenset[tuple[int, int]]


class _Heads(NamedTuple):
    row: int
    columns: dict[str, tuple[int, ...]]


def read_roster(path: Path) -> Roster:
    """Read a list of units. Raises CallError where it can't be read or names no units."""
    place = Place(str(path))
    tables = list(_tables(path))
    if other := why_none(path):
        raise CallError(other, place, _CURE)
    found = [(table, heads) for table in tables if (heads := _heads(table, place)) is not None]
    if not found:
        raise CallError("名单里没有「单位」一栏。", place, _CURE)
    table, heads = found[0]
    remarks = []
    if len(found) > 1:
        others = "、".join(f"「{one.name}」" for one, _ in found[1:])
        remarks.append(f"名单有好几张工作表，只用「{table.name}」，没有用{others}。")
    listed = list(_units(table, heads, remarks))
    if listed and are_no_names([one.name for one in listed]):
        some = "、".join(f"「{shown(one.name)}」" for one in listed[:3])
        raise CallError(f"名单的「单位」一栏写的大多不是单位名称（如{some}）。", place, _CURE)
    units = _distinct(listed, remarks)
    if not units:
        raise CallError("名单的「单位」一栏下面没有一个单位。", place, _CURE)
    remarks += _shared(units)
    return Roster(tuple(units), tuple(f"{path.name}：{one}" for one in remarks))


# Cells


def _tables(path: Path) -> Iterator[_Table]:
    name = str(path)
    if not path.is_file():
        raise CallError("没有这个文件。", Place(name), _CURE)
    try:
        if path.suffix.lower() in (".csv", ".txt", ".tsv"):
            yield _csv_table(read_file(path, name))
            return
        for sheet in open_workbook(path, name).sheets:
            if not sheet.hidden:
                yield _sheet_table(sheet)
    except (UnreadableFile, SkippedFileError) as error:
        raise CallError(f"名单读不了：{error.reason}", Place(name), _CURE) from None


def _csv_table(data: bytes) -> _Table:
    text = text_of(data)
    head = text[:4096]
    delimiter = max(",\t;；，", key=head.count)
    if delimiter in "；，":  # a full-width one: csv takes any single sign
        text = text.replace("\r", "")
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = {
            number: {column: plain(cell) for column, cell in enumerate(line, 1) if plain(cell)}
            for number, line in enumerate(lines, 1)
        }
    except csv.Error:
        raise UnreadableFile("ZPB903", "CSV 的引号或换行有误。") from None
    return _Table("", rows, frozenset())


def _sheet_table(sheet: Sheet) -> _Table:
    rows: dict[int, dict[int, str]] = defaultdict(dict)
    for address in sheet.addresses:
        row, column = cell_place(address)
        if text := plain(sheet.shown(address)):
            rows[row][column] = text
    merged = set()
    for area in map(area_of, sheet.merges):
        text = rows.get(area.top, {}).get(area.left, "")
        for row in range(area.top + 1, min(area.bottom, max(rows, default=0)) + 1):
            if text:
                rows[row][area.left] = text
                merged.add((row, area.left))
    return _Table(sheet.name, dict(sorted(rows.items())), frozenset(merged))


# Headings


def _heads(table: _Table, place: Place) -> _Heads | None:
    """The row of headings: the one with 单位 that has most of them, the first of several."""
    best: _Heads | None = None
    for row in table.rows:
        last = _last_head_row(table, row)
        columns = _columns(
            {
                (column, text)
                for one in range(row, last + 1)
                for column, text in table.rows.get(one, {}).items()
            }
        )
        if "unit" in columns and (best is None or len(columns) > len(best.columns)):
            best = _Heads(last, columns)
    if best is not None and len(best.columns["unit"]) > 1:
        where = "、".join(f"第 {one} 列" for one in best.columns["unit"])
        reason = f"名单有几列都像「单位」（{where}），看不出用哪一列。"
        raise CallError(reason, place, "请只留一列叫「单位」。")
    return best


def _last_head_row(table: _Table, row: int) -> int:
    """The last row of headings that begin in a row: as far down as any of them is merged."""
    last = row
    while any((last + 1, column) in table.merged for column in table.rows[row]):
        last += 1
    return last


def _columns(cells: set[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    """What stands in which columns: of several ways to say it the best, all names of a unit."""
    folded = {(column, _ASIDE.sub("", fold(text))) for column, text in cells}
    found: dict[str, tuple[int, ...]] = {}
    for what, words in roster_headings().items():
        ranked = [(words.index(text), column) for column, text in folded if text in words]
        if what == "names":
            keep = sorted({column for _, column in ranked})
        else:
            keep = sorted({column for rank, column in ranked if rank == min(ranked)[0]})
        if keep:
            found[what] = tuple(keep)
    return found


# Units


def _units(table: _Table, heads: _Heads, remarks: list[str]) -> Iterator[RosterUnit]:
    [column] = heads.columns["unit"]
    blank = []
    for row, cells in table.rows.items():
        if row <= heads.row or (row, column) in table.merged:
            continue
        name = cells.get(column, "")
        own = {one for one in cells if (row, one) not in table.merged}
        if not name:
            told = own & {one for ones in heads.columns.values() for one in ones}
            blank += [row] if told else []
        elif any(is_adding_row(cells[one]) for one in own) or _NO_UNIT.search(name):
            remarks.append(f"第 {row} 行「{shown(name)}」不像单位名称，没有算作单位。")
        elif fold(name) not in roster_headings()["unit"]:  # the headings of the next page
            yield _unit(row, name, cells, heads)
    if blank:
        where = "、".join(map(str, blank[:10]))
        more = f" 等 {len(blank)} 行" if len(blank) > 10 else " 行"
        remarks.append(f"第 {where}{more}没有写单位，没有算。")


def _unit(row: int, name: str, cells: dict[int, str], heads: _Heads) -> RosterUnit:
    def first(what: str) -> str:
        return next((cells[one] for one in heads.columns.get(what, ()) if one in cells), "")

    texts = [cells[one] for one in heads.columns.get("names", ()) if one in cells]
    others = [other for text in texts for one in NAMES_BETWEEN.split(text) if (other := plain(one))]
    unit = " ".join(name.split())
    return RosterUnit(
        unit, first("department"), "、".join(texts), tuple(others), first("deadline"), row
    )


def _distinct(units: Sequence[RosterUnit], remarks: list[str]) -> list[RosterUnit]:
    """Each unit once; what stands twice, and units of one name, are told."""
    kept: dict[tuple[str, str], RosterUnit] = {}
    for one in units:
        key = fold(one.name), fold(one.department)
        if (first := kept.get(key)) is not None:
            reason = f"第 {one.row} 行「{shown(one.name)}」与第 {first.row} 行重复，只算一个。"
            if one.deadline and first.deadline and one.deadline != first.deadline:
                reason += f"两行的截止日期不同，用第 {first.row} 行的。"
            remarks.append(reason)
            others = tuple(dict.fromkeys((*first.others, *one.others)))
            deadline = first.deadline or one.deadline
            kept[key] = first._replace(others=others, short="、".join(others), deadline=deadline)
        else:
            kept[key] = one
    for rows in _groups((fold(one.name), one) for one in kept.values()):
        where = "、".join(str(one.row) for one in rows)
        remarks.append(f"第 {where} 行的单位同名「{shown(rows[0].name)}」，按主管部门分别计算。")
    for one in kept.values():
        if one.deadline and typed_day(one.deadline) is None:
            remarks.append(
                f"第 {one.row} 行的截止日期「{shown(one.deadline)}」不是日期，照原样列出。"
            )
    return list(kept.values())


def _shared(units: Sequence[RosterUnit]) -> Iterator[str]:
    """Short names that several units have: nobody is known by them."""
    pairs = ((fold(other), one) for one in units for other in dict.fromkeys(one.others))
    for rows in _groups(pairs):
        names = Counter(other for one in rows for other in one.others)
        common = next(other for other, count in names.items() if count > 1 or len(rows) == 1)
        where = "、".join(f"「{shown(one.name)}」" for one in rows)
        yield f"{where}的简称都是「{shown(common)}」，只写它的表认不出是哪个单位。"


def _groups(pairs: Iterable[tuple[str, RosterUnit]]) -> Iterator[list[RosterUnit]]:
    """Units by key, where there is more than one."""
    found: dict[str, dict[int, RosterUnit]] = defaultdict(dict)
    for key, one in pairs:
        found[key][one.row] = one
    return (list(rows.values()) for rows in found.values() if len(rows) > 1)
