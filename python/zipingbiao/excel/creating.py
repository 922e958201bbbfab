"""新建: a blank form of the layout that the user picked, saved where they say, and opened."""

from __future__ import annotations

from zipingbiao.errors import CallError, Place
from zipingbiao.excel.call import Call
from zipingbiao.excel.declaration import OWN
from zipingbiao.excel.opening import check_free, open_book, target_path
from zipingbiao.interchange import forms_in
from zipingbiao.layouts import Layout, find_layouts, get_layout
from zipingbiao.places import own_folders, own_templates
from zipingbiao.saving import write_beside


def new(call: Call) -> str:
    """Write the blank form of a layout, and open it; its formulas are live where they can be."""
    layout = _own(call) if call.argument == OWN else get_layout(call.argument)
    if layout is None:
        return ""
    chosen = call.host.pick_target(call.app, "新的自评表存到哪里", f"{layout.title}.xlsx")
    if chosen is None:
        return ""
    out = target_path(chosen)
    if out.is_file():
        cure = "请换一个文件名，或先把它移走。"
        raise CallError("这里已有一份工作簿，没有覆盖。", Place(str(out)), cure)
    check_free(call.app, out)
    forms = forms_in(layout.blank_data())
    write_beside(out, layout.write(forms, live=call.host.runs_functions).data)
    open_book(call.app, out)
    return ""


def _own(call: Call) -> Layout | None:
    """A layout of the user's own; they choose its folder where there are several.

    Raises CallError where there is none, or where the folder is none of them.
    """
    folders = own_folders()
    known = [one for one in find_layouts().values() if one.folder.parent in folders]
    if len(known) == 1:
        return known[0]
    if not known:
        cure = "请打开一张填好的表，点「学习版式」。"
        raise CallError("还没有自己的版式。", Place(str(own_templates())), cure)
    chosen = call.host.pick_folder(call.app, f"选择一个版式的文件夹，它们在 {own_templates()}")
    if chosen is None:
        return None
    found = next((one for one in known if one.folder.resolve() == chosen.resolve()), None)
    if found is None:
        cure = f"请选其中一个：{'、'.join(one.folder.name for one in known)}。"
        raise CallError("这个文件夹不是自己的版式。", Place(str(chosen)), cure)
    return found
