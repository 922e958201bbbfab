"""Tell what of a sheet was not read: nothing on a form goes unread in silence.

Every cell of a form is a value, a known label, or told here; what stands outside the forms of a
sheet is told in one sentence, and whatever looks like a form by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from zipingbiao.errors import Fault, Place
from zipingbiao.glossary import TERM_OF
from zipingbiao.ooxml.address import areas_of, cell_place
from zipingbiao.ooxml.grid import Sheet
from zipingbiao.template.codec import is_ticked
from zipingbiao.template.reading.finding import Found
from zipingbiao.template.reading.planned import UnreadColumn
from zipingbiao.template.reading.regions import Region
from zipingbiao.template.reading.vocabulary import Words
from zipingbiao.template.words import is_aside, is_label, is_note
from zipingbiao.values.numbers import reads_as_number
from zipingbiao.values.text import fold, is_blank_mark, plain

REGION, COLUMN, NUMBER, TEXT, DOUBT, LABEL, OUTSIDE, CROWDED, ALIKE, UNCOUNTED = (
    "ZPB913", "ZPB930", "ZPB931", "ZPB932", "ZPB933", "ZPB934", "ZPB935", "ZPB914", "ZPB939",
    "ZPB910",
)  # fmt: skip
#: So many cells of one form are told one by one, the others in one sentence.
_MOST_CELLS = 20
_QUOTED = 20
TOO_MANY = "这一页像自评表的地方太多，只读了前面的一部分。"


class Leftover(NamedTuple):
    """What no form takes: cells inside each form, cells outside, what looks like a form.

    ``cut`` says why only the first part of a sheet was read, where it has too much on it.
    """

    inside: tuple[tuple[str, ...], ...]
    outside: tuple[str, ...]
    regions: tuple[tuple[str, str], ...] = ()
    cut: str = ""


def leftover(
    sheet: Sheet,
    forms: Sequence[Found],
    regions: Sequence[Region],
    looks: Sequence[tuple[str, str]],
    cut: str,
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
    return Leftover(tuple(inside), outside, tuple(looks), cut)


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
        own = (address for address in loose if fold(_text(sheet, address)) not in printed)
        told = [
            *(
                self._beside(sheet, address, label, printed, path)
                for address, label in plan.beside.items()
            ),
            *(self._cell(sheet, address, path) for address in own),
        ]
        yield from _in_short([fault for fault in told if fault is not None])

    def _beside(
        self, sheet: Sheet, address: str, label: str, printed: frozenset[str], path: str
    ) -> Fault | None:
        """The value of a label for which there is no field."""
        text = _text(sheet, address)
        if not text or text.endswith((":", "：")) or fold(text) in printed:
            return None
        if is_note(f"{label}:") or is_note(fold(text)):
            return None
        value = text.rpartition("：" if "：" in text else ":")[2]
        if self._words.names_amount(label) and reads_as_number(value):
            reason = f"「{_quoted(label)}」的数「{_quoted(value)}」没有读作哪一笔资金。"
            return _fault(NUMBER, "error", sheet, address, path, reason, text)
        reason = f"「{_quoted(label)}」没有对应的字段，内容「{_quoted(text)}」未读取。"
        return _fault(TEXT, "info", sheet, address, path, reason, text)

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
            ticks = all(is_ticked(_text(sheet, address)) for address in filled)
            severity = "info" if ticks else "error"
            yield _fault(COLUMN, severity, sheet, column.head, path, reason, column.text)
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
        cut = left.cut or (TOO_MANY if len(left.regions) > _MOST_CELLS else "")
        if cut:
            places = [address for address, _ in left.regions]
            more = f"{places[0]} 起 {len(places)} 处没有读出。" if places else ""
            yield Fault(CROWDED, Place(path, sheet.name), cut + more, severity="error")
        for address, area in () if cut else left.regions:
            reason = f"{area} 像是一张自评表，没有读出。"
            yield _fault(REGION, "error", sheet, address, path, reason, None)
        known = [a for a in left.outside if self._is_worth_telling(_text(sheet, a))]
        if known:
            reason = f"表外的 {_cells(known)} 有栏目名称或文字，没有当作表的内容。"
            yield _fault(OUTSIDE, "info", sheet, known[0], path, reason, None)

    def _is_worth_telling(self, text: str) -> bool:
        folded = fold(text)
        if not folded or is_aside(folded):
            return False
        return self._words.knows(folded) or is_label(folded)


_SEVERITIES = ("error", "warn", "info")
#: A line that says the year has fewer things in it.
_SEVERAL = 3


def _in_short(told: Sequence[Fault]) -> Iterator[Fault]:
    """The first cells one by one, the others in one sentence."""
    yield from told[:_MOST_CELLS]
    if more := told[_MOST_CELLS:]:
        worst = min((f.severity for f in more), key=_SEVERITIES.index)
        cells = _cells(f.place.cell for f in more if f.place.cell)
        reason = f"表内另有 {len(more)} 格未读取：{cells}。"
        yield Fault(TEXT, more[0].place, reason, severity=worst)


def _cells(addresses: Iterable[str]) -> str:
    """Cells as a person writes them: B3:B20、D7."""
    return "、".join(area.name for area in areas_of(addresses))


def _text(sheet: Sheet, address: str) -> str:
    """What is seen in a cell; nothing for a placeholder."""
    text = plain(sheet.shown(address))
    return "" if is_blank_mark(text) else text


def _is_number(sheet: Sheet, address: str, text: str) -> bool:
    value = sheet.value(address)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return True
    return reads_as_number(text)


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
