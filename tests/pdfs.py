"""Makes PDFs for the tests: letters and lines at places, by hand, no library's (ISO 32000-1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from documents import Grid
from zipingbiao.ooxml.address import Area

#: Points: A4, and how high letters are.
WIDTH, HEIGHT = 595.0, 842.0
SIZE = 10.0


@dataclass
class Page:
    """A page, measured from its upper left corner."""

    content: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)

    def say(self, text: str, left: float, top: float, size: float = SIZE, turn: int = 0) -> None:
        """Write a line, whose upper left corner is given; ``turn`` 1: it is read upwards."""
        self.letters |= {*text}
        codes = "".join(f"{ord(sign):04X}" for sign in text)
        base = HEIGHT - top - 0.88 * size
        matrix = "0 1 -1 0" if turn else "1 0 0 1"
        place = f"{left + turn * size:.2f} {base:.2f}"
        self.content.append(f"BT /F1 {size} Tf {matrix} {place} Tm <{codes}> Tj ET")

    def rule(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a line."""
        ends = f"{left:.2f} {HEIGHT - top:.2f} m {right:.2f} {HEIGHT - bottom:.2f} l"
        self.content.append(f"0.5 w {ends} S")

    def picture(self) -> None:
        """Put a picture over all of the page."""
        self.content.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q")

    def table(
        self,
        grid: Grid,
        left: float = 50,
        top: float = 100,
        widths: Sequence[float] = (),
        high: float = 40,
        *,
        size: float = SIZE,
        open_: str = "",
    ) -> None:
        """Draw a table. ``open_``: the edge that has no lines: ``top``, ``bottom`` or ``right``."""
        widths = widths or [480 / grid.columns] * grid.columns
        across = [*accumulate(widths, initial=left)]
        down = [top + high * row for row in range(grid.rows + 1)]
        covered = grid.covered()
        for row in range(1, grid.rows + 1):
            for column in range(1, grid.columns + 1):
                area = covered.get((row, column), Area(row, column, row, column))
                if (area.top, area.left) != (row, column):
                    continue
                x, y = across[area.left - 1], down[area.top - 1]
                right, bottom = across[area.right], down[area.bottom]
                self.rule(x, y, x, bottom)
                if not (open_ == "right" and area.right == grid.columns):
                    self.rule(right, y, right, bottom)
                if not (open_ == "top" and area.top == 1):
                    self.rule(x, y, right, y)
                if not (open_ == "bottom" and area.bottom == grid.rows):
                    self.rule(x, bottom, right, bottom)
                for number, line in enumerate(grid.texts.get((row, column), "").split("\n")):
                    if line:
                        self.say(line, x + 3, y + 3 + number * size * 1.2, size)


def pdf(pages: Iterable[Page], *, words: str = "", trailer: str = "", map_: bool = True) -> bytes:
    """A PDF. ``words`` are its key words; without ``map_`` its letters have no names."""
    pages = list(pages)
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(pages)))
    keywords = f"/Keywords<FEFF{words.encode('utf-16-be').hex().upper()}>" if words else ""
    unicode = "/ToUnicode 7 0 R" if map_ else ""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        3: f"<< /Title(x){keywords} >>".encode(),
        4: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [5 0 R] " + unicode.encode() + b" >>",
        5: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /W [32 126 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor 6 0 R >>",
        6: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /Ascent 880 /Descent -120 "
        b"/CapHeight 880 /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >>",
        7: _stream(_names(sorted({sign for page in pages for sign in page.letters}))),
        8: _stream(b"\xff", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
                   "/ColorSpace /DeviceGray "),
    }  # fmt: skip
    for number, page in enumerate(pages):
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents "
            f"{11 + 2 * number} 0 R /Resources << /Font << /F1 4 0 R >> "
            "/XObject << /Im1 8 0 R >> >> >>"
        ).encode()
        objects[11 + 2 * number] = _stream("\n".join(page.content).encode())
    return _file(objects, trailer)


def _names(letters: Iterable[str]) -> bytes:
    """Each letter's code is its number in Unicode."""
    pairs = " ".join(f"<{ord(one):04X}> <{ord(one):04X}>" for one in letters)
    return (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange 1 beginbfchar {pairs} endbfchar endcmap end"
    ).encode()


def _stream(content: bytes, more: str = "") -> bytes:
    return f"<< {more}/Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _file(objects: Mapping[int, bytes], trailer: str) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    places: dict[int, int] = {}
    for number, content in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    last = max(objects)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        entry = b"%010d 00000 n \n" if number in places else b"%010d 65535 f \n"
        made += entry % places.get(number, 0)
    head = f"trailer\n<< /Size {last + 1} /Root 1 0 R /Info 3 0 R {trailer}>>\n"
    return bytes(made) + f"{head}startxref\n{start}\n%%EOF\n".encode()
