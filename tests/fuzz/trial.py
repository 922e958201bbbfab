"""One spoilt file among good ones: what must hold, whatever is in it.

Nothing but the spoilt file is touched by it: the good one beside it is read as ever. No command
ends as broken, writes a log of the unforeseen, prints a traceback, or changes what came in.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.mutations import spoilt
from fuzz.seeds import ROOT, Seed, seeds
from mistaken import workbook, wrong_form
from zipingbiao.cli import main
from zipingbiao.places import FOLDER_VARIABLE

#: Seconds of a processor that one command may take: a spoilt file holds nobody up.
PATIENCE = 20.0
_GOOD = "好.xlsx"
_BROKEN = 10
#: What is done with the inputs.
COMMANDS = (
    ("read",), ("check",), ("score",), ("merge", "-o"),
    ("check", "--fix", "-o"), ("check", "--format", "xlsx", "-o"),
)  # fmt: skip


class Spoilt(NamedTuple):
    """A spoilt file and what is done with it; ``number`` makes it again."""

    number: int
    seed: Seed
    data: bytes
    words: tuple[str, ...]


def made(number: int) -> Spoilt:
    """The spoilt file of a number: the same for ever, as long as seeds and mutations are."""
    chance = Random(number)
    seed = chance.choice(seeds())
    return Spoilt(number, seed, spoilt(seed.data, chance), chance.choice(COMMANDS))


def complaint(one: Spoilt) -> str | None:
    """What did not hold; None where all did."""
    with tempfile.TemporaryDirectory(prefix="zpb-fuzz-") as name:
        home = Path(name).resolve()
        return _told(one, home)


def _told(one: Spoilt, home: Path) -> str | None:
    inbox, logs = home / "报送", home / "日志"
    inbox.mkdir()
    logs.mkdir()
    (inbox / _GOOD).write_bytes(_good())
    words = _call(one, home)
    before = _bytes(home)
    said, wrong = io.StringIO(), io.StringIO()
    started = time.process_time()
    with _surroundings(home, logs), redirect_stdout(said), redirect_stderr(wrong):
        status = main(words)
    took = time.process_time() - started
    if any(logs.glob("zpb-*.log")):
        return f"unforeseen: {next(logs.glob('zpb-*.log')).read_text('utf-8')}"
    if status == _BROKEN or "Traceback" in wrong.getvalue():
        return f"broken: {wrong.getvalue()}"
    if any((home / path).read_bytes() != data for path, data in before.items()):
        return "an input was changed"
    if took > PATIENCE:
        return f"took {took:.0f} s"
    if one.seed.role == "input" and words[0] == "read":
        return _reading_told(one, said.getvalue(), status)
    return None


def _reading_told(one: Spoilt, said: str, status: int) -> str | None:
    found = json.loads(said)
    files = {file["path"]: file for file in found["files"]}
    if files.get(_GOOD, {}).get("status") != "ok":
        return f"the good file became {files.get(_GOOD)}"
    if one.seed.name not in files:
        return "the spoilt file is not accounted for"
    if (files[one.seed.name]["status"] == "unreadable") != (status == 3):
        return f"exit {status} with {files[one.seed.name]}"
    return None


def _call(one: Spoilt, home: Path) -> list[str]:
    """Put the spoilt file where its role wants it; the command that meets it there."""
    inbox, role = home / "报送", one.seed.role
    if role == "data":
        (home / one.seed.name).write_bytes(one.data)
        layout = one.seed.name.removesuffix(".json")
        return ["new", layout, "--data", str(home / one.seed.name), "-o", str(home / "新.xlsx")]
    if role == "profile":
        (home / one.seed.name).write_bytes(one.data)
        return ["score", str(inbox), "--profile", str(home / one.seed.name)]
    if role == "layout":
        folder = home / "模板" / "national-project"
        shutil.copytree(ROOT / "templates" / folder.name, folder)
        (folder / one.seed.name).write_bytes(one.data)
        return ["new", folder.name, "-o", str(home / "新.xlsx")]
    (inbox / one.seed.name).write_bytes(one.data)
    words = list(one.words)
    if words[-1] == "-o":
        words.append(str(home / ("汇总.xlsx" if words[0] == "merge" else "副本")))
    return [words[0], str(inbox), "--jobs", "1", *words[1:]]


@cache
def _good() -> bytes:
    return workbook(wrong_form("好的项目"))


def _bytes(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


@contextmanager
def _surroundings(home: Path, logs: Path) -> Iterator[None]:
    """Logs into a folder of their own; own layouts from beside the inputs."""
    before = tempfile.tempdir, os.environ.get(FOLDER_VARIABLE)
    tempfile.tempdir = str(logs)
    os.environ[FOLDER_VARIABLE] = str(home / "模板")
    try:
        yield
    finally:
        tempfile.tempdir = before[0]
        os.environ.pop(FOLDER_VARIABLE)
        if before[1] is not None:
            os.environ[FOLDER_VARIABLE] = before[1]
