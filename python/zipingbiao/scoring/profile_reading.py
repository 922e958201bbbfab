"""TOML → Profile: the chain of ``extends``, and every mistake at once, with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from zipingbiao.errors import Place, ZpbError
from zipingbiao.places import template_folders
from zipingbiao.scoring import profile_checks as checks
from zipingbiao.scoring.profile_model import Profile

T = TypeVar("T")

_HEADER = re.compile(r'\s*\[\s*"?([^\[\]",]+?)"?\s*\]\s*(?:#.*)?$')
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
_TYPO = 0.6


class Mistake(NamedTuple):
    """One mistake in a profile: where, what is wrong, what to do."""

    path: str
    line: int
    reason: str
    cure: str = ""

    def __str__(self) -> str:
        where = f"{self.path}：第 {self.line} 行：" if self.line else f"{self.path}："
        return f"{where}{self.reason}。{self.cure}"


class ProfileError(ZpbError):
    """A profile that can't be used; ``mistakes`` holds all that is wrong with it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        first = mistakes[0]
        super().__init__(first.reason, Place(first.path), first.cure)
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


@dataclass
class _Draft:
    """What the files of the chain have said so far, the nearest first."""

    settings: dict[str, object] = field(default_factory=dict)
    weights: dict[str, int | float] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    about: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


class _File:
    """One file: its data, and the line of each key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text("utf-8-sig")
        self.lines = _lines_of(self.text)

    def mistake(self, key: str, reason: str, cure: str = "") -> Mistake:
        """A mistake at the key's line; ``table.key`` for one in a table."""
        return Mistake(str(self.path), self.lines.get(key, 1), reason, cure)


def known_profiles() -> tuple[str, ...]:
    """The names of all profiles in the folders of templates, sorted."""
    found = (path for folder in template_folders() for path in folder.glob("profiles/*.toml"))
    return tuple(sorted({path.stem for path in found}))


def read_profile(name: str) -> Profile:
    """The profile of a name or a path. Raises ProfileError."""
    draft = _Draft()
    path = _path_of(name, None)
    if path is None:
        reason = f"没有名为「{name}」的评分办法"
        raise ProfileError([Mistake("--profile", 0, reason, _did_you_mean(name, known_profiles()))])
    _collect(path, draft, ())
    if not draft.mistakes:
        _complete(path, draft)
    if draft.mistakes:
        raise ProfileError(draft.mistakes)
    about: dict[str, Any] = {"region": "", "years": (), "basis": "", **draft.about}
    settings: dict[str, Any] = draft.settings
    return Profile(**about, **settings, weights=draft.weights, sources=draft.sources)


def _path_of(name: str, near: Path | None) -> Path | None:
    """The file of a name in the folders of templates, or of a path beside another file."""
    if name.endswith(".toml") or "/" in name or "\\" in name:
        path = (near.parent / name) if near else Path(name)
        return path
    found = (folder / "profiles" / f"{name}.toml" for folder in template_folders())
    return next((path for path in found if path.is_file()), None)


def _collect(path: Path, draft: _Draft, chain: tuple[Path, ...]) -> None:
    """Read a file into the draft, then those that it extends."""
    try:
        file = _File(path)
        data = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        draft.mistakes.append(_unreadable(path, error))
        return
    except UnicodeDecodeError:
        draft.mistakes.append(Mistake(str(path), 0, "不是 UTF-8 编码的文字", "请另存为 UTF-8。"))
        return
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        draft.mistakes.append(Mistake(str(path), 0, reason, "请检查路径和权限。"))
        return
    _take(file, data, draft, own=not chain)
    base = data.get("extends")
    if base is not None:
        _extend(file, base, draft, (*chain, path.resolve()))


def _extend(file: _File, base: object, draft: _Draft, chain: tuple[Path, ...]) -> None:
    path = _path_of(base, file.path) if isinstance(base, str) else None
    if path is None:
        cure = _did_you_mean(str(base), known_profiles())
        draft.mistakes.append(file.mistake("extends", f"没有名为「{base}」的评分办法", cure))
    elif path.resolve() in chain:
        names = " → ".join(one.stem for one in (*chain, path))
        reason = f"extends 绕了一圈：{names}"
        draft.mistakes.append(file.mistake("extends", reason, "请去掉其中一个 extends。"))
    else:
        _collect(path, draft, chain)


def _take(file: _File, data: dict[str, object], draft: _Draft, *, own: bool) -> None:
    """What one file says, where no nearer one has said it."""
    for key, value in data.items():
        if key in checks.SETTINGS:
            draft.settings.setdefault(key, _checked(file, key, checks.SETTINGS[key], value, draft))
        elif key in checks.ABOUT:
            checked = _checked(file, key, checks.ABOUT[key], value, draft)
            if own:
                draft.about[key] = checked
        elif key in checks.TABLES and not isinstance(value, dict):
            draft.mistakes.append(file.mistake(key, f"「{key}」应写成 [{key}] 一段"))
        elif key not in checks.KNOWN:
            cure = _did_you_mean(key, checks.KNOWN)
            draft.mistakes.append(file.mistake(key, f"不认识「{key}」", cure))
    _take_weights(file, data.get("weights"), draft)
    _take_sources(file, data, draft)


def _take_weights(file: _File, table: object, draft: _Draft) -> None:
    if not isinstance(table, dict):
        return
    before = len(draft.mistakes)
    weights = {
        name: _checked(file, f"weights.{name}", checks.check_weight, value, draft)
        for name, value in table.items()
    }
    if len(draft.mistakes) > before:
        return
    good = {name: value for name, value in weights.items() if value is not None}
    _checked(file, "weights", lambda _: checks.check_sum(good), None, draft)
    if not draft.weights:
        draft.weights = good


def _take_sources(file: _File, data: dict[str, object], draft: _Draft) -> None:
    table = data.get("sources")
    sources = table if isinstance(table, dict) else {}
    for key, value in sources.items():
        text = _checked(file, f"sources.{key}", checks.check_source, value, draft)
        if key not in data:
            cure = "请删去，或写上它的值。"
            reason = f"「{key}」有来源而没有值"
            draft.mistakes.append(file.mistake(f"sources.{key}", reason, cure))
        elif text is not None:
            draft.sources.setdefault(key, text)
    for key in data:  # a value of this file must not carry the source of the one it replaces
        draft.sources.setdefault(key, "")


def _checked(
    file: _File, key: str, check: Callable[[object], T], value: object, draft: _Draft
) -> T | None:
    try:
        return check(value)
    except ValueError as error:
        name = key.split(".")[-1]
        draft.mistakes.append(file.mistake(key, f"「{name}」：{error}", "请改正。"))
        return None


def _complete(path: Path, draft: _Draft) -> None:
    """Every setting must have been said by some file of the chain."""
    missing = [key for key in checks.SETTINGS if key not in draft.settings]
    missing += [] if draft.weights else ["weights"]
    cure = '请补上，或加一行 extends = "national"。'
    draft.mistakes += [Mistake(str(path), 1, f"缺少「{key}」", cure) for key in missing]
    draft.about.setdefault("id", path.stem)
    draft.about.setdefault("title", path.stem)


def _lines_of(text: str) -> dict[str, int]:
    """Key → the line where it stands: ``reverse``, ``weights``, ``weights.产出指标``."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        key = None if header else _KEY.match(line)
        if header is not None:
            table = header[1]
            lines.setdefault(table, number)
        elif key is not None:
            name = next(part for part in key.groups() if part is not None)
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def _unreadable(path: Path, error: tomllib.TOMLDecodeError) -> Mistake:
    at = _AT.search(str(error))
    twice = "overwrite" in str(error) or "twice" in str(error)
    reason = "同一项写了两次" if twice else "写法有误" + (f"，在第 {at[2]} 列" if at else "")
    cure = "请删去一个。" if twice else "请检查引号、等号和括号。"
    return Mistake(str(path), int(at[1]) if at else 0, reason, cure)


def _did_you_mean(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=_TYPO)
    return f"您是否想用「{near[0]}」？" if near else f"可用的有：{'、'.join(known)}。"
