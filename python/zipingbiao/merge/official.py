"""The forms as one official table that a department seals: 自评结果汇总表, or an office's own.

Such a template is a workbook in ``templates/summary``, or any file. Its first sheet is written once
for each department; its rows are those of `ResultRow`, its single fields those of `_scalars`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from zipingbiao.errors import CallError, Place, TemplateError, suggest
from zipingbiao.layouts import template_folders
from zipingbiao.merge.arrangement import Filed, Line, by_department
from zipingbiao.merge.gists import FormGist
from zipingbiao.merge.parts import SUMMARY, legible_records
from zipingbiao.merge.records import ResultRow
from zipingbiao.merge.words import NAMELESS, PROJECT, WHOLE
from zipingbiao.ooxml.cloning import clone_sheet
from zipingbiao.ooxml.sheetnames import sheet_names
from zipingbiao.template.codec import Content
from zipingbiao.template.compile import compile_parts, load_template
from zipingbiao.template.compiled import Template
from zipingbiao.template.writing.fill import write_sheets

_OWN = "form.xlsx"
#: The list of a template, and what it may say once.
_ITEM = "result"
_SCALARS = ("department", "years", "form_count", "unit_count")
#: Forms that have a result; those that plan, watch or list payments have none.
_RESULTS = (PROJECT, WHOLE)


def official_template(name: str) -> Template:
    """A template by its name or its path.

    Raises CallError where there is none, TemplateError, naming the cell, where it can't be used.
    """
    known = {path.stem: path for path in _files()}
    path = known.get(name) or Path(name)
    if path.is_file():
        template = load_template(path, fills_only=True)
        _check(template, str(path))
        return template
    cure = f"{suggest(name, known)}也可以给出一个模板文件（.xlsx）。"
    raise CallError(f"没有叫「{name}」的汇总模板，也没有这个文件。", cure=cure)


def _check(template: Template, path: str) -> None:
    """Raise TemplateError for the first field that nobody gives."""
    for sheet in template.sheets:
        for cell, tag in sheet.tagged():
            known = ResultRow._fields if tag.record == _ITEM else _SCALARS if not tag.record else ()
            if tag.name in known:
                continue
            names = "、".join((*_SCALARS, *(f"{_ITEM}.{name}" for name in ResultRow._fields)))
            place = Place(path, sheet.name, cell.address)
            raise TemplateError(f"没有名为 {tag.term} 的数据。", place, f"可以写：{names}。")


def _files() -> Iterable[Path]:
    for folder in reversed(list(template_folders())):
        found = sorted((folder / SUMMARY).glob("*.xlsx"))
        yield from (path for path in found if path.name != _OWN and not path.name.startswith("~$"))


def write_official(file: BinaryIO, template: Template, lines: Sequence[Line]) -> int:
    """Write the table of each department; how many there are."""
    forms = [line.what for line in lines if isinstance(line.what, Filed)]
    results = [one for one in forms if one.gist.unit.category in _RESULTS]
    groups = [list(group) for group in by_department(results)] or [[]]
    names = [_department(group) for group in groups]
    sheets = [
        (_scalars(group, name), {_ITEM: legible_records(_rows(group))})
        for group, name in zip(groups, names, strict=True)
    ]
    write_sheets(file, _with_sheets(template, names), sheets)
    return len(groups)


def _with_sheets(template: Template, departments: Sequence[str]) -> Template:
    """The template with one sheet for each department, called so."""
    first = template.form.name
    others = [sheet.name for sheet in template.sheets if sheet.has_tags and sheet.name != first]
    if others:
        place = Place(sheet=others[0])
        cure = "请只留一张有标签的工作表，或把另一张另存为一个模板。"
        raise TemplateError("模板里有几张工作表带标签，不知道哪一张是汇总表。", place, cure)
    if len(departments) == 1:
        return template
    taken = [sheet.name for sheet in template.sheets if sheet.name != first]
    parts = clone_sheet(template.source, first, sheet_names(departments, taken))
    return compile_parts(parts, first, template.functions, fills_only=True)


def _department(group: Sequence[Filed]) -> str:
    if not group:
        return ""
    facts = group[0].gist.facts
    return facts.department or facts.unit or NAMELESS


def _scalars(group: Sequence[Filed], department: str) -> Mapping[str, Content]:
    years = sorted({one.gist.facts.year for one in group if one.gist.facts.year})
    units = {one.gist.facts.unit for one in group}
    said = (department, "、".join(map(str, years)), len(group), len(units))
    return dict(zip(_SCALARS, said, strict=True))


def _rows(group: Sequence[Filed]) -> list[ResultRow]:
    return [_row(number, one.gist) for number, one in enumerate(group, 1)]


def _row(number: int, gist: FormGist) -> ResultRow:
    facts, unit = gist.facts, gist.unit
    return ResultRow(
        number, facts.project or unit.category, facts.unit or facts.department, facts.department,
        unit.category, facts.year, facts.initial, unit.budget, unit.executed, unit.score,
        facts.rating, unit.indicators, unit.faults, facts.gap,
    )  # fmt: skip
