"""Which part of a package belongs to which: the ``.rels`` parts.

A package is a mapping from part name (``xl/worksheets/sheet1.xml``) to bytes. Kinds of
relationships are named by the last word of their type (``drawing``, ``comments``), which is
the same in transitional and strict files.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple

from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.package import Package

CONTENT_TYPES = "[Content_Types].xml"
#: Kinds of parts under a sheet that may name rows.
ROW_KINDS = frozenset(
    (
        *("drawing", "vmlDrawing", "chart", "chartEx", "chartUserShapes", "ctrlProp"),
        *("comments", "threadedComment", "table", "tableSingleCells", "pivotTable"),
        "namedSheetView",
    )
)


#: What holds the digital signatures hangs on the package itself by this kind.
_SIGNATURES = "origin"


class Relation(NamedTuple):
    """One relationship. ``target`` is a part's name, or an address where ``external``.

    A link within the workbook, ``#Sheet!A1``, is an address too.
    """

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it. ``state``: visible, hidden or veryHidden."""

    name: str
    state: str
    part: str
    index: int


def parts_of(package: Package, wanted: Callable[[str], bool] | None = None) -> dict[str, bytes]:
    """The parts of a package, each spelt as the relationships that lead to it spell it.

    ``wanted`` tells by their names which are read. Raises UnreadableFile for a damaged part.
    """
    names = (name for name in package.names if wanted is None or wanted(name))
    parts = {name: package.read(name) for name in names}
    spelt = _spelling(parts)
    return {spelt.get(name.lower(), name): data for name, data in parts.items()}


def _spelling(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    """How relationships spell the parts that they lead to: name in small letters → name."""
    there = {name.lower(): name for name in parts}
    spelt = {CONTENT_TYPES.lower(): CONTENT_TYPES}
    owners = [""]
    for owner in owners:
        rels = rels_of(owner)
        data = parts.get(there.get(rels.lower(), ""))
        if data is None:
            continue
        spelt[rels.lower()] = rels
        with contextlib.suppress(UnreadableFile):  # no text: it leads nowhere
            for relation in _relations(data, owner):
                target = relation.target
                if (
                    not relation.external
                    and target.lower() in there
                    and target.lower() not in spelt
                ):
                    spelt[target.lower()] = target
                    owners.append(target)
    return spelt


def rels_of(part: str) -> str:
    """``xl/workbook.xml`` → ``xl/_rels/workbook.xml.rels``; ``""`` → ``_rels/.rels``."""
    folder, _, name = part.rpartition("/")
    return join(folder, "_rels", f"{name}.rels")


def targets(parts: Mapping[str, bytes], part: str) -> tuple[Relation, ...]:
    """The relationships of a part (``""``: of the package), in their order."""
    data = parts.get(rels_of(part))
    return () if data is None else _relations(data, part)


@lru_cache(maxsize=64)  # the same few parts are asked for again and again
def _relations(data: bytes, part: str) -> tuple[Relation, ...]:
    xml = xmltext.tokens(xmltext.decode(data, rels_of(part)))
    return tuple(
        _relation(xml[index], part) for index, name in xmltext.starts(xml) if name == "Relationship"
    )


def _relation(tag: str, part: str) -> Relation:
    found = {item.name: item.value for item in xmltext.attributes(tag)}
    target = found.get("Target", "")
    external = found.get("TargetMode") == "External" or target.startswith("#")
    if not external:
        target = resolved(target, part)
    return Relation(found.get("Id", ""), found.get("Type", "").rpartition("/")[2], target, external)


def resolved(target: str, part: str) -> str:
    """The part that a relative or absolute target of ``part`` means."""
    if target.startswith("/"):
        return normpath(target).lstrip("/")
    return normpath(join(dirname(part), target))


def relative(target: str, part: str) -> str:
    """How ``part`` writes a relationship to the part ``target``: ``../drawings/x.xml``."""
    here, there = dirname(part).split("/"), target.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    return "/".join([".."] * len([step for step in here if step]) + there)


def workbook_part(parts: Mapping[str, bytes]) -> str:
    """The name of the workbook part. Raises KeyError where the package has none."""
    for relation in targets(parts, ""):
        if relation.kind == "officeDocument" and relation.target in parts:
            return relation.target
    raise KeyError("officeDocument")


def sheets_of(parts: Mapping[str, bytes]) -> tuple[SheetPart, ...]:
    """The sheets of the workbook in their order, chart sheets included."""
    book = workbook_part(parts)
    by_id = {relation.id: relation.target for relation in targets(parts, book)}
    return tuple(
        SheetPart(name, state, by_id.get(relation, ""), index)
        for index, (name, state, relation) in enumerate(_listed(parts[book]))
    )


def _listed(workbook: bytes) -> Iterator[tuple[str, str, str]]:
    xml = xmltext.tokens(xmltext.decode(workbook))
    for index, name in xmltext.starts(xml):
        if name == "sheet":
            found = {item.name: item.value for item in xmltext.attributes(xml[index])}
            relation = next((found[key] for key in found if key.endswith(":id")), "")
            yield found.get("name", ""), found.get("state", "visible"), relation


def parts_under(
    parts: Mapping[str, bytes], part: str, wanted: Callable[[Relation], bool]
) -> tuple[str, ...]:
    """All parts of the package reached from ``part`` by the relationships that are wanted."""
    found = [part]
    for here in found:
        for relation in targets(parts, here):
            new = relation.target in parts and relation.target not in found
            if new and not relation.external and wanted(relation):
                found.append(relation.target)
    return tuple(found[1:])


def parts_of_sheet(parts: Mapping[str, bytes], sheet_part: str) -> tuple[str, ...]:
    """The parts under a sheet that may name its rows: drawings, charts, notes, tables …"""
    return parts_under(parts, sheet_part, lambda relation: relation.kind in ROW_KINDS)


def drop_calc_chain(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package without its order of calculation, which Excel makes anew."""
    book = workbook_part(parts)
    chains = {found.target for found in targets(parts, book) if found.kind == "calcChain"}
    return drop_parts(parts, book, chains)


def signature_parts(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The parts of the digital signatures of a package; none where it is not signed."""
    origins = [one.target for one in targets(parts, "") if one.kind == _SIGNATURES]
    found = set(origins)
    for origin in origins:
        found |= {rels_of(origin), *(one.target for one in targets(parts, origin))}
    return frozenset(found & parts.keys())


def drop_signatures(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The package without its digital signatures, which no change leaves valid."""
    return drop_parts(parts, "", signature_parts(parts))


def drop_parts(parts: Mapping[str, bytes], owner: str, gone: Collection[str]) -> dict[str, bytes]:
    """The package without some parts that hang on ``owner``, and without their mention."""
    kept = {name: data for name, data in parts.items() if name not in gone}
    if gone:
        for index, element in ((rels_of(owner), "Relationship"), (CONTENT_TYPES, "Override")):
            if index in kept:
                kept[index] = _without(kept[index], element, gone, owner)
    return kept


def _without(data: bytes, element: str, gone: Collection[str], owner: str) -> bytes:
    """A list of parts without the elements that name a part that is gone."""
    xml = xmltext.tokens(xmltext.decode(data))
    for index in [at for at, name in xmltext.starts(xml) if name == element]:
        named = xmltext.attribute(xml[index], "PartName") or xmltext.attribute(xml[index], "Target")
        if resolved(named or "", owner) in gone:
            end = xmltext.element_end(xml, index)
            xml[index:end] = [""] * (end - index)
    return xmltext.encode("".join(xml))


def retargeted(xml: str, old: str, new: str, fresh: Mapping[str, str]) -> bytes:
    """The relationships of a copied part, pointing at the copied parts.

    ``old`` and ``new`` are the part's names; ``fresh``: what each copied part is called now.
    """
    parts = xmltext.tokens(xml)
    for index, name in xmltext.starts(parts):
        tag = parts[index]
        if name != "Relationship" or xmltext.attribute(tag, "TargetMode") == "External":
            continue
        target = fresh.get(resolved(xmltext.attribute(tag, "Target") or "", old))
        if target is not None:
            parts[index] = xmltext.with_attribute(tag, "Target", relative(target, new))
    return xmltext.encode("".join(parts))
