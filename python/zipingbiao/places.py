"""Where the project's data stands: the folders of templates, layouts and profiles."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Names a folder of further templates, for those who make their own.
FOLDER_VARIABLE = "ZPB_TEMPLATES"


def template_folders() -> tuple[Path, ...]:
    """Where templates are looked for: the user's own folder first, then the project's."""
    from pathlib import Path  # worksheet functions start without it

    own = os.environ.get(FOLDER_VARIABLE)
    here = Path(__file__).resolve().parents[2] / "templates"
    shared = Path(sys.prefix) / "share" / "zipingbiao" / "templates"
    return tuple(Path(path) for path in (own, here, shared) if path and Path(path).is_dir())
