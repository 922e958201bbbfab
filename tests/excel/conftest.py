"""A fake Excel at a desk: workbooks are opened in it, buttons are pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from excel.desk import Desk
from excel.fake import start
from zipingbiao.excel import host as hosts
from zipingbiao.places import USER_VARIABLE


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A fake Excel without a workbook; the user's own folder is empty."""
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "own"))
    monkeypatch.setattr(hosts, "_HOSTS", {})
    folder = tmp_path / "单位"
    folder.mkdir()
    made = Desk(start(), folder, tmp_path / "own")
    hosts.register_host("excel", made.host)
    yield made
    assert made.fake.is_restored, "a command left screen updating or calculation switched off"
