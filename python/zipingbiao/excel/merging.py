"""The commands that merge, and the one that binds: what the user chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import jobs, tasks
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import check_free, target_path
from zipingbiao.excel.settings import Kept, Settings, remember
from zipingbiao.ooxml.overwriting import refuse_overwriting
from zipingbiao.report.outputs import refuse_strangers

SUMMARY_NAME, VOLUME_NAME = "汇总表.xlsx", "成册.xlsx"
_ROSTERS, _SUMMARIES = (".xlsx", ".xlsm", ".xls", ".csv"), (".xlsx",)
_CURE = "请在「设置」里改正或清空这一格。"


def merge_folder(call: Call) -> str:
    """Merge the workbooks in and below a folder that the user chooses."""
    tasks.refuse_second()
    folder = tasks.pick_inbox(call, "选择要汇总的文件夹", "没有汇总")
    if folder is None:
        return ""
    return _merge(call, (folder,), f"{folder.name}{SUMMARY_NAME}", folder)


def merge_files(call: Call) -> str:
    """Merge the workbooks that the user chooses."""
    tasks.refuse_second()
    files = call.host.pick_files(call.app, "选择要汇总的工作簿")
    if not files:
        return ""
    if not tasks.holds_workbook(files):
        cure = "请选各单位报来的工作簿。"
        raise CallError("所选的文件里没有工作簿，没有汇总。", Place(str(files[0].parent)), cure)
    return _merge(call, files, SUMMARY_NAME, call.settings.folder)


def _merge(call: Call, paths: Sequence[Path], proposed: str, folder: Path | None) -> str:
    """Ask for what goes with it and where to, and let a process of its own do it."""
    asked = _asked(call, folder)
    chosen = call.host.pick_target(call.app, "汇总表存到哪里", proposed)
    if chosen is None:
        return ""
    out = target_path(chosen)
    check_free(call.app, out)
    refuse_overwriting(out)
    if asked != call.settings:
        remember(call, asked)
    request = jobs.Request(
        tuple(paths), out, asked.jobs, roster=asked.roster.path, previous=asked.previous.path
    )
    tasks.start(call, request)
    return ""


def _asked(call: Call, folder: Path | None) -> Settings:
    """The settings with what was asked for now: what is remembered is not asked again.

    Raises CallError where a file that is remembered has gone.
    """
    found = call.settings
    roster = found.roster if found.roster.asked else _ask_for(call, "应报单位名单", _ROSTERS)
    last = found.previous
    previous = last if last.asked else _ask_for(call, "上次（去年）的汇总", _SUMMARIES)
    for what, kept in (("应报单位名单", roster), ("上次的汇总", previous)):
        if kept.path is not None and not kept.path.exists():
            raise CallError(f"{what}不在这里，没有汇总。", Place(str(kept.path)), _CURE)
    return replace(found, folder=folder, roster=roster, previous=previous)


def _ask_for(call: Call, what: str, endings: Sequence[str]) -> Kept:
    title = f"选择{what}；没有就点取消，以后可在「设置」里写"
    return Kept(True, call.host.pick_file(call.app, title, endings))


def bind(call: Call) -> str:
    """Bind the forms in a folder into one workbook."""
    tasks.refuse_second()
    folder = tasks.pick_inbox(call, "选择要合并成册的文件夹", "没有成册")
    if folder is None:
        return ""
    chosen = call.host.pick_target(call.app, "成册的工作簿存到哪里", f"{folder.name}{VOLUME_NAME}")
    if chosen is None:
        return ""
    out = target_path(chosen)
    check_free(call.app, out)
    refuse_strangers([out])
    if folder != call.settings.folder:
        remember(call, replace(call.settings, folder=folder))
    tasks.start(call, jobs.Request((folder,), out, call.settings.jobs, jobs.BIND))
    return ""
