"""未报送: which units of a list have filed no form, and who filed that is on no list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zipingbiao.domain.owners import Filer, by_filer
from zipingbiao.merge.filing import NAMED, Known, Match, Matcher
from zipingbiao.merge.records import MissingRow
from zipingbiao.merge.roster import Roster, RosterUnit
from zipingbiao.template.codec import Content
from zipingbiao.values.serial import typed_day
from zipingbiao.values.text import fold

#: What a row of 未报送 says.
MISSING, STRANGER, RENAMED, REMARK = "未报送", "不在名单", "已报（名称不同）", "名单说明"
#: The same as 首页 says it.
NO_ROSTER_SAID = "没有应报单位名单，不知道还有谁没有报送。"
#: So many units are named on 首页.
_MOST_NAMED = 6
NO_ROSTER = "未提供应报单位名单，没有核对谁没有报送。汇总时给出名单，就有核对。"
_NO_UNIT = "（没有写单位）"
_MOST_FILES = 10
#: The name of a unit in the name of a file is no accident from so many signs on.
_TELLING = 3


class Filing(NamedTuple):
    """A form that counts, as far as it tells who filed: its unit, its file and the link there."""

    filer: Filer
    path: str
    link: str


class Filings(NamedTuple):
    """The rows of 未报送, what is told in cells; on the screen: the counts, what is odd."""

    rows: Sequence[MissingRow]
    scalars: Mapping[str, Content]
    sentences: Sequence[str] = ()
    warnings: Sequence[str] = ()


def no_filings() -> Filings:
    """What 未报送 says where no list was given."""
    counts = dict.fromkeys(("due_count", "filed_count", "missing_count", "stranger_count"))
    return Filings((), {**counts, "filing_note": NO_ROSTER, "filing_said": NO_ROSTER_SAID})


def filings_of(
    roster: Roster, filings: Iterable[Filing], unread: Sequence[str], day: date | None = None
) -> Filings:
    """Compare a list of units with what was filed.

    ``unread``: the files without a form that counts; ``day``: the day that decides what is
    overdue, None where nobody asks.
    """
    return _Comparison(roster, filings, unread, day).filings()


class _Comparison:
    """A list beside what was filed."""

    def __init__(
        self, roster: Roster, filings: Iterable[Filing], unread: Sequence[str], day: date | None
    ) -> None:
        self.roster = roster
        self.units = roster.units
        self.unread = unread
        self.day = day
        self.filed = by_filer((one.filer, one) for one in filings)
        known = [Known(one.name, one.department, one.others) for one in self.units]
        named = [one for one in self.filed if one.unit]
        self.matches = Matcher(known).match_all(named)
        self.matches |= {one: Match(None) for one in self.filed if not one.unit}
        self.present = {one.number for one in self.matches.values() if one.number is not None}
        self.like: dict[int, list[Filer]] = defaultdict(list)
        for filer, match in self.matches.items():
            for number in match.near if match.number is None else ():
                self.like[number].append(filer)

    def filings(self) -> Filings:
        """The rows and the counts."""
        missing = list(self._missing())
        strangers = list(self._strangers())
        rows = [*missing, *strangers, *self._renamed(), *self._remarks()]
        due, filed = len(self.units), len(self.present)
        counts = f"应报 {due} 个单位，已报 {filed} 个，未报 {len(missing)} 个"
        counts += f"；另有 {len(strangers)} 个单位不在名单上。" if strangers else "。"
        overdue = sum(bool(one.overdue) for one in missing)
        note = f"{counts}「可能是」只供查找，一律算未报送。"
        if self.day is not None:
            note += f"截至 {self.day.isoformat()}，未报的有 {overdue} 个已过截止日期。"
        scalars: dict[str, Content] = {
            "due_count": due,
            "filed_count": filed,
            "missing_count": len(missing),
            "stranger_count": len(strangers),
            "filing_note": note,
            "filing_said": _said(due, missing),
        }
        return Filings(rows, scalars, (counts,), self.roster.remarks)

    def _missing(self) -> Iterator[MissingRow]:
        for number, unit in enumerate(self.units):
            if number not in self.present:
                overdue = self._overdue(unit)
                yield _row(MISSING, unit, overdue=overdue, maybe=self._maybe(number, unit))

    def _overdue(self, unit: RosterUnit) -> str | None:
        due = typed_day(unit.deadline)
        if self.day is None or due is None or due >= self.day:
            return None
        return f"已过 {(self.day - due).days} 天"

    def _maybe(self, number: int, unit: RosterUnit) -> str | None:
        """Where the form of a missing unit may be."""
        told = []
        for filer in self.like.get(number, ()):
            told.append(f"表上写「{filer.unit}」的（{_files(self.filed[filer])}）")
        names = {fold(one) for one in (unit.name, *unit.others)}
        telling = [name for name in names if len(name) >= _TELLING]
        files = [path for path in self.unread if any(name in fold(path) for name in telling)]
        if files:
            told.append(f"没有计入的文件：{_names(files)}")
        return "；".join(told) or None

    def _strangers(self) -> Iterator[MissingRow]:
        for filer, match in self.matches.items():
            if match.number is not None:
                continue
            near = [self.units[number] for number in match.near]
            told = "、".join(f"「{_told(one)}」" for one in near)
            unit = RosterUnit(filer.unit or _NO_UNIT, filer.department)
            maybe = f"名单上的{told}" if told else None
            yield _row(STRANGER, unit, self.filed[filer], maybe=maybe)

    def _renamed(self) -> Iterator[MissingRow]:
        """Units that are known, but not by the name that stands on the list."""
        for filer, match in self.matches.items():
            if match.number is not None and match.by != NAMED:
                unit = self.units[match.number]
                how = "名单上的简称或曾用名" if filer.unit in unit.others else "通行的写法"
                reason = f"表上写「{filer.unit}」，按{how}算作这个单位。"
                yield _row(RENAMED, unit, self.filed[filer], reason=reason)

    def _remarks(self) -> Iterator[MissingRow]:
        for sentence in self.roster.remarks:
            yield _row(REMARK, RosterUnit(""), reason=sentence)


def _said(due: int, missing: Sequence[MissingRow]) -> str:
    """Who has not filed, as 首页 says it."""
    if not missing:
        return f"应报 {due} 个单位，都报了。"
    names = "、".join(str(one.unit) for one in missing[:_MOST_NAMED])
    more = "等" if len(missing) > _MOST_NAMED else ""
    return f"应报 {due} 个单位，还有 {len(missing)} 个没有报送：{names}{more}。"


def _row(
    state: str,
    unit: RosterUnit,
    filed: Sequence[Filing] = (),
    *,
    overdue: str | None = None,
    maybe: str | None = None,
    reason: str | None = None,
) -> MissingRow:
    first = filed[0] if filed else None
    others = list(dict.fromkeys(one.path for one in filed))[1:]
    return MissingRow(
        state=state,
        department=unit.department or None,
        unit=unit.name or None,
        short=unit.short or None,
        deadline=unit.deadline or None,
        overdue=overdue,
        maybe=maybe,
        reason=reason,
        forms=len(filed) or None,
        others=_names(others) if others else None,
        path=first.path if first else "",
        link=first.link if first else "",
    )


def _told(unit: RosterUnit) -> str:
    return f"{unit.name}（{unit.department}）" if unit.department else unit.name


def _files(filed: Sequence[Filing]) -> str:
    return _names(list(dict.fromkeys(one.path for one in filed)))


def _names(paths: Sequence[str]) -> str:
    more = f" 等 {len(paths)} 个文件" if len(paths) > _MOST_FILES else ""
    return "、".join(paths[:_MOST_FILES]) + more
