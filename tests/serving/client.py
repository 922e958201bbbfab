"""A service in this process, and callers of it: a browser's, and raw ones."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote

from zipingbiao.serving.server import listen
from zipingbiao.serving.service import Service
from zipingbiao.serving.session import COOKIE, HOST

_PATIENCE = 60.0


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def data(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


class Caller:
    """Calls a service as its own page does."""

    def __init__(self, service: Service, server: Any, running: threading.Thread) -> None:
        self.service = service
        self.server = server
        self.running = running
        self.home = f"/{service.keys.room}/"
        cookie = service.keys.exchange(service.keys.new_link())
        self.head = {
            "Host": service.authority,
            "Origin": f"http://{service.authority}",
            "Cookie": f"{COOKIE}={cookie}",
        }

    def call(
        self,
        method: str,
        path: str,
        value: Any = None,
        *,
        raw: bytes | None = None,
        head: Mapping[str, str | None] = {},
    ) -> Answer:
        """Call; ``path`` below the room, or from the root. ``head`` changes what is sent there."""
        sent: dict[str, str] = dict(self.head)
        body = raw
        if value is not None:
            body, sent["Content-Type"] = json.dumps(value).encode(), "application/json"
        sent = {name: text for name, text in {**sent, **head}.items() if text is not None}
        connection = http.client.HTTPConnection(HOST, self.service.port, timeout=_PATIENCE)
        try:
            whole = path if path.startswith("/") else self.home + path
            connection.putrequest(method, whole, skip_host=True)
            for name, text in sent.items():
                connection.putheader(name, text)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def ask(self, method: str, path: str, value: Any = None) -> Any:
        """The data that a call gives; it must be answered."""
        answer = self.call(method, path, value)
        assert answer.status == 200, answer.text
        return answer.data

    def drop(self, name: str, data: bytes) -> str:
        """Put a file down; its key."""
        answer = self.call("POST", f"api/files?name={quote(name)}", raw=data)
        assert answer.status == 200, answer.text
        key: str = answer.data["key"]
        return key

    def done(self, kind: str, **given: str) -> Any:
        """What came of long work, at its end."""
        job = self.ask("POST", "api/jobs", {"kind": kind, **given})
        until = time.monotonic() + 2 * _PATIENCE
        while job["phase"] == "run":
            assert time.monotonic() < until
            time.sleep(0.1)
            job = self.ask("GET", f"api/jobs/{job['key']}")
        return job

    def raw(self, sent: bytes, wait: float = 20.0) -> str:
        """What comes back for some bytes, until the connection is closed."""
        with socket.create_connection((HOST, self.service.port), timeout=wait) as line:
            line.sendall(sent)
            return heard(line)

    def is_alive(self) -> bool:
        """Whether it goes on answering."""
        return self.call("GET", "api/state").status == 200


def heard(line: socket.socket) -> str:
    """All that comes on a connection until it is closed."""
    parts = []
    try:
        while part := line.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts).decode("utf-8", "replace")


@contextmanager
def started(service: Service) -> Iterator[Caller]:
    """A service that listens on a free port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = listen(service, port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Caller(service, server, thread)
    finally:
        service.stopping = True
        thread.join(20)
        server.close()
        service.close()
