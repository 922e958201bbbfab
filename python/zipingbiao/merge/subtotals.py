"""The rows of 小计 on 汇总表: live sums over the lines below them, with true values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import fsum
from typing import Any

from zipingbiao.domain.totals import SUBTOTAL
from zipingbiao.merge.amounts import execution_rate
from zipingbiao.merge.arrangement import Group
from zipingbiao.merge.gists import FormGist
from zipingbiao.merge.parts import summary_template
from zipingbiao.merge.records import FormRow
from zipingbiao.merge.words import NAMELESS, WHOLE
from zipingbiao.ooxml.address import column_name
from zipingbiao.template.compiled import SheetTemplate, Template, TemplateRow
from zipingbiao.template.writing.contents import Live

#: What is added up of the counted forms: field of the row → head of its helper column.
_MONEY = {
    "initial_budget_wan": "年初预算数（总额，万元）",
    "budget_wan": "全年预算数（总额，万元）",
    "executed_wan": "全年执行数（总额，万元）",
}
#: What 执行率 is told of: the forms of which both amounts are known.
_RATED = ("计入执行率的预算数（万元）", "计入执行率的执行数（万元）")
_OF_GIST: dict[str, Callable[[FormGist], float | None]] = {
    "initial_budget_wan": lambda gist: gist.facts.initial,
    "budget_wan": lambda gist: gist.unit.budget,
    "executed_wan": lambda gist: gist.unit.executed,
}


class Subtotals:
    """Makes the rows of 小计 for a template of the summary."""

    def __init__(self, template: Template) -> None:
        sheet, row = _home(template)
        self.first = row.number
        heads = next(one for one in sheet.rows if one.number == row.number - 1)
        by_head = {cell.label: column_name(cell.column) for cell in heads.cells}
        self._letters = {
            tag.name: column_name(cell.column) for cell in row.filled for tag in cell.tags
        }
        self._rated = [by_head[head] for head in _RATED if head in by_head]
        self._helpers = {name: by_head[head] for name, head in _MONEY.items() if head in by_head}

    def record(self, group: Group) -> FormRow:
        """The row of a group: its sums as formulas, and whose it is."""
        row: dict[str, Any] = dict.fromkeys(FormRow._fields)
        is_mixed = len(group.counted) < len(group.forms)
        row.update(
            category=SUBTOTAL,
            row_class=SUBTOTAL,
            department=group.department or NAMELESS,
            unit=group.unit or (f"{group.units} 个单位" if group.units else None),
            project=f"{len(group.forms)} 张表" + (f"，金额不含{WHOLE}" if is_mixed else ""),
            faults=self._sum("faults", group, (one.gist.unit.faults for one in group.forms)),
            errors=self._sum("errors", group, (one.gist.unit.errors for one in group.forms)),
            indicators=self._sum(
                "indicators", group, (one.gist.unit.indicators for one in group.forms)
            ),
        )
        for name, letters in self._helpers.items():
            row[name] = self._money(name, letters, group)
        row["rate"] = self._rate(group)
        return FormRow(**row)

    def _sum(self, name: str, group: Group, values: Iterable[int]) -> Live | None:
        letters = self._letters.get(name)
        return self._live(letters, group.first, group.last, sum(values)) if letters else None

    def _money(self, name: str, letters: str, group: Group) -> Live | None:
        every = (_OF_GIST[name](one.gist) for one in group.counted)
        figures = [figure for figure in every if figure is not None]
        if not figures:
            return None
        return self._live(letters, group.counted_from, group.last, fsum(figures))

    def _live(self, letters: str, first: int, last: int, value: float) -> Live:
        # 9, not 109: lines that are folded away count, those that are filtered out do not.
        area = f"{letters}{self.first + first}:{letters}{self.first + last}"
        return Live(f"SUBTOTAL(9,{area})", value)

    def _rate(self, group: Group) -> Live | None:
        """Only of forms of which both amounts are known, else it would be too low."""
        every = [(one.gist.unit.budget, one.gist.unit.executed) for one in group.counted]
        known = [(whole, part) for whole, part in every if whole is not None and part is not None]
        if not known or len(self._rated) < len(_RATED):
            return None
        first, last = self.first + group.counted_from, self.first + group.last
        whole, part = (f"SUBTOTAL(9,{one}{first}:{one}{last})" for one in self._rated)
        rate = execution_rate(*map(fsum, zip(*known, strict=True)))
        formula = f'IF({whole}=0,"",ROUND({part}/{whole},4))'
        return Live(formula, "" if rate is None else rate)


def first_line() -> tuple[int, str]:
    """The row of the first line of 汇总表, above which nothing repeats, and its sheet."""
    sheet, row = _home(summary_template())
    return row.number, sheet.name


def _home(template: Template) -> tuple[SheetTemplate, TemplateRow]:
    found = ((one, row) for one in template.sheets for row in one.rows if row.item == "form")
    return next(found)
