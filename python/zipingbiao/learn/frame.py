"""What a learned layout prints of itself: its blank form, and a sample that nobody filled in."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from zipingbiao.domain.levels import LEVEL2, LEVEL2_ALIASES, split_points
from zipingbiao.glossary import LISTS, OPERATORS, TERM_OF, TICK_WORDS, ListTerm
from zipingbiao.layouts import Layout
from zipingbiao.model import Indicator, SelfEvaluation
from zipingbiao.template.writing.capacity import Capacity
from zipingbiao.values.text import fold

#: What stands in a sample, by kind. All samples are alike: nobody takes one for a true form.
_AMOUNTS, _RATE, _POINTS = (100, 80), 0.8, 10
_GROUP = {"level1": "产出指标", "level2": "数量指标"}
_SAMPLE_ROWS = 2


def blank_of(form: SelfEvaluation, layout: Layout, groups: Container[str]) -> dict[str, Any]:
    """What the blank form already prints: its groups, one row for each indicator there was.

    Names that are none of the ``groups`` that forms print are left out: they may be somebody's.
    """
    rows = [dict(_group_of(one, groups)) for one in form.indicators]
    partly = {row.get("level1") for row in rows if "level2" not in row}
    for row in rows:
        if row.get("level1") in partly:  # a blank would be read as the name above it
            row.pop("level2", None)
    held = layout.writer.capacity.fields
    data: dict[str, Any] = {"layout": layout.id}
    if "money_unit" in held.get("header", frozenset()) and form.header.money_unit:
        data["header"] = {"money_unit": form.header.money_unit}
    if "goal" in held:
        data["goals"] = [{}]
    return {**data, "indicators": [row for row in rows if "level1" in row]}


def _group_of(one: Indicator, groups: Container[str]) -> Iterator[tuple[str, str]]:
    """The names of an indicator's groups, without points."""
    for name in ("level1", "level2"):
        value = split_points(getattr(one, name) or "")[0]
        if is_group_name(value, groups):
            yield name, value


def is_group_name(name: str, groups: Container[str]) -> bool:
    """Whether a name of a group is one that forms print."""
    return fold(name) in groups or name in LEVEL2 or name in LEVEL2_ALIASES


def sample_of(layout: Layout, year: int) -> dict[str, Any]:
    """A form with something in each field of a layout, made up."""
    capacity = layout.writer.capacity
    fields = capacity.fields
    form: dict[str, Any] = {"layout": layout.id}
    if "year" in fields.get("", frozenset()):
        form["year"] = year
    if "remarks" in fields.get("", frozenset()):
        form["remarks"] = "示例：存在问题及整改措施。"
    for record in ("header", "total"):
        if names := fields.get(record):
            form[record] = {name: _value(f"{record}.{name}", 0) for name in sorted(names)}
    for item, term in LISTS.items():
        if rows := list(_rows(capacity, item, term)):
            holder, _, name = term.path.rpartition(".")
            target = form.setdefault(holder, {}) if holder else form
            target[name] = rows
    for name in form.get("total", ()):
        form["total"][name] = _sum(form, name)
    return {"schema": 1, "forms": [form]}


def _sum(form: Mapping[str, Any], name: str) -> int:
    """What the points of the indicators and of the whole funds add up to."""
    rows = [*form.get("indicators", ()), *form.get("funds", ())[:1]]
    return sum(row.get(name, 0) for row in rows)


def _rows(capacity: Capacity, item: str, term: ListTerm) -> Iterator[Mapping[str, Any]]:
    """The rows of a list in a sample: some of each table, and all fixed ones."""
    slots = (slot for one in capacity.shape.lists if one.item == item for slot in one.slots)
    count = 1 if item == "goal" or any(slot.alone for slot in slots) else _SAMPLE_ROWS
    for names in capacity.bands.get(item, {}).values():
        for number in range(count):
            yield _row(item, sorted(names), number)
    if item in capacity.only_items:
        yield _row(item, sorted(capacity.fields[item]), 0)
    for key in capacity.fixed_keys.get(item, ()):
        yield {**_row(item, sorted(capacity.row_fields(item, key)), 0), term.key or "": key}


def _row(item: str, names: Sequence[str], number: int) -> dict[str, Any]:
    return {
        name: value for name in names if (value := _value(f"{item}.{name}", number)) is not None
    }


def _value(term: str, number: int) -> Any:
    """Something made up for a field; None for what is printed by itself."""
    if term not in TERM_OF:
        return None
    record, _, name = term.rpartition(".")
    if record == "indicator" and name in _GROUP:
        return _GROUP[name]
    known = TERM_OF[term]
    return {
        "amount": _AMOUNTS[name == "executed"],
        "rate": _RATE,
        "degree": 1,
        "points": _POINTS,
        "count": _POINTS,
        "unit": "万元",
        "operator": OPERATORS[2],
        "ticks": [TICK_WORDS[term][0]] if term in TICK_WORDS else [],
        "shown": "≥10个" if name == "target" else "10个",
        "text": f"示例{known.chinese}{number + 1 if record in LISTS else ''}",
    }[known.kind]
