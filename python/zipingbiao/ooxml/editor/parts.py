"""The parts of a package that is being edited: changed ones, new ones, how they hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import Entry, Package, deflate, pack
from zipingbiao.ooxml.relations import (
    CONTENT_TYPES,
    drop_signatures,
    parts_of,
    relative,
    rels_of,
    targets,
    workbook_part,
)

_DEFLATED = 8
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_RELATIONSHIPS}"></Relationships>'
)


#: The namespaces of relationships, and what only strict files have.
_USUAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT_MARK = "http://purl.oclc.org/ooxml/"


class EditedPackage:
    """An opened workbook or document. ``parts`` are its parts by name; set one to change it.

    ``was_signed``: its digital signatures, which no edit leaves valid, are gone.
    """

    def __init__(self, data: bytes) -> None:
        self._package = Package.open(data)
        self._before = parts_of(self._package)
        self.parts = drop_signatures(self._before)
        self.was_signed = len(self.parts) < len(self._before)

    @property
    def main(self) -> str:
        """The name of the part that all others hang on: the workbook's, or a document's text."""
        return workbook_part(self.parts)

    @property
    def relations(self) -> str:
        """The namespace of its relationships: usual, or strict as ISO 29500 has it."""
        return _STRICT if _STRICT_MARK in self.text(self.main) else _USUAL

    def text(self, part: str) -> str:
        """The XML of a part. Raises UnreadableFile where it is none."""
        return xmltext.decode(self.parts[part], part)

    def tokens(self, part: str) -> list[str]:
        """The XML of a part, taken apart; it has a root. Raises UnreadableFile where it has not."""
        found = xmltext.tokens(self.text(part))
        if next(xmltext.starts(found), None) is None:
            raise xmltext.damaged(part)
        return found

    def put(self, part: str, tokens: Collection[str] | str) -> None:
        """Write the XML of a part."""
        self.parts[part] = xmltext.encode("".join(tokens))

    def related(self, owner: str, kind: str) -> str | None:
        """The part of a kind that hangs on another, or None."""
        found = (one for one in targets(self.parts, owner) if one.kind == kind)
        return next((one.target for one in found if one.target in self.parts), None)

    def new_name(self, stem: str, ending: str) -> str:
        """A name with a number that no part has: ``xl/comments`` → ``xl/comments2.xml``."""
        return self._free(f"{stem}{number}{ending}" for number in count(1))

    def free_name(self, stem: str, ending: str) -> str:
        """A name that no part has, with a number only where it needs one."""
        return self._free(f"{stem}{number or ''}{ending}" for number in count())

    def _free(self, names: Iterator[str]) -> str:
        taken = {name.lower() for name in self.parts}
        return next(name for name in names if name.lower() not in taken)

    def add(self, name: str, xml: str, content_type: str, owner: str, kind: str) -> str:
        """Add a part that hangs on another one; returns the key of the relationship."""
        self.put(name, xml)
        self.declare(name, content_type)
        return self.relate(owner, name, f"{self.relations}/{kind}")

    def declare(self, name: str, content_type: str) -> None:
        """Tell the content type of a part."""
        if self.content_type(name):
            return
        attributes = {"PartName": f"/{name}", "ContentType": content_type}
        self.put(CONTENT_TYPES, appended(self.tokens(CONTENT_TYPES), "Override", attributes))

    def relate(self, owner: str, target: str, kind: str) -> str:
        """Add a relationship of a kind (its whole type); returns its key."""
        rels = rels_of(owner)
        if rels not in self.parts:
            self.put(rels, _NO_RELATIONS)
        taken = {one.id for one in targets(self.parts, owner)}
        key = next(name for name in (f"rId{n}" for n in count(1)) if name not in taken)
        attributes = {"Id": key, "Type": kind, "Target": relative(target, owner)}
        self.put(rels, appended(self.tokens(rels), "Relationship", attributes))
        return key

    def rename(self, owner: str, key: str, old: str, new: str, content_type: str) -> None:
        """Give a part that hangs on ``owner`` by one relationship another name."""
        self.parts[new] = self.parts.pop(old)
        rels = rels_of(owner)
        xml = self.tokens(rels)
        for index, name in xmltext.starts(xml):
            if name == "Relationship" and xmltext.attribute(xml[index], "Id") == key:
                xml[index] = xmltext.with_attribute(xml[index], "Target", relative(new, owner))
        self.put(rels, xml)
        types = self.tokens(CONTENT_TYPES)
        for index, name in xmltext.starts(types):
            if name == "Override" and xmltext.attribute(types[index], "PartName") == f"/{old}":
                types[index] = xmltext.with_attribute(types[index], "PartName", f"/{new}")
        self.put(CONTENT_TYPES, types)
        self.declare(new, content_type)

    def content_type(self, part: str) -> str:
        """The content type that is told of a part by name; ``""`` where none is."""
        xml = self.tokens(CONTENT_TYPES)
        for index, name in xmltext.starts(xml):
            named = xmltext.attribute(xml[index], "PartName") or ""
            if name == "Override" and named.lower() == f"/{part}".lower():
                return xmltext.attribute(xml[index], "ContentType") or ""
        return ""

    def save(self) -> bytes:
        """Its bytes; equal edits of equal files give equal bytes."""
        return pack([self._entry(name, data) for name, data in self.parts.items()])

    def _entry(self, name: str, data: bytes) -> Entry:
        if self._before.get(name) == data:
            packed = self._package.packed(name)
            if packed.method == _DEFLATED:
                return Entry(name, packed.crc, packed.data, packed.size)
        return deflate(name, data)


def element(name: str, attributes: dict[str, str], inside: str | None = None) -> str:
    """An XML element; ``inside`` is markup."""
    tag = f"<{name}/>"
    for key, value in attributes.items():
        tag = xmltext.with_attribute(tag, key, value)
    return tag if inside is None else f"{tag.removesuffix('/>')}>{inside}</{name}>"


def root_of(xml: list[str]) -> int:
    """The index of the root's start tag. Raises ValueError where there is none."""
    found = next((index for index, _ in xmltext.starts(xml)), None)
    if found is None:
        raise ValueError("no element at all")
    return found


def appended(
    xml: list[str], name: str, attributes: dict[str, str], inside: str | None = None
) -> list[str]:
    """The part with an element as the last one in its root, with the root's prefix."""
    root = root_of(xml)
    made = element(xmltext.prefix_of(xml[root]) + name, attributes, inside)
    return with_last_child(xml, root, made)


def with_last_child(xml: list[str], start: int, markup: str) -> list[str]:
    """The part with markup at the end of the element that starts there."""
    tag = xml[start]
    if xmltext.is_empty(tag):
        closing = f"</{xmltext.prefix_of(tag)}{xmltext.local_name(tag)}>"
        opened = f"{tag.removesuffix('/>').rstrip()}>"
        return [*xml[:start], opened, markup, closing, *xml[start + 1 :]]
    end = xmltext.element_end(xml, start) - 1
    return [*xml[:end], markup, *xml[end:]]


def children(xml: list[str], start: int) -> list[tuple[int, int, str]]:
    """The elements right within the one that starts there: start, end, local name."""
    if xmltext.is_empty(xml[start]):
        return []
    found = []
    index, last = start + 1, xmltext.element_end(xml, start) - 1
    while index < last:
        if xmltext.is_start(xml[index]):
            end = xmltext.element_end(xml, index)
            found.append((index, end, xmltext.local_name(xml[index])))
            index = end
        else:
            index += 1
    return found
