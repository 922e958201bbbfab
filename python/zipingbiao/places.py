"""Where the project's data stands: templates, macros, the add-in's parts, the user's own files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Names a folder of further templates, for those who make their own.
FOLDER_VARIABLE = "ZPB_TEMPLATES"
#: Names the user's own folder, for tests and for those who keep it elsewhere.
USER_VARIABLE = "ZPB_HOME"
#: Names a file in which a command says how far it is, for the program that started it.
PROGRESS_VARIABLE = "ZPB_PROGRESS"
#: The cure where the program's own files are not all there.
REINSTALL = "请重新安装自评表。"


def template_folders() -> tuple[Path, ...]:
    """Where templates are looked for: the user's own folders first, then the project's."""
    return (*own_folders(), *(folder for folder in _homes("templates") if folder.is_dir()))


def _homes(name: str) -> tuple[Path, Path]:
    """Where a folder of the program belongs: in the checkout, and installed."""
    from pathlib import Path  # worksheet functions start without it

    near = Path(__file__).resolve().parents[2]
    return near / name, Path(sys.prefix) / "share" / "zipingbiao" / name


def template_file(name: str, what: str) -> Path:
    """A file in the folders of templates, ``words/units.toml``; the user's own first.

    ``what`` it is, for whom it is missing. Raises TemplateError where none of them has it.
    """
    found = next((path for above in template_folders() if (path := above / name).is_file()), None)
    if found is None:
        from zipingbiao.errors import Place, TemplateError

        raise TemplateError(f"安装不完整，缺少{what}。", Place(f"templates/{name}"), REINSTALL)
    return found


def own_folders() -> tuple[Path, ...]:
    """The folders of templates that are the user's own, as far as they are there."""
    from pathlib import Path

    named = os.environ.get(FOLDER_VARIABLE)
    folders = (*((Path(named),) if named else ()), own_templates())
    return tuple(folder for folder in folders if folder.is_dir())


def own_templates() -> Path:
    """Where a user's own layouts belong; it need not be there.

    It goes with the user from one computer to the next where Windows does that.
    """
    from pathlib import Path

    own = os.environ.get(USER_VARIABLE)
    if own:
        return Path(own) / "templates"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "zipingbiao" / "templates"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "zipingbiao" / "templates"


def resource_folder(name: str) -> Path:
    """``macros`` or ``addin``: the folder beside the checkout, else the installed one.

    Raises OutputError where neither is there: the installation is not whole.
    """
    homes = _homes(name)
    for folder in homes:
        if folder.is_dir():
            return folder
    from zipingbiao.errors import OutputError, Place

    raise OutputError("安装不完整，缺少这个文件夹。", Place(str(homes[-1])), REINSTALL)


def part_bytes(path: Path) -> bytes:
    """A file of the program's own. Raises OutputError where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        from zipingbiao.errors import OutputError, Place, system_reason

        said = f"安装不完整，读不出这个文件（{system_reason(error)}）。"
        raise OutputError(said, Place(str(path)), REINSTALL) from error


def handbook_pages() -> Path | None:
    """The handbook as pages for a browser: of the checkout, where ``make site`` has made it, else
    the installed one; None where there is none.
    """
    return next((one for one in _homes("site") if (one / "index.html").is_file()), None)


def site_folder() -> Path:
    """The handbook as pages for a browser. Raises CallError where there is none."""
    if folder := handbook_pages():
        return folder
    from zipingbiao.errors import CallError

    handbook = _homes("docs")[0] / "README.md"
    where = f"可以直接看 {handbook}，或先运行 make site。" if handbook.is_file() else "请重新安装。"
    raise CallError("没有可以在浏览器里打开的使用手册。", cure=where)


def user_folder() -> Path:
    """The user's own folder for settings, logs, backups and jobs; made where it is missing.

    Where that can't be done, whoever writes into it says so, with what was to be written.
    """
    from contextlib import suppress
    from pathlib import Path

    own = os.environ.get(USER_VARIABLE)
    if own:
        folder = Path(own)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "zipingbiao"
    else:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        folder = Path(state) / "zipingbiao"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
