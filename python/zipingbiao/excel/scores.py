"""重算得分 and 得分说明: what each score should be, and the way to one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import xlwings as xw

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import listing
from zipingbiao.excel.call import Call
from zipingbiao.excel.forms import Profiles, forms_in_book
from zipingbiao.excel.live import LiveBook, View, needs_addin, own_calls
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.report.marking import COLOURS
from zipingbiao.rules.finding import ERROR
from zipingbiao.scoring.native import call_of
from zipingbiao.scoring.rescore import Rescored, RescoredForm, rescore

LIST_NAME = "得分重算"
_AGREES, _DIFFERS, _JUDGED = "相符", "不符", "由人评定"
_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("项目", 26),
    Column("名称", 30),
    Column("工作表", 16),
    Column("单元格", 9, centred=True),
    Column("印作", 11, centred=True),
    Column("应为", 11, centred=True),
    Column("是否相符", 10, centred=True),
    Column("怎样算出来", 72),
)
_CELL_AT, _VERDICT_AT = 4, 7
#: The worksheet function that tells of another one.
_EXPLAINS = "ZPB_EXPLAIN"


def rescore_book(call: Call) -> str:
    """List what every score of the book is and should be; the forms themselves stay."""
    book = call.book
    if call.host.is_locked(book):
        cure = "请撤销「保护工作簿」，再点一次。"
        raise CallError("工作簿的结构受保护，不能加工作表。", Place(book.name), cure)
    forms, profiles = forms_in_book(call), Profiles(call)
    scored = [rescore(form, profiles.of(form)) for form in forms if form.is_evaluation]
    if not any(one.scores for one in scored):
        raise CallError("表里没有得分，不需要重算。", Place(book.name), "请先填写资金和指标。")
    said = _counted(scored)
    with listing.view_kept(book):
        listing.remove(book, LIST_NAME)
    notes = "".join(dict.fromkeys(profiles.instead(form) for form in forms))
    sheet = listing.add_sheet(book, _table(scored, said, notes), call.host)
    sheet.activate()
    return f"{said}已列在「{sheet.name}」里。"


def _counted(scored: Sequence[RescoredForm]) -> str:
    verdicts = [_verdict(one) for form in scored for one in form.scores]
    parts = [
        f"{name} {verdicts.count(name)} 个"
        for name in (_AGREES, _DIFFERS, _JUDGED)
        if name in verdicts
    ]
    return f"共 {len(verdicts)} 个得分：{'，'.join(parts)}。"


def _verdict(one: Rescored) -> str:
    if one.computed is None:
        return _JUDGED
    return _AGREES if one.agrees else _DIFFERS


def _table(scored: Sequence[RescoredForm], said: str, notes: str) -> Table:
    profiles = "、".join(dict.fromkeys(one.profile.title for one in scored))
    rows = [row for one in scored for row in _rows(one)]
    lines = [
        line._replace(texts=[str(number), *line.texts[1:]])
        for number, line in enumerate(rows, start=1)
    ]
    subtitle = f"{said}评分办法：{profiles}。{notes}点「单元格」一栏到原处。"
    return Table(LIST_NAME, LIST_NAME, subtitle, _COLUMNS, lines)


def _rows(scored: RescoredForm) -> Iterator[Line]:
    """The scores of a form, then its rating."""
    form = scored.form
    project, sheet = form.header.project or form.header.unit or "", form.source.sheet
    for one in scored.scores:
        cell, verdict = form.cells.get(one.field), _verdict(one)
        computed = "" if one.computed is None else _shown(one, one.computed)
        numbers = ("" if one.printed is None else _shown(one, one.printed), computed)
        texts = ("", project, one.name, sheet, cell or "", *numbers, verdict, one.trace.sentence())
        coloured = (_VERDICT_AT, COLOURS[ERROR]) if verdict == _DIFFERS else None
        link = (_CELL_AT, f"{quote_sheet(sheet)}!{cell}") if cell else None
        yield Line(texts, coloured, link)
    if scored.rating:
        way = f"按{scored.profile.title}，由总分得出。"
        yield Line(("", project, "等级", sheet, "", "", scored.rating, "", way))


def _shown(one: Rescored, value: object) -> str:
    """A number as it is printed in the form."""
    if isinstance(value, int | float) and one.field.endswith(".rate"):
        return f"{value * 100:.10g}%"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


# One number


def explain(call: Call) -> str:
    """The way to the number in the selected cell, in one sentence."""
    place = Place(call.book.name)
    selected = call.app.selection
    if selected is None:
        raise CallError("没有选中单元格。", place, "请选中一个得分、执行率或总分，再点一次。")
    cell = selected[0, 0].merge_area[0, 0]
    formula = cell.formula
    if isinstance(formula, str) and needs_addin(formula):
        sentences = list(_explained(call, cell, formula))
        if sentences:
            return "\n".join(sentences)
    return _explained_score(call, cell)


def _explained(call: Call, cell: xw.Range, formula: str) -> Iterator[str]:
    """What each of the add-in's functions in a formula says of its result."""
    view, here = View(LiveBook(call.book), cell.sheet.name), (cell.row, cell.column)
    for text in own_calls(formula.lstrip("=")):
        found = call_of(text)
        if found is not None:
            arguments = ",".join((f'"{found.name}"', *found.arguments))
            asked = text if found.name == _EXPLAINS else f"{_EXPLAINS}({arguments})"
            yield f"{_address(cell)} 的 {text}：{view.holds(asked, here)}"


def _address(cell: xw.Range) -> str:
    text: str = cell.get_address(False, False)
    return text


def _explained_score(call: Call, cell: xw.Range) -> str:
    """The way to a score of a form."""
    address, name = _address(cell), cell.sheet.name
    for form in forms_in_book(call):
        if form.source.sheet == name and address in form.cells.values():
            return _sentence(call, form, address)
    raise _no_score(name, address)


def _sentence(call: Call, form: SelfEvaluation, address: str) -> str:
    scored = rescore(form, Profiles(call).of(form))
    one = next((one for one in scored.scores if form.cells.get(one.field) == address), None)
    if one is None:
        raise _no_score(form.source.sheet, address)
    printed = "空白" if one.printed is None else f"印作 {_shown(one, one.printed)}"
    verdict = _verdict(one)
    if verdict == _DIFFERS and one.computed is not None:
        verdict = f"应为 {_shown(one, one.computed)}"
    return f"{one.name}（{address}）{printed}，{verdict}：{one.trace.sentence()}"


def _no_score(sheet: str, address: str) -> CallError:
    cure = "请选中一个得分、执行率、总分，或含 ZPB 函数的单元格。"
    return CallError(
        "所选的单元格不是算出来的数，没有可说明的。", Place(None, sheet, address), cure
    )
