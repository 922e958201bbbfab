r"""Forms written down cell by cell, with what each cell truly holds.

Rows as lines, cells parted by ``|``:

- ``<`` and ``^`` belong to the cell on the left, to the cell above (merged);
- ``66@header.project`` holds a field; ``@total.score=98`` where the value isn't the text as it
  stands; several fields in one cell are parted by ``;``;
- ``得分@>indicator.score`` heads a column: all texts below it are this field, up to a blank line;
  ``100@=100%`` in such a column has another value, ``备注@`` none;
- a line that begins with ``~`` holds no item: subtotals, placeholders;
- a line that begins with ``*`` is spelt out for five indicators (see `_INDICATORS`);
- ``\n`` is a line break in a cell.

The truth is made of this alone: nothing of the reader is asked.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from template.distort import Draft, typed
from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.interchange import form_data
from zipingbiao.model import SELF_EVALUATION, SelfEvaluation
from zipingbiao.ooxml.address import Area, cell_name
from zipingbiao.ooxml.grid import Scalar

_COLUMNS = ("level1", "level2", "level3", "target", "unit", "actual", "weight", "score")
_INDICATORS = (
    ("产出指标", "数量指标", "培训场次", "≥20", "场", "22", "10", "10"),
    ("产出指标", "质量指标", "验收合格率", "100", "%", "100", "10", "10"),
    ("产出指标", "时效指标", "完成时间", "12月底前", "—", "12月20日", "10", "9"),
    ("效益指标", "社会效益指标", "覆盖人次", "5000", "人次", "5200", "30", "28.5"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90", "%", "95", "10", "10"),
)
_TEXTS = frozenset({"text", "shown", "operator", "unit", "money_unit"})
_NOTHING = frozenset({"", "—", "——", "-", "--", "/", "……", "…"})
_LOOKALIKE = str.maketrans("≧≦＝", "≥≤=")
_POINTS = re.compile(r"[（(]\d+(?:\.\d+)?分?[）)]$")
_LEVELS = ("level1", "level2")

#: A field's path and its value.
Truth = dict[str, Any]


@dataclass(frozen=True)
class Transcribed:
    """A form written down: the layouts it may be read with, its kind, its truth.

    ``strays`` counts the numbers in it that belong to a table of another kind: they are told, not
    read. ``errors`` are the codes of errors that checking it finds. ``fields`` tells which field
    each cell holds (``indicator.score``), ``truth`` the value of each path
    (``indicators[0].score``), ``places`` where it stands.
    """

    name: str
    reads: tuple[str, ...]
    kind: str
    strays: int
    errors: tuple[str, ...]
    draft: Draft = field(repr=False)
    fields: Mapping[tuple[int, int], str] = field(repr=False)
    truth: Truth = field(repr=False)
    places: Mapping[str, str] = field(repr=False)


def transcribed(name: str) -> list[Transcribed]:
    """The forms of a file beside this one."""
    text = Path(__file__).with_name(name).read_text("utf-8")
    return [_Writing(one).form() for one in tomllib.loads(text)["form"]]


class _Item(NamedTuple):
    """An item of a list: in which table, in which block of its columns, its fields with cells."""

    record: str
    table: int
    block: int
    fields: dict[str, tuple[Any, str]]


class _Writing:
    """One form on its way from lines to cells and truth."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._groups: Mapping[str, Any] = data.get("groups", {})
        self._cells: dict[tuple[int, int], Any] = {}
        self._merges: dict[tuple[int, int], tuple[int, int]] = {}
        self._fields: dict[tuple[int, int], str] = {}
        self._truth: Truth = {}
        self._places: dict[str, str] = {}
        self._table = 0
        #: The fields of columns, each with the block of columns that it is of.
        self._heads: dict[int, tuple[str, int]] = {}
        self._items: list[_Item] = []
        self._levels: dict[tuple[int, str], tuple[Any, str]] = {}

    def form(self) -> Transcribed:
        row = 0
        for line in self._data["rows"].strip("\n").split("\n"):
            if not line.strip():
                self._heads, self._levels = {}, {}
                self._table += 1
                continue
            for spelt in _spelt_out(line):
                row += 1
                self._line(row, spelt)
        self._settle()
        draft = Draft(self._cells, frozenset(self._areas()), name=self._data["name"][:31])
        return Transcribed(
            self._data["name"],
            tuple(self._data["reads"]),
            self._data.get("kind", SELF_EVALUATION),
            self._data.get("strays", 0),
            tuple(self._data.get("errors", ())),
            draft,
            self._fields,
            {path: value for path, value in self._truth.items() if value is not None},
            self._places,
        )

    def _settle(self) -> None:
        """Number the items of lists; of columns in two blocks the left ones come first."""
        sizes: dict[str, int] = {}
        for item in sorted(self._items, key=lambda one: (one.table, one.block)):
            index = sizes.get(item.record, 0)
            sizes[item.record] = index + 1
            for name, (value, cell) in item.fields.items():
                path = f"{LISTS[item.record].path}[{index}].{name}"
                self._truth[path] = value
                self._places[path] = cell
        for index, (name, weight) in enumerate(self._groups.items()):
            self._truth[f"groups[{index}].level1"] = same(name)
            self._truth[f"groups[{index}].weight"] = same(weight)

    def _line(self, row: int, line: str) -> None:
        skipped = line.startswith("~")
        open_items: dict[tuple[str, int], dict[str, tuple[Any, str]]] = {}
        for column, written in enumerate(line.removeprefix("~").split("|"), 1):
            text, marked, marks = written.strip().partition("@")
            if text in ("<", "^"):
                before = (row, column - 1) if text == "<" else (row - 1, column)
                self._merges[row, column] = self._merges.get(before, before)
                continue
            text = text.replace("\\n", "\n").strip()
            if text:
                self._cells[row, column] = typed(_number(text))
            for term, value in self._marks(column, text, marks if marked else None, skipped):
                self._fields[row, column] = term
                self._put(term, value, (row, column), open_items)

    def _marks(
        self, column: int, text: str, marks: str | None, skipped: bool
    ) -> Iterator[tuple[str, str]]:
        """The fields of a cell with their values; ``marks`` is what stands behind its ``@``."""
        head = self._heads.get(column, ("", 0))[0]
        if marks is None:
            item = head.partition(".")[2] not in _LEVELS
            if head and text and not (skipped and item):
                yield head, text
        elif marks.startswith("="):
            yield from [(head, marks[1:])] if head else []
        else:
            for mark in filter(None, marks.split(";")):
                if mark.startswith(">"):
                    block = sum(known == mark[1:] for known, _ in self._heads.values())
                    self._heads[column] = mark[1:], block
                else:
                    term, given, value = mark.partition("=")
                    yield term, value if given else text

    def _put(
        self,
        term: str,
        value: str,
        place: tuple[int, int],
        open_items: dict[tuple[str, int], dict[str, tuple[Any, str]]],
    ) -> None:
        record, _, name = term.rpartition(".")
        cell = cell_name(*place)
        if record not in LISTS:
            self._truth[term] = valued(term, value)
            self._places[term] = cell
            return
        block = self._heads.get(place[1], ("", 0))[1]
        if record == "indicator" and name in _LEVELS:
            if name == "level1":
                self._levels.pop((block, "level2"), None)
                value = _POINTS.sub("", value.strip()) if self._groups else value
            self._levels[block, name] = (same(value), cell)
            if (record, block) in open_items:  # a level right of what it is of
                open_items[record, block][name] = (same(value), cell)
            return
        if (record, block) not in open_items:
            levels = {n: v for (b, n), v in self._levels.items() if b == block}
            fields = open_items[record, block] = levels if record == "indicator" else {}
            self._items.append(_Item(record, self._table, block, fields))
        open_items[record, block][name] = (valued(term, value), cell)

    def _areas(self) -> Iterator[Area]:
        boxes: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place, first in self._merges.items():
            boxes.setdefault(self._merges.get(first, first), []).append(place)
        for (top, left), places in boxes.items():
            yield Area(top, left, max(r for r, _ in places), max(c for _, c in places))


def _spelt_out(line: str) -> Iterator[str]:
    """A line; one of all indicators five times."""
    if not line.startswith("*"):
        yield line
        return
    for indicator in _INDICATORS:
        known = dict(zip(_COLUMNS, indicator, strict=True))
        cells = (cell.strip() for cell in line.removeprefix("*").split("|"))
        yield " | ".join(_spelt(cell, known) for cell in cells)


def _spelt(cell: str, known: Mapping[str, str]) -> str:
    if cell.startswith("="):
        return cell[1:]
    return f"{known[cell]}@indicator.{cell}" if cell in known else cell


def _number(text: str) -> Scalar:
    """What a person types as a number is one."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


# --- comparing


def same(value: Any) -> Any:
    """A value so that equal ones are equal: texts without blanks and look-alikes."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value.translate(_LOOKALIKE))
        text = re.sub(r"\s+", "", text)
        return None if text in _NOTHING else text
    if isinstance(value, bool) or value is None:
        return value
    return round(float(value), 9) if isinstance(value, int | float) else value


def valued(term: str, text: str) -> Any:
    """What a text says as a field."""
    named = re.sub(r"s\[\d+\]", "", term)
    kind = TERM_OF[named].kind if named in TERM_OF else "text"
    folded = same(text)
    if folded is None or kind in _TEXTS:
        return folded
    match = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?)(%?)", folded)
    if match is None:
        return folded
    figure = float(match[1].replace(",", ""))
    return same(figure / 100 if match[2] and kind in ("rate", "degree") else figure)


_META = frozenset({"source", "layout", "cells", "kind"})


def leaves(form: SelfEvaluation) -> Truth:
    """All values of a form by their paths."""
    found: Truth = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                walk(inner, f"{path}.{name}" if path else str(name))
        elif isinstance(value, list | tuple):
            for index, inner in enumerate(value):
                walk(inner, f"{path}[{index}]")
        elif (known := same(value)) is not None:
            found[path] = known

    data = form_data(form)
    walk({name: value for name, value in data.items() if name not in _META}, "")
    return found


def wrong(truth: Truth, form: SelfEvaluation) -> dict[str, tuple[Any, Any]]:
    """Path → what it should be and what was read, where they differ."""
    read = leaves(form)
    return {
        path: (truth.get(path), read.get(path))
        for path in dict.fromkeys((*truth, *read))
        if truth.get(path) != read.get(path)
    }
