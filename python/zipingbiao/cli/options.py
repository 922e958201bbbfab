"""Options that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from zipingbiao.cli.examples import shown
from zipingbiao.cli.parser import ChineseParser, positive

Commands: TypeAlias = "argparse._SubParsersAction[ChineseParser]"
Run = Callable[[argparse.Namespace], int]


def listed_as(listed: Commands, name: str, prog: str, help_text: str) -> ChineseParser:
    """The parser of a command among others."""
    return listed.add_parser(
        name, prog=prog, description=f"{help_text}。", epilog=shown(prog), help=help_text
    )


def add_paths(command: ChineseParser) -> None:
    """Files and folders to be read."""
    command.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="文件或文件夹（连同下级文件夹）"
    )


def add_output(command: ChineseParser, help_text: str, required: bool) -> None:
    """The file that is written."""
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", required=required, help=help_text
    )


def add_format(command: ChineseParser) -> None:
    """For people, or for programs."""
    command.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="text（默认）给人看，json 给程序用",
    )


def add_jobs(command: ChineseParser) -> None:
    """How many processes read."""
    command.add_argument(
        "--jobs", type=positive, metavar="N", help="用几个进程读，默认与处理器数相同；结果都一样"
    )
