"""What a rule is, and the decorator that makes one of a function.

A rule's function is a pure generator of `Hit`; the module's docstring is its page. Layouts,
years, regions and options are data: whether a rule applies is decided by the runner.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao.rules.finding import Hit

if TYPE_CHECKING:
    from zipingbiao.rules.view import FormView

Setting = int | float | str
Settings = Mapping[str, Setting]
Check = Callable[..., Iterable[Hit]]

#: Whose forms a rule looks at together: those in one file, of one unit, of one project.
FILE, UNIT, PROJECT = "file", "unit", "project"


class Option(NamedTuple):
    """A setting of a rule: what it is where nothing is said, its meaning in Chinese, and a check
    that raises ValueError, with the reason in Chinese, for what it may not be.
    """

    default: Setting
    meaning: str
    check: Callable[[object], Setting]


@dataclass(frozen=True)
class Rule:
    """One rule.

    ``message`` is a template over ``printed``, ``expected`` and the arguments of its hits.
    ``layouts``, ``regions`` and ``years`` (first, last or None) say where it applies; None is
    everywhere. ``needs`` are fields (``indicator.weight``) that the layout must have.
    ``across``: it looks at many forms together: those of a `FILE`, a `UNIT` or a `PROJECT`; ""
    for one that looks at each alone. Then ``gist`` gives what it needs to know of each form, small
    and as JSON has it; only where that tells does it look at a form itself. ``prose``: it looks at
    running text.
    """

    code: str
    slug: str
    name: str
    severity: str
    message: str
    check: Check
    module: str
    layouts: frozenset[str] | None = None
    regions: frozenset[str] | None = None
    years: tuple[int, int | None] | None = None
    needs: frozenset[str] = frozenset()
    options: Mapping[str, Option] = field(default_factory=dict)
    across: str = ""
    prose: bool = False
    gist: Callable[[FormView], object] | None = None

    @property
    def page(self) -> str:
        """The page about the rule, as its module's docstring has it."""
        return (sys.modules[self.module].__doc__ or "").strip()

    def defaults(self) -> dict[str, Setting]:
        """Its options where nothing is said."""
        return {name: option.default for name, option in self.options.items()}

    def applies(self, form: FormView) -> bool:
        """Whether the rule is meant for this form."""
        if self.layouts is not None and form.layout not in self.layouts:
            return False
        if self.needs and not self.needs <= form.fields:
            return False
        if self.regions is not None and form.profile.region not in self.regions:
            return False
        return self.years is None or _within(form.form.year, self.years)


def _within(year: int | None, years: tuple[int, int | None]) -> bool:
    """Whether a year lies between two; a form without a year is held to every rule."""
    first, last = years
    return year is None or (first <= year and (last is None or year <= last))


def rule(
    code: str,
    *,
    name: str,
    severity: str,
    message: str,
    layouts: Iterable[str] | None = None,
    regions: Iterable[str] | None = None,
    years: tuple[int, int | None] | None = None,
    needs: Iterable[str] = (),
    options: Mapping[str, Option] | None = None,
    across: str = "",
    prose: bool = False,
    gist: Callable[[FormView], object] | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a function; the slug is the function's name with hyphens."""

    def made(check: Check) -> Rule:
        return Rule(
            code=code,
            slug=check.__name__.replace("_", "-"),
            name=name,
            severity=severity,
            message=message,
            check=check,
            module=check.__module__,
            layouts=None if layouts is None else frozenset(layouts),
            regions=None if regions is None else frozenset(regions),
            years=years,
            needs=frozenset(needs),
            options=dict(options or {}),
            across=across,
            prose=prose,
            gist=gist,
        )

    return made
