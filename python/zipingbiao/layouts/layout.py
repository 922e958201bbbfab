"""One layout: its settings, its compiled form, how it is found again, its blank form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zipingbiao.errors import Place, TemplateError, system_reason
from zipingbiao.layouts.kept import Kept
from zipingbiao.model import SELF_EVALUATION, SelfEvaluation
from zipingbiao.template.compiled import SheetTemplate, Template
from zipingbiao.template.reading.anchors import FormShape, shape_of, spoken

if TYPE_CHECKING:  # reading starts without what only writing needs
    from zipingbiao.layouts.printer import Printer
    from zipingbiao.template.reading.read import FormReader
    from zipingbiao.template.writing.render import FormWriter, Rendered

SETTINGS, FORM = "layout.toml", "form.xlsx"

#: Whether the form looks like the official one, or was drawn without having seen it.
OFFICIAL, UNVERIFIED = "official", "unverified"

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One official layout: a folder with ``form.xlsx`` and ``layout.toml``.

    ``years`` is the first year, or the first and the last; ``basis`` the notice it comes from,
    ``sources`` where forms of it were published. ``blanks`` are printed where nothing stands:
    sign → fields. ``aliases`` are other wordings of its labels, ``inherited`` those of the
    layouts that it extends. ``reader`` gives the one that reads it among all layouts.
    """

    id: str
    title: str
    region: str
    years: tuple[int, ...]
    basis: str
    sources: tuple[str, ...] = ()
    kind: str = SELF_EVALUATION
    look: str = OFFICIAL
    profile: str = "national"
    money_unit: str = "万元"
    blank: str | None = None
    requires: tuple[str, ...] = ()
    blanks: Words = field(default_factory=dict)
    aliases: Words = field(default_factory=dict)
    inherited: tuple[Words, ...] = ()
    kept: Kept = field(repr=False, compare=False)
    reader: Callable[[Layout], FormReader] = field(repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.kept.folder

    @cached_property
    def template(self) -> Template:
        """Its template, compiled anew. Raises TemplateError."""
        from zipingbiao.layouts.printer import load_form

        return load_form(self.folder / FORM)

    @cached_property
    def form(self) -> SheetTemplate:
        """Its compiled form. Raises TemplateError."""
        form = self.kept.form()
        if form is None:
            form = self.template.form
            self.kept.keep(form)
        return form

    @cached_property
    def shape(self) -> FormShape:
        """How its fields are found again in an agency's sheet. Raises TemplateError."""
        shape = shape_of(self.form, self.wordings)
        _check_heads(shape, Place(str(self.folder / FORM), self.form.name))
        return shape

    @cached_property
    def wordings(self) -> Mapping[str, Sequence[str]]:
        """Label → other wordings of it: its own aliases, and those it inherits.

        An inherited group of wordings holds for the one of them that the form prints; a word that
        the form has as an alias of something else is left to it.
        """
        printed = {spoken(label) for label in _labels(self.form)}
        own = {
            spoken(word): spoken(label) for label, words in self.aliases.items() for word in words
        }
        found = {spoken(label): dict.fromkeys(words) for label, words in self.aliases.items()}
        for group in self._inherited_groups():
            labels = {spoken(word) for word in group} & printed
            if len(labels) == 1:  # else nobody could say whose word it is
                [label] = labels
                free = (word for word in group if own.get(spoken(word), label) == label)
                found.setdefault(label, {}).update(dict.fromkeys(free))
        return {label: tuple(words) for label, words in found.items()}

    def _inherited_groups(self) -> Iterator[tuple[str, ...]]:
        return ((label, *words) for base in self.inherited for label, words in base.items())

    @property
    def years_text(self) -> str:
        """``2020 年起`` or ``2020—2022 年``."""
        first, *last = self.years or (0,)
        return f"{first}—{last[0]} 年" if last else f"{first} 年起"

    @cached_property
    def _printer(self) -> Printer:
        from zipingbiao.layouts.printer import Printer

        path = self.folder / FORM
        return Printer(path, self.template, self.wordings, self.blanks, self.money_unit)

    @cached_property
    def writer(self) -> FormWriter:
        """Writes forms into its template."""
        return self._printer.writer(self.form, self.shape)

    @cached_property
    def _reader(self) -> FormReader:
        return self.reader(self)

    def write(
        self, forms: Sequence[SelfEvaluation], *, given: bool = False, live: bool = False
    ) -> Rendered:
        """A workbook with one sheet a form. Raises RenderError naming what can't be held.

        ``given``: the data as they are. Otherwise what the form computes is computed: ``live``
        by the functions of the add-in, else by plain formulas. A text that would be read back as
        something else is refused as well.
        """
        from zipingbiao.layouts.proof import prove

        rendered = self._printer.write(forms, given=given, live=live)
        prove(self._reader, self.writer, forms, rendered, given=given)
        return rendered

    def blank_data(self) -> Mapping[str, Any]:
        """What the blank form already prints, as one form of CONTRACT §2."""
        if self.blank is None:
            return {"layout": self.id}
        path = self.folder / self.blank
        loaded = _json(path)
        if not isinstance(loaded, dict):
            raise TemplateError("空白表内容应为一张表的数据。", Place(str(path)))
        return loaded


def _json(path: Path) -> object:
    place = Place(str(path))
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise TemplateError(f"空白表内容打不开（{system_reason(error)}）。", place) from None
    except UnicodeDecodeError:
        raise TemplateError("空白表内容不是 UTF-8 文字。", place, "请另存为 UTF-8。") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise TemplateError(f"空白表内容{where}写法有误。", place, "请检查逗号和引号。") from None


def _labels(form: SheetTemplate) -> Iterator[str]:
    return (cell.label for row in form.rows for cell in row.cells if cell.label)


def _check_heads(shape: FormShape, place: Place) -> None:
    """The columns of a repeated row are found by the labels above them, each list by its own."""
    owners: dict[int, set[str]] = {}
    for one in shape.lists:
        for slot in (*one.slots, *(slot for row in one.fixed.values() for slot in row)):
            for head in slot.heads[:1]:
                owners.setdefault(head, set()).add(one.item)
    for slot in (slot for one in shape.lists for slot in one.slots):
        if slot.tag.only and slot.beside is None and not slot.heads:
            where = replace(place, cell=slot.cell.address)
            reason = f"字段 {slot.tag.where(0)} 旁边没有栏目名称，读回时找不到。"
            raise TemplateError(reason, where, "请在它左边的一格写上栏目名称。")
        own = slot.tag.counts or slot.alone or (slot.heads and len(owners[slot.heads[0]]) == 1)
        if slot.tag.repeats and not own:
            where = replace(place, cell=slot.cell.address)
            reason = f"重复行的字段 {slot.tag.term} 上方没有自己的栏目名称，读回时找不到。"
            raise TemplateError(reason, where, "请在这一行上方加一行栏目名称。")
