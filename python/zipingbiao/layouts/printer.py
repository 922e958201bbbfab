"""Forms into workbooks of one layout: one sheet a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.ooxml.sheetnames import sheet_names
from zipingbiao.scoring.formulas import FORM_FUNCTIONS
from zipingbiao.scoring.native import native_twin
from zipingbiao.template.compile import compile_parts, load_template
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.reading.anchors import FormShape, shape_of
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, Rendered, write_workbook


def load_form(path: Path) -> Template:
    """The compiled template of a form. Raises TemplateError."""
    return load_template(path, FORM_FUNCTIONS)


class Printer:
    """Writes the forms of one layout.

    ``wordings`` are other wordings of its labels, ``blanks`` what is printed where nothing
    stands: sign → fields; ``money_unit`` stands where a form names none.
    """

    def __init__(
        self,
        path: Path,
        template: Template,
        wordings: Mapping[str, Sequence[str]],
        blanks: Mapping[str, Sequence[str]],
        money_unit: str,
    ) -> None:
        self._path = path
        self._template = template
        self._wordings = wordings
        self._blanks = {field: sign for sign, names in blanks.items() for field in names}
        self._money_unit = money_unit

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self._template)

    @cached_property
    def _one(self) -> FormWriter:
        sheet = self._template.form
        return self.writer(sheet, shape_of(sheet, self._wordings))

    def writer(self, sheet: SheetTemplate, shape: FormShape) -> FormWriter:
        """Writes into one sheet of the template."""
        return FormWriter(sheet, shape, self._blanks, self._money_unit)

    def write(self, forms: Sequence[SelfEvaluation], *, given: bool, live: bool) -> Rendered:
        """See `zipingbiao.layouts.layout.Layout.write`."""
        twins = None if live or given else native_twin
        if len(forms) == 1:
            return write_workbook(self._engine, [self._one], forms, given=given, twins=twins)
        names = sheet_names([form.header.project or form.header.unit for form in forms])
        parts = clone_sheet(self._template.source, self._template.form.name, names)
        copies = compile_parts(parts, str(self._path), FORM_FUNCTIONS)
        by_name = {sheet.name: sheet for sheet in copies.sheets}
        sheets = [by_name[name] for name in names]
        writers = [self.writer(sheet, shape_of(sheet, self._wordings)) for sheet in sheets]
        return write_workbook(Engine(copies), writers, forms, given=given, twins=twins)
