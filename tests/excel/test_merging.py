"""合并: what is asked, what is refused, what is told when the job has ended."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from excel.fake import FakeHost, fake_app, start
from inbox import encrypted, form
from zipingbiao.errors import CallError, ZpbError
from zipingbiao.excel import jobs
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import BY_ID
from zipingbiao.excel.jobs import DONE, FAIL, RUN, Job
from zipingbiao.excel.merging import merge_files, merge_folder
from zipingbiao.excel.tasks import cancel, finish
from zipingbiao.layouts import get_layout

PATIENCE = 60.0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with two workbooks, one of them in a folder below."""
    folder = tmp_path / "2023年"
    (folder / "乙局").mkdir(parents=True)
    layout = get_layout("national-project")
    for name in ("甲", "乙局/乙"):
        data = layout.write([form(name, "万元", 5, 6)], given=True).data
        (folder / f"{name}.xlsx").write_bytes(data)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the summary goes."""
    return tmp_path / "汇总.xlsx"


def ended(host: FakeHost) -> Job:
    """The job that the host was told to watch, at its end."""
    [folder] = host.watched
    job, end = Job(folder), time.monotonic() + PATIENCE
    while job.status.phase == RUN:
        assert time.monotonic() < end
        time.sleep(0.02)
    return job


def finished(app: xw.App, job: Job) -> str:
    return finish(Call(app, FakeHost(), None, str(job.folder)))


def made(own: Path, out: Path, phase: str, text: str, **result: object) -> Job:
    """A job that has ended, or one that no worker has taken yet."""
    folder = own / "jobs" / f"job{len(list(own.glob('jobs/*')))}"
    folder.mkdir(parents=True)
    data: dict[str, object] = {"paths": [], "out": str(out), "jobs": None}
    (folder / "job.json").write_text(json.dumps(data))
    job = Job(folder)
    if phase == RUN:
        job.tell(phase, text)
    else:
        job.end(phase, text, **result)
    return job


def test_a_folder_is_merged_and_the_summary_opened(app: xw.App, inbox: Path, target: Path) -> None:
    (inbox / "加密.xlsx").write_bytes(encrypted((inbox / "甲.xlsx").read_bytes()))
    openpyxl.Workbook().save(inbox / "没有表.xlsx")
    host = FakeHost(folder=inbox, target=target)
    assert merge_folder(Call(app, host, None)) == ""
    assert host.proposed == ["2023年汇总表.xlsx"]
    job = ended(host)
    assert job.request == jobs.Request((inbox,), target, None)
    *told, last = finished(app, job).splitlines()
    assert told == [
        "已汇总 2 张表（2 个文件），存为 汇总.xlsx。",
        "有 1 个工作簿里没有找到自评表，见「来源清单」一页。",
        "有 1 个文件没有读出：",
    ]
    assert last.startswith("加密.xlsx：文件已加密")
    assert last.endswith("请在 Excel、Word 或 WPS 中取消打开密码后另存。")
    assert app.books.active.fullname == str(target)
    assert [sheet.name for sheet in app.books.active.sheets][:2] == ["首页", "汇总表"]


def test_chosen_files_are_merged(app: xw.App, inbox: Path, target: Path) -> None:
    host = FakeHost(files=(inbox / "甲.xlsx",), target=target.with_suffix(""))
    assert merge_files(Call(app, host, None)) == ""
    assert host.proposed == ["汇总表.xlsx"]
    assert finished(app, ended(host)) == "已汇总 1 张表（1 个文件），存为 汇总.xlsx。"


def test_a_summary_may_take_the_place_of_an_older_one(
    app: xw.App, inbox: Path, target: Path
) -> None:
    for _ in range(2):
        host = FakeHost(folder=inbox, target=inbox / "汇总表.xlsx")
        merge_folder(Call(app, host, None))
        assert finished(app, ended(host)).startswith("已汇总 2 张表（2 个文件）")
        app.books.active.close()


def test_who_cancels_a_dialog_starts_nothing(app: xw.App, inbox: Path, own: Path) -> None:
    for host in (FakeHost(), FakeHost(folder=inbox, files=(inbox / "甲.xlsx",))):
        assert merge_folder(Call(app, host, None)) == ""
        assert merge_files(Call(app, host, None)) == ""
        assert host.watched == []
    assert jobs.running() == []


def refused(app: xw.App, host: FakeHost, files: bool = False) -> str:
    with pytest.raises(ZpbError) as told:
        (merge_files if files else merge_folder)(Call(app, host, None))
    assert host.watched == []
    return str(told.value)


def test_a_folder_without_workbooks_is_told(app: xw.App, tmp_path: Path, target: Path) -> None:
    folder = tmp_path / "空"
    folder.mkdir()
    host = FakeHost(folder=folder, files=(folder / "说明.txt",), target=target)
    sentence = "这个文件夹里没有工作簿，没有汇总。请选各单位报来的文件所在的文件夹。"
    assert refused(app, host) == f"{folder}：{sentence}"
    (folder / "说明.txt").write_text("请查收", "utf-8")
    assert sentence in refused(app, host)
    assert "所选的文件里没有工作簿，没有汇总。" in refused(app, host, files=True)
    assert host.proposed == []  # it is told before anything else is asked


def test_a_workbook_without_its_ending_is_one(app: xw.App, inbox: Path, target: Path) -> None:
    (inbox / "甲.xlsx").rename(inbox / "甲.dat")
    (inbox / "乙局" / "乙.xlsx").unlink()
    host = FakeHost(folder=inbox, target=target)
    merge_folder(Call(app, host, None))
    assert finished(app, ended(host)).startswith("已汇总 1 张表")


def test_somebodys_workbook_is_never_overwritten(app: xw.App, inbox: Path) -> None:
    before = (inbox / "甲.xlsx").read_bytes()
    told = refused(app, FakeHost(folder=inbox, target=inbox / "甲.xlsx"))
    assert "这里已有一份不是汇总结果的工作簿，没有覆盖。请换一个输出文件名" in told
    assert (inbox / "甲.xlsx").read_bytes() == before


def test_a_target_that_is_open_is_told(app: xw.App, inbox: Path, target: Path) -> None:
    openpyxl.Workbook().save(target)
    app.books.open(str(target))
    sentence = "有一份同名的工作簿正开着，没有写入。请先关闭它，或换一个文件名。"
    assert sentence in refused(app, FakeHost(folder=inbox, target=target))
    app.books.active.close()
    (target.parent / f".~lock.{target.name}#").touch()  # open in LibreOffice
    sentence = "无法写入，文件正被占用或没有权限。请先关闭它，或换一个文件名。"
    assert sentence in refused(app, FakeHost(folder=inbox, target=target))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root 什么都能写")
def test_a_target_that_may_not_be_written_is_told(app: xw.App, inbox: Path, target: Path) -> None:
    target.write_bytes(b"")
    target.chmod(0o400)
    assert "文件正被占用或没有权限" in refused(app, FakeHost(folder=inbox, target=target))


def test_only_one_merge_runs_at_a_time(app: xw.App, inbox: Path, target: Path, own: Path) -> None:
    made(own, target, RUN, "汇总：已读 3/9 个文件……")
    host = FakeHost(folder=inbox, target=target)
    sentence = "正在进行一次汇总，不能同时再做一次。请等它结束，或点「取消」。"
    assert refused(app, host) == sentence
    assert refused(app, host, files=True) == sentence


def test_cancelling_asks_the_job_to_stop(app: xw.App, own: Path, target: Path) -> None:
    call = Call(app, FakeHost(), None)
    assert cancel(call) == "现在没有正在进行的汇总、退回、成册或对比。"
    job = made(own, target, RUN, "汇总：已读 3/9 个文件……")
    assert cancel(call) == ""
    assert job.is_cancelled


def test_a_job_that_was_cancelled_is_told_and_opens_nothing(
    app: xw.App, own: Path, target: Path
) -> None:
    job = made(own, target, FAIL, jobs.KINDS["merge"].cancelled)
    job.cancel()
    assert finished(app, job) == "已取消汇总，没有写出文件。"
    assert len(app.books) == 0


def test_a_job_that_failed_is_an_error(app: xw.App, own: Path, target: Path) -> None:
    job = made(own, target, FAIL, "无法写入，文件正被占用。请先关闭它。")
    with pytest.raises(CallError, match="无法写入，文件正被占用。请先关闭它。"):
        finished(app, job)


def test_a_worker_that_died_is_told_at_the_end(app: xw.App, own: Path, target: Path) -> None:
    job = made(own, target, RUN, "汇总：已读 3/9 个文件……")
    (job.folder / "alive").touch()
    with pytest.raises(CallError, match="汇总进程意外结束，没有写出汇总表。请再试一次"):
        finished(app, job)


def test_a_job_that_has_only_been_silent_is_watched_again(
    app: xw.App, own: Path, target: Path
) -> None:
    job = made(own, target, RUN, "汇总：已读完 9 个文件，正在写汇总表……")
    host = FakeHost()
    assert finish(Call(app, host, None, str(job.folder))) == ""
    assert host.watched == [job.folder]


def test_of_many_unread_files_the_first_are_named(app: xw.App, own: Path, target: Path) -> None:
    openpyxl.Workbook().save(target)
    unread = [[f"{number}.xlsx", "文件是空的。"] for number in range(20)]
    result = {
        "forms": 0,
        "files": 0,
        "without": 0,
        "unread": unread,
        "sentences": [],
        "told": ["甲：没有单位。"],
    }
    lines = finished(app, made(own, target, DONE, "汇总完成。", **result)).splitlines()
    assert lines[0].startswith("没有读到自评表，汇总.xlsx 里只有文件清单。")
    assert lines[1] == "有 20 个文件没有读出："
    assert lines[-2:] == ["甲：没有单位。", "……另有 12 条，见汇总表。"]


def test_a_summary_whose_name_is_open_is_told(
    app: xw.App, own: Path, target: Path, tmp_path: Path
) -> None:
    openpyxl.Workbook().save(target)
    elsewhere = tmp_path / "别处" / target.name
    elsewhere.parent.mkdir()
    openpyxl.Workbook().save(elsewhere)
    app.books.open(str(elsewhere))
    result = {"forms": 1, "files": 1, "without": 0, "unread": [], "sentences": [], "told": []}
    with pytest.raises(CallError, match="文件已写好，但另有一份同名的工作簿开着。请先关闭那份"):
        finished(app, made(own, target, DONE, "汇总完成。", **result))


def test_an_argument_that_is_no_job_is_told(app: xw.App, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="没有这次操作的记录"):
        finished(app, Job(tmp_path))


def test_the_declared_commands_are_these() -> None:
    assert BY_ID["merge_folder"].load() is merge_folder
    assert BY_ID["merge_files"].load() is merge_files
    assert BY_ID["cancel"].load() is cancel
    assert BY_ID["finish"].load() is finish
    assert fake_app(start()).alerts == []
