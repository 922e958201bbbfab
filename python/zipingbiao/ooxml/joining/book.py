"""A workbook that takes in sheets of others, one workbook after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.editor.book import EditedBook
from zipingbiao.ooxml.editor.parts import children, element, root_of
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.ooxml.joining.footers import with_page_number
from zipingbiao.ooxml.joining.hanging import Hanging, Numbers, renaming_of
from zipingbiao.ooxml.joining.sheet import SheetTaker
from zipingbiao.ooxml.joining.source import DefinedName, Reach, Source
from zipingbiao.ooxml.joining.styles import JoinedStyles
from zipingbiao.ooxml.package import Entry, deflate, pack
from zipingbiao.ooxml.relations import CONTENT_TYPES, SheetPart

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PERSON_TYPE = "application/vnd.ms-excel.person+xml"
_PERSON_KIND = "http://schemas.microsoft.com/office/2017/10/relationships/person"
_PERSONS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
#: Before what the names of a workbook stand (ECMA-376 part 1, CT_Workbook).
_BEFORE_NAMES = frozenset({"sheets", "functionGroups", "externalReferences"})


class _Listed(NamedTuple):
    """A sheet that was taken in: its name, its part, the names that it sees."""

    name: str
    part: str
    names: tuple[DefinedName, ...]


class JoinedBook:
    """A workbook that others' sheets are put behind. ``front``: its own sheets, or their template.

    The parts of what is taken in are packed at once; no more of a workbook is in memory.
    ``footer``: what stands at the foot of pages that have no number yet, as headers are written
    (``第 &P 页``).
    """

    def __init__(self, front: bytes, footer: str = "") -> None:
        own = Source(front)
        self._footer = footer
        self._folder = _folder_of(own.book)
        self._styles = JoinedStyles(own.hanging("styles"), own.hanging("theme"))
        self._numbers = Numbers({name.lower() for name in own.parts})
        self._entries: list[Entry] = []
        self._types: dict[str, str] = {}
        self._listed: list[_Listed] = []
        self._persons: dict[str, str] = {}

    def add(self, source: Source, sheets: Mapping[str, str]) -> list[str]:
        """Take in some sheets of a workbook: their names there → their names here.

        Returns what is not as it was there, in sentences. Raises OutputError where there are more
        styles than a workbook may have, UnreadableFile for a damaged part.
        """
        reach = Reach(source, renaming_of(source, sheets, self._numbers))
        styles = self._styles.adopt(source.hanging("styles"), source.hanging("theme"))
        taker = SheetTaker(source.texts, styles, reach)
        hanging = Hanging(source, reach, self._numbers)
        told: list[str] = []
        for name in sorted(sheets, key=lambda one: source.sheets[one].index):
            told += self._add(source, source.sheets[name], sheets[name], taker, hanging)
        self._add_persons(source)
        return list(dict.fromkeys(told))

    def _add(
        self, source: Source, sheet: SheetPart, new: str, taker: SheetTaker, hanging: Hanging
    ) -> list[str]:
        part = self._numbers.new_part(f"{self._folder}worksheets/sheet1.xml")
        copied = hanging.copy(sheet.part, part, sheet.name)
        xml = xmltext.decode(source.parts[sheet.part], sheet.part)
        taken = taker.take(sheet.part, xml, sheet.name, copied.dropped)
        made = with_page_number(taken.xml, self._footer) if self._footer else taken.xml
        for name, data in {part: xmltext.encode(made), **copied.parts}.items():
            self._entries.append(deflate(name, data))
        self._types |= {part: _SHEET_TYPE, **copied.types}
        used = taker.reach.names_in(taken.formulas)
        names = tuple(taker.reach.names_for(source, sheet, used))
        self._listed.append(_Listed(new, part, names))
        told = [f"{one}。" for one in dict.fromkeys(copied.told)]
        if taken.frozen:
            told.append(f"{taken.frozen} 个公式引用了没有收入的工作表或别的文件，已换成它们的值。")
        if taken.blank:
            told.append(
                f"{taken.blank} 个这样的公式没有保存过结果，成了空白。请打开原件保存后再合并。"
            )
        if taken.lost:
            told.append(f"{taken.lost} 处条件格式、下拉列表或链接引用了没有收入的内容，没有保留。")
        return told

    def _add_persons(self, source: Source) -> None:
        """Those who speak in the threads of notes."""
        part = source.hanging("person")
        xml = xmltext.tokens(xmltext.decode(part)) if part else []
        for start, name in xmltext.starts(xml):
            if name == "person":
                told = {one.name: one.value for one in xmltext.attributes(xml[start])}
                self._persons.setdefault(told.get("id", ""), element("person", told))

    def save(self, front: bytes, order: Sequence[str]) -> bytes:
        """The bytes of the workbook with all that was taken in.

        ``front``: its own sheets, with the parts and styles of what was given first; ``order``:
        the names of the sheets that were taken in, as they shall stand behind those.
        """
        book = EditedBook(front)
        by_name = {one.name: one for one in self._listed}
        listed = [by_name[name] for name in order]
        styles = book.related(book.workbook, "styles")
        assert styles is not None
        book.parts[styles] = self._styles.part()
        keys = [book.relate(book.workbook, one.part, f"{_OFFICE}/worksheet") for one in listed]
        types = {**self._types, **self._add_persons_part(book)}
        text = _with_sheets(book.tokens(book.workbook), listed, keys)
        book.put(book.workbook, text)
        book.put(CONTENT_TYPES, _with_types(book.tokens(CONTENT_TYPES), types))
        own = [deflate(name, data) for name, data in book.parts.items()]
        return pack([*own, *self._entries])

    def _add_persons_part(self, book: EditedBook) -> dict[str, str]:
        if not self._persons:
            return {}
        name = f"{self._folder}persons/person.xml"
        inside = "".join(self._persons.values())
        book.put(name, f'<personList xmlns="{_PERSONS}">{inside}</personList>')
        book.relate(book.workbook, name, _PERSON_KIND)
        return {name: _PERSON_TYPE}


def _folder_of(part: str) -> str:
    folder = part.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _with_types(xml: list[str], types: Mapping[str, str]) -> list[str]:
    """The list of content types with those of more parts."""
    more = "".join(
        element("Override", {"PartName": f"/{name}", "ContentType": kind})
        for name, kind in types.items()
        if kind
    )
    unknown = {name.rpartition(".")[2].lower() for name, kind in types.items() if not kind}
    more += "".join(
        element("Default", {"Extension": one, "ContentType": "application/octet-stream"})
        for one in sorted(unknown)
    )
    return [*xml[:-1], more, xml[-1]]


def _with_sheets(xml: list[str], listed: Sequence[_Listed], keys: Sequence[str]) -> list[str]:
    """The workbook part with more sheets and their names."""
    root = root_of(xml)
    at = xmltext.find(xml, "sheets", root)
    assert at is not None
    own = [xmltext.whole(xml[start], "sheetId") for start, _, _ in children(xml, at)]
    prefix = next(
        one.name.removeprefix("xmlns:")
        for one in xmltext.attributes(xml[root])
        if one.value == _OFFICE
    )
    numbered = enumerate(zip(listed, keys, strict=True), max(own) + 1)
    more = "".join(
        element("sheet", {"name": one.name, "sheetId": str(number), f"{prefix}:id": key})
        for number, (one, key) in numbered
    )
    end = xmltext.element_end(xml, at) - 1
    return _with_names([*xml[:end], more, *xml[end:]], listed, len(own))


def _with_names(xml: list[str], listed: Sequence[_Listed], first: int) -> list[str]:
    """The workbook part with the names that each sheet sees, sorted as Excel has them."""
    names = [
        (one.name.casefold(), number, _name_markup(one, number))
        for number, sheet in enumerate(listed, first)
        for one in sheet.names
    ]
    root = root_of(xml)
    there = xmltext.find(xml, "definedNames", root)
    if there is not None:
        for start, end, _ in children(xml, there):
            name = (xmltext.attribute(xml[start], "name") or "").casefold()
            home = xmltext.whole(xml[start], "localSheetId")
            names.append((name, home, "".join(xml[start:end])))
        del xml[there : xmltext.element_end(xml, there)]
    if names:
        place = max(end for _, end, name in children(xml, root) if name in _BEFORE_NAMES)
        inside = "".join(markup for _, _, markup in sorted(names))
        xml.insert(place, f"<definedNames>{inside}</definedNames>")
    return xml


def _name_markup(one: DefinedName, number: int) -> str:
    tag = xmltext.with_attribute("<definedName>", "name", one.name)
    tag = xmltext.with_attribute(tag, "localSheetId", str(number))
    if xmltext.attribute(one.tag, "hidden"):
        tag = xmltext.with_attribute(tag, "hidden", "1")
    return f"{tag}{xmltext.escape(one.text)}</definedName>"


def link_to(sheet: str, cell: str) -> str:
    """The address of a cell within a workbook, as links have it."""
    return f"#{quote_sheet(sheet)}!{cell}"
