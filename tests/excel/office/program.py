"""A LibreOffice of the tests' own, with a profile of its own, as an `xw.App`.

`running_app` starts one and ends it; the fixtures `app`, `dialogs` and `host` in conftest.py
share one for the whole session.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

import office as libreoffice
import soffice
from zipingbiao.errors import CallError

_START_SECONDS = 60.0


def missing() -> str | None:
    """Why these tests cannot run here, or None where they can."""
    reason = libreoffice.missing()
    if reason is not None:
        return reason
    try:
        import zipingbiao.excel.office.link
    except CallError as error:
        return str(error)
    assert zipingbiao.excel.office.link.uno
    return None


@contextmanager
def running_app(
    folder: Path, *, display: bool = False, extension: Path | None = None
) -> Iterator[xw.App]:
    """A LibreOffice for as long as the block runs; its profile is made inside ``folder``.

    Its dialogs are never shown. ``extension`` is installed first. ``display`` shows the windows
    on the display that there must be then.
    """
    from zipingbiao.excel.office.connection import connect

    if extension is not None:
        soffice.install(extension, folder)
    port = soffice.free_port()
    program = soffice.start(folder, port, () if display else ("--headless",))
    try:
        # LibreOffice tells nobody, extensions included, of books that it opens hidden.
        shown = display or extension is not None
        app = connect(port, seconds=_START_SECONDS, visible=shown, quiet=True, trust_macros=True)
        try:
            yield app
        finally:
            app.quit()
    finally:
        soffice.end(program)
