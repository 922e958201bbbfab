"""Notes that name a field: read from the template, and taken out of what is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from zipingbiao.errors import Place, TemplateError
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.relations import targets
from zipingbiao.template.tag import Tag, parse_pattern

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
    if "{{" not in text:
        return None
    try:
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
    for index, name in xmltext.starts(xml):
        if name == "comment":
            end = xmltext.element_end(xml, index)
            inside = xml[index:end]
            text = "".join(
                xmltext.text_of(inside[start : xmltext.element_end(inside, start)])
                for start, local in xmltext.starts(inside)
                if local == "t"
            )
            notes.append((xmltext.attribute(xml[index], "ref") or "", text))
    return notes


def without_notes(
    parts: Mapping[str, bytes], sheet_part: str, addresses: Collection[str]
) -> dict[str, bytes]:
    """The parts with some notes of a sheet taken out: the text and its drawn box."""
    changed = dict(parts)
    places = {cell_place(address) for address in addresses}
    for relation in targets(parts, sheet_part):
        if relation.kind == "comments":
            changed[relation.target] = _without(
                parts[relation.target], "comment", lambda xml: _note_place(xml) in places
            )
        elif relation.kind == "vmlDrawing" and relation.target in parts:
            changed[relation.target] = _without(
                parts[relation.target], "shape", lambda xml: _box_place(xml) in places
            )
    return changed


def _without(data: bytes, element: str, unwanted: Callable[[list[str]], bool]) -> bytes:
    """The part without the elements of that name that are unwanted."""
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
    return xmltext.encode("".join(kept))


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
