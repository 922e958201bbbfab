"""A target that stands in several cells is one: its sign, its number, its unit."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.template.reading.cellreader import joined_target, says_part

CASES = tomllib.loads((Path(__file__).parent / "split_targets.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "".join(case["cells"]))
def test_the_cells_of_a_target_are_joined(case: dict[str, Any]) -> None:
    sign, number, unit = case["cells"]
    assert joined_target(sign or None, number, unit or None) == case["reads"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "".join(case["cells"]))
def test_what_a_target_does_not_say_is_known(case: dict[str, Any]) -> None:
    sign, _, unit = case["cells"]
    unsaid = [part for part in (sign, unit) if part and not says_part(case["reads"], part)]
    assert unsaid == case.get("unsaid", [])
