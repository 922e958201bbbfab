"""Fill a compiled template: contents of cells in, the bytes of a workbook out.

Parts that name no row are compressed once and copied into every workbook. Per shape (how many
copies each repeated row has) the moved parts are kept; per form only the sheets are written.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.charts import ChartPlan
from zipingbiao.ooxml.moving import PartPlan, plan_package
from zipingbiao.ooxml.package import Entry, deflate, pack
from zipingbiao.ooxml.relations import workbook_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import Styles, styles_of
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.formulas import defined_names
from zipingbiao.template.writing.calculate import Calculation, Twins, WorkbookPlan
from zipingbiao.template.writing.contents import Filling
from zipingbiao.template.writing.markup import Bodies
from zipingbiao.template.writing.shaping import SheetShape, shape_sheet
from zipingbiao.template.writing.writer import write_sheet

_SHAPES_KEPT = 64
#: How hard parts are packed: what is packed once; what each form has; sheets of many rows. What
#: is packed again and again is packed quickly: half the time for a few hundredths more bytes.
_ONCE, _OFTEN, _LARGE = 6, 4, 1
_MANY_BYTES = 2_000_000

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

    def _entries(
        self, shape: _BookShape, fillings: Mapping[str, Filling], calculation: Calculation
    ) -> Iterator[Entry]:
        for name in self.template.parts:
            entry = self._fixed.get(name) or shape.entries.get(name)
            if entry is not None:
                yield entry
            elif name in shape.charts:
                yield _packed(name, shape.charts[name].refreshed(calculation.value))
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
        names = defined_names(moved.get(book) or xmltext.decode(self.template.parts[book]))
        template = self.template
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
