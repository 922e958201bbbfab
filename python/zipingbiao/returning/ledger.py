"""``退回清单.json``: what was sent back, so that an answer is known as the answer (CONTRACT §7)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from zipingbiao import __version__
from zipingbiao.datafiles.jsonfile import load_json
from zipingbiao.errors import CallError, DataError, Place, shown
from zipingbiao.model import SELF_EVALUATION
from zipingbiao.reading import LEDGER_NAME
from zipingbiao.rules.finding import INFO, SEVERITIES

#: 2: with the digest of what was typed into each copy, and that of the whole list.
SCHEMA = 2
_CHECK = "check"
_WHAT = "退回清单"
_CURE = "请给出退回时写出的文件夹；清单请勿手改。"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFinding:
    """A finding that was sent back. ``form`` is the number of its form; None: of the file."""

    code: str
    severity: str
    sheet: str | None = None
    cell: str | None = None
    place: str | None = None
    field: str | None = None
    form: int | None = None
    project: str | None = None
    context: str = ""
    printed: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form of a file that was sent back; ``rows`` are the labels of each of its lists."""

    kind: str = SELF_EVALUATION
    sheet: str = ""
    unit: str | None = None
    project: str | None = None
    year: int | None = None
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as it was checked; ``copy`` is the name of what was sent back, if anything was.

    ``hash`` is the SHA-256 of the original, ``copy_hash`` that of the copy. ``cells`` is the digest
    of what was typed into a marked copy; None where there is none, or a mere list of findings.
    ``message`` says why nothing could be read.
    """

    path: str
    hash: str
    unit: str
    copy: str | None = None
    copy_hash: str | None = None
    cells: str | None = None
    project: str | None = None
    year: int | None = None
    message: str | None = None
    forms: tuple[SentForm, ...] = ()
    findings: tuple[SentFinding, ...] = ()

    @property
    def is_sent(self) -> bool:
        """Whether its findings are to be answered."""
        return bool(self.findings)

    @property
    def is_marked(self) -> bool:
        """Whether its copy is the form with its marks, and no mere list of findings."""
        return self.copy is not None and self.cells is not None

    @property
    def is_unread(self) -> bool:
        """Whether it could not be read and is to be handed in again."""
        return self.message is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All files of one sending; ``codes`` and ``severity``: what was asked for then."""

    files: tuple[SentFile, ...]
    deadline: str | None = None
    severity: str = INFO
    codes: tuple[str, ...] = ()
    program: str = __version__

    @property
    def sent(self) -> list[SentFile]:
        """The files that are to be answered."""
        return [one for one in self.files if one.is_sent]

    @property
    def unread(self) -> list[SentFile]:
        """The files that could not be read and are to be handed in again."""
        return [one for one in self.files if one.is_unread and not one.is_sent]

    def data(self) -> bytes:
        """The file. Equal sendings give equal bytes."""
        data = json.loads(json.dumps({"schema": SCHEMA, **asdict(self)}))
        text = json.dumps({**data, _CHECK: _digest(data)}, ensure_ascii=False, indent=1)
        return f"{text}\n".encode("utf-8", "backslashreplace")


def _digest(data: Mapping[str, Any]) -> str:
    """A digest of all that a list says, however it is laid out."""
    said = {name: value for name, value in data.items() if name != _CHECK}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def load_ledger(folder: Path) -> Ledger:
    """What was sent back from a folder. Raises CallError where that can't be told."""
    path = folder / LEDGER_NAME
    if not path.is_file():
        where = Place(str(folder))
        raise CallError(f"这里没有{LEDGER_NAME}，看不出退回过什么。", where, _CURE)
    try:
        data = load_json(path, _WHAT)
    except DataError as error:
        raise CallError(error.reason, Place(str(path)), _CURE) from None
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA or "files" not in data:
        said = f"它的 schema 是 {shown(schema)}，本程序只认识 {SCHEMA}" if schema else "没有 schema"
        raise CallError(f"不是本程序写出的{_WHAT}（{said}）。", Place(str(path)), _CURE)
    try:
        return _ledger(data)
    except _Odd as odd:
        reason = f"{_WHAT}里{odd}，已损坏或被改过。"
        raise CallError(reason, Place(str(path)), _CURE) from None


# Reading it


class _Odd(ValueError):
    """What in the file is not as we write it."""


def _ledger(data: Mapping[str, Any]) -> Ledger:
    severity = _one(data, "severity", _severity)
    ledger = Ledger(
        files=_many(data, "files", _file),
        deadline=_one(data, "deadline", _text_or_none),
        severity=severity,
        codes=_many(data, "codes", _text),
        program=_one(data, "program", _text),
    )
    if not ledger.files:
        raise _Odd("一个文件也没有")
    if _one(data, _CHECK, _text) != _digest(data):
        raise _Odd("少了或多了内容，与写出时的校验码不符")
    return ledger


def _file(data: object) -> SentFile:
    one = _table(data)
    found = SentFile(
        **_texts(one, "path", "hash", "unit"),
        **_maybe(one, "copy", "copy_hash", "cells", "project", "message"),
        year=_one(one, "year", _whole_or_none),
        forms=_many(one, "forms", _form),
        findings=_many(one, "findings", _finding),
    )
    if any(f.form is not None and not 0 <= f.form < len(found.forms) for f in found.findings):
        raise _Odd("有问题不属于任何一张表")
    return found


def _form(data: object) -> SentForm:
    one = _table(data)
    rows = _table(one.get("rows"))
    return SentForm(
        **_texts(one, "kind", "sheet"),
        **_maybe(one, "unit", "project"),
        year=_one(one, "year", _whole_or_none),
        rows={name: _many(rows, name, _text) for name in rows},
    )


def _finding(data: object) -> SentFinding:
    one = _table(data)
    return SentFinding(
        **_texts(one, "code", "context", "message"),
        severity=_one(one, "severity", _severity),
        **_maybe(one, "sheet", "cell", "place", "field", "project", "printed"),
        form=_one(one, "form", _whole_or_none),
    )


def _texts(one: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: _one(one, name, _text) for name in names}


def _maybe(one: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _one(one, name, _text_or_none) for name in names}


def _one(data: Mapping[str, Any], name: str, check: Callable[[object], _T]) -> _T:
    try:
        return check(data.get(name))
    except TypeError:
        said = f"「{name}」不能是「{shown(data[name])}」" if name in data else f"没有「{name}」"
        raise _Odd(said) from None


def _many(data: Mapping[str, Any], name: str, check: Callable[[object], _T]) -> tuple[_T, ...]:
    found = data.get(name)
    if not isinstance(found, list):
        raise _Odd(f"「{name}」不是一列")
    try:
        return tuple(map(check, found))
    except TypeError:
        raise _Odd(f"「{name}」里有不认识的内容") from None


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _severity(value: object) -> str:
    if value not in SEVERITIES:
        raise TypeError
    return _text(value)


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole_or_none(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError
    return value
