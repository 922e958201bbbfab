"""The command line as the tests call it, in their own process."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.cli import main


def zpb(*words: str | Path) -> int:
    """The exit status of a call."""
    try:
        return main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0)
