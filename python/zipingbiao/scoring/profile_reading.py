"""TOML → Profile: the chain of ``extends``, and every mistake at once, with file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zipingbiao.datafiles.checks import Number, text
from zipingbiao.datafiles.tomlfile import Mistake, MistakenFile, TomlFile
from zipingbiao.errors import shown, suggest
from zipingbiao.places import template_folders
from zipingbiao.scoring import profile_keys as keys
from zipingbiao.scoring.profile_clashes import clashes
from zipingbiao.scoring.profile_model import Profile

#: Stands for the file where a profile was asked for by a name that there is not.
NAMED = "--profile"
_UNSAID = {"region": "", "subject": "project", "years": (), "basis": ""}
#: A chain that is longer was not written by hand.
_LONGEST_CHAIN = 10


class ProfileError(MistakenFile):
    """A profile that can't be used."""


@dataclass
class _Draft:
    """What the files of the chain have said so far, the nearest first.

    ``said``: the nearest file that says a key.
    """

    settings: dict[str, object] = field(default_factory=dict)
    said: dict[str, TomlFile] = field(default_factory=dict)
    files: list[TomlFile] = field(default_factory=list)
    weights: dict[str, Number] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    about: dict[str, object] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def known_profiles() -> tuple[str, ...]:
    """The names of all profiles in the folders of templates, sorted."""
    found = (path for folder in template_folders() for path in folder.glob("profiles/*.toml"))
    return tuple(sorted({path.stem for path in found}))


def read_profile(name: str) -> Profile:
    """The profile of a name or a path. Raises ProfileError."""
    path = _path_of(name, Path())
    if path is None:
        reason = f"没有名为「{shown(name)}」的评分办法"
        raise ProfileError([Mistake(NAMED, 0, reason, suggest(name, known_profiles()))])
    draft = _Draft()
    _collect(path, draft, ())
    _agree(draft)
    draft.mistakes += [mistake for file in draft.files for mistake in file.mistakes]
    if not draft.mistakes:
        _complete(path, draft)
    if draft.mistakes:
        raise ProfileError(draft.mistakes)
    about: dict[str, Any] = {**_UNSAID, **draft.about}
    settings: dict[str, Any] = draft.settings
    return Profile(**about, **settings, weights=draft.weights, sources=draft.sources)


def _path_of(name: str, folder: Path) -> Path | None:
    """The file of a path, from a folder, or of a name in the folders of templates."""
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return folder / name
    known = (each / "profiles" for each in template_folders())
    found = (path for each in known for path in each.glob("*.toml") if path.stem == name)
    return next(found, None)


def _collect(path: Path, draft: _Draft, chain: tuple[Path, ...]) -> None:
    """Read a file into the draft, then those that it extends."""
    file = TomlFile(path)
    draft.files.append(file)
    _take(file, draft, own=not chain)
    if "extends" in file.data:
        _extend(file, draft, (*chain, path))


def _extend(file: TomlFile, draft: _Draft, chain: tuple[Path, ...]) -> None:
    base = file.checked("extends", text, file.data["extends"])
    if base is None:
        return
    path = _path_of(base, file.path.parent)
    if path is None:
        cure = suggest(base, known_profiles())
        file.wrong("extends", f"没有名为「{shown(base)}」的评分办法", cure)
    elif len(chain) == _LONGEST_CHAIN or any(_same(path, one) for one in chain):
        names = " → ".join(shown(one.stem) for one in (*chain, path))
        reason = "绕了一圈" if len(chain) < _LONGEST_CHAIN else f"超过 {_LONGEST_CHAIN} 层"
        file.wrong("extends", f"extends {reason}：{names}", "请去掉其中一个 extends。")
    else:
        _collect(path, draft, chain)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False


def _take(file: TomlFile, draft: _Draft, *, own: bool) -> None:
    """What one file says, where no nearer one has said it."""
    file.refuse_unknown(file.data, keys.KNOWN)
    for key, value in file.data.items():
        draft.said.setdefault(key, file)
        if key in keys.SETTINGS:
            draft.settings.setdefault(key, file.checked(key, keys.SETTINGS[key], value))
        elif key in keys.ABOUT:
            checked = file.checked(key, keys.ABOUT[key], value)
            if own:
                draft.about[key] = checked
    _take_weights(file, draft)
    _take_sources(file, draft)


def _table(file: TomlFile, name: str) -> dict[str, object]:
    table = file.data.get(name, {})
    if isinstance(table, dict):
        return table
    file.wrong(name, f"「{name}」应写成 [{name}] 一段")
    return {}


def _take_weights(file: TomlFile, draft: _Draft) -> None:
    table = _table(file, "weights")
    weights = {
        name: file.checked(("weights", name), keys.check_weight, value)
        for name, value in table.items()
    }
    good = {name: value for name, value in weights.items() if value is not None}
    if table and len(good) == len(table):
        file.checked("weights", lambda _: keys.check_sum(good), None)
        draft.weights = draft.weights or good


def _take_sources(file: TomlFile, draft: _Draft) -> None:
    for key, value in _table(file, "sources").items():
        source = file.checked(("sources", key), text, value)
        if key not in file.data:
            reason = f"「{shown(key)}」有来源而没有值"
            file.wrong(("sources", key), reason, "请删去，或写上它的值。")
        elif source is not None:
            draft.sources.setdefault(key, source)
    for key in file.data:  # a value of this file must not carry the source of the one it replaces
        draft.sources.setdefault(key, "")


def _complete(path: Path, draft: _Draft) -> None:
    """Every setting must have been said by some file of the chain."""
    missing = [key for key in keys.SETTINGS if key not in draft.settings]
    missing += [] if draft.weights else ["weights"]
    cure = '请补上，或加一行 extends = "national"。'
    draft.mistakes += [Mistake(str(path), 1, f"缺少「{key}」", cure) for key in missing]
    draft.about.setdefault("id", path.stem)
    draft.about.setdefault("title", path.stem)


def _agree(draft: _Draft) -> None:
    """What was said must not contradict itself; told where the nearest of the files said it."""
    for names, reason in clashes(draft.settings, draft.weights):
        ways = [tuple(name.split(".", 1)) for name in names]
        file = min((draft.said[way[0]] for way in ways), key=draft.files.index)
        way = next(way for way in ways if draft.said[way[0]] is file)
        clash = "与".join(f"「{way[-1]}」" for way in ways)
        file.wrong(way, f"{clash}互相矛盾：{reason}", "请改正其中一个。")
