"""The same form filled in by somebody else: other names, other amounts, fewer and more rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, Side

from template.distort import Draft
from zipingbiao.domain.levels import LEVEL2, LEVEL2_ALIASES
from zipingbiao.glossary import LISTS, TICK_WORDS
from zipingbiao.interchange import form_data
from zipingbiao.layouts import Layout
from zipingbiao.model import FundLine, SelfEvaluation

#: Words that are nobody's: the names of groups and what money is counted in stay.
_OFFICIAL = frozenset({"level1", "level2", "money_unit", "source", "name", "operator"})
#: Names and ticks that all forms have.
_FRAME = {
    "预算执行率", "预计完成", *LEVEL2, *LEVEL2_ALIASES,
    *(word for words in TICK_WORDS.values() for word in words),
}  # fmt: skip
_FACTOR = 1.25
#: So short a text says nothing of anybody.
_TELLING = 4


def other(form: SelfEvaluation, layout: Layout) -> SelfEvaluation:
    """The form with all that was filled in replaced; blanks stay blank."""
    keys = layout.writer.capacity.fixed_keys.get("fund", ())
    printed = {one.level1 for one in form.indicators}
    groups = [one for one in form.groups if one.weight is not None and one.level1 in printed]
    rows = tuple(_other(one, n) for n, one in enumerate(form.indicators))
    more = (*rows, _again(rows[-1])) if rows else ()
    return replace(
        form,
        layout=layout.id,
        kind=layout.kind,
        title=None,
        year=None if form.year is None else form.year + 1,
        header=_other(form.header, 0),
        total=_other(form.total, 0),
        funds=tuple(_renamed(_other(one, n), keys) for n, one in enumerate(form.funds)),
        goals=tuple(_other(one, n) for n, one in enumerate(form.goals)),
        groups=tuple(replace(one, weight=_figure(one.weight)) for one in groups),
        indicators=more,
        remarks=None if form.remarks is None else "已全部整改。",
        tables=replace(
            form.tables,
            **{
                term.path[7:]: tuple(
                    _other(one, n) for n, one in enumerate(getattr(form.tables, term.path[7:]))
                )
                for term in LISTS.values()
                if "." in term.path
            },
        ),
    )


def _renamed(row: FundLine, keys: Sequence[str]) -> FundLine:
    """A row whose name is filled in has another one."""
    return row if row.source in (*keys, None) else replace(row, source="自筹")


def _again(row: Any) -> Any:
    """One more row of the same group."""
    name = row.level3
    return replace(row, level3=name and f"{name}之二")


def _other(record: Any, number: int) -> Any:
    changed: dict[str, Any] = {}
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name in _OFFICIAL or value is None or value == ():
            continue
        if isinstance(value, int | float):
            changed[one.name] = _figure(value)
        elif isinstance(value, str):
            changed[one.name] = _text(one.name, number)
    return replace(record, **changed)


def _figure(value: Any) -> Any:
    if not isinstance(value, int | float):
        return 3 if value is not None else None
    return round(value * _FACTOR + 0.01, 4) if value > 1 else round(value * 0.9 + 0.01, 4)


def _text(name: str, number: int) -> str:
    return {
        "target": ("≥37%", "48人次", "12月底前", "100%", "良好")[number % 5],
        "actual": ("41%", "52人次", "11月30日", "99.5%", "优秀")[number % 5],
        "completion": "完成",
        "likelihood": "确定能",
    }.get(name, f"另填的{name}第{number + 1}项")


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a form with its path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if path or name not in ("source", "cells", "layout", "title"):
                yield from leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    elif value is not None:
        yield path, value


def compared(wanted: SelfEvaluation, got: SelfEvaluation) -> tuple[int, dict[str, Any]]:
    """How many fields there are, and those that are not the same: wanted, got."""
    one, two = (dict(leaves(form_data(form))) for form in (wanted, got))
    paths = one.keys() | two.keys()
    wrong = {
        path: (one.get(path), two.get(path)) for path in paths if one.get(path) != two.get(path)
    }
    return len(paths), wrong


def personal(form: SelfEvaluation) -> set[str]:
    """What on a form is somebody's: names, sentences, amounts of several digits."""
    found: set[str] = set()
    for path, value in leaves(form_data(form)):
        name = path.rpartition(".")[2]
        if name in _OFFICIAL or path in ("year", "kind"):
            continue
        text = f"{value:.15g}" if isinstance(value, int | float) else "".join(str(value).split())
        worded = any(letter > "\u2e80" for letter in text)
        digits = sum(letter.isdigit() for letter in text)
        if (worded and len(text) >= _TELLING) or digits >= _TELLING:
            found.add(text)
    return found - _FRAME


def everything(folder: Path) -> str:
    """All words and numbers in all files of a folder and all parts of its workbooks, unspaced."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        found.append(path.name)
        if path.suffix != ".xlsx":
            found.append(path.read_text("utf-8"))
            continue
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                xml = book.read(name).decode()
                found += [name, *re.findall(r">([^<>]+)<", xml)]
                found += [one for one in re.findall(r'"([^"]*)"', xml) if not one.isascii()]
    return "".join("\n".join(found).split())


def written(draft: Draft, path: Path) -> Path:
    """A draft as a workbook with borders."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "填报"
    line = Side(style="thin")
    for (row, column), cell in draft.cells.items():
        at = sheet.cell(row, column, cell.value)
        if isinstance(cell.value, str):
            at.data_type = "s"  # =100% is a text
        at.border = Border(line, line, line, line)
    for area in draft.merges:
        sheet.merge_cells(area.name)
    book.save(path)
    return path
