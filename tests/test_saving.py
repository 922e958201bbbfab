"""Files are written whole or not at all, into files and nothing else; nothing is left over."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zipingbiao import saving
from zipingbiao.errors import OutputError
from zipingbiao.saving import write_beside


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test looks through its folder anew."""
    monkeypatch.setattr(saving, "_swept", set())


def told(path: Path) -> str:
    """What is said of a place that nothing can be written to."""
    with pytest.raises(OutputError) as caught:
        write_beside(path, b"x")
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith("。")
    return str(caught.value)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    write_beside(path, b"one")
    path.chmod(0o640)
    write_beside(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written_the_place_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "缺" / "a.xlsx", tmp_path):
        with pytest.raises(OutputError) as caught:
            write_beside(path, b"x")
        assert str(path) in str(caught.value)
        assert str(caught.value).endswith("。")


def test_the_longest_names_that_there_are_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("文" * 83 + ".xlsx")
    write_beside(path, b"x")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert "文件名或路径太长" in told(tmp_path / ("文" * 90 + ".xlsx"))


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    link = tmp_path / "链接.xlsx"
    link.symlink_to(tmp_path / "真" / "汇总.xlsx")
    for content in (b"one", b"two"):  # the first time it leads nowhere yet
        write_beside(link, content)
        assert link.is_symlink()
        assert (tmp_path / "真" / "汇总.xlsx").read_bytes() == content
    assert len(list(tmp_path.rglob("*"))) == 3


def test_a_link_in_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    told(tmp_path / "圈" / "甲.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="这个系统没有命名管道")
def test_devices_and_pipes_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    for path in (tmp_path / "管道", Path("/dev/null"), Path("/dev/full")):
        mode = path.stat().st_mode
        assert "设备或管道" in told(path)
        assert path.stat().st_mode == mode


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EACCES, "正被占用或没有权限"),
        (errno.EDOM, f"系统错误 {errno.EDOM}"),
    ],
)
@pytest.mark.parametrize("step", ["fdopen", "chmod", "replace"])
def test_a_disk_that_refuses_leaves_what_was_there(
    step: str, number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "汇总.xlsx"
    write_beside(path, b"one")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse)
        assert said in told(path)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_beside(tmp_path / "汇总.xlsx", b"x")
    assert list(tmp_path.iterdir()) == []


# What a killed process left


def dead_process() -> int:
    """The number of a process that is no more."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.mark.skipif(os.name != "posix", reason="这个系统不告诉进程是否还在")
@pytest.mark.parametrize(
    ("name", "stays"),
    [
        (lambda: f".zpb-{saving._host()}-{dead_process()}-abc.tmp", False),
        (lambda: f".zpb-{saving._host()}-{os.getpid()}-abc.tmp", True),
        (lambda: f".zpb-{saving._host()}-1-abc.tmp", True),
        (lambda: f".zpb-00000000-{dead_process()}-abc.tmp", True),
        (lambda: f".zpb-{saving._host()}-x-abc.tmp", True),
        (lambda: "甲.tmp", True),
    ],
)
def test_what_a_killed_process_left_is_taken_away(
    name: Callable[[], str], stays: bool, tmp_path: Path
) -> None:
    left = tmp_path / name()
    left.write_bytes(b"half")
    write_beside(tmp_path / "汇总.xlsx", b"x")
    assert left.exists() == stays


def test_what_is_a_day_old_is_taken_away_whosever_it_is(tmp_path: Path) -> None:
    left, other = tmp_path / ".zpb-00000000-1-abc.tmp", tmp_path / "旧.tmp"
    for path in (left, other):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 2 * 24 * 3600,) * 2)
    write_beside(tmp_path / "汇总.xlsx", b"x")
    assert (left.exists(), other.exists()) == (False, True)
