"""``zipingbiao.toml`` beside the workbooks: profile, options of rules, what is to be ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zipingbiao.datafiles import checks
from zipingbiao.datafiles.survey import Way
from zipingbiao.datafiles.tomlfile import Mistake, TomlFile
from zipingbiao.errors import shown, suggest
from zipingbiao.ooxml.address import is_cell
from zipingbiao.reading import SETTINGS_NAME
from zipingbiao.report.codes import known_code, offer
from zipingbiao.rules.registry import Setting
from zipingbiao.rules.rulebook import RULES
from zipingbiao.scoring.profile import Profile, load_profile
from zipingbiao.scoring.profile_reading import NAMED, ProfileError

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
        if (here / SETTINGS_NAME).is_file():
            return here / SETTINGS_NAME
        if here == top:
            return None
    return None


def load_settings(path: Path, mistakes: list[str]) -> FolderSettings:
    """Read one file; all that is wrong with it is added to ``mistakes``, with its line."""
    reader = _Reader(path)
    found = reader.read()
    mistakes += map(str, [*reader.file.mistakes, *reader.elsewhere])
    return found


class _Reader:
    """Reads one file and collects what is wrong with it, and with the profiles it names."""

    def __init__(self, path: Path) -> None:
        self.file = TomlFile(path)
        self.elsewhere: list[Mistake] = []

    def read(self) -> FolderSettings:
        """The settings, as far as they could be understood."""
        data = self.file.data
        self.file.refuse_unknown(data, _TOP)
        return FolderSettings(
            path=self.file.path,
            profile=self._profile(data, ()),
            options=self._options(data, ()),
            waivers=tuple(self._waivers()),
            groups=tuple(self._groups()),
        )

    def _profile(self, table: Mapping[str, object], way: Way) -> Profile | None:
        if "profile" not in table:
            return None
        name = self.file.checked((*way, "profile"), checks.text, table["profile"])
        if name is None:
            return None
        try:
            return load_profile(self.file.path.parent / name if name.endswith(".toml") else name)
        except ProfileError as error:
            for one in error.mistakes:
                if one.path == NAMED:
                    self.file.wrong((*way, "profile"), one.reason, one.cure)
                else:
                    self.elsewhere.append(one)
            return None

    def _waivers(self) -> Iterable[Waiver]:
        for way, table in self.file.tables("ignore"):
            self.file.refuse_unknown(table, _IGNORE, way)
            reason = table.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                self.file.wrong((*way, "reason"), "缺少忽略的理由", '请写 reason = "…"。')
            rules = self._codes(table, way)
            files, sheets, cells = (
                self._texts(table, way, name) for name in ("files", "sheets", "cells")
            )
            yield Waiver(rules, str(reason), files, sheets, cells, self.file.line_of(way))

    def _codes(self, table: Mapping[str, object], way: Way) -> tuple[str, ...]:
        if "rules" not in table:
            self.file.wrong(way, "没有写忽略哪些规则", '请写 rules = ["ZPB023"]。')
        codes = []
        for name in self._texts(table, way, "rules"):
            code = known_code(name)
            if code is None:
                reason = f"没有代码为「{shown(name)}」的规则"
                self.file.wrong((*way, "rules"), reason, offer(name))
            else:
                codes.append(code)
        return tuple(codes)

    def _texts(self, table: Mapping[str, object], way: Way, name: str) -> tuple[str, ...]:
        """One text or a list of them; where it is said, it is not empty."""
        if name not in table:
            return ()
        check = _cells if name == "cells" else checks.some_texts
        return self.file.checked((*way, name), check, table[name]) or ()

    def _groups(self) -> Iterable[FileGroup]:
        for way, table in self.file.tables("files"):
            self.file.refuse_unknown(table, _FILES, way)
            match = self._texts(table, way, "match")
            if not match:
                self.file.wrong(way, "没有写是哪些文件", '请写 match = "甲局/*.xlsx"。')
            yield FileGroup(match, self._profile(table, way), self._options(table, way))

    def _options(self, table: Mapping[str, object], way: Way) -> Options:
        given = table.get("options", {})
        if not isinstance(given, dict):
            self.file.wrong((*way, "options"), "「options」应写成 [options.ZPB006] 一段")
            return {}
        options: dict[str, dict[str, Setting]] = {}
        for name, values in given.items():
            where = (*way, "options", name)
            code = known_code(name)
            if code is None or code not in RULES:
                self.file.wrong(where, f"没有代码为「{shown(name)}」的规则", offer(name))
            elif not isinstance(values, dict):
                self.file.wrong(where, f"{code} 的参数应写成 [options.{code}] 一段")
            else:
                options[code] = dict(self._option_values(code, values, where))
        return options

    def _option_values(
        self, code: str, values: Mapping[str, Setting], way: Way
    ) -> Iterable[tuple[str, Setting]]:
        """The values of a rule's options that are what they should be."""
        known = RULES[code].options
        for name, value in values.items():
            if name not in known:
                cure = suggest(name, known) if known else "请删去。"
                self.file.wrong((*way, name), f"{code} 没有参数「{shown(name)}」", cure)
                continue
            right = self.file.checked((*way, name), known[name].check, value)
            if right is not None:
                yield name, right


def _cells(value: object) -> tuple[str, ...]:
    """One address of a cell or a list of them."""
    addresses = checks.some_texts(value)
    for one in addresses:
        if not is_cell(one):
            raise ValueError(f"「{shown(one)}」不是单元格地址，应像 B4 那样写")
    return addresses
