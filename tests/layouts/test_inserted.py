"""Clerks insert and delete rows where they like: the totals of the official forms keep count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from office import Office, stored
from zipingbiao.interchange import form_from
from zipingbiao.layouts import find_layouts
from zipingbiao.ooxml.address import Area, cell_name, cell_place
from zipingbiao.ooxml.evaluate import compile_formula

LAYOUTS = find_layouts()
#: What is typed into a row that was inserted.
TYPED = 7.25
#: Layouts in which nobody adds anything up.
WITHOUT = {"hubei-result"}


class Block(NamedTuple):
    """The rows that a total adds up, ``edges``: the first, the second, and that behind the last.

    A block may begin with its head, and end with the blank row where the form ends.
    """

    total: str
    area: Area
    edges: frozenset[int]

    def moved(self, at: int, by: int) -> str:
        """Where the total stands when there are ``by`` more rows before row ``at``."""
        row, column = cell_place(self.total)
        return cell_name(row + (by if at <= row else 0), column)


def blank(name: str, folder: Path, *, live: bool = False) -> Path:
    path = folder / "blank.xlsx"
    path.write_bytes(LAYOUTS[name].write((form_from(LAYOUTS[name].blank_data()),), live=live).data)
    return path


def blocks(path: Path) -> tuple[str, list[Block]]:
    """The sheet of a form, and what its totals add up: all cells that they count first."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    last = max(c.row for row in sheet.iter_rows() for c in row if c.border.left.style)
    found = []
    for row in sheet.iter_rows():
        for cell in row:
            counted, is_sum, _ = str(cell.value or "").partition("=0,")
            if not (counted.startswith("=IF(COUNT(") and is_sum):
                continue
            formula = compile_formula(counted.removeprefix("=IF("))
            for _, area in formula.reads(cell_place(cell.coordinate)):
                first = area.top if cell.row == area.top - 1 else area.top + 1
                edges = {first, area.top + 1, min(area.bottom, last) + 1}
                if area.size > 1:
                    found.append(Block(cell.coordinate, area, frozenset(edges)))
    return sheet.title, found


def number(values: Mapping[str, object], address: str) -> float:
    value = values.get(address)
    assert value in ("", None) or isinstance(value, int | float), (address, value)
    return value if isinstance(value, int | float) else 0


def with_numbers(
    office: Office, path: Path, sheet: str, found: Iterable[Block]
) -> Mapping[str, object]:
    """The totals with a nought where nothing is filled in: what is printed counts from then on."""
    values = stored(path)[sheet]
    empty = [block for block in found if not number(values, block.total)]
    noughts = {cell_name(block.area.top + 1, block.area.left): 0 for block in empty}
    return office.recalculated(path, {sheet: noughts})[sheet]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_total_takes_in_a_row_wherever_it_is_inserted(
    name: str, office: Office, tmp_path: Path
) -> None:
    path = blank(name, tmp_path)
    sheet, found = blocks(path)
    assert bool(found) == (name not in WITHOUT)
    before = with_numbers(office, path, sheet, found)
    for at in sorted(set().union(*(block.edges for block in found))):
        here = [block for block in found if at in block.edges]
        out = office.insert_rows(path, sheet, at, 1, tmp_path / "inserted.xlsx")
        typed = {cell_name(at, block.area.left): TYPED for block in here}
        values = office.recalculated(out, {sheet: typed})[sheet]
        for block in here:
            due = round(number(before, block.total) + TYPED, 2)
            assert number(values, block.moved(at, 1)) == due, (at, block)


@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - WITHOUT))
def test_a_total_survives_the_deletion_of_the_first_row_and_the_last(
    name: str, office: Office, tmp_path: Path
) -> None:
    path = blank(name, tmp_path)
    sheet, found = blocks(path)
    for at in {row for one in found for row in (min(one.edges), max(one.edges) - 1)}:
        out = office.delete_rows(path, sheet, at, 1, tmp_path / "deleted.xlsx")
        values = office.recalculated(out)[sheet]
        for block in found:
            if at != cell_place(block.total)[0]:
                number(values, block.moved(at, -1))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_live_total_adds_up_the_same_rows(name: str, tmp_path: Path) -> None:
    assert blocks(blank(name, tmp_path, live=True)) == blocks(blank(name, tmp_path))
