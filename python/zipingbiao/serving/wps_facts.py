"""What WPS tells of the open books when a button is pressed; nothing in it is believed unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from zipingbiao.errors import CallError
from zipingbiao.excel.board import Selected

_T = TypeVar("_T")
_CURE = "请重新运行 zpb addin install --wps，再重新打开 WPS。"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whether it can be seen, whether a password closes it.

    ``second`` is what stands in A2, ``notes`` what its notes say by their cells, ``tags`` the
    tags of the colours that are ours, ``rows`` what stands on it where it is a list of ours.
    """

    name: str
    visible: bool
    closed: bool
    second: str
    notes: Mapping[str, str]
    tags: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Facts:
    """The book in front, and the names and paths of all that are open."""

    name: str
    path: str
    read_only: bool
    locked: bool
    sheets: Sequence[Sheet]
    selected: Selected | None
    books: Sequence[tuple[str, str]]


def facts_of(given: Any) -> Facts:
    """The facts in what WPS has sent. Raises CallError where they are something else."""
    try:
        return Facts(
            name=_is(given["name"], str),
            path=_is(given["path"], str),
            read_only=_is(given["readOnly"], bool),
            locked=_is(given["locked"], bool),
            sheets=[_sheet(one) for one in _all(given["sheets"])],
            selected=_selected(given["selected"]),
            books=[(_is(name, str), _is(path, str)) for name, path in _all(given["books"])],
        )
    except (LookupError, TypeError, ValueError, AttributeError):
        raise CallError("加载项与程序的版本不一致。", cure=_CURE) from None


def _sheet(given: Any) -> Sheet:
    return Sheet(
        name=_is(given["name"], str),
        visible=_is(given["visible"], bool),
        closed=_is(given["closed"], bool),
        second=_is(given["second"], str),
        notes={_is(cell, str): _is(text, str) for cell, text in given["notes"].items()},
        tags=[_is(one, str) for one in _all(given["tags"])],
        rows=[_all(row) for row in _all(given["rows"])],
    )


def _selected(given: Any) -> Selected | None:
    if given is None:
        return None
    return Selected(
        _is(given["number"], int),
        _is(given["sheet"], str),
        _is(given["row"], int),
        _is(given["column"], int),
        _is(given["cell"], str),
        _is(given["formula"], str),
    )


def _is(value: Any, kind: type[_T]) -> _T:
    """A value that is of a kind and no other: a truth is no number."""
    if type(value) is kind:
        return value
    raise TypeError


def _all(value: Any) -> list[Any]:
    return _is(value, list)
