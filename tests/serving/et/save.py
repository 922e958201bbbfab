"""Save a copy of a workbook with some cells written, as a spreadsheet program would.

``python -m serving.et.save FILE COPY``; what was written comes on standard input: sheet, cell,
value or formula, number format.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from excel.fake import FakeHost, start


def main() -> None:
    """Write the copy; formulas have their values."""
    file, copy = sys.argv[1:]
    app, host = start(), FakeHost()
    book = app.books.open(file)
    for sheet, cell, value, number_format in json.load(sys.stdin):
        target = book.sheets[sheet][cell]
        with host.unlocked(book.sheets[sheet]):
            target.number_format = number_format
            if isinstance(value, str) and value.startswith("="):
                target.formula = value
            else:
                target.value = value
    app.calculate()
    host.save_copy(book, Path(copy))


if __name__ == "__main__":
    main()
