"""What would be read back as something else is refused, naming the field."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from forms import tries
from laws.test_inverse import differing
from zipingbiao.errors import RenderError
from zipingbiao.layouts import find_layouts, form_reader
from zipingbiao.layouts.layout import Layout
from zipingbiao.model import FundLine, Goal, Header, Indicator, SelfEvaluation
from zipingbiao.ooxml.opening import open_workbook_bytes

LAYOUTS = find_layouts()
READER = form_reader(LAYOUTS)
ONE: dict[str, Any] = {
    "level1": "产出指标",
    "level2": "数量指标",
    "level3": "培训场次",
    "target": "≥20",
    "actual": "22",
}
FIELDS = ("source", "goal", "project", "remarks", "level1", "level3", "target", "reason")


def read_back(layout: Layout, form: SelfEvaluation) -> list[SelfEvaluation]:
    sheets = open_workbook_bytes(layout.write([form], given=True).data, "form.xlsx").sheets
    return [one for sheet in sheets for one in READER.read(sheet, "form.xlsx")]


def with_text(name: str, field: str, text: str) -> SelfEvaluation:
    """A form of a layout with a text in one field, and in others what has a place there."""
    places = LAYOUTS[name].writer.capacity.row_fields("indicator", None)
    kept = {key: value for key, value in ONE.items() if key in places}
    fields: dict[str, dict[str, Any]] = {
        "source": {"funds": (FundLine(text, budget=5, executed=5),)},
        "goal": {"goals": (Goal(text, "已完成"),)},
        "project": {"header": Header(project=text)},
        "remarks": {"remarks": text},
    }
    form: dict[str, Any] = fields.get(field, {})
    if not form:
        form["indicators"] = (Indicator(**{**kept, field: text}),)
    return SelfEvaluation(name, kind=LAYOUTS[name].kind, **form)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_text_that_is_a_label_comes_back_or_is_refused_by_name(name: str) -> None:
    layout, came_back = LAYOUTS[name], 0
    chance = random.Random(name)
    words = chance.sample(sorted(READER.words.texts), 8)
    pairs = list(itertools.product(FIELDS, ["总分", "得分率", "小计", *words]))
    for field, text in chance.sample(pairs, tries(name, len(pairs))):
        form = with_text(name, field, text)
        refused = None
        try:
            (back,) = read_back(layout, form)
        except RenderError as error:
            refused = error
        if refused is None:
            assert differing(layout.writer.held(form), back) == {}
            came_back += 1
        else:
            assert refused.place.field
    assert came_back, "a label is no reason to refuse everything"


def refusal_of(name: str, field: str, text: str, *, given: bool) -> str:
    """The field for which a text is refused; ``""`` where it is written."""
    try:
        LAYOUTS[name].write([with_text(name, field, text)], given=given)
    except RenderError as error:
        return error.place.field or ""
    return ""


def test_so_is_one_in_a_form_that_computes() -> None:
    texts = ["预算编码", "资金性质", "资金情况"]
    refused = [t for t in texts if refusal_of("guangshui-project", "source", t, given=True)]
    assert refused
    for text in refused:
        told = refusal_of("guangshui-project", "source", text, given=False)
        assert told == "funds[0].source"


def test_of_several_forms_the_one_is_named() -> None:
    layout = LAYOUTS["national-project"]
    good = SelfEvaluation(layout.id, indicators=(Indicator(**ONE),))
    bad = SelfEvaluation(layout.id, indicators=(Indicator("产出指标", "数量指标", "总分"),))
    with pytest.raises(RenderError) as refused:
        layout.write([good, bad], given=True)
    assert (refused.value.place.field or "").startswith("forms[1].indicators[0]")


def test_what_says_nothing_to_the_reader_is_not_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from zipingbiao.layouts import proof

    def never(*_: object) -> None:
        raise AssertionError("read back")

    monkeypatch.setattr(proof, "open_workbook_bytes", never)
    LAYOUTS["national-project"].write(
        [SelfEvaluation("national-project", indicators=(Indicator(**ONE),))]
    )
