"""Start the service, or find the one that runs already."""

from __future__ import annotations

import http
import http.client
import json
import os
import secrets
import socket
import time
import webbrowser
from collections.abc import Callable
from hmac import compare_digest

from zipingbiao.addin.wps import tell_port
from zipingbiao.errors import CallError
from zipingbiao.serving.session import HOST, Running, proof, publish, published, withdraw

_SECONDS = 3.0
#: So long between two looks for a service that is to come up.
_LOOK_SECONDS = 0.2
#: So long it may take to end: what it does is cancelled first.
_FAREWELL = 15.0


def serve(
    port: int | None,
    say: Callable[[str], None],
    *,
    open_browser: bool = False,
    stay: bool = False,
) -> None:
    """Run the service until it is ended, or show the one that runs.

    ``stay``: it does not end when nobody uses it. Raises CallError where the port is taken, or
    the server's packages are missing.
    """
    before = published()
    if before is not None and (link := link_of(before)):
        other = "" if port in (None, before.port) else f"（端口 {before.port}，没有另开一个）"
        say(f"服务已在运行{other}。")
        _show(link, say, open_browser)
        return
    try:
        from zipingbiao.serving.server import listen
    except ModuleNotFoundError as error:
        cure = "请运行 pip install zipingbiao[serve]。"
        raise CallError(f"缺少程序包 {error.name}，网页服务不能启动。", cure=cure) from None
    from zipingbiao.serving.service import IDLE_SECONDS, Service

    service = Service(idle=None if stay else IDLE_SECONDS)
    running: Running | None = None
    try:
        server = listen(service, port)
        running = Running(service.port, service.keys.room, service.keys.secret, os.getpid())
        publish(running)
        tell_port(service.port)
        service.worker.warm()
        _show(service.link(), say, open_browser)
        if not stay:
            say("三十分钟没有人用会自己关闭；要马上关闭，请按 Ctrl+C。")
        server.run()
        say("服务已关闭。")
    finally:
        if running is not None:
            withdraw(running)
        service.close()


def found(seconds: float = 0.0) -> Running | None:
    """The service that runs; None where none does, also after waiting ``seconds`` for it."""
    until = time.monotonic() + seconds
    while True:
        before = published()
        if before is not None and link_of(before):
            return before
        if time.monotonic() >= until:
            return None
        time.sleep(_LOOK_SECONDS)


def end() -> bool:
    """End the service that runs, and wait for that; whether there was one.

    Whoever starts another at once shall not take the one that ends for it.
    """
    before = published()
    link = link_of(before) if before is not None else None
    if before is None or link is None:
        return False
    place = f"http://{HOST}:{before.port}"
    connection = http.client.HTTPConnection(HOST, before.port, timeout=_SECONDS)
    try:
        connection.request("GET", link.removeprefix(place))
        answer = connection.getresponse()
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        answer.read()
        head = {"Origin": place, "Cookie": cookie}
        connection.request("POST", f"/{before.room}/api/stop", headers=head)
        did = connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    until = time.monotonic() + _FAREWELL
    while did and _listens(before.port) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    return did


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), _SECONDS).close()
    except OSError:
        return False
    return True


def _show(link: str, say: Callable[[str], None], open_browser: bool) -> None:
    if open_browser and webbrowser.open(link):
        say("已在浏览器里打开。")
        return
    say(f"请在浏览器里打开（五分钟内，只能用一次）：{link}")


def link_of(running: Running) -> str | None:
    """A way into a service that runs; None where it runs no more, or is another than it says."""
    nonce = secrets.token_urlsafe(24)
    connection = http.client.HTTPConnection(HOST, running.port, timeout=_SECONDS)
    try:
        head = {
            "Origin": f"http://{HOST}:{running.port}",
            "X-Zpb-Nonce": nonce,
            "X-Zpb-Proof": proof(running.secret, "ask", nonce),
        }
        connection.request("POST", f"/{running.room}/link", headers=head)
        answer = connection.getresponse()
        told = json.loads(answer.read(10_000))
        link, given = str(told["link"]), str(told["proof"])
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        return None
    finally:
        connection.close()
    due = proof(running.secret, "answer", f"{nonce}\n{link}")
    return link if compare_digest(given.encode(), due.encode()) else None
