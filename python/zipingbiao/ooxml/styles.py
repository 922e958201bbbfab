"""What the engine asks of a workbook's styles: number formats and font sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.relations import targets, workbook_part
from zipingbiao.values.display import BUILTIN_FORMATS


@dataclass(frozen=True)
class CellStyle:
    """One entry of ``cellXfs``: number format code, font size in points, wrapping."""

    code: str = "General"
    size: float = 11.0
    wraps: bool = False


@dataclass(frozen=True)
class Styles:
    """The cell styles of a workbook, by number."""

    cells: tuple[CellStyle, ...] = field(default=(CellStyle(),))

    def __getitem__(self, number: int) -> CellStyle:
        return self.cells[number] if number < len(self.cells) else CellStyle()

    def is_general(self, number: int) -> bool:
        """Whether numbers look as they are typed."""
        return self[number].code == "General"


def styles_of(parts: Mapping[str, bytes]) -> Styles:
    """The styles of a workbook; plain ones where it has none."""
    for relation in targets(parts, workbook_part(parts)):
        if relation.kind == "styles" and relation.target in parts:
            return read_styles(parts[relation.target])
    return Styles()


@lru_cache(maxsize=64)
def read_styles(data: bytes) -> Styles:
    """Read a styles part."""
    xml = xmltext.tokens(xmltext.decode(data))
    codes = dict(BUILTIN_FORMATS)
    sizes: list[float] = []
    cells: list[CellStyle] = []
    section = ""
    for index, name in xmltext.starts(xml):
        if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs", "fills", "borders", "cellStyles"):
            section = name
            continue
        found = {item.name: item.value for item in xmltext.attributes(xml[index])}
        if name == "numFmt" and section != "dxfs":
            codes[int(found["numFmtId"])] = found["formatCode"]
        elif name == "font" and section == "fonts":
            sizes.append(11.0)
        elif name == "sz" and section == "fonts":
            sizes[-1] = float(found["val"])
        elif name == "xf" and section == "cellXfs":
            font = int(found.get("fontId", 0))
            size = sizes[font] if font < len(sizes) else 11.0
            cells.append(CellStyle(codes.get(int(found.get("numFmtId", 0)), "General"), size))
        elif (
            name == "alignment" and section == "cellXfs" and found.get("wrapText") in ("1", "true")
        ):
            cells[-1] = CellStyle(cells[-1].code, cells[-1].size, True)
    return Styles(tuple(cells) or (CellStyle(),))
