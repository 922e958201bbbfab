"""The worksheet functions inside LibreOffice Calc: ``=ZPB_RATE(G6;E6)``.

Runs in LibreOffice's own Python. What a function does and what it is called stand in
`zipingbiao.scoring.functions`, carried by the extension; this is the bridge to Calc.
"""

# The methods are named as UNO names them, and described there.
# ruff: noqa: N802, N816

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.lang import Locale, XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn

_HERE = Path(__file__).parent
SERVICE = "zipingbiao.Functions"
_SERVICES = ("com.sun.star.sheet.AddIn", SERVICE)


class _Help(unohelper.Base, XAddIn, XServiceName, XServiceInfo):
    """What Calc asks about the functions; the same stands in CalcAddIns.xcu for the start."""

    _locale = Locale("zh", "CN", "")
    _told = json.loads((_HERE / "functions.json").read_text("utf-8"))

    def getServiceName(self) -> str:
        return SERVICE

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name in _SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return _SERVICES

    def setLocale(self, locale: Locale) -> None:
        self._locale = locale

    def getLocale(self) -> Locale:
        return self._locale

    def getProgrammaticFuntionName(self, shown: str) -> str:
        return shown

    def getDisplayFunctionName(self, name: str) -> str:
        return name

    def getFunctionDescription(self, name: str) -> str:
        return str(self._told[name]["help"])

    def getDisplayArgumentName(self, name: str, number: int) -> str:
        return self._argument(name, number)[0]

    def getArgumentDescription(self, name: str, number: int) -> str:
        return self._argument(name, number)[1]

    def _argument(self, name: str, number: int) -> tuple[str, str]:
        """What an argument is called, and what it is; the document counts as the first."""
        arguments = self._told[name]["arguments"]
        chinese, told = arguments[number - 1] if 0 < number <= len(arguments) else ("", "")
        return chinese, told

    def getProgrammaticCategoryName(self, name: str) -> str:
        return "Add-In"

    def getDisplayCategoryName(self, name: str) -> str:
        return "Add-In"


def _create(context: Any, *arguments: Any) -> object:
    """The component. Made when a formula needs it: only then are its types known to UNO."""
    from zpb import XFunctions

    # The extension's own copy of the package, whatever else this Python has.
    sys.path.insert(0, str(_HERE / "pythonpath"))
    from zipingbiao.functions import FUNCTIONS

    methods = {name: _method(function) for name, function in FUNCTIONS.items()}
    return type("Functions", (_Help, XFunctions), methods)()


def _method(function: Any) -> Callable[..., object]:
    """The method that Calc calls: the document, then the arguments of the formula."""
    from zpb_cells import true_arguments

    def called(_: object, document: Any, *arguments: Any) -> object:
        given = list(arguments)
        if function.most is None:
            given[-1:] = arguments[-1]
        while given and given[-1] is None:
            given.pop()
        answer = function(*true_arguments(document, function.name, given))
        return float(answer) if isinstance(answer, int) else answer

    return called


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(_create, SERVICE, _SERVICES)
