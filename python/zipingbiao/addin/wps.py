"""WPS on this machine: where its add-ins are, the secret between ours and the service.

Sources: the folder and the lines of ``publish.xml`` as wpsjs 2.2.3 writes them; ``authaddin.json``
and ``jsaddinblockhost.ini`` as read by add-ins in use (aiworkdeck#651, pi-for-excel#620).
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from zipingbiao.addin.wps_files import CONFIG, FOLDER, config_text
from zipingbiao.errors import CallError, OutputError, Place, system_reason
from zipingbiao.places import user_folder

_SECRET = "wps.json"
_BYTES = 32
#: The port of the service where no other is known; see `zipingbiao.serving.server`.
USUAL_PORT = 18620


@dataclass(frozen=True, slots=True)
class Wps:
    """WPS as this user has it. ``addins``: the folder in which its add-ins stand."""

    addins: Path

    @property
    def folder(self) -> Path:
        """Where our add-in stands, or will stand."""
        return self.addins / FOLDER

    @property
    def publish(self) -> Path:
        """The list of the add-ins."""
        return self.addins / "publish.xml"

    @property
    def trust(self) -> Path:
        """What the user has allowed."""
        return self.addins / "authaddin.json"

    @property
    def blocked(self) -> Path:
        """Stands there where WPS itself keeps add-ins from acting."""
        return self.addins / "jsaddinblockhost.ini"

    @property
    def is_there(self) -> bool:
        """Whether this user has ever started WPS."""
        return self.addins.parent.is_dir()


def this_wps() -> Wps:
    """The WPS of the user who runs this. Raises CallError where Windows names no folder."""
    if sys.platform == "win32":
        roaming = os.environ.get("APPDATA")
        if not roaming:
            cure = "请在普通用户的命令提示符里运行。"
            raise CallError("环境变量 APPDATA 没有值，不知道 WPS 的加载项在哪里。", cure=cure)
        return Wps(Path(roaming) / "kingsoft" / "wps" / "jsaddons")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Wps(Path(data) / "Kingsoft" / "wps" / "jsaddons")


def _secret_path() -> Path:
    return user_folder() / _SECRET


def load_secret() -> str | None:
    """The secret between add-in and service; None where none was made."""
    try:
        found = json.loads(_secret_path().read_text("utf-8"))["secret"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) and len(found) >= _BYTES else None


def new_secret() -> str:
    """Make the secret anew, in a file that only the user can read."""
    secret = secrets.token_urlsafe(_BYTES)
    write_private(_secret_path(), json.dumps({"secret": secret}))
    return secret


def drop_secret() -> None:
    """Take the secret away: the service listens to no add-in any more."""
    with suppress(OSError):
        _secret_path().unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file that only the user can read. Raises OutputError where that can't be done."""
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError as error:
        reason = f"写不进去（{system_reason(error)}）。"
        raise OutputError(reason, Place(str(path)), "请检查这个文件夹能不能写入。") from None


def tell_port(port: int) -> None:
    """Tell the installed add-in on which port the service listens; nothing where there is none."""
    secret = load_secret()
    with suppress(CallError, OutputError):
        config = this_wps().folder / CONFIG
        if secret is not None and config.is_file():
            text = config_text(port, secret)
            if config.read_text("utf-8", "replace") != text:
                write_private(config, text)
