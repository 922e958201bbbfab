"""Forms that were read → one workbook of their sheets, each as its office made it.

A sheet of an Excel file stands as it is, with all that hangs on it. What comes from elsewhere
stands in the look of its layout; where that can't hold it, as it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.binding.leaves import Leaf, named
from zipingbiao.errors import (
    Mishap,
    OutputError,
    Place,
    RenderError,
    UnreadableFile,
    ZpbError,
    mishap,
)
from zipingbiao.layouts import find_layouts
from zipingbiao.limits import time_limit
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import area_of
from zipingbiao.ooxml.documents.book import book_of
from zipingbiao.ooxml.documents.converting import XLSX, convert, find_soffice
from zipingbiao.ooxml.editor.parts import EditedPackage
from zipingbiao.ooxml.editor.stamp import stamp_document
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.joining.book import JoinedBook, link_to
from zipingbiao.ooxml.joining.source import Source
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.ooxml.origin import Origin, input_digest
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.sniff import Kind, kind_of
from zipingbiao.ooxml.xlsx import read_xlsx
from zipingbiao.template.compile import find_template
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.fill import fill_template

#: The sheet of contents in the template, and what stands at the foot of each page.
CONTENTS, FOOTER = "目录", "第 &P 页"
_FOLDER = "binding"
#: Spreadsheets that LibreOffice makes ``.xlsx`` of, with all that stands in them.
_SPREADSHEETS = frozenset({Kind.XLS, Kind.XLSB, Kind.ODS, Kind.FODS, Kind.XML2003})


class ContentsRow(NamedTuple):
    """目录：一张表一行。``page`` is the first page of its sheet, where that is known."""

    number: int
    department: str | None
    unit: str | None
    project: str | None
    year: int | None
    title: str | None
    page: int | None
    link: str


class Binder:
    """Binds forms. ``read`` gives the bytes of a file by the name of its path.

    ``title`` stands over the contents. A file that can't be bound is among the ``troubles``, and
    the rest is bound; ``told`` says what is not as it was. Raises OutputError where no volume can
    hold it all.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        read: Callable[[str], bytes],
        title: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._read = read
        self._title = title
        self.told: list[str] = []
        self.troubles: list[ZpbError | Mishap] = []
        self._book = JoinedBook(self._front((), {}), FOOTER)
        self.leaves = self._bound(named(leaves, [CONTENTS]), progress)

    @property
    def forms(self) -> int:
        """How many forms are in the volume."""
        return sum(len(one.forms) for one in self.leaves)

    def volume(self, pages: Mapping[str, int] | None = None) -> bytes:
        """The volume. ``pages``: the first page of each sheet by its name, where that is known.

        It says that it is a copy of others: beside them it counts for nothing.
        """
        front = self._front(self.leaves, pages or {})
        order = [leaf.name for leaf in self.leaves]
        cells = input_digest(read_xlsx(Package.open(self._book.save(front, order))))
        edited = EditedPackage(front)
        stamp_document(edited, Origin.of_hash("", cells))
        return self._book.save(edited.save(), order)

    def _bound(
        self, leaves: Sequence[Leaf], progress: Callable[[int, int], None] | None
    ) -> Sequence[Leaf]:
        """Take in all files; the leaves that are held."""
        by_file: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            by_file.setdefault(leaf.path, []).append(leaf)
        held: set[str] = set()
        for number, (path, own) in enumerate(by_file.items(), 1):
            try:
                with time_limit():
                    held |= self._add(path, own)
            except OutputError:
                raise
            except ZpbError as error:
                self.troubles.append(error)
            except Exception as error:
                place = Place(path)
                self.troubles.append(mishap(error, "合并成册", place, "没有收入这个文件。"))
            if progress:
                progress(number, len(by_file))
        return [leaf for leaf in leaves if leaf.name in held]

    def _add(self, path: str, leaves: Sequence[Leaf]) -> set[str]:
        """Take in the sheets of a file; their names."""
        data = self._read(path)
        kind = kind_of(data)
        if kind in _SPREADSHEETS:
            data = _converted(data, kind, {one.sheet for one in leaves}) or data
        if kind_of(data) == Kind.XLSX:
            return self._join(path, data, {one.sheet: one.name for one in leaves})
        held: set[str] = set()
        for leaf in leaves:
            try:
                made = self._official(leaf)
            except RenderError:
                made = _as_read(data, leaf)
                self.told.append(f"{path} › {leaf.sheet}：照读出的文字收入，原来的样子没有保留。")
            held |= self._join(path, made, {next(iter(Source(made).sheets)): leaf.name})
        return held

    def _join(self, path: str, data: bytes, sheets: Mapping[str, str]) -> set[str]:
        told = self._book.add(Source(data), sheets)
        self.told += [f"{path}：{sentence}" for sentence in told]
        return set(sheets.values())

    def _official(self, leaf: Leaf) -> bytes:
        """A workbook with the one form of a leaf, in the look of its layout."""
        layout = find_layouts().get(leaf.first.layout)
        if layout is None or len(leaf.forms) > 1:
            raise RenderError("没有这种表的版式。", Place(leaf.path, leaf.sheet))
        return layout.write(leaf.forms, given=True).data

    def _front(self, leaves: Sequence[Leaf], pages: Mapping[str, int]) -> bytes:
        """A workbook with the contents."""
        placed = [(leaf, form) for leaf in leaves for form in leaf.forms]
        rows = [_row(n, *one, pages.get(one[0].name)) for n, one in enumerate(placed, 1)]
        files = len({leaf.path for leaf in leaves})
        note = f"共 {len(rows)} 张表，来自 {files} 个文件。点项目可到那一张。"
        if pages:
            note += "页码照 LibreOffice 排出的页数；换一个程序打印，分页可能不同。"
        scalars = {"title": self._title, "note": note}
        return fill_template(_template(), scalars, {"leaf": rows})


def _row(number: int, leaf: Leaf, form: SelfEvaluation, page: int | None) -> ContentsRow:
    head = form.header
    link = link_to(leaf.name, form.source.range.split(":")[0])
    title = " ".join((form.title or leaf.sheet).split())
    unit, department = head.unit or leaf.unit, head.department or leaf.department
    what = head.project or title
    return ContentsRow(number, department or None, unit or None, what, form.year, title, page, link)


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template of the contents. Raises TemplateError where it is missing."""
    return find_template(_FOLDER, "成册目录")


def _converted(data: bytes, kind: Kind, wanted: Collection[str]) -> bytes | None:
    """A spreadsheet of another kind as ``.xlsx``; None where there is no LibreOffice to make it."""
    program = find_soffice()
    if program is None:
        return None
    try:
        made = convert({f"0.{kind}": data}, XLSX, program).get(f"0.{kind}")
    except UnreadableFile:
        return None
    return made if made and set(Source(made).sheets) >= set(wanted) else None


def _as_read(data: bytes, leaf: Leaf) -> bytes:
    """A workbook with the texts of a leaf's sheet, lines around its forms."""
    found = open_workbook_bytes(data, leaf.path).sheets
    sheet = next(one for one in found if one.name == leaf.sheet)
    assert isinstance(sheet, PlainSheet)
    areas = tuple(area_of(form.source.range) for form in leaf.forms)
    return book_of([replace(sheet, tables=sheet.tables or areas)])
