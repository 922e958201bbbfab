"""A plugin of pytest for mutants.py: each run forgets what functions kept of an earlier one.

mutmut runs the tests once and then again in children of that process, for one change of the
program after the other. What the program, or a test, has kept by then is what the program gave
before it was changed: the change would go unnoticed.
"""

from __future__ import annotations

import functools
import gc

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    """Empties all caches of functions; what is costly and never changed stays."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and not _stays(one.__module__):
            one.cache_clear()


def _stays(module: str | None) -> bool:
    """Whether a module's caches may stay: the layouts, compiled once."""
    return module is None or module.startswith(("zipingbiao.layouts", "zipingbiao.template"))
