"""``zipingbiao.toml`` beside the workbooks: profile, options of rules, what is to be ignored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zipingbiao.report.codes import known_code, offer
from zipingbiao.report.tomllines import lines_of, place_of
from zipingbiao.rules.catalogue import RULES
from zipingbiao.rules.registry import Setting
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.profile_reading import Mistake, ProfileError
from zipingbiao.template.tag import suggest

FILE_NAME = "zipingbiao.toml"
Options = Mapping[str, Mapping[str, Setting]]

_TOP = ("profile", "ignore", "options", "files")
_IGNORE = ("rules", "reason", "files", "sheets", "cells")
_FILES = ("match", "profile", "options")


class Waiver(NamedTuple):
    """One ``[[ignore]]``: which codes, why, in which files, sheets and cells (all where empty)."""

    rules: tuple[str, ...]
    reason: str
    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    line: int = 0


class FileGroup(NamedTuple):
    """One ``[[files]]``: what is different for the files that match."""

    match: tuple[str, ...]
    profile: Profile | None
    options: Options


@dataclass(frozen=True)
class FolderSettings:
    """What a ``zipingbiao.toml`` says of the files in and below its folder."""

    path: Path
    profile: Profile | None = None
    options: Options = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    groups: tuple[FileGroup, ...] = ()

    def name_of(self, file: Path) -> str:
        """A file's name as patterns see it: relative to the folder of the settings."""
        return (file.parent.resolve() / file.name).relative_to(self.path.parent).as_posix()

    def profile_for(self, file: Path) -> Profile | None:
        """The profile of a file; None for its layout's own."""
        groups = [one for one in self.groups if matches(self.name_of(file), one.match)]
        return next((one.profile for one in groups if one.profile), self.profile)

    def options_for(self, file: Path) -> dict[str, dict[str, Setting]]:
        """The options of rules for a file."""
        merged = {code: dict(values) for code, values in self.options.items()}
        for one in self.groups:
            if matches(self.name_of(file), one.match):
                for code, values in one.options.items():
                    merged.setdefault(code, {}).update(values)
        return merged


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Whether a relative path fits one of the patterns; no pattern is every file.

    ``*`` and ``?`` stay within one folder, ``**`` goes through folders; a pattern without ``/``
    means files of that name in any folder.
    """
    return not patterns or any(_pattern(one).fullmatch(name) for one in patterns)


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    text = text.replace("\\", "/").removeprefix("./")
    if "/" not in text:
        text = f"**/{text}"
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", text)
    return re.compile("".join(signs.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)


def settings_above(folder: Path, top: Path) -> Path | None:
    """The nearest ``zipingbiao.toml`` from a folder up to the folder ``top``, resolved."""
    folder, top = folder.resolve(), top.resolve()
    for here in (folder, *folder.parents):
        if (here / FILE_NAME).is_file():
            return here / FILE_NAME
        if here == top:
            return None
    return None


def load_settings(path: Path, mistakes: list[str]) -> FolderSettings:
    """Read one file; all that is wrong with it is added to ``mistakes``, with its line."""
    reader = _Reader(path)
    found = reader.read()
    mistakes += [str(mistake) for mistake in reader.mistakes]
    return found


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: dict[str, int] = {}
        self.mistakes: list[Mistake] = []

    def read(self) -> FolderSettings:
        """The settings, as far as they could be understood."""
        data = self._data()
        self._refuse_unknown(data, "", _TOP)
        return FolderSettings(
            path=self._path,
            profile=self._profile(data, ""),
            options=self._options(data, ""),
            waivers=tuple(self._waivers(data)),
            groups=tuple(self._groups(data)),
        )

    def _data(self) -> dict[str, object]:
        try:
            text = self._path.read_text("utf-8-sig")
            self._lines = lines_of(text)
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line, reason = place_of(error)
            self._wrong_at(line, reason, "请检查引号、等号和括号。")
        except UnicodeDecodeError:
            self._wrong_at(0, "不是 UTF-8 编码的文字", "请另存为 UTF-8。")
        except OSError as error:
            self._wrong_at(0, f"文件打不开（{error.strerror}）", "请检查权限。")
        return {}

    def _wrong_at(self, line: int, reason: str, cure: str) -> None:
        self.mistakes.append(Mistake(str(self._path), line, reason, cure))

    def _wrong(self, key: str, reason: str, cure: str = "") -> None:
        """A mistake at a key, or at the table that it belongs to."""
        while key not in self._lines and "." in key:
            key = key.rpartition(".")[0]
        self._wrong_at(self._lines.get(key, 1), reason, cure)

    def _refuse_unknown(self, table: Mapping[str, object], path: str, known: Sequence[str]) -> None:
        for key in table:
            if key not in known:
                where = f"{path}.{key}".lstrip(".")
                self._wrong(where, f"不认识「{key}」", suggest(key, dict.fromkeys(known)))

    def _profile(self, table: Mapping[str, object], path: str) -> Profile | None:
        name, key = table.get("profile"), f"{path}.profile".lstrip(".")
        if name is None:
            return None
        if not isinstance(name, str) or not name:
            self._wrong(key, "「profile」应是引号里的文字")
            return None
        try:
            file = self._path.parent / name if name.endswith(".toml") else name
            return load_profile(file)
        except ProfileError as error:
            for one in error.mistakes:
                if one.path == "--profile":
                    self._wrong(key, one.reason, one.cure)
                else:
                    self.mistakes.append(one)
            return None

    def _tables(self, data: Mapping[str, object], name: str) -> list[tuple[str, dict[str, object]]]:
        """The items of an array of tables, each with its path."""
        found = data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._wrong(name, f"「{name}」应写成 [[{name}]] 那样的一段")
            return []
        return [(f"{name}[{number}]", one) for number, one in enumerate(found)]

    def _waivers(self, data: Mapping[str, object]) -> Iterable[Waiver]:
        for path, table in self._tables(data, "ignore"):
            self._refuse_unknown(table, path, _IGNORE)
            reason = table.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                self._wrong(f"{path}.reason", "缺少忽略的理由", '请写 reason = "…"。')
            rules = self._codes(table, path)
            files, sheets, cells = (
                self._texts(table, path, name) for name in ("files", "sheets", "cells")
            )
            line = self._lines.get(path, 0)
            yield Waiver(rules, str(reason), files, sheets, cells, line)

    def _codes(self, table: Mapping[str, object], path: str) -> tuple[str, ...]:
        names = self._texts(table, path, "rules")
        if not names and "rules" not in table:
            self._wrong(path, "没有写忽略哪些规则", '请写 rules = ["ZPB023"]。')
        codes = []
        for name in names:
            code = known_code(name)
            if code is None:
                self._wrong(f"{path}.rules", f"没有代码为「{name}」的规则", offer(name))
            else:
                codes.append(code)
        return tuple(codes)

    def _texts(self, table: Mapping[str, object], path: str, name: str) -> tuple[str, ...]:
        """One text or a list of them."""
        value = table.get(name, [])
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(one, str) and one for one in texts):
            self._wrong(f"{path}.{name}", f"「{name}」应是方括号里的几段文字")
            return ()
        return tuple(texts)

    def _groups(self, data: Mapping[str, object]) -> Iterable[FileGroup]:
        for path, table in self._tables(data, "files"):
            self._refuse_unknown(table, path, _FILES)
            match = self._texts(table, path, "match")
            if not match:
                self._wrong(path, "没有写是哪些文件", '请写 match = "甲局/*.xlsx"。')
            yield FileGroup(match, self._profile(table, path), self._options(table, path))

    def _options(self, table: Mapping[str, object], path: str) -> Options:
        given = table.get("options", {})
        if not isinstance(given, dict):
            self._wrong(f"{path}.options".lstrip("."), "「options」应写成 [options.ZPB006] 一段")
            return {}
        options: dict[str, dict[str, Setting]] = {}
        for name, values in given.items():
            where = f"{path}.options.{name}".lstrip(".")
            code = known_code(name)
            if code is None or code not in RULES:
                self._wrong(where, f"没有代码为「{name}」的规则", offer(name))
            elif not isinstance(values, dict):
                self._wrong(where, f"{code} 的参数应写成 [options.{code}] 一段")
            else:
                options[code] = dict(self._option_values(code, values, where))
        return options

    def _option_values(
        self, code: str, values: Mapping[str, Setting], path: str
    ) -> Iterable[tuple[str, Setting]]:
        """The values of a rule's options that are what they should be."""
        known = RULES[code].options
        for name, value in values.items():
            if name not in known:
                cure = suggest(name, dict.fromkeys(known)) if known else "请删去。"
                what = f"{code} 没有参数「{name}」"
                self._wrong(f"{path}.{name}", what, cure)
            elif isinstance(value, bool) or not isinstance(value, _kinds(known[name].default)):
                kind = "引号里的文字" if isinstance(known[name].default, str) else "数"
                self._wrong(f"{path}.{name}", f"{code} 的参数「{name}」应是{kind}")
            else:
                yield name, value


def _kinds(default: Setting) -> tuple[type, ...]:
    """What kind of value may stand in the place of a default."""
    return (str,) if isinstance(default, str) else (int, float)
