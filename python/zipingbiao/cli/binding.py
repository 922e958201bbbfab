"""``zpb bind``: all forms that were read as one workbook, or as its PDF."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.cli.outcome import report, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, OutputError, Place, UnreadableFile

if TYPE_CHECKING:
    from zipingbiao.binding.volume import Binder

#: What a volume is written as, by its ending.
BOOK, PDF = ".xlsx", ".pdf"


def bind(arguments: Namespace) -> int:
    """Bind the forms in some paths into one volume."""
    from zipingbiao.binding.leaves import leaves_of
    from zipingbiao.binding.volume import Binder
    from zipingbiao.export.pdf import office
    from zipingbiao.ooxml.documents.converting import find_soffice
    from zipingbiao.ooxml.opening import read_file
    from zipingbiao.reading import inputs, read_all
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    out: Path = arguments.output
    if out.suffix.lower() not in (BOOK, PDF):
        raise CallError("输出文件应以 .xlsx 或 .pdf 结尾。", Place(str(out)), "请改文件名。")
    program = office() if out.suffix.lower() == PDF else find_soffice()
    found = inputs(arguments.paths, exclude=[out])
    refuse_strangers([out])
    with ProgressBar("读取") as bar:
        readings = read_all(found, arguments.jobs, bar)
    paths = {one.name: one.path for one in found}
    with ProgressBar("成册") as bar:
        title = arguments.title or out.stem
        binder = Binder(leaves_of(readings), lambda name: read_file(paths[name], name), title, bar)
    if binder.leaves:
        data = _volume(binder, program, out)
        write_copy(out, data)
    for sentence in binder.told:
        warn(sentence)
    if binder.leaves:
        print(f"已把 {binder.forms} 张表合并成册（{len(binder.leaves)} 个工作表）→ {out}")
    return report(readings, binder.troubles)


def _volume(binder: Binder, program: str | None, out: Path) -> bytes:
    """The bytes of the volume, with page numbers in its contents where LibreOffice can tell."""
    from zipingbiao.binding.pages import first_pages
    from zipingbiao.export.pdf import pdf_of_book

    book = binder.volume()
    if program is None:
        warn("没有安装 LibreOffice，目录里没有页码。")
        return book
    try:
        pages = first_pages(pdf_of_book(book, len(binder.leaves), program))
        book = binder.volume(pages)
        if out.suffix.lower() != PDF:
            return book
        return pdf_of_book(book, len(binder.leaves), program)
    except UnreadableFile as error:
        if out.suffix.lower() != PDF:
            warn(f"{error.reason}目录里没有页码。")
            return book
        cure = "请把 -o 改成以 .xlsx 结尾的文件名，再在 Excel 或 WPS 里另存为 PDF。"
        raise OutputError(error.reason, Place(str(out)), cure) from None
