"""Which files are meant: links, folders that are closed, circles, paths in any writing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zipingbiao.errors import CallError
from zipingbiao.layouts import form_reader
from zipingbiao.reading import Found, discover, inputs, read_file_forms

needs_links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="这里没有链接")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def names(*paths: Path | str) -> list[str]:
    return [one.name for one in discover(map(Path, paths))]


def test_relative_and_absolute_paths_behave_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "报送/甲.xlsx", "报送/下/乙.xlsx", "另/甲.xlsx")
    monkeypatch.chdir(tmp_path)
    for given in ("报送", "./报送", "报送/", "另/../报送", str(tmp_path / "报送")):
        assert names(given) == ["下/乙.xlsx", "甲.xlsx"]
    assert names("报送/甲.xlsx") == names(tmp_path / "报送" / "甲.xlsx") == ["甲.xlsx"]
    assert inputs([Path("报送"), Path("另")]) == inputs([tmp_path / "报送", tmp_path / "另"])
    monkeypatch.chdir(tmp_path / "报送")
    assert names(".") == ["下/乙.xlsx", "甲.xlsx"]
    assert discover([Path()], exclude=[Path("甲.xlsx")]) == discover(
        [Path("下/..")], [Path("甲.xlsx")]
    )


def test_a_file_named_twice_is_listed_once_as_its_last_argument(tmp_path: Path) -> None:
    put(tmp_path, "下/甲.xlsx", "乙.xlsx")
    found = discover([tmp_path, tmp_path / "下" / "甲.xlsx"])
    assert [(one.name, one.argument) for one in found] == [("下/甲.xlsx", 1), ("乙.xlsx", 0)]


def test_files_of_one_name_go_by_their_whole_paths(tmp_path: Path) -> None:
    put(tmp_path, "一/甲.xlsx", "二/甲.xlsx", "二/乙.xlsx")
    found = {one.name for one in inputs([tmp_path / "一", tmp_path / "二"])}
    assert found == {"乙.xlsx", *((tmp_path / name / "甲.xlsx").as_posix() for name in "一二")}


@pytest.mark.parametrize("name", ["缺", "字" * 300, "a\0b"])
def test_a_path_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="路径不存在"):
        discover([tmp_path / name])


def test_a_folder_without_any_file_is_told(tmp_path: Path) -> None:
    put(tmp_path, "~$甲.xlsx", "Thumbs.db", "zipingbiao.toml", ".git/甲.xlsx")
    with pytest.raises(CallError, match="没有找到任何文件"):
        inputs([tmp_path])


def test_where_all_files_are_left_out_they_are_named(tmp_path: Path) -> None:
    put(tmp_path, "去年.xlsx")
    with pytest.raises(CallError, match=r"除了「去年\.xlsx」.+上次的汇总"):
        inputs([tmp_path], exclude=[tmp_path / "去年.xlsx"])


# Links


@needs_links
def test_a_link_is_listed_beside_the_file_that_it_leads_to(tmp_path: Path) -> None:
    put(tmp_path, "甲.xlsx")
    (tmp_path / "乙.xlsx").symlink_to(tmp_path / "甲.xlsx")
    assert names(tmp_path) == ["乙.xlsx", "甲.xlsx"]
    assert discover([tmp_path], exclude=[tmp_path / "甲.xlsx"]) == []


@needs_links
def test_a_link_to_another_folder_is_followed(tmp_path: Path) -> None:
    put(tmp_path, "外/甲.xlsx", "内/乙.xlsx")
    (tmp_path / "内" / "链接").symlink_to(tmp_path / "外", target_is_directory=True)
    assert names(tmp_path / "内") == ["乙.xlsx", "链接/甲.xlsx"]


@needs_links
@pytest.mark.parametrize("target", [".", "..", "../..", "内", "内/下"])
def test_links_in_a_circle_are_told_once(target: str, tmp_path: Path) -> None:
    put(tmp_path, "内/下/甲.xlsx")
    circle = tmp_path / "内" / "下" / "圈"
    aim = tmp_path / target if target[0] == "内" else Path(target)
    circle.symlink_to(aim, target_is_directory=True)
    found = discover([tmp_path / "内"])
    assert [one.name for one in found] == ["下/圈", "下/甲.xlsx"]
    reading = read_file_forms(found[0], form_reader())
    assert (reading.record.status, reading.forms) == ("skipped", ())
    assert "链接" in (reading.record.message or "")


@needs_links
def test_many_links_between_folders_are_followed_once_each(tmp_path: Path) -> None:
    top, pool = tmp_path / "内", tmp_path / "外"
    put(tmp_path, "内/甲.xlsx", *(f"外/{number}/表.xlsx" for number in range(12)))
    for one in range(12):
        for other in range(12):
            (pool / str(one) / f"去{other}").symlink_to(pool / str(other))
    (top / "入口").symlink_to(pool / "0")
    found = discover([top])
    assert sum(one.path.name == "表.xlsx" for one in found) == 12
    assert len(found) < 200


@needs_links
def test_a_link_that_leads_nowhere_is_unreadable(tmp_path: Path) -> None:
    put(tmp_path, "甲.xlsx")
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "缺.xlsx")
    (tmp_path / "自己.xlsx").symlink_to(tmp_path / "自己.xlsx")
    states = [read_file_forms(one, form_reader()).record for one in discover([tmp_path])]
    assert [one.code for one in states if one.path != "甲.xlsx"] == ["ZPB903", "ZPB903"]


# Folders that are closed


def test_a_folder_that_is_closed_is_told_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "开/甲.xlsx", "关/乙.xlsx")
    whole = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("关"):
            raise PermissionError(13, "Permission denied", path)
        return whole(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover([tmp_path])
    monkeypatch.undo()
    assert [one.name for one in found] == ["关", "开/甲.xlsx"]
    record = read_file_forms(found[0], form_reader()).record
    assert (record.status, record.code) == ("unreadable", "ZPB903")
    assert "权限" in (record.message or "")


def test_folders_may_be_nested_deeply(tmp_path: Path) -> None:
    put(tmp_path, "/".join(["下"] * 60) + "/甲.xlsx")
    assert len(names(tmp_path)) == 1


def test_names_that_are_no_text_are_found(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xbc\xd7.xlsx")
    try:
        (tmp_path / name).write_bytes(b"x")
    except (OSError, UnicodeError):
        pytest.skip("这个系统的文件名只能是文字")
    [found] = inputs([tmp_path])
    assert found == Found(tmp_path / name, r"\udcbc\udcd7.xlsx")
