"""``zpb export``: every form that was read as a document."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.cli.outcome import report, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, OutputError, Place, Trouble, ZpbError, mishap
from zipingbiao.limits import time_limit

if TYPE_CHECKING:
    from zipingbiao.export.exporting import Printed
    from zipingbiao.reading import FileReading, Found

#: The kinds of documents, by their endings.
FORMATS = WORD, PDF = "docx", "pdf"


def export(arguments: Namespace) -> int:
    """Write the forms in some paths as documents: one each, or all in one."""
    from zipingbiao.export.naming import titles_of
    from zipingbiao.reading import inputs, read_all

    one: Path | None = arguments.one
    ending = _checked_ending(arguments)
    found = inputs(arguments.paths, exclude=[one] if one else [])
    with ProgressBar("读取") as bar:
        readings = read_all(found, arguments.jobs, bar)
    titles = titles_of([form for one in readings for form in one.forms])
    troubles: list[Trouble] = []
    printed = _printed(readings, found, titles, troubles)
    if one is not None:
        _write_bound(one, ending, printed, troubles)
    else:
        _write_each(arguments.output, ending, titles, printed, troubles)
    return report(readings, troubles)


def _checked_ending(arguments: Namespace) -> str:
    """What kind of document is wanted: as the call says, else as the file's name does.

    Raises CallError where it is not said, or said twice, where the documents go, and where there
    is nothing to make them with.
    """
    one: Path | None = arguments.one
    folder: Path | None = arguments.output
    if (one is None) == (folder is None):
        cure = "请用 -o 给出文件夹（一张表一个文件），或用 --one 给出文件（全部合成一份）。"
        raise CallError("要写到哪里没有说清楚。", cure=cure)
    said = one.suffix.lower().lstrip(".") if one is not None else WORD
    ending: str = arguments.format or (said if said in FORMATS else WORD)
    if one is not None and said != ending:
        raise CallError(f"输出文件应以 .{ending} 结尾。", Place(str(one)), "请改文件名。")
    if folder is not None and folder.is_file():
        raise CallError("这是一个文件。", Place(str(folder)), "请在 -o 后面写一个文件夹。")
    if ending == PDF:
        from zipingbiao.export.pdf import office

        office()  # before hundreds of files are read
    return ending


class _Ready(NamedTuple):
    """A form ready for a document: its number among all, the hash of its file."""

    number: int
    printed: Printed
    sha256: str


def _printed(
    readings: Sequence[FileReading],
    found: Sequence[Found],
    titles: Sequence[str],
    troubles: list[Trouble],
) -> Iterator[_Ready]:
    """Each form ready for a document; what is odd is told, what can't be is among the troubles."""
    from zipingbiao.export.exporting import Exporter
    from zipingbiao.ooxml.opening import read_file

    paths = {one.name: one.path for one in found}
    exporter = Exporter(lambda name: read_file(paths[name], name))
    forms = [(form, one) for one in readings for form in one.forms]
    with ProgressBar("导出") as bar:
        for number, (form, one) in enumerate(forms):
            place = Place(form.source.path, form.source.sheet)
            beside = [other for other in one.forms if other.source.sheet == place.sheet]
            try:
                with time_limit():
                    printed = exporter.printed(form, beside, titles[number])
            except ZpbError as error:
                troubles.append(error)
            except Exception as error:
                troubles.append(mishap(error, "导出", place, "没有导出这一张。"))
            else:
                for sentence in printed.told:
                    warn(f"{place}：{sentence}")
                yield _Ready(number, printed, one.sha256)
            bar(number + 1, len(forms))


def _write_each(
    folder: Path,
    ending: str,
    titles: Sequence[str],
    forms: Iterable[_Ready],
    troubles: list[Trouble],
) -> None:
    """Write a document of each form; no more than a few of them are in memory."""
    from zipingbiao.export.exporting import single
    from zipingbiao.export.naming import stems_for
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    names = [f"{stem}.{ending}" for stem in stems_for(titles)]
    refuse_strangers(folder / name for name in names)
    documents = ((names[one.number], single(one.printed, one.sha256)) for one in forms)
    written = 0
    for name, data in _made(documents, ending, troubles):
        try:
            write_copy(folder / name, data)
        except OutputError as error:
            troubles.append(error)
        else:
            written += 1
    print(f"已导出 {written} 张表 → {folder}")


def _write_bound(out: Path, ending: str, forms: Iterable[_Ready], troubles: list[Trouble]) -> None:
    from zipingbiao.export.exporting import bound
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    refuse_strangers([out])
    printed = [one.printed for one in forms]
    documents = [(out.name, bound(printed, out.stem))] if printed else []
    for _, data in _made(documents, ending, troubles):
        write_copy(out, data)
        print(f"已导出 {len(printed)} 张表，合成一份 → {out}")


def _made(
    documents: Iterable[tuple[str, bytes]], ending: str, troubles: list[Trouble]
) -> Iterator[tuple[str, bytes]]:
    """The documents as they are to be written; what can't be made is put among the troubles."""
    if ending == WORD:
        yield from documents
        return
    from zipingbiao.export.pdf import office, pdfs_of

    for name, made in pdfs_of(documents, office()):
        if isinstance(made, bytes):
            yield name, made
        else:
            cure = "请用 --format docx 导出，再在 Word 或 WPS 里另存为 PDF。"
            troubles.append(OutputError(made.reason, Place(name), cure))
