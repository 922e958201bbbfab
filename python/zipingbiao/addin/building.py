"""Build the Excel add-in ``zipingbiao.xlam`` from the folders ``macros`` and ``addin`` alone.

``macros`` holds the VBA modules as the editor exports them, ``addin`` the ribbon
(``customUI14.xml``), its pictures (``icons``) and the sentences that VBA says (``texts.toml``).
The add-in's own sheets carry what its macros look up; no workbook of a user can change that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from zipingbiao import __version__
from zipingbiao.addin.ovba import WORKBOOK, Kind, Module, vba_project
from zipingbiao.addin.package import TITLE, AddinSheet, addin_package
from zipingbiao.errors import OutputError, Place, stopped_at
from zipingbiao.places import part_bytes, resource_folder
from zipingbiao.scoring.functions import FUNCTIONS, Parameter

#: The VBA project; scripts and ``Application.Run`` name its macros by it.
PROJECT = "zipingbiao"
FILE_NAME = f"{PROJECT}.xlam"

#: The sheets of the add-in and their document modules.
CONFIG_SHEET, TEXT_SHEET, HELP_SHEET = "zpb.conf", "zpb.text", "zpb.functions"
_CODE_NAMES = {CONFIG_SHEET: "Sheet1", TEXT_SHEET: "Sheet2", HELP_SHEET: "Sheet3"}
_DOCUMENTS = (WORKBOOK, *_CODE_NAMES.values())

_RIBBON = "customUI14.xml"
_TEXTS = "texts.toml"


def build_xlam(config: Mapping[str, str]) -> bytes:
    """The bytes of the add-in; the same for the same folders and settings.

    ``config`` says what stands on the sheet ``zpb.conf``, such as ``INTERPRETER``, the Python
    that runs the commands. The program's own ``VERSION`` is always there.
    Raises OutputError where a file is missing or is not what it should be.
    """
    folder = resource_folder("addin")
    ribbon = _read_text(folder / _RIBBON)
    return addin_package(
        vba_project(PROJECT, read_modules(resource_folder("macros"))),
        [
            AddinSheet(name, _CODE_NAMES[name], rows)
            for name, rows in (
                (CONFIG_SHEET, _config_rows(config)),
                (TEXT_SHEET, _text_rows(folder / _TEXTS)),
                (HELP_SHEET, help_rows()),
            )
        ],
        ribbon,
        {name: part_bytes(folder / "icons" / f"{name}.png") for name in _pictures(ribbon)},
    )


def read_modules(folder: Path) -> list[Module]:
    """The modules of a folder by name, those of the workbook and its sheets before all others.

    A sheet whose module is not in the folder gets an empty one, as Excel gives it.
    """
    paths = [*folder.glob("*.bas"), *folder.glob("*.cls")]
    modules = [Module(path.stem, _read_text(path), _kind(path)) for path in paths]
    there = {module.name for module in modules if module.kind == "document"}
    modules += [Module(name, "", "document") for name in _DOCUMENTS if name not in there]
    return sorted(modules, key=lambda module: (module.kind != "document", module.name))


def _kind(path: Path) -> Kind:
    if path.suffix == ".bas":
        return "standard"
    return "document" if path.stem in _DOCUMENTS else "class"


def _config_rows(config: Mapping[str, str]) -> list[Sequence[str]]:
    settings = {"VERSION": __version__, "INTERPRETER": "", **config}
    return list(settings.items())


def _text_rows(path: Path) -> list[Sequence[str]]:
    """The keys and sentences of a TOML file of plain texts."""
    try:
        texts = tomllib.loads(_read_text(path))
    except tomllib.TOMLDecodeError as error:
        reason = f"文字表不是正确的 TOML{stopped_at(error)}。"
        raise OutputError(reason, Place(str(path)), "请改正后再生成。") from None
    for key, text in texts.items():
        if not isinstance(text, str):
            place = Place(str(path), field=key)
            raise OutputError("文字表里的这一项不是文字。", place, "请把它写在引号里。")
    return list(texts.items())


def help_rows() -> list[Sequence[str]]:
    """What Excel's function dialog shows: name, help and category, then each argument."""
    return [
        (function.name, function.listed_help, TITLE, *map(_argument_help, function.listed))
        for function in FUNCTIONS.values()
    ]


def _argument_help(parameter: Parameter) -> str:
    return f"{parameter.chinese}：{parameter.help}"


def _pictures(ribbon: str) -> list[str]:
    """The pictures that the ribbon names."""
    try:
        elements = ElementTree.fromstring(ribbon.encode()).iter()
    except ElementTree.ParseError as error:
        reason = f"功能区的 XML 不正确{stopped_at(error)}。"
        raise OutputError(reason, Place(_RIBBON), "请改正后再生成。") from None
    return sorted({element.attrib["image"] for element in elements if "image" in element.attrib})


def _read_text(path: Path) -> str:
    """The text of a file; what is no UTF-8 shows as such."""
    return part_bytes(path).decode("utf-8", "replace")
