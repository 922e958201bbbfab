"""A LibreOffice with our extension installed, for tests and for the pictures of the documents.

Extension, profile and program live in a folder of their own: nothing of the user's is touched.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import office
import soffice
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
        soffice.end(self._program)


@contextmanager
def running(
    folder: Path,
    config: Mapping[str, str],
    words: tuple[str, ...] = ("--headless",),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """A LibreOffice with the extension for as long as the block runs.

    ``words`` and ``settings`` of the environment go to the program, such as the screen that it
    shows itself on.
    """
    extension = folder / "zipingbiao.oxt"
    extension.write_bytes(build_oxt(config))
    soffice.install(extension, folder)
    port = soffice.free_port()
    program = soffice.start(folder, port, words, settings)
    started = Running(folder, program, port)
    try:
        yield started
    finally:
        started.end()
