"""A form as rules look at it: rows with numbers, words with meaning, computed once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from zipingbiao.glossary import LISTS, TERM_OF
from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.rules.finding import Fix, Hit
from zipingbiao.rules.rows import (
    Item,
    Line,
    fund_lines,
    item_of,
    number,
    payment_lines,
    table_lines,
)
from zipingbiao.rules.shown import show_field
from zipingbiao.rules.words import clean_level, is_reason
from zipingbiao.scoring.profile import Profile
from zipingbiao.values.numbers import Number

#: A score so near to a share of points is that share.
_NEAR = 0.01
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_ITEM_OF = {term.path: term.item for term in LISTS.values()} | {"groups": "group"}


@lru_cache(maxsize=1)
def _fields_by_layout() -> dict[str, frozenset[str]]:
    """The fields that each layout's template has: ``indicator.weight``, ``fund.received``."""
    return {
        name: frozenset(
            tag.term for cell in layout.template.form.cells.values() for tag in cell.tags
        )
        for name, layout in find_layouts().items()
    }


def term_of(path: str) -> str:
    """The glossary's key of a path: ``indicators[3].score`` → ``indicator.score``."""
    if "[" not in path:
        return path
    holder, _, rest = path.partition("[")
    return f"{_ITEM_OF[holder]}.{rest.partition('].')[2]}"


class FormView:
    """One form with what several rules need, each computed once and only when asked for."""

    def __init__(self, form: SelfEvaluation, profile: Profile, index: int = 0) -> None:
        self.form = form
        self.layout = form.layout
        self.profile = profile
        self.index = index

    # Where things stand

    def cell(self, path: str) -> str | None:
        """The cell of a field; for one that is blank the cell where it belongs, else its row's."""
        address = self.addresses.get(path)
        if address is None and "]" in path:
            row = path[: path.rindex("]") + 1] + "."
            spots = (spot for name, spot in self.addresses.items() if name.startswith(row))
            address = next(spots, None)
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
        for name, position in _STEP.findall(path):
            found = getattr(found, name)
            if position:
                found = found[int(position)]  # type: ignore[index]
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
        **args: object,
    ) -> Hit:
        """A hit on a field: ``value`` is what was read there, ``at`` another field to point at."""
        shown = printed if printed is not None else self.printed(path, value)
        cell = self.cell(at or path)
        return Hit(path, cell, shown, expected, args, fix, severity, template, self.index)

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

    # What the layout has

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that the form's layout has; those it fills where the layout is not known."""
        known = _fields_by_layout().get(self.layout)
        return known if known is not None else frozenset(self._filled())

    @cached_property
    def has_known_layout(self) -> bool:
        """Whether the form's layout is one of the templates'."""
        return self.layout in _fields_by_layout()

    def _filled(self) -> Iterator[str]:
        for one in self.form.indicators:
            yield from (f"indicator.{name}" for name in one.__slots__ if getattr(one, name))
        for fund in self.form.funds:
            yield from (f"fund.{name}" for name in fund.__slots__ if getattr(fund, name))

    # Amounts

    @cached_property
    def funds(self) -> tuple[Line, ...]:
        """项目资金, the total first."""
        return fund_lines(self.form.funds, self._initially)

    @property
    def _initially(self) -> bool:
        """Whether rates are measured by the initial budget."""
        return self.profile.rate_denominator == "initial_budget"

    @cached_property
    def total_line(self) -> Line | None:
        """The total of the funds."""
        return self.funds[0] if self.funds and self.funds[0].total else None

    @cached_property
    def parts(self) -> tuple[Line, ...]:
        """The funds below the total."""
        return self.funds[1:] if self.total_line else ()

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
    def items(self) -> tuple[Item, ...]:
        """All indicators."""
        implied = self._implied_weights()
        year = self.form.year
        return tuple(
            item_of(index, one, year, implied.get(one.level1 or ""), self.profile)
            for index, one in enumerate(self.form.indicators)
        )

    @cached_property
    def counted(self) -> tuple[Item, ...]:
        """The indicators that make up the 100 points: without 扣分项."""
        return tuple(item for item in self.items if not item.is_deduction)

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

    def _implied_weights(self) -> dict[str, Number]:
        """Points of one indicator where only its group prints points and shares them alike.

        Only where the scores bear it out: one indicator has just so many, none has more.
        """
        if not self.form.groups or "indicator.weight" in self.fields:
            return {}
        implied: dict[str, Number] = {}
        for group in self.form.groups:
            weight = number(group.weight)
            members = [one for one in self.form.indicators if one.level1 == group.level1]
            scores = [score for one in members if (score := number(one.score)) is not None]
            share = weight / len(members) if weight and members and scores else 0
            if share and (len(members) == 1 or abs(max(scores) - share) < _NEAR):
                implied[group.level1] = int(share) if share == int(share) else share
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

    def words_are_printed(self, item: Item) -> bool:
        """Whether the form itself prints an indicator's target: 投入与管理 … 合理, 健全."""
        return self.layout == "sichuan-project" and item.kind is None

    @cached_property
    def is_project(self) -> bool:
        """Whether the form's first levels are those of projects: 产出, 效益, 满意度."""
        return any(item.kind for item in self.items if not item.is_deduction)

    def level1_weight(self, name: str) -> Number | None:
        """The points printed with a first level."""
        wanted = clean_level(name)
        return next(
            (number(one.weight) for one in self.form.groups if clean_level(one.level1) == wanted),
            None,
        )


_NO_TABLES = SelfEvaluation("").tables
