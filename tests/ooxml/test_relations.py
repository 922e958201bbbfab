"""Which part of a package belongs to which."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everything import LISTS, NOTES, SHEET, SHEET_PART, make_everything
from zipingbiao.ooxml.relations import (
    Relation,
    parts_of_sheet,
    parts_under,
    relative,
    rels_of,
    resolved,
    sheets_of,
    targets,
    workbook_part,
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The template that holds one of everything."""
    path = tmp_path_factory.mktemp("template") / "everything.xlsx"
    make_everything(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_relationships_stand_beside_their_part() -> None:
    assert rels_of("") == "_rels/.rels"
    assert rels_of("a.xml") == "_rels/a.xml.rels"
    assert rels_of("xl/worksheets/sheet1.xml") == "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize(
    ("target", "part", "name"),
    [
        ("../drawings/d.xml", "xl/worksheets/s.xml", "xl/drawings/d.xml"),
        ("/xl/drawings/d.xml", "xl/worksheets/s.xml", "xl/drawings/d.xml"),
        ("worksheets/s.xml", "xl/workbook.xml", "xl/worksheets/s.xml"),
        ("xl/workbook.xml", "", "xl/workbook.xml"),
    ],
)
def test_targets_are_relative_to_their_part(target: str, part: str, name: str) -> None:
    assert resolved(target, part) == name


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


@given(PATHS, PATHS)
def test_a_relative_target_means_the_part_again(target: str, part: str) -> None:
    assert resolved(relative(target, f"{part}/x.xml"), f"{part}/x.xml") == target


def test_sheets_come_in_the_order_of_their_tabs(parts: dict[str, bytes]) -> None:
    found = [(sheet.name, sheet.state, sheet.index) for sheet in sheets_of(parts)]
    assert found == [(SHEET, "visible", 0), (NOTES, "visible", 1), (LISTS, "veryHidden", 2)]
    assert sheets_of(parts)[0].part == SHEET_PART


def test_links_are_external(parts: dict[str, bytes]) -> None:
    found = {relation.kind: relation for relation in targets(parts, SHEET_PART)}
    assert found["hyperlink"] == Relation("rId1", "hyperlink", "https://example.org/help", True)
    assert found["comments"].target == "xl/comments1.xml"
    assert targets(parts, "xl/styles.xml") == ()


def test_parts_that_name_rows_are_found_below_the_sheet(parts: dict[str, bytes]) -> None:
    assert set(parts_of_sheet(parts, SHEET_PART)) == {
        *("xl/drawings/drawing1.xml", "xl/charts/chart1.xml", "xl/charts/chart2.xml"),
        *("xl/drawings/vmlDrawing1.vml", "xl/drawings/vmlDrawing2.vml"),
        *("xl/comments1.xml", "xl/tables/table1.xml", "xl/ctrlProps/ctrlProp1.xml"),
    }
    everything = parts_under(parts, SHEET_PART, lambda relation: True)
    assert {"xl/media/image1.png", "xl/printerSettings/printerSettings1.bin"} <= set(everything)


def test_parts_that_point_at_each_other_are_found_once() -> None:
    link = b'<Relationships><Relationship Id="1" Type="urn:x/drawing" Target="%s"/></Relationships>'
    circle = {
        **{"a.xml": b"", "_rels/a.xml.rels": link % b"b.xml"},
        **{"b.xml": b"", "_rels/b.xml.rels": link % b"a.xml"},
    }
    assert parts_of_sheet(circle, "a.xml") == ("b.xml",)


def test_strict_files_and_prefixes_are_understood() -> None:
    parts = {
        "_rels/.rels": b'<p:Relationships xmlns:p="urn:r"><p:Relationship Id="a" '
        b"Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' "
        b'Target="/book.xml"/></p:Relationships>',
        "book.xml": b'<x:workbook xmlns:x="urn:m"><x:sheets><x:sheet name="&#x7532;&amp;" '
        b'sheetId="1" q:id="z" state="hidden"/></x:sheets></x:workbook>',
        "_rels/book.xml.rels": b'<Relationships><Relationship Id="z" Type="x/worksheet" '
        b'Target="sheet.xml"/></Relationships>',
    }
    (sheet,) = sheets_of(parts)
    assert (sheet.name, sheet.state, sheet.part) == ("甲&", "hidden", "sheet.xml")


def test_a_package_without_a_workbook_is_refused() -> None:
    with pytest.raises(KeyError):
        workbook_part({"_rels/.rels": b"<Relationships/>"})
