"""How a Python process outside gets hold of a running LibreOffice as an `xw.App`."""

from __future__ import annotations

import xlwings as xw

from zipingbiao.excel.host import register_host
from zipingbiao.excel.office.engine import NAME, Engine
from zipingbiao.excel.office.host import OfficeHost
from zipingbiao.excel.office.link import CONTEXT, open_link

#: Seconds in which LibreOffice answers the process that it has started itself.
_PATIENCE = 10.0


def connect(
    address: int | str,
    *,
    name: str = CONTEXT,
    seconds: float = 0.0,
    visible: bool = True,
    quiet: bool = False,
    trust_macros: bool = False,
) -> xw.App:
    """The LibreOffice that listens on a port of this machine, or at a UNO address.

    An address is ``pipe,name=zpb`` or ``socket,host=127.0.0.1,port=2002``; ``name`` is what is
    asked for there. ``seconds`` is how long to try. Without ``visible`` books are opened without
    a window, and LibreOffice tells nobody that they are; ``quiet`` never shows a dialog, though
    windows are visible; ``trust_macros`` lets opened books run their macros. Raises CallError
    where nobody answers.
    """
    if isinstance(address, int):
        address = f"socket,host=127.0.0.1,port={address}"
    if address.startswith("socket,") and "tcpNoDelay" not in address:
        # Else each small call may wait 40 ms for the next.
        address += ",tcpNoDelay=1"
    link = open_link(address, seconds, name)
    apps = _engine().impl.apps
    return xw.App(
        impl=apps.connected(link, visible=visible, quiet=quiet, trust_macros=trust_macros)
    )


def attach(address: str, secret: str) -> xw.App:
    """The LibreOffice whose menu has started this process, by what it has told: see `run`."""
    return connect(address, name=secret, seconds=_PATIENCE)


def _engine() -> xw.Engine:
    """The engine, made and made the active one of xlwings where it is not yet."""
    engine = xw.engines.engines_by_name.get(NAME)
    if engine is None:
        engine = xw.Engine(impl=Engine())
        xw.engines.add(engine)
        register_host(NAME, OfficeHost())
    engine.activate()
    return engine
