"""Nothing that this program writes makes Excel repair it."""

from __future__ import annotations

import pytest

from lint.outputs import Output, outputs
from lint.workbook import added, faults


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Output]:
    """Every kind of output."""
    return list(outputs(tmp_path_factory.mktemp("outputs")))


def test_no_output_has_a_fault_that_its_original_lacks(written: list[Output]) -> None:
    found = {
        one.name: faults(one.data) if one.original is None else added(one.original, one.data)
        for one in written
    }
    assert {name: told for name, told in found.items() if told} == {}


def test_there_is_one_of_every_kind(written: list[Output]) -> None:
    names = " ".join(one.name for one in written)
    for kind in (
        "native",
        "live",
        "given",
        "汇总",
        "修正",
        "检查",
        "列出",
        "设置",
        "成册",
        ".xlam",
    ):
        assert kind in names
    assert sum(one.original is not None for one in written) >= 8
