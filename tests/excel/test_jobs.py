"""A merge in a process of its own: how it tells, ends, is cancelled, and is found dead."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from inbox import encrypted, form
from zipingbiao.errors import CallError, OutputError
from zipingbiao.excel import jobs, worker
from zipingbiao.excel.jobs import DONE, FAIL, RUN, Job, Request
from zipingbiao.excel.works import Told
from zipingbiao.layouts import get_layout
from zipingbiao.reading import Progress

#: Enough files for several processes, and for a person to change their mind.
MANY = 400
PATIENCE = 60.0

posix = pytest.mark.skipif(sys.platform == "win32", reason="进程组和信号只有 POSIX 系统才有")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with one workbook."""
    folder = tmp_path / "报来 的"
    folder.mkdir()
    data = get_layout("national-project").write([form("甲", "万元", 5, 6)], given=True).data
    (folder / "甲.xlsx").write_bytes(data)
    return folder


@pytest.fixture
def crowd(inbox: Path) -> Path:
    """A folder with many workbooks."""
    for number in range(MANY):
        shutil.copy(inbox / "甲.xlsx", inbox / f"{number}.xlsx")
    return inbox


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the summary goes."""
    folder = tmp_path / "结果"
    folder.mkdir()
    return folder / "汇总[1].xlsx"


def made(own: Path, out: Path, phase: str = RUN) -> Job:
    """A job without a worker."""
    folder = own / "jobs" / "a"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(f'{{"paths": [], "out": "{out.as_posix()}", "jobs": 1}}')
    job = Job(folder)
    job.tell(phase, "……")
    return job


def wait_for(wanted: Callable[[], object]) -> None:
    """Until something is so; not for ever."""
    end = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(job: Job) -> jobs.Status:
    wait_for(lambda: job.status.phase != RUN)
    return job.status


def left_beside(out: Path) -> list[Path]:
    return list(out.parent.iterdir())


def workers(own: Path) -> dict[int, int]:
    """The processes that run a worker of ours and those it has started, with their parents."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True
    ).stdout
    lines = (line.split() for line in listed.splitlines() if str(own.parent) in line)
    return {int(line[0]): int(line[1]) for line in lines}


@pytest.fixture
def nobody_left(own: Path) -> Iterator[None]:
    """Whatever a test starts has ended when it is over."""
    yield
    wait_for(lambda: not workers(own))


def test_the_status_is_as_the_add_in_reads_it(own: Path, out: Path) -> None:
    job = made(own, out)
    job.tell(RUN, "汇总：已读 3/9 个文件\n……")
    raw = (job.folder / "status.txt").read_bytes()
    assert raw == "RUN\n汇总：已读 3/9 个文件 ……".encode("utf-16-le")
    assert job.status == (RUN, "汇总：已读 3/9 个文件 ……")
    assert not list(job.folder.glob("*.new"))


def test_a_job_merges_in_a_process_of_its_own(inbox: Path, out: Path, nobody_left: None) -> None:
    (inbox / "加密.xlsx").write_bytes(encrypted((inbox / "甲.xlsx").read_bytes()))
    job = jobs.start(Request((inbox,), out))
    assert jobs.running() == [job] or job.status.phase != RUN
    assert ended(job) == (DONE, "汇总完成。")
    assert out.read_bytes().startswith(b"PK")
    result = job.result
    assert result is not None
    assert (result["forms"], result["files"], result["without"]) == (1, 1, 0)
    [[name, message]] = result["unread"]
    assert name == "加密.xlsx"
    assert message.endswith("请在 Excel、Word 或 WPS 中取消打开密码后另存。")
    assert jobs.running() == []
    assert job.log.read_bytes() == b""
    assert jobs.job_at(job.folder).request == Request((inbox,), out)


def test_the_worker_knows_of_no_spreadsheet_program() -> None:
    code = "import sys, zipingbiao.excel.worker; sys.exit('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@posix
@pytest.mark.alone
def test_a_merge_that_is_cancelled_leaves_no_file_and_no_process(
    crowd: Path, out: Path, nobody_left: None
) -> None:
    job = jobs.start(Request((crowd,), out, jobs=2))
    wait_for(lambda: "已读 " in job.status.text)
    job.cancel()
    assert ended(job) == (FAIL, "已取消汇总，没有写出文件。")
    assert left_beside(out) == []
    assert not job.is_running


@posix
@pytest.mark.alone
def test_a_worker_that_is_killed_is_found_dead_and_leaves_no_process(
    crowd: Path, out: Path, own: Path, nobody_left: None
) -> None:
    job = jobs.start(Request((crowd,), out, jobs=2))
    wait_for(lambda: len(workers(own)) == 3)  # the pool starts its processes as it needs them
    found = workers(own)
    [first] = found.keys() - {pid for pid, parent in found.items() if parent in found}
    os.kill(first, signal.SIGKILL)
    phase, text = ended(job)
    assert phase == FAIL
    assert text.startswith("汇总进程意外结束，没有写出汇总表。请再试一次；如再发生，请把 ")
    assert left_beside(out) == []


def test_a_job_whose_worker_is_long_gone_is_ended_by_whoever_looks(own: Path, out: Path) -> None:
    job = made(own, out)
    assert jobs.running() == [job]  # its worker may still be coming up
    (out.parent / f".{out.name}.x7.tmp").write_bytes(b"half")
    (job.folder / "alive").touch()
    assert jobs.running() == []
    assert job.status.phase == FAIL
    assert left_beside(out) == []
    result = job.result
    assert result is not None
    assert result["text"] == job.status.text


def test_a_worker_that_never_came_up_is_dead_after_a_while(own: Path, out: Path) -> None:
    job = made(own, out)
    old = time.time() - 61
    os.utime(job.folder / "job.json", (old, old))
    assert not job.is_running
    assert "意外结束" in job.status.text


def test_a_job_that_is_held_by_another_process_is_alive(own: Path, out: Path) -> None:
    job = made(own, out)
    code = (
        "import sys; from pathlib import Path; from zipingbiao.excel.jobs import Job\n"
        "with Job(Path(sys.argv[1])).alive(): print(flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", code, str(job.folder)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert job.is_running
        other.kill()
    assert not job.is_running


def test_jobs_that_ended_days_ago_are_swept(own: Path, out: Path) -> None:
    job = made(own, out, DONE)
    jobs.sweep()
    assert job.folder.is_dir()
    old = time.time() - 8 * 86_400
    os.utime(job.folder / "status.txt", (old, old))
    jobs.sweep()
    assert not job.folder.exists()


def test_only_a_folder_of_ours_is_a_job(own: Path, out: Path, tmp_path: Path) -> None:
    job = made(own, out)
    assert jobs.job_at(job.folder).folder == job.folder
    for folder in (tmp_path, job.folder.parent, job.folder.parent / "b"):
        with pytest.raises(CallError, match="没有这次操作的记录。请重新做一次。"):
            jobs.job_at(folder)


def test_a_system_that_starts_no_process_is_told(
    inbox: Path, out: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/没有/python")
    with pytest.raises(CallError, match=r"汇总进程没有启动（.+）。请重新安装加载项。"):
        jobs.start(Request((inbox,), out))
    assert list((own / "jobs").iterdir()) == []


# What the worker is at when it is cancelled: (the work, what is said, what is left).
STAGES = {
    "telling": ("while True: progress(1, 9)", "已取消汇总，没有写出文件。", []),
    "silent": ("while True: pass", "已取消汇总，没有写出文件。", []),
    "writing": (
        "out.with_name(f'.{out.name}.x7.tmp').write_bytes(b'half')\n while True: pass",
        "已取消汇总，没有写出文件。",
        [],
    ),
    "written": (
        "out.write_bytes(b'whole')\n while True: pass",
        "取消得晚了一步，汇总表已经写好：{out}",
        ["汇总[1].xlsx"],
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_whatever_the_worker_is_at_it_can_be_cancelled(stage: str, own: Path, out: Path) -> None:
    body, said, left = STAGES[stage]
    job = made(own, out)
    code = (
        "import sys; from pathlib import Path; from zipingbiao.excel import jobs, worker\n"
        f"def do(request, progress):\n out = request.out; print(flush=True)\n {body}\n"
        "job = jobs.Job(Path(sys.argv[1]))\n"
        "with job.alive(): worker.work(job, do)"
    )
    words = [sys.executable, "-c", code, str(job.folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05)
        job.cancel()
        assert process.wait(PATIENCE) == 0
    assert job.status == (FAIL, said.format(out=out))
    assert [path.name for path in left_beside(out)] == left


# The worker's own part, without a process.


def failing(error: Exception) -> worker.Do:
    def do(request: Request, progress: Progress) -> Told:
        raise error

    return do


def test_what_stops_the_worker_is_one_sentence(
    own: Path, out: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    job = made(own, out)
    worker.work(job, failing(OutputError("无法写入。", cure="请关闭它。")))
    assert job.status == (FAIL, "无法写入。请关闭它。")
    worker.work(job, failing(BrokenProcessPool("a worker died")))
    assert job.status.text.startswith("读取文件的进程意外结束，可能是内存不足")
    assert capfd.readouterr().err == ""
    worker.work(job, failing(KeyError("bug")))
    assert job.status.text.startswith("汇总时程序出错，没有写出汇总表。详情在 ")
    assert "KeyError: 'bug'" in capfd.readouterr().err


def test_progress_is_told_a_few_times_a_second(own: Path, out: Path) -> None:
    job = made(own, out)
    told: list[str] = []

    def do(request: Request, progress: Progress) -> Told:
        start = time.monotonic()
        for number in range(1, 10**6):
            progress(number, 10**6)
            if told[-1:] != [job.status.text]:
                told.append(job.status.text)
            if time.monotonic() - start > 0.5:
                break
        progress(9, 9)
        told.append(job.status.text)
        return {}

    worker.work(job, do)
    assert 2 <= len(told) <= 5
    assert told[0] == "汇总：已读 1/1000000 个文件……"
    assert told[-1] == "汇总：已读完 9 个文件，正在写汇总表……"
