"""The parts that hang on a sheet, copied under new names: drawings, charts, notes, tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.formula import Renaming
from zipingbiao.ooxml.joining.source import Reach, Source
from zipingbiao.ooxml.moving import plan_part
from zipingbiao.ooxml.relations import Relation, rels_of, retargeted, targets

#: Kinds of parts that need more than a sheet: they stay behind.
LEFT_BEHIND: Mapping[str, str] = {
    "pivotTable": "数据透视表成为普通的单元格",
    "slicer": "切片器没有收入",
    "timeline": "日程表没有收入",
    "queryTable": "外部查询成为普通的单元格",
}
_LOST = "#REF!"
_LINKED = ("textlink", "fmlaLink", "fmlaRange", "fmlaTxbx", "linkedCell", "listFillRange")
_LINKED_TEXTS = frozenset({"FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaPict", "FmlaGroup"})


@dataclass(slots=True)
class Numbers:
    """What no two parts of a workbook share: names of parts, names and numbers of tables."""

    taken: set[str]
    tables: set[str] = field(default_factory=set)
    table_number: int = 0
    #: Pictures that are there already: ending and hash → part.
    pictures: dict[tuple[str, str], str] = field(default_factory=dict)
    #: The last number that was given to parts of a name.
    last: dict[str, int] = field(default_factory=dict)

    def new_part(self, part: str) -> str:
        """``…/chart1.xml`` → the first ``…/chartN.xml`` that is free; it is taken then."""
        folder, _, name = part.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        stem = f"{folder}/{stem.rstrip('0123456789') or 'part'}"
        for number in count(self.last.get(stem, 0) + 1):
            made = f"{stem}{number}{dot}{ending}"
            if made.lower() not in self.taken:
                self.last[stem] = number
                self.taken.add(made.lower())
                return made
        raise AssertionError  # count() has no end

    def new_table(self, name: str) -> str:
        """A name of a table that is free; it is taken then."""
        names = (f"{name}_{number}" if number > 1 else name for number in count(1))
        made = next(one for one in names if one.casefold() not in self.tables)
        self.tables.add(made.casefold())
        return made


@dataclass(slots=True)
class Copied:
    """New parts by name, what each is, and the keys of the sheet's relationships that are gone."""

    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    told: list[str] = field(default_factory=list)


class Hanging:
    """Copies what hangs on sheets of one workbook. ``reach``: what they may name there."""

    def __init__(self, source: Source, reach: Reach, numbers: Numbers) -> None:
        self._source = source
        self._reach = reach
        self._numbers = numbers
        #: References that were cut, in the sheet that is being copied.
        self._cut = 0

    def copy(self, part: str, new: str, home: str) -> Copied:
        """All that hangs on the sheet ``home``, whose part is to be called ``new``."""
        copied = Copied()
        self._cut = 0
        fresh = {part: new}
        waiting = [part]
        for owner in waiting:
            kept, gone = self._relations(owner)
            if owner == part:
                copied.dropped = frozenset(one.id for one in gone)
            copied.told += [LEFT_BEHIND[one.kind] for one in gone if one.kind in LEFT_BEHIND]
            for relation in kept:
                if not relation.external and relation.target not in fresh:
                    fresh[relation.target] = self._place(relation, copied)
                    waiting.append(relation.target)
        for owner in waiting:
            name = fresh[owner]
            if owner != part and name not in copied.parts and name in copied.types:
                copied.parts[name] = self._content(owner, home)
            if rels := self._rels(owner, name, fresh):
                copied.parts[rels_of(name)] = rels
        if self._cut:
            copied.told.append(f"图表、控件里有 {self._cut} 处引用了没有收入的工作表，不再更新")
        return copied

    def _relations(self, owner: str) -> tuple[list[Relation], list[Relation]]:
        kept: list[Relation] = []
        gone: list[Relation] = []
        for one in targets(self._source.parts, owner):
            lasts = one.external or one.target in self._source.parts
            (kept if lasts and one.kind not in LEFT_BEHIND else gone).append(one)
        return kept, gone

    def _place(self, relation: Relation, copied: Copied) -> str:
        """What a part is called from now on. Equal pictures are one part."""
        target = relation.target
        if relation.kind != "image":
            name = self._numbers.new_part(target)
            copied.types[name] = self._source.type_of(target)
            return name
        content = self._source.parts[target]
        key = (target.rpartition(".")[2].lower(), hashlib.sha256(content).hexdigest())
        name = self._numbers.pictures.get(key) or self._numbers.new_part(target)
        if key not in self._numbers.pictures:
            self._numbers.pictures[key] = name
            copied.types[name] = self._source.type_of(target)
            copied.parts[name] = content
        return name

    def _content(self, part: str, home: str) -> bytes:
        content = self._source.parts[part]
        if not part.endswith((".xml", ".vml")):
            return content
        text = xmltext.decode(content, part)
        xml = xmltext.tokens(text)
        for index, name in list(xmltext.starts(xml)):
            self._judge(xml, index, name, home)
        names = self._reach.renaming
        made = "".join(xml)
        if "!" in made or names.tables:
            made = plan_part(part, made, home).renamed(names)
        return content if made == text else xmltext.encode(made)

    def _judge(self, xml: list[str], index: int, name: str, home: str) -> None:
        """Cut what reads a sheet that is left behind; a table gets the number it has here."""
        if name in ("f", *_LINKED_TEXTS):
            end, text = xmltext.text_at(xml, index)
            if text and not self._reach.keeps(text, home):
                xml[index + 1 : end] = [_LOST, *[""] * (end - index - 2)]
                self._cut += 1
        elif name == "table":
            xml[index] = self._table(xml[index])
        else:
            for link in _LINKED:
                linked = xmltext.attribute(xml[index], link)
                if linked and not self._reach.keeps(linked, home):
                    xml[index] = xmltext.with_attribute(xml[index], link, None)
                    self._cut += 1

    def _table(self, tag: str) -> str:
        name = xmltext.attribute(tag, "displayName") or ""
        new = self._reach.renaming.tables.get(name, name)
        self._numbers.table_number += 1
        told = {"id": str(self._numbers.table_number), "name": new, "displayName": new}
        gone = dict.fromkeys(("connectionId", "tableType"))
        for key, value in {**told, **gone}.items():
            tag = xmltext.with_attribute(tag, key, value)
        return tag

    def _rels(self, owner: str, new: str, fresh: Mapping[str, str]) -> bytes:
        """The relationships of a copied part, as far as they are kept; nothing where none is."""
        kept = {one.id for one in self._relations(owner)[0]}
        if not kept:
            return b""
        xml = xmltext.tokens(xmltext.decode(self._source.parts[rels_of(owner)]))
        for index, name in list(xmltext.starts(xml)):
            if name != "Relationship":
                continue
            tag = xml[index]
            if xmltext.attribute(tag, "Id") not in kept:
                end = xmltext.element_end(xml, index)
                xml[index:end] = [""] * (end - index)
            elif (place := xmltext.attribute(tag, "Target") or "").startswith("#"):
                xml[index] = xmltext.with_attribute(tag, "Target", self._reach.renamed(place))
        return retargeted("".join(xml), owner, new, fresh)


def tables_of(source: Source, sheets: Mapping[str, str], numbers: Numbers) -> dict[str, str]:
    """What the tables of some sheets are called from now on, by their names."""
    found = {}
    for sheet in sheets:
        for relation in targets(source.parts, source.sheets[sheet].part):
            if relation.kind == "table" and relation.target in source.parts:
                xml = xmltext.tokens(xmltext.decode(source.parts[relation.target]))
                at = next(index for index, _ in xmltext.starts(xml))
                name = xmltext.attribute(xml[at], "displayName") or ""
                found[name] = numbers.new_table(name)
    return found


def renaming_of(source: Source, sheets: Mapping[str, str], numbers: Numbers) -> Renaming:
    """The new names of some sheets and of their tables."""
    return Renaming(sheets, tables_of(source, sheets, numbers))
