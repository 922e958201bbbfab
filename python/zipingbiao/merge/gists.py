"""What is kept of each form while thousands are merged: what is added up across them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from math import fsum
from operator import attrgetter
from typing import NamedTuple

from zipingbiao.domain.figures import is_number
from zipingbiao.domain.owners import distinct_names, filer_of
from zipingbiao.errors import Fault
from zipingbiao.merge.amounts import AMOUNTS, NO_UNIT, TOTAL
from zipingbiao.merge.ratings import share_of
from zipingbiao.merge.records import AmountRow, FaultRow, FormRow
from zipingbiao.merge.words import SEVERITIES
from zipingbiao.model import Figure, SelfEvaluation
from zipingbiao.report.suppression import NoteWaiver

#: So many indicators that are alike are no accident.
_TELLING = 3
_amounts_of = attrgetter(*AMOUNTS)


class UnitGist(NamedTuple):
    """A form as the sums by unit see it: its 总额 in 万元, its score, how many rows it has.

    ``gravest`` are the codes of what weighs most of what is found on it, the frequent ones first.
    """

    unit: str
    category: str
    budget: float | None
    executed: float | None
    score: float | None
    indicators: int
    faults: int = 0
    errors: int = 0
    warns: int = 0
    infos: int = 0
    gravest: tuple[str, ...] = ()


class Facts(NamedTuple):
    """What is asked of a form when forms are compared: who filed it, how it scored.

    ``share``: its score as a share of the points; ``scored`` and ``full``: how many of its
    indicators have a score, and how many all their points; ``digest`` tells equal lists of
    indicators, 0 where they are too few to tell anything; ``gap``: why an amount is missing.
    """

    department: str | None
    unit: str | None
    project: str | None
    year: int | None
    initial: float | None
    share: float | None
    rating: str | None
    scored: int
    full: int
    digest: int
    gap: str | None = None


class AmountGist(NamedTuple):
    """A form's amounts of one 行类, added up as they were read, in the form's money unit.

    ``amounts`` in the order of `zipingbiao.merge.amounts.AMOUNTS`; None where no row has one.
    """

    row_class: str
    money_unit: str
    rows: int
    amounts: tuple[float | None, ...]


class FormGist(NamedTuple):
    """What is kept of a form; ``warnings`` are to be told when all is done."""

    unit: UnitGist
    facts: Facts
    amounts: tuple[AmountGist, ...]
    warnings: tuple[str, ...] = ()


#: How often each code and severity (as 问题清单 has it) is found on a form.
Tally = tuple[tuple[str, str, int], ...]


class CheckGist(NamedTuple):
    """What is kept of the check of a file: what its notes ask to be ignored, which of them and
    which entries of the settings (by number, with the code) were of use, what broke off, whether
    there is running text.
    """

    notes: tuple[NoteWaiver, ...] = ()
    used_notes: tuple[int, ...] = ()
    used_entries: tuple[tuple[int, str], ...] = ()
    mishaps: tuple[Fault, ...] = ()
    logs: tuple[str, ...] = ()
    has_prose: bool = False


class FileGist(NamedTuple):
    """What is kept of a file: the gists of its forms, None for one that is never merged.

    ``link`` leads to the file; ``rows``: of each list, how many rows come of the file itself and
    of each of its forms (of 问题清单: how many of each severity); ``tally``: what is found on the
    file itself and on each of its forms.
    """

    link: str
    forms: tuple[FormGist | None, ...]
    rows: Mapping[str, tuple[int, ...]]
    tally: tuple[Tally, ...] = ()
    check: CheckGist = CheckGist()


def unit_gist(row: FormRow) -> UnitGist:
    """A form's row on 汇总表, as the sums by unit see it."""
    counts = row.row_class == TOTAL
    return UnitGist(
        row.unit or NO_UNIT,
        row.category,
        _number(row.budget_wan) if counts else None,
        _number(row.executed_wan) if counts else None,
        _number(row.score),
        row.indicators,
    )


def tally(rows: Iterable[FaultRow]) -> Tally:
    """How often each code and severity stands in some rows of 问题清单."""
    counts = Counter((row.code, row.severity) for row in rows)
    return tuple((code, severity, count) for (code, severity), count in sorted(counts.items()))


def counts_of(found: Iterable[tuple[str, str, int]]) -> tuple[int, ...]:
    """How much is found: in all, then of each severity."""
    counts: Counter[str] = Counter()
    for _, severity, count in found:
        counts[severity] += count
    return (counts.total(), *(counts[word] for word in SEVERITIES.values()))


def with_found(gist: UnitGist, found: Sequence[tuple[str, str, int]]) -> UnitGist:
    """A form as the sums by unit see it, with what is found on it."""
    faults, errors, warns, infos = counts_of(found)
    gravest = _gravest(found)
    return gist._replace(faults=faults, errors=errors, warns=warns, infos=infos, gravest=gravest)


def _gravest(found: Sequence[tuple[str, str, int]]) -> tuple[str, ...]:
    order = list(SEVERITIES.values())
    ranked = sorted(found, key=lambda one: (order.index(one[1]), -one[2], one[0]))
    return tuple(dict.fromkeys(code for code, severity, _ in ranked if severity == ranked[0][1]))


def with_owners(gists: Sequence[FormGist]) -> list[UnitGist]:
    """Forms as the sums by unit see them, units of one name told apart by their departments."""
    whose = (filer_of(one.facts.unit, one.facts.department) for one in gists)
    names = distinct_names(list(whose))
    return [
        one.unit._replace(unit=name) if one.facts.unit else one.unit
        for one, name in zip(gists, names, strict=True)
    ]


def with_counts(row: FormRow, found: Iterable[tuple[str, str, int]]) -> FormRow:
    """A form's row on 汇总表 with what is found on it."""
    every, errors, *_ = counts_of(found)
    return row._replace(faults=every, errors=errors)


def facts_of(form: SelfEvaluation, row: FormRow) -> Facts:
    """A form as others see it; ``row`` is its row on 汇总表."""
    scores = [
        (one.score, one.weight)
        for one in form.indicators
        if is_number(one.score) and is_number(one.weight) and one.weight > 0
    ]
    counts = row.row_class == TOTAL
    return Facts(
        row.department,
        row.unit,
        row.project,
        row.year,
        _number(row.initial_budget_wan) if counts else None,
        share_of(form),
        row.rating,
        len(scores),
        sum(score == weight for score, weight in scores),
        _digest(form),
        _gap(row) if counts else None,
    )


def _gap(row: FormRow) -> str | None:
    """Why a form's rate can't be told; None where both amounts are numbers in 万元."""
    amounts = (("预算数", row.budget, row.budget_wan), ("执行数", row.executed, row.executed_wan))
    told = [
        f"没有填{name}" if printed is None else f"{name}读不出"
        for name, printed, wan in amounts
        if not is_number(wan) and not is_number(printed)
    ]
    if any(is_number(printed) and not is_number(wan) for _, printed, wan in amounts):
        told.append("没有注明金额单位")
    return "；".join(told) or None


def _digest(form: SelfEvaluation) -> int:
    said = [f"{one.level3}\t{one.target}" for one in form.indicators if one.level3 and one.target]
    if len(said) < _TELLING:
        return 0
    return int.from_bytes(blake2b("\n".join(said).encode(), digest_size=7).digest(), "big")


def amount_gists(rows: Iterable[AmountRow]) -> Iterator[AmountGist]:
    """The rows of a form's amounts, by 行类."""
    by_class: dict[tuple[str, str], list[tuple[Figure, ...]]] = {}
    for row in rows:
        by_class.setdefault((row.row_class, row.money_unit), []).append(_amounts_of(row))
    for (row_class, money_unit), amounts in by_class.items():
        sums = tuple(map(_sum, zip(*amounts, strict=True)))
        yield AmountGist(row_class, money_unit, len(amounts), sums)


def _sum(column: Iterable[Figure]) -> float | None:
    numbers = [number for figure in column if (number := _number(figure)) is not None]
    return fsum(numbers) if numbers else None


def _number(figure: Figure) -> float | None:
    return float(figure) if is_number(figure) else None
