"""The routes of the service: who may ask, what is asked, what is answered."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from zipingbiao.errors import ZpbError
from zipingbiao.places import user_folder
from zipingbiao.serving import actions, answers
from zipingbiao.serving.service import Service
from zipingbiao.serving.session import COOKIE, proof
from zipingbiao.serving.wps_door import PREFIX, Door

_PAGES = Path(__file__).with_name("pages")
_MOST_DATA = 1 << 20
_OPEN_ANEW = "请从程序菜单再打开「自评表」，或再运行一次 zpb serve --open，从那里进入。"
_STRANGER = f"这个页面只给启动它的人用，没有找到进入的凭证。{_OPEN_ANEW}"
_USED = f"这个链接已经用过，或过了五分钟。{_OPEN_ANEW}"
#: Where a browser says that a call comes from.
_OURS = frozenset({"", "none", "same-origin"})

Route = Callable[..., Response]


class App:
    """The WSGI application of one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._door = Door(service)
        self._routes = Map([_rule(*one) for one in _ROUTES], strict_slashes=False)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a call."""
        return self._answer(Request(environ))(environ, start)

    def is_known(self, headers: Mapping[str, str]) -> bool:
        """Whether a call has the cookie of the page or the word of the add-in, by its headers."""
        cookie = parse_cookie(headers.get("COOKIE")).get(COOKIE)
        word = headers.get("X_ZPB_WORD", "")
        return self._service.keys.knows(cookie) or self._door.is_known(word)

    def _answer(self, request: Request) -> Response:
        try:
            return self._misplaced(request) or self._entered(request)
        except ZpbError as error:
            said = str(error).replace(f"{self._service.desk.inputs}{os.sep}", "")
            return answers.data({"error": said}, 400)
        except HTTPException as error:
            status = error.code or 400
            said = "没有这个页面。" if status == 404 else "这样的请求不接受。"
            return answers.sentence(said, status)
        except Exception as error:
            return answers.data({"error": _fault(error)}, 500)

    def _misplaced(self, request: Request) -> Response | None:
        """Why a call is not listened to, whatever it asks: it means another host."""
        place = self._service.authority
        if request.environ.get("HTTP_HOST") == place:
            return None
        return answers.sentence(f"本服务只在 http://{place} 上应答。", 403)

    def _entered(self, request: Request) -> Response:
        if request.path.startswith(PREFIX):
            return self._door.answer(request)
        return self._refusal(request) or self._routed(request)

    def _refusal(self, request: Request) -> Response | None:
        """Why a call of the page is not listened to: another page has sent it."""
        service = self._service
        unsafe = request.method not in ("GET", "HEAD")
        origin = request.headers.get("Origin")
        if (origin is not None or unsafe) and origin != f"http://{service.authority}":
            return answers.sentence("请求来自别的网页，没有执行。", 403)
        if request.headers.get("Sec-Fetch-Site", "") not in _OURS:
            return answers.sentence("请求来自别的网页，没有执行。", 403)
        return None

    def _routed(self, request: Request) -> Response:
        routes = self._routes.bind_to_environ(request.environ)
        (route, is_open), found = routes.match()
        given = dict(found)
        if not self._service.keys.is_room(given.pop("room")):
            return answers.sentence(_STRANGER, 403)
        if not is_open and not self._service.keys.knows(request.cookies.get(COOKIE)):
            return answers.sentence(_STRANGER, 403)
        self._service.touch()
        response: Response = route(self._service, request, **given)
        return response


def _fault(error: Exception) -> str:
    """What is said of a fault of ours; it is logged, and not on the desk, which goes."""
    log = user_folder() / "serve.log"
    try:
        with log.open("w", encoding="utf-8", errors="backslashreplace") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        return f"程序出错了（{type(error).__name__}），详情也没能记下来。请告诉我们。"
    return f"程序出错了。详情在 {log}，请把它发给我们。"


def _sent(request: Request) -> dict[str, Any]:
    """The data of a call. Raises HTTPException where it is none."""
    if request.mimetype != "application/json" or (request.content_length or 0) > _MOST_DATA:
        raise _refused()
    try:
        value = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise _refused() from None
    if not isinstance(value, dict):
        raise _refused()
    return value


def _refused() -> HTTPException:
    from werkzeug.exceptions import BadRequest

    return BadRequest()


# Coming in


def _link(service: Service, request: Request) -> Response:
    """A new way in, for a program that has read the file of the service."""
    nonce = request.headers.get("X-Zpb-Nonce", "")
    given = request.headers.get("X-Zpb-Proof", "")
    if not service.keys.is_asked(nonce, given):
        return answers.sentence(_STRANGER, 403)
    link = service.link()
    said = proof(service.keys.secret, "answer", f"{nonce}\n{link}")
    return answers.data({"link": link, "proof": said})


def _enter(service: Service, request: Request, link: str) -> Response:
    home = f"/{service.keys.room}/"
    shown = request.args.get("show", "")
    target = f"{home}#pane={quote(shown, safe='')}" if shown else home
    cookie = service.keys.exchange(link)
    if cookie is None and not service.keys.knows(request.cookies.get(COOKIE)):
        return answers.sentence(_USED, 403)
    response = answers.guarded(Response(status=303, headers={"Location": target}))
    if cookie is not None:
        response.set_cookie(COOKIE, cookie, path=home, httponly=True, samesite="Strict")
    return response


def _page(service: Service, request: Request) -> Response:
    return answers.page(_PAGES / "index.html")


def _static(service: Service, request: Request, name: str) -> Response:
    known = {path.name: path for path in _PAGES.iterdir() if path.suffix != ".html"}
    if name not in known:
        return answers.sentence("没有这个页面。", 404)
    return answers.page(known[name])


# The desk


def _add(service: Service, request: Request) -> Response:
    one, displaced = service.desk.add(request.args.get("name", ""), request.stream)
    return answers.data({"key": one.key, "displaced": displaced})


def _put_aside(service: Service, request: Request, kind: str) -> Response:
    name = request.args.get("name", "")
    return answers.data(actions.put_aside(service, kind, name, request.stream))


def _remove(service: Service, request: Request, key: str) -> Response:
    service.desk.remove(key)
    return answers.data(actions.state(service))


def _clear(service: Service, request: Request) -> Response:
    service.jobs.forget()
    service.desk.clear()
    return answers.data(actions.state(service))


def _download(service: Service, request: Request, key: str) -> Response:
    return answers.download(service.desk.result(key))


def _zip(service: Service, request: Request) -> Response:
    keys = request.args.get("keys", "").split(",")
    return answers.zipped([service.desk.result(key) for key in keys], "结果.zip")


def _stop(service: Service, request: Request) -> Response:
    service.stopping = True
    return answers.data({"stopped": True})


def _asks(action: Callable[..., Any]) -> Route:
    """A route to an action that wants no data."""

    def route(service: Service, request: Request, **given: str) -> Response:
        return answers.data(action(service, **given))

    return route


def _tells(action: Callable[..., Any]) -> Route:
    """A route to an action that takes data."""

    def route(service: Service, request: Request, **given: str) -> Response:
        return answers.data(action(service, **given, given=_sent(request)))

    return route


#: Method, path below the room, what answers, whether no cookie is wanted.
_ROUTES: tuple[tuple[str, str, Route, bool], ...] = (
    ("GET", "", _page, False),
    ("GET", "enter/<link>", _enter, True),
    ("POST", "link", _link, True),
    ("GET", "static/<name>", _static, False),
    ("GET", "api/state", _asks(actions.state), False),
    ("POST", "api/files", _add, False),
    ("POST", "api/aside/<kind>", _put_aside, False),
    ("DELETE", "api/aside/<kind>", _asks(actions.take_aside), False),
    ("POST", "api/files/<key>/learn", _asks(actions.learn), False),
    ("POST", "api/open", _tells(actions.open_path), False),
    ("POST", "api/clear", _clear, False),
    ("DELETE", "api/files/<key>", _remove, False),
    ("GET", "api/files/<key>/look", _asks(actions.look), False),
    ("POST", "api/files/<key>/mend", _tells(actions.mend), False),
    ("POST", "api/files/<key>/answer", _tells(actions.answer), False),
    ("POST", "api/files/<key>/undo", _asks(actions.undo), False),
    ("GET", "api/layouts", _asks(actions.layouts), False),
    ("GET", "api/layouts/<layout>/sheet", _asks(actions.blank_sheet), False),
    ("POST", "api/layouts/<layout>/new", _asks(actions.new), False),
    ("POST", "api/jobs", _tells(actions.start), False),
    ("GET", "api/jobs/<key>", _asks(actions.job), False),
    ("DELETE", "api/jobs/<key>", _asks(actions.stop_job), False),
    ("GET", "api/jobs/<key>/findings", _asks(actions.findings), False),
    ("GET", "api/results/<key>", _download, False),
    ("POST", "api/results/<key>/save", _asks(actions.save), False),
    ("GET", "api/results", _zip, False),
    ("POST", "api/stop", _stop, False),
)


def _rule(method: str, path: str, route: Route, is_open: bool) -> Rule:
    return Rule(f"/<room>/{path}", methods=[method], endpoint=(route, is_open))
