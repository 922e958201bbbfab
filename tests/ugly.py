"""The ways in which people spoil a form in a document, each as a maker of documents for tests."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from html import escape
from itertools import count, pairwise

from documents import (
    Grid,
    docx,
    html_table,
    page,
    paragraph,
    part_of,
    word_cell,
    word_table,
)
from zipingbiao.ooxml.address import Area

Maker = Callable[[Sequence[Grid]], bytes]
#: Twips of a page in landscape.
_WIDTH = 14_000


def widths_of(grid: Grid) -> list[int]:
    """Columns of unequal width."""
    chance = random.Random(grid.columns)
    parts = [chance.uniform(1, 3) for _ in range(grid.columns)]
    return [round(_WIDTH * part / sum(parts)) for part in parts]


# Word


def plain_word(grids: Sequence[Grid]) -> bytes:
    """The tables as they are."""
    return docx("<w:p/>".join(word_table(grid, widths=widths_of(grid)) for grid in grids))


def split_word(grids: Sequence[Grid]) -> bytes:
    """Each table cut in three, the later parts with only the columns that they need."""
    parts = []
    for grid in grids:
        cuts = [0, grid.rows // 3, 2 * grid.rows // 3, grid.rows]
        for first, last in pairwise(cuts):
            if last > first:
                parts.append(_with_own_grid(part_of(grid, first + 1, last), widths_of(grid)))
        parts.append(paragraph("　") + "<w:p><w:r><w:br w:type='page'/></w:r></w:p>")
    return docx("<w:p/>".join(parts))


def _with_own_grid(grid: Grid, widths: Sequence[int]) -> str:
    """A table whose columns are only those in which a box begins, as Word makes it when it cuts."""
    covered = grid.covered()
    begins = {
        covered.get((row, column), Area(row, column, row, column)).left
        for row in range(1, grid.rows + 1)
        for column in range(1, grid.columns + 1)
    }
    order = {left: number for number, left in enumerate(sorted(begins), 1)}
    upto = [sum(left <= column for left in begins) for column in range(grid.columns + 1)]
    own = [
        sum(width for at, width in enumerate(widths, 1) if upto[at] == number)
        for number in order.values()
    ]
    areas = [
        Area(one.top, order[one.left], one.bottom, upto[one.right]) for one in grid.areas.values()
    ]
    texts = {(row, order[column]): text for (row, column), text in grid.texts.items()}
    slim = Grid(grid.rows, len(order), texts, {(one.top, one.left): one for one in areas})
    return word_table(slim, widths=own, continued=True)


def nested_word(grids: Sequence[Grid]) -> bytes:
    """Each table in a frame in a frame, or in a text box."""
    frame = Grid(1, 1, {})
    parts = []
    for number, grid in enumerate(grids):
        held = word_table(grid, widths=widths_of(grid)) + "<w:p/>"
        if number % 2:
            parts.append(text_box(held))
            continue
        for _ in range(2):
            held = word_table(frame, widths=[_WIDTH], say=f"{{}}{held}<w:p/>".format)
        parts.append(held)
    return docx("<w:p/>".join(parts))


def pasted_word(grids: Sequence[Grid]) -> bytes:
    """Every other text pasted with the table of one box that it stood in."""
    numbers = count()

    def say(text: str) -> str:
        held = word_table(Grid(1, 1, {(1, 1): text}), widths=[700]) + "<w:p/>"
        return held if next(numbers) % 2 and text else paragraph(text)

    return docx("<w:p/>".join(word_table(grid, widths=widths_of(grid), say=say) for grid in grids))


def paged_word(grids: Sequence[Grid]) -> bytes:
    """Each table cut in two, the number of the page as a line between."""
    parts = []
    for grid in grids:
        upper, lower = (
            part_of(grid, 1, grid.rows // 2),
            part_of(grid, grid.rows // 2 + 1, grid.rows),
        )
        parts += [word_table(upper, widths=widths_of(grid)), paragraph("第 1 页 共 2 页")]
        parts += [word_table(lower, widths=widths_of(grid), continued=True), paragraph("　")]
    return docx("<w:p/>".join(parts))


def text_box(content: str) -> str:
    """A paragraph with a text box, written twice: for new programs and for old ones."""
    held = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor>"
        f"<wps:txbx>{held}</wps:txbx></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def uneven_word(grids: Sequence[Grid]) -> bytes:
    """Borders that were dragged a little in each row."""
    return docx("<w:p/>".join(map(_uneven, grids)))


def _uneven(grid: Grid) -> str:
    chance = random.Random(grid.rows)
    widths = widths_of(grid)
    far = min(200, round(0.15 * min(widths)))
    borders = [0]
    for width in widths:
        borders.append(borders[-1] + width)
    inner = borders[1:-1]
    covered = grid.covered()
    moved: dict[tuple[int, int], int] = {}
    for row in range(1, grid.rows + 1):
        for column, border in enumerate(inner, 1):
            area = covered.get((row, column))
            tall = area is not None and area.top < row and area.right == column
            beside = covered.get((row, column + 1))
            tall |= beside is not None and beside.top < row and beside.left == column + 1
            moved[row, column] = (
                moved[row - 1, column] if tall else border + chance.randint(-far, far)
            )
        moved[row, 0], moved[row, grid.columns] = 0, borders[-1]
    edges = sorted(set(moved.values()))
    at = {edge: number for number, edge in enumerate(edges)}
    texts = {}
    areas = {}
    for row in range(1, grid.rows + 1):
        for column in range(1, grid.columns + 1):
            area = covered.get((row, column), Area(row, column, row, column))
            if (area.top, area.left) == (row, column):
                left, right = at[moved[row, column - 1]] + 1, at[moved[row, area.right]]
                areas[row, left] = Area(row, left, area.bottom, right)
                texts[row, left] = grid.texts.get((row, column), "")
    wide = Grid(grid.rows, len(edges) - 1, texts, areas)
    return word_table(wide, widths=[right - left for left, right in pairwise(edges)])


def handmade_word(grids: Sequence[Grid]) -> bytes:
    """Merged in old ways: text repeated in what is merged down, cells merged across one by one."""
    return docx("<w:p/>".join(map(_handmade, grids)))


_RESTART = " w:val='restart'"


def _handmade(grid: Grid) -> str:
    covered = grid.covered()
    rows = []
    for row in range(1, grid.rows + 1):
        cells = []
        for column in range(1, grid.columns + 1):
            area = covered.get((row, column), Area(row, column, row, column))
            text = grid.texts.get((area.top, area.left), "") if column == area.left else ""
            merge = ""
            if area.right > area.left:
                merge += f"<w:hMerge{_RESTART if column == area.left else ''}/>"
            if area.bottom > area.top:
                merge += f"<w:vMerge{_RESTART if row == area.top else ''}/>"
            cells.append(word_cell(merge, paragraph(text)))
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    widths = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths_of(grid))
    return f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{''.join(rows)}</w:tbl>"


def revised_word(grids: Sequence[Grid]) -> bytes:
    """Comments, tracked changes, fields, bookmarks, text in many runs, a deleted row."""
    tables = (word_table(grid, widths=widths_of(grid), say=_revised) for grid in grids)
    gone = "<w:tr><w:trPr><w:del w:id='9'/></w:trPr><w:tc><w:p><w:r><w:delText>删去"
    gone += "</w:delText></w:r></w:p></w:tc></w:tr></w:tbl>"
    return docx("<w:p/>".join(table.replace("</w:tbl>", gone) for table in tables))


def _revised(text: str) -> str:
    middle = len(text) // 2
    first, second = (_run(part) for part in (text[:middle], text[middle:]))
    return (
        "<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:bookmarkStart w:id='1' w:name='a'/>"
        "<w:commentRangeStart w:id='0'/><w:ins w:id='2' w:author='某'>"
        f"{first}</w:ins><w:del w:id='3'><w:r><w:delText>旧值 123</w:delText></w:r></w:del>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE 9</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        f"<w:hyperlink>{second}</w:hyperlink><w:r><w:fldChar w:fldCharType='end'/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
        "<w:commentRangeEnd w:id='0'/><w:r><w:commentReference w:id='0'/></w:r></w:p>"
    )


def _run(text: str) -> str:
    lines = "<w:br/>".join(f"<w:t xml:space='preserve'>{escape(t)}</w:t>" for t in text.split("\n"))
    return f"<w:r><w:rPr><w:sz w:val='21'/></w:rPr>{lines}</w:r>"


def narrowed_word(grids: Sequence[Grid]) -> bytes:
    """Each row leaves out a narrow column on either side, and blank cells at its end."""
    return docx("<w:p/>".join(map(_narrowed, grids)))


def _narrowed(grid: Grid) -> str:
    covered, widths = grid.covered(), [120, *widths_of(grid), 90]
    rows = []
    for row in range(1, grid.rows + 1):
        cells, column = [], 1
        while column <= grid.columns:
            area = covered.get((row, column), Area(row, column, row, column))
            text = grid.texts.get((row, column), "") if area.top == row else ""
            merge = f"<w:vMerge{_RESTART if area.top == row else ''}/>" * (area.bottom > area.top)
            span = f"<w:gridSpan w:val='{area.right - area.left + 1}'/>{merge}"
            cells.append((area, word_cell(span, paragraph(text)), bool(text or merge)))
            column = area.right + 1
        after = 1
        while len(cells) > 1 and not cells[-1][2]:
            area = cells.pop()[0]
            after += area.right - area.left + 1
        left_out = f"<w:gridBefore w:val='1'/><w:gridAfter w:val='{after}'/>"
        rows.append(f"<w:tr><w:trPr>{left_out}</w:trPr>{''.join(one[1] for one in cells)}</w:tr>")
    columns = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def controlled_word(grids: Sequence[Grid]) -> bytes:
    """Content controls around the table, rows, cells, paragraphs and texts; fields to fill in."""
    numbers = count()

    def held(match: re.Match[str]) -> str:
        return _control(match[0]) if next(numbers) % 4 == 0 else match[0]

    tables = []
    for grid in grids:
        table = word_table(grid, widths=widths_of(grid), say=_controlled)
        for name in ("tc", "tr"):
            table = re.sub(rf"<w:{name}>.*?</w:{name}>", held, table, flags=re.DOTALL)
        tables.append(_control(table))
    return docx("<w:p/>".join(tables))


def _control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _controlled(text: str) -> str:
    if len(text) % 2:
        return _control(paragraph(text))
    ends = [f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("separate", "end")]
    asked = "<w:ffData><w:textInput/></w:ffData>"
    begin = f"<w:r><w:fldChar w:fldCharType='begin'>{asked}</w:fldChar></w:r>"
    code = "<w:r><w:instrText> FORMTEXT </w:instrText></w:r>"
    return f"<w:p>{begin}{code}{ends[0]}{_control(_run(text))}{ends[1]}</w:p>"


# Web pages


def plain_page(grids: Sequence[Grid]) -> bytes:
    """The tables as they are."""
    return page("<p></p>".join(map(html_table, grids)))


def split_page(grids: Sequence[Grid]) -> bytes:
    """Each table cut in two."""
    parts = []
    for grid in grids:
        half = grid.rows // 2
        parts += [html_table(part_of(grid, 1, half)), "<p>&nbsp;</p>"]
        parts += [html_table(part_of(grid, half + 1, grid.rows)), "<hr>"]
    return page("".join(parts), "gb18030")


def nested_page(grids: Sequence[Grid]) -> bytes:
    """A page laid out by tables, without end tags for rows and cells."""
    held = "".join(f"<table><tr><td>&nbsp;<td>{html_table(grid)}</table>" for grid in grids)
    loose = held.replace("</td>", "").replace("</tr>", "")
    return page(f"<table width=100%><tr><td colspan=3>{loose}<tr><td><td><td></table>")


def pasted_page(grids: Sequence[Grid]) -> bytes:
    """Every text in a table of one box in its cell, each table in another that frames it."""

    def say(text: str) -> str:
        lines = escape(text).replace("\n", "<br>")
        return f"<table><tr><td>{lines}</td></tr></table>" if text else ""

    tables = (html_table(grid, say) for grid in grids)
    return page("<hr>".join(f"<table><tr><td>{table}</td></tr></table>" for table in tables))


def uneven_page(grids: Sequence[Grid]) -> bytes:
    """Spans that are too large, and a head in a group of its own."""
    tables = []
    for grid in grids:
        table = html_table(grid)
        first, rest = table.split("</tr>", 1)
        first = first.replace("<table>", "<table><thead>") + "</tr></thead><tbody>"
        tables.append(first + rest.replace("</table>", "</tbody></table>"))
    return page("".join(tables))


def handmade_page(grids: Sequence[Grid]) -> bytes:
    """As office programs save: fonts, spans, comments for Office, hidden rows, fields."""

    def say(text: str) -> str:
        lines = escape(text).replace("\n", "<br/>\n   ").replace(" ", "&#32;")
        return (
            f"<p class=MsoNormal><font face='宋体'><span lang=EN-US\n style='x'>{lines}</span>"
            "<!--[if gte mso 9]><xml><td>1</td></xml><![endif]--></font><o:p></o:p></p>"
        )

    hidden = "<tr style='display:none'><td>隐藏</td></tr></table>"
    tables = (html_table(grid, say).replace("</table>", hidden) for grid in grids)
    script = "<script>document.write('<table><tr><td>9</td></tr></table>')</script>"
    return page(script + "".join(tables), "gbk")


WORD: dict[str, Maker] = {
    "plain": plain_word,
    "split": split_word,
    "nested": nested_word,
    "uneven": uneven_word,
    "handmade": handmade_word,
    "revised": revised_word,
    "pasted": pasted_word,
    "paged": paged_word,
    "narrowed": narrowed_word,
    "controlled": controlled_word,
}
PAGES: dict[str, Maker] = {
    "plain": plain_page,
    "split": split_page,
    "nested": nested_page,
    "uneven": uneven_page,
    "handmade": handmade_page,
    "pasted": pasted_page,
}
