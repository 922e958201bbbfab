"""``zpb serve``: one service for a user, its end, the file that tells of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from urllib.error import HTTPError

import pytest

from calls import zpb
from serving.client import started
from zipingbiao.errors import CallError
from zipingbiao.places import USER_VARIABLE
from zipingbiao.serving import desk, session
from zipingbiao.serving.desk import Desk
from zipingbiao.serving.running import end, found, link_of
from zipingbiao.serving.service import Service
from zipingbiao.serving.session import HOST, Keys, Running, publish, published, withdraw
from zipingbiao.serving.worker import Worker

LINK = re.compile(rf"http://{re.escape(HOST)}:(\d+)/[\w-]+/enter/[\w-]+")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of its own."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "家"))
    return tmp_path / "家"


@contextmanager
def served(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service as the command starts it, and its first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "zipingbiao.cli", "serve", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.wait()


def test_the_command_serves_once_and_goes_without_a_trace(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with served("--stay") as (process, line):
        first = LINK.search(line)
        assert first is not None, line
        with pytest.raises(HTTPError, match="403"):  # the cookie is not kept
            urllib.request.urlopen(first[0])
        if os.name == "posix":
            assert (home / "serve.json").stat().st_mode & 0o777 == 0o600
        assert len(list(tmp_path.glob("zpb-desk-*"))) == 1
        # The second one leads to the first.
        assert zpb("serve", "--port", "18999") == 0
        said = capsys.readouterr().out
        assert f"服务已在运行（端口 {first[1]}，没有另开一个）。" in said
        link = LINK.search(said)
        assert link is not None
        assert link[0] != first[0]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert not (home / "serve.json").exists()
    assert list(tmp_path.glob("zpb-desk-*")) == []


@pytest.mark.usefixtures("home")
def test_who_ends_it_can_start_another_at_once() -> None:
    with served("--stay") as (process, line):
        first = LINK.search(line)
        assert first is not None, line
        assert end()
        assert found() is None
        with served("--port", first[1]) as (_, again):
            assert LINK.search(again), again
        assert process.wait(30) == 0
    assert not end()


@pytest.mark.parametrize("words", [("serve",), ("addin", "install", "--wps")])
def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    (tmp_path / "文件").write_text("不是文件夹", "utf-8")
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "文件" / "家"))
    (tmp_path / "Kingsoft" / "wps").mkdir(parents=True)
    (tmp_path / "kingsoft" / "wps").mkdir(parents=True, exist_ok=True)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert zpb(*words) == 2
    assert (
        "写不进去（路径里有一段不是文件夹）。请检查这个文件夹能不能写入。"
        in capsys.readouterr().err
    )


@pytest.mark.usefixtures("home")
def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert zpb("serve", "--port", str(port)) == 2
    assert f"端口 {port} 用不了" in capsys.readouterr().err
    assert published() is None


@pytest.mark.parametrize("port", ["0", "80", "65536", "x", "-1", "²"])
def test_a_wrong_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert zpb("serve", f"--port={port}") == 2
    assert f"「{port}」应是 1024 到 65535 之间的整数。" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_without_its_packages_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['waitress'] = None; from zipingbiao.cli import main;"
        "sys.exit(main(['serve']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert "pip install zipingbiao[serve]" in done.stderr.decode()


def test_the_command_line_starts_without_the_server() -> None:
    code = (
        "import sys; from zipingbiao.cli.arguments import build_parser; build_parser();"
        "print([one for one in ('waitress', 'werkzeug') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nobody_uses_it_and_it_ends() -> None:
    service = Service(idle=0.5)
    with started(service) as caller:
        assert caller.is_alive()
        caller.running.join(20)
        assert not caller.running.is_alive()
        assert service.is_over


def test_work_that_runs_keeps_it() -> None:
    service = Service(idle=0.0)
    time.sleep(0.01)
    assert service.is_over
    service.jobs.__class__ = type("Busy", (type(service.jobs),), {"is_running": True})
    service.touch()
    assert Service(idle=None).is_over is False
    service.close()


# Who tells of whom


@pytest.mark.usefixtures("home")
def test_a_service_that_is_no_more_is_not_found() -> None:
    publish(Running(1, "room", "secret", 1))
    before = published()
    assert before is not None
    assert link_of(before) is None


@pytest.mark.usefixtures("home")
def test_a_service_that_comes_up_is_waited_for() -> None:
    assert found() is None
    service = Service(idle=None)
    with started(service):
        running = Running(service.port, service.keys.room, service.keys.secret, os.getpid())
        later = Timer(0.5, publish, [running])
        later.start()
        assert found(30.0) == running
        withdraw(running)
    assert found(0.0) is None


def test_another_service_at_the_port_is_not_believed() -> None:
    service = Service(idle=None)
    with started(service):
        true = Running(service.port, service.keys.room, service.keys.secret, os.getpid())
        link = link_of(true)
        assert link is not None
        assert link.startswith(true.home)
        assert link_of(true._replace(secret="another")) is None
        assert link_of(true._replace(room="another")) is None


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x"}', "null"])
def test_a_broken_file_tells_of_nothing(text: str) -> None:
    session._path().write_text(text, "utf-8")
    assert published() is None


@pytest.mark.usefixtures("home")
def test_only_its_own_file_is_withdrawn() -> None:
    one, other = Running(1, "a", "b", 1), Running(2, "a", "b", 1)
    publish(one)
    withdraw(other)
    assert published() == one
    withdraw(one)
    assert published() is None


def test_links_grow_old_and_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys()
    links = [keys.new_link() for _ in range(40)]
    assert keys.exchange(links[0]) is None
    assert keys.knows(keys.exchange(links[-1]))
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 301)
    assert keys.exchange(links[-2]) is None


# The desk of one who was killed


@pytest.mark.skipif(os.name != "posix", reason="Windows 上由系统占住文件")
def test_the_desk_of_a_dead_service_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name, owner in (("dead", str(dead.pid)), ("alive", str(os.getpid())), ("odd", "x")):
        (tmp_path / f"zpb-desk-{name}").mkdir()
        (tmp_path / f"zpb-desk-{name}" / "process").write_text(owner, "ascii")
    made = Desk()
    left = {path.name for path in tmp_path.glob("zpb-desk-*")}
    assert left == {"zpb-desk-alive", "zpb-desk-odd", made.folder.name}
    made.close()
    assert not made.folder.exists()


def test_the_desk_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    made = Desk()
    try:
        monkeypatch.setattr(desk, "MOST_FILES", 2)
        monkeypatch.setattr(desk, "MOST_BYTES", 10)
        made.add("a.xlsx", io.BytesIO(b"12345"))
        with pytest.raises(CallError, match="合计超过"):
            made.add("b.xlsx", io.BytesIO(b"123456"))
        made.add("b.xlsx", io.BytesIO(b"12345"))
        with pytest.raises(CallError, match="一次最多放 2 个文件"):
            made.add("c.xlsx", io.BytesIO(b""))
        assert sorted(path.name for path in made.inputs.iterdir()) == ["a.xlsx", "b.xlsx"]
    finally:
        made.close()


# The worker


def test_what_hangs_or_dies_is_told_and_the_next_call_goes() -> None:
    worker = Worker(patience=3.0)
    try:
        with pytest.raises(CallError, match="处理了 3 秒还没有完，已停止"):
            worker.call(time.sleep, 60)
        with pytest.raises(CallError, match="进程意外结束"):
            worker.call(os._exit, 1)
        assert worker.call(len, "abc") == 3
    finally:
        worker.close()
