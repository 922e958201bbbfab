"""A service for each module of tests: its worker takes a moment to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from serving.client import Caller, started
from zipingbiao.serving.service import Service


@pytest.fixture(scope="module")
def running() -> Iterator[Caller]:
    """A service that listens."""
    with started(Service(idle=None)) as caller:
        yield caller


@pytest.fixture
def caller(running: Caller) -> Caller:
    """The same, with nothing on its desk."""
    running.ask("POST", "api/clear")
    return running
