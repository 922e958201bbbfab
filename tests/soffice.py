"""LibreOffice as a process: started and ended; its profile and its extensions in a folder of ours.

Nothing of the user's is touched. Who talks to it, and how, is the matter of `office`, `vba`,
`office_extension` and `excel.office.program`.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL

from zipingbiao.addin.libreoffice import environment

_QUIET = ("--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
_PORTS = 15_000, 32_000
_END_SECONDS = 60.0
_INSTALL_SECONDS = 120.0


def free_port() -> int:
    """A port of this machine that nobody listens on.

    Below those that the system gives out by itself, and drawn: who asks at the same moment, or
    connects to somewhere before it is used, gets another.
    """
    while True:
        port = random.SystemRandom().randrange(*_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def profile(folder: Path) -> list[str]:
    """The options that keep a LibreOffice, and its extensions, inside a folder."""
    options = [f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    if os.geteuid() == 0:
        # unopkg lets root install for all users only: what they share is a folder of ours.
        shared = (folder / "shared").as_uri()
        options.append(f"-env:UNO_SHARED_PACKAGES={shared}")
        options.append(f"-env:UNO_SHARED_PACKAGES_CACHE={shared}/cache")
    return options


def install(extension: Path, folder: Path) -> None:
    """Install an extension for the LibreOffice whose profile is in a folder."""
    shared = ["--shared"] if os.geteuid() == 0 else []
    words = ["unopkg", "add", "--force", *shared, *profile(folder), str(extension)]
    done = subprocess.run(
        words, capture_output=True, encoding="utf-8", timeout=_INSTALL_SECONDS, env=environment()
    )
    assert done.returncode == 0, done.stderr


def start(
    folder: Path,
    port: int,
    words: Sequence[str] = ("--headless",),
    settings: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a LibreOffice that listens on a port; ``words`` are further options."""
    # The script, not soffice.bin: with a new profile that one ends at once to be started again.
    # A session of its own lets us end all that the script has started.
    return subprocess.Popen(
        [
            "soffice",
            *profile(folder),
            f"--accept=socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;",
            *_QUIET,
            *words,
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment(), **(settings or {})},
        start_new_session=True,
    )


def end(program: subprocess.Popen[bytes], patience: float = _END_SECONDS) -> None:
    """Wait for a LibreOffice that was asked to end; end it where it does not."""
    try:
        program.wait(patience)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, SIGKILL)
        program.wait(_END_SECONDS)
