"""What each command does: it calls the program and says what came of it.

Modules are imported where they are needed, so that help and lists come at once.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, DataError, Place
from zipingbiao.values.text import aligned

if TYPE_CHECKING:
    from zipingbiao.layouts import Layout
    from zipingbiao.model import FileRecord, Reading, SelfEvaluation
    from zipingbiao.reading import FileReading

_DONE, _SOME_UNREAD = 0, 3
#: So many faults of cells are told on the screen; all of them are in the result.
_MOST_FAULTS = 20
_HEADS = ("代号", "名称", "地区", "年度", "依据")


def layouts(arguments: Namespace) -> int:
    """List the layouts."""
    from zipingbiao.layouts import find_layouts

    known = find_layouts().values()
    if arguments.format == "json":
        listed = [
            {
                "id": one.id,
                "title": one.title,
                "region": one.region,
                "years": list(one.years),
                "basis": one.basis,
            }
            for one in known
        ]
        print(json.dumps({"schema": 1, "layouts": listed}, ensure_ascii=False, indent=1))
        return _DONE
    rows = [(one.id, one.title, one.region, one.years_text, one.basis) for one in known]
    for line in aligned([_HEADS, *rows]):
        print(line)
    return _DONE


def new(arguments: Namespace) -> int:
    """Write a blank form, or the forms in some data."""
    from zipingbiao.layouts import get_layout
    from zipingbiao.ooxml.package import write_beside

    out: Path = arguments.output
    layout = get_layout(arguments.layout)
    _check_ending(out)
    forms = _forms_of(layout, arguments.data)
    rendered = layout.write(forms, given=arguments.calc == "values", live=arguments.calc == "live")
    write_beside(out, rendered.data)
    for difference in rendered.differences:
        warn(str(difference))
    what = f"{len(forms)} 张表" if arguments.data else "空白表"
    print(f"已写出{' ' if arguments.data else ''}{what} → {out}")
    return _DONE


def _forms_of(layout: Layout, data: Path | None) -> Sequence[SelfEvaluation]:
    """The forms to be written. Those of another layout are named and left out."""
    from zipingbiao.interchange import forms_in

    if data is None:
        return forms_in(layout.blank_data())
    kept = []
    for number, form in enumerate(forms_in(_load(data)), start=1):
        if form.layout in ("", layout.id):
            kept.append(replace(form, layout=layout.id))
        else:
            name = form.header.project or form.title or ""
            warn(f"第 {number} 张表「{name}」的版式是 {form.layout}，没有写出。")
    if not kept:
        cure = "请换一份数据，或换一个版式。"
        raise CallError(f"数据里没有版式为 {layout.id} 的表。", Place(str(data)), cure)
    return kept


def _load(path: Path) -> object:
    place = Place(str(path))
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise CallError(f"数据文件打不开（{error.strerror}）。", place, "请检查文件名。") from None
    except UnicodeDecodeError:
        raise DataError("数据文件不是 UTF-8 文字。", place, "请另存为 UTF-8。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise DataError(
            f"不是有效的 JSON，{where}写法有误。", place, "请检查逗号和引号。"
        ) from None
    except RecursionError:
        raise DataError("数据嵌套过深。", place, "请检查数据。") from None


def read(arguments: Namespace) -> int:
    """Read workbooks into data."""
    from zipingbiao.merge.keeping import keep_inputs
    from zipingbiao.ooxml.package import write_beside
    from zipingbiao.reading import discover, gather, read_all

    paths: list[Path] = arguments.paths
    out: Path | None = arguments.output
    found = discover(paths, exclude=[out] if out else [])
    if out:
        keep_inputs(out)
    with ProgressBar("读取") as bar:
        readings = read_all(found, arguments.jobs, bar)
    reading = gather(readings)
    text = "".join(_json_lines(reading) if arguments.format == "json" else _form_lines(reading))
    if out:
        write_beside(out, text.encode("utf-8", "backslashreplace"))
        print(f"已读出 {len(reading.forms)} 张表（{_file_count(readings)} 个文件）→ {out}")
    else:
        sys.stdout.write(text)
    return report(readings)


def _file_count(readings: Iterable[FileReading]) -> int:
    return sum(one.record.status == "ok" for one in readings)


def _json_lines(reading: Reading) -> Iterator[str]:
    """One JSON document, a file or a form a line: quick to write, and a person can read it."""
    from zipingbiao import interchange

    yield f'{{"schema": {interchange.SCHEMA}'
    lists = (
        ("files", map(interchange.file_data, reading.files)),
        ("forms", map(interchange.form_data, reading.forms)),
        ("faults", map(interchange.fault_data, reading.faults)),
    )
    for name, items in lists:
        yield f',\n"{name}": ['
        yield ",".join(f"\n{json.dumps(item, ensure_ascii=False)}" for item in items)
        yield "]"
    yield "}\n"


def _form_lines(reading: Reading) -> Iterator[str]:
    from zipingbiao.interchange import form_data

    return (f"{json.dumps(form_data(form), ensure_ascii=False)}\n" for form in reading.forms)


def merge(arguments: Namespace) -> int:
    """Merge workbooks into one."""
    from zipingbiao.merge.summary import merge_paths

    out: Path = arguments.output
    _check_ending(out)
    with ProgressBar("读取") as bar:
        merged = merge_paths(arguments.paths, out, arguments.jobs, bar)
    status = report(merged.readings)
    for sentence in merged.warnings:
        warn(sentence)
    print(f"已汇总 {merged.forms} 张表（{merged.files} 个文件）→ {out}")
    return status


def _check_ending(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise CallError("输出文件应以 .xlsx 结尾。", Place(str(out)), "请改文件名。")


def report(readings: Sequence[FileReading]) -> int:
    """Tell what could not be read, then what is odd; the exit status says whether all was read."""
    for one in readings:
        if one.record.code is not None:
            warn(file_line(one.record))
    faults = [fault for one in readings for fault in one.faults if fault.code != one.record.code]
    for fault in faults[:_MOST_FAULTS]:
        warn(str(fault))
    if len(faults) > _MOST_FAULTS:
        warn(f"……另有 {len(faults) - _MOST_FAULTS} 条，见结果。")
    unread = sum(one.record.status == "unreadable" for one in readings)
    return _SOME_UNREAD if unread else _DONE


def file_line(record: FileRecord) -> str:
    """What became of a file that is not read as it should be."""
    return f"{record.path}：{record.code} {record.message}"


def warn(sentence: str) -> None:
    """Tell something on standard error."""
    print(sentence, file=sys.stderr)
