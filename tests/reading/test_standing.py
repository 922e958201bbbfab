"""Which of the inputs count: decided by what is known of each, whatever their order."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls import zpb
from mistaken import workbook, wrong_form
from office import Office
from zipingbiao.ooxml.origin import Origin, origin_of
from zipingbiao.reading import FILED_TWICE, FileReading, inputs, read_all
from zipingbiao.reading.standing import Filed, Subject, judge, subject_of

Capture = pytest.CaptureFixture[str]


def subject(project: str) -> Subject:
    """What is filed for: ``a``, or with its department ``a/甲县教育局``."""
    name, _, department = project.partition("/")
    return Subject("self-evaluation", "national-project", "甲局", department, name, 2023)


def filed(
    name: str,
    content: str,
    *projects: str,
    when: int = 0,
    argument: int = 0,
    of: str | None = None,
    touched: bool = False,
) -> Filed:
    """A file; ``content`` stands for its hash, ``of`` for that of what it is a copy of."""
    origin = None if of is None else Origin(of, "cells")
    subjects = tuple(map(subject, projects))
    return Filed(name, content, (argument, when), subjects, origin, touched)


CASES = {
    "distinct": ([filed("甲", "1", "a"), filed("乙", "2", "b")], set(), set()),
    "same bytes": ([filed("甲", "1", "a"), filed("乙/甲", "1", "a")], {"甲"}, set()),
    "three of the same": ([filed(name, "1", "a") for name in "甲乙丙"], {"乙", "甲"}, set()),
    "copy untouched": (
        [filed("甲", "1", "a"), filed("甲.修正", "2", "a", of="1")], {"甲.修正"}, set(),
    ),
    "copy touched": (
        [filed("甲", "1", "a"), filed("回", "2", "a", of="1", touched=True)], {"甲"}, set(),
    ),
    "copy alone": ([filed("甲.修正", "2", "a", of="1")], set(), set()),
    "two copies untouched": (
        [filed("甲", "1", "a"), filed("b", "2", "a", of="1"), filed("c", "3", "a", of="1")],
        {"b", "c"}, set(),
    ),
    "two copies, one touched": (
        [
            filed("甲", "1", "a"), filed("b", "2", "a", of="1"),
            filed("c", "3", "a", of="1", touched=True),
        ],
        {"甲", "b"}, set(),
    ),
    "two copies, both touched": (
        [
            filed("甲", "1", "a"), filed("b", "2", "a", of="1", touched=True, when=2),
            filed("c", "3", "a", of="1", touched=True, when=1),
        ],
        {"甲"}, {("c", 0)},
    ),
    "original changed, copy untouched, by name": (
        [filed("甲.xlsx", "9", when=1), filed("甲.修正.xlsx", "2", of="1", when=5)],
        {"甲.修正.xlsx"}, set(),
    ),
    "original changed, copy untouched, renamed": (
        [filed("甲.xlsx", "9", "a"), filed("回.xlsx", "2", "a", of="1")], {"回.xlsx"}, set(),
    ),
    "both changed, copy later": (
        [
            filed("甲.xlsx", "9", "a", when=1),
            filed("回.xlsx", "2", "a", of="1", touched=True, when=2),
        ],
        {"甲.xlsx"}, set(),
    ),
    "both changed, original later": (
        [
            filed("甲.xlsx", "9", "a", when=3),
            filed("回.xlsx", "2", "a", of="1", touched=True, when=2),
        ],
        {"回.xlsx"}, set(),
    ),
    "a copy of a copy": (
        [
            filed("甲", "1", "a"), filed("甲.修正", "2", "a", of="1"),
            filed("甲.修正.检查", "3", "a", of="2"),
        ],
        {"甲.修正", "甲.修正.检查"}, set(),
    ),
    "copy of an earlier version beside its original": (
        [filed("甲.xlsx", "1", "a"), filed("甲.检查.xlsx", "2", "a", of="")],
        {"甲.检查.xlsx"}, set(),
    ),
    "a part, touched": (
        [
            filed("甲", "1", "a", "b", when=1),
            filed("乙", "2", "b", of="1", touched=True, when=2),
        ],
        set(), {("甲", 1)},
    ),
    "a part, untouched": (
        [filed("甲", "1", "a", "b"), filed("乙", "2", "b", of="1", when=2)], {"乙"}, set(),
    ),
    "bound, untouched, all there": (
        [filed("甲", "1", "a"), filed("乙", "2", "b"), filed("丙", "3", "a", "b", of="0")],
        {"丙"}, set(),
    ),
    "bound, untouched, some there": (
        [filed("甲", "1", "a", when=1), filed("丙", "3", "a", "b", of="0", when=2)],
        set(), {("甲", 0)},
    ),
    "filed twice, later argument": (
        [filed("甲", "1", "a", argument=1), filed("乙", "2", "a", when=9)], set(), {("乙", 0)},
    ),
    "filed twice, later file": (
        [filed("甲", "1", "a", when=1), filed("乙", "2", "a", when=9)], set(), {("甲", 0)},
    ),
    "one form of several filed anew": (
        [filed("甲", "1", "a", "b", "c", when=1), filed("乙", "2", "b", when=9)],
        set(), {("甲", 1)},
    ),
    "twice in one file": ([filed("甲", "1", "a", "a")], set(), set()),
    "twice in one file and anew": (
        [filed("甲", "1", "a", "a"), filed("乙", "2", "a", when=9)],
        set(), {("甲", 0), ("甲", 1)},
    ),
    "what does not count does not win": (
        [
            filed("甲", "1", "a", when=1), filed("乙", "2", "a", when=2),
            filed("丙", "3", "a", of="2", when=9),
        ],
        {"丙"}, {("甲", 0)},
    ),
}  # fmt: skip


#: Units of one name: what is filed, which forms were filed again, which may have been.
DEPARTMENTS = {
    "two departments are two units": (
        [filed("甲", "1", "a/甲山县教育局"), filed("乙", "2", "a/乙水县教育局")], {}, {},
    ),
    "one department, written twice": (
        [filed("甲", "1", "a/甲山县教育局"), filed("乙", "2", "a/县教育局", when=1)],
        {("甲", 0): "乙"}, {},
    ),
    "one names none": (
        [filed("甲", "1", "a/甲山县教育局"), filed("乙", "2", "a", when=1)],
        {}, {("乙", 0): "甲"},
    ),
    "neither names one": (
        [filed("甲", "1", "a"), filed("乙", "2", "a", when=1)], {("甲", 0): "乙"}, {},
    ),
    "filed again, and which of two is not said": (
        [
            filed("甲", "1", "a/甲山县教育局"), filed("新", "2", "a/甲山县教育局", when=1),
            filed("乙", "3", "a/乙水县教育局"), filed("丙", "4", "a/县教育局"),
        ],
        {("甲", 0): "新"}, {("丙", 0): "新"},
    ),
    "in one file": ([filed("甲", "1", "a/甲山县教育局", "a")], {}, {("甲", 1): "甲"}),
}  # fmt: skip


@pytest.mark.parametrize("case", DEPARTMENTS)
def test_a_form_of_another_units_is_never_dropped(case: str) -> None:
    found, again, unclear = DEPARTMENTS[case]
    for order in itertools.permutations(found):
        verdict = judge(order)
        assert (verdict.files, verdict.forms) == ({}, again)
        if len(found) < 4:
            assert verdict.unclear == unclear
        else:  # which of the two is named depends on the order of names, not of the call
            assert verdict == judge(found)
            assert verdict.unclear.keys() == unclear.keys()


def test_a_form_that_may_have_been_filed_twice_counts_and_is_told(
    tmp_path: Path, capsys: Capture
) -> None:
    form = wrong_form()
    named = replace(form, header=replace(form.header, department="甲山县教育局"))
    bare = replace(form, header=replace(form.header, department=None))
    (tmp_path / "甲.xlsx").write_bytes(workbook(named))
    (tmp_path / "乙.xlsx").write_bytes(workbook(bare))
    assert states(tmp_path) == {"甲.xlsx": ("ok", 1), "乙.xlsx": ("ok", 1)}
    [told] = [fault for one in readings(tmp_path) for fault in one.faults]
    assert (told.code, told.place.path) == (FILED_TWICE, "乙.xlsx")
    assert "看不出是不是同一个单位的，两张都计入汇总" in told.message


@pytest.mark.parametrize("case", CASES)
def test_what_counts_is_told_by_what_is_known_of_each_file(case: str) -> None:
    found, files, forms = CASES[case]
    for order in itertools.permutations(found):
        verdict = judge(order)
        assert set(verdict.files) == files
        assert set(verdict.forms) == forms
        counted = {one.name for one in found} - files
        assert {one.instead for one in verdict.files.values()} <= {one.name for one in found}
        assert set(verdict.forms.values()) <= counted


@st.composite
def inboxes(draw: st.DrawFn) -> list[Filed]:
    """Any files, copies of each other or not."""
    count = draw(st.integers(1, 6))
    hashes = [draw(st.sampled_from("1234")) for _ in range(count)]
    origins = st.one_of(st.none(), st.sampled_from(["", *"12349"]))
    projects = st.lists(st.sampled_from("ab"), max_size=2)
    return [
        filed(
            f"{number}.xlsx", content, *draw(projects), when=draw(st.integers(0, 2)),
            argument=draw(st.integers(0, 1)), of=draw(origins), touched=draw(st.booleans()),
        )
        for number, content in enumerate(hashes)
    ]  # fmt: skip


@given(inboxes(), st.randoms(use_true_random=False))
def test_what_was_filed_counts_whatever_the_order(found: list[Filed], chance: object) -> None:
    verdict = judge(found)
    assert judge(found[::-1]) == verdict
    left = [one for one in found if one.name not in verdict.files]
    counting = {
        subject
        for one in left
        for number, subject in enumerate(one.subjects)
        if (one.name, number) not in verdict.forms
    }
    assert counting >= {subject for one in left for subject in one.subjects}


# What a form is filed for


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({}, True),
        ({"year": None}, False),
        ({"project": None}, False),
        ({"unit": None}, True),
        ({"unit": None, "department": None}, False),
        ({"hidden": True}, False),
    ],
)
def test_a_form_says_what_it_is_filed_for(changes: dict[str, object], known: bool) -> None:
    form = wrong_form()
    header = {name: changes[name] for name in ("project", "unit", "department") if name in changes}
    form = replace(form, header=replace(form.header, **header))  # type: ignore[arg-type]
    if "year" in changes:
        form = replace(form, year=None)
    if "hidden" in changes:
        form = replace(form, source=replace(form.source, hidden=True))
    assert (subject_of(form) is not None) == known


def test_a_whole_unit_needs_no_project() -> None:
    form = replace(wrong_form(), layout="liaoning-department")
    form = replace(form, header=replace(form.header, project=None))
    assert subject_of(form) is not None


# From files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One workbook with mistakes that can be mended."""
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(workbook(wrong_form()))
    return folder


def states(folder: Path) -> dict[str, tuple[str, int]]:
    """What became of each file, and how many of its forms count."""
    return {
        one.record.path: (one.record.status, sum(form.source.counts for form in one.forms))
        for one in readings(folder)
    }


def readings(folder: Path) -> list[FileReading]:
    return read_all(inputs([folder]), 1)


def resaved(path: Path, **cells: object) -> None:
    """The workbook as another program saves it, with some cells typed over."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(path)


COPIES = {"修正": ("--fix",), "检查": ("--format", "xlsx")}


@pytest.fixture(params=COPIES)
def copy(request: pytest.FixtureRequest, folder: Path) -> Path:
    """A copy of ours beside its original."""
    assert zpb("check", folder, *COPIES[request.param]) == 1
    return folder / f"甲.{request.param}.xlsx"


def test_a_copy_that_nobody_touched_leaves_its_original_in_place(copy: Path) -> None:
    assert states(copy.parent) == {"甲.xlsx": ("ok", 1), copy.name: ("skipped", 0)}
    copy.rename(copy.with_name("改名.xlsx"))
    assert states(copy.parent) == {"甲.xlsx": ("ok", 1), "改名.xlsx": ("skipped", 0)}
    resaved(copy.with_name("改名.xlsx"))
    assert states(copy.parent) == {"甲.xlsx": ("ok", 1), "改名.xlsx": ("skipped", 0)}


def test_a_copy_that_a_person_changed_stands_for_its_original(copy: Path) -> None:
    resaved(copy, G13="230")
    assert states(copy.parent) == {"甲.xlsx": ("skipped", 0), copy.name: ("ok", 1)}
    [reading] = [one for one in readings(copy.parent) if one.forms]
    assert reading.forms[0].indicators[0].actual == "230"


def test_a_copy_without_its_original_is_a_form_like_any_other(copy: Path) -> None:
    (copy.parent / "甲.xlsx").unlink()
    copy.rename(copy.with_name("回.xlsx"))
    assert states(copy.parent) == {"回.xlsx": ("ok", 1)}


@pytest.mark.parametrize("later", ["copy", "original"])
def test_where_both_were_changed_the_later_file_counts(copy: Path, later: str) -> None:
    original = copy.with_name("甲.xlsx")
    resaved(copy, G13="230")
    resaved(original, G13="240")
    os.utime(original, ns=(1, 10))
    os.utime(copy, ns=(1, 20 if later == "copy" else 5))
    first, last = (original, copy) if later == "copy" else (copy, original)
    assert states(copy.parent) == {last.name: ("ok", 1), first.name: ("skipped", 0)}
    [told] = [one for one in readings(copy.parent) if not one.forms]
    assert [fault.code for fault in told.faults] == [FILED_TWICE]


def test_a_copy_that_libreoffice_saved_is_not_touched(
    copy: Path, office: Office, tmp_path: Path
) -> None:
    done = office.convert(copy, "xlsx", tmp_path / "另存")
    assert origin_of(done.read_bytes()) is not None
    shutil.move(done, copy)
    assert states(copy.parent) == {"甲.xlsx": ("ok", 1), copy.name: ("skipped", 0)}


def test_a_copy_that_a_person_changed_is_never_written_over(copy: Path, capsys: Capture) -> None:
    words = next(words for mark, words in COPIES.items() if mark in copy.name)
    assert zpb("check", copy.with_name("甲.xlsx"), *words) == 1
    resaved(copy, G13="230")
    before = copy.read_bytes()
    capsys.readouterr()
    assert zpb("check", copy.with_name("甲.xlsx"), *words) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert copy.read_bytes() == before
    assert zpb("merge", copy.with_name("甲.xlsx"), "-o", copy) == 2


def test_a_copy_named_by_its_relative_path_is_checked(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(copy.parent)
    capsys.readouterr()
    for path in (copy.name, Path.cwd() / copy.name, f"./{copy.name}"):
        zpb("check", path, "--format", "json")
        [found] = json.loads(capsys.readouterr().out)["files"]
        assert (found["path"], found["status"], found["forms"]) == (copy.name, "ok", 1)


def test_copies_of_earlier_versions_are_read(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "甲.xlsx")
    book.properties.keywords = "zipingbiao-output"
    book.properties.title = "自评"
    book.save(folder / "回.xlsx")
    (folder / "甲.xlsx").unlink()
    assert states(folder) == {"回.xlsx": ("ok", 1)}


def test_a_summary_is_listed_and_never_read(folder: Path, capsys: Capture) -> None:
    out = folder / "汇总.xlsx"
    assert zpb("merge", folder, "-o", out) == 0
    assert states(folder) == {"汇总.xlsx": ("skipped", 0), "甲.xlsx": ("ok", 1)}
    book = openpyxl.load_workbook(out)
    book.save(folder / "改名后.xlsx")
    assert states(folder)["改名后.xlsx"] == ("skipped", 0)
    capsys.readouterr()
    assert zpb("read", out) == 3
    assert "汇总.xlsx：本程序写出的汇总或清单" in capsys.readouterr().err


# In the summary


def amounts(path: Path) -> list[object]:
    """全年预算数 of each form in the summary."""
    sheet = openpyxl.load_workbook(path, data_only=True)["汇总表"]
    rows = sheet.iter_rows(values_only=True)
    head = next(row for row in rows if "全年预算数" in row)
    at = head.index("全年预算数")
    return [row[at] for row in rows if row[at] is not None and "项目支出" in row]


def sources(path: Path) -> dict[str, tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path, data_only=True)["来源清单"]
    rows = list(sheet.iter_rows(values_only=True))
    at = next(row for row in rows if "文件" in row).index("文件")
    return {str(row[at]): row for row in rows}


def test_the_same_project_filed_twice_is_added_up_once(folder: Path, capsys: Capture) -> None:
    form = wrong_form()
    anew = replace(form, funds=(replace(form.funds[0], budget=200), *form.funds[1:]))
    other = folder.parent / "补报"
    other.mkdir()
    (other / "新.xlsx").write_bytes(workbook(anew))
    out = folder.parent / "汇总.xlsx"
    for paths, budget in (((folder, other), 200), ((other, folder), 176.45)):
        assert zpb("merge", *paths, "-o", out) == 0
        assert amounts(out) == [budget]
        loser = "甲.xlsx" if budget == 200 else "新.xlsx"
        assert f"{loser} › " in capsys.readouterr().err
        row = sources(out)[loser]
        assert "未汇总（重复）" in row
        assert FILED_TWICE in row


def test_the_same_bytes_count_once_and_both_are_listed(folder: Path, capsys: Capture) -> None:
    (folder / "乙局").mkdir()
    shutil.copy(folder / "甲.xlsx", folder / "乙局" / "甲.xlsx")
    (folder / "链接.xlsx").symlink_to(folder / "甲.xlsx")
    out = folder.parent / "汇总.xlsx"
    assert zpb("merge", folder, "-o", out) == 0
    assert amounts(out) == [176.45]
    assert {"甲.xlsx", "乙局/甲.xlsx"} <= sources(out).keys()
    said = capsys.readouterr().err
    assert "甲.xlsx、链接.xlsx：与「乙局/甲.xlsx」完全相同，只计一次。" in said
    assert zpb("read", folder) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["forms"]) == 1
    assert len(found["files"]) == 3
