"""导出 PDF: the forms of a book as it prints them, without the sheets of ours."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.forms import forms_in_book
from zipingbiao.excel.opening import check_free, target_path


def pdf(call: Call) -> str:
    """Export the sheets that hold forms; the book stays as it is."""
    board = call.board
    names = _form_sheets(call)
    proposed = f"{Path(board.name).stem}.pdf"
    chosen = call.host.pick_target(call.app, "PDF 存到哪里", proposed)
    if chosen is None:
        return ""
    out = target_path(chosen, ".pdf")
    check_free(call.app, out)
    others = [name for name in board.visible if name not in names]
    if others and board.is_locked:
        cure = "请撤销「保护工作簿」，或先删去其他工作表。"
        raise CallError("工作簿的结构受保护，不能只导出自评表。", Place(board.name), cure)
    board.print_pdf(out, names if others else ())
    return f"已导出 {len(names)} 张工作表：{out}"


def _form_sheets(call: Call) -> list[str]:
    """The sheets that hold forms and can be seen."""
    forms = forms_in_book(call)
    names = list(dict.fromkeys(form.source.sheet for form in forms if not form.source.hidden))
    if not names:
        cure = "请取消隐藏自评表所在的工作表。"
        raise CallError("自评表都在隐藏的工作表上，没有导出。", Place(call.board.name), cure)
    return names
