"""A progress bar on standard error, only where a person is looking at it.

A program that started the command may name a file (`PROGRESS_VARIABLE`) to be told there, too.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from zipingbiao.places import PROGRESS_VARIABLE

_WIDTH = 24
#: Work that is done sooner shows no bar.
_PATIENCE = 0.5
_PAUSE = 0.1


class ProgressBar:
    """Call it with (done, total); use it as a context manager so that its line is cleared."""

    def __init__(self, label: str, patience: float = _PATIENCE) -> None:
        self._label = label
        self._next = time.monotonic() + patience
        self._shown = False
        self._wanted = sys.stderr.isatty()
        named = os.environ.get(PROGRESS_VARIABLE)
        self._told = Path(named) if named else None

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is."""
        now = time.monotonic()
        if self._told is not None and (done == total or now >= self._next):
            self._next = now + _PAUSE
            with suppress(OSError):
                self._told.write_text(f"{self._label}\t{done}\t{total}", "utf-8")
        if not self._wanted or now < self._next:
            return
        self._next = now + _PAUSE
        self._shown = True
        full = _WIDTH * done // max(total, 1)
        bar = "█" * full + "░" * (_WIDTH - full)
        print(f"\r{self._label} {bar} {done}/{total}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
