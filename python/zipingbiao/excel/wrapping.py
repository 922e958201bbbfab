"""The VBA wrappers of the worksheet functions, as xlwings writes them; a step of development.

xlwings makes them on Windows only, from a menu. Here its own generator runs on any machine:
the parts of Windows that it imports, and does not use for this, are stood in for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import xlwings as xw

from zipingbiao.excel import worksheet

#: What of Windows xlwings' generator imports.
_OF_WINDOWS = ("pythoncom", "pywintypes", "win32com", "win32com.client")


class _StandIn(ModuleType):
    """A module of Windows; each name asked of it is an object that does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        thing = type(name, (Exception,), {})
        setattr(self, name, thing)
        return thing


@contextmanager
def windows_xlwings(*more: str) -> Iterator[tuple[ModuleType, ModuleType]]:
    """The functions part of xlwings, and our functions' module, as they are on Windows.

    ``more`` are further modules of Windows to stand in for. Afterwards all is as before.
    """
    before = set(sys.modules)
    stands = {name: _StandIn(name) for name in (*_OF_WINDOWS, *more) if name not in before}
    for name, stand in stands.items():
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(stands[parent], child, stand)
    sys.modules.update(stands)
    try:
        generator = import_module("xlwings.udfs")
        names = {"func": generator.xlfunc, "arg": generator.xlarg, "ret": generator.xlret}
        with patch.multiple(xw, **names):
            yield generator, _loaded_anew(worksheet.__name__)
    finally:
        for name in set(sys.modules) - before:
            if name in stands or name.startswith("xlwings."):
                del sys.modules[name]
                vars(xw).pop(name.removeprefix("xlwings."), None)


def _loaded_anew(name: str) -> ModuleType:
    """A second copy of a module, made with the decorators of now."""
    spec = spec_from_file_location(name, import_module(name).__file__)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generated_vba() -> str:
    """One VBA function for each worksheet function, just as xlwings generates them."""
    text = StringIO()
    with windows_xlwings() as (generator, module):
        addin = SimpleNamespace(Name="zipingbiao.xlam")
        generator.generate_vba_wrapper(worksheet.__name__, module, text, addin)
    return text.getvalue()
