from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooxml import hostile
from zipingbiao.errors import UnreadableFile
from zipingbiao.ooxml.foreign.isotime import date_serial, time_serial
from zipingbiao.ooxml.foreign.ods import read_content
from zipingbiao.ooxml.grid import CellError, PlainCell, PlainSheet
from zipingbiao.values.serial import serial_of


def _sheet(rows: str) -> PlainSheet:
    table = f'<table:table table:name="表">{rows}</table:table>'
    [sheet] = read_content(hostile.content_xml(table).encode())
    return sheet


def _row(*cells: str, repeat: int = 1) -> str:
    again = f' table:number-rows-repeated="{repeat}"' if repeat > 1 else ""
    return f"<table:table-row{again}>{''.join(cells)}</table:table-row>"


def _cell(text: str = "", **attributes: str | int) -> str:
    """A cell; attributes are named ``office_value_type`` for ``office:value-type``."""
    named = "".join(
        f' {name.replace("_", ":", 1).replace("_", "-")}="{value}"'
        for name, value in attributes.items()
    )
    return f"<table:table-cell{named}>{text}</table:table-cell>"


def _p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


CELLS: list[tuple[str, str, PlainCell | None]] = [
    ("a number", _cell(_p("66.00"), office_value_type="float", office_value="66"),
     PlainCell(66, "66.00")),
    ("a rate", _cell(_p("85.9%"), office_value_type="percentage", office_value="0.859"),
     PlainCell(0.859, "85.9%")),
    ("an amount", _cell(_p("￥5"), office_value_type="currency", office_value="5"),
     PlainCell(5, "￥5")),
    ("a date", _cell(_p("2020年12月"), office_value_type="date",
                     office_date_value="2020-12-31"), PlainCell(44196, "2020年12月")),
    ("a moment", _cell(_p("x"), office_value_type="date",
                       office_date_value="2020-12-31T12:00:00.000"), PlainCell(44196.5, "x")),
    ("a time", _cell(_p("12:00"), office_value_type="time", office_time_value="PT12H00M00S"),
     PlainCell(0.5, "12:00")),
    ("a truth value", _cell(_p("真"), office_value_type="boolean", office_boolean_value="true"),
     PlainCell(True, "真")),
    ("a truth value from Excel", _cell(_p("FALSE"), table_formula="of:=FALSE()",
                                       office_value_type="float", office_value="0"),
     PlainCell(False, "FALSE")),
    ("a text", _cell(_p("≥48"), office_value_type="string"), PlainCell("≥48", "≥48")),
    ("a number typed as text", _cell(_p("0012"), office_value_type="string"),
     PlainCell("0012", "0012")),
    ("a text with a format", _cell(_p("5天"), office_value_type="string", office_string_value="5"),
     PlainCell("5", "5天")),
    ("a text of no type", _cell(_p("甲")), PlainCell("甲", "甲")),
    ("a number without its looks", _cell(office_value_type="float", office_value="1.5"),
     PlainCell(1.5, "1.5")),
    ("a rate without its looks", _cell(office_value_type="percentage", office_value="0.5"),
     PlainCell(0.5, "50.00%")),
    ("an error", _cell(_p("#DIV/0!"), table_formula="of:=1/0", office_value_type="string",
                       office_string_value="", calcext_value_type="error"),
     PlainCell(CellError("#DIV/0!"), "#DIV/0!")),
    ("an error of another program", _cell(_p("#N/A"), table_formula="of:=NA()",
                                          office_value_type="string"),
     PlainCell(CellError("#N/A"), "#N/A")),
    ("the name of an error, typed", _cell(_p("#N/A"), office_value_type="string"),
     PlainCell("#N/A", "#N/A")),
    ("a formula without its value", _cell(table_formula="of:=[.A1]"),
     PlainCell(None, "", uncached=True)),
    ("a formula with an empty text", _cell(table_formula="of:=&quot;&quot;",
                                           office_value_type="string"), None),
    ("a styled blank", _cell(table_style_name="ce1"), None),
    ("a long number of no format", _cell(_p("0.1234567890123"), office_value_type="float",
                                         office_value="0.1234567890123"),
     PlainCell(0.1234567890123, "0.123456789")),
    ("a long number with a format", _cell(_p("0.12345678900000"), office_value_type="float",
                                          office_value="0.123456789"),
     PlainCell(0.123456789, "0.12345678900000")),
    ("a number that is none", _cell(_p("1"), office_value_type="float"), PlainCell("1", "1")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("markup", "expected"), [pytest.param(*rest, id=name) for name, *rest in CELLS]
)
def test_a_cell_keeps_value_and_looks(markup: str, expected: PlainCell | None) -> None:
    found = _sheet(_row(markup)).cells.get("A1")
    assert found == expected
    if expected is not None and found is not None:
        assert type(found.value) is type(expected.value)


TEXTS = [
    (_p("甲") + _p("") + _p("乙"), "甲\n\n乙"),
    (_p("一<text:line-break/>二"), "一\n二"),
    (_p("a<text:s/>b<text:s text:c='3'/>c"), "a b   c"),
    (_p("a<text:tab/>b"), "a\tb"),
    (_p("\n    缩进\n    排版\n  "), "缩进 排版"),
    (_p("<text:span>富</text:span><text:a>文</text:a>本"), "富文本"),
    ("<office:annotation>" + _p("批注") + "</office:annotation>" + _p("正文"), "正文"),
    (_p("正文") + "<draw:frame>" + _p("图") + "</draw:frame>", "正文"),
    (_p("甲<text:note>" + _p("注") + "</text:note>乙"), "甲乙"),
]


@pytest.mark.parametrize(("markup", "text"), TEXTS)
def test_text_is_read_as_a_person_sees_it(markup: str, text: str) -> None:
    assert _sheet(_row(_cell(markup, office_value_type="string"))).value("A1") == text


def test_blanks_that_are_repeated_only_move_what_follows() -> None:
    sheet = _sheet(
        _row(_cell(table_number_columns_repeated=16383), _cell(_p("末列")))
        + _row(_cell(table_number_columns_repeated=16384), repeat=1048574)
        + _row(_cell(_p("末行")))
    )
    assert {place: cell.value for place, cell in sheet.cells.items()} == {
        "XFD1": "末列",
        "A1048576": "末行",
    }


def test_content_that_is_repeated_stands_in_each_place() -> None:
    sheet = _sheet(_row(_cell(_p("x"), table_number_columns_repeated=2), repeat=2))
    assert sorted(sheet.cells) == ["A1", "A2", "B1", "B2"]


def test_merges_are_found_also_where_rows_are_repeated() -> None:
    wide = _cell(_p("甲"), table_number_columns_spanned=2, table_number_rows_spanned=1)
    blank = _cell(table_number_columns_spanned=1, table_number_rows_spanned=3)
    covered = "<table:covered-table-cell/>"
    sheet = _sheet(_row(wide, covered, repeat=2) + _row(_cell(), blank))
    assert sheet.merges == ("A1:B1", "A2:B2", "B3:B5")
    assert sorted(sheet.cells) == ["A1", "A2"]


def test_rows_in_groups_and_headers_count_as_rows() -> None:
    inner = _row(_cell(_p("甲")))
    rows = f"<table:table-header-rows>{inner}</table:table-header-rows>"
    rows += f"<table:table-row-group>{inner}</table:table-row-group>"
    assert sorted(_sheet(rows).cells) == ["A1", "A2"]


def test_hidden_sheets_are_told_and_linked_tables_are_no_sheets() -> None:
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    tables = (
        '<table:table table:name="甲" table:style-name="ta1"/>'
        '<table:table table:name="乙" table:style-name="ta2"/>'
        "<table:dde-links><table:dde-link><table:table/></table:dde-link></table:dde-links>"
    )
    sheets = read_content(hostile.content_xml(tables, styles).encode())
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("甲", False), ("乙", True)]


def test_other_prefixes_mean_the_same() -> None:
    markup = hostile.content_xml(f"<table:table>{_row(_cell(_p('甲')))}</table:table>")
    renamed = markup.replace("<table:", "<t:").replace("</table:", "</t:")
    [sheet] = read_content(renamed.replace("xmlns:table=", "xmlns:t=").encode())
    assert sheet.value("A1") == "甲"


REFUSED = [
    ("a cell repeated a billion times",
     _row(_cell(_p("x"), table_number_columns_repeated=999999999), repeat=999999999), "ZPB907"),
    ("a number of repetitions without end",
     _row(_cell(_p("x"), table_number_columns_repeated="9" * 5000)), "ZPB907"),
    ("content right of the last column",
     _row(_cell(table_number_columns_repeated=16384), _cell(_p("x"))), "ZPB907"),
    ("a date that is none",
     _row(_cell(office_value_type="date", office_date_value="2020-13-41")), "ZPB903"),
    ("XML that does not end", "<table:table-row>", "ZPB903"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "code"), [pytest.param(*rest, id=name) for name, *rest in REFUSED]
)
def test_what_cannot_be_right_is_refused(rows: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        _sheet(rows)
    assert caught.value.code == code


def test_a_document_type_is_refused() -> None:
    content = hostile.unzipped(hostile.laughing_ods())["content.xml"]
    with pytest.raises(UnreadableFile, match="DTD"):
        read_content(content)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)))
def test_dates_are_excels_serials(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    day = serial_of(moment.year, moment.month, moment.day)
    assert date_serial(moment.date().isoformat()) == day
    seconds = (moment - datetime(moment.year, moment.month, moment.day)).total_seconds()
    assert day is not None
    assert date_serial(moment.isoformat()) == pytest.approx(day + seconds / 86400, abs=1e-9)


@given(st.timedeltas(timedelta(0), timedelta(days=40)))
def test_durations_are_parts_of_a_day(length: timedelta) -> None:
    seconds, fraction = divmod(length.total_seconds(), 1)
    hours, rest = divmod(int(seconds), 3600)
    text = f"PT{hours:02d}H{rest // 60:02d}M{rest % 60:02d}.{int(fraction * 1e6):06d}S"
    assert time_serial(text) == pytest.approx(length.total_seconds() / 86400, abs=1e-9)
    assert time_serial(f"-{text}") == -time_serial(text)
