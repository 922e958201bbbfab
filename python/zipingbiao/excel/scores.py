"""重算得分 and 得分说明: what each score should be, and the way to one number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.forms import Profiles, forms_in_book
from zipingbiao.model import SelfEvaluation
from zipingbiao.ooxml.editor.tables import Column, Line, Table
from zipingbiao.ooxml.formula import quote_sheet
from zipingbiao.report.marking import COLOURS
from zipingbiao.rules.finding import ERROR
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


def rescore_book(call: Call) -> str:
    """List what every score of the book is and should be; the forms themselves stay."""
    board = call.board
    if board.is_locked:
        cure = "请撤销「保护工作簿」，再点一次。"
        raise CallError("工作簿的结构受保护，不能加工作表。", Place(board.name), cure)
    forms, profiles = forms_in_book(call), Profiles(call)
    scored = [rescore(form, profiles.of(form)) for form in forms if form.is_evaluation]
    if not any(one.scores for one in scored):
        raise CallError("表里没有得分，不需要重算。", Place(board.name), "请先填写资金和指标。")
    said = _counted(scored)
    with board.steady():
        board.drop(LIST_NAME)
    notes = "".join(dict.fromkeys(profiles.instead(form) for form in forms))
    name = board.add(_table(scored, said, notes), show=True)
    return f"{said}已列在「{name}」里。"


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
    here = call.board.selected
    if here is None:
        cure = "请选中一个得分、执行率或总分，再点一次。"
        raise CallError("没有选中单元格。", Place(call.board.name), cure)
    told = [f"{here.cell} 的 {one}" for one in call.board.told(here.formula)]
    return "\n".join(told) or _explained_score(call, here.sheet, here.cell)


def _explained_score(call: Call, sheet: str, address: str) -> str:
    """The way to a score of a form."""
    for form in forms_in_book(call):
        if form.source.sheet == sheet and address in form.cells.values():
            return _sentence(call, form, address)
    raise _no_score(sheet, address)


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
