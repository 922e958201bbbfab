"""Draw the outlines of reports and letters: ``python tools/draw_outlines.py [OUTLINE…]``.

Writes ``templates/outlines/<outline>/outline.docx`` from ``tools/drawing/outlines``, and
``templates/notices/<letter>.docx`` from ``tools/drawing/notices``; without names, all of them.
``outline.toml`` beside an outline is written by hand and left alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from drawing.outline import NOTICES, OUTLINES, outline_of

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TEXTS = {path.stem: path for path in sorted([*OUTLINES.glob("*.txt"), *NOTICES.glob("*.txt")])}


def target_of(text: Path) -> Path:
    """Where the Word file of a text goes."""
    if text.parent == NOTICES:
        return TEMPLATES / "notices" / f"{text.stem}.docx"
    return TEMPLATES / "outlines" / text.stem / "outline.docx"


def main(names: Sequence[str]) -> int:
    """Draw the named outlines, or all; the exit status is 2 for an unknown name."""
    unknown = [name for name in names if name not in TEXTS]
    if unknown:
        print(f"没有这个提纲：{'、'.join(unknown)}；可用：{'、'.join(TEXTS)}", file=sys.stderr)
        return 2
    for name in names or TEXTS:
        target = target_of(TEXTS[name])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(outline_of(TEXTS[name]))
        print(f"已绘制提纲 {name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
