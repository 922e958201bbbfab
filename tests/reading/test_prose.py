"""What counts as running text of a file."""

from __future__ import annotations

import pytest

from zipingbiao.ooxml.grid import PlainCell, PlainSheet
from zipingbiao.ooxml.ownlist import LIST_NAME, OWN_LIST
from zipingbiao.reading.prose import prose_in

_TEXT = "「绩效结果应用」标注 30 分，其下二级指标标注的分值合计 25 分，请核对这两处的数。"


def sheet(name: str, second: str = "") -> PlainSheet:
    texts = {"A1": "清单", "A2": second, "A4": _TEXT}
    return PlainSheet(name, {at: PlainCell(text, text) for at, text in texts.items() if text}, ())


def test_long_text_on_a_sheet_without_a_form_is_running_text() -> None:
    [found] = prose_in([sheet("说明", "共 1 个问题。")], "a.xlsx")
    assert [one.text for one in found.paragraphs] == [_TEXT]


@pytest.mark.parametrize(
    ("name", "second"),
    [(LIST_NAME, ""), (f"{LIST_NAME}（2）", ""), ("得分说明", f"共 9 项。{OWN_LIST}")],
)
def test_what_we_listed_ourselves_is_none(name: str, second: str) -> None:
    assert prose_in([sheet(name, second)], "a.xlsx") == ()
