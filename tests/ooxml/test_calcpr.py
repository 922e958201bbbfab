"""A workbook of ours is opened with the values that it has."""

from __future__ import annotations

import pytest

from zipingbiao.layouts import find_layouts
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.calcpr import as_calculated, calculated_on_opening, calls_add_in
from zipingbiao.ooxml.package import Package

HEAD = '<workbook xmlns="x"><sheets/><definedNames/>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<calcPr calcId="124519" fullCalcOnLoad="1"/>', '<calcPr calcId="191029"/>'),
        ("<calcPr/>", '<calcPr calcId="191029"/>'),
        ("", '<calcPr calcId="191029"/>'),
        (
            '<calcPr calcMode="manual" forceFullCalc="1"></calcPr>',
            '<calcPr calcMode="manual" calcId="191029"></calcPr>',
        ),
    ],
)
def test_nothing_asks_for_a_calculation(before: str, after: str) -> None:
    xml = f"{HEAD}{before}<extLst/></workbook>"
    assert as_calculated(xml.encode()).decode() == f"{HEAD}{after}<extLst/></workbook>"


def test_prefixes_are_kept() -> None:
    xml = b'<x:workbook xmlns:x="y"><x:sheets/></x:workbook>'
    assert b'<x:sheets/><x:calcPr calcId="191029"/></x:workbook>' in as_calculated(xml)


def test_a_calculation_may_be_asked_for() -> None:
    xml = f'{HEAD}<calcPr calcId="1"/></workbook>'
    asked = calculated_on_opening(xml.encode())
    assert b'<calcPr calcId="1" fullCalcOnLoad="1"/>' in asked
    assert b"fullCalcOnLoad" not in as_calculated(asked)


@pytest.mark.parametrize("live", [False, True])
def test_formulas_of_the_add_in_are_known(live: bool) -> None:
    layout = find_layouts()["national-project"]
    package = Package.open(layout.write([SelfEvaluation(layout.id)], live=live).data)
    parts = {name: package.read(name) for name in package.names}
    assert calls_add_in(parts) == live
    assert b"fullCalcOnLoad" not in parts["xl/workbook.xml"]
