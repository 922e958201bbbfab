from __future__ import annotations

import pickle

import pytest

from documents import Grid, docx, paragraph, word_table
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.documents.book import book_of
from zipingbiao.ooxml.documents.places import Spots
from zipingbiao.ooxml.foreign.worker import read
from zipingbiao.ooxml.grid import PlainSheet
from zipingbiao.ooxml.opening import open_workbook_bytes


@pytest.fixture
def sheet() -> PlainSheet:
    texts = {(1, 1): "指标", (1, 3): "得分", (2, 2): "a", (2, 3): "b", (3, 1): "c"}
    areas = [Area(1, 1, 2, 1), Area(3, 1, 3, 2)]
    grid = Grid(3, 3, texts, {(area.top, area.left): area for area in areas})
    small = word_table(Grid(1, 1, {(1, 1): "x"}))
    body = paragraph("标题") + word_table(grid) + paragraph("注") + small + paragraph("完")
    [found] = read("docx", docx(body))
    return found


SPOTS = {
    "A1": "表1 上面的文字",
    "A2": "表1 第1行第1列",
    "C2": "表1 第1行第3列",
    "C3": "表1 第2行第3列",
    "A4": "表1 第3行第1列",
    "B4": "表1 第3行第1列",
    "C4": "表1 第3行第2列",
    "A5": "表1 下面的文字",
    "A6": "表2 第1行第1列",
    "A7": "表2 下面的文字",
}


def test_boxes_are_counted_as_they_are_seen(sheet: PlainSheet) -> None:
    spots = Spots(sheet)
    assert {address: spots[address] for address in SPOTS} == SPOTS
    assert pickle.loads(pickle.dumps(spots))["C4"] == SPOTS["C4"]
    assert spots.get("") is None
    assert len(list(spots)) == len(spots) == 10


def test_a_workbook_of_a_document_holds_the_same(sheet: PlainSheet) -> None:
    [made] = open_workbook_bytes(book_of([sheet]), "a.xlsx").sheets
    assert made.name == sheet.name
    assert set(made.merges) == set(sheet.merges)
    assert {a: made.shown(a) for a in made.addresses if made.shown(a)} == {
        a: sheet.shown(a) for a in sheet.addresses
    }
