"""``zpb check`` and ``zpb explain``: what they print and write, with which exit status they end."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from inbox import encrypted
from mistaken import workbook, wrong_form
from office import Office
from zipingbiao.model import Header, Total
from zipingbiao.ooxml.origin import origin_of
from zipingbiao.report.codes import entries
from zipingbiao.rules.catalogue import RULES

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A workbook with mistakes and one without errors."""
    folder = tmp_path / "报送"
    (folder / "甲局").mkdir(parents=True)
    form = wrong_form()
    (folder / "甲局" / "甲.xlsx").write_bytes(workbook(form))
    total = replace(form.funds[0], rate=0.8569, score=8.57)
    header = Header("乙项目", "青山县人民政府", "青山县乙局", "万元")
    right = replace(form, header=header, funds=(total, *form.funds[1:]), total=Total(100, 98.57))
    (folder / "乙.xlsx").write_bytes(workbook(right))
    return folder


# Exit status


def test_the_exit_status_tells_of_errors_and_of_unread_files(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox / "乙.xlsx") == 0
    assert zpb("check", inbox) == 1
    assert zpb("check", inbox, "--select", "ZPB040") == 0
    data = encrypted((inbox / "乙.xlsx").read_bytes())
    (inbox / "加密.xlsx").write_bytes(data)
    capsys.readouterr()
    assert zpb("check", inbox) == 3
    assert capsys.readouterr().err.startswith("加密.xlsx：ZPB902 ")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--select", "ZPB01x"), "您是否想用 ZPB"),
        (("--select", "ZPB001", "--ignore", "rate-mismach"), "您是否想用 rate-mismatch？"),
        (("--profile", "hebie"), "您是否想用 hebei？"),
        (("--baseline", "没有.json"), "基线文件打不开"),
        (("--diff",), "--diff 要和 --fix 一起用"),
        (("--format", "pdf"), "--format 不能是「pdf」"),
        (("--severity", "fatal"), "--severity 不能是「fatal」"),
        (("--fxi",), "您是否想用 --fix？"),
        (("--format", "xlsx", "-o", "一个.xlsx"), "-o 是一个文件"),
        (("--format", "html", "-o", "没有/页.html"), "文件夹不存在"),
    ],
)
def test_a_wrong_call_ends_with_2(
    words: tuple[str, ...], expected: str, inbox: Path, capsys: Capture
) -> None:
    assert zpb("check", inbox, *words) == 2
    told = capsys.readouterr()
    assert expected in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_all_mistakes_are_told_at_once(inbox: Path, capsys: Capture) -> None:
    (inbox / "zipingbiao.toml").write_text("a = 1\nb = 2\n", "utf-8")
    assert zpb("check", inbox, "--select", "x", "--ignore", "y") == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 4
    assert "第 2 行：不认识「b」" in told[3]


# Severity


@pytest.mark.parametrize(
    ("least", "told"), [("error", {"error"}), ("warn", {"error", "warn"}), ("info", None)]
)
def test_only_what_is_grave_enough_is_told(
    least: str, told: set[str] | None, inbox: Path, capsys: Capture
) -> None:
    zpb("check", inbox, "--format", "json")
    everything = json.loads(capsys.readouterr().out)
    told = told or {"error", "warn", "info"}
    assert zpb("check", inbox, "--severity", least, "--format", "json") == 1
    said = capsys.readouterr()
    data = json.loads(said.out)
    expected = [one for one in everything["findings"] if one["severity"] in told]
    assert data["findings"] == expected
    lighter = {key: 0 if key in told else n for key, n in everything["counts"].items()}
    assert data.get("left_out", dict.fromkeys(lighter, 0)) == lighter
    assert ("没有列出" in said.err) == any(lighter.values())


def test_every_face_says_what_is_left_out(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    theirs = inbox / "乙.xlsx"
    zpb("check", theirs, "--format", "json")
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["error"] == 0
    assert counts["warn"] + counts["info"] > 0
    names = {"warn": "警告", "info": "提示"}
    parts = "、".join(f"{name} {counts[key]} 个" for key, name in names.items() if counts[key])
    told = f"另有{parts}，比要看的轻，没有列出。"
    grave = ("check", theirs, "--severity", "error")
    for more in ((), ("--statistics",)):
        assert zpb(*grave, *more) == 0
        said = capsys.readouterr()
        assert said.out == "没有发现错误（检查了 1 个文件、1 张表）。\n"
        assert said.err == f"{told}\n"
    page, book = tmp_path / "页.html", tmp_path / "乙.xlsx"
    assert zpb(*grave, "--format", "html", "-o", page) == 0
    assert told in page.read_text("utf-8")
    assert zpb(*grave, "--format", "xlsx", "-o", book) == 0
    assert openpyxl.load_workbook(book)["问题清单"]["A2"].value == f"没有发现问题。{told}"


def test_what_is_not_grave_enough_is_not_mended(inbox: Path, capsys: Capture) -> None:
    zpb("check", inbox, "--fix", "--diff", "--severity", "error", "--format", "json")
    fixes = json.loads(capsys.readouterr().out)["fixes"]
    assert fixes
    assert {RULES[one["code"]].severity for one in fixes} == {"error"}


# Faces


def test_the_screen_shows_where_and_what(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox) == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert "甲局/甲.xlsx\n" in told.out
    assert "\033" not in told.out
    assert re.search(r"[A-Z]\d+ +错误 ZPB001 rate-mismatch　", told.out)
    assert told.out.splitlines()[-1].startswith("检查了 2 个文件、2 张表，发现 ")


def test_json_is_one_document_and_nothing_else(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox, "--format", "json", "--fix") == 1
    told = capsys.readouterr()
    data = json.loads(told.out)
    assert list(data) == ["schema", "files", "findings", "counts", "fixes"]
    assert data["schema"] == 1
    assert {one["path"] for one in data["files"]} == {"乙.xlsx", "甲局/甲.xlsx"}
    assert data["counts"]["error"] == sum(one["severity"] == "error" for one in data["findings"])
    assert all(one["slug"] for one in data["findings"])
    assert "已修正" in told.err


def test_a_document_is_the_next_run_s_baseline(inbox: Path, capsys: Capture) -> None:
    old = inbox / "旧.json"
    assert zpb("check", inbox, "--format", "json", "-o", old) == 1
    capsys.readouterr()
    assert zpb("check", inbox, "--baseline", old) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_statistics_are_told_by_rule_and_by_unit(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox, "--statistics") == 1
    told = capsys.readouterr().out
    assert re.search(r"^ZPB001 +执行率不符 +1$", told, flags=re.M)
    assert re.search(r"^青山县信访局 +\d+ +\d+ +\d+$", told, flags=re.M)
    assert zpb("check", inbox, "--statistics", "--format", "json") == 1
    assert set(json.loads(capsys.readouterr().out)["statistics"]) == {"rules", "units"}


def test_a_page_is_written(inbox: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "报告.html"
    assert zpb("check", inbox, "--format", "html", "-o", out) == 1
    assert "→" in capsys.readouterr().out
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_marked_copies_go_beside_into_a_folder_or_into_a_file(
    inbox: Path, tmp_path: Path, capsys: Capture
) -> None:
    theirs = inbox / "甲局" / "甲.xlsx"
    before = theirs.read_bytes()
    assert zpb("check", inbox, "--format", "xlsx") == 1
    assert (inbox / "甲局" / "甲.检查.xlsx").is_file()
    assert zpb("check", inbox, "--format", "xlsx", "-o", tmp_path / "退回") == 1
    assert (tmp_path / "退回" / "青山县信访局_信访维稳经费.检查.xlsx").is_file()
    assert (tmp_path / "退回" / "青山县乙局_乙项目.检查.xlsx").is_file()
    assert "已退回 2 份、2 个单位" in capsys.readouterr().out
    one = tmp_path / "一份.xlsx"
    for _ in range(2):
        assert zpb("check", theirs, "--format", "xlsx", "-o", one) == 1
    assert openpyxl.load_workbook(one).sheetnames[-1] == "问题清单"
    assert origin_of(one.read_bytes())
    assert theirs.read_bytes() == before


def test_copies_that_nobody_touched_are_only_listed(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox, "--format", "xlsx") == 1
    assert zpb("check", inbox, "--fix") == 1
    capsys.readouterr()
    assert zpb("check", inbox, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    states = {one["path"]: one["status"] for one in found["files"]}
    assert [path for path, state in states.items() if state == "ok"] == ["乙.xlsx", "甲局/甲.xlsx"]
    copies = [one for one in found["files"] if one["status"] == "skipped"]
    assert len(copies) == 3
    assert all(one["message"].startswith("程序生成，未经单位确认") for one in copies)
    assert {one["path"] for one in found["findings"]} == {"乙.xlsx", "甲局/甲.xlsx"}


def damaged(data: bytes) -> bytes:
    """The workbook with a picture that nobody can unpack; its forms can be read."""
    broken = io.BytesIO(data)
    with zipfile.ZipFile(broken, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image9.png", b"picture" * 99)
        at = archive.infolist()[-1].header_offset + 30 + len("xl/media/image9.png")
    whole = bytearray(broken.getvalue())
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(whole)


@pytest.mark.parametrize(
    ("words", "said"), [(("--format", "xlsx"), "只写出问题清单"), (("--fix",), "没有修正")]
)
def test_a_damaged_part_stops_only_its_own_file(
    words: tuple[str, ...], said: str, inbox: Path, capsys: Capture
) -> None:
    (inbox / "坏图.xlsx").write_bytes(damaged((inbox / "甲局" / "甲.xlsx").read_bytes()))
    assert zpb("check", inbox, *words) == 3
    assert re.search(rf"^坏图\.xlsx：ZPB903 文件已损坏，.*{said}", capsys.readouterr().err)
    mark = "修正" if "--fix" in words else "检查"
    assert (inbox / "甲局" / f"甲.{mark}.xlsx").is_file()


def test_other_formats_are_checked_and_listed(inbox: Path, office: Office, capsys: Capture) -> None:
    old = office.convert(inbox / "甲局" / "甲.xlsx", "xls", inbox)
    assert zpb("check", old, "--fix", "--format", "xlsx") == 1
    told = capsys.readouterr()
    assert "甲.xls：不是 .xlsx，不能逐格修正" in told.err
    assert "甲.xls：不是 .xlsx，不能在原表上标注，只写出问题清单" in told.err
    assert openpyxl.load_workbook(inbox / "甲.检查.xlsx").sheetnames == ["问题清单"]
    assert not (inbox / "甲.修正.xlsx").exists()


# Fixing


def test_a_mended_copy_has_no_errors_left(inbox: Path, capsys: Capture) -> None:
    theirs = inbox / "甲局" / "甲.xlsx"
    before = theirs.read_bytes()
    assert zpb("check", inbox, "--fix") == 1
    assert "甲.修正.xlsx" in capsys.readouterr().out
    assert theirs.read_bytes() == before
    assert zpb("check", inbox / "甲局" / "甲.修正.xlsx") == 0
    assert not (inbox / "乙.修正.xlsx").exists()


def test_the_difference_is_shown_and_nothing_written(inbox: Path, capsys: Capture) -> None:
    files = sorted(inbox.rglob("*"))
    assert zpb("check", inbox, "--fix", "--diff") == 1
    told = capsys.readouterr().out
    assert told.startswith("--- 甲局/甲.xlsx\n+++ 甲局/甲.修正.xlsx\n@@ ")
    assert "-85.90%\n+85.69%（=" in told
    assert "没有写出任何文件" in told
    assert sorted(inbox.rglob("*")) == files


def test_only_chosen_rules_are_mended(inbox: Path, capsys: Capture) -> None:
    assert zpb("check", inbox, "--fix", "--diff", "--select", "ZPB001") == 1
    assert set(re.findall(r"ZPB\d{3}", capsys.readouterr().out)) == {"ZPB001"}


@pytest.mark.parametrize("words", [("--fix",), ("--format", "xlsx")])
def test_a_file_of_somebody_else_is_not_written_over(
    words: tuple[str, ...], inbox: Path, capsys: Capture
) -> None:
    for mark in ("修正", "检查"):
        other = inbox / "甲局" / f"甲.{mark}.xlsx"
        other.write_bytes((inbox / "乙.xlsx").read_bytes())
    before = (inbox / "甲局" / "甲.修正.xlsx").read_bytes()
    assert zpb("check", inbox / "甲局" / "甲.xlsx", *words) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert (inbox / "甲局" / "甲.修正.xlsx").read_bytes() == before


# explain


def test_a_page_is_told(capsys: Capture) -> None:
    assert zpb("explain", "ZPB001") == 0
    told = capsys.readouterr().out
    assert told.startswith("ZPB001 执行率不符（rate-mismatch，错误）\n")
    for head in ("检查什么", "依据", "为什么", "反例", "正例", "如何修改", "参数"):
        assert f"\n{head}\n" in told
    assert zpb("explain", "rate-mismatch", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["schema"], data["code"], data["slug"]) == (1, "ZPB001", "rate-mismatch")
    assert next(iter(data["sections"])) == "检查什么"


def test_all_codes_are_listed(capsys: Capture) -> None:
    assert zpb("explain", "--all") == 0
    told = capsys.readouterr().out
    assert all(f"{code} " in told for code in RULES)
    assert zpb("explain", "--all", "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)["rules"]
    assert [one["code"] for one in listed] == [one.code for one in entries()]
    assert set(listed[0]) == {"code", "slug", "name", "severity"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ZPB01x",), "您是否想用 ZPB"),
        (("不存在",), "zpb explain --all"),
        ((), "请写一个规则代码，或写 --all"),
        (("ZPB001", "--all"), "请写一个规则代码，或写 --all"),
    ],
)
def test_a_page_that_there_is_not(words: tuple[str, ...], expected: str, capsys: Capture) -> None:
    assert zpb("explain", *words) == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize(("words", "mark"), [(("--fix",), "修正"), (("--format", "xlsx"), "检查")])
def test_each_of_two_equal_files_gets_its_copy(
    words: tuple[str, ...], mark: str, inbox: Path, capsys: Capture
) -> None:
    (inbox / "丙局").mkdir()
    data = (inbox / "甲局" / "甲.xlsx").read_bytes()
    (inbox / "丙局" / "甲（又）.xlsx").write_bytes(data)
    assert zpb("check", inbox, *words) == 1
    copies = [inbox / "甲局" / f"甲.{mark}.xlsx", inbox / "丙局" / f"甲（又）.{mark}.xlsx"]
    assert copies[0].read_bytes() == copies[1].read_bytes()
    capsys.readouterr()
    assert zpb("check", inbox, "--format", "json", "--fix", "--diff") == 1
    found = json.loads(capsys.readouterr().out)
    assert len([one for one in found["files"] if one["status"] == "ok"]) == 2
    fixes = {one["path"] for one in found["fixes"]}
    assert {"丙局/甲（又）.xlsx", "甲局/甲.xlsx"} <= fixes
