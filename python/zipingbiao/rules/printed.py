"""What the official sheets of layouts print themselves: no fault of those who fill them in."""

from __future__ import annotations

from functools import lru_cache

from zipingbiao.domain.levels import clean_level
from zipingbiao.layouts import find_layouts


def prints_levels(layout: str, level1: str | None, level2: str | None) -> bool:
    """Whether a layout's own sheet prints a second level under a first one, points aside."""
    return (clean_level(level1), clean_level(level2)) in (_official(layout) or ())


def is_known(layout: str) -> bool:
    """Whether it is known what a layout's sheet prints."""
    return _official(layout) is not None


@lru_cache(maxsize=64)
def _official(layout: str) -> frozenset[tuple[str, str]] | None:
    """The second levels with their first ones, as a layout's sheet prints them; None: unknown."""
    known = find_layouts().get(layout)
    if known is None:
        return None
    rows = known.blank_data().get("indicators", ())
    return frozenset(
        (clean_level(row.get("level1")), clean_level(row.get("level2"))) for row in rows
    )
