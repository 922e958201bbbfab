"""A fake Excel at a desk: workbooks are opened in it, buttons are pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from excel.desk import Desk
from excel.fake import start
from zipingbiao.excel import host as hosts
from zipingbiao.places import USER_VARIABLE


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, empty."""
    folder = tmp_path / "自己"
    monkeypatch.setenv(USER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def app() -> xw.App:
    """A fake Excel without a workbook."""
    return start()


@pytest.fixture
def desk(tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A fake Excel without a workbook; the user's own folder is empty."""
    monkeypatch.setattr(hosts, "_HOSTS", {})
    folder = tmp_path / "单位"
    folder.mkdir()
    made = Desk(start(), folder, own)
    hosts.register_host("excel", made.host)
    yield made
    assert made.fake.is_restored, "a command left screen updating or calculation switched off"
