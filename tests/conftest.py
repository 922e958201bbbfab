"""What all tests share: LibreOffice, the reference material, hypothesis' profiles."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import office as libreoffice
from zipingbiao.places import USER_VARIABLE

# No test depends on what this user keeps, nor leaves anything with him.
_home = tempfile.TemporaryDirectory(prefix="zpb-home-")
os.environ[USER_VARIABLE] = _home.name

ROOT = Path(__file__).resolve().parent.parent

# `make test` must say the same thing twice: the examples follow from the test itself.
# `make laws` goes looking for new ones.
_CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", _CALM, derandomize=True, database=None, max_examples=60)
settings.register_profile("laws", _CALM, max_examples=3000)
settings.load_profile("default")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[libreoffice.Office]:
    """A running LibreOffice; tests that need one are skipped where there is none."""
    reason = libreoffice.missing()
    if reason is not None:
        pytest.skip(f"{reason}，跳过用 LibreOffice 的测试")
    with libreoffice.running(tmp_path_factory.mktemp("office")) as running:
        yield running


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the project; its tests are skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "agency").is_dir():
        pytest.skip("没有参照资料，跳过与之比较的测试")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that uses the office, so that `-m "not office"` leaves them out."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker("office")
