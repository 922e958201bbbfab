"""What was read, as the rows of the summary: nothing lost, nothing changed, one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zipingbiao.domain.figures import is_number
from zipingbiao.errors import Fault, Place
from zipingbiao.layouts import Layout
from zipingbiao.merge.amounts import (
    NO_UNIT,
    AmountLine,
    amount_lines,
    execution_rate,
    form_total,
    in_wan,
)
from zipingbiao.merge.links import SheetLinks, cell_link
from zipingbiao.merge.ratings import rating_of_form
from zipingbiao.merge.records import (
    AmountRow,
    FormRow,
    GoalRow,
    IndicatorRow,
    RemarkRow,
    RepeatRow,
    SourceRow,
)
from zipingbiao.merge.words import (
    COMPANIONS,
    ONLY_HIDDEN,
    ONLY_TWICE,
    STATES,
    category_of,
    told_category,
)
from zipingbiao.model import Figure, Group, SelfEvaluation
from zipingbiao.reading import FILED_TWICE, FileReading
from zipingbiao.scoring.profile import DEFAULT, load_profile

_NO_AMOUNTS: tuple[Figure, ...] = (None,) * 5
_LINE_FIELDS = ("source", "name", "item", "no", "budget", "executed", "used")
_INDICATOR_FIELDS = ("level3", "target", "actual", "weight", "score", "level2", "level1")
UNIT_REASON = "有金额，但没有注明金额单位，或金额单位的写法认不出，不能换算成万元，没有计入合计。"
#: The code of amounts whose unit nobody told, and what is to be done about them.
NO_MONEY_UNIT, UNIT_CURE = "ZPB908", "请在表头把金额单位写成万元、元等后重新报送。"


@dataclass(slots=True)
class Tables:
    """The rows of each sheet; ``unconverted`` are the faults of forms that name no money unit."""

    forms: list[FormRow] = field(default_factory=list)
    amounts: list[AmountRow] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    goals: list[GoalRow] = field(default_factory=list)
    remarks: list[RemarkRow] = field(default_factory=list)
    unconverted: list[Fault] = field(default_factory=list)


class Kind(NamedTuple):
    """What a layout says of its forms; ``profile`` names how they are scored."""

    category: str
    name: str
    profile: str = DEFAULT


class _Whose(NamedTuple):
    """Whose row it is: the first cells of most rows."""

    category: str
    year: int | None
    unit: str | None
    project: str | None


def kinds_of(layouts: Mapping[str, Layout]) -> Mapping[str, Kind]:
    """What the layouts say of their forms, by their ids."""
    return {
        name: Kind(category_of(layout.title), f"{layout.title}（{layout.region}）", layout.profile)
        for name, layout in layouts.items()
    }


def form_tables(form: SelfEvaluation, link: str, kinds: Mapping[str, Kind]) -> Tables:
    """The rows that come of one form; none where it is hidden."""
    tables = Tables()
    if form.source.counts:
        _FormRows(tables, form, link, kinds).add()
    return tables


class _FormRows:
    """Adds the rows of one form."""

    def __init__(
        self, tables: Tables, form: SelfEvaluation, link: str, kinds: Mapping[str, Kind]
    ) -> None:
        self.tables = tables
        self.form = form
        self.file = link
        self.path = form.source.path
        self.sheet = form.source.sheet
        self.corner = form.source.range.split(":")[0]
        self.kind = kinds.get(form.layout) or Kind(told_category(form.title), form.layout)
        category = COMPANIONS.get(form.kind, self.kind.category)
        self.whose = _Whose(category, form.year, form.header.unit, form.header.project)
        self.links = SheetLinks(link, "" if form.source.spots else self.sheet)

    def add(self) -> None:
        """Add them all."""
        lines = list(amount_lines(self.form))
        self.tables.forms.append(self._form_row(form_total(lines)))
        self.tables.amounts += map(self._amount_row, lines)
        self.tables.indicators += self._indicator_rows()
        self.tables.goals += self._goal_rows()
        if self.form.remarks is not None:
            place = self._place("remarks", ("",))
            self.tables.remarks.append(RemarkRow(*self.whose, self.form.remarks, *place))
        if self._lacks_unit(lines):
            where = Place(self.path, self.sheet, self.corner, "header.money_unit")
            self.tables.unconverted.append(Fault(NO_MONEY_UNIT, where, UNIT_REASON))

    def _place(self, path: str, names: Sequence[str]) -> tuple[str, str, str, str]:
        """Sheet, cell, file of the first field that was read, and what its link begins with."""
        cells = self.form.cells
        for name in names:
            cell = cells.get(f"{path}.{name}" if name else path)
            if cell is not None:
                return self.sheet, cell, self.path, self.links.start
        return self.sheet, self.corner, self.path, self.links.start

    def _lacks_unit(self, lines: Sequence[AmountLine]) -> bool:
        if self.form.header.money_unit is not None:
            return False
        return any(is_number(figure) for line in lines for figure in line.amounts)

    def _form_row(self, total: AmountLine | None) -> FormRow:
        form, unit = self.form, self.form.header.money_unit
        initial, budget, _, _, executed = total.amounts if total else _NO_AMOUNTS
        return FormRow(
            *self.whose,
            department=form.header.department,
            title=form.title,
            layout=self.kind.name,
            row_class=total.row_class if total else None,
            money_unit=(unit or NO_UNIT) if total else None,
            initial_budget=initial,
            initial_budget_wan=in_wan(initial, unit),
            budget=budget,
            budget_wan=in_wan(budget, unit),
            executed=executed,
            executed_wan=in_wan(executed, unit),
            rate=execution_rate(budget, executed),
            printed_rate=total.rate if total else None,
            weight=form.total.weight if form.is_evaluation else None,
            score=form.total.score if form.is_evaluation else None,
            rating=rating_of_form(form, load_profile(self.kind.profile)),
            indicators=len(form.indicators),
            faults=0,  # they are counted when all is found
            errors=0,
            groups=_groups_text(form.groups),
            headcount=form.header.headcount,
            subordinates=form.header.subordinates,
            sheet=self.sheet,
            area=form.source.range,
            path=self.path,
            link=self.links.to(self.corner),
        )

    def _amount_row(self, line: AmountLine) -> AmountRow:
        unit = self.form.header.money_unit
        both = [one for figure in line.amounts for one in (figure, in_wan(figure, unit))]
        place = self._place(line.path, _LINE_FIELDS)
        words = (line.table, line.name, line.number, line.purpose, unit or NO_UNIT)
        points = (line.rate, line.weight, line.score)
        return AmountRow._make((line.row_class, *self.whose, *words, *both, *points, *place))

    def _indicator_rows(self) -> Iterator[IndicatorRow]:
        whose = self.whose
        for index, one in enumerate(self.form.indicators):
            yield IndicatorRow(
                *whose,
                one.level1,
                one.level2,
                one.level3,
                one.operator,
                one.target,
                one.actual,
                one.completion,
                one.weight,
                one.score,
                one.reason,
                "、".join(one.causes) or None,
                one.improvement,
                one.explanation,
                one.criterion,
                "、".join(one.methods) or None,
                one.note,
                *self._place(f"indicators[{index}]", _INDICATOR_FIELDS),
            )

    def _goal_rows(self) -> Iterator[GoalRow]:
        for index, goal in enumerate(self.form.goals):
            place = self._place(f"goals[{index}]", ("expected", "actual", "completion"))
            yield GoalRow(*self.whose, goal.expected, goal.actual, goal.completion, *place)


def repeat_rows(
    reading: FileReading, forms: Iterable[SelfEvaluation], link: str
) -> list[RepeatRow]:
    """The forms of a file that do not count, as they were filed again."""
    rows = []
    for form in forms:
        source, header = form.source, form.header
        again = f"在「{source.superseded_by}」又报了一次，以那一张为准。"
        rows.append(
            RepeatRow(
                header.unit or header.department,
                header.project,
                form.year,
                source.sheet,
                source.superseded_by or reading.instead,
                again if source.superseded_by else reading.record.message or "",
                source.path,
                cell_link(link, None if source.spots else source.sheet, None),
            )
        )
    return rows


def _groups_text(groups: Sequence[Group]) -> str | None:
    """产出指标 70；效益指标 20."""
    return "；".join(f"{group.level1} {group.weight}" for group in groups) or None


def source_row(reading: FileReading, link: str) -> SourceRow:
    """What became of a file; forms that are not merged are told where nothing else is said."""
    record = reading.record
    sources = [form.source for form in reading.forms]
    hidden = sum(source.hidden for source in sources)
    merged = [source for source in sources if source.counts]
    unmerged = None if len(merged) == len(sources) else "ZPB912" if hidden else FILED_TWICE
    code = record.code or unmerged
    fault = next((one for one in reading.faults if one.code == code), None)
    status = STATES[record.status]
    if sources and not merged:
        status = ONLY_HIDDEN if hidden == len(sources) else ONLY_TWICE
    return SourceRow(
        status=status,
        code=code,
        reason=fault.reason if fault else record.message,
        cure=fault.cure if fault else reading.cure or None,
        forms=record.forms,
        hidden=hidden or None,
        sha256=reading.sha256,
        path=record.path,
        link=cell_link(link, None, None),
    )
