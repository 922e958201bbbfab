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
from zipingbiao.ooxml.charts import refresh_chart_caches
from zipingbiao.ooxml.evaluate import Reference
from zipingbiao.ooxml.formula import areas_named
from zipingbiao.ooxml.moving import PartPlan, plan_package
from zipingbiao.ooxml.package import Entry, deflate, pack
from zipingbiao.ooxml.relations import targets, workbook_part
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.ooxml.styles import Styles, read_styles
from zipingbiao.template.calculate import Calculation
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.writer import Filling, SheetShape, shape_sheet, write_sheet

_SHAPES_KEPT = 64
#: Large sheets are packed quickly; the small gain of packing hard is not worth the time.
_LARGE = 2_000_000


class Filled(NamedTuple):
    """A filled workbook, and the calculation that gave its formulas their values."""

    data: bytes
    calculation: Calculation


@dataclass(frozen=True)
class _BookShape:
    """A template with certain numbers of rows."""

    sheets: Mapping[str, SheetShape]
    entries: Mapping[str, Entry]
    charts: Mapping[str, str]
    names: Mapping[str, Reference]


class Engine:
    """Fills one template as often as you like."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._shapes: OrderedDict[tuple[tuple[str, tuple[tuple[int, int], ...]], ...], _BookShape]
        self._shapes = OrderedDict()

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
            name: deflate(name, data)
            for name, data in self.template.parts.items()
            if name not in moving
        }

    @cached_property
    def styles(self) -> Styles:
        """The styles of the template."""
        parts = self.template.parts
        for relation in targets(parts, workbook_part(parts)):
            if relation.kind == "styles":
                return read_styles(parts[relation.target])
        return Styles()

    def fill(self, fillings: Mapping[str, Filling], *, given: bool = False) -> Filled:
        """Fill the sheets, by their names. See `Calculation` for ``given``."""
        shape = self._shape(fillings)
        calculation = Calculation(shape.sheets, fillings, shape.names, given=given)
        return Filled(pack(self._entries(shape, fillings, calculation)), calculation)

    def _entries(
        self, shape: _BookShape, fillings: Mapping[str, Filling], calculation: Calculation
    ) -> Iterator[Entry]:
        for name in self.template.parts:
            if name in self._fixed:
                yield self._fixed[name]
            elif name in self._written:
                sheet = self._written[name].name
                filling = fillings.get(sheet, Filling())
                xml = write_sheet(shape.sheets[sheet], filling, calculation.sheets[sheet])
                yield _packed(name, xml)
            elif name in shape.charts:
                yield _packed(name, self._chart(shape.charts[name], calculation))
            else:
                yield shape.entries[name]

    def _chart(self, xml: str, calculation: Calculation) -> str:
        return refresh_chart_caches(xml, calculation.value)

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
            name: plan.moved(maps) for name, plan in self._plans.items() if name not in self._written
        }
        charts = {name: xml for name, xml in moved.items() if "/charts/chart" in name}
        entries = {
            name: _packed(name, xml) for name, xml in moved.items() if name not in charts
        }
        sheets = {
            sheet.name: shape_sheet(sheet, maps, self.styles) for sheet in self.template.sheets
        }
        book = workbook_part(self.template.parts)
        workbook = moved.get(book) or xmltext.decode(self.template.parts[book])
        return _BookShape(sheets, entries, charts, _defined_names(workbook))


def _packed(name: str, xml: str) -> Entry:
    data = xmltext.encode(xml)
    return deflate(name, data, 1 if len(data) > _LARGE else 6)


def _defined_names(workbook: str) -> dict[str, Reference]:
    """The workbook's names that stand for one area."""
    xml = xmltext.tokens(workbook)
    found: dict[str, Reference] = {}
    for index, name in xmltext.starts(xml):
        if name == "definedName":
            text = xmltext.text_of(xml[index : xmltext.element_end(xml, index)])
            areas = areas_named(text, "")
            if areas and len(areas) == 1:
                sheet, area = areas[0]
                label = xmltext.attribute(xml[index], "name") or ""
                found.setdefault(label.casefold(), Reference(sheet, area))
    return found
