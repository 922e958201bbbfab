"""Workbooks are made of parts that are kept and parts that are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from drafts import CELLS, cells_of, draft, writer_of
from zipingbiao.model import Header, Indicator, SelfEvaluation
from zipingbiao.ooxml.rowmap import RowMap
from zipingbiao.template.writing.engine import Engine
from zipingbiao.template.writing.render import FormWriter, write_workbook

ONE = Indicator("产出", "数量", "次数", weight=10, score=9.5)


def form(items: int, project: str = "道路") -> SelfEvaluation:
    rows = tuple(replace(ONE, level3=f"第{n}项") for n in range(items))
    return SelfEvaluation("x", header=Header(project), indicators=rows)


@pytest.fixture
def made() -> tuple[Engine, FormWriter]:
    return writer_of(draft())


def test_a_shape_is_worked_out_once_and_used_again(
    made: tuple[Engine, FormWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, writer = made
    shapes: list[object] = []
    new = engine._new_shape

    def counted(maps: Mapping[str, RowMap]) -> object:
        shapes.append(maps)
        return new(maps)

    monkeypatch.setattr(engine, "_new_shape", counted)
    for items in (3, 5, 3, 5, 3):
        write_workbook(engine, [writer], [form(items)])
    assert len(shapes) == 2


def test_only_so_many_shapes_are_kept(made: tuple[Engine, FormWriter]) -> None:
    engine, writer = made
    for items in range(1, 80):
        write_workbook(engine, [writer], [form(items)])
    assert len(engine._shapes) == 64


def test_one_form_leaves_nothing_behind_for_the_next(made: tuple[Engine, FormWriter]) -> None:
    engine, writer = made
    first = write_workbook(engine, [writer], [form(3)]).data
    write_workbook(engine, [writer], [form(3, "桥梁")])
    write_workbook(engine, [writer], [form(3)], given=True)
    assert write_workbook(engine, [writer], [form(3)]).data == first


def test_a_template_that_holds_no_row_to_repeat_works() -> None:
    cells = {at: text for at, text in CELLS.items() if "4" not in at and at != "F5"}
    engine, writer = writer_of(draft(cells, {"A1": "{{ title }}"}))
    data = write_workbook(engine, [writer], [form(0)]).data
    assert cells_of(data)["B2"] == "道路"
