"""Writes the list of layouts into docs/版式.md, between its two marks: one row a layout.

Run by `make templates`. What it says is what `zpb layouts` says.
"""

from __future__ import annotations

from pathlib import Path

from zipingbiao.cli.commands import LAYOUT_HEADS, layout_row
from zipingbiao.layouts import Layout, find_layouts, offered

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "docs" / "版式.md"
BEGIN, END = "<!-- 版式一览，由 make templates 写入 -->", "<!-- 版式一览到此 -->"


def row(layout: Layout) -> str:
    """A layout as a row of the table, with its pictures."""
    name, *cells, _ = layout_row(layout)
    kinds = {"空白": "blank", "填好": "filled"}
    pictures = "、".join(f"[{say}](pictures/{name}-{kind}-1.png)" for say, kind in kinds.items())
    return "| " + " | ".join((f"`{name}`", *cells, pictures)) + " |"


def table() -> str:
    """All layouts of the project as a table."""
    known = offered(find_layouts([ROOT / "templates"]).values())
    heads = (*LAYOUT_HEADS[:-1], "样子")
    lines = ["| " + " | ".join(heads) + " |", "| --- " * len(heads) + "|", *map(row, known)]
    return "\n".join(lines)


def listed(text: str) -> str:
    """A page with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Write the list."""
    HANDBOOK.write_text(listed(HANDBOOK.read_text("utf-8")), "utf-8")
    print(f"版式一览已写入 {HANDBOOK}")


if __name__ == "__main__":
    main()
