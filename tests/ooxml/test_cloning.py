"""One sheet become several: each complete, none confused with another."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from everything import LISTS, NOTES, PRINTER_SETTINGS, SHEET, SHEET_PART, make_everything
from office import Office
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.ooxml.moving import plan_package
from zipingbiao.ooxml.relations import parts_under, sheets_of, targets
from zipingbiao.ooxml.rowmap import RowMap

NAMES = ("甲&乙", "It's 2", "第三份")
QUOTED = ("'甲&amp;乙'", "'It''s 2'", "'第三份'")
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The template that holds one of everything, and a formula that names its table."""
    path = tmp_path_factory.mktemp("template") / "everything.xlsx"
    make_everything(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    old, new = "<f>总得分</f>", "<f>总得分+SUM(明细表[金额])</f>"
    parts[SHEET_PART] = parts[SHEET_PART].replace(old.encode(), new.encode())
    return parts


@pytest.fixture(scope="module")
def cloned(parts: Parts) -> Parts:
    """The template with three copies of its sheet."""
    return clone_sheet(parts, SHEET, NAMES)


def written(path: Path, parts: Parts) -> Path:
    """The package as a file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def attributes(xml: bytes, element: str, name: str) -> list[str]:
    """An attribute of all elements of a name."""
    tokens = xmltext.tokens(xmltext.decode(xml))
    tags = (tokens[at] for at, local in xmltext.starts(tokens) if local == element)
    return [value for tag in tags if (value := xmltext.attribute(tag, name)) is not None]


def below(parts: Parts, sheet: int) -> set[str]:
    """All parts below a sheet."""
    return set(parts_under(parts, sheets_of(parts)[sheet].part, lambda relation: True))


def test_the_same_name_changes_nothing(parts: Parts) -> None:
    assert clone_sheet(parts, SHEET, [SHEET]) == parts


def test_a_new_name_alone_renames_the_sheet(parts: Parts) -> None:
    renamed = clone_sheet(parts, SHEET, ["甲"])
    assert renamed.keys() == parts.keys()
    for name, data in renamed.items():
        if data != parts[name]:
            unquoted = data.decode().replace("'甲'!", "甲!")
            assert unquoted == parts[name].decode().replace(SHEET, "甲")
    left = [name for name, data in renamed.items() if SHEET in data.decode("utf-8", "ignore")]
    assert sorted(left) == ["docProps/core.xml", "xl/sharedStrings.xml"]


def test_the_copies_stand_where_the_sheet_stood(cloned: Parts) -> None:
    sheets = sheets_of(cloned)
    assert [sheet.name for sheet in sheets] == [*NAMES, NOTES, LISTS]
    assert sheets[0].part == SHEET_PART
    for name in ("sheetId", "r:id"):
        ids = attributes(cloned["xl/workbook.xml"], "sheet", name)
        assert len(set(ids)) == len(ids) == 5


def test_each_copy_has_parts_of_its_own_and_shares_pictures(parts: Parts, cloned: Parts) -> None:
    pictures = {name for name in parts if name.startswith("xl/media/")}
    owned = [below(cloned, sheet) - pictures for sheet in range(3)]
    assert owned[0] == below(parts, 0) - pictures
    assert [len(own) for own in owned] == [len(owned[0])] * 3
    assert len(set().union(*owned)) == 3 * len(owned[0])
    assert all(pictures <= below(cloned, sheet) for sheet in range(3))
    settings = [name for name in cloned if "printerSettings" in name]
    assert [cloned[name] for name in settings] == [PRINTER_SETTINGS] * 3


def test_every_relationship_and_declaration_has_its_part(parts: Parts, cloned: Parts) -> None:
    for name in cloned:
        for relation in targets(cloned, name):
            assert relation.external or relation.target in cloned
    kinds = attributes(cloned["[Content_Types].xml"], "Override", "ContentType")
    names = attributes(cloned["[Content_Types].xml"], "Override", "PartName")
    assert {name.lstrip("/") for name in names} <= cloned.keys()
    assert len(set(names)) == len(names)
    before = Counter(attributes(parts["[Content_Types].xml"], "Override", "ContentType"))
    more = Counter(kinds) - before
    assert {kind.rpartition(".")[2]: number for kind, number in more.items()} == {
        **{"worksheet+xml": 2, "chart+xml": 4, "drawing+xml": 2, "table+xml": 2},
        **{"comments+xml": 2, "controlproperties+xml": 2, "printerSettings": 2},
    }


def test_each_copy_names_itself_and_the_rest_names_the_first(cloned: Parts) -> None:
    for sheet, (name, quoted) in enumerate(zip(NAMES, QUOTED, strict=True)):
        own = [sheets_of(cloned)[sheet].part, *below(cloned, sheet)]
        text = "".join(cloned[part].decode() for part in own if part.endswith("ml"))
        assert f"<c:f>{quoted}!$E$18:$E$39</c:f>" in text
        assert f"<xm:f>{quoted}!E18:G18</xm:f>" in text
        assert f'location="{quoted}!A17"' in text
        assert SHEET not in text
        others = {other for other in QUOTED if f"{other}!" in text}
        assert others == {quoted}, name
    assert f"SUM({QUOTED[0]}!G13:G13)" in cloned["xl/worksheets/sheet2.xml"].decode()


def test_names_of_the_sheet_and_into_it_stand_once_for_each_copy(cloned: Parts) -> None:
    book = cloned["xl/workbook.xml"].decode()
    found = re.findall(r'<definedName name="([^"]*)"(?: localSheetId="(\d)")?>([^<]*)<', book)
    assert [entry for entry in found if entry[0] == "_xlnm.Print_Area"] == [
        ("_xlnm.Print_Area", "3", f"{NOTES}!$A$1:$C$8"),
        *(
            ("_xlnm.Print_Area", str(sheet), f"{quoted}!$A$1:$I$41")
            for sheet, quoted in enumerate(QUOTED)
        ),
    ]
    assert [entry[1:] for entry in found if entry[0] == "总得分"] == [
        ("", f"{QUOTED[0]}!$H$14"),
        ("1", f"{QUOTED[1]}!$H$14"),
        ("2", f"{QUOTED[2]}!$H$14"),
    ]
    assert [entry[1:] for entry in found if entry[0] == "明细金额"] == [
        *(("", "明细表[金额]"), ("1", "明细表_2[金额]"), ("2", "明细表_3[金额]"))
    ]


def test_tables_are_told_apart_where_they_are_named(cloned: Parts) -> None:
    tables = [name for name in cloned if name.startswith("xl/tables/")]
    numbers = [attributes(cloned[name], "table", "id")[0] for name in tables]
    names = [attributes(cloned[name], "table", "displayName")[0] for name in tables]
    assert len(set(numbers)) == 3
    assert names == ["明细表", "明细表_2", "明细表_3"]
    for sheet, name in enumerate(names):
        text = cloned[sheets_of(cloned)[sheet].part].decode()
        assert f"总得分+SUM({name}[金额])" in text


def test_only_one_sheet_is_selected(cloned: Parts) -> None:
    selected = [
        attributes(cloned[sheet.part], "sheetView", "tabSelected") for sheet in sheets_of(cloned)
    ]
    assert selected == [["1"], [], [], [], []]


def test_what_counts_sheets_is_set_right(parts: Parts) -> None:
    view = b'<workbookView activeTab="2" firstSheet="0" '
    book = parts["xl/workbook.xml"].replace(b"<workbookView ", view)
    module = parts[SHEET_PART].replace(b"<sheetPr>", b'<sheetPr codeName="Sheet1">')
    cloned = clone_sheet(parts | {"xl/workbook.xml": book, SHEET_PART: module}, SHEET, NAMES)
    assert attributes(cloned["xl/workbook.xml"], "workbookView", "activeTab") == ["4"]
    assert attributes(cloned["xl/workbook.xml"], "workbookView", "firstSheet") == ["0"]
    modules = [attributes(cloned[sheet.part], "sheetPr", "codeName") for sheet in sheets_of(cloned)]
    assert modules == [["Sheet1"], [], [], [], []]


def test_the_list_of_titles_fits_the_workbook(cloned: Parts) -> None:
    titles = re.findall("<vt:lpstr>([^<]*)<", cloned["docProps/app.xml"].decode())
    assert titles[2:7] == [
        *(name.replace("&", "&amp;") for name in NAMES),
        NOTES,
        f"{NOTES}!Print_Area",
    ]
    assert [title for title in titles if title.endswith("总得分")] == [
        *("总得分", f"{QUOTED[1]}!总得分", f"{QUOTED[2]}!总得分")
    ]
    sizes = re.findall("<vt:i4>([0-9]+)<", cloned["docProps/app.xml"].decode())
    # The very hidden sheet is no title, nor was the name of the table's column.
    names = cloned["xl/workbook.xml"].count(b"<definedName ") - 3
    assert sizes == ["4", str(names)]
    assert f'<vt:vector size="{names + 4}" baseType="lpstr">'.encode() in cloned["docProps/app.xml"]


def test_wrong_calls_are_refused(parts: Parts) -> None:
    with pytest.raises(KeyError):
        clone_sheet(parts, "没有这张", ["甲"])
    with pytest.raises(ValueError, match="needs a name"):
        clone_sheet(parts, SHEET, [])


def test_copies_move_each_by_its_own_rows(cloned: Parts) -> None:
    maps = {name: RowMap({13: copies}) for name, copies in zip(NAMES, (1, 5, 20), strict=True)}
    book = plan_package(cloned)["xl/workbook.xml"].moved(maps)
    found = re.findall(r'<definedName name="总得分"[^>]*>([^<]*)<', book)
    assert found == [f"{QUOTED[0]}!$H$14", f"{QUOTED[1]}!$H$18", f"{QUOTED[2]}!$H$33"]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_libreoffice_and_openpyxl_find_the_copies_complete(
    tmp_path: Path, cloned: Parts, office: Office
) -> None:
    path = written(tmp_path / "copies.xlsx", cloned)
    book = openpyxl.load_workbook(path)
    assert [list(sheet.tables) for sheet in book.worksheets[:3]] == [
        *(["明细表"], ["明细表_2"], ["明细表_3"])
    ]
    typed = {"E6": 8, "F6": 8, "G6": 10, "G13": 7, "H13": 5, "E18": 118, "L18": 40}
    values = office.recalculated(path, {NAMES[1]: typed})
    second, third = values[NAMES[1]], values[NAMES[2]]
    assert (second["E40"], third["E40"]) == (727, 627)
    assert (second["G14"], second["J1"], third["G14"]) == (17, 15, 0)
    assert second["J3"] == 15 + 90
    assert values[NOTES]["B5"] == 36
    areas = office.print_areas(path)
    assert [areas[name] for name in NAMES] == [["A1:I41"]] * 3
