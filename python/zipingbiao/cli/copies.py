"""The copies of workbooks and documents that ``zpb check`` writes: marked ones, mended ones.

What goes wrong with one file concerns no other: it is put among the ``troubles``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.cli.outcome import MOST_NAMES, Trouble, warn
from zipingbiao.errors import CallError, OutputError, Place, mishap
from zipingbiao.limits import time_limit

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.report.context import Places
    from zipingbiao.report.fixing import Mended
    from zipingbiao.rules.finding import Finding
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
    from zipingbiao.report.context import Places
    from zipingbiao.report.outputs import refuse_strangers
    from zipingbiao.report.text import closing

    data = dict(content_of(checked, troubles))
    if in_word:
        data = documents_of(data)
    targets = _targets(out, checked, data, in_word)
    refuse_strangers(targets.values())
    places = Places(checked.forms)
    done = []
    for name, target in targets.items():
        copy = marked_copy(name, data[name], checked, places, troubles, in_word)
        if copy is not None and written(target, copy, troubles):
            done.append(target)
    where = done[0] if len(done) == 1 else out
    beside = "各文档旁边" if in_word else "各工作簿旁边"
    print(f"{closing(checked)}已写出 {len(done)} 份 → {where or beside}")


def marked_copy(
    name: str,
    data: bytes,
    checked: Checked,
    places: Places,
    troubles: list[Trouble],
    in_word: bool,
) -> bytes | None:
    """The marked copy of a file; None where none can be made, which is told."""
    mark = _marked_document if in_word else _marked
    return mark(name, data, checked, places, troubles)


def documents_of(data: Mapping[str, bytes]) -> dict[str, bytes]:
    """The Word documents among some files; the others are told."""
    from zipingbiao.report.outputs import is_word

    others = [name for name, content in data.items() if not is_word(content)]
    if others:
        warn(f"{named(others)}：不是 .docx，没有写出标注的副本；请用 --format xlsx。")
    return {name: content for name, content in data.items() if name not in others}


def named(names: Sequence[str]) -> str:
    """Some names, not too many of them."""
    more = f"等 {len(names)} 个文件" if len(names) > MOST_NAMES else ""
    return f"{'、'.join(names[:MOST_NAMES])}{more}"


def content_of(checked: Checked, troubles: list[Trouble]) -> Iterator[tuple[str, bytes]]:
    """The bytes of each file that has forms or findings; one that went away meanwhile is told."""
    from zipingbiao.ooxml.opening import read_file
    from zipingbiao.report.examining import READ

    found = {one.path for one in checked.findings}
    counting = [one for one in checked.readings if one.record.status in READ]
    wanted = {one.record.path for one in counting if one.forms or one.record.path in found}
    twins = checked.twins
    for name in (one.record.path for one in checked.readings):
        if twins.get(name, name) not in wanted:
            continue
        try:
            yield name, read_file(checked.found[name].path, name)
        except Exception as error:
            troubles.append(mishap(error, "标注", Place(name), "没有写出副本。"))


def written(target: Path, data: bytes, troubles: list[Trouble]) -> bool:
    """Write a file; whether that could be done. Why not is put among the troubles."""
    from zipingbiao.report.outputs import write_copy

    try:
        write_copy(target, data)
    except OutputError as error:
        troubles.append(error)
        return False
    return True


def _marked(
    name: str, data: bytes, checked: Checked, places: Places, troubles: list[Trouble]
) -> bytes:
    """The marked copy of a file; only the list where its cells can't be marked."""
    from zipingbiao.ooxml.opening import book_of_document
    from zipingbiao.report.marking import listed, marked
    from zipingbiao.report.outputs import is_editable, is_word
    from zipingbiao.report.text import left_out

    findings = _findings_of(name, checked)
    untold = left_out(checked, checked.twins.get(name, name))
    if any(one.spot for one in findings) and (book := book_of_document(data, name, texts=True)):
        cure = "要标注在 Word 里请用 --format docx。" if is_word(data) else ""
        warn(f"{name}：不能在文档原件上标注；副本是照它做成的 .xlsx。{cure}")
        return marked(book, findings, places, data, untold)
    if not is_editable(data):
        warn(f"{name}：不是 .xlsx，不能在原表上标注，只写出问题清单。")
        return listed(findings, places, untold)
    try:
        _tell_of_signature(name, data)
        with time_limit():
            return marked(data, findings, places, left_out=untold)
    except Exception as error:
        then = "不能在原表上标注，只写出问题清单。"
        troubles.append(mishap(error, "标注", Place(name), then))
        return listed(findings, places, untold)


def _marked_document(
    name: str, data: bytes, checked: Checked, places: Places, troubles: list[Trouble]
) -> bytes | None:
    """The marked copy of a Word document; None where its text can't be marked, which is told."""
    from zipingbiao.report.text import left_out
    from zipingbiao.report.word_marking import marked_document

    untold = left_out(checked, checked.twins.get(name, name))
    try:
        _tell_of_signature(name, data)
        with time_limit():
            return marked_document(data, _findings_of(name, checked), places, untold)
    except Exception as error:
        then = "不能在 Word 里标注，没有写出副本；请用 --format xlsx。"
        troubles.append(mishap(error, "标注", Place(name), then))
        return None


def _findings_of(name: str, checked: Checked) -> list[Finding]:
    source = checked.twins.get(name, name)
    return [one for one in checked.findings if one.path == source]


def _tell_of_signature(name: str, data: bytes) -> None:
    from zipingbiao.report.outputs import is_signed

    if is_signed(data):
        warn(f"{name}：原件带有数字签名；副本的内容有改动，签名不再有效，已从副本中去掉。")


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
    """Whether copies go into a folder of that name, which need not be there yet."""
    from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS, WORD_ENDINGS

    return out.is_dir() or out.suffix.lower() not in (WORD_ENDINGS if in_word else EDITABLE_ENDINGS)


# Mended copies


def mended_copies(checked: Checked, troubles: list[Trouble]) -> Iterator[MendedCopy]:
    """Mend the files that have something to be mended."""
    from zipingbiao.layouts import form_reader

    documents = list(dict.fromkeys(one.path for one in checked.findings if one.spot))
    if documents:
        warn(f"{named(documents)}：文档里的表不能代改，请照所列的问题在原件里改。")
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
        _tell_of_signature(name, data)
    return MendedCopy(name, _target(path, data), mended, data)


def _target(path: Path, data: bytes) -> Path:
    from zipingbiao.ooxml.origin import MENDED
    from zipingbiao.report.outputs import copy_name

    return path.with_name(copy_name(path, MENDED, data))


def write_mended(
    copies: Sequence[MendedCopy], say: Callable[[str], None], troubles: list[Trouble]
) -> None:
    """Write the mended copies, and say so."""
    from zipingbiao.report.outputs import refuse_strangers

    refuse_strangers(one.target for one in copies)
    for one in copies:
        if written(one.target, one.mended.data, troubles):
            say(f"已修正 {len(one.mended.changes)} 处 → {one.target}")
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
