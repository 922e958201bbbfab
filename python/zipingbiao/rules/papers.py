"""The year's papers of a project beside its self-evaluation: which indicators are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from zipingbiao.model import GOALS, MONITORING
from zipingbiao.rules.rows import Item
from zipingbiao.rules.spoken import spoken_name
from zipingbiao.rules.view import FormView
from zipingbiao.values.text import fold

#: How messages call the other papers.
NAMES: Mapping[str, str] = {GOALS: "绩效目标申报表", MONITORING: "绩效运行监控表"}
#: Names that share so much of their pairs of signs may be one, worded differently.
_ALIKE = 0.5


def named(form: FormView) -> dict[str, Item]:
    """The indicators of a form by their names; those that stand there twice are left out."""
    found: dict[str, Item] = {}
    twice = set()
    for item in form.items:
        name = _name(item)
        if name and not item.is_rate:
            twice |= {name} & found.keys()
            found[name] = item
    return {name: item for name, item in found.items() if name not in twice}


def matched(form: FormView, other: FormView) -> Iterator[tuple[Item, Item]]:
    """The indicators that two papers have in common: the form's, the other's."""
    theirs = named(other)
    for name, item in named(form).items():
        if name in theirs:
            yield item, theirs[name]


def dropped(form: FormView, other: FormView) -> list[Item]:
    """The indicators of another paper that a form has not, nor any that may be them.

    Nothing where less than half of the other's are there: then it is another list altogether.
    """
    ours = named(form)
    theirs = named(other)
    missing = [item for name, item in theirs.items() if name not in ours]
    if len(missing) * 2 > len(theirs):
        return []
    every = [_name(item) for item in form.items if item.name]
    return [item for item in missing if not any(_alike(_name(item), name) for name in every)]


def _name(item: Item) -> str:
    return spoken_name(fold(item.name))


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    """Whether two names may be one thing, said otherwise."""
    if one in other or other in one:
        return True
    first, second = _pairs(one), _pairs(other)
    return len(first & second) >= _ALIKE * min(len(first), len(second))


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)} or {name}
