"""A target that stands in several cells is one: its sign, its number, its unit."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.template.reading.cellreader import joined_target

CASES = tomllib.loads((Path(__file__).parent / "split_targets.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: "".join(case["cells"]))
def test_the_cells_of_a_target_are_joined(case: dict[str, Any]) -> None:
    sign, number, unit = case["cells"]
    assert joined_target(sign or None, number, unit or None) == case["reads"]
