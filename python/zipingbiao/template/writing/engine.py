"""Fill a compiled template: contents of cells in, the bytes of a workbook out.

Parts that name no row are compressed once and copied into every workbook. Per shape (how many
copies each repeated row has) the moved parts are kept; per form only the sheets are written.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.charts import ChartPlan
from zipingbiao.ooxml.moving import PartPlan, plan_package
from zipingbiao.ooxml.names import Names
from zipingbiao.ooxml.package import Entry, Packer, deflate, pack
from zipingbiao.ooxml.relations import targets, workbook_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import Styles, styles_of
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.writing.calculate import Calculation, Twins, WorkbookPlan
from zipingbiao.template.writing.compact import SharedTexts
from zipingbiao.template.writing.contents import Filling
from zipingbiao.template.writing.markup import Bodies
from zipingbiao.template.writing.shaping import SheetShape, shape_sheet
from zipingbiao.template.writing.writer import sheet_pieces, write_sheet

_SHAPES_KEPT = 64
#: How hard parts are packed: what is packed once; what each form has; sheets of many rows. What
#: is packed again and again is packed quickly: half the time for a few hundredths more bytes.
_ONCE, _OFTEN, _LARGE = 6, 4, 1
_MANY_BYTES, _MANY_ROWS = 2_000_000, 2_000
#: Letters of a large sheet that are packed at a time.
_BLOCK = 1 << 20

#: How often each repeated row of each sheet is written.
_Repeats = tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


class Filled(NamedTuple):
    """A filled workbook, and the calculation that gave its formulas their values."""

    data: bytes
    calculation: Calculation


@dataclass(frozen=True, slots=True)
class _BookShape:
    """A template with certain numbers of rows: parts that are finished, parts to be written."""

    plan: WorkbookPlan
    entries: Mapping[str, Entry]
    sheets: Mapping[str, SheetShape]
    charts: Mapping[str, ChartPlan]


class Engine:
    """Fills one template as often as you like."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._shapes: OrderedDict[_Repeats, _BookShape] = OrderedDict()
        self._bodies = Bodies()

    @cached_property
    def _plans(self) -> Mapping[str, PartPlan]:
        return plan_package(self.template.parts)

    @cached_property
    def _written(self) -> Mapping[str, SheetTemplate]:
        """The sheets that are written anew: those with fields or formulas. Part → sheet."""
        return {sheet.part: sheet for sheet in self.template.sheets if sheet.is_live}

    @cached_property
    def _fixed(self) -> Mapping[str, Entry]:
        """The parts that are the same in every workbook, compressed."""
        moving = {*self._plans, *self._written}
        return {
            name: deflate(name, data, _ONCE)
            for name, data in self.template.parts.items()
            if name not in moving
        }

    @cached_property
    def styles(self) -> Styles:
        """The styles of the template."""
        return styles_of(self.template.parts)

    def fill(
        self,
        fillings: Mapping[str, Filling],
        *,
        given: bool = False,
        twins: Twins | None = None,
    ) -> Filled:
        """Fill the sheets, by their names. See `Calculation` for ``given`` and ``twins``."""
        shape = self._shape(fillings)
        calculation = Calculation(shape.plan, fillings, given=given, twins=twins)
        return Filled(pack(self._entries(shape, fillings, calculation)), calculation)

    def write(self, file: BinaryIO, fillings: Mapping[str, Filling]) -> None:
        """Fill the sheets of a workbook that may be larger than memory, while it is written."""
        shape = self._shape(fillings)
        calculation = Calculation(shape.plan, fillings)
        packer = Packer(file)
        strings = self._strings
        part = xmltext.decode(self.template.parts[strings]) if strings else None
        shared = SharedTexts(part)
        for name in self.template.parts:
            if name == strings:
                continue
            entry = self._ready(shape, name, calculation)
            if entry is not None:
                packer.add(entry)
                continue
            sheet = self._written[name].name
            filling = fillings.get(sheet, Filling())
            grid, kept = calculation.grids[sheet], calculation.kept[sheet]
            pieces = sheet_pieces(shape.sheets[sheet], filling, grid, kept, self._bodies, shared)
            many = any(len(rows) > _MANY_ROWS for rows in filling.rows.values())
            packer.stream(name, _blocks(pieces), _LARGE if many else _OFTEN)
        if strings:
            packer.stream(strings, _blocks(shared.pieces()), _OFTEN)
        packer.close()

    @cached_property
    def _strings(self) -> str | None:
        """The part with the shared texts; it is written last, when all are known."""
        parts = self.template.parts
        related = targets(parts, workbook_part(parts))
        return next((one.target for one in related if one.kind == "sharedStrings"), None)

    def _ready(self, shape: _BookShape, name: str, calculation: Calculation) -> Entry | None:
        """A part that is no sheet to be written."""
        entry = self._fixed.get(name) or shape.entries.get(name)
        if entry is None and name in shape.charts:
            return _packed(name, shape.charts[name].refreshed(calculation.value))
        return entry

    def _entries(
        self, shape: _BookShape, fillings: Mapping[str, Filling], calculation: Calculation
    ) -> Iterator[Entry]:
        for name in self.template.parts:
            entry = self._ready(shape, name, calculation)
            if entry is not None:
                yield entry
            else:
                sheet = self._written[name].name
                yield _packed(name, self._sheet(shape, sheet, fillings, calculation))

    def _sheet(
        self,
        shape: _BookShape,
        sheet: str,
        fillings: Mapping[str, Filling],
        calculation: Calculation,
    ) -> str:
        filling = fillings.get(sheet, Filling())
        grid, kept = calculation.grids[sheet], calculation.kept[sheet]
        return write_sheet(shape.sheets[sheet], filling, grid, kept, self._bodies)

    def _shape(self, fillings: Mapping[str, Filling]) -> _BookShape:
        repeats = {
            sheet.name: fillings.get(sheet.name, Filling()).repeats(sheet)
            for sheet in self.template.sheets
        }
        key = tuple((name, tuple(rows.items())) for name, rows in repeats.items())
        if key in self._shapes:
            self._shapes.move_to_end(key)
            return self._shapes[key]
        shape = self._new_shape({name: RowMap(rows) for name, rows in repeats.items()})
        self._shapes[key] = shape
        if len(self._shapes) > _SHAPES_KEPT:
            self._shapes.popitem(last=False)
        return shape

    def _new_shape(self, maps: Mapping[str, RowMap]) -> _BookShape:
        moved = {
            name: plan.moved(maps)
            for name, plan in self._plans.items()
            if name not in self._written
        }
        book = workbook_part(self.template.parts)
        template = self.template
        workbook = moved.get(book) or xmltext.decode(template.parts[book])
        names = Names.of(workbook, template.functions)
        plan = WorkbookPlan(template.sheets, template.formulas, names, maps)
        sheets = {
            sheet.name: shape_sheet(sheet, maps, plan, self.styles)
            for sheet in self._written.values()
        }
        charts = {}
        for name in [name for name in moved if "/charts/chart" in name]:
            chart = ChartPlan(moved[name])
            try:
                moved[name] = chart.refreshed(plan.value)
            except LookupError:  # it shows what a form fills in
                charts[name] = chart
                del moved[name]
        for name, sheet in self._written.items():
            if sheets[sheet.name].is_finished:
                moved[name] = write_sheet(sheets[sheet.name], Filling(), [], {}, self._bodies)
        finished = {name: _packed(name, xml, _ONCE) for name, xml in moved.items()}
        return _BookShape(plan, finished, sheets, charts)


def _packed(name: str, xml: str, level: int = _OFTEN) -> Entry:
    data = xmltext.encode(xml)
    return deflate(name, data, _LARGE if len(data) > _MANY_BYTES else level)


def _blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """The pieces of a part as bytes, many at a time."""
    block: list[str] = []
    length = 0
    for piece in pieces:
        block.append(piece)
        length += len(piece)
        if length >= _BLOCK:
            yield xmltext.encode("".join(block))
            block.clear()
            length = 0
    yield xmltext.encode("".join(block))
