"""学习版式: the form in front becomes a layout of the user's own, from which 新建 makes forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlwings as xw

from excel.fake import FakeHost
from zipingbiao.errors import CallError
from zipingbiao.excel.call import Call
from zipingbiao.excel.creating import new
from zipingbiao.excel.declaration import OWN
from zipingbiao.excel.learning import learn
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.places import USER_VARIABLE, own_templates


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "home"))
    return own_templates()


def opened(app: xw.App, tmp_path: Path) -> xw.Book:
    """A filled form, open."""
    layout = find_layouts()["hubei-project"]
    (form, *_) = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    path = tmp_path / "某县.xlsx"
    path.write_bytes(layout.write([form], given=True).data)
    return app.books.open(str(path))


def learned(app: xw.App, tmp_path: Path) -> str:
    book = opened(app, tmp_path)
    before = (tmp_path / "某县.xlsx").read_bytes()
    told = learn(Call(app, FakeHost(), book))
    assert (tmp_path / "某县.xlsx").read_bytes() == before
    return told


def test_the_form_in_front_is_learned_into_the_users_own_folder(
    home: Path, app: xw.App, tmp_path: Path
) -> None:
    told = learned(app, tmp_path)
    assert told.startswith(f"学好了，版式「学来的版式1」放在 {home / '学来的版式1'}。\n")
    assert "学来的版式1" in find_layouts()
    learned(app, tmp_path)
    assert "学来的版式2" in find_layouts()


def test_the_one_own_layout_is_what_new_offers_last(
    home: Path, app: xw.App, tmp_path: Path
) -> None:
    learned(app, tmp_path)
    host = FakeHost(target=tmp_path / "空白.xlsx")
    assert new(Call(app, host, None, OWN)) == ""
    assert (tmp_path / "空白.xlsx").is_file()


def test_of_several_own_layouts_one_is_chosen(home: Path, app: xw.App, tmp_path: Path) -> None:
    learned(app, tmp_path)
    learned(app, tmp_path)
    host = FakeHost(target=tmp_path / "空白.xlsx", folder=home / "学来的版式2")
    assert new(Call(app, host, None, OWN)) == ""
    assert (tmp_path / "空白.xlsx").is_file()
    assert new(Call(app, FakeHost(), None, OWN)) == ""
    with pytest.raises(CallError, match="学来的版式1、学来的版式2"):
        new(Call(app, FakeHost(folder=tmp_path), None, OWN))


def test_without_own_layouts_the_way_is_told(home: Path, app: xw.App) -> None:
    with pytest.raises(CallError, match="点「学习版式」"):
        new(Call(app, FakeHost(), None, OWN))


def test_a_book_without_a_form_teaches_nothing(home: Path, app: xw.App) -> None:
    with pytest.raises(CallError, match="没有认出自评表"):
        learn(Call(app, FakeHost(), app.books.add()))
    assert not home.exists()
