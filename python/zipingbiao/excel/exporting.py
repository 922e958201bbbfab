"""导出 PDF: the forms of a book as it prints them, without the sheets of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zipingbiao.errors import CallError, Place
from zipingbiao.excel import listing
from zipingbiao.excel.call import Call
from zipingbiao.excel.forms import forms_in_book
from zipingbiao.excel.opening import check_free, target_path
from zipingbiao.excel.session import is_busy

#: Sheets whose names begin so are left out; no name can.
_NEVER = ":"


def pdf(call: Call) -> str:
    """Export the sheets that hold forms; the book stays as it is."""
    book = call.book
    names = _form_sheets(call)
    proposed = f"{Path(book.name).stem}.pdf"
    chosen = call.host.pick_target(call.app, "PDF 存到哪里", proposed)
    if chosen is None:
        return ""
    out = target_path(chosen, ".pdf")
    check_free(call.app, out)
    others = [sheet.name for sheet in book.sheets if sheet.visible and sheet.name not in names]
    if others and call.host.is_locked(book):
        cure = "请撤销「保护工作簿」，或先删去其他工作表。"
        raise CallError("工作簿的结构受保护，不能只导出自评表。", Place(book.name), cure)
    _print(call, out, names if others else ())
    return f"已导出 {len(names)} 张工作表：{out}"


def _form_sheets(call: Call) -> list[str]:
    """The sheets that hold forms and can be seen."""
    forms = forms_in_book(call)
    names = list(dict.fromkeys(form.source.sheet for form in forms if not form.source.hidden))
    if not names:
        cure = "请取消隐藏自评表所在的工作表。"
        raise CallError("自评表都在隐藏的工作表上，没有导出。", Place(call.book.name), cure)
    return names


def _print(call: Call, out: Path, names: Sequence[str]) -> None:
    """Print sheets into a file; all of them where none are named."""
    book, saved = call.book, call.host.is_saved(call.book)
    included: list[int | str] | None = [*names] or None
    try:
        with listing.view_kept(book):
            book.to_pdf(str(out), include=included, exclude_start_string=_NEVER)
    except Exception as error:  # each engine raises its own
        if is_busy(error):
            raise
        cure = "请确认电脑上装有打印机，目标文件没有在别处打开，再试一次。"
        raise CallError("没有导出成 PDF。", Place(str(out)), cure) from error
    finally:
        # Hiding and showing sheets is no change; LibreOffice finds one when the screen follows.
        call.app.screen_updating = True
        call.host.set_saved(book, saved)
