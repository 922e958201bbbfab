"""Notes of cells: read, and added to those that are there.

A note has two halves: its text in the comments part, its box in the VML drawing that the sheet
calls ``legacyDrawing``. Source: ECMA-376 part 1, §18.7; part 4, §19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.editor.book import EditedBook, with_sheet_child
from zipingbiao.ooxml.editor.parts import appended, children, element, root_of, with_last_child
from zipingbiao.ooxml.editor.threads import answer_threads
from zipingbiao.ooxml.relations import CONTENT_TYPES, targets

#: Who is named as the author of the notes.
AUTHOR = "自评表"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMESPACES = {
    "xmlns:v": "urn:schemas-microsoft-com:vml",
    "xmlns:o": "urn:schemas-microsoft-com:office:office",
    "xmlns:x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
#: Shapes are numbered in blocks of so many; each VML part has blocks of its own.
_BLOCK = 1024
_SHAPE_ID = re.compile(r'"_x0000_s(\d+)"')
#: A note's box holds about so many characters on a line, Chinese ones counted double.
_LINE = 34
_LEAST_ROWS, _MOST_ROWS = 4, 24
#: What XML can't hold.


def notes_of(parts: Mapping[str, bytes], sheet_part: str) -> dict[str, str]:
    """The notes of a sheet: address → text."""
    found: dict[str, str] = {}
    for relation in targets(parts, sheet_part):
        if relation.kind == "comments" and relation.target in parts:
            xml = xmltext.tokens(xmltext.decode(parts[relation.target]))
            for index, name in xmltext.starts(xml):
                if name == "comment":
                    end = xmltext.element_end(xml, index)
                    address = xmltext.attribute(xml[index], "ref") or ""
                    found[address] = "".join(_texts(xml[index:end]))
    return found


def _texts(xml: list[str]) -> Iterator[str]:
    for start, name in xmltext.starts(xml):
        if name == "t":
            yield xmltext.text_of(xml[start : xmltext.element_end(xml, start)])


def add_notes(book: EditedBook, sheet_part: str, notes: Mapping[str, str]) -> None:
    """Give cells notes; where one is there already, the text is put below it."""
    if not notes:
        return
    clean = {address: xmltext.legible(text) for address, text in notes.items()}
    comments = book.related(sheet_part, "comments") or _new_comments(book, sheet_part)
    there = notes_of(book.parts, sheet_part)
    _write_texts(book, comments, clean)
    answer_threads(book, sheet_part, clean, AUTHOR)
    boxes = {address: text for address, text in clean.items() if address not in there}
    if boxes:
        _draw_boxes(book, _drawing(book, sheet_part), boxes)


# Texts


def _new_comments(book: EditedBook, sheet_part: str) -> str:
    part = book.new_name(f"{_folder(book)}comments", ".xml")
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{book.namespace}"><authors></authors>'
        "<commentList></commentList></comments>"
    )
    book.add(part, xml, _COMMENTS, sheet_part, "comments")
    return part


def _folder(book: EditedBook) -> str:
    return f"{book.workbook.rpartition('/')[0]}/".removeprefix("/")


def _write_texts(book: EditedBook, part: str, notes: Mapping[str, str]) -> None:
    xml = book.tokens(part)
    prefix = xmltext.prefix_of(xml[root_of(xml)])
    xml, author = _with_author(xml, prefix)
    left = dict(notes)
    for index, name in list(xmltext.starts(xml)):
        if name == "comment":
            text = left.pop(xmltext.attribute(xml[index], "ref") or "", None)
            if text is not None:
                _append_text(xml, index, prefix, text)
    made = "".join(
        element(
            f"{prefix}comment",
            {"ref": address, "authorId": str(author)},
            f"<{prefix}text>{_run(prefix, text)}</{prefix}text>",
        )
        for address, text in sorted(left.items(), key=lambda pair: cell_place(pair[0]))
    )
    start = xmltext.find(xml, "commentList")
    assert start is not None
    book.put(part, with_last_child(xml, start, made))


def _with_author(xml: list[str], prefix: str) -> tuple[list[str], int]:
    """The part with our author in it, and the author's number."""
    start = xmltext.find(xml, "authors")
    assert start is not None
    names = [xmltext.text_of(xml[first:end]) for first, end, _ in children(xml, start)]
    if AUTHOR in names:
        return xml, names.index(AUTHOR)
    made = element(f"{prefix}author", {}, AUTHOR)
    return xmltext.tokens("".join(with_last_child(xml, start, made))), len(names)


def _append_text(xml: list[str], comment: int, prefix: str, text: str) -> None:
    """Put text below that of a note; its indexes stay as they are."""
    start = xmltext.find(xml, "text", comment)
    assert start is not None
    for first, end, name in children(xml, start):
        # A bare text becomes a run, as no run may stand beside it.
        if name == "t":
            xml[first] = f"<{prefix}r>{xml[first]}"
            xml[end - 1] += f"</{prefix}r>"
    if xmltext.is_empty(xml[start]):
        xml[start] = f"{xml[start][:-2]}>{_run(prefix, text)}</{prefix}text>"
    else:
        last = xmltext.element_end(xml, start) - 1
        xml[last] = _run(prefix, f"\n————\n{text}") + xml[last]


def _run(prefix: str, text: str) -> str:
    font = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}rFont val="宋体"/></{prefix}rPr>'
    shown = f'<{prefix}t xml:space="preserve">{xmltext.escape(text)}</{prefix}t>'
    return f"<{prefix}r>{font}{shown}</{prefix}r>"


# Boxes


def _drawing(book: EditedBook, sheet_part: str) -> str:
    """The VML part with the boxes of a sheet's notes; made where there is none."""
    xml = book.tokens(sheet_part)
    at = next((index for index, name in xmltext.starts(xml) if name == "legacyDrawing"), None)
    if at is not None:
        key = next((v for k, v, *_ in xmltext.attributes(xml[at]) if k.endswith(":id")), "")
        for relation in targets(book.parts, sheet_part):
            if relation.id == key and relation.target in book.parts:
                return relation.target
    part = book.new_name(f"{_folder(book)}drawings/vmlDrawing", ".vml")
    block = 1 + max((_last_block(book.text(name)) for name in _drawings(book)), default=0)
    book.put(part, _empty_drawing(block))
    _declare_vml(book)
    key = book.relate(sheet_part, part, f"{book.relations}/vmlDrawing")
    if at is not None:
        name = next(k for k, *_ in xmltext.attributes(xml[at]) if k.endswith(":id"))
        xml[at] = xmltext.with_attribute(xml[at], name, key)
    else:
        attributes = {"xmlns:r": book.relations, "r:id": key}
        xml = with_sheet_child(xml, "legacyDrawing", attributes)
    book.put(sheet_part, xml)
    return part


def _drawings(book: EditedBook) -> list[str]:
    return [name for name in book.parts if name.lower().endswith(".vml")]


def _empty_drawing(block: int) -> str:
    namespaces = " ".join(f'{name}="{value}"' for name, value in _NAMESPACES.items())
    return (
        f'<xml {namespaces}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/>'
        f"</o:shapelayout>{_SHAPE_TYPE}</xml>"
    )


def _declare_vml(book: EditedBook) -> None:
    xml = book.tokens(CONTENT_TYPES)
    for index, name in xmltext.starts(xml):
        if (
            name == "Default"
            and (xmltext.attribute(xml[index], "Extension") or "").lower() == "vml"
        ):
            return
    attributes = {"Extension": "vml", "ContentType": _VML}
    book.put(CONTENT_TYPES, appended(xml, "Default", attributes))


def _blocks(vml: str) -> list[int]:
    """The blocks of shape numbers that a VML part has for itself."""
    xml = xmltext.tokens(vml)
    at = xmltext.find(xml, "idmap")
    data = (xmltext.attribute(xml[at], "data") or "") if at is not None else ""
    return [int(block) for block in data.split(",") if block.strip().isdecimal()]


def _last_block(vml: str) -> int:
    used = [int(number) // _BLOCK for number in _SHAPE_ID.findall(vml)]
    return max([*_blocks(vml), *used], default=0)


def _draw_boxes(book: EditedBook, part: str, notes: Mapping[str, str]) -> None:
    vml = book.text(part)
    blocks = _blocks(vml) or [1]
    taken = [int(number) for number in _SHAPE_ID.findall(vml)]
    last = max([*taken, blocks[-1] * _BLOCK])
    places = sorted(notes, key=cell_place)
    shapes = "".join(
        _shape(last + number, *cell_place(address), notes[address])
        for number, address in enumerate(places, start=1)
    )
    shapes = shapes if "_x0000_t202" in vml else _SHAPE_TYPE + shapes
    xml = xmltext.tokens(vml)
    root = root_of(xml)
    for name, value in _NAMESPACES.items():
        if xmltext.attribute(xml[root], name) is None:
            xml[root] = xmltext.with_attribute(xml[root], name, value)
    more = [block for block in range(blocks[-1] + 1, (last + len(places)) // _BLOCK + 1)]
    at = xmltext.find(xml, "idmap")
    if more and at is not None:
        data = ",".join(map(str, [*blocks, *more]))
        xml[at] = xmltext.with_attribute(xml[at], "data", data)
    book.put(part, with_last_child(xml, root, shapes))


def _shape(number: int, row: int, column: int, text: str) -> str:
    """The box of a note, hidden until somebody points at its cell."""
    height = _rows(text)
    top = max(row - 2, 0)
    anchor = f"{column}, 15, {top}, 10, {column + 3}, 60, {top + height}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:60pt;margin-top:2pt;width:200pt;height:{height * 14}pt;z-index:1;"
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>"
        f"<x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _rows(text: str) -> int:
    """How many rows high the box of a text is."""
    lines = sum(1 + _width(line) // _LINE for line in text.split("\n"))
    return min(max(lines + 1, _LEAST_ROWS), _MOST_ROWS)


def _width(line: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in line)
