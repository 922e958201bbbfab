"""What the page's buttons do, by the calls that they make: the same as the command line."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from calls import zpb
from documents import whole_docx
from inbox import encrypted
from mistaken import worded_otherwise, workbook, wrong_form
from serving.client import Answer, Caller
from zipingbiao.layouts import find_layouts, offered
from zipingbiao.layouts import form_reader as reader
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.places import own_templates, user_folder
from zipingbiao.serving import desk

WRONG = workbook(wrong_form())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two workbooks of two units, and one that can't be read."""
    found = tmp_path / "报送"
    (found / "乙局").mkdir(parents=True)
    (found / "甲.xlsx").write_bytes(WRONG)
    (found / "乙局" / "乙.xlsx").write_bytes(workbook(wrong_form("乙项目", "青山县乙局")))
    (found / "加密.xlsx").write_bytes(encrypted(WRONG))
    return found


def told_by_zpb(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, ...]]:
    """What ``zpb check`` finds in a file."""
    zpb("check", path, "--format", "json")
    found = json.loads(capsys.readouterr().out)["findings"]
    return sorted((one["code"], one["cell"] or "", one["message"]) for one in found)


# Looking


def test_a_file_is_drawn_with_what_the_command_line_finds(
    caller: Caller, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = caller.ask("GET", f"api/files/{caller.drop('甲.xlsx', WRONG)}/look")
    found = sorted((one["code"], one["cell"] or "", one["message"]) for one in seen["findings"])
    assert found == told_by_zpb(folder / "甲.xlsx", capsys)
    [sheet] = seen["sheets"]
    boxes = {box[7]: box for box in sheet["boxes"]}
    cells = openpyxl.load_workbook(io.BytesIO(WRONG), data_only=True)[sheet["name"]]
    texts = {cell.coordinate: cell.value for row in cells for cell in row}
    shown = {cell: box[4] for cell, box in boxes.items() if isinstance(texts.get(cell), str)}
    assert len(shown) > 20
    assert all(text == texts[cell] for cell, text in shown.items())
    # Each place on the sheet is drawn once.
    places = [
        (row, column)
        for box in sheet["boxes"]
        for row in range(box[0], box[0] + box[2])
        for column in range(box[1], box[1] + box[3])
    ]
    assert len(places) == len(set(places)) == len(sheet["widths"]) * len(sheet["heights"])


def test_each_score_has_its_way(caller: Caller) -> None:
    seen = caller.ask("GET", f"api/files/{caller.drop('甲.xlsx', WRONG)}/look")
    rate = next(one for one in seen["scores"] if "执行率" in one["name"])
    assert rate["agrees"] is False
    assert "÷" in rate["sentence"]
    assert rate["cell"] in {box[7] for box in seen["sheets"][0]["boxes"]}


def test_hidden_rows_shift_no_mark(caller: Caller) -> None:
    book = openpyxl.load_workbook(io.BytesIO(WRONG))
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 2)
    for area in list(sheet.merged_cells.ranges):
        area.shift(row_shift=2)
    sheet.row_dimensions[1].hidden = True
    data = io.BytesIO()
    book.save(data)
    seen = caller.ask("GET", f"api/files/{caller.drop('甲.xlsx', data.getvalue())}/look")
    assert min(box[8][0] for box in seen["sheets"][0]["boxes"]) == 2


def test_a_document_is_drawn_too(caller: Caller) -> None:
    data = whole_docx(open_workbook_bytes(WRONG, "甲.xlsx").sheets)
    seen = caller.ask("GET", f"api/files/{caller.drop('甲.docx', data)}/look")
    assert seen["status"] == "ok"
    [sheet] = seen["sheets"]
    assert "信访维稳经费" in {box[4] for box in sheet["boxes"]}
    assert any(one.get("place") for one in seen["findings"])


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"%PDF-1.4", encrypted(WRONG)])
def test_what_cannot_be_read_says_why(caller: Caller, data: bytes) -> None:
    seen = caller.ask("GET", f"api/files/{caller.drop('坏.xlsx', data)}/look")
    assert seen["status"] != "ok"
    assert seen["message"].endswith("。")
    assert seen["sheets"] == seen["findings"] == []


# Mending


def test_one_finding_is_mended_and_the_others_stay(caller: Caller) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    before = caller.ask("GET", f"api/files/{key}/look")
    fixable = [one for one in before["findings"] if one["fixable"]]
    assert len(fixable) > 1
    after = caller.ask("POST", f"api/files/{key}/mend", {"keys": [fixable[0]["key"]]})
    assert fixable[0]["cell"] in {one["cell"] for one in after["changes"]}
    assert {one["code"] for one in after["changes"]} == {fixable[0]["code"]}
    left = {one["key"] for one in after["findings"]}
    assert fixable[0]["key"] not in left
    again = caller.ask("POST", f"api/files/{key}/mend", {"keys": [fixable[1]["key"]]})
    assert {one["code"] for one in again["changes"]} >= {fixable[0]["code"]}
    back = caller.ask("POST", f"api/files/{key}/undo")
    assert back["findings"] == before["findings"]
    assert not back["mended"]


def test_all_mended_is_what_the_command_line_writes(caller: Caller, folder: Path) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    after = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})
    kept = caller.call("GET", f"api/results/{after['result']['key']}")
    zpb("check", folder / "甲.xlsx", "--fix")
    assert after["result"]["name"] == "甲.修正.xlsx"
    assert kept.body == (folder / "甲.修正.xlsx").read_bytes()
    assert not any(one["fixable"] for one in after["findings"])


def test_what_was_mended_is_still_told_when_the_file_is_seen_again(caller: Caller) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    after = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})
    again = caller.ask("GET", f"api/files/{key}/look")
    assert after["changes"]
    assert (again["changes"], again["result"]) == (after["changes"], after["result"])
    caller.ask("POST", f"api/files/{key}/undo")
    assert caller.ask("GET", "api/state")["results"] == []


def test_files_of_one_name_in_two_folders_are_mended_into_two(caller: Caller) -> None:
    keys = [caller.drop(f"{unit}/自评表.xlsx", WRONG) for unit in ("甲局", "乙局")]
    for key in keys:
        caller.ask("POST", f"api/files/{key}/mend", {"keys": None})
    names = {one["name"] for one in caller.ask("GET", "api/state")["results"]}
    assert names == {"甲局/自评表.修正.xlsx", "乙局/自评表.修正.xlsx"}


# Saying why a finding is right as it is


def answer(caller: Caller, key: str, finding: dict[str, str], reason: str) -> Any:
    """What is seen after a finding was answered."""
    asked = {name: finding[name] for name in ("sheet", "cell", "code")}
    return caller.ask("POST", f"api/files/{key}/answer", {**asked, "reason": reason})


@pytest.mark.parametrize("name", ["甲.xlsx", "甲.docx"])
def test_an_answer_goes_where_a_check_reads_it(
    caller: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    data = WRONG
    if name.endswith(".docx"):
        data = whole_docx(open_workbook_bytes(WRONG, "甲.xlsx").sheets)
    key = caller.drop(name, data)
    before = caller.ask("GET", f"api/files/{key}/look")
    one = next(found for found in before["findings"] if found["answerable"])
    after = answer(caller, key, one, "受疫情影响，\n 已批复")
    assert [found["key"] for found in after["answered"]] == [one["key"]]
    assert after["answered"][0]["reason"] == "受疫情影响， 已批复"
    assert len(after["findings"]) == len(before["findings"]) - 1
    kept = caller.call("GET", f"api/results/{after['result']['key']}")
    copy = tmp_path / after["result"]["name"]
    copy.write_bytes(kept.body)
    told = {(found[0], found[1]) for found in told_by_zpb(copy, capsys)}
    assert (one["code"], one["cell"]) not in told
    assert not {"ZPB920", "ZPB921", "ZPB923"} & {code for code, _ in told}
    back = answer(caller, key, one, "")
    assert (back["findings"], back["answered"]) == (before["findings"], [])
    assert caller.ask("GET", "api/state")["results"] == []


@pytest.mark.parametrize("code", ["ZPB001", "ZPB004", "ZPB016"])
def test_what_is_answered_is_not_mended(caller: Caller, code: str) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    before = caller.ask("GET", f"api/files/{key}/look")["findings"]
    one = next(found for found in before if found["code"] == code)
    answer(caller, key, one, "原件如此")
    after = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})
    assert after["changes"]
    assert one["cell"] not in {change["cell"] for change in after["changes"]}
    assert [(found["code"], found["own"]) for found in after["answered"]] == [(code, True)]


def test_an_answer_to_what_went_can_be_taken_back(caller: Caller) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    one = caller.ask("GET", f"api/files/{key}/look")["findings"][0]
    asked = {"sheet": one["sheet"], "cell": "A1", "code": "ZPB016"}
    told = answer(caller, key, asked, "没有这回事")
    assert "ZPB921" in {found["code"] for found in told["findings"]}
    assert [found["own"] for found in told["answered"]] == [True]
    assert answer(caller, key, asked, "")["answered"] == []


def test_what_the_unit_has_answered_is_seen(caller: Caller) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    one = caller.ask("GET", f"api/files/{key}/look")["findings"][0]
    made = answer(caller, key, one, "已批复")["result"]
    theirs = caller.call("GET", f"api/results/{made['key']}").body
    seen = caller.ask("GET", f"api/files/{caller.drop('乙.xlsx', theirs)}/look")
    [told] = seen["answered"]
    assert (told["key"], told["reason"], told["own"]) == (one["key"], "已批复", False)


@pytest.mark.parametrize("reason", ["", "  ", "忽略 ZPB001", "长" * 501])
def test_an_answer_that_nobody_would_read_is_refused(caller: Caller, reason: str) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    one = caller.ask("GET", f"api/files/{key}/look")["findings"][0]
    asked = {name: one[name] for name in ("sheet", "cell", "code")}
    told = caller.call("POST", f"api/files/{key}/answer", {**asked, "reason": reason})
    assert told.status == 400
    assert "理由" in told.data["error"]
    for wrong in ({"cell": "A0"}, {"code": "x"}):
        given = {**asked, "reason": "已批复", **wrong}
        assert caller.call("POST", f"api/files/{key}/answer", given).status == 400


def test_a_document_cannot_be_mended_and_says_so(caller: Caller) -> None:
    key = caller.drop("甲.xls", b"\xd0\xcf\x11\xe0" + bytes(600))
    answer = caller.call("POST", f"api/files/{key}/mend", {"keys": None})
    assert answer.status == 400
    assert "甲.xls" in answer.data["error"]
    assert not caller.ask("GET", "api/state")["files"][0]["mended"]


# A folder by its path


def test_results_of_a_folder_are_saved_beside_its_files(caller: Caller, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.xlsx")}
    state = caller.ask("POST", "api/open", {"path": str(folder)})
    assert state["opened"] == 3
    key = next(one["key"] for one in state["files"] if one["name"] == "乙局/乙.xlsx")
    made = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})["result"]
    saved = caller.ask("POST", f"api/results/{made['key']}/save")["saved"]
    assert saved == str(folder / "乙局" / "乙.修正.xlsx")
    assert {path: path.read_bytes() for path in before} == before
    (folder / "乙局" / "乙.修正.xlsx").write_bytes(WRONG)
    answer = caller.call("POST", f"api/results/{made['key']}/save")
    assert answer.status == 400
    assert "没有覆盖" in answer.data["error"]


def test_what_was_dropped_has_no_place_to_be_saved(caller: Caller) -> None:
    key = caller.drop("甲.xlsx", WRONG)
    made = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})["result"]
    assert made["home"] is None
    answer = caller.call("POST", f"api/results/{made['key']}/save")
    assert answer.status == 400
    assert "请点「下载」" in answer.data["error"]


def test_nothing_is_saved_outside_the_folder_or_into_one_that_went(
    caller: Caller, folder: Path, tmp_path: Path
) -> None:
    caller.ask("POST", "api/open", {"path": str(folder)})
    [made] = caller.done("merge")["results"]
    (folder / "汇总.xlsx").symlink_to(tmp_path / "别处.xlsx")
    answer = caller.call("POST", f"api/results/{made['key']}/save")
    assert "通到文件夹以外的链接，没有写" in answer.data["error"]
    assert not (tmp_path / "别处.xlsx").exists()
    folder.rename(tmp_path / "移走")
    answer = caller.call("POST", f"api/results/{made['key']}/save")
    assert "打开的文件夹已经不在了。请点「下载」。" in answer.data["error"]
    assert not folder.exists()


def test_what_is_no_file_is_left_out_of_a_folder(caller: Caller, folder: Path) -> None:
    os.mkfifo(folder / "管.xlsx")
    (folder / "zipingbiao.toml").mkdir()
    os.mkfifo(folder / "乙局" / "zipingbiao.toml")
    state = caller.ask("POST", "api/open", {"path": str(folder)})
    assert state["opened"] == 3
    assert state["left"] == [
        "管.xlsx：不是普通文件，没有放入。",
        "zipingbiao.toml：不是普通文件，设置没有用上。",
        "乙局/zipingbiao.toml：不是普通文件，设置没有用上。",
    ]


def test_too_large_a_folder_is_refused_as_a_whole(
    caller: Caller, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_FILES", 2)
    answer = caller.call("POST", "api/open", {"path": str(folder)})
    assert "里面有 3 个文件，一次最多放 2 个。请写到更下面的文件夹。" in answer.data["error"]
    assert caller.ask("GET", "api/state")["files"] == []


def test_a_setting_of_the_folder_counts(caller: Caller, folder: Path) -> None:
    (folder / "zipingbiao.toml").write_text(
        '[[ignore]]\nrules = ["ZPB001"]\nfiles = ["甲.xlsx"]\nreason = "已核实"\n', "utf-8"
    )
    state = caller.ask("POST", "api/open", {"path": str(folder)})
    key = next(one["key"] for one in state["files"] if one["name"] == "甲.xlsx")
    seen = caller.ask("GET", f"api/files/{key}/look")
    assert seen["findings"]
    assert "ZPB001" not in {one["code"] for one in seen["findings"]}
    assert [(one["code"], one["reason"]) for one in seen["answered"]] == [("ZPB001", "已核实")]
    changes = caller.ask("POST", f"api/files/{key}/mend", {"keys": None})["changes"]
    assert changes
    assert "ZPB001" not in {one["code"] for one in changes}


def test_no_such_folder_is_told(caller: Caller, tmp_path: Path) -> None:
    answer = caller.call("POST", "api/open", {"path": str(tmp_path / "没有")})
    assert "路径不存在" in answer.data["error"]


# The desk


def test_the_same_name_replaces_and_removing_removes(caller: Caller) -> None:
    caller.drop("报送/甲.xlsx", b"old")
    key = caller.drop("报送/甲.xlsx", WRONG)
    assert len(caller.ask("GET", "api/state")["files"]) == 1
    assert caller.ask("GET", f"api/files/{key}/look")["status"] == "ok"
    assert caller.ask("DELETE", f"api/files/{key}")["files"] == []
    answer = caller.call("GET", f"api/files/{key}/look")
    assert answer.data["error"] == "这个文件已不在桌面上。请重新放入。"


def test_who_takes_the_place_of_another_is_told(caller: Caller, folder: Path) -> None:
    caller.drop("甲.xlsx", b"old")
    told = caller.call("POST", f"api/files?name={quote('甲.xlsx')}", raw=WRONG).data
    assert told["displaced"] is True
    caller.ask("POST", "api/open", {"path": str(folder)})
    again = caller.ask("POST", "api/open", {"path": str(folder)})
    assert again["left"] == []
    other = folder.parent / "补报"
    shutil.copytree(folder / "乙局", other / "乙局")
    left = caller.ask("POST", "api/open", {"path": str(other)})["left"]
    assert left == ["乙局/乙.xlsx：原来放入的同名文件换成了这一个。"]


def test_a_desk_that_was_cleared_has_no_past(caller: Caller) -> None:
    caller.drop("甲.xlsx", WRONG)
    assert caller.done("check")["phase"] == "done"
    state = caller.ask("POST", "api/clear")
    assert state == {"files": [], "results": [], "job": None, "home": None, "aside": {}}


# New forms


def test_every_layout_has_its_picture_and_a_blank_form(caller: Caller) -> None:
    listed = caller.ask("GET", "api/layouts")
    assert [one["id"] for one in listed] == [one.id for one in offered(find_layouts().values())]
    for one in listed[:4]:
        sheet = caller.ask("GET", f"api/layouts/{one['id']}/sheet")
        assert sum(bool(box[4]) for box in sheet["boxes"]) > 10
        made = caller.ask("POST", f"api/layouts/{one['id']}/new")
        data = caller.call("GET", f"api/results/{made['key']}").body
        [first, *_] = open_workbook_bytes(data, made["name"]).sheets
        assert reader().read(first, made["name"])[0].layout == one["id"]


def test_no_such_layout_is_told(caller: Caller) -> None:
    answer = caller.call("POST", "api/layouts/natonal-project/new")
    assert answer.status == 400
    assert "national-project" in answer.data["error"]


def test_a_fault_of_ours_is_told_and_logged(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(caller.service.worker, "call", broken)
    answer = caller.call("GET", "api/layouts")
    assert answer.status == 500
    log = user_folder() / "serve.log"
    assert answer.data["error"] == f"程序出错了。详情在 {log}，请把它发给我们。"
    assert "deep inside" in log.read_text("utf-8")


# Long work


def test_long_work_gives_what_the_command_line_gives(caller: Caller, folder: Path) -> None:
    caller.ask("POST", "api/open", {"path": str(folder)})
    merged = caller.done("merge")
    assert merged["phase"] == "done", merged
    assert "已汇总 2 张表（2 个文件）→ 汇总.xlsx" in merged["text"]
    assert "加密.xlsx：ZPB902" in merged["text"]
    [result] = merged["results"]
    assert result["home"] == str(folder / "汇总.xlsx")
    zpb("merge", folder, "-o", folder / "汇总.xlsx")
    data = caller.call("GET", f"api/results/{result['key']}").body
    due = (folder / "汇总.xlsx").read_bytes()
    assert hashlib.sha256(data).digest() == hashlib.sha256(due).digest()


def test_all_files_are_checked_together(caller: Caller, folder: Path) -> None:
    caller.ask("POST", "api/open", {"path": str(folder)})
    job = caller.done("check")
    assert job["phase"] == "done"
    assert "--fix" not in job["text"]
    assert "可以自动修正" in job["text"]
    assert str(caller.service.desk.folder) not in job["text"]
    found = caller.ask("GET", f"api/jobs/{job['key']}/findings")
    assert {one["path"]: one["status"] for one in found["files"]} == {
        "乙局/乙.xlsx": "ok",
        "加密.xlsx": "unreadable",
        "甲.xlsx": "ok",
    }
    assert {one["path"] for one in found["findings"]} >= {"乙局/乙.xlsx", "甲.xlsx"}


def test_copies_are_sent_back_bound_and_exported(caller: Caller) -> None:
    caller.drop("甲.xlsx", WRONG)
    back = caller.done("return", deadline="2026-03-15")
    names = [one["name"] for one in back["results"]]
    assert "退回/退回清单.xlsx" in names
    assert any(one.startswith("退回/退回通知_") for one in names)
    keys = ",".join(one["key"] for one in back["results"])
    packed = caller.call("GET", f"api/results?keys={keys}").body
    assert sorted(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == sorted(names)
    bound = caller.done("bind", title="-青山县 自评表")
    assert [one["name"] for one in bound["results"]] == ["成册.xlsx"]
    exported = caller.done("export", into="one")
    assert [one["name"] for one in exported["results"]] == ["导出.docx"]
    assert len(caller.ask("GET", "api/state")["results"]) == len(names) + 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "return", "deadline": "明天"}, "交回期限不是日期。请写成 2026-03-15。"),
        ({"kind": "bind", "title": 1}, "「title」应是文字。"),
        ({"kind": "bind", "title": "a\0"}, "里有不能用的字符。请重新输入。"),
        ({"kind": "bind", "title": "\ud800"}, "里有不能用的字符。请重新输入。"),
    ],
)
def test_wrong_wishes_are_told(caller: Caller, given: dict[str, object], said: str) -> None:
    caller.drop("甲.xlsx", WRONG)
    answer = caller.call("POST", "api/jobs", given)
    assert answer.status == 400
    assert said in answer.data["error"]


def test_nothing_to_work_on_is_told(caller: Caller) -> None:
    answer = caller.call("POST", "api/jobs", {"kind": "merge"})
    assert answer.data["error"] == "还没有放入文件。请先把文件或文件夹拖进来。"
    caller.drop("空.xlsx", b"")
    job = caller.done("bind")
    assert job["phase"] == "fail"
    assert "一张" in job["text"]


def test_long_work_is_cancelled_and_leaves_nothing(caller: Caller) -> None:
    for number in range(40):
        form = wrong_form(f"项目{number}", f"青山县{number}局")
        caller.drop(f"{number}.xlsx", workbook(form))
    job = caller.ask("POST", "api/jobs", {"kind": "merge"})
    second = caller.call("POST", "api/jobs", {"kind": "check"})
    assert second.data["error"] == "正在汇总。请等它做完，或先取消。"
    caller.ask("DELETE", f"api/jobs/{job['key']}")
    until = time.monotonic() + 30
    while (now := caller.ask("GET", f"api/jobs/{job['key']}"))["phase"] == "run":
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (now["phase"], now["text"]) == ("cancelled", "已取消，没有写出文件。")
    assert caller.ask("GET", "api/state")["results"] == []
    # The page that was closed meanwhile sees what came of it when it is opened again.
    assert caller.ask("GET", "api/state")["job"]["phase"] == "cancelled"
    assert caller.done("merge")["phase"] == "done"


# What goes with the files


def put_aside(caller: Caller, kind: str, name: str, data: bytes) -> Answer:
    """Put something beside the files."""
    return caller.call("POST", f"api/aside/{kind}?name={quote(name)}", raw=data)


def test_a_list_of_units_goes_with_a_summary(caller: Caller) -> None:
    caller.drop("甲.xlsx", WRONG)
    roster = "单位\n青山县信访局\n青山县丙局\n".encode()
    assert put_aside(caller, "roster", "名单.csv", roster).data["aside"] == {"roster": "名单.csv"}
    job = caller.done("merge")
    assert job["phase"] == "done", job["text"]
    [made] = job["results"]
    data = caller.call("GET", f"api/results/{made['key']}").body
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "未报送" in book.sheetnames
    assert "青山县丙局" in {cell.value for row in book["未报送"] for cell in row}
    assert caller.ask("DELETE", "api/aside/roster")["aside"] == {}


def test_what_came_back_is_held_against_what_was_sent(caller: Caller) -> None:
    caller.drop("甲.xlsx", WRONG)
    job = caller.done("return", deadline="2026-12-10")
    ledger = next(one for one in job["results"] if one["name"].endswith("退回清单.json"))
    told = caller.call("GET", f"api/results/{ledger['key']}").body
    caller.ask("POST", "api/clear")
    caller.drop("甲.xlsx", WRONG)
    refused = caller.call("POST", "api/jobs", {"kind": "compare"})
    assert "没有退回清单，不知道要核对什么。" in refused.data["error"]
    put_aside(caller, "ledger", "x.json", told)
    job = caller.done("compare")
    assert [one["name"] for one in job["results"]] == ["交回情况.xlsx"], job["text"]


def test_a_wrong_list_is_told_by_its_name(caller: Caller) -> None:
    caller.drop("甲.xlsx", WRONG)
    put_aside(caller, "roster", "名单.png", b"\x89PNG")
    job = caller.done("merge")
    assert job["phase"] == "fail"
    assert job["text"].startswith("名单.png：名单读不了")


@pytest.mark.parametrize(
    ("kind", "name"), [("other", "x.csv"), ("roster", "../x.csv"), ("roster", "")]
)
def test_nothing_else_is_put_aside(caller: Caller, kind: str, name: str) -> None:
    assert put_aside(caller, kind, name, b"x").status == 400
    assert caller.ask("GET", "api/state")["aside"] == {}


def test_a_layout_is_learned_from_a_file(caller: Caller) -> None:
    known = caller.call("POST", f"api/files/{caller.drop('甲.xlsx', WRONG)}/learn")
    assert "这张表就是「项目支出绩效自评表（全国）」，程序认得，没有另学。" in known.data["error"]
    key = caller.drop("乙.xlsx", worded_otherwise(WRONG))
    try:
        told = caller.ask("POST", f"api/files/{key}/learn")["told"]
    finally:
        shutil.rmtree(own_templates(), ignore_errors=True)
    assert told.startswith("学好了，版式「学来的版式")
    assert told.endswith("「新建空白表」里就有它；读取、检查、汇总也都认得它。")
