"""No output takes the place of a workbook that somebody filled in."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.errors import CallError, Place, UnreadableFile
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook
from zipingbiao.ooxml.package import is_own_output


def keep_inputs(out: Path) -> None:
    """Never write over a workbook that somebody filled in. Raises CallError naming it."""
    if not out.is_file() or is_own_output(out.read_bytes()):
        return
    try:
        open_workbook(out, str(out))
    except (SkippedFileError, UnreadableFile):
        return
    cure = "请换一个输出文件名，或先把它移走。"
    raise CallError("这里已有一份不是汇总结果的工作簿，没有覆盖。", Place(str(out)), cure)
