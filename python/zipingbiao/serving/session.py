"""Who may talk to the service: a way in, a cookie, and the file that only the user can read.

The page stands below a random name, the room, and wants a cookie, too. A browser is sent there by
a link that is good once. Other programs of the same user find the room by the file; they prove
that they have read it, and the service proves that it wrote it, without either saying the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from zipingbiao.errors import CallError, Place, system_reason
from zipingbiao.places import user_folder

COOKIE = "zpb"
#: Where the service is only to be reached.
HOST = "127.0.0.1"
#: Seconds for which a link is good; so many links and cookies are good at a time.
_LINK_SECONDS, _MOST = 300.0, 32
_BYTES = 24
_FILE = "serve.json"


class Keys:
    """The secrets of one run of the service."""

    def __init__(self) -> None:
        self.room = secrets.token_urlsafe(_BYTES)
        self.secret = secrets.token_urlsafe(_BYTES)
        self._links: dict[str, float] = {}
        self._cookies: list[str] = []

    def new_link(self) -> str:
        """The last part of a link that is good once, for some minutes."""
        now = time.monotonic()
        self._links = {one: until for one, until in self._links.items() if until > now}
        while len(self._links) >= _MOST:
            del self._links[next(iter(self._links))]
        link = secrets.token_urlsafe(_BYTES)
        self._links[link] = now + _LINK_SECONDS
        return link

    def exchange(self, link: str) -> str | None:
        """The cookie for a link; None where it is none, too old, or was used."""
        until = self._links.pop(link, 0.0)
        if until <= time.monotonic():
            return None
        self._cookies = [*self._cookies, secrets.token_urlsafe(_BYTES)][-_MOST:]
        return self._cookies[-1]

    def knows(self, cookie: str | None) -> bool:
        """Whether a cookie is one of ours."""
        given = (cookie or "").encode("utf-8", "replace")
        return any([hmac.compare_digest(given, one.encode()) for one in self._cookies])

    def is_asked(self, nonce: str, given: str) -> bool:
        """Whether somebody has read the file: the proof of a word of his own choice."""
        due = proof(self.secret, "ask", nonce)
        return len(nonce) >= _BYTES and hmac.compare_digest(
            given.encode("utf-8", "replace"), due.encode()
        )

    def is_room(self, name: str) -> bool:
        """Whether somebody knows where the page stands."""
        return hmac.compare_digest(name.encode("utf-8", "replace"), self.room.encode())


class Running(NamedTuple):
    """A service, as its file tells of it."""

    port: int
    room: str
    secret: str
    process: int

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"http://{HOST}:{self.port}/{self.room}/"


def proof(secret: str, who: str, words: str) -> str:
    """What only those can say who know the secret. ``who``: ask or answer."""
    return hmac.new(secret.encode(), f"{who}\n{words}".encode(), hashlib.sha256).hexdigest()


def _path() -> Path:
    return user_folder() / _FILE


def publish(running: Running) -> None:
    """Write the file. Raises CallError where that can't be done."""
    path = _path()
    beside = path.with_suffix(".new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(running._asdict(), file)
        os.replace(beside, path)
    except OSError as error:
        cure = "请检查这个文件夹能不能写入。"
        raise CallError(
            f"服务的记录写不进去（{system_reason(error)}）。", Place(str(path)), cure
        ) from None


def published() -> Running | None:
    """The service that a file tells of; it need not run any more."""
    try:
        data = json.loads(_path().read_text("utf-8"))
        found = Running(**data)
    except (OSError, ValueError, TypeError):
        return None
    kinds = (int, str, str, int)
    return found if all(map(isinstance, found, kinds)) else None


def withdraw(running: Running) -> None:
    """Take the file away, where it still tells of this service."""
    if published() == running:
        with suppress(OSError):
            _path().unlink()
