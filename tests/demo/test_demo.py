"""The demonstration: what is told of it is what the program finds in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calls import zpb
from zipingbiao.demo.folder import FILED, GUIDE, PAST, PREVIOUS, ROSTER
from zipingbiao.demo.forms import forms_of
from zipingbiao.demo.plan import load_plan

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration."""
    made = tmp_path_factory.mktemp("demo") / "演示"
    assert zpb("demo", made) == 0
    return made


def test_the_folder_holds_what_is_told_of_it(folder: Path) -> None:
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        [FILED, GUIDE, PAST, PREVIOUS, ROSTER]
    )
    assert len(list((folder / FILED).iterdir())) == 60
    told = (folder / GUIDE).read_text("utf-8-sig")
    for one in load_plan().faults:
        assert f"{one.told}（{one.code}）" in told
    assert told.count("  zpb ") == 5


def test_the_checker_finds_the_planted_faults_and_no_other_errors(
    folder: Path, capsys: Capture
) -> None:
    assert zpb("check", folder / FILED, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    plan = load_plan()
    filed = list(forms_of(plan, plan.year))
    planted = {(filed[one.number - 1].name, one.code) for one in plan.faults}
    told = {(one["path"], one["code"]) for one in found}
    assert planted <= told
    errors = {one["path"] for one in found if one["severity"] == "error"}
    assert errors == {name for name, _ in planted}


def test_who_is_missing_and_what_changed_is_seen(folder: Path, capsys: Capture) -> None:
    out = folder.parent / "汇总.xlsx"
    more = ("--roster", folder / ROSTER, "--previous", folder / PREVIOUS)
    assert zpb("merge", folder / FILED, "-o", out, *more) == 0
    said = capsys.readouterr().out
    assert "应报 14 个单位，已报 12 个，未报 2 个。" in said
    assert "新增 2 个，取消 0 个" in said


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "我的.txt").write_text("我的", "utf-8")
    assert zpb("demo", tmp_path) == 2
    assert "文件夹里已有东西，没有写入。" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["我的.txt"]


def test_the_same_demonstration_is_written_each_time(folder: Path, tmp_path: Path) -> None:
    assert zpb("demo", tmp_path / "演示") == 0
    for one in (folder / FILED).iterdir():
        assert (tmp_path / "演示" / FILED / one.name).read_bytes() == one.read_bytes()
    assert (tmp_path / "演示" / PREVIOUS).read_bytes() == (folder / PREVIOUS).read_bytes()
