"""Notes that name a field are found, and are no part of what is written."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest

from drafts import CELLS, NOTES, SHEET, draft, write
from zipingbiao.errors import TemplateError
from zipingbiao.model import SelfEvaluation
from zipingbiao.template import notes
from zipingbiao.template.compile import compile_template

TAG = "{{ total.score }}"


@pytest.mark.parametrize("text", [TAG, f"  {TAG}\n", f"张会计:\n{TAG}", f"张会计：\n{TAG}"])
def test_a_note_may_begin_with_the_name_of_who_wrote_it(text: str) -> None:
    template = compile_template(draft(notes=dict(NOTES) | {"F5": text}), "form.xlsx")
    tag = template.form.cells[5, 6].computes
    assert tag is not None
    assert tag.term == "total.score"


def test_notes_without_a_tag_stay_for_people() -> None:
    data = write(draft(notes=dict(NOTES) | {"A2": "写项目全称。"}), SelfEvaluation("x")).data
    sheet = openpyxl.load_workbook(BytesIO(data))[SHEET]
    notes = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert notes == {"A2": "写项目全称。"}


def test_the_drawn_box_of_a_field_note_goes_too() -> None:
    data = write(draft(notes=dict(NOTES) | {"A2": "写项目全称。"}), SelfEvaluation("x")).data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        (vml,) = [name for name in archive.namelist() if name.endswith(".vml")]
        assert archive.read(vml).count(b"ObjectType") == 1


@pytest.mark.parametrize(
    "text",
    [f"得分：{TAG}", f"{TAG} {TAG}", "{{ total.scor }}", "{{ total.", "｛｛ total.score ｝｝"],
)
def test_a_wrong_note_is_refused_and_its_cell_named(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(draft(CELLS, dict(NOTES) | {"F5": text}), "form.xlsx")
    place = caught.value.place
    assert (place.path, place.sheet, place.cell) == ("form.xlsx", SHEET, "F5")


def test_a_note_of_any_depth_is_looked_through_once() -> None:
    """Once for each of its elements would take hours."""
    deep = 100_000
    inside = "<t>" * deep + "甲" + "</t>" * deep
    part = f'<comments><commentList><comment ref="B2">{inside}</comment></commentList></comments>'
    assert notes._notes(part.encode()) == [("B2", "甲")]
