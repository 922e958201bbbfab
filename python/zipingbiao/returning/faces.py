"""What came of a sending: on the screen, as data, as a workbook, as part of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.report.codes import entry_of
from zipingbiao.report.document import finding_data
from zipingbiao.report.marking import COLOURS, cut
from zipingbiao.report.text import Paint, one_line
from zipingbiao.returning.answers import MISSING, STATES, VERDICTS, Answer, Round, UnitAnswer
from zipingbiao.returning.listing import book_of
from zipingbiao.returning.matching import Outcome, Reviewed
from zipingbiao.returning.notice import place_of, scope_of, title_of
from zipingbiao.rules.finding import Finding
from zipingbiao.rules.page import SEVERITY_NAMES

Data = dict[str, Any]
NEW = "新出现"
#: Colours of a status on the screen and in a workbook.
_PAINTS = {Outcome.MENDED: "32", Outcome.ANSWERED: "36", Outcome.OPEN: "31;1"}
_FILLS = {Outcome.MENDED: "C6EFCE", Outcome.ANSWERED: "DDEBF7", Outcome.OPEN: "FFC7CE"}
#: So many names a sentence holds.
_MOST_NAMES = 10
_OTHER, _FAINT, _BOLD = "33;1", "2", "1"


# In words


def closing(found: Round) -> str:
    """What became of units and of findings, in two sentences."""
    units = "，".join(f"{VERDICTS[name]} {n}" for name, n in found.verdicts().items() if n)
    statuses = "，".join(
        f"{Outcome.NAMES[name]} {n}"
        for name, n in found.statuses().items()
        if n or name in (Outcome.MENDED, Outcome.ANSWERED, Outcome.OPEN)
    )
    earlier, new = sum(found.statuses().values()), sum(one.new for one in found.units)
    return (
        f"退回了 {scope_of(found.ledger)}。按单位：{units}。"
        f"原来的 {earlier} 个问题：{statuses}；{NEW} {new}。"
    )


def remarks(found: Round) -> list[str]:
    """What a person has to look at beside the findings."""
    said = [*found.notes]
    waiting = [one.sent.copy or one.sent.path for one in found.answers if one.state == MISSING]
    if waiting:
        day = f"（期限 {found.ledger.deadline}）" if found.ledger.deadline else ""
        said.append(f"还没有交回{day}：{_some(waiting)}。")
    if found.others:
        said.append(f"不是退回的，没有比较：{_some(found.others)}。")
    if found.left:
        said.append(f"清单里另有 {found.left} 个问题，这次没有要求检查，没有比较。")
    return said


def _some(names: Sequence[str]) -> str:
    """Some names, not too many of them: all of them stand elsewhere."""
    more = f" 等 {len(names)} 份" if len(names) > _MOST_NAMES else ""
    return f"{'、'.join(names[:_MOST_NAMES])}{more}"


def text_lines(found: Round, paint: Paint) -> Iterator[str]:
    """All of it for the screen: unit by unit, file by file."""
    for unit in found.units:
        yield paint(f"{one_line(unit.unit)}　{VERDICTS[unit.verdict]}", _BOLD)
        for one in unit.answers:
            yield f"  {one_line(title_of(one.sent))}　{_came(one)}"
            yield from (paint(f"    注意：{one_line(note)}", _OTHER) for note in one.notes)
            if one.state != MISSING:
                for reviewed in one.reviewed:
                    yield from _reviewed_lines(reviewed, paint)
            for fresh in one.new:
                place = (fresh.spot or fresh.cell or "—").ljust(5)
                yield f"    {place} {paint(NEW, _OTHER)} {_told(fresh.severity, fresh.code)}" + (
                    f"　{one_line(fresh.message)}"
                )
        yield ""
    for sentence in remarks(found):
        yield one_line(sentence)
    yield closing(found)


def _came(one: Answer) -> str:
    if one.returned is None:
        return f"{STATES[one.state]}：{one.sent.copy or one.sent.path}"
    return f"{STATES[one.state]}：{one_line(one.returned)}"


def _reviewed_lines(one: Reviewed, paint: Paint) -> Iterator[str]:
    status = paint(Outcome.NAMES[one.status], _PAINTS.get(one.status, _OTHER))
    place = (one.sent.place or one.sent.cell or "—").ljust(5)
    told = _told(one.sent.severity, one.sent.code)
    yield f"    {place} {status} {told}　{one_line(one.sent.message)}"
    if one.why:
        yield paint(f"          │ {one_line(_why(one))}", _FAINT)
    elif one.now and one.now.cell != one.sent.cell:
        yield paint(f"          │ 现在在 {one.now.spot or one.now.cell}", _FAINT)


def _why(one: Reviewed) -> str:
    return f"理由：{one.why}" if one.status == Outcome.ANSWERED else one.why


def _told(severity: str, code: str) -> str:
    return f"{SEVERITY_NAMES[severity]} {code}"


# As data


def since_data(found: Round) -> Data:
    """``since`` of the document."""
    return {
        "program": found.ledger.program,
        "deadline": found.ledger.deadline,
        "counts": {
            "files": {
                name: sum(one.state == name for one in found.answers) for name in STATES
            },
            "units": found.verdicts(),
            "findings": {**found.statuses(), "new": sum(one.new for one in found.units)},
        },
        "units": [_unit_data(one) for one in found.units],
        "files": [_file_data(one) for one in found.answers],
        "others": list(found.others),
        "not_compared": found.left,
        "notes": list(found.notes),
    }  # fmt: skip


def _unit_data(one: UnitAnswer) -> Data:
    return {
        "unit": one.unit,
        "verdict": one.verdict,
        "sent": len(one.answers),
        "returned": sum(answer.state != MISSING for answer in one.answers),
        "earlier": one.earlier,
        "now": one.now,
        **{name: one.count(name) for name in Outcome.NAMES},
        "new": one.new,
    }


def _file_data(one: Answer) -> Data:
    sent = one.sent
    return {
        "path": sent.path,
        "copy": sent.copy,
        "unit": sent.unit,
        "project": sent.project,
        "year": sent.year,
        "state": one.state,
        "returned": one.returned,
        "known_by": one.known,
        "findings": [_reviewed_data(found) for found in one.reviewed],
        "new": [finding_data(found) for found in one.new],
        "notes": list(one.notes),
    }


def _reviewed_data(one: Reviewed) -> Data:
    sent = one.sent
    return {
        "status": one.status,
        "code": sent.code,
        "slug": entry_of(sent.code).slug if _is_known(sent.code) else None,
        "severity": sent.severity,
        "sheet": sent.sheet,
        "cell": sent.cell,
        "field": sent.field,
        "project": sent.project,
        "printed": sent.printed,
        "message": sent.message,
        "reason": one.why or None,
        "now": finding_data(one.now) if one.now else None,
    }


def _is_known(code: str) -> bool:
    try:
        entry_of(code)
    except KeyError:
        return False
    return True


# As a workbook


_UNIT_COLUMNS = (
    Column("单位", 26),
    Column("结果", 10, True),
    Column("退回份数", 9, True, True),
    Column("交回份数", 9, True, True),
    Column("原有问题", 9, True, True),
    *(Column(name, 8, True, True) for name in Outcome.NAMES.values()),
    Column(NEW, 8, True, True),
)
_FINDING_COLUMNS = (
    Column("单位", 20),
    Column("项目", 22),
    Column("交回的文件", 26),
    Column("结果", 8, True),
    Column("程度", 7, True),
    Column("代码", 9, True),
    Column("原来的位置", 16),
    Column("现在的位置", 16),
    Column("栏目", 20),
    Column("说明", 44),
    Column("理由、注意", 28),
)
_STATUS_AT = 3


def since_book(found: Round) -> bytes:
    """A workbook: the units, then each finding."""
    told = closing(found)
    units = [Line(_unit_row(one)) for one in found.units]
    lines = [line for unit in found.units for one in unit.answers for line in _lines(one)]
    by_unit = Table("按单位", "交回情况", told, _UNIT_COLUMNS, units)
    each = Table("逐个问题", "逐个问题", told, _FINDING_COLUMNS, lines)
    odd = [Line([one]) for one in (*found.notes, *_named_notes(found))]
    odd += [Line([f"{one}：不是退回的，没有比较。"]) for one in found.others]
    notes = Table("需要注意", "需要注意", told, (Column("说明", 120),), odd)
    return book_of([by_unit, each, notes] if odd else [by_unit, each])


def _named_notes(found: Round) -> Iterator[str]:
    for one in found.answers:
        yield from (f"{one.returned or one.sent.path}：{note}" for note in one.notes)
    if found.left:
        yield f"清单里另有 {found.left} 个问题，这次没有要求检查，没有比较。"


def _unit_row(one: UnitAnswer) -> list[str]:
    counts = [one.count(name) for name in Outcome.NAMES]
    returned = sum(answer.state != MISSING for answer in one.answers)
    numbers = [len(one.answers), returned, sum(counts), *counts, one.new]
    return [one.unit, VERDICTS[one.verdict], *map(str, numbers)]


def _lines(one: Answer) -> Iterator[Line]:
    head = [one.sent.unit, title_of(one.sent), one.returned or ""]
    note = "".join(one.notes)
    for found in one.reviewed:
        sent, now = found.sent, found.now
        texts = [
            *head,
            Outcome.NAMES[found.status],
            SEVERITY_NAMES[sent.severity],
            sent.code,
            place_of(sent),
            _place_now(now) if now else "",
            sent.context,
            sent.message,
            _why(found) or note,
        ]
        yield Line(list(map(cut, texts)), (_STATUS_AT, _FILLS.get(found.status, "FFEB9C")))
    for fresh in one.new:
        texts = [
            *head, NEW, SEVERITY_NAMES[fresh.severity], fresh.code, "", _place_now(fresh), "",
            fresh.message, note,
        ]  # fmt: skip
        yield Line(list(map(cut, texts)), (_STATUS_AT, COLOURS[fresh.severity]))


def _place_now(one: Finding) -> str:
    return one.spot or "!".join(filter(None, (one.sheet, one.cell)))


# As part of a page


def since_page(found: Round) -> Mapping[str, Any]:
    """What the template of the page may take."""
    return {
        "closing": closing(found),
        "remarks": remarks(found),
        "new": NEW,
        "heads": [*Outcome.NAMES.values(), NEW],
        "units": [
            {
                "unit": unit.unit,
                "verdict": VERDICTS[unit.verdict],
                "counts": [*(unit.count(name) for name in Outcome.NAMES), unit.new],
                "answers": [_page_file(one) for one in unit.answers],
            }
            for unit in found.units
        ],
    }


def _page_file(one: Answer) -> Data:
    rows = [
        {
            "status": Outcome.NAMES[found.status],
            "severity": found.sent.severity,
            "weight": SEVERITY_NAMES[found.sent.severity],
            "code": found.sent.code,
            "place": place_of(found.sent),
            "message": found.sent.message,
            "why": _why(found),
        }
        for found in one.reviewed
    ]
    rows += [
        {
            "status": NEW,
            "severity": fresh.severity,
            "weight": SEVERITY_NAMES[fresh.severity],
            "code": fresh.code,
            "place": _place_now(fresh),
            "message": fresh.message,
            "why": "",
        }
        for fresh in one.new
    ]
    return {"title": title_of(one.sent), "came": _came(one), "notes": one.notes, "rows": rows}
