"""The commands that merge: what the user chooses, a job of its own, what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, Place, ZpbError
from zipingbiao.excel import jobs
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import check_free, open_book, target_path
from zipingbiao.ooxml.opening import read_file
from zipingbiao.ooxml.overwriting import refuse_overwriting
from zipingbiao.ooxml.sniff import WORKBOOK_ENDINGS, verdict
from zipingbiao.reading import discover

SUMMARY_NAME = "汇总表.xlsx"
#: A dialog names so many files; all of them stand in the summary.
_MOST_TOLD = 8


def merge_folder(call: Call) -> str:
    """Merge the workbooks in and below a folder that the user chooses."""
    _refuse_second()
    folder = call.host.pick_folder(call.app, "选择要汇总的文件夹")
    if folder is None:
        return ""
    if not _holds_workbook([folder]):
        cure = "请选各单位报来的文件所在的文件夹。"
        raise CallError("这个文件夹里没有工作簿，没有汇总。", Place(str(folder)), cure)
    return _start(call, (folder,), f"{folder.name}{SUMMARY_NAME}")


def merge_files(call: Call) -> str:
    """Merge the workbooks that the user chooses."""
    _refuse_second()
    files = call.host.pick_files(call.app, "选择要汇总的工作簿")
    if not files:
        return ""
    if not _holds_workbook(files):
        cure = "请选各单位报来的工作簿。"
        raise CallError("所选的文件里没有工作簿，没有汇总。", Place(str(files[0].parent)), cure)
    return _start(call, files, SUMMARY_NAME)


def _refuse_second() -> None:
    if jobs.running():
        cure = "请等它结束，或点「取消汇总」。"
        raise CallError("正在进行一次汇总，不能同时再做一次。", cure=cure)


def _holds_workbook(paths: Iterable[Path]) -> bool:
    """Whether any file is, or claims to be, a workbook."""
    files = [one.path for one in discover(paths)]
    if any(path.suffix.lower() in WORKBOOK_ENDINGS for path in files):
        return True
    return any(map(_is_workbook, files))


def _is_workbook(path: Path) -> bool:
    try:
        return verdict(path.name, read_file(path, path.name)).status != "skipped"
    except ZpbError:
        return False


def _start(call: Call, paths: Sequence[Path], proposed: str) -> str:
    """Ask where to, and let a process of its own do it."""
    chosen = call.host.pick_target(call.app, "汇总表存到哪里", proposed)
    if chosen is None:
        return ""
    out = target_path(chosen)
    check_free(call.app, out)
    refuse_overwriting(out)
    job = jobs.start(jobs.Request(tuple(paths), out, call.settings.jobs))
    call.host.watch(call.app, job.folder)
    return ""


def cancel(call: Call) -> str:
    """Stop what is running; `finish` will say that it has stopped."""
    working = jobs.running()
    for job in working:
        job.cancel()
    return "" if working else "现在没有正在进行的汇总。"


def finish(call: Call) -> str:
    """Open the summary of the job that the argument names, and say what came of it."""
    job = jobs.job_at(Path(call.argument))
    if job.is_running:  # it has only said nothing for long
        call.host.watch(call.app, job.folder)
        return ""
    phase, text = job.status
    result = job.result
    if phase != jobs.DONE or result is None:
        if job.is_cancelled:
            return text
        raise CallError(text)
    out = job.request.out
    open_book(call.app, out)
    return "\n".join(_told(out, result))


def _told(out: Path, result: dict[str, Any]) -> Iterator[str]:
    """What a person is told of a merge, line by line."""
    forms, unread = result["forms"], result["unread"]
    if forms:
        yield f"已汇总 {forms} 张表（{result['files']} 个文件），存为 {out.name}。"
    else:
        yield f"没有读到自评表，{out.name} 里只有文件清单。请确认选的是各单位报来的自评表。"
    if result["without"]:
        yield f"有 {result['without']} 个工作簿里没有找到自评表，见「来源清单」一页。"
    if unread:
        yield f"有 {len(unread)} 个文件没有读出："
        yield from (f"{path}：{message}" for path, message in unread[:_MOST_TOLD])
    yield from result["warnings"][:_MOST_TOLD]
    more = max(len(unread) - _MOST_TOLD, 0) + max(len(result["warnings"]) - _MOST_TOLD, 0)
    if more:
        yield f"……另有 {more} 条，见汇总表。"
