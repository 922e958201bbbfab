"""Read one file: its forms, its faults, what became of it. Never raises for a bad file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from zipingbiao.errors import Fault, OutOfTime, Place, UnreadableFile, mishap
from zipingbiao.limits import TIME_LIMIT, time_limit
from zipingbiao.model import FileRecord, Prose, SelfEvaluation
from zipingbiao.ooxml.grid import PlainSheet, Workbook
from zipingbiao.ooxml.opening import SkippedFileError, open_workbook_bytes, read_file
from zipingbiao.ooxml.origin import Origin, is_draft, is_notice, is_own_output, origin_of
from zipingbiao.ooxml.sniff import Kind, kind_of
from zipingbiao.reading.finding import Found
from zipingbiao.reading.prose import prose_in, statements_in
from zipingbiao.reading.workers import Lost
from zipingbiao.template.reading.packing import PackedForm, pack, unpack
from zipingbiao.template.reading.read import FormReader, SheetReading

_SUMMARY = "本程序写出的汇总或清单，不是报来的表，未读取。"
_DRAFTED = "本程序写出的报告初稿，其中的表不是报来的表，未读取。"
_NOTIFIED = "本程序写出的退回通知，不是报来的表，未读取。"
_NO_FORM = "ZPB906"
_ELSEWHERE = "这个链接指向的文件夹已在查找之列，不再重复查找。"


@dataclass(frozen=True, slots=True)
class FileReading:
    """What came of one file: its record, its forms, its faults, the SHA-256 of its bytes.

    ``cure`` is what to do about a file that was skipped; ``log`` is for who mends the program,
    where something happened that nobody foresaw. A copy of ours has its ``origin``, and whether
    a person ``touched`` what we wrote; ``twin`` is the file with the same bytes that counts,
    ``instead`` the file that counts for any reason.
    ``prose`` is its running text, where that was asked for.
    """

    record: FileRecord
    forms: tuple[SelfEvaluation, ...] = ()
    faults: tuple[Fault, ...] = ()
    sha256: str = ""
    log: str = ""
    cure: str = ""
    origin: Origin | None = None
    touched: bool = False
    twin: str = ""
    prose: tuple[Prose, ...] = ()
    instead: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        packed = tuple(map(pack, self.forms))
        rest = (self.faults, self.sha256, self.log, self.cure, self.origin, self.touched)
        return _unpacked, (self.record, packed, *rest, self.twin, self.prose, self.instead)


def _unpacked(record: FileRecord, packed: Iterable[PackedForm], *rest: Any) -> FileReading:
    return FileReading(record, tuple(map(unpack, packed)), *rest)


def lost(found: Found, why: Lost) -> FileReading:
    """What comes of a file over which a process died, or which took it too long."""
    if why.late:
        return broken_off(found.name, "", OutOfTime(TIME_LIMIT))
    return broken_off(found.name, "", UnreadableFile("ZPB903", "文件内容异常，读取进程中途退出。"))


def broken_off(name: str, sha256: str, error: Exception, doing: str = "读取") -> FileReading:
    """What comes of a file when work on it broke off: unreadable, whatever the error is."""
    fault, log = mishap(error, doing, Place(name))
    record = FileRecord(name, "unreadable", fault.code, fault.message)
    return FileReading(record, faults=(fault,), sha256=sha256, log=log)


def read_file_forms(
    found: Found, reader: FormReader, *, printed: bool = False, texts: bool = False
) -> FileReading:
    """Read one file, whatever is in it.

    ``printed``: keep what stands in each cell as a person sees it; ``texts``: its running text.
    """
    name = found.name
    sha256 = ""
    try:
        with time_limit():
            if found.closed:
                raise UnreadableFile("ZPB903", found.closed)
            if found.elsewhere:
                raise SkippedFileError(_ELSEWHERE)
            data = read_file(found.path, name)
            sha256 = hashlib.sha256(data).hexdigest()
            return _read_bytes(data, name, sha256, reader, printed, texts)
    except SkippedFileError as skipped:
        record = FileRecord(name, "skipped", None, skipped.reason)
        return FileReading(record, sha256=sha256, cure=skipped.cure)
    except Exception as error:
        return broken_off(name, sha256, error)


def _read_bytes(
    data: bytes, name: str, sha256: str, reader: FormReader, printed: bool, texts: bool
) -> FileReading:
    if is_own_output(data):
        raise SkippedFileError(_SUMMARY)
    if is_notice(data):
        raise SkippedFileError(_NOTIFIED)
    # Where a paragraph of a PDF ends is a guess: too little to hold its sentences against another.
    texts = texts and kind_of(data) != Kind.PDF
    workbook = open_workbook_bytes(data, name, texts=texts)
    if workbook.refusal is not None:
        return _read_text(workbook, workbook.refusal, name, sha256)
    if is_draft(data):
        if not texts:
            raise SkippedFileError(_DRAFTED)
        return _read_text(workbook, SkippedFileError(_DRAFTED), name, sha256)
    reading = _read_workbook(workbook, name, sha256, reader, printed)
    if texts:
        reading = _with_prose(reading, prose_in(workbook.sheets, name, reading.forms))
    origin = origin_of(data)
    if origin is None:
        return reading
    touched = not origin.is_untouched(workbook.sheets)
    return replace(reading, origin=origin, touched=touched)


def _read_text(workbook: Workbook, refusal: Exception, name: str, sha256: str) -> FileReading:
    """What comes of the text of a file: without a statement in it none of our business."""
    found = prose_in(workbook.sheets, name, mere_text=workbook.refusal is not None)
    count = statements_in(found)
    if not count:
        raise refusal
    record = FileRecord(name, "no-form", None, _told(count), statements=count)
    return FileReading(record, sha256=sha256, prose=found)


def _with_prose(reading: FileReading, found: tuple[Prose, ...]) -> FileReading:
    """A reading with its running text, which stands for a form where there is none."""
    count = statements_in(found)
    if not count:
        return replace(reading, prose=found)
    record = replace(reading.record, statements=count)
    faults = reading.faults
    if record.status == "no-form":
        record = replace(record, code=None, message=_told(count))
        faults = tuple(fault for fault in faults if fault.code != _NO_FORM)
    return replace(reading, record=record, faults=faults, prose=found)


def _told(count: int) -> str:
    return f"没有自评表；核对了文字里的 {count} 个数。"


def _in_document(
    sheet: PlainSheet, name: str, forms: Iterable[SelfEvaluation], told: Iterable[Fault]
) -> SheetReading:
    """What was read in a document, with the places in it as a person counts them."""
    from zipingbiao.ooxml.documents.places import Spots

    spots = Spots(sheet)

    def placed(fault: Fault) -> Fault:
        cell = fault.place.cell or ""
        return replace(fault, place=replace(fault.place, spot=spots.get(cell)))

    found = [
        replace(
            form,
            source=replace(form.source, spots=spots),
            faults=tuple(map(placed, (*_of_each(sheet, form), *form.faults))),
        )
        for form in forms
    ]
    notices = [
        placed(Fault(one.code, Place(name, cell=one.address), one.reason, "warn"))
        for one in sheet.notices
        if not one.each
    ]
    return SheetReading(found, [*notices, *map(placed, told)])


def _of_each(sheet: PlainSheet, form: SelfEvaluation) -> Iterator[Fault]:
    """What is told of each form of a document."""
    source = form.source
    place = Place(source.path, source.sheet, source.range.partition(":")[0])
    for one in sheet.notices:
        if one.each:
            yield Fault(one.code, place, one.reason, "warn")


def _read_workbook(
    workbook: Workbook, name: str, sha256: str, reader: FormReader, printed: bool
) -> FileReading:
    forms: list[SelfEvaluation] = []
    faults: list[Fault] = []
    if workbook.misnamed:
        reason = f"扩展名与内容不符，实为 .{workbook.misnamed.lstrip('.')} 文件。"
        faults.append(Fault("ZPB905", Place(name), reason, severity="warn"))
    for sheet in workbook.sheets:
        found, told = reader.read_sheet(sheet, name, printed=printed)
        if isinstance(sheet, PlainSheet) and sheet.tables:
            found, told = _in_document(sheet, name, found, told)
        forms += found
        faults += told
        if found and sheet.hidden:
            reason = "自评表在隐藏的工作表上，列出但不汇总。"
            faults.append(Fault("ZPB912", Place(name, sheet.name), reason, severity="warn"))
    faults += [fault for form in forms for fault in form.faults]
    if not forms:
        missing = Fault(_NO_FORM, Place(name), "文件里没有找到自评表。", severity="warn")
        record = FileRecord(name, "no-form", missing.code, missing.message)
        return FileReading(record, faults=(*faults, missing), sha256=sha256)
    misnamed = next((fault for fault in faults if fault.code == "ZPB905"), None)
    code, message = (misnamed.code, misnamed.message) if misnamed else (None, None)
    record = FileRecord(name, "ok", code, message, len(forms))
    return FileReading(record, tuple(forms), tuple(faults), sha256)
