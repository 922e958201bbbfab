"""What an attacker may try: each is refused in a sentence, and the service goes on."""

from __future__ import annotations

import io
import os
import socket
import time
import zipfile
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from mistaken import workbook, wrong_form
from serving.client import Caller, heard
from zipingbiao.ooxml.opening import MAX_FILE_SIZE
from zipingbiao.serving.session import HOST


@pytest.mark.parametrize("host", ["evil.example", "localhost:{port}", "127.0.0.1", "", None])
def test_another_name_of_the_host_is_refused(caller: Caller, host: str | None) -> None:
    named = None if host is None else host.format(port=caller.service.port)
    answer = caller.call("GET", "api/state", head={"Host": named})
    assert answer.status == 403
    assert f"本服务只在 http://{caller.service.authority} 上应答" in answer.text


@pytest.mark.parametrize(
    ("method", "head"),
    [
        ("GET", {"Origin": "http://evil.example"}),
        ("GET", {"Origin": "null"}),
        ("POST", {"Origin": None}),
        ("POST", {"Origin": "http://127.0.0.1:1"}),
        ("DELETE", {"Origin": "null"}),
        ("GET", {"Origin": None, "Sec-Fetch-Site": "cross-site"}),
        ("GET", {"Origin": None, "Sec-Fetch-Site": "same-site"}),
    ],
)
def test_calls_from_other_pages_are_refused(
    caller: Caller, method: str, head: dict[str, str | None]
) -> None:
    key = caller.drop("甲.xlsx", b"x")
    path = {"GET": "api/state", "POST": "api/clear", "DELETE": f"api/files/{key}"}[method]
    answer = caller.call(method, path, head=head)
    assert (answer.status, answer.text) == (403, "请求来自别的网页，没有执行。\n")
    assert len(caller.ask("GET", "api/state")["files"]) == 1


@pytest.mark.parametrize("cookie", [None, "", "zpb=", "zpb=guess", "other=1; zpb=\u00ff"])
@pytest.mark.parametrize("path", ["", "static/main.js", "api/state", "api/layouts"])
def test_nobody_comes_in_without_the_cookie(caller: Caller, cookie: str | None, path: str) -> None:
    answer = caller.call("GET", path, head={"Cookie": cookie})
    assert answer.status == 403
    assert "没有找到进入的凭证。请从程序菜单再打开「自评表」" in answer.text
    assert caller.service.keys.room not in answer.text


def test_the_cookie_alone_does_not_do(caller: Caller) -> None:
    assert caller.call("GET", "/guess/api/state").status == 403
    assert caller.call("GET", "/").status == 404


def test_a_link_is_good_once(caller: Caller) -> None:
    path = f"enter/{caller.service.keys.new_link()}"
    first = caller.call("GET", path, head={"Cookie": None})
    assert first.status == 303
    assert first.head["Location"] == caller.home
    kept = first.head["Set-Cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=Strict" in kept
    assert f"Path={caller.home}" in kept
    again = caller.call("GET", path, head={"Cookie": None})
    assert again.status == 403
    assert again.text.startswith("这个链接已经用过，或过了五分钟。")
    # Who is in already goes on.
    assert caller.call("GET", path).status == 303


def test_a_new_link_wants_proof(caller: Caller) -> None:
    head = {"X-Zpb-Nonce": "0" * 32, "X-Zpb-Proof": "0" * 64}
    assert caller.call("POST", "link", head={**head, "Cookie": None}).status == 403
    assert caller.call("POST", "link").status == 403


@pytest.mark.parametrize(
    "name",
    [
        "../x.xlsx",
        "a/../../x.xlsx",
        "/etc/x.xlsx",
        "a\\..\\x.xlsx",
        "C:\\x.xlsx",
        "a:b.xlsx",
        "",
        ".",
        "con.xlsx",
        "NUL",
        "a\x00.xlsx",
        "a/b./x.xlsx",
        "x" * 300,
    ],
)
def test_no_name_leads_out_of_the_desk(caller: Caller, name: str) -> None:
    answer = caller.call("POST", f"api/files?name={quote(name)}", raw=b"x")
    assert answer.status == 400
    assert "文件名不能用。请改名后再放入。" in answer.data["error"]
    assert caller.ask("GET", "api/state")["files"] == []


@pytest.mark.parametrize(
    "path",
    [
        "static/../app.py",
        "static/..%2fapp.py",
        "static/%2e%2e%2fapp.py",
        "static/index.html",
        "static//etc/passwd",
        "api/results/..%2f..%2fin",
        "api/files/../look",
        "api/layouts/..%2f..%2fetc/sheet",
    ],
)
def test_no_address_leads_to_a_file(caller: Caller, path: str) -> None:
    answer = caller.call("GET", path)
    assert answer.status in (400, 404)
    assert answer.text.strip()
    assert "Traceback" not in answer.text


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="没有符号链接")
def test_links_that_lead_out_of_a_folder_are_left_out(caller: Caller, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "私.xlsx").write_bytes(b"x")
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(b"x")
    (folder / "链.xlsx").symlink_to(tmp_path / "别处" / "私.xlsx")
    (folder / "链夹").symlink_to(tmp_path / "别处")
    (folder / "圈").symlink_to(folder)
    state = caller.ask("POST", "api/open", {"path": str(folder)})
    assert [one["name"] for one in state["files"]] == ["甲.xlsx"]
    assert len(state["left"]) == 3
    assert "链.xlsx：这个链接指向文件夹以外，没有放入。" in state["left"]


def test_too_large_a_file_is_refused_before_it_comes(caller: Caller) -> None:
    head = "".join(f"{name}: {text}\r\n" for name, text in caller.head.items())
    asked = f"POST {caller.home}api/files?name=a.xlsx HTTP/1.1\r\n{head}"
    answer = caller.raw(f"{asked}Content-Length: {2 * 1024**3}\r\n\r\n".encode())
    assert answer.startswith("HTTP/1.1 413 ")
    assert f"文件大于 {MAX_FILE_SIZE // 1024 // 1024} MB，没有接收。" in answer
    assert caller.is_alive()


@pytest.mark.parametrize("body", ["Content-Length: 60000000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", ["api/files?name=a.xlsx", "/wps/press", "/wps/hello"])
def test_what_strangers_send_is_not_put_on_the_disk(caller: Caller, body: str, path: str) -> None:
    whole = path if path.startswith("/") else f"{caller.home}{path}"
    head = f"POST {whole} HTTP/1.1\r\nHost: {caller.service.authority}\r\n{body}\r\n\r\n"
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = caller.raw(head.encode() + (piece * 2 if "chunked" in body else b""))
    assert answer.startswith("HTTP/1.1 403 ")
    assert "没有找到进入的凭证，没有接收。" in answer
    assert caller.is_alive()


def test_too_much_in_pieces_is_refused_too(caller: Caller) -> None:
    head = "".join(f"{name}: {text}\r\n" for name, text in caller.head.items())
    asked = f"POST {caller.home}api/files?name=a.xlsx HTTP/1.1\r\n{head}"
    with socket.create_connection((HOST, caller.service.port), 20) as line:
        line.sendall(f"{asked}Transfer-Encoding: chunked\r\n\r\n".encode())
        piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        with suppress(OSError):
            for _ in range(MAX_FILE_SIZE // 0x100000 + 8):
                line.sendall(piece)
        assert "文件大于 64 MB，没有接收。" in heard(line)
    assert caller.is_alive()


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "请求不完整"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400, "请求不完整"),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "不接受"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", 431, "开头太长"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 403, "本服务只在"),
        (b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 403, "本服务只在"),
    ],
)
def test_what_is_no_call_is_refused_in_a_sentence(
    caller: Caller, sent: bytes, status: int, said: str
) -> None:
    answer = caller.raw(sent)
    assert answer.startswith(f"HTTP/1.1 {status} ") or answer.startswith(f"HTTP/1.0 {status} ")
    assert said in answer
    assert caller.is_alive()


def test_who_sends_slowly_is_let_go(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller.server, "call_seconds", 1.0)
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection((HOST, caller.service.port), 20))
            for _ in range(20)
        ]
        for number, line in enumerate(slow):
            line.sendall(b"GET / HTTP/1.1\r\n")
            if number % 2:
                line.sendall(b"Content-Length: 1000\r\n\r\nx")
        assert caller.is_alive()
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            time.sleep(0.3)
            for line in slow:
                try:
                    line.sendall(b"x")
                except OSError:
                    continue
        for line in slow:
            answer = heard(line)
            assert "408" in answer.splitlines()[0]
            assert "请求迟迟没有发完，已放弃。" in answer
    assert caller.is_alive()


def test_many_connections_leave_room_for_the_user(caller: Caller) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            line = socket.create_connection((HOST, caller.service.port), 20)
            stack.enter_context(line)
            line.sendall(b"GET / HTTP/1.1\r\n")
        assert caller.is_alive()
        assert len(caller.server.active_channels) <= 121


def test_a_zip_bomb_is_told_of(caller: Caller) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        with zipfile.ZipFile(io.BytesIO(workbook(wrong_form()))) as good:
            for one in good.namelist():
                archive.writestr(one, good.read(one))
        archive.writestr("xl/worksheets/sheet9.xml", bytes(300 * 1024 * 1024))
    key = caller.drop("炸弹.xlsx", data.getvalue())
    seen = caller.ask("GET", f"api/files/{key}/look")
    assert seen["status"] == "unreadable"
    assert seen["message"]
    assert caller.is_alive()


@pytest.mark.parametrize(
    ("method", "path", "raw", "kind"),
    [
        ("POST", "api/jobs", b"{", "application/json"),
        ("POST", "api/jobs", b"[" * 100_000, "application/json"),
        ("POST", "api/jobs", b"[]", "application/json"),
        ("POST", "api/jobs", b"{}", "text/plain"),
        ("POST", "api/open", b'{"path": 1}', "application/json"),
        ("POST", "api/open", b'{"path": "\\u0000"}', "application/json"),
        ("POST", "api/open", b'{"path": "relative"}', "application/json"),
        ("POST", "api/jobs", b'{"kind": "rm"}', "application/json"),
        ("PUT", "api/state", b"{}", "application/json"),
        ("POST", "api/files/f9/mend", b"{}", "application/json"),
        ("GET", "api/jobs/j9", b"", "application/json"),
        ("GET", "api/results?keys=f1,f2", b"", "application/json"),
    ],
)
def test_nonsense_is_refused_in_chinese(
    caller: Caller, method: str, path: str, raw: bytes, kind: str
) -> None:
    answer = caller.call(method, path, raw=raw, head={"Content-Type": kind})
    assert answer.status in (400, 404, 405)
    assert "。" in answer.text
    assert "程序出错" not in answer.text


def test_every_answer_is_guarded(caller: Caller) -> None:
    key = caller.ask("POST", "api/layouts/national-project/new")["key"]
    for path in ("", "static/main.js", "api/state", f"api/results/{key}", "api/none", "/none/"):
        head = caller.call("GET", path).head
        policy = head["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert head["X-Content-Type-Options"] == "nosniff"
        assert head["Cache-Control"] == "no-store"
        assert "Server" not in head
        assert "Access-Control-Allow-Origin" not in head
    kept = caller.call("GET", f"api/results/{key}").head
    assert kept["Content-Type"] == "application/octet-stream"
    assert kept["Content-Disposition"].startswith("attachment;")


def test_the_page_has_no_inline_script_and_nothing_from_elsewhere(caller: Caller) -> None:
    page = caller.call("GET", "").text
    assert "<script>" not in page
    assert "style=" not in page
    assert " on" + "click=" not in page
    assert "//" not in page.replace("<!doctype", "")
