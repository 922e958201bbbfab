"""A round played on the command line, and what may come back in its place."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from calls import zpb
from documents import whole_docx
from inbox import encrypted
from mistaken import workbook, wrong_form
from zipingbiao.model import Indicator, SelfEvaluation, Total
from zipingbiao.ooxml.editor.comments import Remark, add_comments
from zipingbiao.ooxml.editor.document import EditedDocument
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.ooxml.origin import is_own_output
from zipingbiao.returning.matching import aligned_rows

Capture = pytest.CaptureFixture[str]
PLAYED = tomllib.loads((Path(__file__).parent / "round.toml").read_text("utf-8"))
#: What is wrong with `wrong_form`, where it is, and what is right.
RIGHT = {"J6": 0.8569, "K6": 8.57, "I16": 98.57}
CODES = {"J6": "ZPB001", "K6": "ZPB004", "I16": "ZPB016"}
SELECT = ("--select", "ZPB001,ZPB004,ZPB016")


def right_form(project: str, unit: str) -> SelfEvaluation:
    """A form without these mistakes."""
    form = wrong_form(project, unit)
    total = replace(form.funds[0], rate=0.8569, score=8.57)
    return replace(form, funds=(total, *form.funds[1:]), total=Total(100, 98.57))


def put(path: Path, *forms: SelfEvaluation) -> Path:
    """A workbook of forms."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(*forms))
    return path


def edited(
    source: Path, target: Path, cells: dict[str, object], notes: dict[str, str], *, drop: bool
) -> None:
    """A copy as a clerk changes it; ``drop``: without its 问题清单."""
    target.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for cell, value in cells.items():
        sheet[cell] = value
    for cell, text in notes.items():
        sheet[cell].comment = Comment(text, "单位")
    if drop:
        del book["问题清单"]
    book.save(target)


def come_back(one: dict[str, str], copy: Path, back: Path) -> None:
    """What a unit hands in."""
    name, answer = one["unit"], one["answer"]
    target = back / f"{name}.xlsx"
    if answer == "copy":
        edited(copy, back / copy.name, dict(RIGHT), {}, drop=False)
    elif answer == "renamed":
        edited(copy, target, dict(RIGHT), {}, drop=True)
    elif answer == "reason":
        notes = {cell: f"忽略 {code}：批复如此" for cell, code in CODES.items()}
        edited(copy, target, {}, notes, drop=False)
    elif answer == "worse":
        edited(copy, target, {"J7": 0.1}, {}, drop=False)
    elif answer in ("own", "late"):
        put(target, right_form(one["project"], name))


def since(capsys: Capture, back: Path, out: Path, *words: str) -> dict[str, Any]:
    """What ``--since`` says, as data."""
    capsys.readouterr()
    zpb("check", back, "--since", out, "--format", "json", *words)
    found = json.loads(capsys.readouterr().out)["since"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def played(tmp_path: Path) -> tuple[Path, Path]:
    """The folder that was sent back and the one that came back."""
    inbox, out, back = tmp_path / "报送", tmp_path / "退回", tmp_path / "收回"
    for number, one in enumerate(PLAYED["forms"]):
        if one["answer"] != "late":
            make = wrong_form if one["answer"] else right_form
            put(inbox / f"{number}.xlsx", make(one["project"], one["unit"]))
    zpb("check", inbox, *SELECT, "--format", "xlsx", "-o", out)
    for one in PLAYED["forms"]:
        come_back(one, out / f"{one['unit']}_{one['project']}.检查.xlsx", back)
    return out, back


def test_every_number_of_a_round_is_right(
    played: tuple[Path, Path], tmp_path: Path, capsys: Capture
) -> None:
    out, back = played
    found = since(capsys, back, out, *SELECT)
    assert found["counts"] == PLAYED["counts"]
    assert {one["unit"]: one["verdict"] for one in found["units"]} == {
        one["unit"]: one["verdict"] for one in PLAYED["forms"] if "verdict" in one
    }
    late = [f"{one['unit']}.xlsx" for one in PLAYED["forms"] if one["answer"] == "late"]
    assert found["others"] == sorted(late)
    [worse] = [one for one in found["units"] if one["verdict"] == "worse"]
    assert worse["earlier"] == {"error": 3, "warn": 0, "info": 0}
    assert worse["now"] == {"error": 4, "warn": 0, "info": 0}
    [fresh] = [one for file in found["files"] for one in file["new"]]
    assert (fresh["code"], fresh["cell"]) == ("ZPB001", "J7")
    reasons = {one["reason"] for file in found["files"] for one in file["findings"]}
    assert reasons == {None, "批复如此"}
    known = {file["unit"]: file["known_by"] for file in found["files"]}
    assert known == {"甲局": "stamp", "乙局": "stamp", "丙局": "subject", "丁局": "stamp",
                     "戊局": "stamp"}  # fmt: skip
    # The originals beside what came back change nothing.
    capsys.readouterr()
    zpb("check", tmp_path / "报送", back, "--since", out, "--format", "json", *SELECT)
    beside = json.loads(capsys.readouterr().out)["since"]
    assert beside["counts"] == PLAYED["counts"]


def test_every_face_says_so(played: tuple[Path, Path], tmp_path: Path, capsys: Capture) -> None:
    out, back = played
    told = "已改正 9，已说明 3，未改 3；新出现 1。"
    capsys.readouterr()
    assert zpb("check", back, "--since", out, *SELECT) == 1
    text = capsys.readouterr().out
    assert text.splitlines()[-1].endswith(told)
    assert "│ 理由：批复如此" in text
    page, book = tmp_path / "页.html", tmp_path / "情况.xlsx"
    assert zpb("check", back, "--since", out, *SELECT, "--format", "html", "-o", page) == 1
    assert told in page.read_text("utf-8")
    assert zpb("check", back, "--since", out, *SELECT, "--format", "xlsx", "-o", book) == 1
    assert is_own_output(book.read_bytes())
    units = list(openpyxl.load_workbook(book)["按单位"].iter_rows(min_row=4, values_only=True))
    assert ("戊局", "更差", 1, 1, 3, 0, 0, 3, 0, 0, 1) in units
    rows = list(openpyxl.load_workbook(book)["逐个问题"].iter_rows(min_row=4, values_only=True))
    statuses = [row[3] for row in rows]
    assert [statuses.count(one) for one in ("已改正", "已说明", "未改", "新出现")] == [9, 3, 3, 1]


# What else may come back


def sent_one(tmp_path: Path, *forms: SelfEvaluation, words: tuple[str, ...] = SELECT) -> Path:
    """The folder of a sending of one file; the only copy in it is ``copy_in``."""
    put(tmp_path / "报送" / "表.xlsx", *forms)
    zpb("check", tmp_path / "报送", *words, "--format", "xlsx", "-o", tmp_path / "退回")
    return tmp_path / "退回"


def copy_in(out: Path) -> Path:
    [copy] = out.glob("*.检查.xlsx")
    return copy


@pytest.mark.parametrize("what", ["copy", "original"])
def test_what_comes_back_as_it_was_is_told(what: str, tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form())
    source = copy_in(out) if what == "copy" else tmp_path / "报送" / "表.xlsx"
    (tmp_path / "收回").mkdir()
    shutil.copy(source, tmp_path / "收回" / "新名.xlsx")
    found = since(capsys, tmp_path / "收回", out, *SELECT)
    assert [(one["state"], one["returned"]) for one in found["files"]] == [
        ("unchanged", "新名.xlsx")
    ]
    assert found["units"][0]["verdict"] == "unchanged"
    assert found["counts"]["findings"]["open"] == 3


@pytest.mark.parametrize("what", ["copy", "original"])
def test_what_another_program_only_saved_again_came_back_as_it_was(
    what: str, tmp_path: Path, capsys: Capture
) -> None:
    out = sent_one(tmp_path, wrong_form())
    source = copy_in(out) if what == "copy" else tmp_path / "报送" / "表.xlsx"
    edited(source, tmp_path / "收回" / "新名.xlsx", {}, {}, drop=False)
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert (file["state"], file["returned"]) == ("unchanged", "新名.xlsx")
    edited(source, tmp_path / "收回" / "新名.xlsx", {"J6": 0.8}, {}, drop=False)
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert file["state"] == "returned"


def renamed(
    source: Path, target: Path, unit: str | None, project: str | None, cells: dict[str, object]
) -> None:
    """A copy made the form of another unit or project."""
    edited(source, target, cells, {}, drop=False)
    book = openpyxl.load_workbook(target)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "青山县信访局" and unit:
                cell.value = unit
            if cell.value == "信访维稳经费" and project:
                cell.value = project
    book.save(target)


@pytest.mark.parametrize(
    ("unit", "project", "said"),
    [
        ("青山县水利局", "防汛经费", "单位由「青山县信访局」变为「青山县水利局」，项目由"),
        ("青山县水利局", None, "单位由「青山县信访局」变为「青山县水利局」，像是另一张表"),
        (None, "防汛经费", "项目由「信访维稳经费」变为「防汛经费」，像是另一张表"),
    ],
)
def test_a_copy_that_became_the_form_of_another_is_no_answer(
    unit: str | None, project: str | None, said: str, tmp_path: Path, capsys: Capture
) -> None:
    out = sent_one(tmp_path, wrong_form())
    renamed(copy_in(out), tmp_path / "收回" / "a.xlsx", unit, project, dict(RIGHT))
    found = since(capsys, tmp_path / "收回", out, *SELECT)
    [file] = found["files"]
    assert said in file["notes"][0]
    assert {one["status"] for one in file["findings"]} == {"unknown"}
    assert found["units"][0]["verdict"] == "open"
    assert file["new"] == []
    # A true answer beside it counts.
    edited(copy_in(out), tmp_path / "收回" / "0.xlsx", dict(RIGHT), {}, drop=False)
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert file["returned"] == "0.xlsx"
    assert {one["status"] for one in file["findings"]} == {"mended"}


def test_a_unit_that_was_blank_may_be_filled_in(tmp_path: Path, capsys: Capture) -> None:
    form = wrong_form()
    out = sent_one(tmp_path, replace(form, header=replace(form.header, unit=None, department=None)))
    put(tmp_path / "收回" / "表.xlsx", right_form("信访维稳经费", "青山县信访局"))
    edited(copy_in(out), tmp_path / "收回" / "a.xlsx", dict(RIGHT), {}, drop=False)
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert file["notes"] == []
    assert {one["status"] for one in file["findings"]} == {"mended"}


@pytest.mark.parametrize(
    ("name", "answer", "state", "verdict"),
    [
        ("坏/表.xlsx", "right", "returned", "mended"),
        ("表.xlsx", "right", "returned", "mended"),
        ("表.xlsm", "right", "returned", "mended"),
        ("表.xlsx", "wrong", "returned", "open"),
        ("表.xlsx", "broken", "unreadable", "open"),
        ("表.xlsx", "same", "unchanged", "unchanged"),
        ("别的.xlsx", "right", "missing", "waiting"),
    ],
)
def test_what_could_not_be_read_is_awaited(
    name: str, answer: str, state: str, verdict: str, tmp_path: Path, capsys: Capture
) -> None:
    inbox, out, back = tmp_path / "报送", tmp_path / "退回", tmp_path / "收回"
    put(inbox / "好.xlsx", wrong_form("好项目", "好局"))
    (inbox / "坏").mkdir()
    (inbox / "坏" / "表.xlsx").write_bytes(b"PK\x03\x04broken")
    zpb("check", inbox, *SELECT, "--format", "xlsx", "-o", out)
    assert "1 份、1 个单位；另有 1 份读不了，要重新报送" in capsys.readouterr().out
    edited(out / "好局_好项目.检查.xlsx", back / "好.xlsx", dict(RIGHT), {}, drop=False)
    make = right_form if answer == "right" else wrong_form
    put(back / name, make("新项目", "新局"))
    if answer in ("broken", "same"):
        (back / name).write_bytes(b"PK\x03\x04broken" + b"!" * (answer == "broken"))
    found = since(capsys, back, out, *SELECT)
    [file] = [one for one in found["files"] if one["path"] == "坏/表.xlsx"]
    assert (file["state"], file["unit"]) == (
        (state, "新局") if state == "returned" else (state, "（没有读出单位）")
    )
    assert [one["verdict"] for one in found["units"]] == ["mended", verdict]
    assert found["others"] == ([name] if state == "missing" else [])
    assert bool(file["new"]) is (answer == "wrong")
    zpb("check", back, "--since", out, *SELECT)
    assert "退回了 1 份、1 个单位；另有 1 份读不了，要重新报送。" in capsys.readouterr().out


def test_which_of_two_of_one_name_came_back_is_not_guessed(tmp_path: Path, capsys: Capture) -> None:
    inbox, out, back = tmp_path / "报送", tmp_path / "退回", tmp_path / "收回"
    put(inbox / "好.xlsx", wrong_form("好项目", "好局"))
    for folder in "甲乙":
        (inbox / folder).mkdir()
        (inbox / folder / "表.xlsx").write_bytes(b"PK\x03\x04" + folder.encode())
    zpb("check", inbox, *SELECT, "--format", "xlsx", "-o", out)
    put(back / "表.xlsx", right_form("新项目", "新局"))
    found = since(capsys, back, out, *SELECT)
    assert found["counts"]["files"]["missing"] == 3
    assert found["others"] == ["表.xlsx"]
    put(back / "乙" / "表.xlsx", right_form("乙项目", "乙局"))
    found = since(capsys, back, out, *SELECT)
    assert found["counts"]["files"]["missing"] == 1


def test_what_has_not_come_back_is_told(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form())
    put(tmp_path / "收回" / "别的.xlsx", right_form("别的", "别局"))
    found = since(capsys, tmp_path / "收回", out, *SELECT)
    assert found["counts"]["files"]["missing"] == found["counts"]["units"]["waiting"] == 1
    assert found["counts"]["findings"]["waiting"] == 3
    assert found["others"] == ["别的.xlsx"]
    zpb("check", tmp_path / "收回", "--since", out, *SELECT)
    assert "还没有交回" in capsys.readouterr().out


def test_a_reason_that_is_missing_is_none(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form(), words=("--select", "ZPB001,ZPB920"))
    edited(copy_in(out), tmp_path / "收回" / "a.xlsx", {}, {"J6": "忽略 ZPB001"}, drop=False)
    found = since(capsys, tmp_path / "收回", out, "--select", "ZPB001,ZPB920")
    assert found["counts"]["findings"]["open"] == 1
    assert [one["code"] for one in found["files"][0]["new"]] == ["ZPB920"]


def with_rows(*names: str) -> SelfEvaluation:
    """A form whose indicators have more points than they may."""
    rows = tuple(
        Indicator("产出指标", "数量指标", name, None, "≥2", "3", None, 10, 11, "/")
        for name in names
    )
    return replace(wrong_form(), indicators=rows)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("新增", "甲", "乙", "丙"), ["open", "open", "open"]),
        (("丙", "甲", "乙"), ["open", "open", "open"]),
        (("甲", "丙"), ["open", "unknown", "open"]),
        (("甲", "改名", "丙"), ["open", "open", "open"]),
        (("甲", "改名", "丙", "新增"), ["open", "open", "open"]),
        (("甲", "乙", "丙", "丙"), ["open", "open", "unknown"]),
    ],
)
def test_rows_are_known_by_their_labels(
    now: tuple[str, ...], expected: list[str], tmp_path: Path, capsys: Capture
) -> None:
    words = ("--select", "ZPB014")
    out = sent_one(tmp_path, with_rows("甲", "乙", "丙"), words=words)
    put(tmp_path / "收回" / "自己的.xlsx", with_rows(*now))
    [file] = since(capsys, tmp_path / "收回", out, *words)["files"]
    assert [one["status"] for one in file["findings"]] == expected
    assert len(file["new"]) == len(now) - expected.count("open")
    gone = [one for one in file["findings"] if one["status"] == "unknown"]
    assert all("一行不在表里了" in one["reason"] for one in gone)


def test_two_files_for_the_same_are_not_guessed_about(tmp_path: Path, capsys: Capture) -> None:
    form = wrong_form()
    put(tmp_path / "报送" / "二.xlsx", replace(form, goals=()))
    out = sent_one(tmp_path, form)
    put(tmp_path / "收回" / "自己的.xlsx", right_form("信访维稳经费", "青山县信访局"))
    found = since(capsys, tmp_path / "收回", out, *SELECT)
    assert found["counts"]["files"]["missing"] == 2
    assert "分不清是哪一份的答复" in found["notes"][0]


def test_a_form_that_was_taken_out_is_told(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form("甲项目"), wrong_form("乙项目"))
    book = openpyxl.load_workbook(copy_in(out))
    del book[book.sheetnames[1]]
    (tmp_path / "收回").mkdir()
    book.save(tmp_path / "收回" / "a.xlsx")
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert [one["status"] for one in file["findings"]] == ["open"] * 3 + ["unknown"] * 3
    assert file["notes"] == ["退回时有 2 张表，交回的只有 1 张。"]


def test_what_comes_back_and_can_not_be_read_is_told(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form())
    (tmp_path / "收回").mkdir()
    copy = copy_in(out)
    (tmp_path / "收回" / copy.name).write_bytes(encrypted(copy.read_bytes()))
    [file] = since(capsys, tmp_path / "收回", out, *SELECT)["files"]
    assert (file["state"], file["known_by"]) == ("unreadable", "name")
    assert {one["status"] for one in file["findings"]} == {"unknown"}


def test_only_what_is_asked_for_is_compared(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form(), words=("--severity", "error"))
    put(tmp_path / "收回" / "a.xlsx", wrong_form())
    found = since(capsys, tmp_path / "收回", out, "--select", "ZPB001")
    assert found["counts"]["findings"]["open"] == 1
    assert found["not_compared"] > 0
    everything = since(capsys, tmp_path / "收回", out)
    assert everything["not_compared"] == 0
    assert everything["counts"]["findings"]["new"] == 0  # what is lighter was not sent back


def test_a_comment_in_a_word_copy_is_an_answer(tmp_path: Path, capsys: Capture) -> None:
    sheets = open_workbook_bytes(workbook(wrong_form()), "a.xlsx").sheets
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送" / "表.docx").write_bytes(whole_docx(sheets))
    out, back = tmp_path / "退回", tmp_path / "收回"
    zpb("check", tmp_path / "报送", *SELECT, "--format", "docx", "-o", out)
    [sent] = json.loads((out / "退回清单.json").read_text("utf-8"))["files"]
    rate = next(one for one in sent["findings"] if one["code"] == "ZPB001")
    document = EditedDocument((out / sent["copy"]).read_bytes())
    add_comments(document, [Remark(rate["cell"], "忽略 ZPB001：已另行批复", ["谢谢"])])
    part = "word/comments.xml"
    document.put(part, document.text(part).replace("自评表", "填报人"))
    back.mkdir()
    (back / "改名.docx").write_bytes(document.save())
    [file] = since(capsys, back, out, *SELECT)["files"]
    assert (file["state"], file["known_by"]) == ("returned", "stamp")
    assert [one["status"] for one in file["findings"]].count("answered") == 1
    assert {one["reason"] for one in file["findings"]} == {None, "已另行批复"}


# Wrong calls


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "这里没有退回清单.json"),
        ("", "不是有效的 JSON"),
        ("[1]", "不是本程序写出的退回清单"),
        ('{"schema": 1, "findings": []}', "不是本程序写出的退回清单"),
        ('{"schema": 3, "files": []}', "它的 schema 是 3"),
        ('{"schema": 2, "severity": "info", "files": 3}', "「files」不是一列"),
        ('{"schema": 2, "files": []}', "里没有「severity」"),
        ('{"schema": 2, "severity": "x", "files": []}', "「severity」不能是「x」"),
        ('{"schema": 2, "severity": "info", "files": [3]}', "「files」里有不认识的内容"),
        ('{"schema": 2, "severity": "info", "files": [{"path": 3}]}', "「path」不能是「3」"),
    ],
)
def test_a_list_that_is_none_is_told_in_a_sentence(
    text: str | None, said: str, tmp_path: Path, capsys: Capture
) -> None:
    put(tmp_path / "收回" / "a.xlsx", wrong_form())
    (tmp_path / "退回").mkdir()
    if text is not None:
        (tmp_path / "退回" / "退回清单.json").write_text(text, "utf-8")
    assert zpb("check", tmp_path / "收回", "--since", tmp_path / "退回") == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


@pytest.mark.parametrize("what", ["no files", "a file less", "a finding less", "a hash"])
def test_a_list_that_was_changed_is_refused(what: str, tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form("甲项目"), wrong_form("乙项目"))
    path = out / "退回清单.json"
    data = json.loads(path.read_text("utf-8"))
    if what == "no files":
        data["files"] = []
    elif what == "a file less":
        del data["files"][-1]
    elif what == "a finding less":
        del data["files"][0]["findings"][0]
    else:
        data["files"][0]["hash"] = "0" * 64
    put(tmp_path / "收回" / "a.xlsx", wrong_form())
    path.write_text(json.dumps(data), "utf-8")
    assert zpb("check", tmp_path / "收回", "--since", out) == 2
    told = capsys.readouterr().err
    assert "已损坏或被改过" in told
    assert len(told.splitlines()) == 1


def test_a_list_that_is_only_laid_out_anew_is_read(tmp_path: Path, capsys: Capture) -> None:
    out = sent_one(tmp_path, wrong_form())
    path = out / "退回清单.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), sort_keys=True), "utf-8")
    put(tmp_path / "收回" / "a.xlsx", wrong_form())
    assert since(capsys, tmp_path / "收回", out, *SELECT)["counts"]["findings"]["open"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fix",), "不能和 --fix 一起用"),
        (("--format", "docx"), "不能和 --format docx 一起用"),
        (("--format", "xlsx"), "以 .xlsx 结尾的文件名"),
        (("--baseline", "b.json", "--statistics"), "不能和 --baseline、--statistics 一起用"),
    ],
)
def test_what_does_not_go_with_it_is_told(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: Capture
) -> None:
    assert zpb("check", tmp_path, "--since", tmp_path, *words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", {0: 0, 1: 1, 2: 2}),
        ("abc", "xabc", {0: 1, 1: 2, 2: 3}),
        ("abc", "axc", {0: 0, 1: 1, 2: 2}),
        ("abc", "ac", {0: 0, 2: 1}),
        ("aab", "xaab", {0: 1, 1: 2, 2: 3}),
        ("aab", "ab", {2: 1}),
        ("abc", "axcy", {0: 0, 1: 1, 2: 2}),
        ("abc", "", {}),
    ],
)
def test_rows_are_aligned(old: str, new: str, expected: dict[int, int]) -> None:
    assert aligned_rows(list(old), list(new)) == expected
