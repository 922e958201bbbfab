"""The markup stands in the order that Word wants: it refuses a document with another."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from zipingbiao.export.contents import contents_of, mark_of
from zipingbiao.export.markup import ROOT, section, thin_paragraph
from zipingbiao.export.page import THIN, Box, Edges, Font, Heads, Look, Page, Paper
from zipingbiao.export.tables import body_of
from zipingbiao.ooxml.address import Area

#: The order of what is used of each (ECMA-376 part 1, annex A).
ORDER = {
    "pPr": "pStyle keepNext tabs spacing ind jc rPr sectPr",
    "rPr": "rFonts b i strike vanish color sz szCs u",
    "tblPr": "tblW jc tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vMerge tcBorders shd textDirection vAlign",
    "tcBorders": "top left bottom right",
    "sectPr": "headerReference footerReference type pgSz pgMar",
}
LOOK = Look(
    Font(bold=True, italic=True, underlined=True, struck=True, color="FF0000"),
    Edges("hair", "double", "medium", "unheard of"), "right", "top", 2, rotation=255, fill="FFFF00",
)  # fmt: skip


def page(look: Look = LOOK) -> Page:
    boxes = (
        Box(Area(1, 1, 1, 2), "标题"),
        Box(Area(2, 1, 3, 1), "甲", look),
        Box(Area(2, 2, 2, 2), "乙", look),
        Box(Area(3, 2, 3, 2), "丙\n丁", Look(edges=THIN), is_number=True),
        Box(Area(4, 1, 4, 2), "戊", look),
        Box(Area(5, 1, 6, 1), "己", look),
        Box(Area(5, 2, 5, 2), "庚", look),
        Box(Area(6, 2, 6, 2), "辛", look),
    )
    return Page((90.0, 90.0), (30.0,) * 6, boxes, heads=Heads(3, 3))


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<w:body {ROOT}>{markup}</w:body>")


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def test_what_a_property_holds_stands_in_order() -> None:
    paper = Paper()
    markup = (
        contents_of([("甲", page()), ("乙", page())], paper)
        + body_of(page(), mark_of(1, '"甲"\\'))
        + thin_paragraph(section(paper, {"header": "rId1", "footer": "rId2"}), keep=True)
    )
    seen = set()
    for element in tree(markup).iter():
        wanted = ORDER.get(local(element))
        if wanted:
            found = [local(one) for one in element]
            assert found == sorted(found, key=wanted.split().index)
            seen |= {f"{local(element)}.{one}" for one in found}
    assert {f"{name}.{one}" for name, ones in ORDER.items() for one in ones.split()} == seen


def test_every_cell_ends_with_a_paragraph_and_tables_do_not_touch() -> None:
    body = tree(body_of(page(), ""))
    names = [local(one) for one in body]
    assert names == ["p", "tbl", "p", "tbl"]
    for cell in body.iter():
        if local(cell) == "tc":
            assert [local(one) for one in cell] == ["tcPr", "p"]


@pytest.mark.parametrize(
    ("rotation", "direction"), [(255, "tbRlV"), (90, "btLr"), (45, "btLr"), (180, "tbRl")]
)
def test_a_text_is_turned_as_on_the_sheet(rotation: int, direction: str) -> None:
    markup = body_of(page(Look(rotation=rotation)), "")
    assert f'<w:textDirection w:val="{direction}"/>' in markup


def test_letters_below_each_other_stay_one_word() -> None:
    assert ">甲</w:t>" in body_of(page(), "")
