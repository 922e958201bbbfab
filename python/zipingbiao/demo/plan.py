"""What the demonstration is made of: ``templates/demo/demo.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zipingbiao.datafiles.tomlfile import load_toml
from zipingbiao.places import template_file

_FILE, _WHAT = "demo/demo.toml", "演示的数据文件"


class Unit(NamedTuple):
    """A unit that files, or that did not."""

    department: str
    name: str
    short: str = ""


class Kind(NamedTuple):
    """A kind of project: its name, its budget in 万元, its goal, its indicators.

    An indicator is level 1 to 3, target, actual, weight.
    """

    name: str
    budget: float
    goal: str
    result: str
    indicators: Sequence[tuple[str, str, str, str, str, float]]


class Planted(NamedTuple):
    """A fault that is planted: in which workbook (from 1), of which kind, found by which rule."""

    number: int
    kind: str
    code: str
    told: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it."""

    year: int
    units: Sequence[Unit]
    absent: Sequence[Unit]
    kinds: Sequence[Kind]
    faults: Sequence[Planted]


def load_plan() -> Plan:
    """The plan. Raises TemplateError where it is missing or not as it should be."""
    return load_toml(template_file(_FILE, _WHAT), _WHAT, _plan_of)


def _plan_of(data: dict[str, Any]) -> Plan:
    county = data["county"]
    return Plan(
        year=data["year"],
        units=tuple(_units(county, data["departments"])),
        absent=tuple(
            Unit(f"{county}{one['department']}", f"{county}{one['unit']}", one["short"])
            for one in data["absent"]
        ),
        kinds=tuple(
            Kind(
                one["name"],
                float(one["budget"]),
                one["goal"],
                one["result"],
                tuple(_indicator(*row) for row in one["indicators"]),
            )
            for one in data["projects"]
        ),
        faults=tuple(Planted(**one) for one in data["faults"]),
    )


def _units(county: str, departments: Sequence[dict[str, Any]]) -> Iterator[Unit]:
    for one in departments:
        for name in one["units"]:
            yield Unit(f"{county}{one['name']}", f"{county}{name}")


def _indicator(
    level1: str, level2: str, level3: str, target: str, actual: str, weight: float
) -> tuple[str, str, str, str, str, float]:
    return level1, level2, level3, target, actual, weight
