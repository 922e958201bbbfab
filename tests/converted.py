"""The ways in which other programs write the tables of a form, as makers of documents for tests."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape

from documents import Grid, docx, html_table, page, paragraph, part_of, word_table
from ugly import Maker, widths_of

_MAIN = "word/document.xml"
_RESTART = "<w:vMerge w:val='restart'/>"
_SIGNS = {
    "☑": ("Wingdings", "F0FE"), "√": ("Wingdings", "F0FC"), "□": ("Wingdings", "F0A8"),
    "■": ("Wingdings", "F06E"), "≥": ("Symbol", "F0B3"), "≤": ("Symbol", "F0A3"),
}  # fmt: skip


def _tables(grids: Sequence[Grid], say: Callable[[str], str] = paragraph) -> bytes:
    made = (word_table(grid, widths=widths_of(grid), say=say) for grid in grids)
    return docx("<w:p/>".join(made))


def _changed(data: bytes, change: Callable[[str], str]) -> bytes:
    """A document with its text written another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()).encode() if name == _MAIN else part)
    return out.getvalue()


def _runs(text: str) -> str:
    lines = (f"<w:t xml:space='preserve'>{escape(one)}</w:t>" for one in text.split("\n"))
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"


def without_grid(grids: Sequence[Grid]) -> bytes:
    """No columns are given, and what a cell spans only by how wide it is."""

    def change(xml: str) -> str:
        for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml, re.DOTALL):
            widths = list(map(int, re.findall(r"<w:gridCol w:w='(\d+)'/>", table)))
            rows = "".join(
                _by_width(row, widths) for row in re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL)
            )
            xml = xml.replace(table, f"<w:tbl><w:tblPr/>{rows}</w:tbl>")
        return xml

    return _changed(_tables(grids), change)


def _by_width(row: str, widths: Sequence[int]) -> str:
    column = 0

    def width(match: re.Match[str]) -> str:
        nonlocal column
        first, column = column, column + int(match[1])
        return f"<w:tcW w:w='{sum(widths[first:column])}' w:type='dxa'/>"

    return re.sub(r"<w:gridSpan w:val='(\d+)'/>", width, row)


def without_restart(grids: Sequence[Grid]) -> bytes:
    """No cell says that a merged one begins with it."""
    return _changed(_tables(grids), lambda xml: xml.replace(_RESTART, "<w:vMerge/>"))


def without_first(grids: Sequence[Grid]) -> bytes:
    """The first cell of merged ones says nothing of it."""
    return _changed(_tables(grids), lambda xml: xml.replace(_RESTART, ""))


def controls(grids: Sequence[Grid]) -> bytes:
    """Tables, rows, cells and text in content controls; those not filled in show a prompt."""

    def say(text: str) -> str:
        if not text:
            prompt = f"<w:p>{_runs('单击此处输入文字。')}</w:p>"
            return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{_held(prompt)}</w:sdt>"
        half = len(text) // 2
        inner = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr>{_held(_runs(text[half:]))}</w:sdt>"
        return f"<w:p>{_runs(text[:half])}{inner}</w:p>"

    def change(xml: str) -> str:
        for tag in ("tc", "tr", "tbl"):
            element = rf"<w:{tag}>.*?</w:{tag}>"
            xml = re.sub(element, lambda m: f"<w:sdt>{_held(m[0])}</w:sdt>", xml, flags=re.DOTALL)
        return xml

    return _changed(_tables(grids, say), change)


def _held(content: str) -> str:
    return f"<w:sdtContent>{content}</w:sdtContent>"


def signs(grids: Sequence[Grid]) -> bytes:
    """A run for each sign, ticks and comparisons from symbol fonts."""

    def sign(one: str) -> str:
        if one not in _SIGNS:
            return _runs(one)
        font, code = _SIGNS[one]
        return f"<w:r><w:sym w:font='{font}' w:char='{code}'/></w:r>"

    return _tables(grids, lambda text: f"<w:p>{'<w:proofErr/>'.join(map(sign, text))}</w:p>")


def halves(grids: Sequence[Grid]) -> bytes:
    """A table of one column that holds the halves of each form."""
    frame = Grid(2, 1, {(1, 1): "1", (2, 1): "2"})

    def held(grid: Grid) -> str:
        cut = grid.rows // 2
        parts = {"1": part_of(grid, 1, cut), "2": part_of(grid, cut + 1, grid.rows)}

        def say(text: str) -> str:
            return word_table(parts[text], widths=widths_of(grid)) + "<w:p/>"

        return word_table(frame, widths=[14_000], say=say)

    return docx("<w:p/>".join(map(held, grids)))


def moved(grids: Sequence[Grid]) -> bytes:
    """Rows that were inserted, text that was moved, a table written twice for old programs."""

    def say(text: str) -> str:
        gone = f"<w:moveFrom w:id='2'>{_runs('旧的 99')}</w:moveFrom>"
        return f"<w:p><w:moveTo w:id='1'>{_runs(text)}</w:moveTo>{gone}</w:p>"

    def change(xml: str) -> str:
        xml = xml.replace("<w:tr>", "<w:tr><w:trPr><w:ins w:id='5'/></w:trPr>")
        twice = r"<mc:AlternateContent><mc:Choice>\1</mc:Choice><mc:Fallback>\1</mc:Fallback>"
        return re.sub(
            r"(<w:tbl>.*?</w:tbl>)", rf"{twice}</mc:AlternateContent>", xml, flags=re.DOTALL
        )

    return _changed(_tables(grids, say), change)


def fields_page(grids: Sequence[Grid]) -> bytes:
    """A page to be filled in: text fields, areas, lists."""

    def say(text: str) -> str:
        if "\n" in text:
            return f"<textarea rows=3>\n{escape(text)}</textarea>"
        if re.fullmatch(r"[\d.]+%?", text):
            return f"<input type='text' value='{escape(text)}' size=5>"
        return escape(text)

    return page("".join(html_table(grid, say) for grid in grids))


WORD: dict[str, Maker] = {
    one.__name__: one
    for one in (
        *(without_grid, without_restart, without_first),
        *(controls, signs, halves, moved),
    )
}
PAGES: dict[str, Maker] = {"fields": fields_page}
