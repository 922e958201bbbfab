"""A plugin of pytest for mutants.py: each run forgets what functions kept of an earlier one.

mutmut runs the tests once and then again in children of that process, for one change of the
program after the other. What the program, or a test, has kept by then is what the program gave
before it was changed: the change would go unnoticed. In the first run, which tells which test
calls which function, each test forgets what those before it made functions keep.
"""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable

import pytest

_kept: list[Callable[[], None]] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Empties all caches of functions; what is costly and never changed stays."""
    _find()
    _empty()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Finds the caches of what the tests have imported."""
    _find()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Empties them again where it is asked which functions a test calls."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        _empty()


def _find() -> None:
    _kept[:] = [
        one.cache_clear
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper) and not _stays(one.__module__)
    ]


def _empty() -> None:
    for clear in _kept:
        clear()


def _stays(module: str | None) -> bool:
    """Whether a module's caches may stay: the layouts, compiled once."""
    return module is None or module.startswith(("zipingbiao.layouts", "zipingbiao.template"))
