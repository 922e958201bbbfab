"""目标申报表 and 运行监控表 beside a self-evaluation: listed, never checked, never added."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from merge.test_summary import merged_sums, read_sums, rows_of, totals_of
from zipingbiao.cli import main
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import Layout, find_layouts, get_layout
from zipingbiao.merge.summary import merge_paths
from zipingbiao.model import SELF_EVALUATION, Header, SelfEvaluation
from zipingbiao.reading import read_paths
from zipingbiao.rules.runner import check_forms

HEADER = Header("高标准农田建设", "青山县农业农村局", "青山县农田中心", "万元")
#: What holds a self-evaluation against its companions.
ACROSS_PAPERS = {"ZPB081", "ZPB082", "ZPB083"}
COMPANIONS = [name for name, one in find_layouts().items() if one.kind != SELF_EVALUATION]


def sample(layout: Layout) -> SelfEvaluation:
    """The first sample of a layout, all of one project and year."""
    data = json.loads((layout.folder / "sample.json").read_text("utf-8"))
    return replace(forms_in(data)[0], header=HEADER, year=2024, title=None)


def put(folder: Path, names: list[str]) -> None:
    for name in names:
        layout = get_layout(name)
        data = layout.write([sample(layout)], given=True).data
        (folder / f"{name}.xlsx").write_bytes(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's self-evaluation with its companions."""
    folder = tmp_path_factory.mktemp("companions")
    put(folder, ["national-project", *COMPANIONS])
    return folder


def test_there_are_companions() -> None:
    assert {"national-goals", "national-monitoring"} <= set(COMPANIONS)


def test_companions_are_listed_and_their_money_is_not_added(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    assert merge_paths([folder], out, jobs=1).forms == 1 + len(COMPANIONS)
    alone = tmp_path / "alone"
    alone.mkdir()
    put(alone, ["national-project"])
    expected = tmp_path / "只有自评.xlsx"
    merge_paths([alone], expected, jobs=1)

    listed = {row["类别"]: row for row in rows_of(out, "汇总表")}
    assert set(listed) == {"项目支出", "绩效目标", "运行监控"}
    for name in ("绩效目标", "运行监控"):
        assert listed[name]["项目"] == "高标准农田建设"
        given = [listed[name][head] for head in ("行类", "全年预算数（万元）", "总得分")]
        assert given == [None, None, None]
    assert {row["类别"] for row in rows_of(out, "指标明细")} == set(listed)
    assert rows_of(out, "资金汇总") != []
    assert {row["类别"] for row in rows_of(out, "资金汇总")} == {"项目支出"}
    assert merged_sums(out) == read_sums(alone) == merged_sums(expected)
    for name in ("汇总表", "资金汇总"):
        head = "全年预算数（万元）"
        assert totals_of(out, name)[head] == totals_of(expected, name)[head]


def test_a_companion_is_not_the_same_form_filed_twice(folder: Path) -> None:
    readings = read_paths([folder], jobs=1)
    assert all(form.source.counts for form in readings.forms)


def test_rules_for_self_evaluations_pass_companions_by(folder: Path) -> None:
    forms = read_paths([folder], jobs=1).forms
    evaluations = [form for form in forms if form.is_evaluation]
    assert [form.layout for form in evaluations] == ["national-project"]
    found = [one for one in check_forms(forms) if one.code not in ACROSS_PAPERS]
    assert found == check_forms(evaluations)


def test_where_only_companions_are_given_nothing_was_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, COMPANIONS)
    assert main(["check", str(tmp_path)]) == 3
    told = capsys.readouterr()
    assert "没有检查任何自评表" in told.out
    assert "没有发现问题" not in told.out
    assert main(["score", str(tmp_path)]) == 3
    assert main(["read", str(tmp_path)]) == 0


def test_what_was_not_checked_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(folder), "--select", "ZPB040"])
    assert (
        f"1 张表，另有 {len(COMPANIONS)} 张绩效目标表、运行监控表不检查" in capsys.readouterr().out
    )
