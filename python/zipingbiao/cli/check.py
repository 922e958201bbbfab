"""The commands of the checker: ``zpb check`` and ``zpb explain``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.cli.commands import file_line, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, Place, UnreadableFile

if TYPE_CHECKING:
    from zipingbiao.report.checking import Checked
    from zipingbiao.report.context import Places
    from zipingbiao.report.fixing import Change, Mended
    from zipingbiao.template.reading.read import FormReader

_DONE, _ERRORS_FOUND, _SOME_UNREAD = 0, 1, 3


class _Copy(NamedTuple):
    """A mended copy of a file that is to be written."""

    name: str
    target: Path
    mended: Mended


def check(arguments: Namespace) -> int:
    """Check forms, tell what was found, mend what can be mended."""
    from zipingbiao.merge.keeping import keep_inputs
    from zipingbiao.report.checking import Request, check_paths

    if arguments.diff and not arguments.fix:
        raise CallError("--diff 要和 --fix 一起用。", cure="请加上 --fix。")
    out: Path | None = arguments.output
    if out is not None and arguments.format != "xlsx":
        keep_inputs(out)
    request = Request(
        paths=arguments.paths,
        select=arguments.select,
        ignore=arguments.ignore or (),
        profile=arguments.profile,
        baseline=arguments.baseline,
        jobs=arguments.jobs,
        exclude=[path for path in (out, arguments.baseline) if path],
    )
    with ProgressBar("读取") as bar:
        checked = check_paths(request, bar)
    copies = list(_mended(checked)) if arguments.fix else None
    _tell(arguments, checked, copies)
    if copies is not None and not arguments.diff:
        _write_copies(arguments, copies)
    return _status(checked)


def _status(checked: Checked) -> int:
    """Tell which files could not be read; the exit status."""
    unread = [one.record for one in checked.readings if one.record.status == "unreadable"]
    for record in unread:
        warn(file_line(record))
    if unread:
        return _SOME_UNREAD
    return _ERRORS_FOUND if checked.count("error") else _DONE


# The faces


def _tell(arguments: Namespace, checked: Checked, copies: Sequence[_Copy] | None) -> None:
    changes = None if copies is None else [one for copy in copies for one in copy.mended.changes]
    if arguments.format == "xlsx":
        _write_marked(arguments, checked)
        if arguments.statistics or arguments.diff:
            sys.stdout.write(_text(arguments, checked, copies))
        return
    if arguments.format == "json":
        text = _json(checked, changes, arguments.statistics)
    elif arguments.format == "html":
        from zipingbiao.report.html import html_page

        text = html_page(checked)
    else:
        text = _text(arguments, checked, copies)
    _put(arguments.output, text, checked)


def _text(arguments: Namespace, checked: Checked, copies: Sequence[_Copy] | None) -> str:
    from zipingbiao.report import text

    if arguments.diff and copies is not None:
        return text.joined(_diff_lines(copies))
    if arguments.statistics:
        return text.joined(text.statistics_lines(checked))
    paint = text.Paint(None if arguments.output else sys.stdout)
    return text.joined(text.text_lines(checked, paint))


def _json(checked: Checked, changes: Sequence[Change] | None, statistics: bool) -> str:
    from zipingbiao.report.document import document

    data = document(checked, changes=changes, statistics=statistics)
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def _put(out: Path | None, text: str, checked: Checked) -> None:
    """Write a face to a file, or to standard output."""
    from zipingbiao.ooxml.package import write_beside
    from zipingbiao.report.text import closing

    if out is None:
        sys.stdout.write(text)
        return
    write_beside(out, text.encode("utf-8", "backslashreplace"))
    print(f"{closing(checked)} → {out}")


# Marked copies


def _write_marked(arguments: Namespace, checked: Checked) -> None:
    """Write a copy of each workbook with its findings marked."""
    from zipingbiao.ooxml.opening import read_file
    from zipingbiao.report.checking import READ
    from zipingbiao.report.context import Places
    from zipingbiao.report.outputs import refuse_strangers, write_copy
    from zipingbiao.report.text import closing

    names = [one.record.path for one in checked.readings if one.record.status in READ]
    data = {name: read_file(checked.found[name].path, name) for name in names}
    targets = _targets(arguments.output, checked, data)
    refuse_strangers(targets.values())
    places = Places(checked.forms)
    for name, target in targets.items():
        write_copy(target, _marked(name, data[name], checked, places))
    where = next(iter(targets.values())) if len(targets) == 1 else arguments.output
    print(f"{closing(checked)}已写出 {len(targets)} 份 → {where or '各工作簿旁边'}")


def _marked(name: str, data: bytes, checked: Checked, places: Places) -> bytes:
    """The marked copy of a file; only the list where its cells can't be marked."""
    from zipingbiao.report.marking import listed, marked
    from zipingbiao.report.outputs import is_editable

    findings = [one for one in checked.findings if one.path == name]
    if not is_editable(data):
        warn(f"{name}：不是 .xlsx，不能在原表上标注，只写出问题清单。")
        return listed(findings, places)
    try:
        return marked(data, findings, places)
    except (UnreadableFile, UnicodeDecodeError, LookupError):
        warn(f"{name}：有的部件已损坏，不能在原表上标注，只写出问题清单。")
        return listed(findings, places)


def _targets(out: Path | None, checked: Checked, data: Mapping[str, bytes]) -> dict[str, Path]:
    """Where the marked copy of each file goes. Raises CallError where they don't fit into one."""
    from zipingbiao.ooxml.sniff import EDITABLE_ENDINGS
    from zipingbiao.report.outputs import CHECKED, copy_name

    files = {name: checked.found[name].path for name in data}
    copies = {name: copy_name(path, CHECKED, data[name]) for name, path in files.items()}
    if out is None:
        return {name: files[name].with_name(copy) for name, copy in copies.items()}
    if out.is_dir() or out.suffix.lower() not in EDITABLE_ENDINGS:
        return {name: out / _inside(name) / copy for name, copy in copies.items()}
    if len(copies) != 1:
        cure = "请在 -o 后面写一个文件夹。"
        raise CallError(f"要写出 {len(copies)} 份工作簿，而 -o 是一个文件。", Place(str(out)), cure)
    [(name, copy)] = copies.items()
    ending = Path(copy).suffix
    if out.suffix.lower() != ending.lower():
        raise CallError(f"输出文件应以 {ending} 结尾。", Place(str(out)), "请改文件名。")
    return {name: out}


def _inside(name: str) -> Path:
    """The folder of a file within the output's; never a way out of that."""
    steps = PurePosixPath(name).parts[:-1]
    return Path(*(step for step in steps if step not in ("/", "..") and ":" not in step))


# Mended copies


def _mended(checked: Checked) -> Iterator[_Copy]:
    """Mend the files that have something to be mended."""
    from zipingbiao.layouts import form_reader
    from zipingbiao.ooxml.opening import read_file
    from zipingbiao.report.outputs import MENDED, copy_name, is_editable

    names = dict.fromkeys(one.path for one in checked.findings if one.fixable)
    reader = form_reader() if names else None
    for name in names:
        path = checked.found[name].path
        data = read_file(path, name)
        if reader is None or not is_editable(data):
            warn(f"{name}：不是 .xlsx，不能逐格修正。请先另存为 .xlsx。")
            continue
        mended = _mended_file(name, data, reader, checked)
        if mended and mended.changes:
            yield _Copy(name, path.with_name(copy_name(path, MENDED, data)), mended)


def _mended_file(name: str, data: bytes, reader: FormReader, checked: Checked) -> Mended | None:
    """One file mended; what can't be is told."""
    from zipingbiao.report.fixing import mend

    try:
        mended = mend(data, name, reader, partial(checked.inspector.fixable, name))
    except (UnreadableFile, UnicodeDecodeError, LookupError):
        warn(f"{name}：有的部件已损坏，没有修正。请用 Excel 或 WPS 修复后另存。")
        return None
    for sheet, cell in mended.left:
        warn(f"{name} › {sheet}!{cell}：属于数组公式，没有修正。请在 Excel 中修改。")
    return mended


def _write_copies(arguments: Namespace, copies: Sequence[_Copy]) -> None:
    from zipingbiao.report.outputs import refuse_strangers, write_copy

    refuse_strangers(one.target for one in copies)
    for one in copies:
        write_copy(one.target, one.mended.data)
        _say(arguments, f"已修正 {len(one.mended.changes)} 处 → {one.target}")
    if not copies:
        _say(arguments, "没有可以修正的问题。")


def _diff_lines(copies: Iterable[_Copy]) -> Iterator[str]:
    from zipingbiao.report.fixing import diff_lines

    total = 0
    for one in copies:
        total += len(one.mended.changes)
        target = PurePosixPath(one.name).with_name(one.target.name).as_posix()
        yield from diff_lines(one.mended.changes, target)
    yield f"可修正 {total} 处；没有写出任何文件。" if total else "没有可以修正的问题。"


def _say(arguments: Namespace, sentence: str) -> None:
    """Tell what was done: where standard output holds a document, on standard error."""
    document = arguments.format in ("json", "html") and arguments.output is None
    print(sentence, file=sys.stderr if document else sys.stdout)


# explain


def explain(arguments: Namespace) -> int:
    """Print the page of a rule, or the list of all rules."""
    from zipingbiao.report import explaining
    from zipingbiao.report.text import joined

    if bool(arguments.code) == arguments.all:
        raise CallError("请写一个规则代码，或写 --all。", cure="例如：zpb explain ZPB001。")
    code = None if arguments.all else explaining.code_to_explain(arguments.code)
    if arguments.format == "json":
        data = explaining.list_data() if code is None else explaining.page_data(code)
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        lines = explaining.list_lines() if code is None else explaining.page_lines(code)
        sys.stdout.write(joined(lines))
    return _DONE
