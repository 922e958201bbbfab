"""Mend what is safe to mend: into a copy, cell by cell, everything else left as it is.

After each round the copy is read and checked again. A fix that brings up an error which was not
there before is undone: mending never makes a form worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zipingbiao.domain.figures import number
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.calcpr import calculated_on_opening
from zipingbiao.ooxml.editor.notes import add_notes
from zipingbiao.ooxml.editor.recalculation import Spot
from zipingbiao.ooxml.editor.stamp import stamp_copy
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.origin import Origin
from zipingbiao.ooxml.relations import drop_calc_chain
from zipingbiao.report.codes import entry_of
from zipingbiao.report.context import kind_of
from zipingbiao.report.mended_book import MendedBook, Numbers, Refused, State, fields_of
from zipingbiao.rules.finding import ERROR, Finding, Fix, Number
from zipingbiao.template.codec import TEXT_KINDS
from zipingbiao.template.reading.read import FormReader

#: What is mended may bring up what could not be seen before; more rounds than this don't.
_ROUNDS = 6
_BLANK = "空白"

#: Gives all findings on some forms of the workbook; those to be mended have their fix.
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


class Left(NamedTuple):
    """A cell that could not be mended, or may not be true any more; the reason follows its name."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell} {self.reason}"


class Mended(NamedTuple):
    """A mended copy, its changes, what was left as it is.

    ``cells`` are what was written, for those who mend the same workbook where it is open.
    """

    data: bytes
    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    cells: Mapping[Spot, Written]


def mend(data: bytes, path: str, reader: FormReader, recheck: Recheck) -> Mended:
    """Mend an ``.xlsx``. ``recheck`` gives the findings on its forms."""
    work = _Mending(data, path, reader, recheck)
    for _ in range(_ROUNDS):
        if not work.round():
            break
    return work.finished()


class _Check(NamedTuple):
    """A look at the workbook: its numbers, its errors, the findings that can be mended."""

    numbers: Numbers
    errors: frozenset[tuple[str, str, str]]
    fixes: Sequence[tuple[Finding, Fix]]


class _Mending:
    """A workbook being mended round by round."""

    def __init__(self, data: bytes, path: str, reader: FormReader, recheck: Recheck) -> None:
        self._data = data
        self._path = path
        self._reader = reader
        self._recheck = recheck
        self._work = MendedBook(data)
        self._tried: set[tuple[str, Fix]] = set()
        self._left: dict[Spot, Left] = {}
        self._now = self._check()

    def _check(self) -> _Check:
        """Read the workbook as it is now, and check it."""
        read = [
            form
            for sheet in self._work.sheets
            for form in self._reader.read(sheet, self._path, printed=True)
        ]
        found = self._recheck(read)
        return _Check(
            fields_of(spot for form in read for spot in _fields(form)),
            frozenset((one.sheet, one.code, one.field) for one in found if one.severity == ERROR),
            [(one, one.fix) for one in found if one.fix and self._work.has_sheet(one.sheet)],
        )

    def round(self) -> bool:
        """Mend what can be mended now; whether anything was."""
        state, before = self._work.state(), self._now
        made = [pair for pair in before.fixes if self._make(*pair)]
        if not made or self._is_no_worse():
            return bool(made)
        self._back(state, before)
        # One at a time, so that only those go which do harm.
        kept = False
        for pair in made:
            state, before = self._work.state(), self._now
            self._tried.discard((pair[0].sheet, pair[1]))
            if self._make(*pair):
                if self._is_no_worse():
                    kept = True
                else:
                    self._back(state, before)
                    self._refuse(pair[0].sheet, pair[1].cell, "改了会引出别的错误")
        return kept

    def _back(self, state: State, before: _Check) -> None:
        self._work.go_back(state)
        self._now = before

    def _is_no_worse(self) -> bool:
        """Whether the workbook, read anew, has no error that it had not."""
        errors = self._now.errors
        self._work.read()
        self._now = self._check()
        return self._now.errors <= errors

    def _make(self, finding: Finding, fix: Fix) -> bool:
        """Make a fix once; what stands in its way is kept to be told."""
        if (finding.sheet, fix) in self._tried:
            return False
        self._tried.add((finding.sheet, fix))
        try:
            return self._work.mend(finding, fix, self._now.numbers)
        except Refused as refused:
            self._refuse(*refused.spot, refused.reason)
            return False

    def _refuse(self, sheet: str, cell: str, reason: str) -> None:
        self._left.setdefault((sheet, cell), Left(sheet, cell, f"{reason}，没有修正"))

    # What came of it

    def finished(self) -> Mended:
        """The copy with a note in each mended cell."""
        work = self._work
        work.read()
        changes = tuple(self._changes())
        notes: dict[str, dict[str, str]] = {}
        for one in changes:
            notes.setdefault(one.sheet, {})[one.cell] = note_of(one)
        for sheet, texts in notes.items():
            add_notes(work.book, work.parts[sheet], texts)
        if changes:
            work.book.parts = drop_calc_chain(work.book.parts)
        if work.stale:
            workbook = work.book.workbook
            work.book.parts[workbook] = calculated_on_opening(work.book.parts[workbook])
        stamp_copy(work.book, Origin.of_copy(self._data, work.sheets))
        for spot in sorted(work.stale):
            self._left[spot] = Left(*spot, "的公式无法计算，留着原来的值")
        cells = {
            spot: Written(one.value, one.formula, one.number_format)
            for spot, one in work.done.items()
        }
        left = tuple(one for _, one in sorted(self._left.items()))
        return Mended(work.book.save(), changes, left, cells)

    def _changes(self) -> Iterable[Change]:
        before = {one.name: one for one in self._work.before}
        after = {one.name: one for one in self._work.sheets}
        for (sheet, cell), done in self._work.done.items():
            old, new = before[sheet].shown(cell), after[sheet].shown(cell)
            code, name = done.finding.code, entry_of(done.finding.code).name
            yield Change(
                self._path, sheet, cell, code, name, done.reason,
                old or _BLANK, _shown(after[sheet].value(cell), new), done.formula,
            )  # fmt: skip


def _fields(form: SelfEvaluation) -> Iterator[tuple[Spot, str, Number | None]]:
    """The cells of a form: where, the kind of the field, its number if read without doubt."""
    doubtful = {fault.place.field for fault in form.faults}
    for path, cell in form.cells.items():
        kind = kind_of(path)
        value = None
        if kind and kind not in TEXT_KINDS and path not in doubtful:
            value = number(_value(form, path))
        yield (form.source.sheet, cell), kind, value


def _value(form: SelfEvaluation, path: str) -> object:
    found: object = form
    for step in path.replace("]", "").replace("[", ".").split("."):
        found = found[int(step)] if step.isdecimal() else getattr(found, step)  # type: ignore[index]
    return found


def _shown(value: Scalar, shown: str) -> str:
    return str(value) if isinstance(value, CellError) else shown or _BLANK


def note_of(change: Change) -> str:
    """What the note in a mended cell says."""
    formula = f"（={change.formula}）" if change.formula else ""
    return (
        f"原值：{change.old}\n改为：{change.new}{formula}\n"
        f"{change.code} {change.name}：{change.reason}。"
    )


def diff_lines(changes: Iterable[Change], target: str) -> Iterable[str]:
    """The changes of one file, as a unified diff has them."""
    for place, one in enumerate(changes):
        if not place:
            yield f"--- {one.path}"
            yield f"+++ {target}"
        formula = f"（={one.formula}）" if one.formula else ""
        yield f"@@ {one.sheet}!{one.cell} @@ {one.code} {one.name}：{one.reason}"
        yield f"-{_flat(one.old)}"
        yield f"+{_flat(one.new)}{formula}"


def _flat(text: str) -> str:
    return " ".join(text.split())
