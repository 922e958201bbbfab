"""The server: waitress on the loopback, with its refusals said in our words.

Who sends slowly, too much, or from too many connections is told so and let go; the others go on.
"""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import Error

from zipingbiao.addin.wps import USUAL_PORT
from zipingbiao.errors import CallError, system_reason
from zipingbiao.ooxml.opening import MAX_FILE_SIZE
from zipingbiao.serving.app import App
from zipingbiao.serving.service import Service
from zipingbiao.serving.session import HOST

#: Seconds for a whole call to arrive, and without a word on a connection.
_CALL_SECONDS, _SILENT_SECONDS = 60.0, 20
#: Bytes of a call from whom we do not know. More would be put on the disk before he is sent away.
_MOST_OF_STRANGERS = 1 << 16
#: Connections at a time. Windows can watch no more than 512.
_MOST_CONNECTIONS = 120
_THREADS = 8
_SAID = {
    400: "请求不完整或写得不对，没有执行。",
    403: "没有找到进入的凭证，没有接收。",
    408: "请求迟迟没有发完，已放弃。",
    413: f"文件大于 {MAX_FILE_SIZE // 1024 // 1024} MB，没有接收。",
    431: "请求的开头太长，没有执行。",
    500: "程序出错了。",
    501: "这样的请求不接受。",
    503: "连接太多，这一个已关闭，请稍后再试。",
}
_REASONS = {403: "Forbidden", 408: "Request Timeout", 503: "Service Unavailable"}


class _Said(Error):
    """A refusal in our words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(_SAID.get(code, _SAID[400]))
        self.code = code
        self.reason = reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers, the sentence."""
        headers = [("Content-Type", "text/plain; charset=utf-8")]
        return f"{self.code} {self.reason}", headers, f"{self.body}\n".encode()


class _Parser(HTTPRequestParser):
    """Reads a call; what is wrong with it is said in our words."""

    error: Any
    headers: Mapping[str, str]

    def received(self, data: bytes) -> int:
        """Take in what has come."""
        taken: int = super().received(data)
        sent = max(self.content_length, self.body_bytes_received)
        is_much = self.headers_finished and self.error is None and sent > _MOST_OF_STRANGERS
        if is_much and not self.adj.is_known(self.headers):
            self.error, self.completed = _Said(403, _REASONS[403]), True
        if self.error is not None and not isinstance(self.error, _Said):
            self.error = _Said(self.error.code, self.error.reason)
        return taken


class _Channel(HTTPChannel):
    """A connection."""

    parser_class = _Parser
    request: Any
    began: float | None = None

    def received(self, data: bytes) -> bool:
        """Take in what has come, and note since when a call has been coming."""
        going: bool = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.monotonic()
        return going

    def see_time(self) -> None:
        """Give up a call that does not end."""
        if self.began is None or time.monotonic() - self.began < self.server.call_seconds:
            return
        with self.requests_lock:
            request = self.request
            if request is None:
                return
            self.began = self.request = None
            if not request.headers_finished:
                request.parse_header(b"GET / HTTP/1.0\r\n")
            request.error, request.completed = _Said(408, _REASONS[408]), True
            self.requests.append(request)
            if len(self.requests) == 1:
                self.server.add_task(self)


class _Server(TcpWSGIServer):
    """Listens; ends when its service does."""

    channel_class = _Channel
    call_seconds = _CALL_SECONDS
    is_over: Callable[[], bool]

    def maintenance(self, now: float) -> None:
        """Look after the connections, and whether to go on at all."""
        if self.is_over():
            raise SystemExit
        for channel in [*self.active_channels.values()]:
            channel.see_time()
        super().maintenance(now)

    def handle_accept(self) -> None:
        """Take a connection; one too many takes the place of the one that was silent longest."""
        if len(self.active_channels) >= _MOST_CONNECTIONS:
            idle = [one for one in self.active_channels.values() if not one.requests]
            if idle:
                _let_go(min(idle, key=lambda one: one.last_activity))
        super().handle_accept()


def _let_go(channel: Any) -> None:
    said = f"{_SAID[503]}\n".encode()
    head = (
        f"HTTP/1.1 503 {_REASONS[503]}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(said)}\r\nConnection: close\r\n\r\n"
    )
    channel.send(head.encode() + said, do_close=False)
    channel.handle_close()


def listen(service: Service, port: int | None) -> TcpWSGIServer:
    """A server for a service, which gets its port. ``port`` None: the usual one, or a free one.

    Raises CallError where a port that was asked for can't be had.
    """
    # What it would say is not for the user: a queue of two, a connection that was cut.
    logging.getLogger("waitress").addHandler(logging.NullHandler())
    found = _bound(USUAL_PORT if port is None else port, asked=port is not None)
    _, service.port = found.getsockname()
    app = App(service)
    server = _Server(
        app,
        _sock=found,
        bind_socket=False,
        host=HOST,
        port=service.port,
        threads=_THREADS,
        # One more than a file may have: the desk tells of it by its name.
        max_request_body_size=MAX_FILE_SIZE + 2,
        channel_timeout=_SILENT_SECONDS,
        cleanup_interval=1,
        connection_limit=4 * _MOST_CONNECTIONS,
        backlog=_MOST_CONNECTIONS,
        asyncore_use_poll=True,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    server.is_over = lambda: service.is_over
    server.adj.is_known = app.is_known
    return server


def _bound(port: int, *, asked: bool) -> socket.socket:
    """A socket on the loopback."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # There another program could else listen on the same port.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((HOST, port))
    except OSError as error:
        made.close()
        if not asked:
            return _bound(0, asked=True)
        cure = "请换一个端口，或不写 --port。"
        reason = f"端口 {port} 用不了（{system_reason(error)}）。"
        raise CallError(reason, cure=cure) from None
    return made
