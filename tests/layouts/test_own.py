"""A user's own layouts: found, preferred, and no trouble for the others where they are broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zipingbiao.cli import main
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import broken_layouts, find_layouts, form_reader, get_layout
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.places import FOLDER_VARIABLE, USER_VARIABLE, own_folders, own_templates


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder with a copy of a layout in it."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    known = find_layouts()["national-project"].folder
    folder = own_templates() / "zi-ji-de"
    shutil.copytree(known, folder)
    settings = folder / "layout.toml"
    text = settings.read_text("utf-8").replace('id = "national-project"', 'id = "zi-ji-de"')
    settings.write_text(text, "utf-8")
    return folder


def no_settings(folder: Path) -> None:
    (folder / "layout.toml").write_bytes(b"\xff\xfe id = ")


def misspelt(folder: Path) -> None:
    with (folder / "layout.toml").open("a", encoding="utf-8") as file:
        file.write("\n[aliasses]\n'a' = ['b']\n")


def no_form(folder: Path) -> None:
    (folder / "form.xlsx").unlink()


def no_workbook(folder: Path) -> None:
    (folder / "form.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 100)


def a_folder_for_a_form(folder: Path) -> None:
    no_form(folder)
    (folder / "form.xlsx").mkdir()


def extends_itself(folder: Path) -> None:
    text = (folder / "layout.toml").read_text("utf-8")
    (folder / "layout.toml").write_text(f'extends = "zi-ji-de"\n{text}', "utf-8")


def scored_by_nobody(folder: Path) -> None:
    text = (folder / "layout.toml").read_text("utf-8")
    (folder / "layout.toml").write_text(f'profile = "nirgends"\n{text}', "utf-8")


BREAKERS = (
    scored_by_nobody,
    no_settings,
    misspelt,
    no_form,
    no_workbook,
    a_folder_for_a_form,
    extends_itself,
)


def test_an_own_layout_is_known_to_all_commands(own: Path, tmp_path: Path) -> None:
    assert own_folders() == (own.parent,)
    assert get_layout("zi-ji-de").folder == own
    assert list(broken_layouts()) == []


def test_of_two_that_fit_as_well_the_own_one_reads(own: Path) -> None:
    layout = get_layout("national-project")
    (form, *_) = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    data = layout.write([form], given=True).data
    (sheet,) = open_workbook_bytes(data, "x").sheets
    assert [one.layout for one in form_reader().read(sheet, "x.xlsx")] == ["zi-ji-de"]


@pytest.mark.parametrize("spoil", BREAKERS, ids=lambda spoil: spoil.__name__)
def test_a_broken_one_is_told_in_one_sentence_and_stops_nothing(
    spoil: Callable[[Path], None],
    own: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(own)
    known = find_layouts()
    assert "zi-ji-de" not in known
    assert "national-project" in known
    (told,) = broken_layouts()
    assert told.startswith("版式 zi-ji-de 用不了，别的照常：")
    assert "\n" not in told
    assert told.endswith(("。", "）", "？"))
    assert main(["new", "national-project", "-o", str(tmp_path / "空白.xlsx")]) == 0
    assert told in capsys.readouterr().err
    assert main(["read", str(tmp_path / "空白.xlsx"), "-o", str(tmp_path / "a.json")]) in (0, 3)
    assert told in capsys.readouterr().err


def test_json_lists_what_is_broken(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    no_form(own)
    assert main(["layouts", "--format", "json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["broken"]
    assert "zi-ji-de" in told


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/zipingbiao/templates"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/zipingbiao/templates"),
    ],
)
def test_own_layouts_stand_in_no_environment_of_python(
    platform: str, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USER_VARIABLE, raising=False)
    monkeypatch.setattr("sys.platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert own_templates() == Path(expected)
