"""tools/make_addin.py: all that is generated is fresh, and becomes so where it is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tooling import tool

pytest.importorskip("xlwings", reason="没有装 xlwings，跳过生成器的测试")
pytest.importorskip("PIL.Image", reason="没有装 Pillow，跳过图标的测试")
tool("draw_icons")
tool("vba_wrappers")
make_addin = tool("make_addin")


@pytest.fixture
def folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is generated, for the tool to work on."""
    for name in ("addin", "macros"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.setattr(make_addin, "ROOT", tmp_path)
    monkeypatch.setattr(make_addin, "MACROS", tmp_path / "macros")
    monkeypatch.setattr(make_addin, "ADDIN", tmp_path / "addin")
    monkeypatch.setattr(make_addin, "OFFICE", tmp_path / "addin" / "office")
    icons: ModuleType = make_addin.draw_icons
    monkeypatch.setattr(icons, "ICONS", tmp_path / "addin" / "icons")
    return tmp_path


def test_what_is_generated_is_fresh() -> None:
    assert list(make_addin.stale()) == []


def test_what_is_stale_is_made_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ribbon, icon = folder / "addin" / "customUI14.xml", folder / "addin" / "icons" / "new.png"
    before = ribbon.read_bytes()
    ribbon.write_text("<customUI/>", "utf-8")
    icon.unlink()
    assert make_addin.main() == 0
    assert ribbon.read_bytes() == before
    assert icon.is_file()
    told = capsys.readouterr().out.splitlines()
    assert told == [f"已更新 {path.relative_to(folder)}" for path in (ribbon, icon)]


def test_where_nothing_is_stale_it_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_addin.main() == 0
    assert capsys.readouterr().out == "都是最新的，没有要更新的。\n"


def test_types_that_can_not_be_compiled_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "addin" / "office" / "XFunctions.idl").write_text("", "utf-8")
    monkeypatch.setattr(make_addin, "compiler", lambda: None)
    assert make_addin.main() == 1
    assert "没有安装 libreoffice-dev" in capsys.readouterr().err
