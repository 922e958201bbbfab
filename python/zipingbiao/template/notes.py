"""Notes that name a field: read from the template, and taken out of what is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from zipingbiao.errors import Place, TemplateError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.relations import drop_parts, targets
from zipingbiao.template.parsing import parse_pattern, refuse_lookalike
from zipingbiao.template.tag import Tag

#: A note that begins so was meant as a field.
_BRACES = ("{", "｛", "$", "＄", "#{")
#: What holds notes and what draws their boxes: kind of part → the element of one note.
_ELEMENTS = {"comments": "comment", "vmlDrawing": "shape"}
#: Where a note, or its box, stands.
Standing = Callable[[list[str]], tuple[int, int] | None]
#: Excel begins a note with its author's name and a line break.
_AUTHOR = re.compile(r"^[^\n{]{1,40}[:：]\s*\n")


def field_notes(parts: Mapping[str, bytes], sheet_part: str, free: bool) -> dict[str, Tag]:
    """The notes of a sheet that are a tag and nothing else: address → field."""
    found: dict[str, Tag] = {}
    for relation in targets(parts, sheet_part):
        if relation.kind == "comments":
            for address, text in _notes(parts[relation.target]):
                tag = _as_tag(text, free, Place(cell=address))
                if tag is not None:
                    found[address] = tag
    return found


def _as_tag(text: str, free: bool, place: Place) -> Tag | None:
    text = _AUTHOR.sub("", text).strip()
    try:
        if "{{" not in text:
            if text.startswith(_BRACES):
                refuse_lookalike(text)
            return None
        pattern = parse_pattern(text, free)
    except TemplateError as error:
        raise TemplateError(error.reason, place, error.cure) from None
    if len(pattern) == 1 and isinstance(pattern[0], Tag):
        return pattern[0]
    cure = "批注只写一个 {{ 字段 }}。"
    raise TemplateError("批注里的标签前后不能有别的文字。", place, cure)


def _notes(data: bytes) -> list[tuple[str, str]]:
    """(address, text) of each note of a comments part."""
    xml = xmltext.tokens(xmltext.decode(data))
    notes: list[tuple[str, str]] = []
    end = 0
    for index, name in xmltext.starts(xml):
        if name == "comment" and index >= end:
            end = xmltext.element_end(xml, index)
            notes.append((xmltext.attribute(xml[index], "ref") or "", _text(xml[index:end])))
    return notes


def _text(note: Iterable[str]) -> str:
    """What stands in the runs of a note; each of its tokens is looked at once."""
    kept: list[str] = []
    depth = 0
    for token in note:
        if xmltext.is_text(token):
            if depth:
                kept.append(token)
        elif xmltext.is_end(token):
            depth -= xmltext.local_name(token) == "t"
        elif xmltext.is_start(token) and not xmltext.is_empty(token):
            depth += xmltext.local_name(token) == "t"
    return xmltext.text_of(kept)


def without_notes(
    parts: Mapping[str, bytes], sheet_part: str, addresses: Collection[str]
) -> dict[str, bytes]:
    """The parts with some notes of a sheet taken out: the text and its drawn box.

    A part that holds nothing any more is taken out whole: Excel repairs a workbook with a list of
    notes that is empty.
    """
    changed = dict(parts)
    places = {cell_place(address) for address in addresses}
    empty: set[str] = set()
    for relation in targets(parts, sheet_part):
        element = _ELEMENTS.get(relation.kind)
        if element is None or relation.target not in parts:
            continue
        place = _note_place if element == "comment" else _box_place
        xml = _without(parts[relation.target], element, partial(_stands_at, place, places))
        changed[relation.target] = xmltext.encode("".join(xml))
        if xmltext.find(xml, element) is None:
            empty.add(relation.target)
            if element == "shape":
                changed[sheet_part] = _without_drawing(changed[sheet_part], relation.id)
    return drop_parts(changed, sheet_part, empty)


def _stands_at(place: Standing, places: Collection[tuple[int, int]], xml: list[str]) -> bool:
    return place(xml) in places


def _without_drawing(sheet: bytes, relation: str) -> bytes:
    """The sheet without its mention of the drawing of notes."""
    xml = _without(
        sheet,
        "legacyDrawing",
        lambda found: any(one.value == relation for one in xmltext.attributes(found[0])),
    )
    return xmltext.encode("".join(xml))


def _without(data: bytes, element: str, unwanted: Callable[[list[str]], bool]) -> list[str]:
    """The part, taken apart, without the elements of that name that are unwanted."""
    xml = xmltext.tokens(xmltext.decode(data))
    kept: list[str] = []
    index = 0
    while index < len(xml):
        if xmltext.is_start(xml[index]) and xmltext.local_name(xml[index]) == element:
            end = xmltext.element_end(xml, index)
            if unwanted(xml[index:end]):
                index = end
                continue
        kept.append(xml[index])
        index += 1
    return kept


def _note_place(xml: list[str]) -> tuple[int, int]:
    return cell_place(xmltext.attribute(xml[0], "ref") or "A1")


def _box_place(xml: list[str]) -> tuple[int, int] | None:
    """The cell whose note a VML shape draws; None for buttons and other shapes."""
    client = xmltext.find(xml, "ClientData")
    if client is None or xmltext.attribute(xml[client], "ObjectType") != "Note":
        return None
    numbers = {}
    for start, name in xmltext.starts(xml):
        if name in ("Row", "Column"):
            numbers[name] = int(xmltext.text_of(xml[start : xmltext.element_end(xml, start)]))
    return (numbers["Row"] + 1, numbers["Column"] + 1) if len(numbers) == 2 else None
