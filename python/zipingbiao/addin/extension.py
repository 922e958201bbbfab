"""Build the LibreOffice extension ``zipingbiao.oxt``.

Its components (``addin/office/*.py``) run in LibreOffice's own Python, which has the standard
library and nothing else; so the extension carries the part of the package that the worksheet
functions need. The commands are run by another Python, named in ``config.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import zipingbiao
from zipingbiao import __version__
from zipingbiao.addin.extension_files import (
    COMPONENTS,
    TYPES,
    generated_files,
    icon,
)
from zipingbiao.addin.ribbon import shipped_layouts
from zipingbiao.excel.declaration import COMMANDS
from zipingbiao.ooxml.package import deflate, pack
from zipingbiao.places import part_bytes, resource_folder, template_folders
from zipingbiao.scoring.functions import FUNCTIONS

FILE_NAME = "zipingbiao.oxt"

#: What the worksheet functions import, in ``python/zipingbiao``.
_MODULES = ("__init__.py", "errors.py", "functions.py", "model.py", "places.py")
_PACKAGES = ("datafiles", "domain", "scoring", "values")
#: Modules that only the components use.
_HELPERS = ("pythonpath/zpb_cells.py", "pythonpath/zpb_formulas.py")
#: A module of the package that a component uses, outside the package.
_SAVED = "pythonpath/zpb_saved.py"
#: Where LibreOffice looks for modules beside a component; `places` finds templates from there.
_LIBRARY = "pythonpath/zipingbiao"
_PROFILES = "templates/profiles"


def build_oxt(config: Mapping[str, str]) -> bytes:
    """The bytes of the extension; the same for the same folders and settings.

    ``config`` gives ``INTERPRETER``, the Python that runs the commands; ``PYTHONPATH`` where
    that Python does not find the package by itself. Raises OutputError where a file is missing.
    """
    parts = dict(_parts(config))
    return pack(deflate(name, parts[name]) for name in sorted(parts))


def _parts(config: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Each file of the extension."""
    addin = resource_folder("addin")
    for name, text in generated_files().items():
        if not name.endswith(".idl"):
            yield ("META-INF/manifest.xml" if name == "manifest.xml" else name), text.encode()
    for name in (TYPES, *COMPONENTS, *_HELPERS):
        yield name, part_bytes(addin / "office" / name)
    for command in COMMANDS:
        for pixels in (16, 26):
            path = icon(command, pixels)
            yield path, part_bytes(addin / path)
    yield "config.json", _json({"VERSION": __version__, **config})
    for name, content in _told().items():
        yield name, _json(content)
    yield from _library()


def _told() -> Mapping[str, Mapping[str, object]]:
    """What the components have to say to users."""
    return {
        "commands.json": {
            command.id: {
                "label": command.label,
                "group": command.group,
                "layouts": command.layouts,
            }
            for command in COMMANDS
        },
        "layouts.json": {
            layout: f"{region}：{title}" for layout, title, region in shipped_layouts()
        },
        "functions.json": {
            function.name: {
                "help": function.listed_help,
                "arguments": [(one.chinese, one.help) for one in function.listed],
            }
            for function in FUNCTIONS.values()
        },
    }


def _library() -> Iterator[tuple[str, bytes]]:
    """The part of the package that the worksheet functions need, and the scoring profiles."""
    package = Path(zipingbiao.__file__).parent
    files = [package / name for name in _MODULES]
    files += [path for name in _PACKAGES for path in (package / name).rglob("*.py")]
    for path in files:
        yield f"{_LIBRARY}/{path.relative_to(package).as_posix()}", part_bytes(path)
    yield _SAVED, part_bytes(package / "excel" / "office" / "saved.py")
    for path in (template_folders()[-1] / "profiles").glob("*.toml"):
        yield f"{_PROFILES}/{path.name}", part_bytes(path)


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
