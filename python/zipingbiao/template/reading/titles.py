"""How titles stand: alone in their row, over a table, once more at a page break."""

from __future__ import annotations

from collections.abc import Sequence

from zipingbiao.template.reading.bands import Band
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.words import is_aside, is_title


def is_same_title(title: Region, above: Region | None) -> bool:
    """Whether a title only comes again at a page break; the one above may be broken in two."""
    if "续" in title.text[-4:]:
        return True
    return above is not None and title.text.endswith(above.text)


def is_wide(title: Region, main: Band) -> bool:
    """Whether a title stretches over most of a table."""
    return 2 * (title.area.right - title.area.left + 1) >= main.right - main.left + 1


def stands_alone(title: Region, regions: Sequence[Region], left: int, right: int) -> bool:
    """Whether a title has its row for itself, and stands where titles do."""
    area = title.area
    wide = 2 * (area.right - area.left + 1) >= right - left + 1
    if not (wide or area.left <= left + 1):
        return False
    return all(
        other is title or (len(other.text) < 16 and (is_title(other.text) or is_aside(other.text)))
        for other in regions
    )
