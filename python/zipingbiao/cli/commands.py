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

from zipingbiao.cli.outcome import DONE, report, warn
from zipingbiao.cli.progress import ProgressBar
from zipingbiao.errors import CallError, Place, shown
from zipingbiao.model import GOALS, MONITORING, SELF_EVALUATION
from zipingbiao.places import own_templates
from zipingbiao.values.text import aligned

if TYPE_CHECKING:
    from zipingbiao.layouts import Layout
    from zipingbiao.model import Reading, SelfEvaluation
    from zipingbiao.reading import FileReading

LAYOUT_HEADS = ("代号", "名称", "类别", "地区", "年度", "表样", "依据")
_KINDS = {SELF_EVALUATION: "自评", GOALS: "目标", MONITORING: "监控"}
_LOOKS = {"official": "照原表", "unverified": "未核对"}


def layout_row(one: Layout) -> tuple[str, ...]:
    """What a list of layouts says of one, under `LAYOUT_HEADS`."""
    kind, look = _KINDS[one.kind], _LOOKS[one.look]
    return one.id, one.title, kind, one.region, one.years_text, look, one.basis


def layouts(arguments: Namespace) -> int:
    """List the layouts."""
    from zipingbiao.layouts import broken_layouts, find_layouts, offered

    known = offered(find_layouts().values())
    if arguments.format == "json":
        listed = [
            {
                "id": one.id,
                "title": one.title,
                "region": one.region,
                "years": list(one.years),
                "basis": one.basis,
                "kind": one.kind,
                "look": one.look,
                "folder": str(one.folder),
                "sources": list(one.sources),
            }
            for one in known
        ]
        found = {"schema": 1, "layouts": listed, "broken": list(broken_layouts())}
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return DONE
    for line in aligned([LAYOUT_HEADS, *map(layout_row, known)]):
        print(line)
    print(f"您自己的版式放在 {own_templates()}，一个版式一个文件夹。")
    return DONE


def new(arguments: Namespace) -> int:
    """Write a blank form, or the forms in some data."""
    from zipingbiao.layouts import get_layout
    from zipingbiao.saving import write_beside

    out: Path = arguments.output
    layout = get_layout(arguments.layout)
    _check_ending(out)
    forms = _forms_of(layout, arguments.data)
    rendered = layout.write(forms, given=arguments.calc == "values", live=arguments.calc == "live")
    write_beside(out, rendered.data)
    for difference in rendered.differences:
        warn(str(difference))
    what = f"{len(forms)} 张表" if arguments.data else "空白表"
    print(f"已写出{' ' if arguments.data else ''}{what}（{layout.title}，{layout.region}）→ {out}")
    return DONE


def _forms_of(layout: Layout, data: Path | None) -> Sequence[SelfEvaluation]:
    """The forms to be written. Those of another layout are named and left out."""
    from zipingbiao.datafiles.jsonfile import load_json
    from zipingbiao.interchange import forms_in

    if data is None:
        return forms_in(layout.blank_data())
    kept = []
    for number, form in enumerate(forms_in(load_json(data, "数据文件")), start=1):
        if form.layout in ("", layout.id):
            kept.append(replace(form, layout=layout.id))
        else:
            name = form.header.project or form.title or ""
            warn(f"第 {number} 张表「{shown(name)}」的版式是 {shown(form.layout)}，没有写出。")
    if not kept:
        cure = "请换一份数据，或换一个版式。"
        raise CallError(f"数据里没有版式为 {layout.id} 的表。", Place(str(data)), cure)
    return kept


def read(arguments: Namespace) -> int:
    """Read workbooks into data."""
    from zipingbiao.ooxml.overwriting import refuse_overwriting
    from zipingbiao.reading import gather, inputs, read_all
    from zipingbiao.saving import write_beside

    paths: list[Path] = arguments.paths
    out: Path | None = arguments.output
    found = inputs(paths, exclude=[out] if out else [])
    if out:
        refuse_overwriting(out)
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
    if arguments.date and not arguments.roster:
        raise CallError("--date 要与 --roster 同用。", cure="请给出应报单位名单，或去掉 --date。")
    if arguments.template and (arguments.tables or arguments.all_rows or arguments.roster):
        reason = "--template 只写那一张表，不能与 --tables、--all-rows、--roster 同用。"
        raise CallError(reason, cure="请分两次汇总。")
    with ProgressBar("读取") as bar:
        merged = merge_paths(
            arguments.paths,
            out,
            arguments.jobs,
            bar,
            cache=arguments.cache,
            cluster=arguments.cluster,
            tables=arguments.tables,
            all_rows=arguments.all_rows,
            template=arguments.template,
            roster=arguments.roster,
            day=arguments.date,
            previous=arguments.previous,
            checking=not arguments.no_check,
        )
    status = report(merged.readings, merged.mishaps, told=merged.told)
    for sentence in merged.warnings:
        warn(sentence)
    print(f"已汇总 {merged.forms} 张表（{merged.files} 个文件）→ {out}")
    for sentence in merged.sentences:
        print(sentence)
    return status


def _check_ending(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise CallError("输出文件应以 .xlsx 结尾。", Place(str(out)), "请改文件名。")
