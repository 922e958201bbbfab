"""Draws docs/pictures/layers.svg: the layers of ARCHITECTURE.md and what really imports what.

A layer stands above all that it imports; a line is drawn where no other way leads there. Run by
`make pictures`; tests/test_architecture.py holds the drawing to the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "python" / "zipingbiao"
DRAWING = ROOT / "docs" / "pictures" / "layers.svg"

#: What a layer is, in a word or two.
SAID = {
    "cli": "命令行",
    "serving": "浏览器里的页面",
    "demo": "演示",
    "addin": "造与装加载项",
    "excel": "按钮与函数",
    "returning": "退回与交回",
    "drafting": "报告初稿",
    "binding": "成册",
    "export": "导出",
    "merge": "汇总",
    "report": "检查的面孔",
    "rules": "规则",
    "reading": "从文件夹到数据",
    "learn": "学会版式",
    "layouts": "版式",
    "functions": "工作表函数",
    "scoring": "评分",
    "template": "模板引擎",
    "ooxml": "工作簿的部件",
    "interchange": "数据 ⇄ JSON",
    "prose": "文字里的数",
    "domain": "这一行知道的事",
    "values": "文字 ⇄ 值",
    "glossary": "术语",
    "model": "一张表的数据",
    "program": "哪一版程序",
    "places": "文件在哪里",
    "datafiles": "人写的 TOML",
    "sandbox": "沙箱",
    "saving": "写文件",
    "limits": "时间与内存",
    "errors": "出错怎么说",
}
WIDTH, BOX, HEIGHT, GAP, ROW = 1120, 118, 44, 16, 84


def layers() -> list[str]:
    """The layers, the upper ones first, as ARCHITECTURE.md has them."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    return text.split("```layers\n")[1].split("```")[0].split()


def imports() -> dict[str, set[str]]:
    """Which layers a layer imports."""
    known = layers()
    found: dict[str, set[str]] = {one: set() for one in known}
    for path in SOURCE.rglob("*.py"):
        own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own in found:
            names = set(_named(ast.parse(path.read_text("utf-8"))))
            found[own] |= {one for one in names if one in found and one != own}
    return found


def _named(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{one.name}" for one in node.names]
        elif isinstance(node, ast.Import):
            whole = [one.name for one in node.names]
        else:
            continue
        yield from (one.split(".")[1] for one in whole if re.match(r"zipingbiao\.\w", one))


def direct(needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The imports to which no other way leads."""

    @cache
    def below(layer: str) -> frozenset[str]:
        return frozenset(needs[layer]).union(*map(below, needs[layer]))

    return {
        one: {to for to in found if not any(to in below(other) for other in found - {to})}
        for one, found in needs.items()
    }


def rows(needs: Mapping[str, set[str]]) -> list[list[str]]:
    """The layers in rows: each above all that it imports."""

    @cache
    def height(layer: str) -> int:
        return 1 + max(map(height, needs[layer]), default=-1)

    top = max(map(height, needs))
    return [[one for one in layers() if height(one) == level] for level in range(top, -1, -1)]


def drawn() -> str:
    """The drawing."""
    needs = imports()
    lines = rows(needs)
    place: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(lines):
        left = (WIDTH - len(row) * (BOX + GAP) + GAP) / 2
        for at, one in enumerate(row):
            place[one] = (left + at * (BOX + GAP), number * ROW + 10.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {len(lines) * ROW - 20}" '
        'font-family="sans-serif" font-size="13" text-anchor="middle">',
        f'<rect width="{WIDTH}" height="{len(lines) * ROW - 20}" fill="#fff"/>',
    ]
    for one, found in direct(needs).items():
        parts += [_line(f"{one} {to}", place[one], place[to]) for to in sorted(found)]
    parts += [_box(one, *place[one]) for one in layers()]
    return "\n".join((*parts, "</svg>", ""))


def _line(name: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    x, y, to_x, to_y = start[0] + BOX / 2, start[1] + HEIGHT, end[0] + BOX / 2, end[1]
    bend = (to_y - y) / 2
    way = f"M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"
    return f'<path data-import="{name}" d="{way}" fill="none" stroke="#9db8b5"/>'


def _box(one: str, x: float, y: float) -> str:
    middle = x + BOX / 2
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" rx="5" fill="#eef5f4" '
        f'stroke="#1f5c57"/><text x="{middle:g}" y="{y + 18:g}" font-weight="600">{one}</text>'
        f'<text x="{middle:g}" y="{y + 35:g}" fill="#456">{escape(SAID[one])}</text>'
    )


def main() -> None:
    """Draw it anew."""
    DRAWING.write_text(drawn(), "utf-8")
    print(f"层次图在 {DRAWING}")


if __name__ == "__main__":
    main()
