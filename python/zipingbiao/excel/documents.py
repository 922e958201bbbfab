"""导出 Word: the forms of a book as a Word document, in their official look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import CallError, Place, ZpbError
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import check_free, target_path
from zipingbiao.export.exporting import Exporter, Printed, bound, single
from zipingbiao.export.naming import titles_of
from zipingbiao.model import SelfEvaluation
from zipingbiao.reading import Found, read_all
from zipingbiao.report.outputs import refuse_strangers, write_copy

#: A dialog tells so much.
_MOST_TOLD = 5


class _Ready(NamedTuple):
    """The forms of a book ready for a document, what is told of them, the hash of the book."""

    printed: Sequence[Printed]
    told: Sequence[str]
    refused: Sequence[ZpbError]
    sha256: str


def word(call: Call) -> str:
    """Export the forms that can be seen into one document; the book stays as it is."""
    ready = _ready(call)
    if not ready.printed:
        raise ready.refused[0]
    proposed = f"{Path(call.board.name).stem}.docx"
    chosen = call.host.pick_target(call.app, "Word 文档存到哪里", proposed)
    if chosen is None:
        return ""
    out = target_path(chosen, ".docx")
    check_free(call.app, out)
    refuse_strangers([out])
    write_copy(out, _document(ready, out.stem))
    said = [*map(str, ready.refused), *ready.told]
    more = [f"……另有 {len(said) - _MOST_TOLD} 条。"] if said[_MOST_TOLD:] else []
    return "\n".join([f"已导出 {len(ready.printed)} 张表：{out}", *said[:_MOST_TOLD], *more])


def _document(ready: _Ready, title: str) -> bytes:
    if len(ready.printed) == 1:
        return single(ready.printed[0], ready.sha256)
    return bound(ready.printed, title)


def _ready(call: Call) -> _Ready:
    """The forms of the book. Raises CallError where there is none that can be seen."""
    with call.board.copy() as path:
        [reading] = read_all([Found(path, path.name)], jobs=1)
        if not reading.forms:
            raise CallError(reading.record.message or "", Place(call.board.name))
        forms = [form for form in reading.forms if not form.source.hidden]
        if not forms:
            cure = "请取消隐藏自评表所在的工作表。"
            raise CallError("自评表都在隐藏的工作表上，没有导出。", Place(call.board.name), cure)
        return _printed(forms, path.read_bytes(), reading.sha256)


def _printed(forms: Sequence[SelfEvaluation], data: bytes, sha256: str) -> _Ready:
    exporter = Exporter(lambda _: data)
    printed: list[Printed] = []
    told: list[str] = []
    refused: list[ZpbError] = []
    for form, title in zip(forms, titles_of(forms), strict=True):
        beside = [other for other in forms if other.source.sheet == form.source.sheet]
        try:
            one = exporter.printed(form, beside, title)
        except ZpbError as error:
            refused.append(error)
            continue
        printed.append(one)
        told += [f"{form.source.sheet}：{sentence}" for sentence in one.told]
    return _Ready(printed, told, refused, sha256)
