"""A real browser for tests: Debian's chromium, driven by its own driver over plain HTTP."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_PATIENCE = 60.0


class Browser:
    """One window."""

    def __init__(self, port: int, downloads: Path, profile: Path) -> None:
        self.downloads = downloads
        self._home = f"http://127.0.0.1:{port}"
        words = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        options = {
            "binary": CHROMIUM,
            "args": [*words, f"--user-data-dir={profile}"],
            "prefs": {"download.default_directory": str(downloads)},
        }
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "ignore",
        }
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"

    def _call(self, method: str, path: str, value: Any = None) -> Any:
        data = None if value is None else json.dumps(value).encode()
        asked = urllib.request.Request(
            self._home + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            told = json.loads(error.read())["value"]
            raise AssertionError(f"{path}: {told['error']}: {told['message']}") from None

    def _ask(self, path: str, value: Any) -> Any:
        return self._call("POST", self._session + path, value)

    def open(self, address: str) -> None:
        """Go to an address."""
        self._ask("/url", {"url": address})

    def size(self, width: int, height: int) -> None:
        """Make the window so large (pixels), as the page sees it."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        asked = {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics}
        self._ask("/goog/cdp/execute", asked)

    def print_as(self, media: str) -> None:
        """Show pages as they are on ``print``; "" is the screen again."""
        asked = {"cmd": "Emulation.setEmulatedMedia", "params": {"media": media}}
        self._ask("/goog/cdp/execute", asked)

    def run(self, script: str, *given: Any) -> Any:
        """What a script in the page gives; it gets what is given as ``arguments``."""
        return self._ask("/execute/sync", {"script": script, "args": list(given)})

    def wait(self, script: str, *given: Any) -> Any:
        """What an expression gives, when that is something at last."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if found := self.run(f"return {script}", *given):
                return found
            time.sleep(0.1)
        said = self.run("return document.getElementById('said').textContent")
        raise AssertionError(f"never came: {script}; the page says: {said}")

    def _find(self, css: str) -> str:
        found: str = self._ask("/element", {"using": "css selector", "value": css})[_ELEMENT]
        return found

    def click(self, css: str) -> None:
        """Click where a person would."""
        self._ask(f"/element/{self._find(css)}/click", {})

    def type(self, css: str, text: str) -> None:
        """Type into a field; for a field of files, their paths."""
        self._ask(f"/element/{self._find(css)}/value", {"text": text})

    def drop(self, paths: Iterable[Path]) -> None:
        """Drag files and folders onto the page, as from the desktop."""
        data = {"items": [], "files": [*map(str, paths)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            given = {"type": kind, "x": 9, "y": 9, "data": data}
            asked = {"cmd": "Input.dispatchDragEvent", "params": given}
            self._ask("/goog/cdp/execute", asked)

    def answer(self, agreed: bool) -> str:
        """Answer what the page asks in a box of the browser's; what it asked."""
        asked: str = self._call("GET", f"{self._session}/alert/text")
        self._ask(f"/alert/{'accept' if agreed else 'dismiss'}", {})
        return asked

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("/actions", {"actions": [{"type": "key", "id": "keys", "actions": pressed}]})

    def picture(self, path: Path) -> None:
        """Write a picture of the window."""
        path.write_bytes(base64.b64decode(self.screenshot()))

    def screenshot(self) -> str:
        """A picture of the window: a PNG in base64."""
        shot: str = self._call("GET", f"{self._session}/screenshot")
        return shot

    def log(self) -> list[str]:
        """What the console has told since the last time."""
        return [one["message"] for one in self._ask("/se/log", {"type": "browser"})]

    def close(self) -> None:
        """Close the window."""
        self._call("DELETE", self._session)


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser whose downloads go into ``folder/downloads``."""
    assert DRIVER is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([DRIVER, f"--port={port}"], stdout=quiet, stderr=quiet)
    try:
        downloads = folder / "downloads"
        downloads.mkdir()
        _until(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        made = Browser(port, downloads, folder / "profile")
        try:
            yield made
        finally:
            with suppress(AssertionError, OSError):
                made.close()
    finally:
        process.terminate()
        process.wait(20)


def _until(attempt: Callable[[], None]) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return attempt()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
