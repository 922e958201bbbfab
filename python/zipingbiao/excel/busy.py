"""How a spreadsheet program says that it takes no calls now."""

from __future__ import annotations

import re

#: How Excel says that it takes no calls now: a cell is being edited, a dialog is open.
_BUSY = frozenset({-2147418111, -2147417846, -2146777998})
#: pywin32 takes a rejected call for an attribute that is not there: "Excel.Application.Ready".
_REJECTED = re.compile(r"(?:<unknown>|[\w.]+)\.\w+")


def is_busy(error: Exception) -> bool:
    """Whether the program takes no calls now (RPC_E_CALL_REJECTED and its relatives)."""
    if isinstance(error, AttributeError):
        return bool(_REJECTED.fullmatch(str(error)))
    codes = {getattr(error, "hresult", None), *details_of(error)[5:6]}
    return bool(codes & _BUSY)


def details_of(error: Exception) -> tuple[object, ...]:
    """What pywin32 tells of an error: code, source, description, help file, topic, code."""
    return getattr(error, "excepinfo", None) or ()
