"""新建: a blank form of the layout that the user picked, saved where they say, and opened."""

from __future__ import annotations

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.opening import check_free, open_book, target_path
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import get_layout
from zipingbiao.ooxml.package import write_beside


def new(call: Call) -> str:
    """Write the blank form of a layout, its formulas live, and open it."""
    layout = get_layout(call.argument)
    chosen = call.host.pick_target(call.app, "新的自评表存到哪里", f"{layout.title}.xlsx")
    if chosen is None:
        return ""
    out = target_path(chosen)
    if out.is_file():
        cure = "请换一个文件名，或先把它移走。"
        raise CallError("这里已有一份工作簿，没有覆盖。", Place(str(out)), cure)
    check_free(call.app, out)
    write_beside(out, layout.write(forms_in(layout.blank_data()), live=True).data)
    open_book(call.app, out)
    return ""
