"""What makes Excel repair a workbook: its sheets, their notes and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter

from lint.package import Book, attribute, below, child, local, units

#: The elements of a worksheet in their order. Source: ECMA-376 part 1, §18.3.1.99.
_ORDER = tuple(
    part
    for line in (
        "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection",
        "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews",
        "mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions",
        "pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches",
        "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture",
        "oleObjects controls webPublishItems tableParts extLst",
    )
    for part in line.split()
)
_KINDS = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
)
#: The elements of a sheet that name a relationship.
_LINKING = frozenset({"drawing", "legacyDrawing", "legacyDrawingHF", "pageSetup", "picture"})
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_LINKED = re.compile(r"HYPERLINK\(\$?([A-Z]{1,3})\$?(\d+)")
_FULL_WIDTH = re.compile("[（），；“”]")
_LONGEST_TEXT, _LONGEST_FORMULA, _LONGEST_LITERAL, _LONGEST_LINK = 32_767, 8_192, 255, 255
_MOST_LINKS = 65_530


class Area(NamedTuple):
    """Rows and columns, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the areas have a cell in common."""
        apart = self.bottom < other.top or other.bottom < self.top
        return not (apart or self.right < other.left or other.right < self.left)


def place_of(text: str) -> tuple[int, int] | None:
    """A cell's row and column."""
    found = _CELL.fullmatch(text.replace("$", ""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= 1_048_576 and column <= 16_384 else None


def area_of(text: str | None) -> Area | None:
    """The area of a reference; None where that is none, or its ends are in the wrong order."""
    first, _, last = (text or "").partition(":")
    begin, end = place_of(first), place_of(last or first)
    if begin is None or end is None or begin[0] > end[0] or begin[1] > end[1]:
        return None
    return Area(*begin, *end)


def check_sheet(book: Book, title: str, part: str) -> None:
    """Look at one worksheet."""
    tree = book.trees.get(part)
    if tree is None:
        return
    _Sheet(book, title, part, tree).check()


class _Sheet:
    """One worksheet, with what was seen of it."""

    def __init__(self, book: Book, title: str, part: str, tree: Element) -> None:
        self.book, self.title, self.part, self.tree = book, title, part, tree
        self.texts: dict[tuple[int, int], str] = {}
        self.linked: list[tuple[int, int]] = []
        self.merges: list[Area] = []

    def fault(self, what: str) -> None:
        self.book.fault(self.title, what)

    def check(self) -> None:
        self._check_order()
        self._check_rows()
        self._check_links()
        self._check_columns()
        self._check_merges()
        self._check_validations()
        self._check_conditional()
        self._check_print()
        self._check_parts()
        self._check_notes()
        self._check_tables()

    def _group(self, name: str, inside: str) -> list[Element]:
        """The elements in a group; an empty group, or one whose count is wrong, is a fault."""
        group = child(self.tree, name)
        if group is None:
            return []
        found = [one for one in group if local(one) == inside]
        if not found:
            self.fault(f"{name} is empty")
        if group.get("count") not in (None, str(len(found))):
            self.fault(f"{name}: {group.get('count')} told, {len(found)} there")
        return found

    def _check_order(self) -> None:
        places = []
        for one in self.tree:
            name = local(one)
            if name in _ORDER:
                places.append(_ORDER.index(name))
            elif name != "AlternateContent":
                self.fault(f"{name} has no place in a sheet")
        again = {_ORDER.index("conditionalFormatting")}
        for before, after in pairwise(places):
            if after < before or (after == before and after not in again):
                self.fault(f"{_ORDER[after]} stands behind {_ORDER[before]}")

    # Cells

    def _check_rows(self) -> None:
        last = 0
        for row in below(self.tree, "row"):
            number = int(row.get("r", last + 1))
            if number <= last:
                self.fault(f"row {number} stands behind row {last}")
            last = number
            self._check_cells(number, [one for one in row if local(one) == "c"])

    def _check_cells(self, number: int, cells: Sequence[Element]) -> None:
        last = 0
        for cell in cells:
            # A cell without an address follows its neighbour, as a row does.
            name = cell.get("r") or f"{get_column_letter(last + 1)}{number}"
            place = place_of(name)
            if place is None or place[0] != number or place[1] <= last:
                self.fault(f"{name} stands at a wrong place in row {number}")
                continue
            last = place[1]
            if int(cell.get("s", 0)) >= max(self.book.styles, 1):
                self.fault(f"{name}: style {cell.get('s')} is not there")
            self._check_content(name, place, cell)

    def _check_content(self, name: str, place: tuple[int, int], cell: Element) -> None:
        kind = cell.get("t", "n")
        formula, value, inline = (child(cell, one) for one in ("f", "v", "is"))
        if kind not in _KINDS:
            self.fault(f"{name}: no such kind as {kind}")
        if formula is not None:
            self._check_formula(name, formula.text or "")
            if kind == "inlineStr":
                self.fault(f"{name}: a formula cannot have its text inside")
        text = "" if value is None else value.text or ""
        if inline is not None:
            text = "".join(one.text or "" for one in below(inline, "t"))
            self._check_text(name, text)
        elif text == "" and formula is not None:
            pass  # a formula that gives nothing
        elif value is not None and (wrong := self._wrong_value(kind, text)):
            self.fault(f"{name}: {wrong}")
        elif kind == "s" and value is not None:
            text = self.book.strings[int(text)]
        self.texts[place] = text

    def _wrong_value(self, kind: str, text: str) -> str | None:
        if kind == "s":
            known = text.isdigit() and int(text) < len(self.book.strings)
            return None if known else f"shared text {text} is not there"
        if kind == "n":
            number = re.fullmatch(r"-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text)
            return None if number else f"{text!r} is no number"
        if kind == "b":
            return None if text in ("0", "1") else f"{text!r} is neither true nor false"
        if kind == "e":
            return None if text in _ERRORS else f"{text!r} is no error value"
        if kind == "str":
            self._check_text("", text)
        return None

    def _check_text(self, name: str, text: str) -> None:
        if units(text) > _LONGEST_TEXT:
            self.fault(f"{name}: a text of {units(text)} units")

    def _check_formula(self, name: str, formula: str) -> None:
        bare = _TEXT.sub('""', formula)
        bare = re.sub(r"'(?:[^']|'')*'", "''", bare)
        if formula.startswith("="):
            self.fault(f"{name}: the formula begins with =")
        if len(formula) > _LONGEST_FORMULA:
            self.fault(f"{name}: a formula of {len(formula)} letters")
        if bare.count("(") != bare.count(")"):
            self.fault(f"{name}: brackets that do not match")
        if _FULL_WIDTH.search(bare):
            self.fault(f"{name}: full-width signs in a formula")
        for literal in _TEXT.findall(formula):
            if units(literal) > _LONGEST_LITERAL:
                self.fault(f"{name}: a text of {units(literal)} units in a formula")
        for letters, row in _LINKED.findall(formula):
            if place := place_of(letters + row):
                self.linked.append(place)

    # What concerns many cells

    def _check_links(self) -> None:
        for place in self.linked:
            length = units(self.texts.get(place, ""))
            if length > _LONGEST_LINK:
                self.fault(f"a link of {length} units")
        found = self._group("hyperlinks", "hyperlink")
        relations = self.book.relations.get(self.part, {})
        titles = {title for title, _ in self.book.sheets}
        if len(found) > _MOST_LINKS:
            self.fault(f"{len(found)} links")
        for one in found:
            if (key := attribute(one, "id")) is not None and key not in relations:
                self.fault(f"the link at {one.get('ref')} leads nowhere")
            sheet, mark, _ = (one.get("location") or "").rpartition("!")
            if mark and sheet.strip("'").replace("''", "'") not in titles:
                self.fault(f"the link at {one.get('ref')} leads to no sheet: {sheet}")

    def _check_columns(self) -> None:
        last = 0
        for one in self._group("cols", "col"):
            first, end = int(one.get("min", 0)), int(one.get("max", 0))
            if not last < first <= end <= 16_384:
                self.fault(f"columns {first} to {end} overlap others or are none")
            last = end

    def _check_merges(self) -> None:
        for one in self._group("mergeCells", "mergeCell"):
            area = area_of(one.get("ref"))
            if area is None or area[:2] == area[2:]:
                self.fault(f"{one.get('ref')} is no area to be merged")
            else:
                self.merges.append(area)
        for area, other in _meeting(self.merges):
            self.fault(f"merged areas meet: {area} {other}")

    def _check_validations(self) -> None:
        areas: list[Area] = []
        for one in self._group("dataValidations", "dataValidation"):
            references = (one.get("sqref") or "").split()
            found = [area for text in references if (area := area_of(text))]
            if not references or len(found) < len(references):
                self.fault(f"a validation of no area: {one.get('sqref')}")
            areas += found
            for formula in below(one, "formula1", "formula2"):
                text = formula.text or ""
                if text.startswith('"') and units(text) > _LONGEST_LITERAL + 2:
                    self.fault(f"a list to choose from of {units(text)} units")
                self._check_formula("validation", text)
            limits = {"errorTitle": 32, "promptTitle": 32, "error": 255, "prompt": 255}
            for name, limit in limits.items():
                if units(one.get(name, "")) > limit:
                    self.fault(f"a validation's {name} of {units(one.get(name, ''))} units")
        for area, other in _meeting(areas):
            self.fault(f"validations meet: {area} {other}")

    def _check_conditional(self) -> None:
        priorities: Counter[str | None] = Counter()
        for group in (one for one in self.tree if local(one) == "conditionalFormatting"):
            if any(area_of(text) is None for text in (group.get("sqref") or "?").split()):
                self.fault(f"a conditional format of no area: {group.get('sqref')}")
            for rule in (one for one in group if local(one) == "cfRule"):
                priorities[rule.get("priority")] += 1
                if int(rule.get("dxfId", 0)) >= max(self.book.formats, 1):
                    self.fault(f"format {rule.get('dxfId')} of a condition is not there")
                for formula in below(rule, "formula"):
                    self._check_formula("condition", formula.text or "")
        for priority, count in priorities.items():
            if count > 1 or int(priority or 0) < 1:
                self.fault(f"conditions of priority {priority}: {count}")

    def _check_print(self) -> None:
        for text in below(self.tree, "oddHeader", "oddFooter", "evenHeader", "evenFooter"):
            if units(text.text or "") > 255:
                self.fault("a header or footer of more than 255 units")
        for name in ("rowBreaks", "colBreaks"):
            places = [int(one.get("id", 0)) for one in self._group(name, "brk")]
            if places != sorted(set(places)):
                self.fault(f"{name} out of order")

    def _check_parts(self) -> None:
        relations = self.book.relations.get(self.part, {})
        for one in self.tree:
            key = attribute(one, "id")
            if local(one) in _LINKING and key is not None and key not in relations:
                self.fault(f"{local(one)} has no part")

    def _check_notes(self) -> None:
        found = self.book.related(self.part, "comments")
        if not found:
            return
        tree = self.book.trees[found[0]]
        notes = Counter(one.get("ref") for one in below(tree, "comment"))
        authors = len(list(below(tree, "author")))
        if not notes:
            self.fault("a part for notes without any note")
        if any(count > 1 for count in notes.values()):
            self.fault("two notes in one cell")
        if any(int(one.get("authorId", 0)) >= authors for one in below(tree, "comment")):
            self.fault("a note of an author who is not there")
        if child(self.tree, "legacyDrawing") is None:
            self.fault("notes whose boxes are not drawn")
        elif Counter(self._boxes()) != Counter(map(place_of, filter(None, notes))):
            self.fault("notes and their boxes stand at different cells")

    def _boxes(self) -> Iterator[tuple[int, int]]:
        for part in self.book.related(self.part, "vmlDrawing"):
            for one in below(self.book.trees[part], "ClientData"):
                if one.get("ObjectType") == "Note":
                    row, column = (child(one, name) for name in ("Row", "Column"))
                    if row is not None and column is not None:
                        yield int(row.text or 0) + 1, int(column.text or 0) + 1

    def _check_tables(self) -> None:
        for part in self.book.related(self.part, "table"):
            table = self.book.trees[part]
            area = area_of(table.get("ref"))
            columns = [one.get("name") or "" for one in below(table, "tableColumn")]
            if area is None or area.right - area.left + 1 != len(columns):
                self.fault(f"the table {table.get('name')} has not the columns of its area")
                continue
            if len({name.casefold() for name in columns}) < len(columns):
                self.fault(f"the table {table.get('name')} has a column twice")
            if any(area.meets(merge) for merge in self.merges):
                self.fault(f"merged cells in the table {table.get('name')}")


def _meeting(areas: Iterable[Area]) -> Iterator[tuple[Area, Area]]:
    """Areas that have a cell in common; each is held against those that begin above its end."""
    ordered = sorted(areas)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.top > one.bottom:
                break
            if one.meets(other):
                yield one, other
