"""One sheet of a workbook become several, each with its own copies of all that hangs on it.

The first copy keeps the parts of the sheet; each further copy gets new ones: drawings, charts,
notes, tables, controls, printer settings. Pictures are shared. What names the sheet inside a
copy names that copy; from elsewhere, the first one. As in Excel, names of the workbook that
point into the sheet become names of the sheet in the further copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.formula import Renaming, quote_sheet, rename
from zipingbiao.ooxml.moving import PartPlan, plan_package
from zipingbiao.ooxml.relations import (
    CONTENT_TYPES,
    Relation,
    SheetPart,
    drop_calc_chain,
    parts_under,
    relative,
    rels_of,
    resolved,
    retargeted,
    sheets_of,
    targets,
    workbook_part,
)

#: Kinds of parts that several sheets may share.
_SHARED = frozenset(("image", "pivotCacheDefinition", "slicerCache", "theme"))
_APP = "docProps/app.xml"


class _Clone(NamedTuple):
    """A further copy of the sheet: its name, its parts by those of the sheet, its tables."""

    name: str
    parts: Mapping[str, str]
    tables: Mapping[str, tuple[str, int]]

    def renaming(self, sheet: str) -> Renaming:
        """What is called otherwise inside the copy."""
        return Renaming({sheet: self.name}, {old: new for old, (new, _) in self.tables.items()})


def clone_sheet(parts: Mapping[str, bytes], sheet: str, names: Sequence[str]) -> dict[str, bytes]:
    """The workbook with ``sheet`` replaced by as many copies as ``names``, called so.

    A single name just renames it. The names must be valid and new; raises KeyError where the
    workbook has no such sheet, ValueError where no name is given.
    """
    if not names:
        raise ValueError("a sheet needs a name")
    origin = next((found for found in sheets_of(parts) if found.name == sheet), None)
    if origin is None:
        raise KeyError(sheet)
    kept = drop_calc_chain(parts)
    plans = plan_package(kept)
    result = kept | _rewritten(plans, Renaming({sheet: names[0]}, {}))
    clones = _clones(kept, origin, names[1:])
    for clone in clones:
        result |= _cloned(kept, plans, sheet, clone)
    result[CONTENT_TYPES] = _with_types(kept[CONTENT_TYPES], clones)
    return result | _listed(result, origin, names, clones)


def _rewritten(plans: Mapping[str, PartPlan], names: Renaming) -> dict[str, bytes]:
    texts = {part: plan.renamed(names) for part, plan in plans.items()}
    return {
        part: xmltext.encode(text) for part, text in texts.items() if text != plans[part].source
    }


def _clones(
    parts: Mapping[str, bytes], origin: SheetPart, names: Sequence[str]
) -> tuple[_Clone, ...]:
    own = (origin.part, *parts_under(parts, origin.part, lambda found: found.kind not in _SHARED))
    tables = dict(_tables(parts))
    mine = {name: number for part, (name, number) in tables.items() if part in own}
    taken_parts, taken_names = set(parts), {name for name, _ in tables.values()}
    numbers = count(max((number for _, number in tables.values()), default=0) + 1)
    clones = []
    for name in names:
        fresh = {part: _new_part(part, taken_parts) for part in own}
        named = {table: (_new_name(table, taken_names), next(numbers)) for table in mine}
        clones.append(_Clone(name, fresh, named))
    return tuple(clones)


def _tables(parts: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, int]]]:
    """The tables of the workbook: part → name and number."""
    for sheet in sheets_of(parts):
        for relation in targets(parts, sheet.part):
            if relation.kind == "table" and relation.target in parts:
                tag = _root(xmltext.decode(parts[relation.target]))
                name, number = (xmltext.attribute(tag, key) for key in ("displayName", "id"))
                yield relation.target, (name or "", int(number or 0))


def _root(xml: str) -> str:
    parts = xmltext.tokens(xml)
    return parts[next(index for index, _ in xmltext.starts(parts))]


def _new_part(part: str, taken: set[str]) -> str:
    """``…/sheet1.xml`` → the first ``…/sheetN.xml`` that is not taken; it is taken then."""
    stem, dot, ending = part.rpartition(".")
    stem = stem.rstrip("0123456789")
    return _free((f"{stem}{number}{dot}{ending}" for number in count(1)), taken)


def _new_name(name: str, taken: set[str]) -> str:
    return _free((f"{name}_{number}" for number in count(2)), taken)


def _free(names: Iterator[str], taken: set[str]) -> str:
    found = next(name for name in names if name not in taken)
    taken.add(found)
    return found


def _cloned(
    parts: Mapping[str, bytes], plans: Mapping[str, PartPlan], sheet: str, clone: _Clone
) -> dict[str, bytes]:
    """The parts of a copy, with their relationships."""
    names, made = clone.renaming(sheet), {}

    def text(part: str) -> str:
        plan = plans.get(part)
        return plan.renamed(names) if plan else xmltext.decode(parts[part])

    for old, new in clone.parts.items():
        xml = old.endswith((".xml", ".vml"))
        made[new] = _told_apart(text(old), clone) if xml else parts[old]
        if rels_of(old) in parts:
            made[rels_of(new)] = retargeted(text(rels_of(old)), old, new, clone.parts)
    return made


def _told_apart(text: str, clone: _Clone) -> bytes:
    """A copied part without what only one sheet or table of a workbook may have."""
    xml = xmltext.tokens(text)
    for index, name in xmltext.starts(xml):
        tag = xml[index]
        if name == "sheetPr":
            # A copy has no module of its own in the VBA project.
            xml[index] = xmltext.with_attribute(tag, "codeName", None)
        elif name == "sheetView":
            # Several selected sheets would be edited together.
            xml[index] = xmltext.with_attribute(tag, "tabSelected", None)
        elif name == "table":
            xml[index] = _renamed_table(tag, clone)
    return xmltext.encode("".join(xml))


def _renamed_table(tag: str, clone: _Clone) -> str:
    name, number = clone.tables[xmltext.attribute(tag, "displayName") or ""]
    for key, value in (("id", str(number)), ("name", name), ("displayName", name)):
        tag = xmltext.with_attribute(tag, key, value)
    return tag


def _with_types(data: bytes, clones: Sequence[_Clone]) -> bytes:
    xml = xmltext.decode(data)
    parts = xmltext.tokens(xml)
    for index, name in xmltext.starts(parts):
        if name == "Override":
            part = (xmltext.attribute(parts[index], "PartName") or "").lstrip("/")
            news = (clone.parts[part] for clone in clones if part in clone.parts)
            more = (xmltext.with_attribute(parts[index], "PartName", f"/{new}") for new in news)
            parts[index] += "".join(more)
    return xmltext.encode("".join(parts))


# The workbook's lists: sheets, names, titles.


def _listed(
    parts: Mapping[str, bytes], origin: SheetPart, names: Sequence[str], clones: Sequence[_Clone]
) -> dict[str, bytes]:
    book = workbook_part(parts)
    ids = _new_ids(targets(parts, book), len(clones))
    xml = xmltext.tokens(xmltext.decode(parts[book]))
    _list_sheets(xml, origin, names[0], clones, ids)
    scoped = _list_names(xml, origin, names[0], clones)
    made = {book: xmltext.encode("".join(xml))}
    made[rels_of(book)] = _with_relations(parts, book, origin, clones, ids)
    if _APP in parts:
        made[_APP] = _with_titles(parts[_APP], origin.name, names, scoped)
    return made


def _new_ids(relations: Sequence[Relation], wanted: int) -> list[str]:
    taken = {relation.id for relation in relations}
    return [_free((f"rId{number}" for number in count(1)), taken) for _ in range(wanted)]


def _with_relations(
    parts: Mapping[str, bytes],
    book: str,
    origin: SheetPart,
    clones: Sequence[_Clone],
    ids: Sequence[str],
) -> bytes:
    xml = xmltext.tokens(xmltext.decode(parts[rels_of(book)]))
    for index, name in xmltext.starts(xml):
        tag = xml[index]
        if name == "Relationship" and _points_at(tag, origin.part, book):
            for clone, key in zip(clones, ids, strict=True):
                target = relative(clone.parts[origin.part], book)
                more = xmltext.with_attribute(tag, "Target", target)
                xml[index] += xmltext.with_attribute(more, "Id", key)
    return xmltext.encode("".join(xml))


def _points_at(tag: str, part: str, book: str) -> bool:
    return resolved(xmltext.attribute(tag, "Target") or "", book) == part


def _list_sheets(
    xml: list[str], origin: SheetPart, name: str, clones: Sequence[_Clone], ids: Sequence[str]
) -> None:
    """Put the copies behind the sheet, and shift what counts sheets in the views."""
    listed = [index for index, element in xmltext.starts(xml) if element == "sheet"]
    numbers = count(max(int(xmltext.attribute(xml[at], "sheetId") or 0) for at in listed) + 1)
    tag = xml[listed[origin.index]]
    key = next(found.name for found in xmltext.attributes(tag) if found.name.endswith(":id"))
    xml[listed[origin.index]] = xmltext.with_attribute(tag, "name", name)
    for clone, relation in zip(clones, ids, strict=True):
        more = xmltext.with_attribute(tag, "name", clone.name)
        more = xmltext.with_attribute(more, "sheetId", str(next(numbers)))
        xml[listed[origin.index]] += xmltext.with_attribute(more, key, relation)
    for index, element in xmltext.starts(xml):
        if element == "workbookView":
            for view in ("activeTab", "firstSheet"):
                xml[index] = _shifted(xml[index], view, origin.index, len(clones))


def _shifted(tag: str, name: str, behind: int, more: int) -> str:
    """The tag with the number of a sheet behind the copies set right."""
    number = int(xmltext.attribute(tag, name) or 0)
    return tag if number <= behind else xmltext.with_attribute(tag, name, str(number + more))


def _list_names(
    xml: list[str], origin: SheetPart, name: str, clones: Sequence[_Clone]
) -> frozenset[str]:
    """Give each copy its names; returns those that were the workbook's only.

    ``name`` is how the sheet, that is the first copy, is called by now.
    """
    found = [index for index, element in xmltext.starts(xml) if element == "definedName"]
    local = {_name_of(xml[at]) for at in found if _scope(xml[at]) == origin.index}
    copies = [clone.renaming(name) for clone in clones]
    scoped = set()
    for start in found:
        tag, scope, text = xml[start], _scope(xml[start]), xmltext.text_at(xml, start)[1]
        if scope is not None:
            xml[start] = _shifted(tag, "localSheetId", origin.index, len(clones))
        elif _name_of(tag) not in local and any(rename(text, names) != text for names in copies):
            scoped.add(_name_of(tag))
            scope = origin.index
        if scope == origin.index:
            _copy_name(xml, start, text, origin.index, copies)
    return frozenset(scoped)


def _copy_name(
    xml: list[str], start: int, text: str, index: int, copies: Sequence[Renaming]
) -> None:
    """Put behind a name the same name for each copy of its sheet, which is number ``index``."""
    last = xmltext.element_end(xml, start) - 1
    closing = xml[last]
    for number, names in enumerate(copies, index + 1):
        tag = xmltext.with_attribute(xml[start], "localSheetId", str(number))
        xml[last] += f"{tag}{xmltext.escape(rename(text, names))}{closing}"


def _name_of(tag: str) -> str:
    return xmltext.attribute(tag, "name") or ""


def _scope(tag: str) -> int | None:
    number = xmltext.attribute(tag, "localSheetId")
    return None if number is None else int(number)


def _with_titles(data: bytes, sheet: str, names: Sequence[str], scoped: frozenset[str]) -> bytes:
    """The list of sheets and names in the document's properties, and their counts."""
    xml = xmltext.tokens(xmltext.decode(data))
    pairs, titles = xmltext.find(xml, "HeadingPairs"), xmltext.find(xml, "TitlesOfParts")
    vector = None if titles is None else xmltext.find(xml, "vector", titles)
    if pairs is None or titles is None or vector is None:
        return data
    listed = iter(_inside(xml, titles, "lpstr"))
    total = 0
    for at in _inside(xml, pairs, "i4"):
        entries = islice(listed, int(xmltext.text_at(xml, at)[1]))
        grown = sum(_grow_title(xml, entry, sheet, names, scoped) for entry in entries)
        _set_text(xml, at, str(grown))
        total += grown
    xml[vector] = xmltext.with_attribute(xml[vector], "size", str(total))
    return xmltext.encode("".join(xml))


def _inside(xml: list[str], start: int, element: str) -> list[int]:
    """Where elements of that name stand within the element that starts there."""
    end = xmltext.element_end(xml, start)
    return [at for at, name in xmltext.starts(xml) if name == element and start < at < end]


def _grow_title(
    xml: list[str], at: int, sheet: str, names: Sequence[str], scoped: frozenset[str]
) -> int:
    """Write a title once for each copy that it stands for; how often that is."""
    end, title = xmltext.text_at(xml, at)
    owner, mark, name = title.rpartition("!")
    if title == sheet:
        new = list(names)
    elif mark and owner in (sheet, quote_sheet(sheet)):
        new = [title if copy == sheet else f"{quote_sheet(copy)}!{name}" for copy in names]
    elif title in scoped:
        new = [title, *(f"{quote_sheet(copy)}!{title}" for copy in names[1:])]
    else:
        return 1
    _set_text(xml, at, f"{xml[end]}{xml[at]}".join(map(xmltext.escape, new)))
    return len(new)


def _set_text(xml: list[str], at: int, text: str) -> None:
    """Replace an element's text, in as many tokens as it was, so that indexes stay."""
    end = xmltext.text_end(xml, at + 1)
    xml[at + 1 : end] = [text, *[""] * (end - at - 2)]
