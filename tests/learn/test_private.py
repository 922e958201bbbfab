"""Nothing that somebody filled in, or that Excel knows of him, is left in what was learned."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import NamedStyle, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from learn.refilled import everything, personal
from zipingbiao.datafiles.jsonfile import load_json
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import find_layouts
from zipingbiao.learn.learning import learn

SECRET = "欧阳某某"
LAYOUTS = find_layouts()
Hide = Callable[[Workbook, Worksheet], None]


def filled(path: Path, name: str = "national-project") -> set[str]:
    """A filled form; what on it is somebody's."""
    layout = LAYOUTS[name]
    (form, *_) = forms_in(load_json(layout.folder / "sample.json", "样例"))
    path.write_bytes(layout.write([form], given=True).data)
    return personal(form)


def in_comment(book: Workbook, sheet: Worksheet) -> None:
    sheet["C3"].comment = Comment(f"请{SECRET}核对", SECRET)


def on_a_hidden_sheet(book: Workbook, sheet: Worksheet) -> None:
    other = book.create_sheet(SECRET)
    other["A1"] = SECRET
    other.sheet_state = "veryHidden"


def as_a_name(book: Workbook, sheet: Worksheet) -> None:
    book.defined_names["填报人"] = DefinedName("填报人", attr_text=f'"{SECRET}"')


def in_a_footer(book: Workbook, sheet: Worksheet) -> None:
    sheet.oddFooter.left.text = SECRET
    sheet.oddHeader.center.text = f"第 &P 页 {SECRET}"


def in_a_drop_down(book: Workbook, sheet: Worksheet) -> None:
    rule = DataValidation(type="list", formula1=f'"{SECRET},别人"', allow_blank=True)
    rule.add("C3")
    rule.promptTitle = SECRET
    sheet.add_data_validation(rule)


def in_a_colour_rule(book: Workbook, sheet: Worksheet) -> None:
    fill = PatternFill("solid", bgColor="FFFF0000")
    sheet.conditional_formatting.add("C3", FormulaRule(formula=[f'C3="{SECRET}"'], fill=fill))


def in_the_properties(book: Workbook, sheet: Worksheet) -> None:
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.properties.title = book.properties.keywords = SECRET


def as_the_name_of_the_sheet(book: Workbook, sheet: Worksheet) -> None:
    sheet.title = f"{SECRET}的表"


def in_a_number_format(book: Workbook, sheet: Worksheet) -> None:
    sheet["E6"].number_format = f'0.00"{SECRET}"'


def as_a_style(book: Workbook, sheet: Worksheet) -> None:
    style = NamedStyle(name=SECRET)
    book.add_named_style(style)
    sheet["C3"].style = SECRET


def as_a_link(book: Workbook, sheet: Worksheet) -> None:
    sheet["C3"].hyperlink = f"https://example.com/{SECRET}"


def in_a_formula(book: Workbook, sheet: Worksheet) -> None:
    sheet["K30"] = f'=IF(1=1,"{SECRET}","")'


def beside_the_form(book: Workbook, sheet: Worksheet) -> None:
    sheet["P5"] = SECRET
    sheet["P6"] = 13800001234


def below_the_form(book: Workbook, sheet: Worksheet) -> None:
    row = sheet.max_row + 1
    sheet.cell(row, 1, f"填报人：{SECRET}    联系电话：13800001234")
    sheet.cell(row + 1, 1, f"注：本单位由{SECRET}负责，2021年结转12.5万元。")
    sheet.cell(row + 2, 1, "审核人")
    sheet.cell(row + 2, 3, SECRET)


def in_the_title(book: Workbook, sheet: Worksheet) -> None:
    sheet["A1"] = f"{SECRET}项目支出绩效自评表"


def in_front_of_a_label(book: Workbook, sheet: Worksheet) -> None:
    sheet["A3"] = f"项目名称：{SECRET}"


PLACES: tuple[Hide, ...] = (
    in_comment, on_a_hidden_sheet, as_a_name, in_a_footer, in_a_drop_down, in_a_colour_rule,
    in_the_properties, as_the_name_of_the_sheet, in_a_number_format, as_a_style, as_a_link,
    in_a_formula, beside_the_form, below_the_form, in_the_title, in_front_of_a_label,
)  # fmt: skip


@pytest.mark.parametrize("hide", PLACES, ids=lambda hide: hide.__name__)
def test_a_name_is_left_behind_wherever_it_stood(hide: Hide, tmp_path: Path) -> None:
    path = tmp_path / f"{SECRET}.xlsx"
    own = filled(path)
    book = load_workbook(path)
    hide(book, book.worksheets[0])
    book.save(path)
    assert SECRET in "".join(
        zipfile.ZipFile(path).read(name).decode("utf-8", "replace")
        for name in zipfile.ZipFile(path).namelist()
    )
    learned = learn(path, tmp_path / "xue-lai")
    left = everything(tmp_path / "xue-lai")
    assert SECRET not in left
    assert "13800001234" not in left
    assert not {one for one in own if one in left}
    assert SECRET not in "".join((*learned.told, *learned.asks))


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_what_the_samples_of_all_layouts_say_is_left_behind(name: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    own = filled(path, name)
    learn(path, tmp_path / "xue-lai", like=name)
    left = everything(tmp_path / "xue-lai")
    assert not {one for one in own if one in left}


def test_what_a_person_sees_is_there_still(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    filled(path)
    learn(path, tmp_path / "xue-lai")
    left = everything(tmp_path / "xue-lai")
    assert all(
        label in left for label in ("项目支出绩效自评表", "主管部门", "年度资金总额", "三级指标")
    )
