"""The commands of the menu and the toolbar: addresses such as ``zipingbiao:check``.

A command runs in another Python, which has the whole package; it is handed a connection that
is opened for this one call and answers to a secret only. LibreOffice stays free meanwhile.
"""

# The methods are named as UNO names them, and described there.
# ruff: noqa: N802, N816, D102

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import ERRORBOX, INFOBOX
from com.sun.star.beans import NamedValue
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.frame import (
    ControlCommand,
    FeatureStateEvent,
    XDispatch,
    XDispatchProvider,
)
from com.sun.star.lang import XInitialization, XServiceInfo
from com.sun.star.uno import Exception as Refusal

SERVICE = "zipingbiao.Commands"
_SERVICES = ("com.sun.star.frame.ProtocolHandler", SERVICE)
_PROTOCOL = "zipingbiao:"
_TITLE = "自评表"
_HERE = Path(__file__).parent
_MODULE = "zipingbiao.excel.office.run"
#: The exit code that comes with one sentence for the user, see `zipingbiao.excel.office.run`.
_UNTOLD = 2
#: Merging goes on for long, in a process of its own; other commands can be used meanwhile.
_LONG = "merge"
_CURE = "请在命令行运行 zpb addin doctor，按它说的办。"

# The extension's own copy of the package.
sys.path.insert(0, str(_HERE / "pythonpath"))


def _read(name: str) -> Any:
    return json.loads((_HERE / name).read_text("utf-8"))


class Commands(unohelper.Base, XInitialization, XDispatchProvider, XDispatch, XServiceInfo):
    """What LibreOffice asks for when one of our addresses is to be run."""

    #: Command → the process that runs it, in all windows.
    running: dict[str, subprocess.Popen[str]] = {}  # noqa: RUF012

    def __init__(self, context: Any, *arguments: Any) -> None:
        self._context = context
        self._frame: Any = None
        self._commands = _read("commands.json")
        self._layouts = _read("layouts.json")

    def initialize(self, arguments: Sequence[Any]) -> None:
        if arguments:
            self._frame = arguments[0]

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        return self if url.Complete.startswith(_PROTOCOL) else None

    def queryDispatches(self, requests: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests
        )

    def dispatch(self, url: Any, arguments: Sequence[Any]) -> None:
        command, _, argument = url.Complete.removeprefix(_PROTOCOL).partition("?")
        chosen = next((one.Value for one in arguments if one.Name == "Text"), "")
        layouts = {shown: layout for layout, shown in self._layouts.items()}
        self._start(command, argument or layouts.get(chosen, ""))

    def addStatusListener(self, listener: Any, url: Any) -> None:
        """Every command is always there; the gallery's button shows the layouts."""
        event = FeatureStateEvent(self, url, "", True, False, None)
        listener.statusChanged(event)
        if self._commands.get(url.Complete.removeprefix(_PROTOCOL), {}).get("layouts"):
            names = NamedValue("List", uno.Any("[]string", tuple(self._layouts.values())))
            event.State = ControlCommand("SetList", (names,))
            listener.statusChanged(event)

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        """Nothing is kept of listeners."""

    def getImplementationName(self) -> str:
        return SERVICE

    def supportsService(self, name: str) -> bool:
        return name in _SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return _SERVICES

    def _start(self, command: str, argument: str) -> None:
        """Start the process of a command; a sentence to the user where it can't be."""
        if self._commands[command]["layouts"] and not argument:
            return  # the button itself; its list has the layouts
        busy = self._busy(command)
        if busy:
            self._tell(f"「{self._commands[busy]['label']}」正在进行，请等它结束再点。", INFOBOX)
            return
        config = _read("config.json")
        interpreter = config.get("INTERPRETER", "")
        if not Path(interpreter).is_file():
            self._tell(f"没有找到运行按钮的 Python「{interpreter}」。{_CURE}")
            return
        port, secret = _free_port(), secrets.token_hex(16)
        process = subprocess.Popen(
            [interpreter, "-X", "utf8", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=_environment(config.get("PYTHONPATH", "")),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.running[command] = process
        request = {"command": command, "argument": argument, "port": port, "secret": secret}
        call = _Call(self._context, process, port, secret)
        Thread(target=call.serve, daemon=True).start()
        Thread(target=self._wait, args=(call, request), daemon=True).start()

    def _busy(self, command: str) -> str | None:
        """The command that must end first."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.running.pop(name, None)
            elif name == command or not (self._is_long(name) or self._is_long(command)):
                return name
        return None

    def _is_long(self, command: str) -> bool:
        return bool(self._commands[command]["group"] == _LONG)

    def _wait(self, call: _Call, request: dict[str, object]) -> None:
        """Wait for the end of the process; it tells the user itself, but where it can't run."""
        _, errors = call.process.communicate(json.dumps(request))
        call.close()
        if call.process.returncode:
            told = errors.strip().splitlines()
            is_sentence = call.process.returncode == _UNTOLD and told
            self._tell(told[-1] if is_sentence else _not_run(call.process, errors))

    def _tell(self, sentence: str, kind: Any = ERRORBOX) -> None:
        window = self._frame.getContainerWindow()
        window.getToolkit().createMessageBox(window, kind, 1, _TITLE, sentence).execute()


def _not_run(process: subprocess.Popen[str], errors: str) -> str:
    """A sentence for a Python that failed; what it said itself goes into a file."""
    from zipingbiao.places import user_folder

    log = user_folder() / "log" / "office.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(errors, "utf-8")
    python = process.args[0] if isinstance(process.args, list) else process.args
    return f"运行按钮的 Python「{python}」没有运行起来，详情见 {log}。\n{_CURE}"


def _environment(path: str) -> dict[str, str]:
    """The environment without what LibreOffice sets for its own Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": path} if path else kept


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Call:
    """The connection of one call."""

    def __init__(self, context: Any, process: subprocess.Popen[str], port: int, secret: str):
        self.process = process
        self._where = f"socket,host=127.0.0.1,port={port}"
        self._provider = _Provider(context, secret)
        manager = context.ServiceManager
        self._acceptor = manager.createInstance("com.sun.star.connection.Acceptor")
        self._bridges = manager.createInstance("com.sun.star.bridge.BridgeFactory")

    def serve(self) -> None:
        """Let one process in, and no other."""
        try:
            connection = self._acceptor.accept(self._where)
            self._acceptor.stopAccepting()
            if connection is not None:
                self._bridges.createBridge("", "urp", connection, self._provider)
        except Refusal:
            return  # nobody came: the process tells why, see `_wait`

    def close(self) -> None:
        """Wait for nobody any more."""
        self._acceptor.stopAccepting()


class _Provider(unohelper.Base, XInstanceProvider):
    """Gives LibreOffice to who knows the secret."""

    def __init__(self, context: Any, secret: str) -> None:
        self._context = context
        self._secret = secret

    def getInstance(self, name: str) -> Any:
        return self._context if secrets.compare_digest(name, self._secret) else None


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Commands, SERVICE, _SERVICES)
