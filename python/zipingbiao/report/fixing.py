"""Mend what is safe to mend: into a copy, cell by cell, everything else left as it is.

A mended cell may make others wrong (a rate its points, the points their sum): the copy is read
and checked again until nothing is left to mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.grid import CellError, Scalar, Sheet
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import drop_calc_chain
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.report.book.calculation import Computed, Spot, compute
from zipingbiao.report.book.cells import BoundCellError, SheetCells
from zipingbiao.report.book.notes import add_notes
from zipingbiao.report.book.parts import Book, children, element, root_of
from zipingbiao.report.book.stamp import stamp
from zipingbiao.report.book.styles import StyleList
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import kind_of
from zipingbiao.rules.finding import Finding, Fix, Number
from zipingbiao.template.reading.read import FormReader

#: A cell is written so often at most; more would be two rules that contradict each other.
_TRIES = 3
_ROUNDS = 12
_BLANK = "空白"

Recheck = Callable[[Iterable[SelfEvaluation]], Sequence[Finding]]


class Change(NamedTuple):
    """One mended cell: what stood there, what stands there now, by which rule and why."""

    path: str
    sheet: str
    cell: str
    code: str
    name: str
    reason: str
    old: str
    new: str
    formula: str | None


class Written(NamedTuple):
    """What was written into a cell: value, formula without equals sign.

    ``number_format`` is the one that it got for that, None where it kept its own.
    """

    value: Number | str
    formula: str | None
    number_format: str | None


class Mended(NamedTuple):
    """A mended copy, its changes, and cells that belong to array formulas and were left.

    ``cells`` are what was written, for those who mend the same workbook where it is open.
    """

    data: bytes
    changes: tuple[Change, ...]
    left: tuple[Spot, ...]
    cells: Mapping[Spot, Written]


def mend(data: bytes, path: str, reader: FormReader, recheck: Recheck) -> Mended:
    """Mend an ``.xlsx``. ``recheck`` gives the fixable findings on its forms."""
    work = _Mending(data)
    for _ in range(_ROUNDS):
        forms = [form for one in work.sheets for form in reader.read(one, path, printed=True)]
        if not work.apply(recheck(forms)):
            break
    return work.finished(path)


@dataclass
class _Done:
    """What was done to a cell, by which findings."""

    fix: Fix
    findings: list[Finding] = field(default_factory=list)
    formula: str | None = None


class _Mending:
    """A workbook being mended."""

    def __init__(self, data: bytes) -> None:
        self._book = Book(data)
        self._styles = StyleList(self._book)
        self._before = read_xlsx(Package.open(data))
        self._parts = {name: one.part for name, one in self._book.sheets.items()}
        self._cells = {
            one.name: SheetCells(self._book.tokens(self._parts[one.name])) for one in self._before
        }
        self._written: dict[Spot, Scalar] = {}
        self._done: dict[Spot, _Done] = {}
        self._left: set[Spot] = set()
        self._unsure: set[Spot] = set()
        self._restyled: dict[Spot, str] = {}
        self.sheets: Sequence[Sheet] = self._before

    @property
    def _formulas(self) -> dict[Spot, str]:
        return {
            (name, address): text
            for name, cells in self._cells.items()
            for address, text in cells.formulas.items()
        }

    def apply(self, findings: Iterable[Finding]) -> bool:
        """Mend what can be mended; whether anything was."""
        fixes = self._chosen(findings)
        plain = {spot for spot, one in fixes.items() if not self._agrees(spot, one.fix)}
        any_written = False
        for spot, done in fixes.items():
            done.formula = None if spot in plain else done.fix.formula
            any_written |= self._write(spot, done)
        if any_written:
            self._calculate()
        return any_written

    def _chosen(self, findings: Iterable[Finding]) -> dict[Spot, _Done]:
        """One fix for each cell; the first finding has its way, the next round sees the rest."""
        chosen: dict[Spot, _Done] = {}
        for one in findings:
            if one.fix is None or one.sheet not in self._cells:
                continue
            spot = one.sheet, one.fix.cell
            before = self._done.get(spot)
            if spot in chosen or spot in self._left:
                continue
            if before and (len(before.findings) >= _TRIES or before.fix == one.fix):
                continue
            chosen[spot] = _Done(one.fix, [*(before.findings if before else ()), one])
        return chosen

    def _agrees(self, spot: Spot, fix: Fix) -> bool:
        """Whether a fix's formula gives its value; where cells hold text it may not."""
        if fix.formula is None:
            return True
        formulas = self._formulas | {spot: fix.formula}
        found = self._computed(formulas, self._written | {spot: fix.value})
        value = found.values.get(spot)
        if spot in found.unsure or not isinstance(value, int | float):
            return False
        expected = fix.value
        return isinstance(expected, int | float) and abs(value - expected) <= 1e-6

    def _computed(self, formulas: Mapping[Spot, str], written: Mapping[Spot, Scalar]) -> Computed:
        return compute(self._book, self._before, formulas, written)

    def _write(self, spot: Spot, done: _Done) -> bool:
        sheet, address = spot
        cells, fix = self._cells[sheet], done.fix
        try:
            cells.write(address, fix.value, done.formula)
        except BoundCellError:
            self._left.add(spot)
            return False
        if not isinstance(fix.value, str):
            is_rate = kind_of(done.findings[-1].field) in ("rate", "degree")
            suited = self._styles.for_rate if is_rate else self._styles.for_number
            style = suited(cells.style(address))
            if style != cells.style(address):
                cells.restyle(address, style)
                self._restyled[spot] = self._styles.code(style)
        self._written[spot] = fix.value
        self._done[spot] = done
        return True

    def _calculate(self) -> None:
        """Give all formulas that depend on what was written their true values."""
        found = self._computed(self._formulas, self._written)
        self._unsure = set(found.unsure)
        for (sheet, address), value in found.values.items():
            self._cells[sheet].recache(address, value)
        for name, cells in self._cells.items():
            self._book.put(self._parts[name], cells.markup())
        self._styles.save()
        self.sheets = read_xlsx(Package.open(self._book.save()))

    def finished(self, path: str) -> Mended:
        """The copy with a note in each mended cell."""
        changes = tuple(self._changes(path))
        notes: dict[str, dict[str, str]] = {}
        for one in changes:
            notes.setdefault(one.sheet, {})[one.cell] = note_of(one)
        for sheet, texts in notes.items():
            add_notes(self._book, self._parts[sheet], texts)
        if changes:
            self._book.parts = drop_calc_chain(self._book.parts)
        if self._unsure:
            _calculate_on_opening(self._book)
        stamp(self._book)
        return Mended(self._book.save(), changes, tuple(sorted(self._left)), self._cells_written())

    def _cells_written(self) -> dict[Spot, Written]:
        return {
            spot: Written(done.fix.value, done.formula, self._restyled.get(spot))
            for spot, done in self._done.items()
        }

    def _changes(self, path: str) -> Iterable[Change]:
        before = {one.name: one for one in self._before}
        after = {one.name: one for one in self.sheets}
        for (sheet, cell), done in self._done.items():
            finding = done.findings[0]
            old, new = before[sheet].shown(cell), after[sheet].shown(cell)
            name = entry_of(finding.code).name
            yield Change(
                path, sheet, cell, finding.code, name, done.fix.reason,
                old or _BLANK, _shown(after[sheet].value(cell), new), done.formula,
            )  # fmt: skip


def _shown(value: Scalar, shown: str) -> str:
    return str(value) if isinstance(value, CellError) else shown or _BLANK


def note_of(change: Change) -> str:
    """What the note in a mended cell says."""
    formula = f"（={change.formula}）" if change.formula else ""
    return (
        f"原值：{change.old}\n改为：{change.new}{formula}\n"
        f"{change.code} {change.name}：{change.reason}。"
    )


def _calculate_on_opening(book: Book) -> None:
    """Ask Excel to calculate: some formula that depends on a mended cell is beyond us."""
    xml = book.tokens(book.workbook)
    at = xmltext.find(xml, "calcPr")
    if at is not None:
        xml[at] = xmltext.with_attribute(xml[at], "fullCalcOnLoad", "1")
    else:
        root = root_of(xml)
        before = ("sheets", "functionGroups", "externalReferences", "definedNames")
        ends = [end for _, end, name in children(xml, root) if name in before]
        name = f"{xmltext.prefix_of(xml[root])}calcPr"
        xml.insert(max(ends), element(name, {"fullCalcOnLoad": "1"}))
    book.put(book.workbook, xml)


def diff_lines(changes: Iterable[Change], target: str) -> Iterable[str]:
    """The changes of one file, as a unified diff has them."""
    for number, one in enumerate(changes):
        if not number:
            yield f"--- {one.path}"
            yield f"+++ {target}"
        formula = f"（={one.formula}）" if one.formula else ""
        yield f"@@ {one.sheet}!{one.cell} @@ {one.code} {one.name}：{one.reason}"
        yield f"-{_flat(one.old)}"
        yield f"+{_flat(one.new)}{formula}"


def _flat(text: str) -> str:
    return " ".join(text.split())
