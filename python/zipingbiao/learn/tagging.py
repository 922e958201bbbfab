"""What a learned form is to say in each cell: a tag where a value stood, a label as it was.

All that was decided without certainty is noted down, to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zipingbiao.domain.years import YEAR
from zipingbiao.glossary import MONEY_UNITS, TERM_OF
from zipingbiao.learn.keeping import is_instruction, label_only, unsigned, unticked
from zipingbiao.learn.rows import OnlyItems, field_of_only, tag_lists
from zipingbiao.learn.tagged import Tagged
from zipingbiao.learn.titles import Title
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.address import Area, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.reading.cellreader import own_span
from zipingbiao.template.reading.planned import FormPlan
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_label, unit_said
from zipingbiao.values.text import fold, plain

#: A name that is shorter may be a word of the form.
_SHORTEST_NAME = 3
_LONGEST_LINE = 60
#: So many rows below a form may hold notes and signatures.
_FOOT = 12
_UNITS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
#: How a line or a label says a field.
_SAID = {
    "year": re.compile(YEAR),
    "header.money_unit": re.compile(
        rf"(?<=[(（:：\[【［〔])\s*(?:{_UNITS})(?=\s*(?:$|[)）\]】］〕,，;；、]))|^\s*(?:{_UNITS})\s*$"
    ),
}
_BLANK_YEAR = re.compile(r"(?<=[（(])[\s_]*(?=年度[)）]$)")


class _Piece(NamedTuple):
    """A field in the text of a cell: from where to where, its term."""

    start: int
    end: int
    term: str


def tagged(
    sheet: Sheet, form: SelfEvaluation, plan: FormPlan, title: Title, words: Words
) -> Tagged:
    """Decide what each cell of a form's sheet is to say; ``title`` is what its title says."""
    out = Tagged(_area(sheet, plan))
    _Singles(sheet, plan, form.header.money_unit, words, out).tag()
    tag_lists(sheet, plan, words, out)
    if plan.title:
        first, *others = plan.title
        out.says |= {first: title.text, **dict.fromkeys(others, "")}
        if title.cut:
            out.ask(first, "标题里像地名、单位名、项目名的字去掉了；官方标题里有的，请补上。")
    _Rest(sheet, plan, words, out).settle()
    _without_names(form, out)
    return out


def _without_names(form: SelfEvaluation, out: Tagged) -> None:
    """Whatever was decided: the names of a form stand in no text that stays."""
    header = form.header
    names = {name for name in (header.project, header.unit, header.department) if name}
    for address, said in out.says.items():
        for name in names:
            if len(name) >= _SHORTEST_NAME and name in said:
                out.says[address] = said = said.replace(name, "")
                out.ask(address, "这里印有本单位或本项目的名称，去掉了，请看看剩下的字对不对。")


def _area(sheet: Sheet, plan: FormPlan) -> Area:
    """The form with the notes and signatures below it."""
    rows = {cell_place(address)[0] for address in sheet.addresses}
    bottom = last = plan.whole.bottom
    while bottom - last < _FOOT and bottom + 1 in rows:
        bottom += 1
    return plan.whole._replace(bottom=bottom)


class _Singles:
    """Labels, and the fields that stand once; several may share a cell."""

    def __init__(
        self, sheet: Sheet, plan: FormPlan, unit: str | None, words: Words, out: Tagged
    ) -> None:
        self._sheet = sheet
        self._plan = plan
        self._unit = unit
        self._words = words
        self._out = out
        self._pieces: dict[str, list[_Piece]] = {}

    def tag(self) -> None:
        """Write labels and tags."""
        shown = self._sheet.shown
        for address in self._plan.fixed:
            self._out.says[address] = label_only(shown(address), self._words)
        for spot in self._plan.scalars:
            span = own_span(spot, shown(spot.address))
            self._piece(spot.address, spot.tag.term, span)
        for spot in OnlyItems(self._sheet, self._plan).in_labels():
            self._piece(spot.address, field_of_only(spot), own_span(spot, shown(spot.address)))
            self._out.kinds[spot.address] = spot.kind
        for term, address in self._plan.extras.items():
            match = _SAID[term].search(shown(address))
            self._piece(address, term, match and match.span())
        self._other_units()
        terms = {spot.tag.term for spot in self._plan.scalars} | set(self._plan.extras)
        if "year" not in terms:
            self._blank_year()
        for address, pieces in self._pieces.items():
            self._out.says[address] = self._with_tags(shown(address), sorted(pieces))
            if pieces[0].term in TERM_OF:
                self._out.kinds[address] = TERM_OF[pieces[0].term].kind

    def _other_units(self) -> None:
        """Further labels that say the money unit: on a form in another one they say that."""
        rows = [row for one in self._plan.lists for row in one.rows]
        taken = {spot.address for row in rows for spot in row.spots} | {row.key for row in rows}
        for address in self._sheet.addresses:
            text = self._sheet.shown(address)
            if address in taken or address in self._pieces or len(text) > _LONGEST_LINE:
                continue
            match = _SAID["header.money_unit"].search(text)
            if match and self._unit == plain(match[0]) and unit_said(fold(text)):
                self._piece(address, "header.money_unit", match.span())

    def _blank_year(self) -> None:
        """（    年度）: where the year would stand."""
        for address in self._sheet.addresses:
            if match := _BLANK_YEAR.search(self._sheet.shown(address)):
                self._piece(address, "year", match.span())
                return

    def _piece(self, address: str, term: str, span: tuple[int, int] | None) -> None:
        if span is None:
            self._out.ask(address, f"这一格里应有 {{{{ {term} }}}}，没有找到它的位置，请补上。")
        else:
            self._pieces.setdefault(address, []).append(_Piece(*span, term))

    def _with_tags(self, text: str, pieces: Sequence[_Piece]) -> str:
        """A text with tags in the places of its values."""
        if len(pieces) == 1 and not text[: pieces[0].start] + text[pieces[0].end :]:
            return f"{{{{ {pieces[0].term} }}}}"
        said, at = "", 0
        for start, end, term in pieces:
            own = text[start:end]
            room = own[: len(own) - len(own.lstrip())]
            said += f"{self._literal(text[at:start])}{room}{{{{ {term} }}}}"
            at = end
        return said + self._literal(text[at:])

    def _literal(self, text: str) -> str:
        """What stands around a field, without what was written behind labels of no field."""
        inner = plain(text)
        return text.replace(inner, label_only(inner, self._words)) if inner else text


class _Rest:
    """All other cells: what belongs to the form stays, what somebody wrote goes."""

    def __init__(self, sheet: Sheet, plan: FormPlan, words: Words, out: Tagged) -> None:
        self._sheet = sheet
        self._plan = plan
        self._words = words
        self._out = out
        self._values = {cell for column in plan.columns for cell in column.cells}
        self._values |= {cell for cell, label in plan.beside.items() if label}
        self._over_head = out.heads[0] - 1 if out.heads else 0

    def settle(self) -> None:
        """Decide on each cell that no field and no label has."""
        for column in self._plan.columns:
            if column.why in ("unknown", "doubt"):
                self._out.ask(
                    column.head,
                    f"栏目「{column.text}」没有对应的字段，内容不读取；可在 [aliases] 里指明。",
                )
        gone = []
        for address in sorted(self._sheet.addresses, key=cell_place):
            if not self._is_open(address):
                continue
            text = self._sheet.shown(address)
            self._out.says[address] = kept = self._kept(address, text)
            if not kept and fold(text) and address not in self._values and not _is_number(text):
                gone.append(address)
        if gone:
            more = f" 等 {len(gone)} 格" if len(gone) > 5 else ""
            cells = "、".join(gone[:5])
            self._out.ask(cells, f"这些格{more}里的字没有保留；如是官方表上印好的，请照原表补上。")

    def _is_open(self, address: str) -> bool:
        """Whether nothing was decided yet on a cell that stays."""
        row, column = cell_place(address)
        inside = self._out.area.contains(row, column) and row not in self._out.dropped
        return inside and address not in self._out.says

    def _kept(self, address: str, text: str) -> str:
        """What stays of a text that no field and no label is."""
        if address in self._plan.idle and text.strip().isdecimal() and self._is_first(address):
            return "{{ indicator.line }}"
        boxes = unticked(text)
        if boxes is not None and not re.search(r"\d{3,}", boxes):
            return boxes
        if address in self._values:
            return ""
        folded = fold(text)
        if self._words.knows(folded) or is_instruction(text):
            return text
        if is_label(folded):
            self._out.ask(address, f"「{text}」不认识，当作栏目名称保留；是填写的内容，请删去。")
            return text
        if cell_place(address)[0] == self._over_head and self._is_row_of_labels(self._over_head):
            return text
        return unsigned(text, self._words.knows) or ""

    def _is_row_of_labels(self, row: int) -> bool:
        """Whether a row above the head of the indicators is one more row of it."""
        said = [text for cell, text in self._out.says.items() if cell_place(cell)[0] == row]
        return sum(map(bool, said)) > 1 and not any("{{" in text for text in said)

    def _is_first(self, address: str) -> bool:
        """Whether it stands in the row that repeats for each indicator."""
        row = cell_place(address)[0]
        return row in self._out.alike and any(
            "{{ indicator." in said
            for cell, said in self._out.says.items()
            if cell_place(cell)[0] == row
        )


def _is_number(text: str) -> bool:
    return not re.search(r"[^\d\s.,%％+-]", text)
