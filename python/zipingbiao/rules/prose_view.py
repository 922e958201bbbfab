"""A text as rules look at it: its statements, where they stand, and the forms beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar, cast

from zipingbiao.domain.figures import decimals
from zipingbiao.domain.roundings import Printed
from zipingbiao.model import AccountLine, Paragraph, Prose, SelfEvaluation, Source
from zipingbiao.prose.passages import Account
from zipingbiao.prose.statements import Statement
from zipingbiao.rules.finding import Hit
from zipingbiao.rules.view import FormView
from zipingbiao.values.numbers import MONEY_UNITS, half_up, number_of, write_number

_T = TypeVar("_T")


class ProseView:
    """A text with what several rules need, each computed once.

    ``form``: the form whose own words it is, None for a document; ``forms``: those that are
    checked together with it, ``accounts`` the final accounts beside it.
    """

    def __init__(
        self,
        prose: Prose,
        forms: Sequence[FormView] = (),
        form: FormView | None = None,
        accounts: Sequence[AccountLine] = (),
    ) -> None:
        self.prose = prose
        self.forms = forms
        self.form = form
        self.accounts = accounts or prose.accounts
        self._once: dict[Callable[[ProseView], object], object] = {}

    def once(self, make: Callable[[ProseView], _T]) -> _T:
        """What a function makes of the text, made once."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast(_T, self._once[make])

    @cached_property
    def account(self) -> Account:
        """Its statements."""
        return Account([one.text for one in self.prose.paragraphs])

    def here(self, paragraph: int, *statements: Statement) -> str:
        """How a message points at some statements: 第 12 段「支出合计 305.97 万元」."""
        spot = self.prose.paragraphs[paragraph].spot
        return f"{spot}「{self.account.quoted(paragraph, *statements)}」"

    def hit(
        self,
        paragraph: int,
        *statements: Statement,
        expected: str | None = None,
        printed: str | None = None,
        severity: str | None = None,
        template: str | None = None,
        **args: object,
    ) -> Hit:
        """A hit on some statements of a paragraph; the last one is what is printed."""
        at = self.prose.paragraphs[paragraph]
        shown = statements[-1].figure.written if printed is None else printed
        told = {"here": self.here(paragraph, *statements), **args}
        return Hit(at.field, at.cell, shown, expected, told, None, severity, template)


def shown_like(value: float, like: Statement) -> str:
    """A number as the text would print it: in the unit and with the decimals of a statement."""
    figure = like.figure
    unit = figure.unit or ("%" if figure.kind == "rate" else "")
    factor = number_of(
        MONEY_UNITS.get(unit if unit.endswith("元") else f"{unit}元", MONEY_UNITS["元"])
    )
    scale = factor if figure.kind == "amount" else 1
    digits = decimals(figure.written.strip("-").rstrip(unit))
    return f"{write_number(half_up(value / scale, digits))}{unit}"


def rate_of(part: Printed, whole: Printed, like: Statement) -> str:
    """What a part is of a whole, in per cent, with the decimals of a statement and one at least."""
    digits = max(1, decimals(like.figure.written))
    return f"{write_number(half_up(part.value / whole.value * 100, digits))}%"


#: Signs without which a form's own words tell nothing that is held against anything.
_TELLING = re.compile("[占增长减少下降完成率]|其中|等级|结果")


def tells_more(form: SelfEvaluation) -> bool:
    """Whether the words of a form may tell of sums, shares, changes or levels."""
    return any(("元" in text or "分" in text) and _TELLING.search(text) for _, text in _texts(form))


def own_words(form: FormView) -> Prose:
    """The texts of a form that tell what was done and planned."""
    return Prose(form.form.source, tuple(_paragraphs(form)), form.form.header.project)


def _paragraphs(form: FormView) -> Iterator[Paragraph]:
    for field, text in _texts(form.form):
        cell = form.cell(field)
        spot = form.form.source.spots.get(cell or "", "")
        for line in text.splitlines():
            if line.strip():
                yield Paragraph(line, field, cell, spot)


def _texts(form: SelfEvaluation) -> Iterator[tuple[str, str]]:
    for index, goal in enumerate(form.goals):
        if goal.expected:
            yield f"goals[{index}].expected", goal.expected
        if goal.actual:
            yield f"goals[{index}].actual", goal.actual
    if form.remarks:
        yield "remarks", form.remarks


def prose_of(text: str, source: Source) -> Prose:
    """A text of its own: each line that is not blank is a paragraph."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Prose(
        source,
        tuple(
            Paragraph(line, f"text[{at}]", None, f"第{at + 1}段") for at, line in enumerate(lines)
        ),
    )
