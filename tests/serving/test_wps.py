"""The buttons in WPS: its add-in's own scripts in Node, a fake WPS, and the real service."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import openpyxl
import pytest

from mistaken import worded_otherwise, workbook, wrong_form
from serving.chromium import CHROMIUM, DRIVER, browser
from serving.client import Caller, started
from serving.et.window import NODE, Window
from zipingbiao.addin.wps import new_secret
from zipingbiao.addin.wps_files import addin_files
from zipingbiao.places import USER_VARIABLE
from zipingbiao.serving.service import Service
from zipingbiao.serving.session import HOST, proof

pytestmark = pytest.mark.skipif(NODE is None, reason="没有 Node，不运行 WPS 加载项的测试")

CHECK, CLEAR, FIX = "zpb.check.check", "zpb.check.clear", "zpb.check.fix"
NEXT, PREVIOUS = "zpb.check.next", "zpb.check.previous"
FOUND = "共 4 个问题：错误 3 个，警告 1 个。"
LISTED = "已列在「问题清单」里，点「下一个问题」逐个看。"
Opens = Callable[..., Window]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's own folder."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(USER_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="module")
def secret(own: Path) -> str:
    """The secret that the install has made."""
    return new_secret()


@pytest.fixture(scope="module")
def service(secret: str) -> Iterator[Caller]:
    """The service."""
    with started(Service(idle=None)) as caller:
        yield caller


@pytest.fixture
def opened(service: Caller, secret: str, tmp_path: Path) -> Opens:
    """Open a workbook in WPS: by default one with three errors in one form."""

    def opens(data: bytes | None = None, name: str = "自评表.xlsx", **more: object) -> Window:
        path = tmp_path / name
        path.write_bytes(workbook(wrong_form()) if data is None else data)
        port = service.service.port
        return Window(tmp_path / "addin", path, port, secret, **more)  # type: ignore[arg-type]

    return opens


def test_cells_are_coloured_noted_and_listed(opened: Opens) -> None:
    seen = opened().press(CHECK)
    assert seen.said == [f"{FOUND}{LISTED}"]
    assert seen.listed("问题清单", "单元格") == ["J6", "K6", "K6", "I16"]
    form = seen.sheet()
    assert sorted(form["notes"]) == ["I16", "J6", "K6"]
    assert form["notes"]["K6"].startswith("「自评表」检查\n【错误】ZPB004 执行率得分不符\n")
    assert {rule["place"] for rule in form["rules"]} >= {"J6", "K6"}
    assert form["protected"], "the protection came back"
    assert (seen.state["front"], seen.state["selected"]) == (form["name"], "A1")


def test_check_and_clear_leave_the_book_as_it_was(opened: Opens) -> None:
    window = opened()
    before = window.press().sheet()
    once, twice = window.press(CHECK), window.press(CHECK, CHECK)
    assert twice.state == once.state, "twice is once"
    assert len(set(twice.said)) == 1
    cleared = window.press(CHECK, CLEAR)
    assert cleared.said[1] == "标记已清除，填写的内容没有变。"
    [form] = cleared.state["sheets"]
    assert form == before
    assert window.press(CLEAR).said == ["没有要清除的标记。"]


def test_mistakes_are_mended_and_the_book_is_checked_again(opened: Opens) -> None:
    window = opened()
    seen = window.press(FIX)
    [said] = seen.said
    [backup] = window.file.parent.glob("自评表.备份-*.xlsx")
    assert backup.read_bytes() == window.file.read_bytes()
    assert said.startswith(f"已修正 3 处，修正前的工作簿备份在：{backup}。")
    assert "再次检查：共 1 个问题：警告 1 个。" in said
    assert len(seen.listed("修正清单", "单元格")) == 3
    assert seen.listed("问题清单", "代码") == ["ZPB053"]
    assert "calculated" in seen.told["log"]
    assert seen.sheet()["protected"]
    # What was mended is mended: the button finds nothing more.
    assert "没有可以自动修正的问题。" in window.press(FIX, FIX).said[1]


def test_from_cell_to_cell(opened: Opens) -> None:
    window = opened()
    seen = window.press(CHECK, NEXT)
    assert seen.state["selected"] == "J6"
    assert seen.told["status"].startswith("第 1 处，共 3 处　ZPB001")
    assert window.press(CHECK, NEXT, NEXT, NEXT, NEXT).state["selected"] == "J6"
    assert window.press(CHECK, PREVIOUS).state["selected"] == "I16"
    assert window.press(NEXT).said == ["没有标出的问题。请先点「填报检查」。"]


def test_scores_are_listed_and_explained(opened: Opens) -> None:
    window = opened()
    seen = window.press("zpb.score.rescore")
    assert seen.state["front"] == "得分重算"
    assert "不符" in seen.listed("得分重算", "是否相符")
    name = seen.sheet()["name"]
    [said] = window.press({"select": [name, "K6"], "press": "zpb.score.explain"}).said
    assert said.startswith("资金执行率（K6）印作 8，应为 8.57：") or "（K6）印作 8" in said
    [said] = window.press({"select": [name, "A1"], "press": "zpb.score.explain"}).said
    assert "没有可说明的" in said


def test_a_new_form_has_plain_formulas_and_is_opened(opened: Opens, tmp_path: Path) -> None:
    out = tmp_path / "新表.xlsx"
    seen = opened().press({"press": "layout.national-project", "answers": [str(out)]})
    assert (seen.said, seen.told["opened"]) == ([], [str(out)])
    book = openpyxl.load_workbook(out)
    formulas = [
        cell.value
        for row in book.worksheets[0]
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert formulas
    assert not any("ZPB_" in one for one in formulas)
    again = opened().press({"press": "layout.national-project", "answers": [str(out)]})
    assert "这里已有一份工作簿，没有覆盖" in again.said[0]
    assert opened().press({"press": "layout.national-project", "answers": [None]}).said == []


def test_documents_are_written(opened: Opens, tmp_path: Path) -> None:
    word, pdf = tmp_path / "甲.docx", tmp_path / "甲.pdf"
    acts = [
        {"press": "zpb.form.word", "answers": [str(word)]},
        {"press": "zpb.form.pdf", "answers": [str(pdf)]},
    ]
    seen = opened().press(*acts)
    assert seen.said[0].startswith(f"已导出 1 张表：{word}")
    assert seen.said[1] == f"已导出 1 张工作表：{pdf}"
    assert word.read_bytes().startswith(b"PK")
    assert pdf.is_file()


def test_a_folder_is_merged_while_the_user_goes_on(opened: Opens, tmp_path: Path) -> None:
    folder, out = tmp_path / "报送", tmp_path / "汇总.xlsx"
    folder.mkdir()
    (folder / "甲.xlsx").write_bytes(workbook(wrong_form()))
    answers = [str(folder), None, None, str(out)]
    seen = opened().press({"press": "zpb.merge.merge_folder", "answers": answers})
    assert [told[0] for told in seen.told["asked"]] == ["folder", "files", "files", "target"]
    assert seen.said == ["已汇总 1 张表（1 个文件），存为 汇总.xlsx。"]
    assert seen.told["opened"] == [str(out)]
    assert seen.told["status"] is False
    assert opened().press("zpb.merge.cancel").said[0].startswith("现在没有正在进行的")


def test_a_form_is_learned_and_settings_and_help_are_there(
    opened: Opens, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_: True)
    strange = opened(worded_otherwise(workbook(wrong_form())))
    seen = strange.press("zpb.form.learn", "zpb.help.settings", "zpb.help.help")
    assert seen.said[0].startswith("学好了，版式「学来的版式1」放在")
    assert seen.told["opened"] == [str(own / "设置.xlsx")]
    assert (own / "templates" / "学来的版式1" / "form.xlsx").is_file()
    assert "WPS 里没有加载项的函数" in opened().press("zpb.form.plain").said[0]


def test_the_pane_shows_the_open_book(opened: Opens, service: Caller) -> None:
    seen = opened(name="甲局.xlsx").press("zpb.check.pane", "zpb.check.pane")
    [pane] = seen.told["panes"]
    assert pane["Visible"]
    path, _, shown = pane["url"].partition("?show=")
    assert path.startswith(f"http://{service.service.authority}/")
    answer = service.call("GET", pane["url"].removeprefix(f"http://{service.service.authority}"))
    assert answer.status == 303
    assert answer.head["Location"].endswith(f"#pane={shown}")
    assert service.ask("GET", f"api/files/{shown}/look")["name"] == "甲局.xlsx"


# What is in the way


def test_without_an_open_book_each_button_says_so(opened: Opens) -> None:
    window = opened(changes={"name": None})
    for button in (CHECK, CLEAR, FIX, NEXT, "zpb.score.explain", "zpb.form.word", "zpb.check.pane"):
        [said] = window.press(button).said
        assert said == "没有打开的工作簿。请先打开要处理的自评表，再点这个按钮。"


def protected(password: str) -> bytes:
    """The workbook with three errors, closed by a password."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(wrong_form())))
    book.worksheets[0].protection.password = password
    book.worksheets[0].protection.enable()
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_password_is_told_of(opened: Opens) -> None:
    seen = opened(protected("秘")).press(CHECK)
    assert "有保护密码，没有标出颜色和批注；请撤销工作表保护后再检查。" in seen.said[0]
    assert seen.sheet()["notes"] == {}
    assert len(seen.listed("问题清单", "代码")) == 4
    window = opened(protected("秘"))
    [said] = window.press(FIX).said
    assert "工作表有保护密码，一处也没有修正。" in said
    assert not list(window.file.parent.glob("*.备份-*"))


def test_a_locked_or_read_only_book_is_told_of(opened: Opens) -> None:
    seen = opened(changes={"locked": True}).press(CHECK)
    assert "工作簿的结构受保护，没有列出「问题清单」" in seen.said[0]
    assert len(seen.sheet()["notes"]) == 3
    window = opened(changes={"readOnly": True})
    assert "要留下标记请另存一份" in window.press(CHECK).said[0]
    assert "工作簿是只读打开的，没有修正" in window.press(FIX).said[0]


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("Range.AddComment", "这个 WPS 没有加批注"),
        ("Worksheet.Comments", "这个 WPS 缺少：批注"),
        ("FormatConditions.Add", "这个 WPS 没有标出颜色"),
        ("Application.Selection", None),
        ("Worksheet.PageSetup", "这个 WPS 缺少：清单的样子"),
        ("Workbook.SaveCopyAs", "这个 WPS 没能存出工作簿的副本"),
    ],
)
def test_a_member_that_is_missing_is_told_of(opened: Opens, lacking: str, said: str | None) -> None:
    seen = opened(lacks=[lacking]).press(CHECK)
    if said is None:
        assert seen.said == [f"{FOUND}{LISTED}"]
    else:
        assert said in seen.said[0]
    assert seen.sheet()["protected"]


def test_where_mending_breaks_off_the_copy_is_told_of(opened: Opens) -> None:
    window = opened(lacks=["Range.Value2", "Range.Formula"])
    [said] = window.press(FIX).said
    [backup] = window.file.parent.glob("自评表.备份-*.xlsx")
    assert "这个 WPS 没有全部改正，请核对" in said
    assert f"改动前的备份在：{backup}。" in said
    assert "已修正" not in said


@pytest.mark.parametrize("button", [CHECK, CLEAR, FIX, "zpb.score.rescore"])
def test_another_book_is_never_changed(opened: Opens, button: str) -> None:
    window = opened()
    before = window.press(CHECK)
    seen = window.press(CHECK, {"press": button, "leave": "/别的.xlsx"})
    assert seen.said[1:] == [
        f"处理期间换到了别的工作簿，没有再做下去。请回到「{window.file}」，再点一次。"
    ]
    assert seen.state["sheets"] == before.state["sheets"]


def test_a_missing_dialog_is_told_of(opened: Opens) -> None:
    window = opened(lacks=["Application.FileDialog"])
    [said] = window.press("zpb.round.send_back").said
    assert "这个 WPS 没有打开「选择要检查、退回的文件夹」的对话框" in said
    assert "请改用浏览器里的页面" in said


# Who may ask


def test_the_service_that_does_not_run_is_told_of(opened: Opens) -> None:
    window = opened()
    with socket.socket() as free:
        free.bind((HOST, 0))
        window.port = free.getsockname()[1]
    assert "自评表的服务没有运行。请从开始菜单" in window.press(CHECK).said[0]


class Impostor(BaseHTTPRequestHandler):
    """Another user's program that has taken the port."""

    heard: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Answer whatever is asked, without knowing the secret."""
        self.heard.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        said = json.dumps({"nonce": "x" * 32, "proof": "0" * 64}).encode()
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "null")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_another_service_gets_no_book(opened: Opens) -> None:
    window = opened()
    with HTTPServer((HOST, 0), Impostor) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        window.port = server.server_port
        [said] = window.press(CHECK).said
        server.shutdown()
    assert said.startswith("应答的不是自评表的服务，没有把工作簿交给它。")
    assert set(Impostor.heard) == {"/wps/hello"}


def test_another_addin_is_sent_away(opened: Opens) -> None:
    window = opened()
    window.secret = "x" * 43
    [said] = window.press(CHECK).said
    assert said.startswith("这不是安装好的加载项，没有执行。请运行 zpb addin install --wps")


def test_who_cannot_prove_himself_makes_nobody_unknown(service: Caller, secret: str) -> None:
    """A page anywhere may say hello as often as it likes."""
    word = word_of(service, secret)
    head = {"Origin": "null", "Cookie": None}
    for _ in range(40):
        told = {"nonce": "0" * 32, "proof": "0" * 64}
        assert service.call("POST", "/wps/hello", told, head=head).status == 403
    asked = {"command": "cancel", "argument": "", "facts": None}
    known = {**head, "X-Zpb-Word": word}
    assert service.call("POST", "/wps/press", asked, head=known).status == 200


def test_a_service_that_moved_is_found_again(opened: Opens, service: Caller) -> None:
    window = opened()
    moved = "ZPB_CONFIG.port = 1"
    assert window.press({"run": moved}, CHECK).said == [f"{FOUND}{LISTED}"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": None}, 403),
        ({"Origin": "null", "X-Zpb-Word": "guess"}, 403),
        ({"Origin": "null", "Host": "evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["press", "watch", "none"])
def test_strangers_are_refused(
    service: Caller, head: dict[str, str | None], status: int, path: str
) -> None:
    asked = {"command": "cancel", "argument": "", "facts": None}
    answer = service.call("POST", f"/wps/{path}", asked, head={"Cookie": None, **head})
    assert answer.status == status
    assert "。" in answer.text


def test_the_room_of_the_page_stays_closed_to_a_file(service: Caller) -> None:
    """The secret of the add-in opens nothing else, and Origin null is taken nowhere else."""
    answer = service.call("GET", "api/state", head={"Origin": "null"})
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.head


def word_of(service: Caller, secret: str) -> str:
    """The word by which the add-in is known."""
    place, nonce = service.service.authority, "0" * 32
    asked = {"nonce": nonce, "proof": proof(secret, "ask", f"{place}\n{nonce}")}
    told = service.call("POST", "/wps/hello", asked, head={"Origin": "null"}).data
    assert told["proof"] == proof(secret, "hello", f"{place}\n{'0' * 32}\n{told['nonce']}")
    return proof(secret, "word", f"{place}\n{told['nonce']}")


@pytest.mark.parametrize(
    "asked",
    [
        {"command": "check", "argument": "", "facts": {}},
        {"command": "check", "argument": "", "facts": [1]},
        {"command": "check", "argument": "", "facts": "x"},
        {"command": "rm", "argument": "", "facts": None},
        {"command": 7},
        {},
        {"talk": "t999"},
        {"command": "finish", "argument": "../../etc", "facts": None},
    ],
)
def test_nonsense_is_refused_in_a_sentence(
    service: Caller, secret: str, asked: dict[str, object]
) -> None:
    head = {"Origin": "null", "X-Zpb-Word": word_of(service, secret)}
    answer = service.call("POST", "/wps/press", asked, head=head)
    told = answer.data.get("error") or answer.data.get("said")
    assert told.endswith("。")
    assert "程序内部出错" not in told
    assert service.is_alive()


def test_a_preflight_opens_the_door_to_a_file_alone(service: Caller) -> None:
    answer = service.call("OPTIONS", "/wps/press", head={"Origin": "null", "Cookie": None})
    assert answer.head["Access-Control-Allow-Origin"] == "null"
    assert "X-Zpb-Word" in answer.head["Access-Control-Allow-Headers"]
    answer = service.call("OPTIONS", "/wps/press", head={"Origin": "http://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.head


def test_without_a_secret_nobody_comes_in(
    service: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER_VARIABLE, str(tmp_path / "other"))
    answer = service.call("POST", "/wps/hello", {"nonce": "0" * 32}, head={"Origin": "null"})
    assert answer.status == 403


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 119, 1000])
def test_the_scripts_prove_as_the_service_does(opened: Opens, size: int) -> None:
    secret, text = "秘" * size, "甲\n" * size
    seen = opened().press({"run": f"proofOf({json.dumps(secret)}, {json.dumps(text)})"})
    who, _, words = text.partition("\n")
    if size:
        assert seen.told["log"] == [proof(secret, who, words)]


def test_buttons_need_no_xlwings() -> None:
    """It speaks to no WPS, and a computer with WPS alone need not have it."""
    code = (
        "import sys; sys.modules['xlwings'] = None\n"
        "from zipingbiao.excel.declaration import COMMANDS\n"
        "import zipingbiao.serving.wps_press\n"
        "[one.load() for one in COMMANDS if one.id != 'plain']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# From a real browser: the add-in is a file there, as in WPS


@pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="没有 chromium 或 chromedriver，跳过页面的测试"
)
def test_a_browser_lets_the_addin_in_and_no_other_file(
    service: Caller, secret: str, tmp_path: Path
) -> None:
    """What a browser asks beforehand, and what it hides from a page, is its own affair."""
    asked = (
        "window.told = null; ask('press', {command: 'cancel', argument: '', facts: null})"
        ".then((one) => { window.told = one.said; }, (error) => { window.told = error.message; });"
    )
    with browser(tmp_path) as window:
        for name, known in (("own", secret), ("other", "x" * 43)):
            folder = tmp_path / name
            for file, data in addin_files(service.service.port, known).items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(data)
            window.open((folder / "index.html").as_uri())
            window.run(asked)
            said = window.wait("window.told")
            assert said.startswith(
                "现在没有正在进行的" if name == "own" else "这不是安装好的加载项"
            )
