"""The side of `vba.py` that talks UNO: it runs macros of one workbook and goes.

It runs under the system's Python, as `office_bridge.py` does. The calls come in as JSON, the
answers go out as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from office_bridge import connect, option, url

#: The library of the macros is named by the VBA project.
PROJECT = "zipingbiao"
SECONDS = 50.0


def answers(port: int, path: str, calls: Iterable[tuple[str, list[object]]]) -> list[object]:
    """Open the file with its macros allowed, run the functions, close it."""
    desktop = connect(port, SECONDS)
    options = (
        option("Hidden", True),
        option("MacroExecutionMode", 4),
        option("FilterName", "Calc MS Excel 2007 VBA XML"),
    )
    document = desktop.loadComponentFromURL(url(path), "_blank", 0, options)
    try:
        return [answer(document, name, arguments) for name, arguments in calls]
    finally:
        document.close(True)


def answer(document: Any, name: str, arguments: list[object]) -> object:
    """What a function ``Module.Name`` gives."""
    place = f"vnd.sun.star.script:{PROJECT}.{name}?language=Basic&location=document"
    script = document.getScriptProvider().getScript(place)
    given: object = script.invoke(tuple(arguments), (), ())[0]
    return given


if __name__ == "__main__":
    print(json.dumps(answers(int(sys.argv[1]), sys.argv[2], json.load(sys.stdin))), flush=True)
    os._exit(0)  # the threads of the connection may crash while an interpreter ends in good order
