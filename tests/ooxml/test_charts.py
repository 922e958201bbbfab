"""The values that charts keep are those of the cells they show."""

from __future__ import annotations

from zipingbiao.ooxml.charts import ChartPlan
from zipingbiao.ooxml.grid import CellError, Scalar

CELLS: dict[str, Scalar] = {
    **{"A1": "甲<", "A2": None, "A3": 3, "A4": True, "A5": 0.1},
    **{"B1": 1, "B2": 2.5, "B3": "三", "B4": False, "B5": CellError("#DIV/0!")},
}


def lookup(sheet: str, address: str) -> Scalar:
    """The cells above, on a sheet called 自 评."""
    return CELLS.get(address) if sheet == "自 评" else None


def points(*texts: str | None, prefix: str = "c:") -> str:
    """The points of a cache, None for a cell without one."""
    c = prefix
    return "".join(
        f'<{c}pt idx="{index}"><{c}v>{text}</{c}v></{c}pt>'
        for index, text in enumerate(texts)
        if text is not None
    )


def cache(name: str, inner: str, formula: str, prefix: str = "c:") -> str:
    """A reference with what the chart keeps of it."""
    c = prefix
    return f"<{c}ref><{c}f>{formula}</{c}f><{c}{name}>{inner}</{c}{name}></{c}ref>"


def count(number: int) -> str:
    return f'<c:ptCount val="{number}"/>'


def test_numbers_are_taken_from_the_cells_and_the_format_stays() -> None:
    code, rest = "<c:formatCode>0.0</c:formatCode>", "<c:extLst><c:ext/></c:extLst>"
    old = cache("numCache", code + count(1) + points("9") + rest, "'自 评'!$B$1:$B$5")
    new = code + count(5) + points("1", "2.5", None, "0") + rest
    assert ChartPlan(old).refreshed(lookup) == cache("numCache", new, "'自 评'!$B$1:$B$5")


def test_texts_are_taken_from_the_cells() -> None:
    old = cache("strCache", count(1) + points("旧"), "'自 评'!$A$1:$A$5")
    new = count(5) + points("甲&lt;", None, "3", "TRUE", "0.1")
    assert ChartPlan(old).refreshed(lookup) == cache("strCache", new, "'自 评'!$A$1:$A$5")


def test_several_areas_make_one_series() -> None:
    formula = "('自 评'!$B$1,'自 评'!$B$2)"
    old = cache("x:numCache", "<ptCount val='0'/>", formula, "")
    assert 'ptCount val="2"' in ChartPlan(old).refreshed(lookup)


def test_labels_of_several_levels_are_told_by_column_or_by_row() -> None:
    levels = f"<c:lvl>{points('旧')}</c:lvl>" * 2
    old = cache("multiLvlStrCache", count(1) + levels, "'自 评'!$A$1:$B$3")
    inner = f"<c:lvl>{points('1', '2.5', '三')}</c:lvl><c:lvl>{points('甲&lt;', None, '3')}</c:lvl>"
    new = cache("multiLvlStrCache", count(3) + inner, "'自 评'!$A$1:$B$3")
    assert ChartPlan(old).refreshed(lookup) == new
    old = cache("multiLvlStrCache", count(1) + levels, "'自 评'!$A$1:$C$2")
    inner = f"<c:lvl>{points(None, '2.5')}</c:lvl><c:lvl>{points('甲&lt;', '1')}</c:lvl>"
    new = cache("multiLvlStrCache", count(3) + inner, "'自 评'!$A$1:$C$2")
    assert ChartPlan(old).refreshed(lookup) == new


def test_all_else_stays_as_it_is() -> None:
    kept = count(1) + points("旧")
    for xml in (
        cache("numCache", kept, "自评表!总得分"),
        cache("numCache", kept, "[1]自评表!$A$1"),
        cache("multiLvlStrCache", f"<c:lvl>{points('旧')}</c:lvl>", "'自 评'!$A$1:$C$2"),
        "<c:ref><c:f>'自 评'!$A$1</c:f><c:numCache/></c:ref>",
        '<c:numLit><c:ptCount val="1"/></c:numLit>',
    ):
        assert ChartPlan(xml).refreshed(lookup) == xml
