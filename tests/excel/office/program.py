"""A LibreOffice of the tests' own, with a profile of its own, as an `xw.App`.

`running_app` starts one and ends it; the fixtures `app`, `dialogs` and `host` in conftest.py
share one for the whole session.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

import xlwings as xw

import office as libreoffice
from zipingbiao.errors import CallError

_START_SECONDS = 60.0
_END_SECONDS = 15.0


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

    profile = profile_options(folder)
    if extension is not None:
        install(extension, profile)
    port = libreoffice.free_port()
    program = _start(profile, port, headless=not display)
    try:
        # LibreOffice tells nobody, extensions included, of books that it opens hidden.
        shown = display or extension is not None
        app = connect(port, seconds=_START_SECONDS, visible=shown, quiet=True, trust_macros=True)
        try:
            yield app
        finally:
            app.quit()
    finally:
        _end(program)


def profile_options(folder: Path) -> list[str]:
    """What keeps a LibreOffice, and its extensions, inside a folder."""
    options = [f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    if os.geteuid() == 0:
        # unopkg lets root install for all users only: these users have a folder of ours.
        shared = (folder / "shared").as_uri()
        options.append(f"-env:UNO_SHARED_PACKAGES={shared}")
        options.append(f"-env:UNO_SHARED_PACKAGES_CACHE={shared}/cache")
    return options


def install(extension: Path, profile: list[str]) -> None:
    """Install an extension for the LibreOffice of these options."""
    shared = ["--shared"] if os.geteuid() == 0 else []
    words = ["unopkg", "add", "--force", *shared, *profile, str(extension)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr


def _start(profile: list[str], port: int, *, headless: bool) -> subprocess.Popen[bytes]:
    accept = f"--accept=socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;"
    quiet = ("--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
    # A session of its own lets us end all that the script has started.
    return subprocess.Popen(
        ["soffice", *profile, accept, *quiet, *(["--headless"] if headless else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, SIGKILL)
        program.wait(_END_SECONDS)
