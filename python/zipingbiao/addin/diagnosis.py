"""What one check of the installation found, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Literal, TypeAlias

State: TypeAlias = Literal["ok", "warn", "error"]
_MARKS: dict[State, str] = {"ok": "✓", "warn": "！", "error": "✗"}

#: The cure of most.
INSTALL = "请运行 zpb addin install。"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``what`` is a sentence, ``cure`` one more where something is wrong."""

    name: str
    state: State
    what: str
    cure: str = ""

    def __str__(self) -> str:
        return f"{_MARKS[self.state]} {self.name}：{self.what}{self.cure}"


def verdict(checks: Sequence[Check]) -> str:
    """The whole in one sentence."""
    wrong = sum(check.state == "error" for check in checks)
    doubtful = sum(check.state == "warn" for check in checks)
    if wrong:
        return f"有 {wrong} 处不对，请按上面的办法逐条解决。"
    return f"可以使用；有 {doubtful} 处请留意。" if doubtful else "一切正常。"


def installed_version(name: str) -> str | None:
    """The version of a distribution of this Python; None where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def xlwings_check(interpreter: str, wanted: str) -> Check:
    """Whether this Python has the xlwings that the add-in is made for."""
    found = installed_version("xlwings")
    cure = f"请运行 {interpreter} -m pip install xlwings=={wanted}。"
    if found is None:
        return Check("xlwings", "error", "没有装。", cure)
    if found != wanted:
        return Check("xlwings", "error", f"装的是 {found}，要用 {wanted}。", cure)
    return Check("xlwings", "ok", f"版本 {found}。")
