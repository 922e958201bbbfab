"""A LibreOffice with our extension installed, for tests and for the pictures of the documents.

Extension, profile and program live in a folder of their own: nothing of the user's is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL
from typing import Any

import office
from zipingbiao.addin.extension import build_oxt
from zipingbiao.errors import CallError


def missing() -> str | None:
    """Why there is no LibreOffice to install the extension in, or None where there is one."""
    reason = office.missing()
    if reason is None and shutil.which("unopkg") is None:
        reason = "没有 LibreOffice 的 unopkg"
    if reason is None:
        try:
            import zipingbiao.excel.office.link  # noqa: F401
        except CallError as error:
            reason = str(error)
    return reason


class Running:
    """A running LibreOffice with the extension."""

    def __init__(self, folder: Path, program: subprocess.Popen[bytes], port: int) -> None:
        from zipingbiao.excel.office.link import open_link

        self.folder = folder
        self.port = port
        self._program = program
        self.link = open_link(f"socket,host=127.0.0.1,port={port}", office.START_SECONDS)

    def open(self, path: Path, **how: object) -> Any:
        """Open a workbook in a window, as a user does."""
        from zipingbiao.excel.office.link import options, url_of

        desktop = self.link.desktop
        document = desktop.loadComponentFromURL(url_of(path), "_blank", 0, options(**how))
        assert document is not None, path
        return document

    def save_as(self, document: Any, path: Path) -> None:
        """Save a workbook as an .xlsx elsewhere, as a user does."""
        from zipingbiao.excel.office.link import options, url_of

        document.storeAsURL(url_of(path), options(FilterName="Calc MS Excel 2007 XML"))

    def new(self) -> Any:
        """An empty workbook."""
        return self.link.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())

    def press(self, document: Any, address: str) -> None:
        """What a click in the menu does: ``zipingbiao:check``."""
        frame = document.CurrentController.Frame
        self.link.service("frame.DispatchHelper").executeDispatch(frame, address, "", 0, ())

    def end(self) -> None:
        """End the program without saving, by force where it does not end by itself."""
        with suppress(Exception):
            for document in self.link.desktop.Components:
                document.close(True)
            self.link.desktop.terminate()
        try:
            self._program.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._program.pid, SIGKILL)
            self._program.wait(15)


@contextmanager
def running(
    folder: Path,
    config: Mapping[str, str],
    words: tuple[str, ...] = ("--headless",),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """A LibreOffice with the extension for as long as the block runs.

    ``words`` and ``environment`` go to the program, such as the screen that it shows itself on.
    """
    own = [f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    shared = ["--shared"] if os.geteuid() == 0 else []
    if shared:
        # unopkg lets root install for all users only: what they share is a folder of ours.
        place = (folder / "shared").as_uri()
        own += [
            f"-env:UNO_SHARED_PACKAGES={place}",
            f"-env:UNO_SHARED_PACKAGES_CACHE={place}/cache",
        ]
    extension = folder / "zipingbiao.oxt"
    extension.write_bytes(build_oxt(config))
    subprocess.run(
        ["unopkg", "add", "-f", *shared, *own, str(extension)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    port = office.free_port()
    accept = f"--accept=socket,host=127.0.0.1,port={port};urp;"
    always = ("--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
    program = subprocess.Popen(
        ["soffice", *own, accept, *always, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    started = Running(folder, program, port)
    try:
        yield started
    finally:
        started.end()
