"""Draw the official forms as templates: ``python tools/draw_templates.py [LAYOUT…]``.

Writes ``templates/<layout>/form.xlsx``; without names, all of them. The data beside it
(layout.toml, blank.json, sample.json) is written by hand and left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from drawing import binding, official, summary
from drawing.table import TABLES, draw_table

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
DRAWINGS: dict[str, Callable[[Path], None]] = {
    "summary": summary.draw,
    "binding": binding.draw,
    **{table.stem: partial(draw_table, table.stem) for table in sorted(TABLES.glob("*.toml"))},
}


def main(names: Sequence[str]) -> int:
    """Draw the named layouts, or all; the exit status is 2 for an unknown name."""
    unknown = [name for name in names if name not in DRAWINGS]
    if unknown:
        print(f"没有这个版式：{'、'.join(unknown)}；可用：{'、'.join(DRAWINGS)}", file=sys.stderr)
        return 2
    for name in names or DRAWINGS:
        folder = TEMPLATES / name
        folder.mkdir(parents=True, exist_ok=True)
        DRAWINGS[name](folder / "form.xlsx")
        if name == "summary":
            official.draw(folder / f"{official.NAME}.xlsx")
        print(f"已绘制 {name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
