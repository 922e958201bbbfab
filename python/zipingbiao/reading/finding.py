"""Find the files that are meant as inputs: each by one name, links and folders' troubles told."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import CallError, no_such_path, shown
from zipingbiao.ooxml.opening import refusal

#: The settings of a folder (see `zipingbiao.report.settings`); they stand beside the forms.
SETTINGS_NAME = "zipingbiao.toml"
#: What stands beside the copies that were sent back (see `zipingbiao.returning.ledger`).
LEDGER_NAME = "退回清单.json"
#: Files that nobody means as input: settings, lists of ours, and what systems leave about.
_LITTER = frozenset({"thumbs.db", "desktop.ini", SETTINGS_NAME, LEDGER_NAME})

#: So many of the files that were left out are named where no other is there.
_NAMED = 3


class Found(NamedTuple):
    """A file to be read: where it is, and its name relative to what was asked for.

    ``argument`` is the place in the call of the path that it was found by. ``closed`` says why
    a folder could not be entered, ``elsewhere`` where a link to a folder leads that is searched
    under another name: they are listed like files.
    """

    path: Path
    name: str
    argument: int = 0
    closed: str = ""
    elsewhere: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """Its path goes to other machines as a text: theirs may be of another system."""
        return _found, (self.path.as_posix(), *self[1:])


def _found(path: str, name: str, argument: int, closed: str, elsewhere: str) -> Found:
    return Found(Path(path), name, argument, closed, elsewhere)


def inputs(paths: Iterable[Path], exclude: Iterable[Path] = ()) -> list[Found]:
    """The files in some paths, told apart by name. Raises CallError where there is none."""
    paths = list(paths)
    found = distinct(discover(paths, exclude))
    if not found:
        left_out = "、".join(f"「{shown(one.name)}」" for one in discover(paths)[:_NAMED])
        but = f"除了{left_out}（要写的文件、名单、上次的汇总不算报来的文件），" if left_out else ""
        raise CallError(f"{but}没有找到任何文件。", cure="请检查给出的文件和文件夹。")
    return found


def discover(paths: Iterable[Path], exclude: Iterable[Path] = ()) -> list[Found]:
    """The files in some paths, folders searched downwards, by their relative name.

    Raises CallError where a path does not exist. Lock files (``~$…``) and what systems leave
    about are no inputs; nor are the files of ``exclude``. A file that is named twice is listed
    once, at its last place in the call; a link is a file beside the one that it leads to.
    """
    left_out = {os.path.realpath(path) for path in exclude}
    walk = _Walk()
    found: dict[str, Found] = {}
    for argument, path in enumerate(paths):
        if not os.path.exists(path):
            raise no_such_path(path)
        for one in walk.files(path):
            file = str(one.path)
            if file in left_out or (os.path.islink(file) and os.path.realpath(file) in left_out):
                continue
            name = found[file].name if file in found else one.name
            found[file] = one._replace(name=name, argument=argument)
    return sorted(found.values(), key=lambda one: (one.name, str(one.path)))


class _Walk:
    """Searches folders downwards; a link to a folder is followed once, and never in a circle."""

    def __init__(self) -> None:
        self._roots: list[str] = []

    def files(self, path: Path) -> Iterator[Found]:
        """A file, or the files in a folder; by their places, links not resolved."""
        top = os.path.abspath(path)
        if not os.path.isdir(top):
            yield Found(Path(top), os.path.basename(top))
            return
        self._roots.append(os.path.realpath(top))
        folders = [(top, "")]
        while folders:
            folder, prefix = folders.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                name = prefix.rstrip("/") or os.path.basename(top)
                yield Found(Path(folder), name, closed=refusal(error))
                continue
            below = []
            for entry in listed:
                if entry.name.startswith(("~$", ".")) or entry.name.lower() in _LITTER:
                    continue
                if not _is_folder(entry):
                    yield Found(Path(entry.path), prefix + entry.name)
                elif entry.is_symlink() and (other := self._searched(entry.path)):
                    yield Found(Path(entry.path), prefix + entry.name, elsewhere=other)
                else:
                    below.append((entry.path, f"{prefix}{entry.name}/"))
            folders += reversed(below)

    def _searched(self, link: str) -> str:
        """Where a link leads, if that is searched anyhow or holds what is; else it is from now."""
        target = os.path.realpath(link)
        if any(_within(target, root) or _within(root, target) for root in self._roots):
            return target
        self._roots.append(target)
        return ""


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def distinct(found: Iterable[Found]) -> list[Found]:
    """Files of one name, from several folders, told apart by their whole paths."""
    found = [one._replace(name=printable(one.name)) for one in found]
    seen = Counter(one.name for one in found)
    return sorted(
        (
            one._replace(name=printable(one.path.as_posix())) if seen[one.name] > 1 else one
            for one in found
        ),
        key=lambda one: (one.name, str(one.path)),
    )


def printable(name: str) -> str:
    r"""A file name as text: bytes that are no UTF-8 shown as ``\udc..``."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
