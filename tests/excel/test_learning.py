"""学习版式: the form in front becomes a layout of the user's own, from which 新建 makes forms."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
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


def opened(app: xw.App, tmp_path: Path, like: str, *, known: bool) -> xw.Book:
    """A filled form, open; where it is not known, it has another word than the layout."""
    layout = find_layouts()[like]
    (form, *_) = forms_in(json.loads((layout.folder / "sample.json").read_text("utf-8")))
    path = tmp_path / f"{like}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(layout.write([form], given=True).data))
    for cell in (cell for row in book.worksheets[0] for cell in row):
        if cell.value == "主管部门" and not known:
            cell.value = "归口股室"
    book.save(path)
    return app.books.open(str(path))


def learned(
    app: xw.App, tmp_path: Path, like: str = "hubei-project", *, known: bool = False
) -> str:
    book = opened(app, tmp_path, like, known=known)
    before = (tmp_path / f"{like}.xlsx").read_bytes()
    told = learn(Call(app, FakeHost(), book))
    assert (tmp_path / f"{like}.xlsx").read_bytes() == before
    return told


def test_the_form_in_front_is_learned_into_the_users_own_folder(
    home: Path, app: xw.App, tmp_path: Path
) -> None:
    told = learned(app, tmp_path)
    assert told.startswith(f"学好了，版式「学来的版式1」放在 {home / '学来的版式1'}。\n")
    assert "学来的版式1" in find_layouts()
    with pytest.raises(CallError, match="这张表就是「学来的版式1」，程序认得，没有另学"):
        learned(app, tmp_path)
    learned(app, tmp_path, "national-project")
    assert "学来的版式2" in find_layouts()


def test_a_form_of_a_known_layout_is_not_learned_again(
    home: Path, app: xw.App, tmp_path: Path
) -> None:
    with pytest.raises(CallError, match="这张表就是「项目自评表（湖北）」，程序认得，没有另学"):
        learned(app, tmp_path, known=True)
    assert not home.exists()


def test_the_one_own_layout_is_what_new_offers_last(
    home: Path, app: xw.App, tmp_path: Path
) -> None:
    learned(app, tmp_path)
    host = FakeHost(target=tmp_path / "空白.xlsx")
    assert new(Call(app, host, None, OWN)) == ""
    assert (tmp_path / "空白.xlsx").is_file()


def test_of_several_own_layouts_one_is_chosen(home: Path, app: xw.App, tmp_path: Path) -> None:
    learned(app, tmp_path)
    learned(app, tmp_path, "national-project")
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
