"""From folders to findings: what is ignored with a reason, what is old, what is doubtful."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mistaken import finding, put_note, workbook, wrong_form
from zipingbiao.layouts import form_reader
from zipingbiao.reading import SETTINGS_NAME
from zipingbiao.report.baseline import Baseline, load_baseline
from zipingbiao.report.checking import Checked, Request, WrongCall, check_paths
from zipingbiao.report.codes import FAULTS, entries, known_code
from zipingbiao.report.document import document, finding_data
from zipingbiao.report.fixing import mend
from zipingbiao.report.suppression import waivers_in
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.finding import Finding


def checked(*paths: Path, **asked: object) -> Checked:
    return check_paths(Request(paths, **asked))  # type: ignore[arg-type]


def codes(found: Checked, path: str = "甲.xlsx") -> list[tuple[str, str | None]]:
    return [(one.code, one.cell) for one in found.findings if one.path == path]


WRONG = ["ZPB001", "ZPB004"]


def test_what_is_wrong_is_found_and_what_is_right_is_not(wrong: Path) -> None:
    found = checked(wrong, select=WRONG)
    assert [(one.path, one.code) for one in found.findings] == [
        ("甲.xlsx", "ZPB001"), ("甲.xlsx", "ZPB004"),
    ]  # fmt: skip
    assert found.count("error") == 2
    assert {one.project for one in found.findings} == {"信访维稳经费"}


def test_codes_are_chosen_by_number_by_slug_and_left_out(wrong: Path) -> None:
    assert codes(checked(wrong, select=["zpb1，rate-score-mismatch"]))
    assert not codes(checked(wrong, select=WRONG, ignore=["1 4"]))


def test_all_mistakes_of_a_call_are_told_at_once(wrong: Path, tmp_path: Path) -> None:
    (wrong / SETTINGS_NAME).write_text('profile = "x"\n[options.ZPB006]\nt = 1\n', "utf-8")
    old = tmp_path / "旧.json"
    old.write_text('{"schema": 7}', "utf-8")
    with pytest.raises(WrongCall) as caught:
        checked(wrong, select=["ZPB01x"], ignore=["rate-mismatc"], profile="y", baseline=old)
    told = caught.value.mistakes
    assert len(told) == 6
    text = "\n".join(told)
    for words in (
        "--select：没有代码为「ZPB01x」的规则。您是否想用 ZPB",
        "您是否想用 rate-mismatch？",
        "没有名为「y」的评分办法",
        "第 1 行：没有名为「x」",
        "第 3 行：ZPB006 没有参数「t」",
        "基线的 schema 是 7，本程序只认识 1",
    ):
        assert words in text


# Notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("忽略 ZPB023：受疫情影响，已批复", [("ZPB023", "受疫情影响，已批复")]),
        ("审核人:\n忽略ZPB023:理由 \n其他", [("ZPB023", "理由")]),
        ("忽略 zpb1、ZPB002，ZPB3：同", [("ZPB001", "同"), ("ZPB002", "同"), ("ZPB003", "同")]),
        ("忽略 ZPB023", [("ZPB023", "")]),
        ("忽略 ZPB023：\n换行写的理由", [("ZPB023", "换行写的理由")]),
        ("忽略 ZPB023：\n忽略 ZPB024：有", [("ZPB023", ""), ("ZPB024", "有")]),
        ("忽略 ZPB9999：理由", [("ZPB9999", "理由")]),
        ("请不要忽略这一条 ZPB023", []),
        ("ZPB921 批注要求忽略 ZPB023，这个单元格却没有这个问题。", []),
        ("批注要求忽略 ZPB023 而没有写理由。\n忽略 ZPB023：补上", [("ZPB023", "补上")]),
        ("ZPB023：执行率不符", []),
    ],
)
def test_a_note_says_what_is_ignored_and_why(
    text: str, expected: Sequence[tuple[str, str]]
) -> None:
    assert [(one.code, one.reason) for one in waivers_in(text, "表", "A1")] == expected


def place_of(folder: Path, code: str) -> str:
    return next(one.cell or "" for one in checked(folder).findings if one.code == code)


def test_a_note_with_a_reason_silences_its_cell(wrong: Path) -> None:
    put_note(wrong / "甲.xlsx", place_of(wrong, "ZPB001"), "忽略 ZPB001：按旧口径，已批复")
    found = codes(checked(wrong))
    assert "ZPB001" not in dict(found)
    assert "ZPB004" in dict(found)
    assert not {"ZPB920", "ZPB921", "ZPB923"} & dict(found).keys()


@pytest.mark.parametrize(
    ("note", "code", "words"),
    [
        ("忽略 ZPB001", "ZPB920", "没有写理由"),
        ("忽略 ZPB055：长", "ZPB921", "却没有这个问题"),
        ("忽略 ZPB00x：错", "ZPB923", "没有代码为「ZPB00x」的规则"),
    ],
)
def test_a_note_that_does_nothing_is_a_finding(
    note: str, code: str, words: str, wrong: Path
) -> None:
    cell = place_of(wrong, "ZPB001")
    put_note(wrong / "甲.xlsx", cell, note)
    found = checked(wrong)
    assert ("ZPB001", cell) in codes(found)
    [doubt] = [one for one in found.findings if one.code == code]
    assert (doubt.cell, doubt.severity) == (cell, "warn")
    assert words in doubt.message
    assert not [one for one in checked(wrong, ignore=[code]).findings if one.code == code]


def test_a_note_for_a_rule_that_did_not_run_is_not_doubted(wrong: Path) -> None:
    put_note(wrong / "甲.xlsx", "A1", "忽略 ZPB001：不是这里")
    assert "ZPB921" in dict(codes(checked(wrong)))
    assert codes(checked(wrong, ignore=["ZPB001"]))
    assert "ZPB921" not in dict(codes(checked(wrong, ignore=["ZPB001"])))


# Settings


def settings(folder: Path, text: str) -> None:
    (folder / SETTINGS_NAME).write_text(text, "utf-8")


def test_settings_silence_rules_in_files(wrong: Path) -> None:
    settings(wrong, '[[ignore]]\nrules = ["ZPB001"]\nreason = "旧口径"\nfiles = "甲.*"\n')
    found = checked(wrong)
    assert "ZPB001" not in dict(codes(found))
    assert "ZPB922" not in {one.code for one in found.findings}


@pytest.mark.parametrize(
    ("entry", "named", "told"),
    [
        ('rules = ["ZPB055"]\nfiles = "甲.xlsx"', "", True),
        ('rules = ["ZPB001"]\nfiles = "没有.xlsx"', "", True),
        ('rules = ["ZPB001"]\nfiles = "没有.xlsx"', "甲.xlsx", False),
        ('rules = ["ZPB055"]', "甲.xlsx", True),
    ],
)
def test_an_entry_that_is_not_used_is_a_finding(
    entry: str, named: str, told: bool, wrong: Path
) -> None:
    settings(wrong, f'[[ignore]]\n{entry}\nreason = "x"\n')
    found = [one for one in checked(wrong / named).findings if one.code == "ZPB922"]
    assert [(one.path, "第 1 行" in one.message) for one in found] == [(SETTINGS_NAME, True)] * told


def test_settings_lie_where_the_files_lie(wrong: Path, tmp_path: Path) -> None:
    settings(wrong, '[[ignore]]\nrules = ["ZPB055"]\nreason = "x"\n')
    found = [one for one in checked(tmp_path).findings if one.code == "ZPB922"]
    assert [one.path for one in found] == [f"报送/{SETTINGS_NAME}"]


def test_settings_are_no_input(wrong: Path) -> None:
    settings(wrong, "")
    assert [one.record.path for one in checked(wrong).readings] == ["乙.xlsx", "甲.xlsx"]


def test_options_and_profiles_of_settings_reach_the_rules(wrong: Path) -> None:
    form = wrong_form()
    funds = (replace(form.funds[0], budget=180.0), *form.funds[1:])
    (wrong / "丙.xlsx").write_bytes(workbook(replace(form, funds=funds)))
    assert "ZPB006" in dict(codes(checked(wrong), "丙.xlsx"))
    settings(wrong, '[[files]]\nmatch = "丙.xlsx"\noptions.ZPB006.tolerance = 1000\n')
    assert "ZPB006" not in dict(codes(checked(wrong), "丙.xlsx"))
    settings(wrong, 'profile = "liaoning"\n')
    used = checked(wrong).inspector.terms.settings.values()
    assert {one.profile.id for one in used if one.profile} == {"liaoning"}


# Baselines


def test_a_run_is_its_own_baseline(wrong: Path, tmp_path: Path) -> None:
    old = tmp_path / "旧.json"
    old.write_text(json.dumps(document(checked(wrong))), "utf-8")
    assert checked(wrong, baseline=old).findings == ()
    (wrong / "丙.xlsx").write_bytes(workbook(wrong_form("另一个项目")))
    assert {one.path for one in checked(wrong, select=WRONG, baseline=old).findings} == {"丙.xlsx"}


def new(old: Sequence[Finding], now: Sequence[Finding]) -> list[Finding]:
    return list(Baseline(map(finding_data, old)).new_among(now))


def test_a_finding_is_old_at_the_same_field_or_cell_with_the_same_print() -> None:
    was = finding("I9")
    assert new([was], [was]) == []
    assert new([was], [finding("I12")]) == []
    assert new([was], [finding("I9", field="funds[3].rate")]) == []
    for other in (
        finding("I12", field="funds[3].rate"),
        finding("I9", printed="86%"),
        finding("I9", sheet="表 2"),
        finding("I9", code="ZPB002"),
    ):
        assert new([was], [other]) == [other]


def test_one_old_finding_stands_for_one_new() -> None:
    was = finding("I9")
    assert new([was], [was, was]) == [was]
    assert new([was, was], [was, was]) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "应是 zpb check"),
        ('{"schema": 2, "findings": []}', "schema 是 2"),
        ('{"schema": 1}', "没有 findings"),
        ('{"schema": 1, "findings": [3]}', "没有 findings"),
        ('{"schema": 1, "findings": [{"path": ["a"]}]}', "没有 findings"),
        ("{", "不是有效的 JSON"),
    ],
)
def test_a_baseline_of_another_shape_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "旧.json"
    path.write_text(text, "utf-8")
    mistakes: list[str] = []
    load_baseline(path, mistakes)
    assert words in mistakes[0]


# Codes


def test_every_code_has_a_slug_and_a_name_of_its_own() -> None:
    listed = entries()
    assert len({one.code for one in listed}) == len(listed) == len(RULES) + len(FAULTS)
    assert len({one.slug for one in listed}) == len(listed)
    assert all(known_code(one.code) == known_code(one.slug) == one.code for one in listed)


def test_a_copy_that_nobody_touched_is_checked_only_without_its_original(wrong: Path) -> None:
    recheck = partial(checked(wrong).inspector.fixable, "甲.xlsx")
    done = mend((wrong / "甲.xlsx").read_bytes(), "甲.xlsx", form_reader(), recheck)
    (wrong / "甲.修正.xlsx").write_bytes(done.data)
    states = {one.record.path: one.record.status for one in checked(wrong).readings}
    assert states == {"甲.xlsx": "ok", "甲.修正.xlsx": "skipped", "乙.xlsx": "ok"}
    [reading] = checked(wrong / "甲.修正.xlsx").readings
    assert reading.record.status == "ok"
