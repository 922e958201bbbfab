"""A workbook that has a bit of everything."""

from __future__ import annotations

import pytest

from mistaken import rich_workbook


@pytest.fixture(scope="session")
def rich() -> bytes:
    """A workbook with notes, a button, a chart and more."""
    return rich_workbook()
