"""Forms that were read → documents: by the layout of each, else as they stand in their file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from zipingbiao.errors import Place, RenderError, shown
from zipingbiao.export.drawn import DrawnFile
from zipingbiao.export.page import Page
from zipingbiao.export.proving import compared
from zipingbiao.export.sheets import Book
from zipingbiao.export.word import Sheet, document_of
from zipingbiao.layouts import Layout, find_layouts, form_reader
from zipingbiao.layouts.proof import leaves
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import MAX_COLUMN, MAX_ROW, Area, area_of
from zipingbiao.ooxml.documents.word import read_docx
from zipingbiao.ooxml.origin import Origin, input_digest
from zipingbiao.ooxml.package import Package
from zipingbiao.template.reading.coverage import ALIKE, COLUMN, DOUBT, LABEL, NUMBER, TEXT

#: A table of Word has no more columns.
_MOST_COLUMNS = 63
#: The faults of what stands in a form and was not read.
_UNREAD = frozenset({COLUMN, NUMBER, TEXT, DOUBT, LABEL, ALIKE})
#: So many fields are named where a line tells of many.
_FEW = 3


class Printed(NamedTuple):
    """A form as it is to stand in a document, and what a person must know of it.

    ``digest`` is that of the cells of a document of it alone.
    """

    sheet: Sheet
    digest: str
    told: tuple[str, ...] = ()


class Exporter:
    """Makes documents of forms. ``read`` gives the bytes of a file by the name of its path."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._layouts = find_layouts()
        self._reader = form_reader(self._layouts)
        self._source = lru_cache(maxsize=1)(lambda path: DrawnFile(read(path), path))

    def printed(
        self, form: SelfEvaluation, beside: Sequence[SelfEvaluation], title: str
    ) -> Printed:
        """A form, ready for a document. ``beside`` are the forms of its sheet, itself included.

        What its layout can't hold is printed as it stands in its file, and that is told. Raises
        RenderError naming what Word can't hold.
        """
        told: tuple[str, ...] = ()
        layout = self._layouts.get(form.layout)
        if layout is not None:
            try:
                return self._official(form, layout, title)
            except _Unheld as unheld:
                told = (f"版式装不下它（{unheld.reason}），照原件的样子导出。",)
        page = self._own(form, beside)
        sheet = Sheet(page, form.source.sheet, title)
        back = self._read_back(sheet, form)
        proof = compared(form, back.forms)
        if proof.lost:
            told += (f"导出的文档读回来与原件有出入（{_few(proof.lost)}），请核对。",)
        return Printed(sheet, back.digest, (*told, *page.told))

    def _official(self, form: SelfEvaluation, layout: Layout, title: str) -> Printed:
        """A form in the look of its layout."""
        try:
            data = layout.write([form], given=True).data
        except RenderError as error:
            raise _Unheld(error) from None
        book = Book(data)
        name = next(iter(book.sheets))
        sheet = Sheet(book.page(name), form.source.sheet, title)
        wanted = layout.writer.held(form)
        back = self._read_back(sheet, form)
        proof = compared(wanted, back.forms)
        if proof.lost:
            field = proof.lost[0]
            text = shown(dict(leaves(form)).get(field, ""))
            raise _refusal(form, field, f"「{text}」在 Word 里会变样，读不回原来的内容，没有导出。")
        told = []
        if count := sum(one.code in _UNREAD for one in form.faults):
            told.append(f"原件里有 {count} 处没有读出，导出的文档里没有这些内容，请核对。")
        if proof.rounded:
            count = len(proof.rounded)
            told.append(f"{count} 个数照表上的样子取位（{_few(proof.rounded)}）。")
        return Printed(sheet, back.digest, tuple(told))

    def _own(self, form: SelfEvaluation, beside: Sequence[SelfEvaluation]) -> Page:
        """A form as it stands in its file."""
        source = self._source(form.source.path)
        area = _area_of(form, beside)
        page = source.page(form.source.sheet, area)
        if len(page.widths) > _MOST_COLUMNS:
            reason = f"表有 {len(page.widths)} 列，Word 的表格最多 {_MOST_COLUMNS} 列，没有导出。"
            raise _refusal(form, "", reason)
        return page

    def _read_back(self, sheet: Sheet, form: SelfEvaluation) -> _Back:
        [cells] = read_docx(Package.open(document_of([sheet], "")))
        return _Back(self._reader.read(cells, form.source.path), input_digest([cells]))


class _Back(NamedTuple):
    """What is read in a document of a form: the forms, the digest of its cells."""

    forms: list[SelfEvaluation]
    digest: str


class _Unheld(Exception):
    """A layout can't hold a form."""

    def __init__(self, error: RenderError) -> None:
        super().__init__(error.reason)
        field = error.place.field
        self.reason = (
            f"{field}：{error.reason}".rstrip("。") if field else error.reason.rstrip("。")
        )


def _refusal(form: SelfEvaluation, field: str, reason: str) -> RenderError:
    source, cell = form.source, form.cells.get(field)
    place = Place(source.path, source.sheet, cell, field or None, source.spots.get(cell or ""))
    return RenderError(reason, place, "请在原表里改成别的写法。" if field else "")


def _few(fields: Sequence[str]) -> str:
    more = f" 等 {len(fields)} 处" if len(fields) > _FEW else ""
    return "、".join(fields[:_FEW]) + more


def _area_of(form: SelfEvaluation, beside: Sequence[SelfEvaluation]) -> Area:
    """Where a form stands on its sheet: down to the next one, notes and signatures included."""
    own = area_of(form.source.range)
    others = [area_of(one.source.range) for one in beside if one.source.range != form.source.range]
    if any(one.top <= own.bottom and own.top <= one.bottom for one in others):
        return own
    is_first = all(one.top > own.top for one in others)
    below = [one.top for one in others if one.top > own.bottom]
    return Area(1 if is_first else own.top, 1, min(below, default=MAX_ROW + 1) - 1, MAX_COLUMN)


def single(printed: Printed, sha256: str) -> bytes:
    """A document of one form. ``sha256``: the hash of the file that it was read from.

    It says what it was made of: beside its original it does not count twice.
    """
    sheet = printed.sheet
    return document_of([sheet], sheet.title, Origin.of_hash(sha256, printed.digest).mark)


def bound(forms: Sequence[Printed], title: str) -> bytes:
    """A document of many forms, with a page of contents; it says that it is a copy of others."""
    sheets = [one.sheet for one in forms]
    cells = input_digest(read_docx(Package.open(document_of(sheets, title, contents=True))))
    return document_of(sheets, title, Origin.of_hash("", cells).mark, contents=True)
