"""What ``layout.toml`` says: of the form itself, and where it differs from the one it extends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zipingbiao.datafiles.checks import one_of, text, texts, years
from zipingbiao.datafiles.tomlfile import Mistake, MistakenFile, TomlFile
from zipingbiao.errors import shown, suggest
from zipingbiao.layouts.layout import OFFICIAL, SETTINGS, UNVERIFIED
from zipingbiao.model import KINDS
from zipingbiao.places import template_folders

#: A chain that is longer was not written by hand.
_LONGEST_CHAIN = 10

#: What ``layout.toml`` may say, and how each is understood.
_KNOWN: Mapping[str, Callable[[object], Any]] = {
    **dict.fromkeys(("id", "title", "region", "basis", "extends"), text),
    **dict.fromkeys(("profile", "money_unit", "blank"), text),
    "years": years,
    "kind": one_of(*KINDS),
    "look": one_of(OFFICIAL, UNVERIFIED),
    **dict.fromkeys(("sources", "requires"), texts),
}
#: The tables: a word of the form → several texts.
_TABLES = ("blanks", "aliases")
_REQUIRED = ("id", "title", "region", "years", "basis")
#: What a layout takes from the one it extends, where it says nothing itself; the rest is its own.
_INHERITED = ("kind", "profile", "money_unit", "blank")


def read_settings(folder: Path) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """The arguments of a `Layout`, and the files that they come from, its own first.

    Raises MistakenFile with all mistakes.
    """
    mistakes: list[Mistake] = []
    chain = _chain(folder, mistakes)
    if mistakes:
        raise MistakenFile(mistakes)
    said = chain[0][1]
    for _, base in chain[1:]:
        said |= {name: base[name] for name in _INHERITED if name in base and name not in said}
    said["inherited"] = tuple(base["aliases"] for _, base in chain[1:] if "aliases" in base)
    said.pop("extends", None)
    return said, tuple(path for path, _ in chain)


def _chain(folder: Path, mistakes: list[Mistake]) -> list[tuple[Path, dict[str, Any]]]:
    """What a layout says, and what those say that it extends, one after the other."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    home: Path | None = folder
    while home is not None:
        file = TomlFile(home / SETTINGS)
        said = _understood(file)
        missing = [name for name in _REQUIRED if name not in file.data]
        if missing and file.data and not chain:
            reason = f"缺少 {'、'.join(missing)}"
            mistakes.append(Mistake(str(file.path), 0, reason, "请照其他版式补上。"))
        chain.append((file.path, said))
        home = _extended(file, said.get("extends"), folder, [path for path, _ in chain])
        mistakes += file.mistakes
    return chain


def _understood(file: TomlFile) -> dict[str, Any]:
    """What a file says, each as it is understood; mistakes are told to the file."""
    file.refuse_unknown(file.data, (*_KNOWN, *_TABLES))
    said: dict[str, Any] = {}
    for name, value in file.data.items():
        if name in _KNOWN:
            said[name] = file.checked(name, _KNOWN[name], value)
        elif name in _TABLES and isinstance(value, dict):
            said[name] = {key: file.checked((name, key), texts, value[key]) for key in value}
        elif name in _TABLES:
            file.wrong(name, f"「{name}」应写成 [{name}] 那样的一节", "请改正。")
    return {name: value for name, value in said.items() if value is not None}


def _extended(file: TomlFile, name: str | None, folder: Path, chain: list[Path]) -> Path | None:
    """The folder of the layout that a file extends: beside the first one, else where all are."""
    if name is None:
        return None
    homes = [home / name for home in (folder.parent, *template_folders())]
    home = next((home for home in homes if (home / SETTINGS).is_file()), None)
    if home is None:
        known = sorted(
            {path.parent.name for one in template_folders() for path in one.glob(f"*/{SETTINGS}")}
        )
        file.wrong("extends", f"没有名为「{shown(name)}」的版式", suggest(name, known))
    elif home / SETTINGS in chain or len(chain) > _LONGEST_CHAIN:
        file.wrong("extends", f"沿用「{shown(name)}」绕了回来", "请去掉其中一个 extends。")
        return None
    return home
