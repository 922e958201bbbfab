"""A workbook that sheets are taken from: its parts, its texts, and what its formulas may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.parts import children, root_of
from zipingbiao.ooxml.formula import Reference, Renaming, parse, rename, sheets_named
from zipingbiao.ooxml.package import Package
from zipingbiao.ooxml.relations import (
    CONTENT_TYPES,
    SheetPart,
    parts_of,
    sheets_of,
    targets,
    workbook_part,
)

#: Namespaces of strict files (ISO 29500) and those that all others use.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"
_EXTERNAL = re.compile(r"\[\d+\]")
#: Reads what a text names, which nobody can see in the formula.
_BY_TEXT = re.compile(r"\bINDIRECT\s*\(", re.IGNORECASE)
_WORD = re.compile(r"[\w.\\?]+")
_TEXT = re.compile(r'"[^"]*"')
_BUILT_IN = "_xlnm."


class DefinedName(NamedTuple):
    """A defined name: ``home`` is the number of its sheet, None where all sheets see it."""

    name: str
    home: int | None
    text: str
    tag: str

    @property
    def is_built_in(self) -> bool:
        """Whether it is Excel's own: the area that is printed, the rows on every page."""
        return self.name.startswith(_BUILT_IN)


class Source:
    """An opened workbook (``.xlsx``). Raises UnreadableFile where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self.parts = {name: _usual(part) for name, part in parts_of(Package.open(data)).items()}
        self.book = workbook_part(self.parts)
        self.sheets: Mapping[str, SheetPart] = {one.name: one for one in sheets_of(self.parts)}

    def hanging(self, kind: str) -> bytes:
        """The part of a kind that hangs on the workbook; nothing where there is none."""
        found = (one.target for one in targets(self.parts, self.book) if one.kind == kind)
        return next((self.parts[name] for name in found if name in self.parts), b"")

    @cached_property
    def texts(self) -> Sequence[str]:
        """The shared texts, as markup that a cell may hold itself."""
        part = self.hanging("sharedStrings")
        if not part:
            return ()
        xml = xmltext.tokens(xmltext.decode(part))
        return [
            "" if xmltext.is_empty(xml[start]) else _plain(xml[start + 1 : end - 1])
            for start, end, name in children(xml, root_of(xml))
            if name == "si"
        ]

    @cached_property
    def names(self) -> Sequence[DefinedName]:
        """The defined names."""
        xml = xmltext.tokens(xmltext.decode(self.parts[self.book]))
        return [
            DefinedName(
                xmltext.attribute(xml[index], "name") or "",
                _number(xmltext.attribute(xml[index], "localSheetId")),
                xmltext.text_of(xml[index : xmltext.element_end(xml, index)]),
                xml[index],
            )
            for index, kind in xmltext.starts(xml)
            if kind == "definedName"
        ]

    @cached_property
    def types(self) -> Mapping[str, str]:
        """What each part is: by its name, or by its ending (``.png``)."""
        xml = xmltext.tokens(xmltext.decode(self.parts[CONTENT_TYPES]))
        found = {}
        for index, kind in xmltext.starts(xml):
            told = {one.name: one.value for one in xmltext.attributes(xml[index])}
            if kind == "Override":
                found[told.get("PartName", "").lstrip("/")] = told.get("ContentType", "")
            elif kind == "Default":
                found[f".{told.get('Extension', '').lower()}"] = told.get("ContentType", "")
        return found

    def type_of(self, part: str) -> str:
        """The content type of a part; ``""`` where none is told."""
        ending = f".{part.rpartition('.')[2].lower()}"
        return self.types.get(part) or self.types.get(ending, "")


def _usual(data: bytes) -> bytes:
    return _STRICT.sub(_USUAL, data) if _STRICT_MARK in data else data


def _plain(xml: Sequence[str]) -> str:
    """The markup of a text without prefixes, as sheets choose their own."""
    made = []
    for token in xml:
        prefix = xmltext.prefix_of(token) if token.startswith("<") else ""
        made.append(token.replace(prefix, "", 1) if prefix else token)
    return "".join(made)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


class Reach:
    """What formulas may name when some sheets of a workbook stand elsewhere under other names."""

    def __init__(self, source: Source, renaming: Renaming) -> None:
        self.renaming = renaming
        self._taken = {name.casefold() for name in renaming.sheets}
        self._names: dict[str, list[DefinedName]] = {}
        for one in source.names:
            if not one.is_built_in:
                self._names.setdefault(one.name.casefold(), []).append(one)

    def keeps(self, formula: str, home: str) -> bool:
        """Whether a formula on the sheet ``home`` still reads what it read."""
        return self._keeps(formula, home, frozenset())

    def _keeps(self, formula: str, home: str, above: frozenset[str]) -> bool:
        if _EXTERNAL.search(formula) or _BY_TEXT.search(_TEXT.sub("", formula)):
            return False
        pieces = parse(formula)
        if any(isinstance(one, Reference) and one.sheets is None for one in pieces):
            return False
        named = {name.casefold() for name in sheets_named(formula, home)} - {""}
        if not named <= self._taken:
            return False
        return all(
            name in above or self._keeps(one.text, home, above | {name})
            for name in self._used(formula)
            for one in self._names[name]
        )

    def _used(self, formula: str) -> list[str]:
        """The defined names that a formula may use."""
        if not self._names:
            return []
        words = (word.casefold() for word in _WORD.findall(_TEXT.sub("", formula)))
        return [word for word in dict.fromkeys(words) if word in self._names]

    def names_in(self, formulas: Iterable[str]) -> frozenset[str]:
        """The defined names that some formulas use, by way of others too."""
        found: set[str] = set()
        waiting = list(formulas)
        for formula in waiting:
            for name in self._used(formula):
                if name not in found:
                    found.add(name)
                    waiting += [one.text for one in self._names[name]]
        return frozenset(found)

    def renamed(self, formula: str) -> str:
        """A formula as it is written elsewhere."""
        return rename(formula, self.renaming)

    def names_for(
        self, source: Source, sheet: SheetPart, used: frozenset[str]
    ) -> Iterator[DefinedName]:
        """The names that a sheet takes along, in its new words: its own, and those it uses."""
        own = {one.name.casefold() for one in source.names if one.home == sheet.index}
        for one in source.names:
            folded = one.name.casefold()
            is_own = one.home == sheet.index
            if not is_own and (one.home is not None or folded in own or folded not in used):
                continue
            if self.keeps(one.text, sheet.name):
                yield one._replace(text=self.renamed(one.text))
