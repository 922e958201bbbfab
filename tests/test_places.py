"""Where the files of the program stand: the user's own first, and what is missing is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from zipingbiao.errors import TemplateError
from zipingbiao.places import FOLDER_VARIABLE, template_file


def test_a_file_of_the_users_own_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = template_file("words/units.toml", "词表")
    own = tmp_path / "words" / "units.toml"
    own.parent.mkdir()
    own.write_text("", "utf-8")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert template_file("words/units.toml", "词表") == own != theirs


def test_a_file_that_is_nowhere_is_told_by_name() -> None:
    with pytest.raises(TemplateError) as caught:
        template_file("words/nowhere.toml", "词表")
    assert "安装不完整，缺少词表" in str(caught.value)
    assert "templates/words/nowhere.toml" in str(caught.value)
