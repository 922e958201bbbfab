"""The commands of the add-in: ``zpb addin build|install|uninstall|doctor|kit``."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipingbiao.addin.diagnosis import Check
    from zipingbiao.addin.installing import Installer

_DONE, _SOMETHING_WRONG = 0, 1
#: Seconds that the service may take to come up.
_PATIENCE = 30.0
_NOT_UP = "服务还没有应答。请过一会儿运行 zpb addin doctor。"


def build(arguments: Namespace) -> int:
    """Write the add-in for Excel, or the extension for LibreOffice."""
    from zipingbiao.addin.installing import build as write

    write(arguments.output, arguments.interpreter or "")
    print(f"已写出加载项 → {arguments.output}")
    return _DONE


def install(arguments: Namespace) -> int:
    """Put the add-in into this machine's spreadsheet program or WPS, or the page into the menu."""
    if arguments.wps:
        return _install_wps()
    print(_installer(arguments).install())
    return _DONE


def _installer(arguments: Namespace) -> Installer:
    from zipingbiao.addin.installing import installer
    from zipingbiao.addin.page import page_installer

    return page_installer() if arguments.page else installer()


def _install_wps() -> int:
    """Put the add-in into WPS, and start the service that its buttons need."""
    from zipingbiao.addin.starting import start_now
    from zipingbiao.addin.wps import USUAL_PORT
    from zipingbiao.addin.wps_installing import wps_installer
    from zipingbiao.serving.running import found

    running = found()
    print(wps_installer(running.port if running else USUAL_PORT).install())
    if running is None:
        start_now()
        print("服务已启动，以后随登录启动。" if found(_PATIENCE) else _NOT_UP)
    return _DONE


def uninstall(arguments: Namespace) -> int:
    """Take it out again."""
    if arguments.wps:
        from zipingbiao.addin.wps_installing import wps_installer
        from zipingbiao.serving.running import end

        print(wps_installer().uninstall())
        if end():
            print("服务已关闭。")
        return _DONE
    print(_installer(arguments).uninstall())
    return _DONE


def doctor(arguments: Namespace) -> int:
    """Tell what is wrong with the installation; exit status 1 where something is."""
    from zipingbiao.addin.diagnosis import verdict

    checks = _examined()
    if arguments.format == "json":
        listed = [
            {"name": one.name, "state": one.state, "what": one.what, "cure": one.cure}
            for one in checks
        ]
        print(json.dumps({"schema": 1, "checks": listed}, ensure_ascii=False, indent=1))
    else:
        print(*checks, verdict(checks), sep="\n")
    return _SOMETHING_WRONG if any(one.state == "error" for one in checks) else _DONE


def _examined() -> list[Check]:
    """The checks of Excel or LibreOffice, and those of WPS and the page where they were put in."""
    from zipingbiao.addin.doctor import examine
    from zipingbiao.addin.page import page_installer
    from zipingbiao.addin.wps_checks import examine_wps
    from zipingbiao.addin.wps_installing import wps_installer
    from zipingbiao.serving.running import found

    wps, page = wps_installer(), page_installer()
    if wps.is_installed:
        own = examine_wps(wps.wps, wps.starter, is_running=found() is not None)
    elif page.is_installed:
        own = [page.examine()]
    else:
        return examine()
    return [*examine(needed=False), *own]


def kit(arguments: Namespace) -> int:
    """Write the zip for a computer without a network."""
    from zipingbiao.addin.kit import write_kit
    from zipingbiao.addin.kit_linux import write_linux_kit

    if arguments.system == "windows":
        kit = write_kit(arguments.output, arguments.python)
    else:
        kit = write_linux_kit(arguments.output, arguments.system, arguments.python)
    size = f"{kit.size / 1024 / 1024:.0f} MB，{len(kit.wheels)} 个程序包"
    print(f"已写出安装包（{size}，用于 Python {kit.python}）→ {arguments.output}")
    if not kit.with_python:
        print(
            f"里面没有 Python：目标电脑要先装好 64 位的 Python {kit.python}，或用 --python 放入。"
        )
    return _DONE
