"""帮助: one page about every button, function and rule, for reading or printing, offline.

Nothing is told twice: it comes from the declarations of commands and functions and from the
pages of the rules; the results of the examples are computed when the page is made.
"""

from __future__ import annotations

import os
import sys
import webbrowser
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from zipingbiao import __version__
from zipingbiao.errors import CallError, Place
from zipingbiao.excel.declaration import BY_ID, COMMANDS, GROUPS, TAB, TAB_KEY, Command
from zipingbiao.layouts import Layout, find_layouts, offered
from zipingbiao.places import part_bytes, resource_folder, user_folder
from zipingbiao.report.codes import entries
from zipingbiao.report.pages import render_page, rule_page
from zipingbiao.rules.page import SEVERITY_NAMES
from zipingbiao.saving import write_beside
from zipingbiao.scoring.functions import FUNCTIONS, Answer, Parameter, Scalar, WorksheetFunction
from zipingbiao.scoring.profile import load_profile, profile_names

if TYPE_CHECKING:
    from pathlib import Path

    from zipingbiao.excel.call import Call
    from zipingbiao.scoring.profile import Profile

PAGE_NAME = "帮助.html"

#: Function → the arguments of its example.
EXAMPLES: Mapping[str, tuple[Scalar, ...]] = {
    "ZPB_RATE": (151.2, "176.45 万元"),
    "ZPB_TOTAL": ("5000 元", 1.5, "—", "万元"),
    "ZPB_RATE_SCORE": ("85.69%", 10),
    "ZPB_COMPLETION": ("≥48", 60),
    "ZPB_SCORE": ("≥48", 40, 5),
    "ZPB_DEDUCT": ("差异率≤0，得满分；每增加5%（含）扣0.5分", "12%", 5),
    "ZPB_EXPLAIN": ("ZPB_RATE_SCORE", "85.69%", 10),
}


class Button(NamedTuple):
    """A command with the keys that reach it and its picture as a data URL."""

    command: Command
    keys: str
    picture: str


class ButtonGroup(NamedTuple):
    """A group of the tab and its buttons."""

    label: str
    buttons: list[Button]


class Example(NamedTuple):
    """A formula, what its cell shows, and how that comes about."""

    formula: str
    answer: Answer
    explanation: str


class FunctionHelp(NamedTuple):
    """What is told of a worksheet function."""

    function: WorksheetFunction
    parameters: tuple[Parameter, ...]
    example: Example


def open_help(call: Call) -> str:
    """Write the page and open it in the user's browser. Raises CallError naming the file."""
    path = user_folder() / PAGE_NAME
    write_beside(path, help_page().encode())
    if not _show(path):
        cure = "请在文件夹里双击这个文件。"
        raise CallError("帮助已写好，但没有找到浏览器来打开它。", Place(str(path)), cure)
    return ""


def _show(path: Path) -> bool:
    """Open a page as a double click does; whether there was a program for it."""
    if sys.platform == "win32":  # an address would not reach a folder with a Chinese name
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    return webbrowser.open(path.as_uri())


def help_page() -> str:
    """The whole page. Raises TemplateError or OutputError where the installation is not whole."""
    return render_page(
        "help/help.html",
        version=__version__,
        tab=TAB,
        label={id: command.label for id, command in BY_ID.items()},
        groups=list(_groups()),
        functions=[_function(one) for one in FUNCTIONS.values()],
        layouts=_layouts(),
        profiles=_profiles(),
        severities=SEVERITY_NAMES,
        pages=[rule_page(one.code) for one in entries()],
    )


def _groups() -> Iterator[ButtonGroup]:
    for group in GROUPS:
        commands = [command for command in COMMANDS if command.group == group.id]
        yield ButtonGroup(
            group.label,
            [Button(one, f"Alt，{TAB_KEY}，{one.key}", _picture(one)) for one in commands],
        )


@cache
def _picture(command: Command) -> str:
    """The command's icon as a data URL, so that the page is one file."""
    path = resource_folder("addin") / "icons" / f"{command.picture}.png"
    return f"data:image/png;base64,{b64encode(part_bytes(path)).decode()}"


def _function(function: WorksheetFunction) -> FunctionHelp:
    given = EXAMPLES[function.name]
    explained = function if function.name != "ZPB_EXPLAIN" else None
    example = Example(
        f"={function.name}({', '.join(map(_argument, given))})",
        function(*given),
        explained.explain(*given) if explained else "",
    )
    return FunctionHelp(function, function.parameters, example)


def _argument(value: Scalar) -> str:
    """An argument as it is typed into a formula."""
    return f'"{value}"' if isinstance(value, str) else str(value)


def _layouts() -> list[Layout]:
    return offered(find_layouts().values())


def _profiles() -> list[Profile]:
    return [load_profile(name) for name in profile_names()]
