"""Which sheets a bound volume has, in which order, and what each is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from zipingbiao.export.naming import titles_of
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.sheetnames import sheet_names
from zipingbiao.reading import FileReading


class Leaf(NamedTuple):
    """One sheet of a volume: the forms on it, where it comes from, how it is called there.

    ``department`` and ``unit`` are whose it is; where the form does not say it, as the other forms
    of its file and its unit do.
    """

    path: str
    sheet: str
    forms: tuple[SelfEvaluation, ...]
    department: str = ""
    unit: str = ""
    name: str = ""

    @property
    def first(self) -> SelfEvaluation:
        """The first form on it, by which it is ordered and named."""
        return self.forms[0]


def leaves_of(readings: Iterable[FileReading]) -> list[Leaf]:
    """The sheets of a volume by department, unit and project; only forms that count."""
    found: dict[tuple[str, str], list[SelfEvaluation]] = {}
    for reading in readings:
        for form in reading.forms:
            if form.source.counts:
                found.setdefault((form.source.path, form.source.sheet), []).append(form)
    leaves = [Leaf(*place, tuple(sorted(forms, key=_corner))) for place, forms in found.items()]
    return sorted(_owned(leaves), key=_rank)


def _owned(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """The leaves with whose they are."""
    units: dict[str, Counter[str]] = {}
    departments: dict[str, Counter[str]] = {}
    for leaf in leaves:
        head = leaf.first.header
        if head.unit:
            units.setdefault(leaf.path, Counter())[head.unit] += 1
            if head.department:
                departments.setdefault(head.unit, Counter())[head.department] += 1
    for leaf in leaves:
        head = leaf.first.header
        unit = head.unit or _only(units.get(leaf.path))
        yield leaf._replace(unit=unit, department=head.department or _only(departments.get(unit)))


def _only(found: Counter[str] | None) -> str:
    """The one that is named; ``""`` where none is, or several are: nobody guesses which."""
    return next(iter(found)) if found and len(found) == 1 else ""


def named(leaves: Sequence[Leaf], taken: Iterable[str]) -> list[Leaf]:
    """The leaves with the names of their sheets, distinct and none of those ``taken``."""
    titles = titles_of([one.first for one in leaves])
    wanted = [
        title if len(one.forms) == 1 else f"{one.unit or one.department}　{one.sheet}"
        for one, title in zip(leaves, titles, strict=True)
    ]
    names = sheet_names(wanted, taken)
    return [one._replace(name=name) for one, name in zip(leaves, names, strict=True)]


def _corner(form: SelfEvaluation) -> tuple[int, int]:
    return cell_place(form.source.range.split(":")[0])


def _rank(leaf: Leaf) -> tuple[object, ...]:
    """By department, unit and project, as a Chinese reader looks them up; then as they came.

    The whole of a unit, which has no project, stands before its projects.
    """
    project = leaf.first.header.project or ""
    whose = map(in_reading_order, (leaf.department, leaf.unit))
    return (*whose, in_reading_order(project)[1], leaf.path, _corner(leaf.first))


def in_reading_order(text: str) -> tuple[bool, bytes]:
    """Sorts common characters by their sound: GB 2312 lists them so. What is missing comes last."""
    return not text, text.encode("gb18030", "surrogatepass")
