"""退回 and 对比: what the reviewer chooses of a round."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import jobs, tasks
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import check_free, target_path
from zipingbiao.excel.settings import remember
from zipingbiao.ooxml.overwriting import refuse_overwriting
from zipingbiao.returning.ledger import load_ledger
from zipingbiao.values.serial import typed_day

ROUND_NAME = "交回情况.xlsx"
_PROMPT = "哪一天前交回？如 2026-12-10，写在退回通知上；不写就留空，由您在通知里填。"


def send_back(call: Call) -> str:
    """Check the forms in a folder, and write what is sent back to the units into another."""
    tasks.refuse_second()
    folder = tasks.pick_inbox(call, "选择要检查、退回的文件夹", "没有退回")
    if folder is None:
        return ""
    out = call.host.pick_folder(call.app, "退回的副本、通知和清单放在哪个文件夹", folder.parent)
    if out is None:
        return ""
    if folder.resolve().is_relative_to(out.resolve()):
        cure = "请选另一个文件夹，可以新建。"
        raise CallError("退回的副本不能放进报来的文件所在的文件夹。", Place(str(out)), cure)
    check_free(call.app, out / tasks.LIST_BOOK)
    typed = call.host.ask(call.app, "退回", _PROMPT)
    if typed is None:
        return ""
    deadline = _deadline(typed)
    if folder != call.settings.folder:
        remember(call, replace(call.settings, folder=folder))
    tasks.start(call, _request(call, folder, out, jobs.RETURN)._replace(deadline=deadline))
    return ""


def _deadline(typed: str) -> str | None:
    """The day that was typed, ``2026-12-10``; None where nothing was. Raises CallError."""
    if not typed.strip():
        return None
    found = typed_day(typed)
    if found is None:
        cure = "请写成 2026-12-10 这样的日期，或留空。"
        raise CallError(f"「{typed.strip()}」看不出是哪一天，没有退回。", cure=cure)
    return found.isoformat()


def compare(call: Call) -> str:
    """Hold what came back against what was sent, and write a workbook that tells."""
    tasks.refuse_second()
    since = call.host.pick_folder(call.app, "选择退回时写出的文件夹（里面有退回清单）")
    if since is None:
        return ""
    load_ledger(since)
    title = "选择收回的文件所在的文件夹"
    folder = call.host.pick_folder(call.app, title, since.parent)
    if folder is None:
        return ""
    chosen = call.host.pick_target(call.app, "交回情况存到哪里", f"{folder.name}{ROUND_NAME}")
    if chosen is None:
        return ""
    out = target_path(chosen)
    check_free(call.app, out)
    refuse_overwriting(out)
    tasks.start(call, _request(call, folder, out, jobs.COMPARE)._replace(since=since))
    return ""


def _request(call: Call, folder: Path, out: Path, kind: str) -> jobs.Request:
    """What is to be checked, by the user's settings."""
    found = call.settings
    return jobs.Request(
        (folder,),
        out,
        found.jobs,
        kind,
        severity=found.severity,
        ignore=found.ignore,
        profile=found.profile,
    )
