"""较上次: each project beside the earlier one: new, gone, changed, mended, worse, targets lowered.

Projects are matched by unit and name, as `zipingbiao.merge.filing` matches units. What is merely
alike is shown, and counts as new and gone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from zipingbiao.domain.comparisons import same
from zipingbiao.domain.figures import is_number
from zipingbiao.domain.owners import Filer, by_filer, filer_of, owner_key
from zipingbiao.domain.units import pairs_of
from zipingbiao.domain.wording import project_core
from zipingbiao.domain.years import YEAR
from zipingbiao.merge.amounts import execution_rate
from zipingbiao.merge.briefs import Brief, found_counts, is_compared
from zipingbiao.merge.changelist import Changes, Told
from zipingbiao.merge.filing import NAMED, Known, Match, Matcher
from zipingbiao.merge.indicators import beside, lowered_text
from zipingbiao.merge.records import BriefRow, ChangeRow
from zipingbiao.merge.words import UNCHECKED
from zipingbiao.model import Figure
from zipingbiao.report.codes import entry_of, known_code
from zipingbiao.values.text import fold

NEW, GONE, CHANGED, UNSURE = "新增", "取消", "变化", "分不清"
#: By what projects are told apart that have one name: the first that does.
_STEPS = (("key",), ("key", "year"), ("key", "layout"), ("key", "place"))
_COLUMNS = ("number", "key", "year", "layout", "place")
_FIGURES = ("budget_wan", "executed_wan", "rate", "score")
_YEARS = re.compile(rf"\(?(?:{YEAR})年?度?\)?")
#: Names of projects less alike are not shown.
_LEAST_ALIKE = 0.5
_MOST_SHOWN = 3

Key = tuple[str, str, str]


def changes_of(
    before: Sequence[Brief], now: Sequence[Brief], name: str, *, lines: bool = True
) -> Changes:
    """Compare forms with earlier ones; ``name`` is what those are called.

    ``lines`` says whether the earlier indicators are there to be compared.
    """
    old, new = ([one for one in forms if is_compared(one.row)] for forms in (before, now))
    return _Comparison(old, new, name, lines).changes()


def project_key(name: str | None) -> str:
    """The name of a project without blanks and years: 2020年信访经费 goes on as 2021年信访经费."""
    folded = fold(name)
    return _YEARS.sub("", folded) or folded


class _Comparison:
    """Forms beside earlier ones."""

    def __init__(
        self, before: Sequence[Brief], now: Sequence[Brief], name: str, lines: bool
    ) -> None:
        self.before, self.now, self.name, self.lines = before, now, name, lines
        self.counts: Counter[str] = Counter()
        #: Of which side the forms, or some, were not checked: what is found on them tells nothing.
        self.unchecked = [
            said
            for said, forms in (("上次", before), ("这次", now))
            if any(one.row.found == UNCHECKED for one in forms)
        ]
        old_units = by_filer((_filer(one), n) for n, one in enumerate(before))
        new_units = by_filer((_filer(one), n) for n, one in enumerate(now))
        self.known = list(old_units)
        matcher = Matcher([Known(*one) for one in self.known])
        self.matches = matcher.match_all(new_units)
        # Where nobody can say whose forms are, those that say the same are held together.
        same = {owner_key(*one): n for n, one in enumerate(self.known)}
        keys = {one: owner_key(*one) for one in new_units}
        self.matches |= {one: Match(same[key], NAMED) for one, key in keys.items() if key in same}
        old_keys, new_keys = dict[int, Key](), dict[int, Key]()
        for unit, forms in enumerate(old_units.values()):
            old_keys |= {n: _key(before[n].row, f"{unit}") for n in forms}
        for unit, (filer, forms) in enumerate(new_units.items()):
            match = self.matches[filer]
            own = f"{match.number}" if match.number is not None else f"new {unit}"
            new_keys |= {n: _key(now[n].row, own) for n in forms}
        self.filers = {n: filer for filer, forms in new_units.items() for n in forms}
        self.old_keys, self.new_keys = old_keys, new_keys

    def changes(self) -> Changes:
        """The rows, those that are gone behind the others."""
        before, now = _frame(self.before, self.old_keys), _frame(self.now, self.new_keys)
        older = _older(before, now)
        self.counts["older"] = len(older)
        pairs = _paired(before[~before["number"].isin(older)], now)
        left_now = [n for n in range(len(self.now)) if n not in pairs]
        taken = {*pairs.values(), *older}
        left_before = [n for n in range(len(self.before)) if n not in taken]
        unsure = {self.new_keys[n] for n in left_now} & {self.old_keys[n] for n in left_before}
        fresh = [n for n in left_now if self.new_keys[n] not in unsure]
        gone = [n for n in left_before if self.old_keys[n] not in unsure]
        near = _Near(self, fresh, gone)
        rows = [self._row(NEW, None, self.now[n], maybe=near.of_new(n)) for n in fresh]
        rows += filter(None, (self._changed(old, new) for new, old in sorted(pairs.items())))
        rows += self._unsure(unsure, left_before, left_now)
        rows += [self._row(GONE, self.before[n], None, maybe=near.of_gone(n)) for n in gone]
        self.counts |= Counter({"new": len(fresh), "gone": len(gone)})
        told = Told(self.name, self.counts, len(unsure), self.unchecked, self.lines)
        return Changes(rows, told.scalars(), (told.sentence(),))

    # Rows

    def _changed(self, old: int, new: int) -> ChangeRow | None:
        """The row of a project that is there on both sides; None where nothing changed."""
        before, now = self.before[old], self.now[new]
        mended, worse = Counter[str](), Counter[str]()
        if not self.unchecked:
            mended, worse = _found(before.row, now.row)
        targets = self._targets(before, now)
        figures = zip(*(_figures(one.row) for one in (before, now)), strict=True)
        moved = any(not _is_same(*pair) for pair in figures)
        if not (moved or mended or worse or targets):
            self.counts["same"] += 1
            return None
        counted = Counter(mended=mended.total(), worse=worse.total(), changed=1)
        self.counts.update(counted)
        told = [f"改正 {_codes(mended)}"] if mended else []
        told += [f"新出现 {_codes(worse)}"] if worse else []
        told += [f"{UNCHECKED}，不比"] if self.unchecked else []
        row = self._row(CHANGED, before, now)
        return row._replace(
            mended=mended.total() or None,
            worse=worse.total() or None,
            findings="；".join(told) or None,
            targets=targets,
        )

    def _targets(self, before: Brief, now: Brief) -> str | None:
        """What is odd about the targets; forms of one year have the same by right."""
        found = beside(before.lines(), now.lines())
        told = []
        if found.lowered:
            self.counts["lowered"] += len(found.lowered)
            told.append(lowered_text(found.lowered))
        if found.copied and _is_later(before.row.year, now.row.year):
            self.counts["copied"] += 1
            told.append(f"指标照抄上年：{found.same} 个指标的名称和目标值都与上年相同")
        return "。".join(told) or None

    def _unsure(
        self, keys: Iterable[Key], before: Sequence[int], now: Sequence[int]
    ) -> Iterator[ChangeRow]:
        old = _by_key(self.old_keys, before)
        for key, forms in _by_key(self.new_keys, now).items():
            if key in old and key in keys:
                row = self._row(UNSURE, None, self.now[forms[0]])
                told = f"同名的表上次 {len(old[key])} 张、这次 {len(forms)} 张，没有比。"
                yield row._replace(maybe=told, budget=None, executed=None, rate=None, score=None)

    def _row(
        self, state: str, before: Brief | None, now: Brief | None, maybe: str | None = None
    ) -> ChangeRow:
        one = now or before
        assert one is not None
        whose = one.row
        nothing: tuple[Figure, ...] = (None,) * len(_FIGURES)
        old, new = (_figures(one.row) if one else nothing for one in (before, now))
        return ChangeRow(
            state=state,
            category=whose.category,
            department=whose.department,
            unit=whose.unit,
            project=whose.project,
            year_before=before.row.year if before else None,
            year=now.row.year if now else None,
            budget_before=old[0],
            budget=new[0],
            executed_before=old[1],
            executed=new[1],
            rate_before=old[2],
            rate=new[2],
            score_before=old[3],
            score=new[3],
            mended=None,
            worse=None,
            findings=None,
            targets=None,
            maybe=maybe,
            source=before.row.path if before else None,
            path=now.row.path if now else "",
            link=now.row.link if now else "",
        )


class _Near:
    """What new and gone projects may be: like ones of the unit, those of a unit that is like it."""

    def __init__(self, beside: _Comparison, fresh: Sequence[int], gone: Sequence[int]) -> None:
        self.all = beside
        self.back: dict[int, list[int]] = defaultdict(list)
        by_unit = _by_unit(beside.old_keys, gone)
        by_name = _by_name(beside.old_keys, gone)
        self.pairs = {one: pairs_of(project_core(beside.old_keys[one][2])) for one in gone}
        self.lists = {unit: _by_pair(ones, self.pairs) for unit, ones in by_unit.items()}
        self.found: dict[int, list[int]] = {}
        for n in fresh:
            key = beside.new_keys[n]
            match = beside.matches[beside.filers[n]]
            units = [key[0], *(f"{one}" for one in match.near if match.number is None)]
            alike = self._alike(key, units)
            same_name = by_name.get(key[1:], ()) if key[2] else ()
            if len(same_name) <= _MOST_SHOWN:  # what everybody has tells nothing
                alike |= dict.fromkeys(same_name, 1.0)
            ranked = sorted((-share, one) for one, share in alike.items() if share >= _LEAST_ALIKE)
            self.found[n] = [one for _, one in ranked[:_MOST_SHOWN]]
            for one in self.found[n]:
                self.back[one].append(n)

    def _alike(self, key: Key, units: Sequence[str]) -> dict[int, float]:
        """The projects of some units that are gone, and how much their names are like one."""
        own = pairs_of(project_core(key[2]))
        found: dict[int, float] = {}
        for unit in units:
            lists = self.lists.get((unit, key[1]), {})
            common = Counter(one for pair in own for one in lists.get(pair, ()))
            sizes = ((one, count, len(self.pairs[one])) for one, count in common.items())
            found |= {one: 2 * count / (len(own) + size) for one, count, size in sizes}
        return found

    def of_new(self, n: int) -> str | None:
        """The earlier projects that a new one may be."""
        whose = self.all.now[n].row
        told = "、".join(_told(self.all.before[one].row, whose) for one in self.found[n])
        return f"上次的{told}" if told else None

    def of_gone(self, n: int) -> str | None:
        """The projects that one that is gone may be now."""
        whose = self.all.before[n].row
        told = "、".join(
            _told(self.all.now[one].row, whose) for one in self.back.get(n, [])[:_MOST_SHOWN]
        )
        return f"这次的{told}" if told else None


def _told(row: BriefRow, beside: BriefRow) -> str:
    unit = row.unit or row.department or ""
    other = beside.unit or beside.department or ""
    name = f"「{row.project or row.category}」"
    return name if fold(unit) == fold(other) else f"{unit}{name}"


def _by_pair(numbers: Sequence[int], pairs: Mapping[int, frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n in numbers:
        for pair in pairs[n]:
            found[pair].append(n)
    return found


# Keys


def _filer(one: Brief) -> Filer:
    return filer_of(one.row.unit, one.row.department)


def _key(row: BriefRow, unit: str) -> Key:
    return unit, row.category, project_key(row.project)


def _frame(forms: Sequence[Brief], keys: Mapping[int, Key]) -> pd.DataFrame:
    rows = [
        (n, "\n".join(keys[n]), one.row.year, one.row.layout,
         f"{one.row.path}\n{one.row.sheet}\n{one.row.area}")
        for n, one in enumerate(forms)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype({"number": int, "year": "Int64"})


def _older(before: pd.DataFrame, now: pd.DataFrame) -> list[int]:
    """The earlier forms that are not the last of their project: several years were handed over.

    Where the same year is filed now, it is held against that.
    """
    known = before[before["year"].notna()]
    latest = known["year"] == known.groupby("key")["year"].transform("max")
    again = pd.MultiIndex.from_frame(known[["key", "year"]]).isin(
        pd.MultiIndex.from_frame(now[["key", "year"]])
    )
    return known.loc[~latest & ~again, "number"].tolist()


def _paired(before: pd.DataFrame, now: pd.DataFrame) -> dict[int, int]:
    """Forms by number and the earlier ones they go on from: alone of their key on both sides."""
    pairs: dict[int, int] = {}
    for step in map(list, _STEPS):
        old, new = (one[~one.duplicated(step, keep=False)] for one in (before, now))
        joined = new.merge(old, on=step, suffixes=("", "_before"))
        found = zip(joined["number"].tolist(), joined["number_before"].tolist(), strict=True)
        pairs |= dict(found)
        before = before[~before["number"].isin(pairs.values())]
        now = now[~now["number"].isin(pairs)]
    return pairs


def _by_key(keys: Mapping[int, Key], numbers: Sequence[int]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for n in numbers:
        found[keys[n]].append(n)
    return found


def _by_unit(keys: Mapping[int, Key], numbers: Sequence[int]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in numbers:
        found[keys[n][:2]].append(n)
    return found


def _by_name(keys: Mapping[int, Key], numbers: Sequence[int]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in numbers:
        found[keys[n][1:]].append(n)
    return found


# Figures


def _figures(row: BriefRow) -> tuple[Figure, ...]:
    # Not as printed, and not as an older summary of ours has it: so both sides are alike.
    rate = execution_rate(row.budget_wan, row.executed_wan)
    told = row if rate is None else row._replace(rate=rate)
    return tuple(getattr(told, name) for name in _FIGURES)


def _is_same(before: Figure, now: Figure) -> bool:
    if is_number(before) and is_number(now):
        return same(before, now)
    return before == now


def _found(before: BriefRow, now: BriefRow) -> tuple[Counter[str], Counter[str]]:
    """What was found and is no more, and what is found and was not."""
    old, new = found_counts(before.found), found_counts(now.found)
    return old - new, new - old


def _codes(counts: Counter[str]) -> str:
    return "、".join(f"{_named(code)} {count} 条" for code, count in sorted(counts.items()))


def _named(code: str) -> str:
    """A code with its name; one that only another version knows stays as it is."""
    return f"{entry_of(code).name}（{code}）" if known_code(code) else code


def _is_later(before: int | None, now: int | None) -> bool:
    return before is not None and now is not None and now > before
