"""Compiled layouts are kept between starts: never stale, never broken, never another user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.layouts.catalogue import _fresh
from zipingbiao.layouts.kept import Kept, recall
from zipingbiao.layouts.layout import Layout
from zipingbiao.places import USER_VARIABLE
from zipingbiao.template.compiled import SheetTemplate

OFFICIAL = find_layouts()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has kept nothing yet."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A layout that may be spoilt."""
    made = tmp_path / "layouts" / "hebei-project"
    shutil.copytree(OFFICIAL["hebei-project"].folder, made)
    return made


def copy_of(home: Path) -> Path:
    """The one kept copy."""
    (found,) = (home / "compiled").iterdir()
    return found


@pytest.mark.parametrize("name", OFFICIAL)
def test_a_kept_form_is_the_compiled_one(name: str, home: Path) -> None:
    layout = OFFICIAL[name]
    kept = Kept(layout.folder, {}, layout.kept.files)
    kept.keep(layout.template.form)
    again = recall(layout.folder)
    assert again is not None
    assert again.form() == layout.template.form
    assert copy_of(home).stat().st_size < 10 * (layout.folder / "form.xlsx").stat().st_size


def test_a_second_start_compiles_nothing(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _fresh(folder)
    assert first.form.has_tags
    monkeypatch.setattr(Layout, "template", property(lambda _: pytest.fail("compiled again")))
    second = _fresh(folder)
    assert (second.form, second) == (first.form, first)
    assert second.shape.lists == first.shape.lists


@pytest.mark.parametrize("file", ["layout.toml", "form.xlsx"])
def test_a_changed_file_makes_the_copy_stale(home: Path, folder: Path, file: str) -> None:
    assert _fresh(folder).form
    (folder / file).write_bytes((folder / file).read_bytes() + b"\n")
    assert recall(folder) is None
    assert _fresh(folder).form == OFFICIAL["hebei-project"].form
    assert recall(folder) is not None


def test_a_changed_base_makes_the_copy_stale(home: Path, folder: Path) -> None:
    base = folder.parent / "base"
    shutil.copytree(folder, base)
    toml = folder / "layout.toml"
    toml.write_text('extends = "base"\n' + toml.read_text("utf-8").replace("profile", "#"), "utf-8")
    assert _fresh(folder).profile == "hebei"
    assert _fresh(folder).form
    settings = (base / "layout.toml").read_text("utf-8").replace('"hebei" ', '"sichuan" ')
    (base / "layout.toml").write_text(settings, "utf-8")
    assert _fresh(folder).profile == "sichuan"


def broken(data: bytes) -> list[bytes]:
    """A copy in many kinds of disrepair."""
    digest, _, body = data.partition(b"\n")
    return [
        b"",
        data[: len(data) // 2],
        data.replace("预期指标值".encode(), "实际完成值".encode()),
        digest + b"\n[]",
        digest + b"\n" + b"[" * 100_000,
        b"\x80\x04" + data,
        body,
        digest,
        data.replace(b"\n", b"\r\n", 1),
    ]


@pytest.mark.parametrize("kind", range(9))
def test_a_broken_copy_is_made_anew_without_a_word(
    home: Path, folder: Path, kind: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _fresh(folder).form
    copy = copy_of(home)
    whole = copy.read_bytes()
    copy.write_bytes(broken(whole)[kind])
    assert recall(folder) is None
    assert _fresh(folder).form == OFFICIAL["hebei-project"].form
    assert copy.read_bytes() == whole
    assert capfd.readouterr() == ("", "")


def test_a_copy_that_no_program_of_ours_made_is_not_understood(folder: Path) -> None:
    assert Kept(folder, {}, (), ["name", "part"]).form() is None
    assert Kept(folder, {}, (), ["", "", "", "", [[1, {}, None, [[1]]]], [], []]).form() is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no such owner here")
def test_another_users_copy_is_not_read(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _fresh(folder).form
    assert recall(folder) is not None
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert recall(folder) is None


def test_where_nothing_can_be_kept_layouts_are_compiled(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "file" / "home"))
    assert _fresh(folder).form == OFFICIAL["hebei-project"].form


def test_layouts_of_the_same_name_in_two_folders_are_kept_apart(home: Path, folder: Path) -> None:
    other = folder.parent.parent / "others" / folder.name
    shutil.copytree(folder, other)
    forms: list[SheetTemplate] = [_fresh(one).form for one in (folder, other)]
    assert forms[0] == forms[1]
    assert len(list((home / "compiled").iterdir())) == 2


READ = """
import json, sys
from zipingbiao.layouts import form_reader
form_reader()
print(json.dumps(sorted(sys.modules)))
"""


def test_a_start_with_kept_layouts_loads_no_compiler(home: Path) -> None:
    """jinja2 and the writing of forms cost more than all reading of one form."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    form_reader()
    loaded: list[set[str]] = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", READ], env=env, check=True, capture_output=True, text=True
        )
        loaded.append(set(json.loads(done.stdout)))
    compiler = {"jinja2", "zipingbiao.template.compile", "tomllib"}
    assert compiler <= loaded[0]
    assert not (compiler | {"openpyxl", "numpy"}) & loaded[1]
    assert not any(name.startswith("zipingbiao.template.writing") for name in loaded[1])
