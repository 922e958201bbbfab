"""A folder as it comes in, and its summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from inbox import make_bad, make_good
from zipingbiao.merge.summary import Merged, merge_paths


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks that can all be read."""
    folder = tmp_path_factory.mktemp("good")
    make_good(folder)
    return folder


@pytest.fixture(scope="session")
def bad(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good files, and bad ones of every kind among them."""
    folder = tmp_path_factory.mktemp("bad")
    make_bad(good, folder)
    return folder


@pytest.fixture(scope="session")
def summary(good: Path) -> tuple[Path, Merged]:
    """The summary of the good files, beside them."""
    out = good / "汇总.xlsx"
    return out, merge_paths([good], out, jobs=1)


@pytest.fixture(scope="session")
def bad_summary(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Merged]:
    """The summary of the folder with bad files, elsewhere."""
    out = tmp_path_factory.mktemp("out") / "汇总.xlsx"
    return out, merge_paths([bad], out, jobs=1)
