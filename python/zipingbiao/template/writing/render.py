"""Forms into workbooks: what a layout can hold is written, the rest is refused by name.

What is written here is read back by `zipingbiao.template.reading.read` as the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from zipingbiao.errors import RenderError
from zipingbiao.glossary import field_words
from zipingbiao.model import SelfEvaluation
from zipingbiao.template.codec import Content
from zipingbiao.template.compiled import SheetTemplate, TemplateCell
from zipingbiao.template.reading.anchors import FormShape
from zipingbiao.template.writing.calculate import Disagreement, Twins
from zipingbiao.template.writing.capacity import Capacity, as_text
from zipingbiao.template.writing.contents import Filling
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.filling import Filler


class Difference(NamedTuple):
    """A datum that differs from what the form's own formula gives.

    ``kept``: the formula has nothing to compute from, so the datum was written in its place.
    """

    sheet: str
    field: str
    given: Content
    computed: Content
    kept: bool = False

    def __str__(self) -> str:
        place = f"{self.sheet} › {field_words(self.field)}"
        if self.kept:
            return f"{place}：公式无可计算的数，按所给数据写入 {as_text(self.given)}。"
        computed = "空" if self.computed in (None, "") else as_text(self.computed)
        return f"{place}：数据为 {as_text(self.given)}，按公式应为 {computed}。"


class Rendered(NamedTuple):
    """A filled workbook and the data that its formulas do not agree with."""

    data: bytes
    differences: tuple[Difference, ...]


class FormWriter:
    """Writes forms into one sheet of a template.

    ``blanks`` are printed where nothing stands: field → sign; ``money_unit`` where the form
    names none.
    """

    def __init__(
        self,
        sheet: SheetTemplate,
        shape: FormShape,
        blanks: Mapping[str, str],
        money_unit: str | None = None,
    ) -> None:
        self.sheet = sheet
        self.capacity = Capacity(sheet, shape, money_unit)
        self._blanks = blanks

    @cached_property
    def _filler(self) -> Filler:
        return Filler(self.capacity, self._blanks)

    def filling(self, form: SelfEvaluation) -> Filling:
        """The contents of the cells for a form.

        Raises RenderError naming the field that the layout cannot hold.
        """
        return self._filler.filling(form)

    def held(self, form: SelfEvaluation) -> SelfEvaluation:
        """The form as it will be read back. Raises RenderError as `filling`."""
        return self.capacity.held(form)


def write_workbook(
    engine: Engine,
    writers: Sequence[FormWriter],
    forms: Sequence[SelfEvaluation],
    *,
    given: bool = False,
    twins: Twins | None = None,
) -> Rendered:
    """A workbook with one sheet a form; ``writers`` are those of its sheets.

    ``given`` writes the data as given; otherwise what the forms compute is computed, and each
    datum that differs is told; ``twins`` as in `Calculation`. Raises RenderError naming what the
    layout cannot hold.
    """
    fillings: dict[str, Filling] = {}
    for number, (writer, form) in enumerate(zip(writers, forms, strict=True)):
        try:
            fillings[writer.sheet.name] = writer.filling(form)
        except RenderError as error:
            raise _numbered(error, number, len(forms)) from None
    filled = engine.fill(fillings, given=given, twins=twins)
    return Rendered(filled.data, tuple(_differences(filled.calculation.disagreements, writers)))


def _numbered(error: RenderError, number: int, count: int) -> RenderError:
    """The error with the number of the form, where there are several."""
    place = error.place
    if count > 1:
        place = replace(place, field=f"forms[{number}].{place.field}")
    return RenderError(error.reason, place, error.cure)


def _differences(
    found: Sequence[Disagreement], writers: Sequence[FormWriter]
) -> Iterator[Difference]:
    """What the forms' own formulas do not agree with, sheet by sheet from top to bottom."""
    order = {writer.sheet.name: number for number, writer in enumerate(writers)}
    for one in sorted(
        found, key=lambda one: (order[one.sheet], one.cell.row, one.copy, one.cell.column)
    ):
        tag = one.cell.computes
        if tag is not None and not (one.kept and _left_to_people(one.cell)):
            computed = None if one.kept else one.computed
            yield Difference(one.sheet, tag.where(one.copy), one.given, computed, one.kept)


def _left_to_people(cell: TemplateCell) -> bool:
    """Whether the formula leaves it blank where a person must judge: then the datum is right."""
    return any(name in (cell.formula or "") for name in ("ZPB_SCORE(", "ZPB_COMPLETION("))
