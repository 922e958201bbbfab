"""On which page of a PDF each sheet of a workbook begins, by its bookmarks."""

from __future__ import annotations

import re

#: How LibreOffice writes the pages of a PDF, and a bookmark that leads to one.
_PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Kids\s*\[([^\]]*)\]", re.DOTALL)
_PAGE = re.compile(rb"(\d+) 0 R")
_BOOKMARK = re.compile(rb"/Title<FEFF((?:[0-9A-F]{4})*)>\s*/Dest\s*\[(\d+) 0 R")


def first_pages(pdf: bytes) -> dict[str, int]:
    """The number of the first page, from 1, of each sheet that is printed, by its name."""
    listed = _PAGES.search(pdf)
    numbers = {key: at for at, key in enumerate(_PAGE.findall(listed[1]), 1)} if listed else {}
    return {
        bytes.fromhex(title.decode()).decode("utf-16-be", "replace"): numbers[page]
        for title, page in _BOOKMARK.findall(pdf)
        if page in numbers
    }
