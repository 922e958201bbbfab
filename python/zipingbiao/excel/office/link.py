"""The wire to a running LibreOffice: UNO, its structs, and its refusals said in Chinese."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from zipingbiao.errors import CallError

#: Where Linux distributions keep Python's UNO bridge, outside of any virtual environment.
BRIDGE_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib/libreoffice/program")

#: An object of LibreOffice; its members are known only while it runs.
Uno = Any

_Class = TypeVar("_Class", bound=type)


def _load_uno() -> Any:
    """Python's UNO bridge. Raises CallError where it is not installed for this Python."""
    for folder in ("", *BRIDGE_FOLDERS):
        if folder and not Path(folder, "uno.py").is_file():
            continue
        # The folder holds much else: it stays on the path only while the bridge is loaded.
        sys.path.append(folder)
        try:
            return import_module("uno")
        except ImportError:
            continue
        finally:
            sys.path.remove(folder)
    raise CallError(
        "这里的 Python 用不了 LibreOffice 的接口（uno）。",
        cure="请安装 python3-uno，并用与它同版本的 Python 安装自评表。",
    )


uno = _load_uno()
_REFUSAL = uno.getClass("com.sun.star.uno.Exception")
_GONE = uno.getClass("com.sun.star.lang.DisposedException")
_UNKNOWN = uno.getClass("com.sun.star.beans.UnknownPropertyException")
_NOBODY = uno.getClass("com.sun.star.connection.NoConnectException")


def _in_chinese(error: Any) -> CallError:
    """What LibreOffice raised, as an error of ours."""
    kind = type(error).__name__.rpartition(".")[2]
    said = str(getattr(error, "Message", "")).strip()
    # The members of an object that is gone are no longer to be found.
    if isinstance(error, _GONE) or (isinstance(error, _UNKNOWN) and said.startswith("cannot get")):
        return CallError(
            "LibreOffice 里的这个对象已经不在了。",
            cure="请确认工作簿没有关闭、LibreOffice 还在运行，再试一次。",
        )
    # Where LibreOffice has nothing to say it names a line of its own source.
    detail = kind if not said or said.startswith("at ./") else f"{kind}：{said}"
    return CallError(
        f"LibreOffice 没有照办（{detail}）。",
        cure="请确认没有单元格正在编辑、工作簿可以修改，再试一次。",
    )


def told_call(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that raises CallError for what LibreOffice refuses."""

    @wraps(function)
    def guarded(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except _REFUSAL as error:
            failure = _in_chinese(error)
        # Raised out here: UNO's exceptions let Python set none of their attributes, so that no
        # `with` block can handle them, not even as the context of another one.
        raise failure

    return guarded


def told(kind: _Class) -> _Class:
    """A class whose methods and properties raise CallError for what LibreOffice refuses."""
    for name, member in list(vars(kind).items()):
        if isinstance(member, FunctionType):
            setattr(kind, name, told_call(member))
        elif isinstance(member, property):
            reader = member.fget and told_call(member.fget)
            writer = member.fset and told_call(member.fset)
            setattr(kind, name, property(reader, writer, doc=member.__doc__))
    return kind


def struct(name: str, *values: Any) -> Uno:
    """A UNO struct by its name below com.sun.star."""
    return uno.createUnoStruct(f"com.sun.star.{name}", *values)


def member(name: str, value: str) -> Uno:
    """A value of a UNO enumeration by its name below com.sun.star."""
    return uno.Enum(f"com.sun.star.{name}", value)


def options(**values: object) -> tuple[Uno, ...]:
    """Named values as LibreOffice's calls take them."""
    return tuple(struct("beans.PropertyValue", name, 0, value, 0) for name, value in values.items())


def url_of(path: str | Path) -> str:
    """A path as LibreOffice names it."""
    url: str = uno.systemPathToFileUrl(str(Path(path).resolve()))
    return url


def path_of(url: str) -> str:
    """A file's path from LibreOffice's name; what is no file keeps its address."""
    if not url.startswith("file:"):
        return url
    path: str = uno.fileUrlToSystemPath(url)
    return path


class Link:
    """A connection to a running LibreOffice."""

    def __init__(self, context: Uno, address: str) -> None:
        self.context = context
        self.address = address
        self.desktop = self.service("frame.Desktop")

    def service(self, name: str) -> Uno:
        """A service of LibreOffice by its name below com.sun.star."""
        manager = self.context.ServiceManager
        return manager.createInstanceWithContext(f"com.sun.star.{name}", self.context)


#: The object that LibreOffice hands out to whoever connects.
CONTEXT = "StarOffice.ComponentContext"


def _unknown() -> CallError:
    return CallError("LibreOffice 不认这次连接。", cure="请再点一次按钮。")


@told_call
def open_link(address: str, seconds: float, name: str = CONTEXT) -> Link:
    """Connect to where LibreOffice listens, trying for some seconds.

    ``address`` is a UNO connection, ``socket,host=127.0.0.1,port=2002`` or ``pipe,name=zpb``;
    ``name`` is what is asked for there. Raises CallError where nobody answers.
    """
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    end = time.monotonic() + seconds
    while True:
        try:
            context = resolver.resolve(f"uno:{address};urp;{name}")
        except _NOBODY:
            time.sleep(0.1)
        except _GONE:  # it may hang up before it has said that it knows no such name
            raise _unknown() from None
        else:
            if context is None:
                raise _unknown()
            return Link(context, address)
        if time.monotonic() >= end:
            raise CallError(
                f"连接不上 LibreOffice（{address}）。", cure="请确认 LibreOffice 正在运行。"
            )
