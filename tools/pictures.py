"""Draws docs/pictures: each layout blank and filled, as printed, what is learned, a report.

Goes the way of a user: `zpb new` and `zpb learn`, LibreOffice prints, pdftoppm makes PNG.
Run by `make pictures`.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
RESOLUTION = 90
#: The layout whose sample stands for a form that is to be learned.
LEARNED = "hubei-project"


def zpb(*words: str | Path) -> None:
    """Runs the command line; its faults end the drawing."""
    subprocess.run([sys.executable, "-m", "zipingbiao.cli", *map(str, words)], check=True)


def layouts() -> list[str]:
    """The layouts that have sample data, by id."""
    return sorted(path.parent.name for path in (ROOT / "templates").glob("*/sample.json"))


def workbooks(folder: Path) -> Iterator[Path]:
    """Makes each layout's blank and filled workbook."""
    for layout in layouts():
        blank, filled = folder / f"{layout}-blank.xlsx", folder / f"{layout}-filled.xlsx"
        zpb("new", layout, "-o", blank)
        zpb("new", layout, "--data", first_sample(layout, folder), "-o", filled)
        yield from (blank, filled)


def learned(folder: Path) -> Iterator[Path]:
    """Makes a filled form, the template that is learned from it, and a blank form of that."""
    names = ("source", "form", "blank")
    source, form, blank = (folder / f"learned-{name}.xlsx" for name in names)
    home = folder / "templates"
    zpb("new", LEARNED, "--data", first_sample(LEARNED, folder), "-o", source)
    zpb("learn", source, "-o", home / "mou-xian")
    shutil.copy(home / "mou-xian" / "form.xlsx", form)
    os.environ["ZPB_TEMPLATES"] = str(home)
    zpb("new", "mou-xian", "-o", blank)
    del os.environ["ZPB_TEMPLATES"]
    yield from (source, form, blank)


def reported(folder: Path) -> Path:
    """Makes the draft of a report from the sample of the national form."""
    draft = folder / "报告.docx"
    zpb("report", folder / "national-project-filled.xlsx", "-o", draft)
    return draft


def first_sample(layout: str, folder: Path) -> Path:
    """The first form of a layout's sample data, in a file of its own: one picture is enough."""
    data = json.loads((ROOT / "templates" / layout / "sample.json").read_text("utf-8"))
    forms = data.get("forms", data) if isinstance(data, dict) else data
    form = forms[0] if isinstance(forms, list) else forms
    path = folder / f"{layout}.json"
    path.write_text(json.dumps(form, ensure_ascii=False), "utf-8")
    return path


def print_pdf(books: list[Path], folder: Path) -> None:
    """Prints workbooks and documents into PDF files of the same name."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *books]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


def draw_page(pdf: Path, page: int, name: str) -> bool:
    """Draws one page of a PDF; false where it has none of the number."""
    wanted = ["-r", str(RESOLUTION), "-f", str(page), "-l", str(page), "-singlefile"]
    drawn = subprocess.run(["pdftoppm", *wanted, pdf], capture_output=True)
    if drawn.returncode == 0:
        (PICTURES / f"{name}.png").write_bytes(png(drawn.stdout))
    return drawn.returncode == 0


def png(ppm: bytes) -> bytes:
    """A PPM picture as a PNG with a palette: a third of the bytes, and the same every time."""
    _, size, _, raw = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    # Sixteen shades of each colour are as good for a printed form, and few enough in all.
    shaded = raw.translate(bytes(round(shade / 17) * 17 for shade in range(256)))
    pixels = list(zip(shaded[0::3], shaded[1::3], shaded[2::3], strict=True))
    palette = sorted(set(pixels))
    if len(palette) > 256:
        raise ValueError(f"more colours than a palette holds: {len(palette)}")
    number = {colour: index for index, colour in enumerate(palette)}
    indexed = bytes(map(number.__getitem__, pixels))
    rows = b"".join(b"\0" + indexed[at : at + width] for at in range(0, len(indexed), width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", bytes(chain.from_iterable(palette))),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Draws all pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        forms = [*workbooks(folder), *learned(folder)]
        print_pdf(forms, folder)
        draft = reported(folder)
        print_pdf([draft], folder)
        for book in (*forms, draft):
            # longer forms go on in the same way; the handbook shows their beginning
            draw_page(book.with_suffix(".pdf"), 1, f"{book.stem}-1")
    print(f"图片在 {PICTURES}：{len(list(PICTURES.iterdir()))} 张")


if __name__ == "__main__":
    main()
