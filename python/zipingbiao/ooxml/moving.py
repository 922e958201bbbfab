"""Moving everything that names a row, in every part of a package.

`RULES` says where references stand: in which attribute or text of which element, and of which
kind they are. A part is planned once: cut into text that stays and slots that move. For each
form the plan is filled in, so every byte that names no moved row stays as it was.

A few elements need more than a rule: their references depend on a neighbour (the formula of a
conditional format on its area, the foot of a picture on its head), or they must be repeated
with the row (a merge within it). `_SPECIAL` names them; `slots` has what is computed for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zipingbiao.ooxml import anchors, formula, slots, xmltext
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.relations import (
    parts_of_sheet,
    rels_of,
    sheets_of,
    targets,
    workbook_part,
)
from zipingbiao.ooxml.slots import (
    AFTER,
    AREAS,
    BOTTOM,
    FORMULA,
    LINK,
    SHEET,
    TOP,
    Context,
    Maps,
    Overrides,
    Piece,
)

__all__ = [
    "RULES",
    "PartPlan",
    "move_part",
    "plan_package",
    "plan_part",
]

#: Where references stand, by their kind: ``element@attribute``, or ``element`` for its text;
#: ``parent/element`` where the element alone is ambiguous.
RULES: dict[str, str] = {
    AREAS: """
        dimension@ref hyperlink@ref protectedRange@sqref ignoredError@sqref scenarios@sqref
        conditionalFormatting@sqref dataValidation@sqref sqref
    """,
    FORMULA: """
        sheetView@topLeftCell customSheetView@topLeftCell pane@topLeftCell
        selection@activeCell selection@sqref autoFilter@ref sortState@ref sortCondition@ref
        mergeCell@ref formula cfvo@val formula1 formula2 f hyperlink@location
        inputCells@r cellWatch@r cellSmartTags@r webPublishItem@sourceRef dataRef@ref
        controlPr@linkedCell controlPr@listFillRange
        sp@textlink cameraTool@cellRange comment@ref threadedComment@ref
        table@ref calculatedColumnFormula totalsRowFormula singleXmlCell@r nsvFilter@ref
        formControlPr@fmlaLink formControlPr@fmlaRange formControlPr@fmlaTxbx
        formControlPr@fmlaGroup FmlaLink FmlaRange FmlaTxbx FmlaGroup FmlaPict
        pivotTableDefinition/location@ref
        definedName worksheetSource@ref rangeSet@ref parameter@cell
    """,
    LINK: "Relationship@Target",
    AFTER: "rowBreaks/brk@id",
    TOP: "colBreaks/brk@min ClientData/Row",
    BOTTOM: "colBreaks/brk@max",
    SHEET: "worksheetSource@sheet rangeSet@sheet dataRef@sheet",
}
_KIND_OF = {place: kind for kind, places in RULES.items() for place in places.split()}
_ELEMENTS = frozenset(place.partition("@")[0].rpartition("/")[2] for place in _KIND_OF)
#: Folders whose parts name no row of this workbook, whatever their elements are called.
_FOREIGN = ("customXml/", "docProps/", "xl/externalLinks/")

#: Attributes that are computed: name → maker of the slot from the raw and the decoded value.
_Computed = Mapping[str, Callable[[str, int], Piece]]


def move_part(name: str, xml: str, maps: Maps, home: str) -> str:
    """The part (or piece of one) with every reference to a row moved.

    ``name`` is the part's name, ``home`` the sheet it belongs to; ``maps`` says by sheet name
    how rows move. The rows of ``sheetData`` stay where they are (only formulas in them move):
    whoever repeats rows writes them, and calls this for what stands before and behind.
    """
    return plan_part(name, xml, home).moved(maps)


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part cut into text that stays and slots that move."""

    source: str
    pieces: tuple[Piece, ...]

    @property
    def fixed(self) -> bool:
        """Whether the part names no row at all."""
        return all(isinstance(piece, str) for piece in self.pieces)

    def moved(self, maps: Maps) -> str:
        """The part for one form."""
        if all(rows.identity for rows in maps.values()):
            return self.source
        return slots.filled(self.pieces, maps)

    def renamed(self, names: formula.Renaming) -> str:
        """The part, unmoved, when sheets and tables have other names."""
        return slots.renamed(self.pieces, names)


@lru_cache(maxsize=256)
def plan_part(name: str, xml: str, home: str) -> PartPlan:
    """The plan of a part, or of a piece of one. See `move_part`."""
    if name.startswith(_FOREIGN):
        return PartPlan(xml, (xml,))
    return PartPlan(xml, tuple(slots.joined(_plan(xmltext.tokens(xml), Context(home)))))


def plan_package(parts: Mapping[str, bytes]) -> dict[str, PartPlan]:
    """The plans of all parts that name rows, each seen from the sheet it belongs to.

    Sheets, what hangs on them and its links, pivot caches, and the workbook part itself.
    """
    plans = {
        part: plan_part(part, xmltext.decode(parts[part]), home)
        for part, home in _homes(parts).items()
        if part in parts
    }
    return {part: plan for part, plan in plans.items() if not plan.fixed}


def _homes(parts: Mapping[str, bytes]) -> dict[str, str]:
    book = workbook_part(parts)
    homes = {book: ""}
    for relation in targets(parts, book):
        if relation.kind == "pivotCacheDefinition":
            homes[relation.target] = ""
    for sheet in sheets_of(parts):
        for part in (sheet.part, *parts_of_sheet(parts, sheet.part)):
            homes.setdefault(part, sheet.name)
            homes.setdefault(rels_of(part), sheet.name)
    return homes


def _plan(
    parts: Sequence[str], context: Context, overrides: Overrides | None = None, first: int = 0
) -> Iterator[Piece]:
    """The pieces of tokens. Elements that start before index ``first`` are not special."""
    overrides = overrides or {}
    parents: list[str] = []
    index = 0
    while index < len(parts):
        token = parts[index]
        if index in overrides:
            index, piece = overrides[index]
            yield piece
        elif not xmltext.is_start(token):
            if xmltext.is_end(token):
                _leave(parents, xmltext.local_name(token))
            yield token
            index += 1
        elif index >= first and (special := _SPECIAL.get(xmltext.local_name(token))):
            end = xmltext.element_end(parts, index)
            yield from special(parts[index:end], context)
            index = end
        else:
            yield from _tag(token, parents, context)
            index += 1
            if not xmltext.is_empty(token):
                parents.append(xmltext.local_name(token))
                end = index if index in overrides else xmltext.text_end(parts, index)
                yield from _text(parts[index:end], parents, context)
                index = end


def _leave(parents: list[str], name: str) -> None:
    if name in parents:
        while parents.pop() != name:
            pass


def _kind(parents: Sequence[str], place: str) -> str | None:
    """What `RULES` says of ``element@attribute`` or ``element`` under these parents."""
    above = parents[-1] if parents else ""
    return _KIND_OF.get(f"{above}/{place}") or _KIND_OF.get(place)


def _tag(
    tag: str, parents: Sequence[str], context: Context, computed: _Computed | None = None
) -> Iterator[Piece]:
    """The pieces of a start tag; ``computed`` makes the slots of attributes that no rule has."""
    name, behind = xmltext.local_name(tag), 0
    for found in xmltext.attributes(tag) if name in _ELEMENTS or computed else ():
        raw = tag[found.start : found.end]
        kind = _kind(parents, f"{name}@{found.name}")
        if kind is not None:
            piece = slots.reference(kind, raw, found.value, context, xmltext.quoted)
        elif computed and found.name in computed and found.value.isdecimal():
            piece = computed[found.name](raw, int(found.value))
        else:
            continue
        yield tag[behind : found.start]
        yield piece
        behind = found.end
    yield tag[behind:]


def _text(parts: Sequence[str], parents: Sequence[str], context: Context) -> Iterator[Piece]:
    raw, name = "".join(parts), parents[-1]
    kind = _kind(parents[:-1], name) if name in _ELEMENTS else None
    if kind is None:
        yield raw
    else:
        yield slots.reference(kind, raw, xmltext.text_of(parts), context, xmltext.escape)


def _area(parts: Sequence[str]) -> str:
    """The area of an element, from an attribute or from the text of its ``sqref``."""
    for name in ("sqref", "ref"):
        value = xmltext.attribute(parts[0], name)
        if value is not None:
            return value
    at = xmltext.find(parts, "sqref")
    return "" if at is None else xmltext.text_at(parts, at)[1]


def _seen_from_area(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """Formulas of formats and validations are relative to the top of their area."""
    return _plan(parts, context._replace(row=formula.top_row(_area(parts))), first=1)


def _with_row(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """A merge or a sparkline that lies within one row is repeated with it."""
    row = formula.single_row(_area(parts))
    if row is None:
        yield from _plan(parts, context, first=1)
    else:
        inner = _plan(parts, context._replace(row=row, repeated=True), first=1)
        yield slots.Repeated(context.home, row, tuple(slots.joined(inner)))


def _merges(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """``count`` counts the merges that are repeated too."""
    found = (_area(parts[at:]) for at, name in xmltext.starts(parts) if name == "mergeCell")
    rows = tuple(row for row in map(formula.single_row, found) if row is not None)

    def count(raw: str, value: int) -> Piece:
        return slots.Count(raw, value, context.home, rows)

    yield from _tag(parts[0], (), context, {"count": count})
    yield from _plan(parts[1:], context)


def _view(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """What a view freezes is counted from its own top."""
    top = formula.top_row(xmltext.attribute(parts[0], "topLeftCell") or "")
    return _plan(parts, context._replace(row=top or 1), first=1)


def _pane(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    def split(raw: str, rows: int) -> Piece:
        return slots.FrozenRows(raw, context.row or 1, rows, context.home)

    frozen = (xmltext.attribute(parts[0], "state") or "").startswith("frozen")
    yield from _tag(parts[0], (), context, {"ySplit": split} if frozen else None)
    yield from _plan(parts[1:], context)


def _with_home(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """A source that names its sheet in an attribute of its own."""
    home = xmltext.attribute(parts[0], "sheet") or context.home
    return _plan(parts, context._replace(home=home), first=1)


def _workbook(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    names = (
        xmltext.attribute(parts[at], "name") for at, tag in xmltext.starts(parts) if tag == "sheet"
    )
    return _plan(parts, context._replace(sheets=tuple(name or "" for name in names)), first=1)


def _defined_name(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """A name of one sheet is seen from that sheet."""
    number = xmltext.attribute(parts[0], "localSheetId") or ""
    if number.isdecimal() and int(number) < len(context.sheets):
        context = context._replace(home=context.sheets[int(number)])
    return _plan(parts, context, first=1)


def _sheet_data(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    """Shared formulas that name other sheets may have to be told apart when those move."""
    overrides: Overrides = {}
    masters: dict[str, tuple[str, str]] = {}
    cell = ""
    for at, name in xmltext.starts(parts):
        if name == "c":
            cell = xmltext.attribute(parts[at], "r") or ""
        elif name == "f" and xmltext.attribute(parts[at], "t") == "shared":
            end, group = xmltext.element_end(parts, at), xmltext.attribute(parts[at], "si") or ""
            text = xmltext.text_of(parts[at:end])
            by, master = masters.setdefault(group, (cell, text))
            if by and cell and formula.sheets_named(master, context.home) - {context.home}:
                own = formula.expand_shared(master, cell_place(by), cell_place(cell))
                slot = slots.SharedFormula(tuple(parts[at:end]), own, context.home)
                overrides[at] = end, slot
    return _plan(parts, context, overrides, first=1)


def _shape(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    return _plan(parts, context, anchors.of_shape(parts, context.home), first=1)


def _client_data(parts: Sequence[str], context: Context) -> Iterator[Piece]:
    return _plan(parts, context, anchors.of_vml(parts, context.home), first=1)


_SPECIAL: dict[str, Callable[[Sequence[str], Context], Iterator[Piece]]] = {
    "conditionalFormatting": _seen_from_area,
    "dataValidation": _seen_from_area,
    "mergeCell": _with_row,
    "sparkline": _with_row,
    "mergeCells": _merges,
    "sheetView": _view,
    "customSheetView": _view,
    "pane": _pane,
    "sheetData": _sheet_data,
    "twoCellAnchor": _shape,
    "oneCellAnchor": _shape,
    "anchor": _shape,
    "ClientData": _client_data,
    "workbook": _workbook,
    "definedName": _defined_name,
    "worksheetSource": _with_home,
    "rangeSet": _with_home,
    "dataRef": _with_home,
}
