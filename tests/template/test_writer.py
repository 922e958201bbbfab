"""Cells, rows and heights as XML."""

from __future__ import annotations

import math
import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Alignment

from drafts import draft, write
from zipingbiao.model import Header, Indicator, SelfEvaluation
from zipingbiao.ooxml.address import Area
from zipingbiao.ooxml.grid import CellError, Scalar
from zipingbiao.ooxml.opening import open_workbook_bytes
from zipingbiao.template.compile import compile_template
from zipingbiao.template.writing.fill import fill_template
from zipingbiao.template.writing.heights import MAX_HEIGHT, height, lines, room
from zipingbiao.template.writing.markup import Bodies, content_body, escape_text, formula_body


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (None, "/>"),
        ("", "/>"),
        (10, "><v>10</v></c>"),
        (10.0, "><v>10</v></c>"),
        (0.859, "><v>0.859</v></c>"),
        (-0.0, "><v>0</v></c>"),
        (1e-7, "><v>0.0000001</v></c>"),
        ("=1+1", ' t="inlineStr"><is><t>=1+1</t></is></c>'),
        ("<&>", ' t="inlineStr"><is><t>&lt;&amp;&gt;</t></is></c>'),
        (" a", ' t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a ", ' t="inlineStr"><is><t xml:space="preserve">a </t></is></c>'),
        ("a  b", ' t="inlineStr"><is><t xml:space="preserve">a  b</t></is></c>'),
        ("a\nb", ' t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>'),
        ("_x000D_", ' t="inlineStr"><is><t>_x005F_x000D_</t></is></c>'),
        ("a\rb", ' t="inlineStr"><is><t>a_x000D_b</t></is></c>'),
        ("a\x0bb", ' t="inlineStr"><is><t>a_x000B_b</t></is></c>'),
    ],
)
def test_what_a_cell_holds_as_xml(content: Scalar, body: str) -> None:
    assert content_body(content) == body
    assert Bodies()[content] == body


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_is_no_number_is_never_written(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        content_body(number)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (3, "><f>A1</f><v>3</v></c>"),
        (None, "><f>A1</f><v>0</v></c>"),
        ("优<", ' t="str"><f>A1</f><v>优&lt;</v></c>'),
        ("", ' t="str"><f>A1</f><v></v></c>'),
        (True, ' t="b"><f>A1</f><v>1</v></c>'),
        (CellError("#DIV/0!"), ' t="e"><f>A1</f><v>#DIV/0!</v></c>'),
    ],
)
def test_a_formula_carries_its_value(value: Scalar, body: str) -> None:
    assert formula_body("<f>A1</f>", value) == body


@given(st.text())
def test_any_text_is_well_formed_xml(text: str) -> None:
    ElementTree.fromstring(f"<t>{escape_text(text)}</t>")


@given(st.text(max_size=40))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    template = compile_template(draft({"A1": "{{ a }}"}, {}, ()), "form.xlsx", fills_only=True)
    (sheet,) = open_workbook_bytes(fill_template(template, {"a": text}, {}), "x.xlsx").sheets
    assert (sheet.value("A1") or "") == text


# Heights


def test_a_row_is_as_high_as_its_longest_text() -> None:
    assert lines("一二三四五六七八九十", 5) == 2
    assert lines("一二三四五六", 5) == 2
    assert lines("abcdefgh", 5) == 1
    assert lines("一\n二\n\n三", 5) == 4
    assert lines("", 5) == 1
    assert lines("𠮷" * 5, 5) == 1


def test_heights_grow_with_lines_and_end_at_what_excel_allows() -> None:
    assert height(1, 10) < height(2, 10) < height(2, 12)
    assert height(1000, 10) == MAX_HEIGHT == 409


def test_merged_columns_have_the_room_of_all_of_them() -> None:
    widths = {1: 10.0, 2: 10.0, 3: 0.0}
    one = room(Area(1, 1, 1, 1), widths, 10)
    assert one < room(Area(1, 1, 1, 2), widths, 10) < 2.5 * one
    assert room(Area(1, 3, 1, 3), {3: 0.5}, 10) == 1


def test_what_is_hidden_makes_no_row_higher() -> None:
    assert room(Area(1, 3, 1, 3), {1: 10.0, 3: 0.0}, 10) == 0


def test_rows_of_a_form_are_high_enough_for_long_text() -> None:
    """Only cells that wrap make their row higher."""
    long = Indicator("产出", "数量", "很长的三级指标名称" * 20, weight=1)
    form = SelfEvaluation("x", header=Header("道路"), indicators=(long,))
    wrapping = compile_template(_wrapping(), "form.xlsx")
    data = write(_wrapping(), form).data
    assert wrapping.form.cells[4, 3].pattern is not None
    assert _height(data, 4) > 60
    assert _height(write(draft(), form).data, 4) == 0


def _wrapping() -> bytes:
    """The small form with cells that wrap their text."""
    book = openpyxl.load_workbook(BytesIO(draft()))
    for cell in book.worksheets[0][4]:
        cell.alignment = Alignment(wrap_text=True)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _height(data: bytes, row: int) -> float:

    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    found = re.search(rf'<row r="{row}"[^>]* ht="([\d.]+)"', sheet)
    return float(found[1]) if found else 0.0
