"""Tell what of a sheet was not read: nothing on a form goes unread in silence.

Every cell of a form is a value, a known label, or told here; what stands outside the forms of a
sheet is told in one sentence, and whatever looks like a form by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import TERM_OF
from zipingbiao.ooxml.address import cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.reading.finding import Found
from zipingbiao.template.reading.planned import UnreadColumn
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_aside, is_label, is_note
from zipingbiao.values.numbers import read_amount, read_rate
from zipingbiao.values.text import fold, is_blank_mark, plain

REGION, COLUMN, NUMBER, TEXT, DOUBT, LABEL, OUTSIDE, CROWDED, ALIKE, UNCOUNTED = (
    "ZPB913", "ZPB930", "ZPB931", "ZPB932", "ZPB933", "ZPB934", "ZPB935", "ZPB914", "ZPB939",
    "ZPB910",
)  # fmt: skip
#: So many cells of one form, and of what is outside, are told one by one.
_MOST_CELLS, _MOST_OUTSIDE = 20, 5
_QUOTED = 20


class Leftover(NamedTuple):
    """What no form takes: cells inside each form, cells outside, what looks like a form."""

    inside: tuple[tuple[str, ...], ...]
    outside: tuple[str, ...]
    regions: tuple[tuple[str, str], ...] = ()
    crowded: bool = False


def leftover(
    sheet: Sheet,
    forms: Sequence[Found],
    regions: Sequence[Region],
    looks: Sequence[tuple[str, str]],
    crowded: bool,
) -> Leftover:
    """Sort what no form takes by where it stands."""
    taken = {a for one in forms for a in (*one.plan.addresses, *one.plan.idle, *one.plan.beside)}
    taken.update(a for one in forms for c in one.plan.columns for a in c.cells)
    free = [r for r in regions if r.address not in taken]
    inside: list[tuple[str, ...]] = []
    rest = free
    for one in forms:
        area = one.plan.whole
        own = [r for r in rest if area.contains(r.area.top, r.area.left)]
        inside.append(tuple(r.address for r in own))
        rest = [r for r in rest if not area.contains(r.area.top, r.area.left)]
    outside = tuple(r.address for r in rest) if forms else ()
    return Leftover(tuple(inside), outside, tuple(looks), crowded)


class Coverage:
    """Tells what was not read, by the words of all forms."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def of_form(
        self, sheet: Sheet, found: Found, loose: Sequence[str], path: str
    ) -> Iterator[Fault]:
        """What of one form was not read; what its blank form prints was not filled in."""
        plan = found.plan
        printed = found.form.shape.printed if found.form else frozenset()
        for column in plan.columns:
            yield from self._column(sheet, column, printed, path)
        for alike in plan.alike:
            if any(_text(sheet, address) for address in alike.cells):
                term = TERM_OF[alike.term].chinese
                reason = f"没有见过「{_quoted(alike.text)}」这种写法，按近似的「{term}」读取。"
                yield _fault(ALIKE, "warn", sheet, alike.label, path, reason, alike.text)
        for address, label in plan.beside.items():
            text = _text(sheet, address)
            if (
                text
                and not text.endswith((":", "："))
                and not (is_note(f"{label}:") or is_note(fold(text)) or fold(text) in printed)
            ):
                reason = f"「{_quoted(label)}」没有对应的字段，内容「{_quoted(text)}」未读取。"
                yield _fault(TEXT, "info", sheet, address, path, reason, text)
        own = (address for address in loose if fold(_text(sheet, address)) not in printed)
        told = [f for address in own if (f := self._cell(sheet, address, path)) is not None]
        yield from told[:_MOST_CELLS]
        if len(told) > _MOST_CELLS:
            worst = min((f.severity for f in told[_MOST_CELLS:]), key=_SEVERITIES.index)
            place = told[_MOST_CELLS].place
            reason = f"表内另有 {len(told) - _MOST_CELLS} 格未读取。"
            yield Fault(TEXT, place, reason, severity=worst)

    def _column(
        self, sheet: Sheet, column: UnreadColumn, printed: frozenset[str], path: str
    ) -> Iterator[Fault]:
        filled = [a for a in column.cells if (t := _text(sheet, a)) and fold(t) not in printed]
        if not filled and column.why != "doubt":
            return
        head = _quoted(column.text)
        if column.why == "doubt":
            reason = f"「{head}」与另一栏像是同一项，分不出取哪一栏，都没有读取。"
            yield _fault(DOUBT, "error", sheet, column.head, path, reason, column.text)
        elif column.why == "unknown":
            near = self._nearest(column.text)
            reason = f"不认识栏目「{head}」，下面 {len(filled)} 格（{filled[0]} 起）未读取。{near}"
            yield _fault(COLUMN, "error", sheet, column.head, path, reason, column.text)
        elif column.why == "partial":
            reason = (
                f"栏目「{head}」说的不是全年，没有当作全年的数，"
                f"下面 {len(filled)} 格（{filled[0]} 起）未读取；请改填全年的数。"
            )
            yield _fault(COLUMN, "error", sheet, column.head, path, reason, column.text)
        else:
            why = "另有一栏作准" if column.why == "other" else "没有对应的字段"
            reason = f"栏目「{head}」{why}，下面 {len(filled)} 格（{filled[0]} 起）未读取。"
            yield _fault(COLUMN, "info", sheet, column.head, path, reason, column.text)

    def _cell(self, sheet: Sheet, address: str, path: str) -> Fault | None:
        text = _text(sheet, address)
        folded = fold(text)
        if not text and sheet.uncached(address):
            reason = "公式没有保存计算结果，也不在任何认识的栏目下，未读取。"
            return _fault(UNCOUNTED, "error", sheet, address, path, reason, None)
        aside = is_aside(folded) and not (folded.isdecimal() and _is_in_a_row(sheet, address))
        if not text or self._words.knows(folded) or aside or is_note(folded):
            return None
        if _is_number(sheet, address, text):
            reason = f"数「{_quoted(text)}」不在任何认识的栏目下，未读取。"
            return _fault(NUMBER, "error", sheet, address, path, reason, text)
        if is_label(folded):
            reason = f"不认识栏目「{_quoted(text)}」。{self._nearest(folded)}"
            return _fault(LABEL, "warn", sheet, address, path, reason, text)
        reason = f"文字「{_quoted(text)}」不在任何认识的栏目下，未读取。"
        return _fault(TEXT, "info", sheet, address, path, reason, text)

    def _nearest(self, text: str) -> str:
        """「最接近的栏目是…」 where a near word is known."""
        fields = {
            word: TERM_OF.get(f"{item}.{meaning.name}")
            for item, words in self._words.heads.items()
            for word, meaning in words.items()
        }
        labels = {word: TERM_OF.get(label.term) for word, label in self._words.labels.items()}
        known = {word: term for word, term in {**labels, **fields}.items() if term is not None}
        near = get_close_matches(text, known, n=1, cutoff=0.5)
        return f"最接近的是「{near[0]}」（{known[near[0]].chinese}）。" if near else ""

    def of_sheet(self, sheet: Sheet, left: Leftover, path: str) -> Iterator[Fault]:
        """What stands outside all forms of a sheet."""
        for address, area in left.regions:
            reason = f"{area} 像是一张自评表，没有读出。"
            yield _fault(REGION, "error", sheet, address, path, reason, None)
        if left.crowded:
            reason = "这一页像自评表的地方太多，只读了前面的一部分。"
            yield Fault(CROWDED, Place(path, sheet.name), reason, severity="error")
        known = [a for a in left.outside if self._is_worth_telling(_text(sheet, a))]
        if known:
            cells = "、".join(known[:_MOST_OUTSIDE])
            more = f" 等 {len(known)} 格" if len(known) > _MOST_OUTSIDE else ""
            reason = f"表外的 {cells}{more} 有栏目名称或文字，没有当作表的内容。"
            yield _fault(OUTSIDE, "info", sheet, known[0], path, reason, None)

    def _is_worth_telling(self, text: str) -> bool:
        folded = fold(text)
        if not folded or is_aside(folded):
            return False
        return self._words.knows(folded) or is_label(folded)


_SEVERITIES = ("error", "warn", "info")
#: A line that says the year has fewer things in it.
_SEVERAL = 3


def _text(sheet: Sheet, address: str) -> str:
    """What is seen in a cell; nothing for a placeholder."""
    text = plain(sheet.shown(address))
    return "" if is_blank_mark(text) else text


def _is_number(sheet: Sheet, address: str, text: str) -> bool:
    value = sheet.value(address)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True
    return read_amount(text, None) is not None or read_rate(text) is not None


def _is_in_a_row(sheet: Sheet, address: str) -> bool:
    """Whether a number that looks like a year is one of several things in its row."""
    row = cell_place(address)[0]
    return sum(cell_place(other)[0] == row for other in sheet.addresses) >= _SEVERAL


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[:_QUOTED] + "…"


def _fault(
    code: str,
    severity: str,
    sheet: Sheet,
    address: str,
    path: str,
    reason: str,
    printed: str | None,
) -> Fault:
    return Fault(code, Place(path, sheet.name, address), reason, severity, printed)


__all__ = ["Coverage", "Leftover", "Mapping", "leftover"]
