"""Small questions at their edges, as data: see edges.toml."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

QUESTIONS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("edges.toml").read_text("utf-8")
)["question"]
CASES = [
    pytest.param(one["name"], line[:-1], line[-1], id=f"{one['name']}-{number}")
    for one in QUESTIONS
    for number, line in enumerate(one["holds"])
]


def told(answer: object) -> object:
    """An answer as the data writes it."""
    if isinstance(answer, tuple):
        return [told(one) for one in answer]
    return "none" if answer is None else answer


@pytest.mark.parametrize(("name", "arguments", "answer"), CASES)
def test_the_field_is_right_at_its_edges(name: str, arguments: list[Any], answer: object) -> None:
    module, function = name.split(".")
    named = {
        key: one for given in arguments if isinstance(given, dict) for key, one in given.items()
    }
    given = [one for one in arguments if not isinstance(one, dict)]
    found = getattr(import_module(f"zipingbiao.domain.{module}"), function)(*given, **named)
    assert told(found) == answer
    assert isinstance(answer, bool) == isinstance(found, bool)
