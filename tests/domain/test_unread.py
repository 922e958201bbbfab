"""Points that nobody could read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from zipingbiao.domain.unread import has_unread
from zipingbiao.errors import Fault, Place
from zipingbiao.model import Indicator, SelfEvaluation

TEXT = Path(__file__).with_name("unread.toml").read_text("utf-8")
CASES: list[dict[str, Any]] = tomllib.loads(TEXT)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_points_that_stand_there_and_were_not_read_are_not_absent(case: dict[str, Any]) -> None:
    form = SelfEvaluation(
        "other",
        indicators=tuple(Indicator(score=one) for one in case["scores"]),
        places=case.get("places", {}),
        faults=tuple(Fault("ZPB931", Place(cell=at), "") for at in case.get("left", ())),
    )
    assert has_unread(form, "score") is case["unread"]
    assert not has_unread(SelfEvaluation("other"), "score")
