"""One file of every kind that this program writes, with the original of each copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from inbox import make_bad, make_good
from mistaken import finding, put_note, rich_workbook, workbook, wrong_form
from zipingbiao.addin.building import build_xlam
from zipingbiao.cli import main
from zipingbiao.excel.settings_book import settings_book
from zipingbiao.excel.settings_model import Settings
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.joining.book import JoinedBook
from zipingbiao.ooxml.joining.source import Source
from zipingbiao.report.context import Places
from zipingbiao.report.marking import listed, marked

ROOT = Path(__file__).resolve().parents[2]
#: Names of projects that are no names of sheets.
ODD_NAMES = (
    "信访维稳：大厅运行", "教育／卫生", "项目？", "［2023］项目", "路径＼二", "‘一带一路’", "①项目",
    "信访经费(一)", "信访经费（一）", "ABC", "ＡＢＣ", "字" * 30 + "𠮷", "O'Brien", "History", None,
)  # fmt: skip


class Output(NamedTuple):
    """A file that was written; ``original`` is what it is a copy of."""

    name: str
    data: bytes
    original: bytes | None = None


def outputs(folder: Path) -> Iterator[Output]:
    """All kinds; ``folder`` is empty and may be written to."""
    yield from _forms()
    yield from _summaries(folder)
    yield from _copies(folder)
    yield from _documents(folder)
    yield from _volumes(folder)
    yield Output("列出.xlsx", listed([finding("A1")], Places([])))
    yield Output("设置.xlsx", settings_book(Settings()))
    yield Output("加载项.xlam", build_xlam({}))


def _forms() -> Iterator[Output]:
    for name, layout in find_layouts([ROOT / "templates"]).items():
        blank = SelfEvaluation(name)
        sample = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
        for calc in ({"given": True}, {"live": True}, {}):
            kind = next(iter(calc), "native")
            yield Output(f"{name}-空白-{kind}.xlsx", layout.write([blank], **calc).data)
            yield Output(f"{name}-样例-{kind}.xlsx", layout.write(sample, **calc).data)
    form = wrong_form()
    odd = [replace(form, header=replace(form.header, project=name)) for name in ODD_NAMES]
    yield Output("怪名.xlsx", workbook(*odd))


def _summaries(folder: Path) -> Iterator[Output]:
    good, bad = folder / "好", folder / "坏"
    good.mkdir()
    make_good(good)
    make_bad(good, bad)
    deep = bad / "绩" / "/".join(["绩" * 60] * 4)
    deep.mkdir(parents=True)
    (deep / "甲.xlsx").write_bytes(workbook(wrong_form("深处的项目")))
    for source in (good, bad):
        out = folder / f"{source.name}汇总.xlsx"
        main(["merge", str(source), "-o", str(out), "--jobs", "1"])
        yield Output(out.name, out.read_bytes())


def _copies(folder: Path) -> Iterator[Output]:
    """Marked and mended copies of workbooks from many hands."""
    for name, data in _originals(folder):
        path = folder / "原件" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        main(["check", str(path), "--fix"])
        main(["check", str(path), "--format", "xlsx"])
        for mark in ("修正", "检查"):
            copy = path.with_name(f"{path.stem}.{mark}{path.suffix}")
            if copy.exists():
                yield Output(copy.name, copy.read_bytes(), data)
    rich = rich_workbook()
    found = [finding(cell, sheet=sheet) for sheet in ("表 1", "另一张") for cell in ("A1", "C7")]
    yield Output("丰富.检查.xlsx", marked(rich, found, Places([])), rich)


def _documents(folder: Path) -> Iterator[Output]:
    """Exported forms as Word documents, and marked copies of them."""
    source, made = folder / "表", folder / "文档"
    source.mkdir()
    for name, layout in list(find_layouts([ROOT / "templates"]).items())[::3]:
        sample = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
        (source / f"{name}.xlsx").write_bytes(layout.write(sample, given=True).data)
    main(["export", str(source), "-o", str(made)])
    main(["export", str(source), "--one", str(made / "合成.docx")])
    back = folder / "标注"
    main(["check", str(made), "--format", "docx", "-o", str(back), "--deadline", "2026-12-10"])
    for path in sorted(made.glob("*.docx")):
        yield Output(path.name, path.read_bytes())
    for one in json.loads((back / "退回清单.json").read_text("utf-8"))["files"]:
        if one["copy"]:
            data = (made / one["path"]).read_bytes()
            yield Output(one["copy"], (back / one["copy"]).read_bytes(), data)
    for path in [*sorted(back.glob("退回通知*.docx")), back / "退回清单.xlsx"]:
        yield Output(path.name, path.read_bytes())


def _volumes(folder: Path) -> Iterator[Output]:
    """Bound volumes of our own forms, and of a workbook with all that may hang on a sheet."""
    out = folder / "成册.xlsx"
    main(["bind", str(folder / "表"), str(folder / "原件" / "活.xlsx"), "-o", str(out)])
    yield Output(out.name, out.read_bytes())
    rich = rich_workbook()
    book = JoinedBook(out.read_bytes())
    book.add(Source(rich), {"表 1": "丰富", "另一张": "丰富 2"})
    book.add(Source(rich), {"表 1": "丰富 3"})
    data = book.save(out.read_bytes(), ["丰富 3", "丰富", "丰富 2"])
    yield Output("丰富.成册.xlsx", data, rich)


def _originals(folder: Path) -> Iterator[tuple[str, bytes]]:
    form = wrong_form()
    yield "甲.xlsx", workbook(form)
    live = find_layouts()["national-project"].write([form], live=True).data
    yield "活.xlsx", live
    noted = folder / "批注.xlsx"
    noted.write_bytes(workbook(form))
    put_note(noted, "A1", "原有的批注")
    yield noted.name, noted.read_bytes()
    yield "几张.xlsx", workbook(form, wrong_form("另一项目"), wrong_form("’怪：名"))
    for place in ("agency", "cases/forms"):  # as agencies made them, where they are at hand
        for path in sorted((ROOT.parent / "shared" / place).glob("*.xlsx")):
            yield path.name, path.read_bytes()
