"""Work on more files than memory holds: of each file little stays, the rest is put aside on disk.

Where a file is read it is worked on as well. What comes back is a *part*: the reading in brief,
the gist of the work, and its pages. Whatever looks across files does so on the brief readings and
the gists; a last pass in the order of the files takes the pages up again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from zipingbiao.errors import MOST_TOLD, Fault
from zipingbiao.limits import time_limit
from zipingbiao.model import Header, SelfEvaluation
from zipingbiao.reading.files import FileReading, broken_off, lost, read_file_forms
from zipingbiao.reading.finding import Found
from zipingbiao.reading.plain import Codec
from zipingbiao.reading.standing import settled
from zipingbiao.reading.workers import Lost
from zipingbiao.template.reading.read import FormReader

Gist = TypeVar("Gist")
#: What work on a file makes: its gist, and pages by their names.
Made = tuple[Gist, dict[str, bytes]]
#: Works on one file that was read; begun once in each process, by a function of a module.
Maker = Callable[[Found, FileReading], Made[Gist]]
#: Gives a page of a file by its name; nothing where there is none.
Pages = Callable[[str], bytes]

#: Pages stay in memory up to so many bytes.
_IN_MEMORY = 16 * 1024 * 1024
_FAULTS = "faults"
_codec = Codec()


class ToldFaults(NamedTuple):
    """The first faults of many files, and the number of all."""

    first: Sequence[Fault]
    number: int


class Part(NamedTuple):
    """What comes of one file. The gist's type is the maker's; ``faults`` counts them."""

    reading: FileReading
    faults: int
    gist: Any
    pages: dict[str, bytes]


def make_part(
    found: Found, reader: FormReader, maker: Maker[Any], doing: str, *, printed: bool, texts: bool
) -> Part:
    """Read a file and work on it, whatever is in it. ``doing`` says what the work is (汇总)."""
    reading = read_file_forms(found, reader, printed=printed, texts=texts)
    try:
        with time_limit():
            return _part(found, reading, maker)
    except Exception as error:
        return _part(found, broken_off(found.name, reading.sha256, error, doing), maker)


def lost_part(begin: Callable[[], Maker[Any]], found: Found, why: Lost) -> Part:
    """The part of a file that took a process with it."""
    return _part(found, lost(found, why), begin())


def _part(found: Found, reading: FileReading, maker: Maker[Any]) -> Part:
    gist, pages = maker(found, reading)
    kept = _in_brief(reading)
    if len(kept.faults) < len(reading.faults):
        pages[_FAULTS] = _codec.dumps(reading.faults)
    return Part(kept, len(reading.faults), gist, pages)


def _in_brief(reading: FileReading) -> FileReading:
    """A reading without the contents of its forms, the faults of their cells and its text."""
    faults = tuple(fault for fault in reading.faults if fault.place.cell is None)
    forms = tuple(map(_form_in_brief, reading.forms))
    return replace(reading, forms=forms, faults=faults, prose=())


def _form_in_brief(form: SelfEvaluation) -> SelfEvaluation:
    """What a form is filed for, and where that stands."""
    header = form.header
    what = Header(project=header.project, department=header.department, unit=header.unit)
    cells = {path: form.cells[path] for path in _KEYS if path in form.cells}
    return SelfEvaluation(
        form.layout, year=form.year, header=what, source=form.source, cells=cells, kind=form.kind
    )


_KEYS = ("header.project", "header.unit")


class Shelf:
    """Pages on disk; they are gone when it is closed, or when this process ends."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._end = 0

    def put(self, pages: Mapping[str, bytes]) -> Pages:
        """Put pages aside."""
        start, ends = self._end, []
        self._file.seek(start)
        for name, page in pages.items():
            self._file.write(page)
            self._end += len(page)
            ends.append((name, self._end))
        return partial(self._page, start, tuple(ends))

    def _page(self, start: int, ends: Iterable[tuple[str, int]], name: str) -> bytes:
        for one, end in ends:
            if one == name:
                self._file.seek(start)
                return self._file.read(end - start)
            start = end
        return b""

    def close(self) -> None:
        """Throw the pages away."""
        self._file.close()


@dataclass
class Parts(Generic[Gist]):
    """The parts of some files, in their order; to be closed."""

    readings: list[FileReading] = field(default_factory=list)
    gists: list[Gist] = field(default_factory=list)
    _pages: list[Pages] = field(default_factory=list)
    _brief: list[FileReading] = field(default_factory=list)
    _fault_counts: list[int] = field(default_factory=list)
    _shelf: Shelf = field(default_factory=Shelf)

    def add(self, part: Part, pages: Pages | None = None) -> None:
        """Take in the part of the next file; ``pages`` where its pages are kept elsewhere."""
        self.readings.append(part.reading)
        self.gists.append(part.gist)
        self._fault_counts.append(part.faults)
        self._pages.append(self._shelf.put(part.pages) if pages is None else pages)

    def settle(self, found: Sequence[Found]) -> None:
        """Decide which files and forms count, once all are there."""
        self._brief = self.readings
        self.readings = settled(self._brief, found)

    def page(self, number: int, name: str) -> bytes:
        """A page of one file; nothing where it has none."""
        return self._pages[number](name)

    def is_listed_only(self, number: int) -> bool:
        """Whether a file that was read does not count: nothing of its pages is wanted."""
        return self.readings[number].record.status != self._brief[number].record.status

    def set_aside(self, number: int) -> Sequence[SelfEvaluation]:
        """The forms of a file, in brief, that do not count as they were filed again."""
        if self.is_listed_only(number):
            return self._brief[number].forms
        return [one for one in self.readings[number].forms if one.source.superseded_by]

    def more_faults(self, number: int) -> Sequence[Fault]:
        """The faults of a file that came up when it was decided what counts."""
        known = 0 if self.is_listed_only(number) else len(self._brief[number].faults)
        return self.readings[number].faults[known:]

    def told(self) -> ToldFaults:
        """The faults that are to be told beside the lines of the files themselves."""
        first: list[Fault] = []
        count = 0
        for number, reading in enumerate(self.readings):
            own = reading.record.code
            more = [one for one in self.more_faults(number) if one.code != own]
            if not self.is_listed_only(number):
                if len(first) < MOST_TOLD:
                    first += (one for one in self._known_faults(number) if one.code != own)
                named = sum(one.code == own for one in self._brief[number].faults)
                count += self._fault_counts[number] - named
            first += more
            count += len(more)
            del first[MOST_TOLD:]
        return ToldFaults(tuple(first), count)

    def _known_faults(self, number: int) -> Sequence[Fault]:
        """The faults of a file that came up when it was read."""
        page = self.page(number, _FAULTS)
        known: Sequence[Fault] = _codec.loads(page) if page else self._brief[number].faults
        return known

    def close(self) -> None:
        """Throw the pages away."""
        self._shelf.close()


def part_maker(
    reader: Callable[[], FormReader],
    begin: Callable[[], Maker[Any]],
    doing: str,
    printed: bool,
    texts: bool,
) -> Callable[[Found], Part]:
    """How a process makes the part of a file."""
    return partial(
        make_part, reader=reader(), maker=begin(), doing=doing, printed=printed, texts=texts
    )
