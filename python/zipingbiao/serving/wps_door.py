"""How WPS's add-in talks to the service: who it is, what is asked, what it is to do.

The add-in is a local file, so its origin is ``null``, as that of many another page: it has a
secret of its own, made when it was installed. Each proves to the other that it knows it, for this
very address: another user of the machine may have taken the port, or may pass calls on. From then
on the add-in is known by a word that follows from the secret. The secret itself is never sent.
"""

from __future__ import annotations

import hmac
import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from zipingbiao.addin.wps import load_secret
from zipingbiao.errors import CallError, shown
from zipingbiao.serving import answers
from zipingbiao.serving.desk import steps_of
from zipingbiao.serving.session import proof
from zipingbiao.serving.wps_press import QUICK, how_far, press

if TYPE_CHECKING:
    from zipingbiao.serving.service import Service

Data = dict[str, Any]
PREFIX = "/wps/"
#: The origins of a page that is a file; none at all where the program sends none.
_LOCAL = frozenset({"null", "file://"})
_MOST_FACTS = 32 << 20
#: So many add-ins and open questions at a time.
_MOST, _SHORTEST = 32, 16
_CURE = "请运行 zpb addin install --wps，再重新打开 WPS。"
_STRANGER = f"这不是安装好的加载项，没有执行。{_CURE}"
PANE = "pane"


@dataclass
class Talk:
    """A button that was pressed: what was asked, what was answered, where its copy goes."""

    command: str
    argument: str
    facts: Any
    folder: Path
    answers: list[Any] = field(default_factory=list)
    copy: Path | None = None


class Door:
    """The calls of WPS to one service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._talks: dict[str, Talk] = {}
        self._words: list[str] = []
        self._numbers = count(1)

    def answer(self, request: Request) -> Response:
        """Answer a call below `PREFIX`. Raises CallError with what is wrong."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in _LOCAL:
            return answers.sentence("请求来自别的网页，没有执行。", 403)
        if request.method == "OPTIONS":
            return _opened(Response(status=204), origin)
        try:
            return _opened(self._routed(request), origin)
        except CallError as error:
            return _opened(answers.data({"error": str(error)}, 400), origin)

    def _routed(self, request: Request) -> Response:
        path = request.path.removeprefix(PREFIX)
        secret = load_secret()
        if secret is None or request.method != "POST":
            return answers.sentence(_STRANGER, 403)
        sent = _sent(request)
        if path == "hello":
            return self._hello(secret, sent)
        if not self.is_known(request.headers.get("X-Zpb-Word", "")):
            return answers.sentence(_STRANGER, 403)
        self._service.touch()
        if path == "press":
            return answers.data(self._press(sent))
        if path == "watch":
            return answers.data(how_far(Path(str(sent.get("job", ""))).name))
        return answers.sentence("没有这个页面。", 404)

    # Who it is

    def _hello(self, secret: str, sent: Data) -> Response:
        """Prove to the add-in that this is its service, and learn by what word it is known."""
        nonce, given = str(sent.get("nonce", "")), str(sent.get("proof", ""))
        place = self._service.authority
        due = proof(secret, "ask", f"{place}\n{nonce}")
        is_ours = hmac.compare_digest(given.encode("utf-8", "replace"), due.encode())
        if len(nonce) < _SHORTEST or not is_ours:
            return answers.sentence(_STRANGER, 403)
        own = secrets.token_urlsafe(24)
        word = proof(secret, "word", f"{place}\n{own}")
        self._words = [*self._words, word][-_MOST:]
        said = proof(secret, "hello", f"{place}\n{nonce}\n{own}")
        return answers.data({"nonce": own, "proof": said})

    def is_known(self, word: str) -> bool:
        """Whether a call comes from an add-in that has proved itself."""
        given = word.encode("utf-8", "replace")
        return any([hmac.compare_digest(given, one.encode()) for one in self._words])

    # What is asked

    def _press(self, sent: Data) -> Data:
        """Press a button, or go on with one that has asked for something."""
        key = str(sent.get("talk", ""))
        talk = self._go_on(key, sent) if key else self._begin(sent)
        if talk.command == PANE:
            done = self._pane(talk)
        elif talk.command in QUICK:
            done = press(*_asked(talk))
        else:
            done = self._service.worker.call(press, *_asked(talk))
        if "need" not in done:
            self._end(talk)
            return done
        if done["need"] == "copy":
            [name] = steps_of(done["name"])
            talk.copy = talk.folder / name
            done["path"] = str(talk.copy)
        return {**done, "talk": next(key for key, one in self._talks.items() if one is talk)}

    def _begin(self, sent: Data) -> Talk:
        while len(self._talks) >= _MOST:
            self._end(next(iter(self._talks.values())))
        folder = self._service.desk.out_folder()
        command, argument = (str(sent.get(name, "")) for name in ("command", "argument"))
        talk = Talk(command, argument, sent.get("facts"), folder)
        self._talks[f"t{next(self._numbers)}"] = talk
        return talk

    def _go_on(self, key: str, sent: Data) -> Talk:
        talk = self._talks.get(key)
        if talk is None:
            raise CallError("这次操作已经结束。", cure="请再点一次按钮。")
        if "answer" in sent:
            talk.answers.append(sent["answer"])
        return talk

    def _end(self, talk: Talk) -> None:
        self._talks = {key: one for key, one in self._talks.items() if one is not talk}
        shutil.rmtree(talk.folder, ignore_errors=True)

    def _pane(self, talk: Talk) -> Data:
        """The page with the open book on it."""
        if talk.facts is None:
            raise CallError("没有打开的工作簿。", cure="请先打开要处理的自评表，再点这个按钮。")
        if talk.copy is None:
            return press("check", "", talk.facts, (), None)
        if not talk.copy.is_file():
            raise CallError("WPS 没有存出工作簿的副本。", cure="请先把工作簿保存一次，再试。")
        with talk.copy.open("rb") as stream:
            one, _ = self._service.desk.add(talk.copy.name, stream)
        link = f"{self._service.link()}?show={one.key}"
        return {"do": [{"do": "pane", "url": link}], "said": "", "failed": False}


def _asked(talk: Talk) -> tuple[str, str, Any, list[Any], str | None]:
    copy = str(talk.copy) if talk.copy else None
    return talk.command, talk.argument, talk.facts, talk.answers, copy


def _sent(request: Request) -> Data:
    if (request.content_length or 0) > _MOST_FACTS:
        raise CallError("工作簿的批注和清单太多。", cure="请用命令行检查这个文件。")
    try:
        value = json.loads(request.get_data())
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, Mapping):
        raise CallError(f"请求写得不对（{shown(request.path)}）。", cure=_CURE)
    return dict(value)


def _opened(response: Response, origin: str | None) -> Response:
    """A response that a page which is a file may read."""
    answers.guarded(response)
    if origin is not None:
        response.headers.update(
            {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "Content-Type, X-Zpb-Word",
                "Access-Control-Allow-Private-Network": "true",
                "Cross-Origin-Resource-Policy": "cross-origin",
                "Vary": "Origin",
            }
        )
    return response
