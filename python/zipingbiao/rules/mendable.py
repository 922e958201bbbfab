"""Which findings can be mended without harm, and what must be written for it.

A rule may say that it would mend what it found. Whether that is done is decided here, by one law
for all: a cell is changed only where all that it is computed from was read without a finding,
where nothing that is printed bears out what stands there, and where no person must judge. What
follows from a mended cell is mended with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from zipingbiao.domain.comparisons import within
from zipingbiao.domain.figures import decimals, number
from zipingbiao.glossary import TERM_OF
from zipingbiao.rules.evidence import Share, Tie
from zipingbiao.rules.fields import term_of
from zipingbiao.rules.finding import INFO, Finding, Fix
from zipingbiao.rules.ledger import POINTS, RATE, SUM, evidence_of, field_of, is_worded, passed_over
from zipingbiao.rules.repair import FIXED, Change, Repairs
from zipingbiao.rules.score_ties import CAP, DEGREE, LESS, REACHED, TOTAL, score_ties
from zipingbiao.rules.shown import show_rate
from zipingbiao.rules.subtotals import AMOUNTS, additions
from zipingbiao.rules.view import FormView
from zipingbiao.template.codec import TEXT_KINDS, read_content
from zipingbiao.values.numbers import Number, half_up, read_rate, write_number

#: How a computed number is written: its decimals, why it is what it is, how far it may be from
#: what the rule that found the mistake would write.
_WRITTEN = {
    RATE: (4, "按执行数 ÷ 预算数重算", 0.0001),
    POINTS: (2, "分值 × 执行率", 0.011),
    SUM: (6, "其下各项之和", 0.01),
    TOTAL: (2, "各项得分之和", 0.011),
    DEGREE: (4, "完成值 ÷ 指标值", 0.0001),
}
#: A per-cent sign is put back only where the name speaks of a share.
_SHARE = re.compile(r"(?:率|度|比例|比重|占比)$")
_SIGN_MISSING = "ZPB029"
#: These take away what does not belong to a text, or put its sign back.
_WORDING = frozenset({_SIGN_MISSING, "ZPB041", "ZPB043"})
#: Points with a per-cent sign: the fault of reading is the finding itself.
_PER_CENT = "ZPB017"
_FIGURE = re.compile(r"[-+]?[\d,]*\.?\d+")


def harmless(
    form: FormView, findings: Sequence[Finding], all_found: Sequence[Finding]
) -> list[Finding]:
    """The findings on a form, with those fixes only that do no harm.

    ``all_found`` is what all rules find on the form, whichever were asked for.
    """
    if all(one.fix is None for one in findings):
        return list(findings)
    mender = _Mender(form, all_found)
    return [one if one.fix is None else replace(one, fix=mender.fix(one)) for one in findings]


@dataclass
class _Mender:
    """Decides on the fixes of one form."""

    form: FormView
    found: Sequence[Finding]

    @cached_property
    def _repairs(self) -> Repairs:
        told = {(one.code, one.field) for one in self.found}
        points = score_ties(self.form, told)
        ties = [tie for tie in evidence_of(self.form).ties if tie.kind in (RATE, SUM)]
        ties += points.ties
        paths = {path for tie in ties for path in tie.paths} - points.figures.keys()
        figures = {path: _sound(number(self.form.value(path))) for path in paths}
        return Repairs(ties, {**figures, **points.figures}, self.form.form.computed)

    @cached_property
    def _changes(self) -> Mapping[str, Change]:
        """What is wrong beyond doubt."""
        return self._repairs.known()

    def fix(self, finding: Finding) -> Fix | None:
        """What may be written for a finding; None where it might do harm."""
        fix, path = finding.fix, finding.field
        if fix is None or self._is_unread(path, finding.code):
            return None
        if finding.code in _WORDING and TERM_OF[term_of(path)].kind in TEXT_KINDS:
            return fix if self._is_only_wording(finding) else None
        value = read_rate(fix.value) if isinstance(fix.value, str) else fix.value
        if value is None:
            return None
        if self.form.value(path) == value:
            return fix if self._is_borne_out(path) else None
        if self._adds_up_but_for_texts(path):
            return fix
        if self._passes_over_texts(path):
            return fix if self._all_round_is_clean(path) else None
        return self._computed(path, fix, value)

    def _is_only_wording(self, finding: Finding) -> bool:
        """Whether a text is changed for its own sake, whatever else stands in the form."""
        if finding.code != _SIGN_MISSING:
            return True
        row = finding.field.rpartition(".")[0]
        named = self.form.value(f"{row}.level3")
        return isinstance(named, str) and _SHARE.search(named.strip()) is not None

    def _is_borne_out(self, path: str) -> bool:
        """Whether a number, its looks apart, is what others say it should be."""
        ties = self._repairs.of(path)
        return all(tie.holds for tie in ties) and any(tie.kind != CAP for tie in ties)

    def _adds_up_but_for_texts(self, path: str) -> bool:
        """Whether a formula's sum of amounts lacks only those that stand as texts, all of them
        read without a finding: what is computed from the sum comes right with it.
        """
        for one in additions(self.form):
            for amount in AMOUNTS:
                parts = tuple(field_of(part, amount) for part in one.parts)
                if field_of(one.total, amount) == path and passed_over(self.form, path, parts):
                    return all(map(self._is_clean, parts))
        return False

    def _passes_over_texts(self, path: str) -> bool:
        """Whether a formula is off by just those numbers that stand as texts (15分): no sum takes
        these in, so nothing else was wrong.
        """
        if path not in self.form.form.computed:
            return False
        figures = self._repairs.figures
        for tie in self._repairs.of(path):
            texts = [one for one in tie.given if is_worded(self.form, one)]
            if texts and tie.derived == path and not tie.holds:
                span = tie.span(path, {**figures, **dict.fromkeys(texts, 0)})
                return span is not None and span.holds(figures[path])
        return False

    # Computed numbers

    def _computed(self, path: str, wanted: Fix, value: Number) -> Fix | None:
        """A number that follows from others, with all that must change with it."""
        together = dict(self._with_all_that_hangs_on(path))
        others = [one for one in together.values() if one.path != path]
        if path not in together or not all(map(self._may_change, others)):
            return None
        also = tuple(self._written(one) for one in others)
        own = self._own(together[path], wanted, value, is_alone=not others)
        if own is None or None in also:
            return None
        return own._replace(also=tuple(one for one in also if one is not None))

    def _own(self, change: Change, wanted: Fix, value: Number, is_alone: bool) -> Fix | None:
        """What is written into the cell itself: computed, or what the rule wants and others say."""
        if not self._may_change(change):
            sure = change.path != change.tie.derived or change.tie.kind not in _WRITTEN
            agree = within(change.value, value, _WRITTEN[TOTAL][2])
            return wanted if sure and agree and self._all_round_is_clean(change.path) else None
        if is_alone and not within(self._exact(change), value, _WRITTEN[change.tie.kind][2]):
            return None
        if TERM_OF[term_of(change.path)].kind in TEXT_KINDS:
            return wanted
        made = self._written(change)
        return None if made is None else made._replace(reason=wanted.reason)

    def _with_all_that_hangs_on(self, path: str) -> Iterator[tuple[str, Change]]:
        """The change of a number, of those it is computed from, of those that follow from it."""
        waiting = [path] if path in self._changes else []
        for here in waiting:
            change = self._changes[here]
            yield here, change
            near = [one for one in change.tie.given if one in self._changes]
            near += [
                one.path for one in self._changes.values() if one.follows and here in one.tie.given
            ]
            waiting += [one for one in near if one not in waiting]

    def _may_change(self, change: Change) -> bool:
        """Whether it is a computed number, and all that it is computed from is clean."""
        tie = change.tie
        if change.path != tie.derived or tie.kind not in _WRITTEN:
            return False
        return all(map(self._is_clean, tie.given))

    def _all_round_is_clean(self, path: str) -> bool:
        """Whether all numbers that are tied to one are clean."""
        near = {one for tie in self._repairs.of(path) for one in tie.paths if one != path}
        return all(map(self._is_clean, near))

    def _exact(self, change: Change) -> Number:
        """What a number is when it is computed from the others, changed ones included."""
        figures = dict(self._repairs.figures)
        figures.update({path: one.value for path, one in self._changes.items()})
        span = change.tie.span(change.path, figures)
        value = change.value if span is None else (span.low + span.high) / 2
        return half_up(value, _WRITTEN[change.tie.kind][0])

    def _written(self, change: Change) -> Fix | None:
        value, formula = self._exact(change), self._formula(change.tie)
        fix = self.form.fix(change.path, value, _WRITTEN[change.tie.kind][1], formula)
        if fix is not None and TERM_OF[term_of(change.path)].kind in TEXT_KINDS:
            fix = fix._replace(value=show_rate(value), formula=None)
        return None if fix is None else fix._replace(field=change.path)

    def _formula(self, tie: Tie) -> str | None:
        """The formula that computes a number from the cells that it hangs on."""
        cells = {path: self._cell(path) for path in tie.given}
        if None in cells.values():
            return None
        if not isinstance(tie, Share):
            return self.form.sum_formula(tie.given)
        share = f"{cells[tie.top]}/{cells[tie.bottom]}" if tie.bottom else f"{cells[tie.top]}"
        if tie.whole is None:
            return f"ROUND({share},4)"
        return f"ROUND({cells[tie.whole]}*MIN(1,{share}),2)"

    def _cell(self, path: str) -> str | None:
        """What stands for a number in a formula: its cell, or the number where it has none."""
        if not path.startswith(FIXED):
            return self.form.addresses.get(path)
        value = self._repairs.figures[path]
        return None if value is None else write_number(value)

    # What was read without a finding

    def _is_clean(self, path: str) -> bool:
        """Whether a number was read as a person sees it, and no rule says anything about it.

        What is about to be mended counts as mended.
        """
        return path in self._changes or not any(
            self._is_unread(field) or field in self._told for field in _fields(path)
        )

    @cached_property
    def _told(self) -> frozenset[str]:
        """The fields by which nothing may be mended, as rules found something about them."""
        return frozenset(
            field for one in self.found if one.severity != INFO for field in one.touches
        )

    @cached_property
    def _faults(self) -> frozenset[tuple[str, str]]:
        faults = self.form.form.faults
        return frozenset((one.place.field, one.code) for one in faults if one.place.field)

    def _is_unread(self, path: str, code: str | None = None) -> bool:
        """Whether reading had something to say of a field, or its cell shows another number."""
        of_its_own = code == _PER_CENT
        told = any(field == path and not of_its_own for field, _ in self._faults)
        return told or (not of_its_own and self._is_disguised(path))

    def _is_disguised(self, path: str) -> bool:
        value, text = number(self.form.value(path)), self.form.form.printed.get(path)
        if value is None or not text:
            return False
        kind = TERM_OF[term_of(path)].kind
        return not _shows(text, value, kind, self.form.form.header.money_unit)


def _shows(text: str, value: Number, kind: str, unit: str | None) -> bool:
    """Whether a text shows a number of the form, rounded or not."""
    match, shown = _FIGURE.search(text), number(read_content(kind, text, unit))
    if match is None or shown is None:
        return False
    scale = 0.01 if text.rstrip().endswith(("%", "％")) else 1
    return within(shown, value, 0.5 * 10.0 ** -decimals(match[0]) * scale)


def _sound(value: Number | None) -> Number | None:
    """The number; None for one below zero, which can't be what was meant."""
    return None if value is None or value < 0 else value


def _fields(path: str) -> Sequence[str]:
    """The fields of the form that a number of a tie stands for."""
    if path.startswith(FIXED):
        return ()
    if path.startswith(REACHED):
        return f"{path[1:]}.target", f"{path[1:]}.actual"
    return (path.removeprefix(LESS),)
