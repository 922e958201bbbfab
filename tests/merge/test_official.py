"""自评结果汇总表: a sheet for each department, a line for each form, true sums; or an own one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from calls import zpb
from merge.test_arrangement import FILED, filed
from office import Office
from zipingbiao.errors import CallError, TemplateError
from zipingbiao.layouts import get_layout
from zipingbiao.merge.summary import merge_paths
from zipingbiao.ooxml.origin import is_own_output

NAME = "自评结果汇总表"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    for number, one in enumerate(FILED):
        data = get_layout("national-project").write([filed(*one)], given=True).data
        (folder / f"{number}.xlsx").write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("out") / "结果.xlsx"
    merge_paths([folder], path, jobs=1, template=NAME)
    return path


def test_each_department_has_a_sheet_with_its_forms(out: Path) -> None:
    book = openpyxl.load_workbook(out, data_only=True)
    assert book.sheetnames == ["民政局", "教育局", "水利局"]
    for sheet in book:
        rows = list(sheet.iter_rows(min_row=6, values_only=True))
        mine = [one for one in FILED if one[0] == sheet.title]
        assert sheet["A3"].value == f"主管部门（盖章）：{sheet.title}"
        assert sorted((row[2], row[1], row[4]) for row in rows[:-1]) == sorted(
            (unit, project, amount) for _, unit, project, amount in mine
        )
        assert [row[0] for row in rows[:-1]] == list(range(1, len(mine) + 1))
        assert rows[-1][4] == pytest.approx(sum(one[3] for one in mine))
        assert {row[8] for row in rows[:-1]} == {"优"}


def test_its_numbers_are_true(office: Office, out: Path) -> None:
    assert office.changed(out) == {}
    assert is_own_output(out.read_bytes())


def test_an_office_changes_its_columns(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "我局的表.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "表"
    for cell, said in (("A1", "{{ department }}"), ("A2", "得分"), ("A3", "{{ result.score }}")):
        book["表"][cell] = said
    book.save(own)
    merge_paths([folder], tmp_path / "结果.xlsx", jobs=1, template=str(own))
    found = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    assert [cell.value for cell in found["水利局"]["A"]] == ["水利局", "得分", 90]


@pytest.mark.parametrize(
    ("said", "told"), [("{{ result.nothing }}", "nothing"), ("{{ nobody }}", "nobody")]
)
def test_what_a_template_asks_for_in_vain_is_named(
    folder: Path, tmp_path: Path, said: str, told: str
) -> None:
    own = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"]["A1"], book["Sheet"]["A2"] = said, "{{ result.project }}"
    book.save(own)
    with pytest.raises(TemplateError) as caught:
        merge_paths([folder], tmp_path / "结果.xlsx", jobs=1, template=str(own))
    assert told in str(caught.value)
    assert "A1" in str(caught.value)
    assert not (tmp_path / "结果.xlsx").exists()


def test_a_template_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="自评结果汇总表"):
        merge_paths([folder], tmp_path / "结果.xlsx", jobs=1, template="结果汇总")


def test_it_is_asked_for_by_name(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    assert zpb("merge", folder, "-o", out, "--template", NAME) == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "民政局"
    assert zpb("merge", folder, "-o", out, "--template", NAME, "--all-rows") == 2
