"""Macros of open workbooks: VBA or Basic, found by name as Excel's ``Application.Run`` does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from zipingbiao.errors import CallError
from zipingbiao.excel.office.document import Document
from zipingbiao.excel.office.link import Uno

_NAME = re.compile(r"(?:'(?P<book>(?:[^']|'')+)'!|(?P<plain>[^!']+)!)?(?P<path>[\w.]+)")


def run(documents: Iterable[Document], macro: str, arguments: Sequence[object]) -> object:
    """Run ``Book.xlsm!Module.Sub``, ``Module.Sub`` or ``Sub``; gives its result.

    LibreOffice says nothing of a module with a mistake in it: its macros give None.
    """
    match = _NAME.fullmatch(macro)
    book = match and (match["book"] or match["plain"] or "").replace("''", "'")
    for document in documents:
        if match and book in ("", document.name):
            address = _address(document.uno, match["path"])
            if address:
                script = document.uno.getScriptProvider().getScript(address)
                return script.invoke(tuple(arguments), (), ())[0]
    raise CallError(f"没有找到宏「{macro}」。", cure="请确认含有它的工作簿已经打开，并允许运行宏。")


def _address(document: Uno, path: str) -> str | None:
    """Where a macro stands in a workbook; None where it has none of that name."""
    *within, name = path.split(".")
    for library, module, source in _modules(document):
        if within and within[-1].lower() != module.lower():
            continue
        if re.search(rf"(?im)^[^'\n]*\b(?:Sub|Function)\s+{re.escape(name)}\b", source):
            place = f"{library}.{module}.{name}"
            return f"vnd.sun.star.script:{place}?language=Basic&location=document"
    return None


def _modules(document: Uno) -> Iterator[tuple[str, str, str]]:
    """Library, name and source of each module."""
    libraries = document.BasicLibraries
    for library in libraries.ElementNames:
        if not libraries.isLibraryLoaded(library):
            libraries.loadLibrary(library)
        modules = libraries.getByName(library)
        for module in modules.ElementNames:
            yield library, module, modules.getByName(module)
