"""A form as rules look at it: rows with numbers, words with meaning, computed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeVar, cast

from zipingbiao.domain.comparisons import same_points
from zipingbiao.domain.figures import added, number
from zipingbiao.domain.items import FULL, Roles, execution_line, groups_are_full, roles_of
from zipingbiao.domain.levels import EXECUTION, clean_level
from zipingbiao.domain.totals import fund_listings, table_total_rows
from zipingbiao.domain.wording import is_reason, says_why_unspent
from zipingbiao.glossary import TERM_OF
from zipingbiao.layouts import usual_profile
from zipingbiao.model import SelfEvaluation
from zipingbiao.rules.fields import fields_of, has_just_its_fields, term_of
from zipingbiao.rules.finding import Fix, Hit
from zipingbiao.rules.formulas import sum_formula
from zipingbiao.rules.rows import Item, Line, fund_lines, items_of, payment_lines, table_lines
from zipingbiao.rules.shown import show_field
from zipingbiao.scoring.profile import Profile, in_force
from zipingbiao.values.numbers import Number

_T = TypeVar("_T")
#: What findings about money that was not spent are about: the missing word, not a number.
UNEXPLAINED = "unspent.reason"
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


#: Nothing is known of a form yet.
NOTHING: Mapping[Callable[[FormView], object], object] = MappingProxyType({})


@lru_cache(maxsize=4096)
def _steps(path: str) -> Sequence[tuple[str, int | None]]:
    """The names on the way to a field, each with the number of an item where it is a list's."""
    return [(name, int(at) if at else None) for name, at in _STEP.findall(path)]


class FormView:
    """One form with what several rules need, each computed once and only when asked for.

    ``profile`` is the one in force in the form's year where ``asked`` was asked for. ``brief`` is
    what the form is filed for and where it stands; the form itself, which may be put aside, is
    fetched by ``whole`` when it is asked for. ``known`` is what was made of it before.
    """

    def __init__(
        self,
        brief: SelfEvaluation,
        profile: Profile,
        index: int = 0,
        *,
        whole: Callable[[], SelfEvaluation] | None = None,
        known: Mapping[Callable[[FormView], object], object] = NOTHING,
    ) -> None:
        self.brief = brief
        self.layout = brief.layout
        self.asked = profile
        self.profile = in_force(profile, brief.year)
        self.index = index
        self._whole = whole
        self._once: dict[Callable[[FormView], object], object] = dict(known)

    @cached_property
    def form(self) -> SelfEvaluation:
        """The form."""
        return self.brief if self._whole is None else self._whole()

    @property
    def is_fetched(self) -> bool:
        """Whether the form was asked for."""
        return "form" in self.__dict__

    def once(self, make: Callable[[FormView], _T]) -> _T:
        """What a function makes of the form, made once."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast(_T, self._once[make])

    # Where things stand

    def cell(self, path: str) -> str | None:
        """The cell of a field; for one that is blank the cell where it belongs, else its row's."""
        address = self.addresses.get(path)
        if address is None and "]" in path:
            row = path[: path.rindex("]") + 1] + "."
            spots = [spot for name, spot in self.addresses.items() if name.startswith(row)]
            # A group's name stands in the group's first row.
            address = max(spots, key=_row_number, default=None)
        return address

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Field → cell: of all fields where reading kept them, else of those that are filled."""
        return self.form.places or self.form.cells

    def printed(self, path: str, value: object = None) -> str | None:
        """What stands in the field as a person sees it; ``value`` where no cell is known."""
        shown = self.form.printed.get(path)
        return shown if shown else show_field(TERM_OF[term_of(path)].kind, value)

    def value(self, path: str) -> object:
        """The value of a field of the model by its path."""
        found: object = self.form
        for name, position in _steps(path):
            found = getattr(found, name)
            if position is not None:
                found = found[position]  # type: ignore[index]
        return found

    def hit(
        self,
        path: str,
        value: object = None,
        expected: str | None = None,
        *,
        severity: str | None = None,
        template: str | None = None,
        fix: Fix | None = None,
        at: str | None = None,
        printed: str | None = None,
        rests: Iterable[str] | Mapping[str, Number | None] = (),
        doubts: Mapping[str, Number | None] | None = None,
        witnesses: int = 1,
        touches: tuple[str, ...] | None = None,
        **args: object,
    ) -> Hit:
        """A hit on a field: ``value`` is what was read there, ``at`` another field to point at.

        ``rests`` may be names only: then any doubt about one of them makes the hit void.
        """
        shown = printed if printed is not None else self.printed(path, value)
        cell = self.cell(at or path)
        taken = rests if isinstance(rests, Mapping) else dict.fromkeys(rests)
        return Hit(
            *(path, cell, shown, expected, args, fix, severity, template, self.index),
            *(taken, doubts, witnesses, touches),
        )

    def fix(
        self, path: str, value: Number | str, reason: str, formula: str | None = None
    ) -> Fix | None:
        """What may be written into a field's own cell; None where it has none."""
        address = self.addresses.get(path)
        return Fix(address, value, reason, formula) if address else None

    def lacks_per_cent(self, path: str) -> bool:
        """Whether a rate is printed without its sign, so that its cell would show a fraction."""
        printed = self.form.printed.get(path)
        return bool(printed) and "%" not in (printed or "")

    def formula(self, template: str, **paths: str) -> str | None:
        """A formula over the cells of some fields; None where one of them has no cell."""
        cells = {name: self.addresses.get(path) for name, path in paths.items()}
        return None if None in cells.values() else template.format_map(cells)

    def sum_formula(self, paths: Iterable[str]) -> str | None:
        """The sum of the cells of some fields; None where none of them has one."""
        return sum_formula([self.addresses.get(path) for path in paths])

    # What the layout has

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that the form has: ``indicator.weight``, ``header.unit``."""
        return fields_of(self.form, self.addresses)

    @cached_property
    def has_known_layout(self) -> bool:
        """Whether the form is just as the template of its layout has it."""
        return has_just_its_fields(self.form, self.addresses)

    # Amounts

    @cached_property
    def funds(self) -> tuple[Line, ...]:
        """项目资金; points that only a heading prints, 得分（20分×执行率）, are the total's."""
        lines = fund_lines(self.form.funds, self._initially, self.has_known_layout)
        weight = self.heading_weight
        if weight is None:
            return lines
        return tuple(one._replace(weight=weight) if one.total else one for one in lines)

    @cached_property
    def heading_weight(self) -> Number | None:
        """The points of execution that a heading prints: a column for points, none for weights.

        Of a known layout they are its own, whatever the year. Of another they are the profile's,
        where the weights of all indicators leave just as many, or the score is just that share.
        """
        if "fund.score" not in self.fields or "fund.weight" in self.fields:
            return None
        if self.has_known_layout:
            return usual_profile(self.layout).weights.get(EXECUTION)
        usual = self.profile.weights.get(EXECUTION)
        return usual if usual is not None and self._leaves(usual) else None

    def _leaves(self, points: Number) -> bool:
        """Whether so many points for the execution go with the weights, or with the score."""
        index = execution_line(self.form.funds)
        if index is None or any(item.is_rate for item in self.counted):
            return False
        one, weights = self.form.funds[index], [item.weight for item in self.counted]
        rate, score = number(one.rate), number(one.score)
        if rate is not None and score is not None and same_points(score, points * min(rate, 1), 2):
            return True
        known = [weight for weight in weights if weight is not None]
        return len(known) == len(weights) and same_points(added([*known, points]), FULL, 2)

    @property
    def is_judged(self) -> bool:
        """Whether each indicator says how far it was met: by points, or by its completion."""
        return not self.fields.isdisjoint(("indicator.score", "indicator.completion"))

    @cached_property
    def denominator(self) -> str:
        """The budget that rates are measured by: ``initial_budget`` or ``budget``.

        That of the profile, but the initial one where the form prints no other.
        """
        only = "fund.initial_budget" in self.fields and "fund.budget" not in self.fields
        if only and self.form.tables == _NO_TABLES:
            return "initial_budget"
        return self.profile.rate_denominator

    @property
    def _initially(self) -> bool:
        return self.denominator == "initial_budget"

    @cached_property
    def total_line(self) -> Line | None:
        """The total of the funds; of a form that lists only what was spent on what, of that."""
        if self.funds:
            return next((line for line in self.funds if line.total), None)
        whole = table_total_rows(self.form.tables.expenditure)
        return self.tables["tables.expenditure"][min(whole)] if len(whole) == 1 else None

    @cached_property
    def points_line(self) -> Line | None:
        """The line of the funds whose points for the execution rate count in the total."""
        counts = self.roles.funds_count or (self.heading_weight and not self.has_known_layout)
        line = execution_line(self.form.funds) if counts else None
        return None if line is None else self.funds[line]

    @cached_property
    def parts(self) -> tuple[Line, ...]:
        """The funds that make up the total."""
        found = fund_listings(self.form.funds)
        return tuple(self.funds[index] for index in found[0][1]) if found else ()

    @cached_property
    def tables(self) -> Mapping[str, tuple[Line, ...]]:
        """The tables of a department and the payments, by their path."""
        tables, initially = self.form.tables, self._initially
        return {
            "tables.revenue": table_lines("tables.revenue", tables.revenue, initially),
            "tables.expenditure": table_lines("tables.expenditure", tables.expenditure, initially),
            "tables.tasks": table_lines("tables.tasks", tables.tasks, initially),
            "tables.payments": payment_lines(tables.payments),
        }

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All rows of amounts."""
        if self.form.tables == _NO_TABLES:
            return self.funds
        return (*self.funds, *(line for rows in self.tables.values() for line in rows))

    @cached_property
    def rate(self) -> float | None:
        """The true execution rate of the whole form: executed over budget of the total."""
        return self.total_line.true_rate if self.total_line else None

    # Indicators

    @cached_property
    def roles(self) -> Roles:
        """What the indicators count as, and whether the points of the funds count."""
        return roles_of(self.form)

    @cached_property
    def groups_are_full(self) -> bool:
        """Whether the indicators of each first level make the full points of their own."""
        return groups_are_full(self.form.indicators)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All indicators."""
        implied = self._implied_weights()
        return items_of(self.form, self.roles.indicators, implied, self.profile)

    @cached_property
    def counted(self) -> tuple[Item, ...]:
        """The indicators that make up the 100 points: without 扣分项 and 加分项."""
        return tuple(item for item in self.items if item.is_counted)

    @cached_property
    def targeted(self) -> tuple[Item, ...]:
        """The indicators that are measured against a target: without the execution rate."""
        return tuple(item for item in self.counted if not item.is_rate)

    @cached_property
    def groups(self) -> Mapping[str, tuple[Item, ...]]:
        """The indicators by their first level, as printed."""
        groups: dict[str, list[Item]] = {}
        for item in self.items:
            groups.setdefault(item.source.level1 or "", []).append(item)
        return {name: tuple(items) for name, items in groups.items()}

    def _implied_weights(self) -> dict[int, Number]:
        """Points of the indicators where only their group prints points, by their place.

        Only where the scores bear it out: they make up the group's points, then each has all it
        can; or none is above an equal share, and one has just so many.
        """
        if not self.form.groups or "indicator.weight" in self.fields:
            return {}
        implied: dict[int, Number] = {}
        for group in self.form.groups:
            weight = number(group.weight)
            members = [
                (index, number(one.score))
                for index, one in enumerate(self.form.indicators)
                if one.level1 == group.level1
            ]
            if weight and members:
                implied |= _shares(weight, members)
        return implied

    # Words

    def reason_of(self, item: Item) -> str | None:
        """What explains an indicator's deviation: its reason, improvement or note."""
        one = item.source
        for text in (one.reason, one.improvement, one.note):
            if is_reason(text):
                return text
        return "、".join(one.causes) or None

    @cached_property
    def narrative(self) -> str:
        """The goals' results and the remarks, as one text."""
        texts = [goal.actual for goal in self.form.goals] + [self.form.remarks]
        return "\n".join(text for text in texts if text)

    def explains_unspent(self) -> bool:
        """Whether any reason, remark or result says why money was not spent."""
        texts = [goal.actual for goal in self.form.goals] + [self.form.remarks]
        texts += [self.reason_of(item) for item in self.items if _hinders(item)]
        return any(text and says_why_unspent(text) for text in texts)

    def words_are_printed(self, item: Item) -> bool:
        """Whether the form itself prints an indicator's target: 投入与管理 … 合理, 健全."""
        return self.layout == "sichuan-project" and item.kind is None

    @cached_property
    def is_project(self) -> bool:
        """Whether the form's first levels are those of projects: 产出, 效益, 满意度."""
        return any(item.kind for item in self.items if item.is_counted)

    def level1_weight(self, name: str) -> Number | None:
        """The points printed with a first level."""
        wanted = clean_level(name)
        return next(
            (number(one.weight) for one in self.form.groups if clean_level(one.level1) == wanted),
            None,
        )


def _row_number(address: str) -> int:
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _shares(weight: Number, members: Sequence[tuple[int, Number | None]]) -> dict[int, Number]:
    """The points of each member of a group, by its place, as far as the scores tell them."""
    scores = [score for _, score in members if score is not None]
    if len(scores) == len(members) and same_points(added(scores), weight, 2):
        return {index: score for index, score in members if score is not None}
    share = weight / len(members)
    if len(members) > 1 and not (scores and same_points(max(scores), share, 2)):
        return {}
    return dict.fromkeys(
        (index for index, _ in members), int(share) if share == int(share) else share
    )


def _hinders(item: Item) -> bool:
    """Whether the reason of an indicator may tell why money was not spent: what fell short."""
    return item.is_rate or item.is_cost or item.met is False


_NO_TABLES = SelfEvaluation("").tables
