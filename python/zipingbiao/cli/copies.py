"""The copies of workbooks and documents that ``zpb check`` writes: marked ones, mended ones.

What goes wrong with one file concerns no other: it is put among the ``troubles``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.cli.outcome import from_here, warn
from zipingbiao.errors import CallError, OutputError, Place, Trouble, mishap, named_files
from zipingbiao.limits import time_limit

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.report.fixing import Mended
    from zipingbiao.template.reading.read import FormReader


class MendedCopy(NamedTuple):
    """A mended copy of a file that is to be written; ``original`` are that file's bytes."""

    name: str
    target: Path
    mended: Mended
    original: bytes


# Marked copies


def write_marked(
    out: Path | None, checked: Checked, troubles: list[Trouble], *, in_word: bool = False
) -> None:
    """Write a copy of each file with its findings marked: workbooks, or Word documents.

    ``out``: the file for the only one; None writes each beside its original.
    """
    from zipingbiao.report.copying import Copier
    from zipingbiao.report.outputs import refuse_strangers
    from zipingbiao.report.text import closing

    copier = Copier(checked, warn, troubles, in_word)
    data = copier.contents()
    targets = _targets(out, checked, data, in_word)
    refuse_strangers(targets.values())
    done = []
    for name, target in targets.items():
        copy = copier.copy_of(name, data[name])
        if copy is not None and copier.write(target, copy):
            done.append(target)
    where = from_here(done[0]) if len(done) == 1 else out
    beside = "各文档旁边" if in_word else "各工作簿旁边"
    print(f"{closing(checked)}已写出 {len(done)} 份 → {where or beside}")


def _targets(
    out: Path | None, checked: Checked, data: Mapping[str, bytes], in_word: bool
) -> dict[str, Path]:
    """Where the marked copy of each file goes. Raises CallError where they don't fit into one."""
    from zipingbiao.ooxml.origin import CHECKED
    from zipingbiao.report.outputs import copy_name

    files = {name: checked.found[name].path for name in data}
    copies = {
        name: copy_name(path, CHECKED, data[name], in_word=in_word) for name, path in files.items()
    }
    if out is None:
        return {name: files[name].with_name(copy) for name, copy in copies.items()}
    if len(copies) != 1:
        cure = "请在 -o 后面写一个文件夹。"
        what = "文档" if in_word else "工作簿"
        raise CallError(f"要写出 {len(copies)} 份{what}，而 -o 是一个文件。", Place(str(out)), cure)
    [(name, copy)] = copies.items()
    ending = Path(copy).suffix
    if out.suffix.lower() != ending.lower():
        raise CallError(f"输出文件应以 {ending} 结尾。", Place(str(out)), "请改文件名。")
    return {name: out}


def is_folder(out: Path, in_word: bool) -> bool:
    """Whether copies go into a folder of that name, which need not be there yet.

    Raises CallError where a file of another kind is there.
    """
    from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS, WORD_ENDINGS

    if out.is_dir():
        return True
    folder = out.suffix.lower() not in (WORD_ENDINGS if in_word else EDITABLE_ENDINGS)
    if folder and out.exists():
        cure = "请在 -o 后面写一个文件夹；新的会建好。"
        raise CallError("这是一个文件，副本要写进文件夹。", Place(str(out)), cure)
    return folder


# Mended copies


def mended_copies(checked: Checked, troubles: list[Trouble]) -> Iterator[MendedCopy]:
    """Mend the files that have something to be mended."""
    from zipingbiao.layouts import form_reader

    documents = list(dict.fromkeys(one.path for one in checked.findings if one.spot))
    if documents:
        warn(f"{named_files(documents)}：文档里的表不能代改，请照所列的问题在原件里改。")
    names = dict.fromkeys(one.path for one in checked.findings if one.fixable)
    reader = form_reader() if names else None
    for name in names:
        try:
            with time_limit():
                copy = _mended_copy(name, reader, checked)
        except Exception as error:
            troubles.append(mishap(error, "修正", Place(name), "没有修正。"))
        else:
            if copy is not None and copy.mended.changes:
                yield copy
                yield from _copies_of_twins(copy, checked)


def _copies_of_twins(copy: MendedCopy, checked: Checked) -> Iterator[MendedCopy]:
    """The same copy beside each file with the same bytes."""
    for name, source in checked.twins.items():
        if source == copy.name:
            changes = tuple(one._replace(path=name) for one in copy.mended.changes)
            target = _target(checked.found[name].path, copy.original)
            yield MendedCopy(name, target, copy.mended._replace(changes=changes), copy.original)


def _mended_copy(name: str, reader: FormReader | None, checked: Checked) -> MendedCopy | None:
    """One file mended; what can't be is told."""
    from zipingbiao.ooxml.opening import read_file
    from zipingbiao.report.copying import tell_of_signature
    from zipingbiao.report.fixing import mend
    from zipingbiao.report.outputs import is_editable

    path = checked.found[name].path
    data = read_file(path, name)
    if reader is None or not is_editable(data):
        warn(f"{name}：不是 .xlsx，不能逐格修正。请先另存为 .xlsx。")
        return None
    mended = mend(data, name, reader, partial(checked.inspector.fixable, name))
    for one in mended.left:
        warn(f"{name} › {one}。请在 Excel 中核对。")
    if mended.changes:
        tell_of_signature(name, data, warn)
    return MendedCopy(name, _target(path, data), mended, data)


def _target(path: Path, data: bytes) -> Path:
    from zipingbiao.ooxml.origin import MENDED
    from zipingbiao.report.outputs import copy_name

    return path.with_name(copy_name(path, MENDED, data))


def write_mended(
    copies: Sequence[MendedCopy], say: Callable[[str], None], troubles: list[Trouble]
) -> None:
    """Write the mended copies, and say so."""
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    refuse_strangers(one.target for one in copies)
    for one in copies:
        try:
            write_copy(one.target, one.mended.data)
        except OutputError as error:
            troubles.append(error)
        else:
            say(f"已修正 {len(one.mended.changes)} 处 → {from_here(one.target)}")
    if not copies:
        say("没有可以修正的问题。")


def diff_of(copies: Iterable[MendedCopy]) -> Iterator[str]:
    """What would be mended, as a unified diff has it."""
    from zipingbiao.report.fixing import diff_lines

    total = 0
    for one in copies:
        total += len(one.mended.changes)
        target = PurePosixPath(one.name).with_name(one.target.name).as_posix()
        yield from diff_lines(one.mended.changes, target)
    yield f"可修正 {total} 处；没有写出任何文件。" if total else "没有可以修正的问题。"
