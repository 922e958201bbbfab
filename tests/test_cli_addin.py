"""``zpb addin`` on the command line, and the pages of the manual that tell of it."""

from __future__ import annotations

import argparse
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from zipingbiao import functions
from zipingbiao.addin.building import build_xlam
from zipingbiao.addin.diagnosis import Check
from zipingbiao.addin.extension import build_oxt
from zipingbiao.addin.kit import Kit
from zipingbiao.cli import main
from zipingbiao.cli.arguments import build_parser
from zipingbiao.errors import CallError
from zipingbiao.excel.declaration import COMMANDS, GROUPS, TAB_KEY
from zipingbiao.scoring.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GUIDE = (DOCS / "加载项.md").read_text("utf-8")
ACCEPTANCE = (DOCS / "验收.md").read_text("utf-8")
MANUAL = (DOCS / "命令.md").read_text("utf-8")


class FakeInstaller:
    def install(self) -> str:
        return "已装好。"

    def uninstall(self) -> str:
        return "已卸载。"


@pytest.mark.parametrize(("action", "told"), [("install", "已装好。"), ("uninstall", "已卸载。")])
def test_what_was_done_is_told(
    action: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("zipingbiao.addin.installing.installer", FakeInstaller)
    assert main(["addin", action]) == 0
    assert capsys.readouterr().out == f"{told}\n"


def test_what_went_wrong_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def installer() -> FakeInstaller:
        raise CallError("没有找到 LibreOffice（unopkg）。", cure="请先安装 LibreOffice。")

    monkeypatch.setattr("zipingbiao.addin.installing.installer", installer)
    assert main(["addin", "install"]) == 2
    assert capsys.readouterr().err == (
        "zpb：没有找到 LibreOffice（unopkg）。请先安装 LibreOffice。\n"
    )


GOOD = Check("Excel", "ok", "版本 16.0，64 位。")
BAD = Check("加载项", "error", "没有装。", "请运行 zpb addin install。")


@pytest.mark.parametrize(("checks", "status"), [([GOOD], 0), ([GOOD, BAD], 1)])
def test_the_doctor_tells_and_its_status_says_whether_all_is_well(
    checks: list[Check],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("zipingbiao.addin.doctor.examine", lambda: checks)
    assert main(["addin", "doctor"]) == status
    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [str(one) for one in checks]
    assert main(["addin", "doctor", "--format", "json"]) == status
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == 1
    assert document["checks"][0] == {
        "name": "Excel",
        "state": "ok",
        "what": "版本 16.0，64 位。",
        "cure": "",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="开始菜单里是快捷方式")
def test_where_the_page_was_put_in_no_program_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("zipingbiao.addin.doctor.find_libreoffice", lambda: None)
    assert main(["addin", "doctor"]) == 1
    assert "没有找到 LibreOffice" in capsys.readouterr().out
    assert main(["addin", "install", "--page"]) == 0
    assert main(["addin", "doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "✓ 页面：程序菜单里有「自评表」，在浏览器里打开。",
        "一切正常。",
    ]
    assert main(["addin", "uninstall", "--page"]) == 0
    assert list(tmp_path.rglob("*.desktop")) == []


def test_build_writes_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["addin", "build"]) == 0
    assert (tmp_path / "zipingbiao.xlam").read_bytes() == build_xlam({})
    assert main(["addin", "build", "-o", "a.oxt", "--interpreter", "/opt/py"]) == 0
    assert (tmp_path / "a.oxt").read_bytes() == build_oxt({"INTERPRETER": "/opt/py"})
    assert main(["addin", "build", "-o", "a.zip"]) == 2
    assert "扩展名不对" in capsys.readouterr().err


def test_kit_tells_its_size_and_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(out: Path, python: Path | None) -> Kit:
        return Kit(34_000_000, ("a", "b"), "3.11", python is not None)

    monkeypatch.setattr("zipingbiao.addin.kit.write_kit", write)
    assert main(["addin", "kit", "-o", "kit.zip"]) == 0
    told = capsys.readouterr().out
    assert "32 MB，2 个程序包，用于 Python 3.11）→ kit.zip" in told
    assert "里面没有 Python" in told
    assert main(["addin", "kit", "-o", "kit.zip", "--python", "python.zip"]) == 0
    assert "里面没有 Python" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "缺少参数：命令"),
        (["bild"], "您是否想用 build？"),
        (["kit"], "缺少参数：-o/--output"),
        (["doctor", "--formt", "json"], "您是否想用 --format？"),
        (["install", "--wps", "--page"], "--page 和 --wps 不能同用。"),
    ],
)
def test_a_mistyped_call_is_told_in_chinese(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["addin", *words])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


# The manual


def below_addin() -> dict[str, argparse.ArgumentParser]:
    """The commands below `zpb addin`."""
    parser: argparse.ArgumentParser = build_parser()
    for name in ("addin", None):
        [choices] = (
            one.choices for one in parser._actions if isinstance(one, argparse._SubParsersAction)
        )
        if name is None:
            return dict(choices)
        parser = choices[name]
    raise AssertionError


def test_every_option_below_addin_is_in_the_manual() -> None:
    found = re.search(r"^## `zpb addin`$(.*?)(?=^## )", MANUAL, re.M | re.S)
    assert found
    for name, command in below_addin().items():
        assert f"| `{name}` | " in found[1]
        for action in command._actions:
            words = [*action.option_strings, *map(str, action.choices or ())]
            untold = [word for word in words if f"`{word}`" not in found[1]]
            assert action.dest == "help" or untold == [], name


def test_every_button_is_in_the_guide_as_it_is_declared() -> None:
    groups = {group.id: group.label for group in GROUPS}
    rows = [
        f"| {one.label} | {groups[one.group]} | Alt {TAB_KEY} {one.key} | "
        f"{one.screentip}。{one.supertip} |"
        for one in COMMANDS
    ]
    assert [line for line in GUIDE.splitlines() if re.match(r"\| .+ \| .+ \| Alt ", line)] == rows


def test_every_function_is_in_the_guide_as_it_is_declared() -> None:
    rows = [f"| `{one.name}` | `{one.signature}` | {one.help} |" for one in FUNCTIONS.values()]
    assert [line for line in GUIDE.splitlines() if line.startswith("| `ZPB_")] == rows


# The acceptance script


def test_the_acceptance_takes_fifteen_minutes_without_a_gap() -> None:
    marks = re.findall(r"^## \d　.+（(\d\d):(\d\d)—(\d\d):(\d\d)）$", ACCEPTANCE, re.M)
    spans = [(60 * int(a) + int(b), 60 * int(c) + int(d)) for a, b, c, d in marks]
    assert spans[0][0] == 0
    assert spans[-1][1] == 15 * 60
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(start < end for start, end in spans)


def test_the_acceptance_presses_every_button_and_names_every_function() -> None:
    steps = "\n".join(line for line in ACCEPTANCE.splitlines() if re.match(r"\| \d\.\d", line))
    assert [one.label for one in COMMANDS if f"「{one.label}」" not in steps] == []
    assert [name for name in FUNCTIONS if f"`{name}`" not in steps] == []


def test_the_acceptance_tells_the_large_buttons_and_the_groups() -> None:
    [step] = re.findall(r"^\| 2\.2 \| .+$", ACCEPTANCE, re.M)
    assert "、".join(group.label for group in GROUPS) in step
    assert "".join(f"「{one.label}」" for one in COMMANDS if one.large) in step


def sample(tmp_path: Path, calc: str) -> Path:
    out = tmp_path / "乙局.xlsx"
    data = ROOT / "templates" / "national-project" / "sample.json"
    words = ["--data", str(data), "--calc", calc, "-o", str(out)]
    assert main(["new", "national-project", *words]) == 0
    return out


def test_the_acceptance_names_the_numbers_that_will_be_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rate = functions.ZPB_RATE(60, 66)
    score = functions.ZPB_RATE_SCORE(rate, 10)
    before = openpyxl.load_workbook(sample(tmp_path, "live"), data_only=True).worksheets[0]
    total = before["I23"].value - before["K6"].value + score
    assert before["G7"].value == 66
    assert f"J6 变为 {rate:.2%}，K6 变为 {score}，I23 变为 {total:.2f}" in ACCEPTANCE
    out = sample(tmp_path, "values")
    capsys.readouterr()
    main(["check", str(out), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert f"找到 {len(findings)} 个问题" in ACCEPTANCE
    fixed = [one for one in findings if one["fixable"]]
    assert f"改正 {len(fixed)} 处：{fixed[0]['sheet']}的 " in ACCEPTANCE
    assert "、".join(one["cell"] for one in fixed) + " 变为 76.03%" in ACCEPTANCE


def test_every_step_of_the_acceptance_has_a_place_for_its_result() -> None:
    numbers = re.findall(r"^\| (\d)\.(\d+) \| .+ \| .+ \| \|$", ACCEPTANCE, re.M)
    steps = [line for line in ACCEPTANCE.splitlines() if re.match(r"\| \d\.\d", line)]
    assert len(numbers) == len(steps) > 30
    for section in {section for section, _ in numbers}:
        steps_of = [int(step) for one, step in numbers if one == section]
        assert steps_of == list(range(1, len(steps_of) + 1))
