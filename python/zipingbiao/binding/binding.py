"""Forms in some paths → one bound volume in a file, as a workbook or as its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.binding.leaves import leaves_of
from zipingbiao.binding.pages import first_pages
from zipingbiao.binding.volume import Binder
from zipingbiao.errors import CallError, OutputError, Place, Trouble, UnreadableFile
from zipingbiao.export.pdf import office, pdf_of_book
from zipingbiao.ooxml.documents.converting import find_soffice
from zipingbiao.ooxml.opening import read_file
from zipingbiao.reading import FileReading, Progress, inputs, read_all
from zipingbiao.report.outputs import refuse_strangers, write_copy

#: What a volume is written as, by its ending.
BOOK, PDF = ".xlsx", ".pdf"


class Bound(NamedTuple):
    """What was bound: forms on so many sheets; none where nothing was written.

    ``told`` says what is not as it was, ``troubles`` which files could not be bound.
    """

    readings: Sequence[FileReading]
    forms: int
    sheets: int
    told: Sequence[str]
    troubles: Sequence[Trouble]


def bind_paths(
    paths: Sequence[Path],
    out: Path,
    jobs: int | None = None,
    title: str | None = None,
    reading: Progress | None = None,
    binding: Progress | None = None,
) -> Bound:
    """Bind the forms in some files and folders into one volume, ``out``.

    ``title`` stands over its contents, the name of the file where there is none. ``reading`` and
    ``binding`` hear how far either is. Raises CallError where a path does not exist, or ``out`` is
    to be a PDF and there is no LibreOffice; OutputError where it can't be written.
    """
    if out.suffix.lower() not in (BOOK, PDF):
        raise CallError("输出文件应以 .xlsx 或 .pdf 结尾。", Place(str(out)), "请改文件名。")
    program = office() if out.suffix.lower() == PDF else find_soffice()
    found = inputs(paths, exclude=[out])
    refuse_strangers([out])
    readings = read_all(found, jobs, reading)
    files = {one.name: one.path for one in found}
    leaves = leaves_of(readings)
    binder = Binder(leaves, lambda name: read_file(files[name], name), title or out.stem, binding)
    told: list[str] = []
    if binder.leaves:
        write_copy(out, _volume(binder, program, out, told))
    told += binder.told
    return Bound(readings, binder.forms, len(binder.leaves), told, binder.troubles)


def _volume(binder: Binder, program: str | None, out: Path, told: list[str]) -> bytes:
    """The bytes of the volume, with page numbers in its contents where LibreOffice can tell."""
    book = binder.volume()
    if program is None:
        told.append("没有安装 LibreOffice，目录里没有页码。")
        return book
    try:
        pages = first_pages(pdf_of_book(book, len(binder.leaves), program))
        book = binder.volume(pages)
        if out.suffix.lower() != PDF:
            return book
        return pdf_of_book(book, len(binder.leaves), program)
    except UnreadableFile as error:
        if out.suffix.lower() != PDF:
            told.append(f"{error.reason}目录里没有页码。")
            return book
        cure = "请把输出文件改成以 .xlsx 结尾，再在 Excel 或 WPS 里另存为 PDF。"
        raise OutputError(error.reason, Place(str(out)), cure) from None
