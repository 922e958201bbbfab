"""Templates are compiled, or refused naming file, sheet and cell."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from drafts import CELLS, MERGES, NOTES, SHEET, cells_of, draft, write
from office import Office
from zipingbiao.errors import TemplateError, UnreadableFile, ZpbError
from zipingbiao.model import Header, Indicator, SelfEvaluation
from zipingbiao.template.compile import compile_template, load_template

FORM = SelfEvaluation(
    "x",
    header=Header("道路"),
    indicators=(Indicator("产出", "数量", "次数", target="≥3", weight=10, score=9.5),),
)


def changed(**cells: str) -> bytes:
    return draft(dict(CELLS) | cells)


def named(template: bytes, **names: str) -> bytes:
    """The template with defined names."""
    book = openpyxl.load_workbook(BytesIO(template))
    for name, text in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=text)
    book.save(out := BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"C4": "{{ indicator.level4 }}"}, "C4", "没有名为 indicator.level4 的字段"),
        ({"C4": "{{ indicator.level3|bold }}"}, "C4", "没有名为 bold 的过滤器"),
        ({"C4": "{{ indicator.level3 "}, "C4", "写法有误"),
        ({"C4": "{% if a %}{% endif %}"}, "C4", "{% if … %}"),
        ({"B2": "{{ header.project }}{{ header.unit }}"}, "B2", "之间没有文字"),
        ({"D4": "{{ goal.expected }}"}, "D4", "两个列表的字段（goal、indicator）"),
        ({"B2": '{{ funds["其他资金"].budget }}'}, "B2", "没有印这个标签"),
        ({"G2": "=VLOOKUPX(A1,A2:B3,2)"}, "G2", "VLOOKUPX"),
        ({"G2": "=SUM(A1"}, "G2", "无法理解"),
        ({"G2": "=[1]Sheet1!A1"}, "G2", "无法计算"),
        ({"G2": "=G3+1", "G3": "=SUM(G2:G2)"}, "G", "循环引用"),
        ({"G2": "=自评表!G2"}, "G2", "循环引用"),
        ({"B2": "{{ cycler.__init__ }}"}, "B2", "没有名为 cycler.__init__ 的字段"),
        ({"B2": "｛｛ header.project ｝｝"}, "B2", "像是有标签"),
        ({"B2": "${header.project}"}, "B2", "像是有标签"),
        ({"G2": "=系数*2"}, "G2", "「系数」没有定义"),
    ],
)
def test_a_mistake_is_told_with_file_sheet_and_cell(
    cells: dict[str, str], cell: str, words: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(changed(**cells), "夹/form.xlsx")
    told = caught.value
    assert (told.place.path, told.place.sheet) == ("夹/form.xlsx", SHEET)
    assert (told.place.cell or "").startswith(cell)
    assert words in told.reason, told.reason
    assert told.reason.endswith("。")


@pytest.mark.parametrize("formula", ["{=SUM(ROUND(E4:E4,1))}", "=_xlfn.ANCHORARRAY(E4)"])
def test_a_formula_of_many_cells_is_refused_by_cell(formula: str) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write("B2", "{{ header.project }}")
        sheet.write_formula("G2", formula)
    with pytest.raises(TemplateError) as caught:
        compile_template(out.getvalue(), "form.xlsx")
    assert caught.value.place.cell == "G2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WEBSERVICE(1)", "名称“系数”无法计算"),
        ("自评表!A1", "随公式的位置而变"),
        ("[1]Sheet1!$A$1", "名称“系数”无法计算"),
        ("另一个+1", "「另一个」没有定义"),
    ],
)
def test_a_name_that_cannot_be_computed_is_refused_by_cell(text: str, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(named(changed(G2="=系数*2"), 系数=text), "form.xlsx")
    assert caught.value.place.cell == "G2"
    assert words in caught.value.reason


def test_a_template_without_tags_is_refused() -> None:
    with pytest.raises(TemplateError, match="没有任何"):
        compile_template(draft({"A1": "空表"}, {}, ()), "form.xlsx")


def test_a_missing_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"form\.xlsx：模板打不开"):
        load_template(tmp_path / "form.xlsx")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK", b"hello", draft()[:3000]])
def test_bytes_that_are_no_workbook_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        compile_template(data, "form.xlsx")


@pytest.mark.parametrize("part", sorted(parts_of(draft())))
def test_a_damaged_template_is_refused_in_a_sentence_or_works(part: str) -> None:
    """Whatever part is cut off or gone: no traceback."""
    for data in (None, b"", parts_of(draft())[part][: len(parts_of(draft())[part]) // 2]):
        parts = parts_of(draft())
        if data is None:
            del parts[part]
        else:
            parts[part] = data
        with suppress(ZpbError):
            write(packed(parts), FORM)


def test_templates_saved_by_openpyxl_work() -> None:
    """It writes inline strings where it was told to, and drops what it does not know."""
    book = openpyxl.load_workbook(BytesIO(draft()))
    made = BytesIO()
    book.save(made)
    data = write(made.getvalue(), FORM, given=False).data
    assert {"B2": "道路", "C4": "次数", "F4": 9.5, "F5": 9.5}.items() <= cells_of(data).items()


def test_inline_strings_work() -> None:
    parts = parts_of(draft())
    strings = re.findall(
        r"<si><t[^>]*>(.*?)</t></si>", parts.pop("xl/sharedStrings.xml").decode(), re.S
    )

    def inline(match: re.Match[str]) -> str:
        return f'{match[1]} t="inlineStr"><is><t>{strings[int(match[2])]}</t></is></c>'

    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>', inline, sheet)
    assert 't="s"' not in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<[^<>]*sharedStrings[^<>]*/>", b"", parts[name])
    assert cells_of(write(packed(parts), FORM).data)["C4"] == "次数"


def test_templates_saved_by_libreoffice_work(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(draft())
    (tmp_path / "out").mkdir()
    saved = office.convert(path, "xlsx", tmp_path / "out")
    data = write(saved.read_bytes(), FORM, given=False).data
    assert {"B2": "道路", "C4": "次数", "F4": 9.5, "F5": 9.5}.items() <= cells_of(data).items()


def test_a_sheet_with_prefixed_names_is_refused_in_a_sentence() -> None:
    parts = parts_of(draft())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with pytest.raises(TemplateError, match=r"带有前缀.*另存") as caught:
        compile_template(packed(parts), "form.xlsx")
    assert caught.value.place.sheet == SHEET


def test_shared_formulas_are_unfolded() -> None:
    parts = parts_of(draft(dict(CELLS) | {"H2": "=A9+1", "H3": "=A10+1"}))
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<f>A9+1</f>", '<f t="shared" ref="H2:H3" si="0">A9+1</f>')
    sheet = sheet.replace("<f>A10+1</f>", '<f t="shared" si="0"/>')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    template = compile_template(packed(parts), "form.xlsx")
    assert template.form.cells[3, 8].formula == "A10+1"


def test_formulas_come_after_those_they_read() -> None:
    cells = dict(CELLS) | {"G2": "=G3+F5", "G3": "=G5*2", "G5": "=F5"}
    template = compile_template(draft(cells), "form.xlsx")
    assert [one.cell.address for one in template.formulas] == ["F5", "G5", "G3", "G2"]


def test_widths_of_hidden_columns_are_nothing() -> None:
    template = compile_template(draft(CELLS, NOTES, MERGES), "form.xlsx")
    assert all(width >= 0 for width in template.form.widths.values())
