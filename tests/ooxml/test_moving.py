"""Everything that names a row moves with it, and nothing else changes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everything import NOTES_PART, SHEET, SHEET_PART, make_everything
from office import Office
from zipingbiao.ooxml import xmltext
from zipingbiao.ooxml.formula import move_formula
from zipingbiao.ooxml.moving import move_part, plan_package
from zipingbiao.ooxml.relations import drop_calc_chain
from zipingbiao.ooxml.rowmap import RowMap

#: Row 11 becomes rows 11 and 12, row 13 becomes rows 14 to 33: what stood in row 14 is in 34.
ROWS = RowMap({11: 2, 13: 20})
MAPS = {SHEET: ROWS}
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The template that holds one of everything."""
    path = tmp_path_factory.mktemp("template") / "everything.xlsx"
    make_everything(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def moved(parts: Parts) -> dict[str, str]:
    """Its parts after the rows have been repeated, sheet data left alone."""
    return {name: plan.moved(MAPS) for name, plan in plan_package(parts).items()}


# The template with one of everything.


def test_no_byte_changes_where_no_row_moves(parts: Parts) -> None:
    nothing = {SHEET: RowMap({13: 1}), "别的": RowMap({2: 9})}
    for name, plan in plan_package(parts).items():
        assert plan.moved({SHEET: RowMap()}).encode() == parts[name]
        assert plan.moved(nothing).encode() == parts[name]


def test_only_numbers_change(parts: Parts, moved: dict[str, str]) -> None:
    repeated = {SHEET_PART, NOTES_PART}
    for name in moved.keys() - repeated:
        assert re.sub("[0-9]+", "", moved[name]) == re.sub("[0-9]+", "", parts[name].decode())
    changed = {name for name in moved if moved[name].encode() != parts[name]}
    assert changed == {
        *(SHEET_PART, NOTES_PART, "xl/workbook.xml", "xl/drawings/drawing1.xml"),
        *("xl/drawings/_rels/drawing1.xml.rels", "xl/drawings/vmlDrawing1.vml"),
        *("xl/comments1.xml", "xl/tables/table1.xml", "xl/ctrlProps/ctrlProp1.xml"),
        *("xl/charts/chart1.xml", "xl/charts/chart2.xml"),
    }


#: Part → what stands in it afterwards.
AFTERWARDS = {
    SHEET_PART: """
        <dimension ref="A1:M61"/>
        <protectedRange sqref="B14:I33" name="指标"/>
        sqref="D38:F59 I38:I59" name="明细"/>
        <mergeCells count="46">
        <mergeCell ref="A10:A12"/><mergeCell ref="B10:E10"/>
        <mergeCell ref="B11:E11"/><mergeCell ref="B12:E12"/>
        <mergeCell ref="A13:A33"/><mergeCell ref="A34:F34"/>
        <conditionalFormatting sqref="H14:H33"><cfRule
        <formula>$H14&lt;$G14</formula>
        <conditionalFormatting sqref="E38:F59">
        <formula>$H$34</formula>
        sqref="H14:H33"><formula1>0</formula1><formula2>G14</formula2>
        sqref="I38:I59"><formula1>"是,否"</formula1>
        sqref="D38:D59"><formula1>码表!$A$1:$A$3</formula1>
        sqref="C35"><formula1>LEN(C35)&lt;=500</formula1>
        <hyperlink ref="K35" location="自评表!A37" display="看明细"/>
        <brk id="33" max="16383" man="1"/><brk id="50" max="16383" man="1"/>
        <colBreaks count="1" manualBreakCount="1"><brk id="9" max="1048575" man="1"/>
        <ignoredError sqref="C14:I33 C38:I59"
        <xdr:row>38</xdr:row><xdr:rowOff>19050</xdr:rowOff>
        <xdr:row>39</xdr:row><xdr:rowOff>38100</xdr:rowOff>
        <xm:sqref>G38:G59</xm:sqref>
        <xm:f>AND(码表!$A$1&lt;&gt;"",$H14&lt;$H$34)</xm:f>
        <xm:sqref>I14:I33 I38:I59</xm:sqref>
        <xm:f>自评表!E38:G38</xm:f><xm:sqref>N38</xm:sqref>
        <xm:f>自评表!G14:H14</xm:f><xm:sqref>M14</xm:sqref></x14:sparkline><x14:sparkline>
        <xm:f>自评表!G33:H33</xm:f><xm:sqref>M33</xm:sqref></x14:sparkline></x14:sparklines>
    """,
    NOTES_PART: """
        <f>自评表!H34</f>
        <f>SUM(自评表!G14:G33)</f>
        <f>自评表!E38*2</f>
        <f>自评表!E41*2</f>
        <f>B8+1</f>
        <formula>自评表!$E$60&gt;0</formula>
    """,
    "xl/workbook.xml": """
        localSheetId="0">自评表!$A$1:$I$61<
        localSheetId="1">填报说明!$A$1:$C$8<
        localSheetId="0">自评表!$13:$13<
        name="合计" localSheetId="0">自评表!$E$60<
        name="总得分">自评表!$H$34<
        name="指标得分">自评表!$H$14:$H$33<
    """,
    "xl/drawings/drawing1.xml": """
        <xdr:row>60</xdr:row>
        <xdr:row>43</xdr:row>
        <xdr:row>7</xdr:row>
        textlink="自评表!$H$34"
    """,
    "xl/drawings/_rels/drawing1.xml.rels": 'Target="#自评表!A37"',
    "xl/drawings/vmlDrawing1.vml": """
        <x:Anchor>7, 15, 32, 10, 8, 75, 34, 27</x:Anchor>
        <x:Row>33</x:Row>
        14, 10, 38, 2, 15, 40, 39, 4</x:Anchor>
        <x:FmlaLink>$O$60</x:FmlaLink>
    """,
    "xl/comments1.xml": '<comment ref="A1"\n<comment ref="I6"\n<comment ref="H34"',
    "xl/tables/table1.xml": """
        ref="K37:M40" totalsRowShown="0"><autoFilter ref="K37:M40"/>
        <calculatedColumnFormula>明细表[[#This Row],[金额]]/$E$60</calculatedColumnFormula>
    """,
    "xl/ctrlProps/ctrlProp1.xml": 'fmlaLink="$O$60"',
    "xl/charts/chart1.xml": """
        <c:f>自评表!$A$37</c:f>
        <c:f>自评表!$A$38:$A$59</c:f>
        <c:f>自评表!$E$38:$E$59</c:f>
    """,
    "xl/charts/chart2.xml": "<c:f>自评表!$H$14:$H$33</c:f>",
}


@pytest.mark.parametrize("part", AFTERWARDS)
def test_each_part_names_the_new_rows(part: str, moved: dict[str, str]) -> None:
    expected = [line.strip() for line in AFTERWARDS[part].strip().splitlines()]
    assert [line for line in expected if line not in moved[part]] == []


def test_foreign_parts_are_never_touched(parts: Parts) -> None:
    xml = parts["customXml/item1.xml"].decode()
    assert move_part("customXml/item1.xml", xml, MAPS, SHEET) == xml


# Elements that the template does not hold.

MOVED = """
<pane ySplit="12" topLeftCell="A14" state="frozen"/>
→ <pane ySplit="12" topLeftCell="A33" state="frozen"/>
<pane ySplit="13" topLeftCell="A14" state="frozen"/>
→ <pane ySplit="32" topLeftCell="A33" state="frozen"/>
<pane ySplit="1300" topLeftCell="A14"/>
→ <pane ySplit="1300" topLeftCell="A33"/>
<sheetView topLeftCell="A14"><pane ySplit="2" state="frozen"/></sheetView>
→ <sheetView topLeftCell="A33"><pane ySplit="2" state="frozen"/></sheetView>
<sheetView topLeftCell="A12"><pane ySplit="2" state="frozen"/></sheetView>
→ <sheetView topLeftCell="A12"><pane ySplit="21" state="frozen"/></sheetView>
<selection activeCell="B13" sqref="B13 B14:C14"/>
→ <selection activeCell="B13" sqref="B13 B33:C33"/>
<customSheetView topLeftCell="A20"><rowBreaks><brk id="20"/></rowBreaks></customSheetView>
→ <customSheetView topLeftCell="A39"><rowBreaks><brk id="39"/></rowBreaks></customSheetView>
<autoFilter ref="A12:H13"><sortState ref="A13:H13"/></autoFilter>
→ <autoFilter ref="A12:H32"><sortState ref="A13:H32"/></autoFilter>
<colBreaks><brk id="3" min="13" max="20"/></colBreaks>
→ <colBreaks><brk id="3" min="32" max="39"/></colBreaks>
<scenarios sqref="B13"><scenario><inputCells r="B14"/></scenario></scenarios>
→ <scenarios sqref="B13:B32"><scenario><inputCells r="B33"/></scenario></scenarios>
<cfRule><cfvo type="formula" val="$B$14"/><cfvo type="num" val="14"/></cfRule>
→ <cfRule><cfvo type="formula" val="$B$33"/><cfvo type="num" val="14"/></cfRule>
<conditionalFormatting sqref="A13"><formula>SUM($C13:$F13)&gt;MAX(G$13:G$13)</formula></conditionalFormatting>
→ <conditionalFormatting sqref="A13:A32"><formula>SUM($C13:$F13)&gt;MAX(G$13:G$32)</formula></conditionalFormatting>
<hyperlink ref="B13" location="#'自评表'!A14"/>
→ <hyperlink ref="B13:B32" location="#'自评表'!A33"/>
<controlPr linkedCell="$A$14" listFillRange="别的!A14"/>
→ <controlPr linkedCell="$A$33" listFillRange="别的!A14"/>
<threadedComment ref="A14" id="A14"/>
→ <threadedComment ref="A33" id="A14"/>
<dataRef ref="A14" sheet="别的"/><dataRef ref="A14"/>
→ <dataRef ref="A14" sheet="别的"/><dataRef ref="A33"/>
<worksheetSource ref="A12:C13" sheet="自评表"/>
→ <worksheetSource ref="A12:C32" sheet="自评表"/>
<pivotTableDefinition><location ref="A14:B20"/></pivotTableDefinition>
→ <pivotTableDefinition><location ref="A33:B39"/></pivotTableDefinition>
<location ref="A14"/>
→ <location ref="A14"/>
<c:f>(自评表!$A$13,自评表!$A$15)</c:f>
→ <c:f>(自评表!$A$13,自评表!$A$34)</c:f>
<c15:sqref>自评表!$A$13:$A$13</c15:sqref>
→ <c15:sqref>自评表!$A$13:$A$32</c15:sqref>
<f><![CDATA[A14&"A14"]]></f>
→ <f>A33&amp;"A14"</f>
<f>A12&quot;</f>
→ <f>A12&quot;</f>
<x:f a='A14'>A14</x:f><!--<f>A14</f>-->
→ <x:f a='A14'>A33</x:f><!--<f>A14</f>-->
<Relationship Target='#自评表!A14'/>
→ <Relationship Target="#自评表!A33"/>
<Relationship Target="#%E8%87%AA%E8%AF%84%E8%A1%A8!A14"/>
→ <Relationship Target="#%E8%87%AA%E8%AF%84%E8%A1%A8!A33"/>
<Relationship Target="sheet1.xml"/>
→ <Relationship Target="sheet1.xml"/>
""".strip()  # noqa: E501
CASES = re.findall(r"^(?!→)(.*)\n→ (.*)", MOVED, re.MULTILINE)


@pytest.mark.parametrize(("old", "new"), CASES)
def test_elements_move(old: str, new: str) -> None:
    maps = {SHEET: RowMap({13: 20})}
    assert move_part("xl/worksheets/sheet1.xml", old, maps, SHEET) == new


def test_merges_within_a_row_are_repeated_and_counted() -> None:
    old, new, tall = "<mergeCell ref='A13:B13'/>", '<mergeCell ref="A14:B14"/>', "A12:A13"
    first = '<mergeCell ref="A13:B13"/>'
    xml = f'<mergeCells count="2">{first}<mergeCell ref="{tall}"/></mergeCells>'
    assert move_part("sheet1.xml", xml, {SHEET: RowMap({13: 2})}, SHEET) == (
        f'<mergeCells count="3">{first}{new}<mergeCell ref="A12:A14"/></mergeCells>'
    )
    assert move_part("sheet1.xml", old, {SHEET: RowMap({9: 2})}, SHEET) == new


def anchor(kind: str, top: int, bottom: int, offset: int = 5, attributes: str = "") -> str:
    """A shape's anchor between two rows, counted from 1."""
    rows = f"<row>{top - 1}</row>", f"<row>{bottom - 1}</row><rowOff>{offset}</rowOff>"
    return f"<{kind}{attributes}><from>{rows[0]}</from><to>{rows[1]}</to></{kind}>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Row 13 becomes 13 to 32. A shape above stays, one below moves, one across grows.
        (anchor("twoCellAnchor", 3, 12), anchor("twoCellAnchor", 3, 12)),
        (anchor("twoCellAnchor", 14, 20), anchor("twoCellAnchor", 33, 39)),
        (anchor("twoCellAnchor", 10, 20), anchor("twoCellAnchor", 10, 39)),
        (anchor("twoCellAnchor", 10, 13), anchor("twoCellAnchor", 10, 32)),
        (anchor("twoCellAnchor", 10, 14, 0), anchor("twoCellAnchor", 10, 33, 0)),
        # Within the repeated row it stays with the first copy.
        (anchor("twoCellAnchor", 13, 13), anchor("twoCellAnchor", 13, 13)),
        (anchor("twoCellAnchor", 13, 14, 0), anchor("twoCellAnchor", 13, 14, 0)),
        # Shapes that move but keep their size, and shapes that do neither.
        (
            anchor("twoCellAnchor", 14, 20, 5, ' editAs="oneCell"'),
            anchor("twoCellAnchor", 33, 39, 5, ' editAs="oneCell"'),
        ),
        (
            anchor("twoCellAnchor", 10, 20, 5, ' editAs="oneCell"'),
            anchor("twoCellAnchor", 10, 20, 5, ' editAs="oneCell"'),
        ),
        (
            anchor("twoCellAnchor", 14, 20, 5, ' editAs="absolute"'),
            anchor("twoCellAnchor", 14, 20, 5, ' editAs="absolute"'),
        ),
        (anchor("anchor", 14, 20), anchor("anchor", 14, 20)),
        (
            anchor("anchor", 10, 20, 5, ' moveWithCells="1" sizeWithCells="true"'),
            anchor("anchor", 10, 39, 5, ' moveWithCells="1" sizeWithCells="true"'),
        ),
        (
            "<oneCellAnchor><from><row>13</row></from></oneCellAnchor>",
            "<oneCellAnchor><from><row>32</row></from></oneCellAnchor>",
        ),
        ("<absoluteAnchor><pos y='13'/></absoluteAnchor>",) * 2,
    ],
)
def test_shapes_go_with_the_rows_as_in_excel(old: str, new: str) -> None:
    maps = {SHEET: RowMap({13: 20})}
    assert move_part("xl/drawings/drawing1.xml", old, maps, SHEET) == new


def vml(kind: str, numbers: str, rest: str = "") -> str:
    """A note or control as VML describes it."""
    data = f"<x:Anchor>\n {numbers}</x:Anchor>{rest}"
    return f'<x:ClientData ObjectType="{kind}">{data}<br></x:ClientData>'


STAYS = "<x:MoveWithCells/><x:SizeWithCells/>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A note goes with its cell and keeps its size, though its box begins a row above.
        (
            vml("Note", "2,15,12,2,4,15,16,4", f"{STAYS}<x:Row>13</x:Row>"),
            vml("Note", "2,15,31,2,4,15,35,4", f"{STAYS}<x:Row>32</x:Row>"),
        ),
        (vml("Note", "2,15,11,2,4,15,15,4", "<x:Row>12</x:Row>"),) * 2,
        (vml("Button", "1, 0, 9, 0, 3, 0, 19, 7"), vml("Button", "1, 0, 9, 0, 3, 0, 38, 7")),
        (vml("Button", "1, 0, 13, 0, 3, 0, 19, 7", STAYS),) * 2,
        (vml("Button", "1, 0, 13"),) * 2,
    ],
)
def test_notes_and_controls_go_with_the_rows(old: str, new: str) -> None:
    assert move_part("xl/drawings/vml1.vml", old, {SHEET: RowMap({13: 20})}, SHEET) == new


def test_shared_formulas_stay_shared_where_nothing_they_name_moves() -> None:
    xml = (
        '<sheetData><c r="A1"><f t="shared" ref="A1:A2" si="3">别的!B12*2</f></c>'
        '<c r="A2"><f t="shared" si="3" ca="1"/><v>1</v></c></sheetData>'
    )
    assert move_part("sheet1.xml", xml, {"表": RowMap({13: 20})}, "填报说明") == xml
    assert move_part("sheet1.xml", xml, {"别的": RowMap({12: 20})}, "填报说明") == (
        '<sheetData><c r="A1"><f>别的!B12*2</f></c>'
        '<c r="A2"><f ca="1">别的!B32*2</f><v>1</v></c></sheetData>'
    )


@given(st.text(st.sampled_from("<>/f=\"' A14&;!-[]CDATA"), max_size=40))
def test_broken_xml_is_kept_as_it_is(xml: str) -> None:
    assert move_part("xl/drawings/vml1.vml", xml, {SHEET: RowMap()}, SHEET) == xml
    again = move_part("xl/drawings/vml1.vml", xml, {"别的": RowMap({13: 20})}, SHEET)
    assert again == xml


def test_the_order_of_calculation_is_dropped_with_all_that_names_it(parts: Parts) -> None:
    chain = '<Relationship Id="rId99" Type="urn:x/calcChain" Target="calcChain.xml"/>'
    override = '<Override PartName="/xl/calcChain.xml" ContentType="x"/>'
    whole = dict(parts) | {"xl/calcChain.xml": b"<calcChain/>"}
    for name, before, new in (
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", chain),
        ("[Content_Types].xml", b"</Types>", override),
    ):
        whole[name] = whole[name].replace(before, new.encode() + before)
    assert drop_calc_chain(whole) == parts
    assert drop_calc_chain(parts) == parts


# LibreOffice opens a form made so, and calculates it anew.


def filled(parts: Parts) -> Parts:
    """The template with its rows repeated and numbers in place of the tags of amounts."""
    made = {name: plan.moved(MAPS).encode() for name, plan in plan_package(parts).items()}
    xml = parts[SHEET_PART].decode()
    head, _, rest = xml.partition("<sheetData>")
    body, _, tail = rest.partition("</sheetData>")
    rows = "".join(repeated(row) for row in re.findall("<row .*?(?=<row |$)", body))
    head, tail = (move_part(SHEET_PART, piece, MAPS, SHEET) for piece in (head, tail))
    made[SHEET_PART] = f"{head}<sheetData>{rows}</sheetData>{tail}".encode()
    return parts | made


def repeated(row: str) -> str:
    """A row of the template as often as it stands in the form."""
    number = int(re.search(r'r="(\d+)"', row)[1])  # type: ignore[index]
    return "".join(copied(row, number, copy) for copy in range(ROWS.copies(number)))


def copied(row: str, number: int, copy: int) -> str:
    """One copy of a row: its own number, formulas and amounts."""
    row = re.sub(rf'(r="[A-Z]*){number}"', rf'\g<1>{ROWS.first(number) + copy}"', row)
    row = re.sub(
        r'(<c r="[D-H](?:[6-9]|1[4-9]|2\d|3[0-3])" s="\d+") t="s"><v>\d+', r"\1><v>10", row
    )
    tokens = xmltext.tokens(row)
    for index, name in xmltext.starts(tokens):
        if name == "f" and not xmltext.is_empty(tokens[index]):
            text = xmltext.text_at(tokens, index)[1]
            moved = move_formula(text, MAPS, SHEET, (number, copy))
            tokens[index + 1] = xmltext.escape(moved)
        if name == "f" and 'ref="G18:G39"' in tokens[index]:
            tokens[index] = tokens[index].replace("G18:G39", "G38:G59")
    return "".join(tokens)


def written(path: Path, parts: Parts) -> Path:
    """The package as a file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_libreoffice_calculates_the_moved_form_truly(
    tmp_path: Path, parts: Parts, office: Office
) -> None:
    path = written(tmp_path / "form.xlsx", filled(parts))
    values = office.recalculated(path)
    form, notes = values[SHEET], values["填报说明"]
    # 20 indicators of 10 points, and 10 of the funds, all earned.
    assert (form["G34"], form["H34"], form["I60"]) == (210, 210, "优")
    assert [form[f"K{row}"] for row in (14, 15, 33)] == [10, 20, 200]
    assert (form["J1"], form["J2"], form["J3"], form["J20"]) == (210, 20, 210, 1)
    assert form["L14"] == pytest.approx(200 / 210)
    assert (form["G38"], form["G59"], form["E60"], form["G60"]) == (18, 39, 627, 627)
    assert form["M40"] == pytest.approx(30 / 627)
    assert [notes[f"B{row}"] for row in (1, 2, 3, 5, 8)] == [210, 200, 210, 36, 42]
    texts = [
        value for sheet in values.values() for value in sheet.values() if isinstance(value, str)
    ]
    assert [text for text in texts if text.startswith(("#", "Err"))] == []


def test_libreoffice_prints_and_draws_the_moved_rows(
    tmp_path: Path, parts: Parts, office: Office
) -> None:
    path = written(tmp_path / "form.xlsx", filled(parts))
    assert office.print_areas(path)[SHEET] == ["A1:I61"]
    ranges = [area.replace("$", "") for chart in office.chart_ranges(path)[SHEET] for area in chart]
    assert {f"{SHEET}.E38:E59", f"{SHEET}.H14:H33"} <= set(ranges)
