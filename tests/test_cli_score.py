"""``zpb score``: what it prints for people and for programs, and with which status it ends."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from calls import zpb
from inbox import encrypted
from mistaken import workbook, wrong_form
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout

ROOT = Path(__file__).resolve().parent.parent

Capture = pytest.CaptureFixture[str]


def sample(name: str) -> bytes:
    """A workbook with a layout's samples, as printed."""
    layout = get_layout(name)
    made = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    return layout.write(made, given=True).data


@pytest.fixture
def hebei(tmp_path: Path) -> Path:
    """青龙's forms."""
    path = tmp_path / "青龙.xlsx"
    path.write_bytes(sample("hebei-project"))
    return path


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """昌吉's forms."""
    path = tmp_path / "昌吉.xlsx"
    path.write_bytes(sample("national-project"))
    return path


def document(capture: Capture) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capture.readouterr().out)
    return found


def test_people_see_what_is_printed_and_what_it_should_be(hebei: Path, capsys: Capture) -> None:
    assert zpb("score", hebei) == 0
    said = capsys.readouterr().out
    assert "✗ 预算执行率（H21）：印作 8，应为 8.57" in said
    assert "印作 40.39%，应为 37.91%" in said
    assert "执行数 3.04（" in said
    assert "✓ " in said
    assert "？ " in said
    assert "等级：" in said
    assert "评分办法 河北省" in said


def test_programs_get_one_document(hebei: Path, capsys: Capture) -> None:
    assert zpb("score", hebei, "--format", "json") == 0
    found = document(capsys)
    assert list(found) == ["schema", "files", "forms"]
    assert found["files"][0]["status"] == "ok"
    form = found["forms"][0]
    assert form["profile"] == "hebei"
    scores = {one["field"]: one for one in form["scores"]}
    rate = scores["funds[0].rate"]
    assert (rate["printed"], rate["computed"], rate["agrees"]) == (0.859, 0.8569, False)
    assert [one["cell"] for one in rate["trace"]["inputs"]] == ["G6", "C6"]
    assert [one["name"] for one in rate["trace"]["inputs"]] == ["执行数", "预算数"]
    assert rate["trace"]["function"] == "ZPB_RATE"
    assert rate["trace"]["steps"][0]["text"] == "执行数 ÷ 预算数"
    assert rate["trace"]["sentence"].endswith("结果为 85.69%。")
    assert scores["total.score"]["cell"] == "H22"


def test_near_a_boundary_both_results_are_given(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "抚顺.xlsx"
    path.write_bytes(sample("liaoning-department"))
    assert zpb("score", path, "--format", "json") == 0
    scores = [one for form in document(capsys)["forms"] for one in form["scores"]]
    others = [one["trace"]["alternatives"] for one in scores if "差异率" in one["name"]]
    assert {"value": 1.5, "reason": "按收支表算得的 39.996% 计"} in others[0]


def test_a_profile_by_its_name_takes_the_place_of_the_layouts(
    national: Path, capsys: Capture
) -> None:
    assert zpb("score", national, "--format", "json", "--profile", "hubei") == 0
    found = document(capsys)
    assert {form["profile"] for form in found["forms"]} == {"hubei"}


def test_a_users_own_profile_extends_one(national: Path, tmp_path: Path, capsys: Capture) -> None:
    own = tmp_path / "本县.toml"
    own.write_text(
        'id = "county"\ntitle = "本县计分办法"\nregion = "某县"\nyears = [2020]\n'
        'basis = "某县通知"\nextends = "national"\ncaps = [[80, 79]]\n'
        '[sources]\ncaps = "某县通知"\n',
        "utf-8",
    )
    assert zpb("score", national, "--format", "json", "--profile", own) == 0
    found = document(capsys)
    totals = [one for f in found["forms"] for one in f["scores"] if one["field"] == "total.score"]
    assert 79 in [one["computed"] for one in totals], "76 % spent: at most 79 points"
    capped = next(one for one in totals if one["computed"] == 79)
    assert "执行率 76.03%，总分最高 79 分" in capped["trace"]["sentence"]
    assert zpb("score", national, "--profile", own) == 0
    assert "评分办法 本县计分办法" in capsys.readouterr().out


def test_a_profile_of_other_years_gives_way_to_the_national_one(
    national: Path, capsys: Capture
) -> None:
    assert zpb("score", national, "--format", "json", "--profile", "beijing") == 0
    found = document(capsys)
    assert {form["profile"] for form in found["forms"]} == {"national"}
    assert {form["profile_asked"] for form in found["forms"]} == {"beijing"}
    assert zpb("score", national, "--profile", "beijing") == 0
    told = capsys.readouterr().out
    assert "评分办法 项目支出绩效自评计分办法" in told
    assert "《北京市项目支出绩效自评计分办法》只管 2016 年，没有管 2020 年度的，改用《项目" in told


def test_an_unknown_profile_is_a_wrong_call_with_a_near_name(
    national: Path, capsys: Capture
) -> None:
    assert zpb("score", national, "--profile", "hubeii") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "没有名为「hubeii」的评分办法" in said.err
    assert "您是否想用" in said.err
    assert "hubei" in said.err


def test_all_mistakes_of_a_profile_are_told_with_their_lines(
    national: Path, tmp_path: Path, capsys: Capture
) -> None:
    own = tmp_path / "本县.toml"
    own.write_text('extends = "national"\nreverze = "quotient"\nlow_rate = "八成"\n', "utf-8")
    assert zpb("score", national, "--profile", own) == 2
    said = capsys.readouterr().err
    assert "reverze" in said
    assert "low_rate" in said
    assert str(own) in said


def test_a_profile_that_is_not_there_is_a_wrong_call(
    national: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert zpb("score", national, "--profile", tmp_path / "没有.toml") == 2
    assert "没有" in capsys.readouterr().err


def test_unreadable_files_are_told_and_the_others_scored(
    national: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "加密.xlsx").write_bytes(encrypted(national.read_bytes()))
    assert zpb("score", tmp_path, "--format", "json") == 3
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert {one["path"]: one["status"] for one in found["files"]} == {
        "加密.xlsx": "unreadable",
        "昌吉.xlsx": "ok",
    }
    assert found["forms"]
    assert "加密.xlsx" in said.err


def test_a_form_of_no_known_layout_is_scored_nationally(tmp_path: Path, capsys: Capture) -> None:
    data = workbook(wrong_form())
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "三级指标":
                cell.value = "指标内容"
    book.save(tmp_path / "表.xlsx")
    assert zpb("score", tmp_path / "表.xlsx") == 0
    said = capsys.readouterr().out
    assert "评分办法 项目支出绩效自评计分办法" in said
    assert "✗" in said


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: Capture) -> None:
    assert zpb("score", tmp_path / "没有") == 2
    assert capsys.readouterr().out == ""
