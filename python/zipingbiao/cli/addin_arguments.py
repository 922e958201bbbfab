"""``zpb addin`` and the commands below it, with their arguments."""

from __future__ import annotations

from pathlib import Path

from zipingbiao.addin.systems import SYSTEMS
from zipingbiao.cli import addin
from zipingbiao.cli.options import Commands, Run, add_format, add_output, listed_as
from zipingbiao.cli.parser import ChineseParser


def addin_commands(listed: Commands) -> list[ChineseParser]:
    """``zpb addin`` and the commands below it."""
    parent = listed_as(listed, "addin", "zpb addin", "安装和制作 Excel、LibreOffice、WPS 的加载项")
    below = parent.add_subparsers(title="命令", metavar="命令", required=True)
    commands_below = [
        _addin_build(below),
        _addin_program(
            below, "install", "装进本机的 Excel、LibreOffice、WPS 或程序菜单", addin.install
        ),
        _addin_program(below, "uninstall", "卸载，只删除装进去的", addin.uninstall),
        _addin_doctor(below),
        _addin_kit(below),
    ]
    parent.near = commands_below
    return [parent, *commands_below]


def _addin_command(below: Commands, name: str, help_text: str, run: Run) -> ChineseParser:
    command = listed_as(below, name, f"zpb addin {name}", help_text)
    command.set_defaults(run=run)
    return command


def _addin_program(below: Commands, name: str, help_text: str, run: Run) -> ChineseParser:
    command = _addin_command(below, name, help_text, run)
    where = command.add_mutually_exclusive_group()
    where.add_argument("--wps", action="store_true", help="对 WPS 表格，而不是 Excel、LibreOffice")
    where.add_argument(
        "--page", action="store_true", help="对程序菜单：只要浏览器里的页面，不用加载项"
    )
    return command


def _addin_build(below: Commands) -> ChineseParser:
    command = _addin_command(below, "build", "只写出加载项的文件，不安装", addin.build)
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        default=Path("zipingbiao.xlam"),
        help="写到哪个文件：.xlam 给 Excel（默认 zipingbiao.xlam），.oxt 给 LibreOffice",
    )
    command.add_argument(
        "--interpreter", metavar="FILE", help="目标电脑上 Python 的位置，写进加载项；不给就留空"
    )
    return command


def _addin_doctor(below: Commands) -> ChineseParser:
    command = _addin_command(below, "doctor", "逐项检查安装，指出哪里不对、怎样解决", addin.doctor)
    add_format(command)
    return command


def _addin_kit(below: Commands) -> ChineseParser:
    command = _addin_command(
        below,
        "kit",
        "做一个安装包，给不能上网的 Windows、统信、麒麟电脑用；本机要能上网",
        addin.kit,
    )
    add_output(command, "安装包写到哪里，以 .zip 结尾", required=True)
    command.add_argument(
        "--python",
        type=Path,
        metavar="FILE",
        help="放进安装包的 Python：Windows 用 python.org 的嵌入式 zip，"
        "其余用 python-build-standalone 的 install_only.tar.gz",
    )
    command.add_argument(
        "--system",
        choices=SYSTEMS,
        default=SYSTEMS[0],
        help="给哪种电脑用：windows（默认），或统信、麒麟的 x86_64、arm64；龙芯做不了",
    )
    return command
