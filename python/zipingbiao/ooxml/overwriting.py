"""No output takes the place of a workbook that somebody filled in, nor of any other document."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.ooxml.origin import is_own_output
from zipingbiao.ooxml.sniff import Kind, kind_of

#: What an output may be written over, where it is none of ours: results of earlier runs are such.
_PLAIN = frozenset({Kind.EMPTY, Kind.TEXT, Kind.HTML, Kind.XML})


def refuse_overwriting(out: Path) -> None:
    """Never write over somebody's document, whether it can be read or not.

    Raises CallError naming it, OutputError where the system does not let us look.
    """
    if not out.is_file():
        return
    place = Place(str(out))
    try:
        data = out.read_bytes()
    except OSError as error:
        raise OutputError(f"无法写入（{system_reason(error)}）。", place) from None
    if is_own_output(data) or kind_of(data) in _PLAIN:
        return
    cure = "请换一个输出文件名，或先把它移走。"
    raise CallError("这里已有一份不是汇总结果的工作簿，没有覆盖。", place, cure)
