"""Work in processes of its own, as the user sees it: begun, cancelled, told of at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from zipingbiao.errors import CallError, Place, ZpbError
from zipingbiao.excel import jobs
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import open_book
from zipingbiao.ooxml.opening import read_file
from zipingbiao.ooxml.sniff import WORKBOOK_ENDINGS, verdict
from zipingbiao.reading import discover

#: The list of all that was sent back, in the folder of the copies.
LIST_BOOK = "退回清单.xlsx"
#: A dialog names so many files; all of them stand in what was written.
_MOST_TOLD = 8


def refuse_second() -> None:
    """Raise CallError while some work is at it."""
    if working := jobs.running():
        label = working[0].kind.label
        cure = "请等它结束，或点「取消」。"
        raise CallError(f"正在进行一次{label}，不能同时再做一次。", cure=cure)


def holds_workbook(paths: Iterable[Path]) -> bool:
    """Whether any file is, or claims to be, a workbook or a document that can be read."""
    files = [one.path for one in discover(paths)]
    if any(path.suffix.lower() in WORKBOOK_ENDINGS for path in files):
        return True
    return any(map(_is_workbook, files))


def _is_workbook(path: Path) -> bool:
    try:
        return verdict(path.name, read_file(path, path.name)).status != "skipped"
    except ZpbError:
        return False


def pick_inbox(call: Call, title: str, undone: str) -> Path | None:
    """The folder that the user chooses, beginning with the last one; None where they cancel.

    Raises CallError where there is no workbook in it: nothing was ``undone``.
    """
    folder = call.host.pick_folder(call.app, title, call.settings.folder)
    if folder is not None and not holds_workbook([folder]):
        cure = "请选各单位报来的文件所在的文件夹。"
        raise CallError(f"这个文件夹里没有工作簿，{undone}。", Place(str(folder)), cure)
    return folder


def start(call: Call, request: jobs.Request) -> None:
    """Begin some work, and show how far it is."""
    job = jobs.start(request)
    call.host.watch(call.app, job.folder)


def cancel(call: Call) -> str:
    """Stop what is running; `finish` will say that it has stopped."""
    working = jobs.running()
    for job in working:
        job.cancel()
    return "" if working else "现在没有正在进行的汇总、退回、成册或对比。"


def finish(call: Call) -> str:
    """Open what the job that the argument names has written, and say what came of it."""
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
    written = out / LIST_BOOK if out.is_dir() else out
    if written.is_file():
        open_book(call.app, written)
    return "\n".join(_told(job, result))


def _told(job: jobs.Job, result: dict[str, Any]) -> Iterator[str]:
    """What a person is told at the end, line by line."""
    request, unread, told = job.request, result["unread"], result["told"]
    yield from _HEADS.get(request.kind, _no_head)(request.out, result)
    yield from result["sentences"]
    if unread:
        yield f"有 {len(unread)} 个文件没有读出："
        yield from (f"{path}：{message}" for path, message in unread[:_MOST_TOLD])
    yield from told[:_MOST_TOLD]
    more = max(len(unread) - _MOST_TOLD, 0) + max(len(told) - _MOST_TOLD, 0)
    if more:
        yield f"……另有 {more} 条，见{job.kind.product}。"


def _merged(out: Path, result: dict[str, Any]) -> Iterator[str]:
    if result["forms"]:
        yield f"已汇总 {result['forms']} 张表（{result['files']} 个文件），存为 {out.name}。"
    else:
        yield f"没有读到自评表，{out.name} 里只有文件清单。请确认选的是各单位报来的自评表。"
    if result["without"]:
        yield f"有 {result['without']} 个工作簿里没有找到自评表，见「来源清单」一页。"


def _bound(out: Path, result: dict[str, Any]) -> Iterator[str]:
    forms, sheets = result["forms"], result["sheets"]
    if sheets:
        yield f"已把 {forms} 张表合并成册（{sheets} 个工作表），存为 {out.name}。"
    else:
        yield "没有读到自评表，没有写出文件。请确认选的是各单位报来的自评表。"


def _no_head(out: Path, result: dict[str, Any]) -> Iterator[str]:
    return iter(())


_HEADS: dict[str, Callable[[Path, dict[str, Any]], Iterator[str]]] = {
    jobs.MERGE: _merged,
    jobs.BIND: _bound,
}
