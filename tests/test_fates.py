"""Nothing inside one file changes what becomes of another: read, checked, mended, marked, scored,
merged; in the processes of a pool too.
"""

from __future__ import annotations

import json
import multiprocessing
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import openpyxl
import pytest

from calls import zpb
from mistaken import workbook, wrong_form
from ooxml.hostile import unzipped, zipped
from zipingbiao import reading
from zipingbiao.merge import tables
from zipingbiao.merge.amounts import amount_lines
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import pool
from zipingbiao.report import fixing, marking
from zipingbiao.rules import registry
from zipingbiao.rules.catalogue import RULES
from zipingbiao.scoring import rescore
from zipingbiao.template.reading.read import FormReader, SheetReading

T = TypeVar("T")
Capture = pytest.CaptureFixture[str]
GOOD, BAD = "乙.xlsx", "甲.xlsx"
_SHEET = "xl/worksheets/sheet1.xml"


def respelt(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with the first ``old`` in a part written otherwise."""
    parts = unzipped(data)
    assert old in parts[part]
    return zipped({**parts, part: parts[part].replace(old, new, 1)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two workbooks alike but for their projects."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in (GOOD, BAD):
        (folder / name).write_bytes(workbook(wrong_form(name.removesuffix(".xlsx"))))
    return folder


def is_bad(form: SelfEvaluation) -> bool:
    return form.source.path == BAD


class Unforeseen(Exception):
    """What no code knows."""


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs go into a folder of their own."""
    where = tmp_path / "日志"
    where.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(where))
    return where


def told(capsys: Capture, logs: Path) -> str:
    """The line of the bad file; that there is one, and a log with the error."""
    lines = capsys.readouterr().err.splitlines()
    [line] = [line for line in lines if line.startswith(BAD)]
    assert re.fullmatch(rf"{re.escape(BAD)}.*：ZPB\d{{3}} .*。", line)
    [log] = logs.iterdir()
    assert any(str(log) in line for line in lines)
    assert "Unforeseen" in log.read_text("utf-8")
    assert "Traceback" not in "".join(lines)
    return line


# What is wrong in a file


@pytest.mark.parametrize(
    ("part", "old", "new", "status"),
    [
        pytest.param(_SHEET, b'<mergeCell ref="', b'<mergeCell ref="" x="', "ok", id="no-area"),
        pytest.param(_SHEET, b'<mergeCell ref="', b'<mergeCell ref="A0:" x="', "ok", id="no-cell"),
        pytest.param(_SHEET, b"<mergeCell ref=", b"<mergeCell x=", "ok", id="no-ref"),
        pytest.param("xl/workbook.xml", b"UTF-8", b"bogus", "unreadable", id="encoding"),
        pytest.param(_SHEET, b"</v>", b"\0</v>", "unreadable", id="nul"),
        pytest.param(_SHEET, b'<c r="A1"', b'<c r="A0"', "unreadable", id="address"),
        pytest.param(_SHEET, b'<c r="', b'<c r="ABCDEFGH', "unreadable", id="column"),
        pytest.param("xl/workbook.xml", b"<sheet ", b"<sheet\0 ", "unreadable", id="workbook"),
        pytest.param("xl/sharedStrings.xml", b"</t>", b"<\0/t>", "unreadable", id="strings"),
    ],
)
def test_a_bad_file_has_its_own_line(
    part: str, old: bytes, new: bytes, status: str, folder: Path, capsys: Capture
) -> None:
    (folder / BAD).write_bytes(respelt((folder / BAD).read_bytes(), part, old, new))
    assert zpb("read", folder) == (3 if status == "unreadable" else 0)
    result = capsys.readouterr()
    found = json.loads(result.out)
    assert {one["path"]: one["status"] for one in found["files"]} == {GOOD: "ok", BAD: status}
    assert (f"{BAD}：ZPB903 " in result.err) == (status == "unreadable")


def test_texts_inside_cells_that_are_misspelt_are_not_lost_in_silence(folder: Path) -> None:
    data = (folder / BAD).read_bytes()
    whole = unzipped(data)
    cell = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="s"><v>\d+</v></c>')
    sheet = cell.sub(rb'\1 t="inlineStr"><is><t>x< /t></is></c>', whole[_SHEET], count=1)
    assert sheet != whole[_SHEET]
    (folder / BAD).write_bytes(zipped({**whole, _SHEET: sheet}))
    assert zpb("read", folder) == 3


# What nobody foresaw


def break_reading(patch: pytest.MonkeyPatch) -> None:
    whole = FormReader.read_sheet

    def read(*words: object, **more: object) -> SheetReading:
        if BAD in words:
            raise Unforeseen
        return whole(*words, **more)  # type: ignore[arg-type]

    patch.setattr(FormReader, "read_sheet", read)


def test_reading_breaks_off_at_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    break_reading(monkeypatch)
    out = folder.parent / "读取.json"
    assert zpb("read", folder, "-o", out) == 3
    assert "读取没有完成" in told(capsys, logs)
    data = json.loads(out.read_text("utf-8"))
    assert [form["header"]["project"] for form in data["forms"]] == ["乙"]
    assert [one["code"] for one in data["files"]] == [None, "ZPB903"]


@pytest.mark.parametrize(
    ("error", "code"), [(MemoryError, "ZPB907"), (RecursionError, "ZPB903"), (OSError, "ZPB903")]
)
def test_running_out_of_anything_is_told_of_the_file(
    error: type[Exception], code: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> SheetReading:
        raise error

    monkeypatch.setattr(FormReader, "read_sheet", fail)
    found = reading.read_all(reading.inputs([folder]), 1)
    assert [one.record.code for one in found] == [code, code]


def test_a_process_of_a_pool_goes_on_after_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)
    # Forked processes know of what is patched here.
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("这个系统的进程不继承替换过的函数")
    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr(multiprocessing, "get_context", lambda: fork)
    break_reading(monkeypatch)
    assert zpb("read", folder, "--jobs", "2", "-o", folder.parent / "读取.json") == 3
    told(capsys, logs)


def breaking(whole: Callable[..., T], bad: Callable[..., bool]) -> Callable[..., T]:
    """The function, which fails where ``bad`` says so."""

    def function(*words: object, **more: object) -> T:
        if bad(*words):
            raise Unforeseen
        return whole(*words, **more)

    return function


def test_merging_breaks_off_at_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    monkeypatch.setattr(tables, "amount_lines", breaking(amount_lines, is_bad))
    out = folder.parent / "汇总.xlsx"
    assert zpb("merge", folder, "-o", out) == 3
    assert "汇总没有完成" in told(capsys, logs)
    book = openpyxl.load_workbook(out, data_only=True)
    states = {row[0]: row for row in book["来源清单"].iter_rows(values_only=True)}
    assert {"已汇总", "无法读取"} <= states.keys()
    assert "乙" in [cell.value for row in book["汇总表"] for cell in row]
    assert "甲" not in [cell.value for row in book["汇总表"] for cell in row]


def test_scoring_breaks_off_at_one_form(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    monkeypatch.setattr(rescore, "rescore", breaking(rescore.rescore, lambda form, _: is_bad(form)))
    assert zpb("score", folder, "--format", "text") == 3
    assert "评分没有完成" in told(capsys, logs)


def broken_rule(code: str) -> registry.Rule:
    rule = RULES[code]
    return replace(rule, check=breaking(rule.check, lambda view, *_: is_bad(view.form)))


def test_a_rule_breaks_off_at_one_form_and_the_others_have_their_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    assert zpb("check", folder, "--format", "json") == 1
    before = json.loads(capsys.readouterr().out)["findings"]
    monkeypatch.setitem(RULES, "ZPB001", broken_rule("ZPB001"))
    out = folder.parent / "检查.json"
    assert zpb("check", folder, "--format", "json", "-o", out) == 3
    assert "规则 ZPB001 的检查没有完成" in told(capsys, logs)
    after = json.loads(out.read_text("utf-8"))["findings"]
    lost = [one for one in before if one not in after]
    assert {(one["path"], one["code"]) for one in lost} == {(BAD, "ZPB001")}
    [more] = [one for one in after if one not in before]
    assert (more["path"], more["code"], more["severity"]) == (BAD, "ZPB903", "error")


def test_a_rule_that_breaks_off_among_forms_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    code = next(code for code, rule in RULES.items() if rule.across)
    rule = replace(RULES[code], check=breaking(RULES[code].check, lambda *_: True))
    monkeypatch.setitem(RULES, code, rule)
    assert zpb("check", folder) == 3
    assert f"规则 {code} 的检查没有完成" in capsys.readouterr().err


def test_mending_breaks_off_at_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    monkeypatch.setattr(fixing, "mend", breaking(fixing.mend, lambda _, name, *__: name == BAD))
    assert zpb("check", folder, "--fix") == 3
    assert "没有修正" in told(capsys, logs)
    assert [path.name for path in folder.glob("*.修正.xlsx")] == ["乙.修正.xlsx"]


def test_marking_breaks_off_at_one_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, logs: Path
) -> None:
    bad = (folder / BAD).read_bytes()
    monkeypatch.setattr(marking, "marked", breaking(marking.marked, lambda data, *_: data == bad))
    assert zpb("check", folder, "--format", "xlsx") == 3
    assert "只写出问题清单" in told(capsys, logs)
    assert len(list(folder.glob("*.检查.xlsx"))) == 2


def test_a_copy_that_can_not_be_written_keeps_none_of_the_others(
    folder: Path, capsys: Capture
) -> None:
    (folder / "甲.修正.xlsx").mkdir()
    assert zpb("check", folder, "--fix") == 3
    assert "甲.修正.xlsx：无法写入，这是一个文件夹" in capsys.readouterr().err
    assert (folder / "乙.修正.xlsx").is_file()
