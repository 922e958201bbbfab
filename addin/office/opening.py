"""What happens to ZPB_ formulas when a workbook is opened and when it has been saved.

LibreOffice does not know an extension's functions by their plain names in Excel's files: on
opening, formulas that call them are entered again; a saved file gets the plain names back, so
that Excel knows them.
"""

# The methods are named as UNO names them, and described there.
# ruff: noqa: N802, N816, D102

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob

SERVICE = "zipingbiao.Opening"
_SHEETS = "com.sun.star.sheet.SpreadsheetDocument"

sys.path.insert(0, str(Path(__file__).parent / "pythonpath"))


class Opening(unohelper.Base, XJob, XServiceInfo):
    """The job that LibreOffice runs at these events; they are listed in Jobs.xcu."""

    def __init__(self, context: Any, *arguments: Any) -> None:
        self._context = context

    def execute(self, arguments: Any) -> None:
        groups = {one.Name: one.Value for one in arguments}
        around = {one.Name: one.Value for one in groups.get("Environment", ())}
        document = around.get("Model")
        if document is None or not document.supportsService(_SHEETS):
            return
        if around.get("EventName") == "OnLoad":
            from zpb_formulas import enter_again

            enter_again(document)
        elif document.URL.startswith("file:"):
            from zpb_saved import mend_saved

            mend_saved(Path(uno.fileUrlToSystemPath(document.URL)))

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Opening, SERVICE, (SERVICE,))
