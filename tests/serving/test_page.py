"""The page in a real browser, with real clicks and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import is_zipfile

import pytest

from mistaken import workbook, wrong_form
from serving.chromium import CHROMIUM, DRIVER, Browser, browser
from serving.client import Caller
from zipingbiao.ooxml.opening import MAX_FILE_SIZE

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="没有 chromium 或 chromedriver，跳过页面的测试"
)
AXE = Path(__file__).parents[2] / "build" / "axe" / "node_modules" / "axe-core" / "axe.js"
TAB, ENTER = "\ue004", "\ue007"
#: Nothing is being waited for.
CALM = "!document.body.hasAttribute('aria-busy')"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A window."""
    with browser(tmp_path_factory.mktemp("browser")) as made:
        made.size(1366, 768)
        yield made


@pytest.fixture
def page(window: Browser, caller: Caller) -> Browser:
    """The page, with nothing on the desk; its console stays empty."""
    window.log()
    window.open(caller.service.link())
    window.wait("document.querySelector('#file-count')?.textContent")
    return window


def forms_in(folder: Path, count: int) -> list[Path]:
    """Workbooks of as many units."""
    paths = [folder / f"{number:02}局.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(workbook(wrong_form(f"项目{number}", f"青山县{number}局")))
    return paths


def download_of(window: Browser, name: str) -> Path:
    """A file that the browser has taken down."""
    until = time.monotonic() + 30
    while not (window.downloads / name).is_file():
        assert time.monotonic() < until, sorted(window.downloads.iterdir())
        time.sleep(0.1)
    return window.downloads / name


def test_a_form_is_checked_explained_and_mended(page: Browser, tmp_path: Path) -> None:
    [path] = forms_in(tmp_path, 1)
    before = path.read_bytes()
    page.type("#files-input", str(path))
    # The only file is opened at once.
    page.wait("document.querySelectorAll('#sheet td.error').length > 0")
    findings = page.run("return document.querySelectorAll('#findings li').length")
    assert findings > 2
    page.click("#sheet td.error.scored")
    assert "÷" in page.wait("document.querySelector('#score:not([hidden])')?.textContent")
    assert page.run("return document.querySelectorAll('#findings li.here').length") > 0
    one = "#findings li:not(.fixed) button:not(.place)"
    offered = page.run("return document.querySelectorAll(arguments[0]).length", one)
    page.click(one)
    page.wait("document.querySelectorAll('#sheet td.fixed').length > 0")
    assert page.run("return document.querySelectorAll(arguments[0]).length", one) < offered
    page.click("#mend-all")
    page.wait(f"document.querySelector('#mend-all').disabled && {CALM}")
    page.click("#mended-result a")
    assert is_zipfile(download_of(page, "00局.修正.xlsx"))
    page.click("#undo")
    page.wait(f"document.querySelector('#undo').hidden && {CALM}")
    assert page.run("return document.querySelectorAll('#findings li').length") == findings
    assert path.read_bytes() == before
    assert page.log() == []


def test_a_finding_is_answered_and_the_file_seen_again(page: Browser, tmp_path: Path) -> None:
    paths = forms_in(tmp_path, 2)
    page.type("#files-input", "\n".join(map(str, paths)))
    page.wait("document.querySelectorAll('#file-list li').length === 2")
    page.click("#file-list li:first-child .name")
    page.wait("document.querySelectorAll('#sheet td.error').length > 0")
    count = page.run("return document.querySelectorAll('#findings li').length")
    page.click("#findings li button.quiet")
    page.press(*"受疫情影响，已批复", ENTER)
    said = "document.querySelector('#findings li.fixed')?.textContent"
    assert "不用改：受疫情影响，已批复" in page.wait(said)
    assert page.run("return document.querySelectorAll('#findings li').length") == count
    assert page.run("return document.activeElement.id") == "findings"
    page.click("#mend-all")
    page.wait(f"document.querySelector('#mend-all').disabled && {CALM}")
    page.click("#check-all")
    page.wait(f"document.querySelectorAll('#file-list .count').length === 3 && {CALM}")
    marks = "return document.querySelector('#file-list li').textContent"
    assert page.run(marks).startswith("00局.xlsx 已修正 1 个提示")
    # The other file, and back again: what was done is still there.
    page.click("#file-list li:last-child .name")
    page.wait("document.querySelector('#check-name').textContent === '01局.xlsx'")
    page.click("#file-list li:first-child .name")
    page.wait("document.querySelector('#check-name').textContent === '00局.xlsx'")
    told = page.run("return document.querySelector('#check-told').textContent")
    assert "写在副本里，原文件没有动。 写明不用改的 1 处" in told
    page.click("#mended-result a")
    assert is_zipfile(download_of(page, "00局.修正.xlsx"))
    page.click("#undo")
    page.wait(f"document.querySelector('#undo').hidden && {CALM}")
    assert page.run("return document.querySelector('#mended-result').textContent") == ""
    assert page.log() == []


def test_what_is_dropped_is_told_of_by_its_name(page: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "报送 一"
    (folder / "下级").mkdir(parents=True)
    (folder / "下级" / "甲.xlsx").write_bytes(workbook(wrong_form()))
    (folder / "~$甲.xlsx").write_bytes(b"x")
    with (folder / "大.xlsx").open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 10)
    page.drop([folder])
    said = "return document.querySelector('#said').textContent"
    page.wait(f"document.querySelectorAll('#file-list li').length === 1 && {CALM}")
    assert "报送 一/大.xlsx：文件大于 64 MB，没有接收。" in page.run(said)
    page.drop([folder / "下级"])
    page.wait(f"document.querySelectorAll('#file-list li').length === 2 && {CALM}")
    page.drop([folder / "下级"])
    page.wait(f"document.querySelector('#said').textContent && {CALM}")
    assert page.run(said).startswith("1 个同名的文件换成了这次放入的；")
    page.click("#said-away")
    assert page.run("return document.querySelector('#told').hidden")
    # The browser itself writes of the refusal.
    assert all("413" in one for one in page.log())


def test_results_do_not_go_unasked(page: Browser, tmp_path: Path) -> None:
    page.type("#files-input", str(forms_in(tmp_path, 1)[0]))
    page.wait(f"document.querySelectorAll('#sheet td.error').length > 0 && {CALM}")
    page.click("#mend-all")
    page.wait(f"document.querySelector('#undo:not([hidden])') && {CALM}")
    page.click("#clear")
    assert page.answer(False).startswith("有 1 份结果。没有下载、没有存到文件夹里的就没有了")
    assert page.run("return document.querySelectorAll('#file-list li').length") == 1
    page.click("#clear")
    page.answer(True)
    page.wait("document.querySelectorAll('#file-list li').length === 0")


def test_another_window_changes_what_this_one_shows(
    page: Browser, caller: Caller, tmp_path: Path
) -> None:
    caller.drop("甲.xlsx", workbook(wrong_form()))
    page.run("dispatchEvent(new Event('focus'))")
    page.wait("document.querySelectorAll('#file-list li').length === 1")


def test_in_a_narrow_window_what_happens_is_in_sight(page: Browser, tmp_path: Path) -> None:
    page.size(390, 700)
    try:
        page.type("#files-input", "\n".join(map(str, forms_in(tmp_path, 3))))
        page.wait("document.querySelectorAll('#file-list li').length === 3")
        page.click("#file-list .name")
        page.wait(f"document.querySelector('#check-name').textContent && {CALM}")
        top = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
        assert 0 <= page.run(top, "#check-name") < 350
        page.click("nav [data-view=work]")
        page.click("[data-job=merge]")
        page.wait("document.querySelector('#job').dataset.phase && " + CALM)
        assert 0 <= page.run(top, "#job-title") < 700
        page.wait("document.querySelector('#job').dataset.phase === 'done'")
        page.click("[data-job=compare]")
        page.wait("document.querySelector('#said').textContent")
        assert page.run(top, "#said") < 100
    finally:
        page.size(1366, 768)


def test_sixty_workbooks_are_merged_after_a_change_of_mind(page: Browser, tmp_path: Path) -> None:
    page.type("#files-input", "\n".join(map(str, forms_in(tmp_path, 60))))
    page.wait("document.querySelectorAll('#file-list li').length === 60")
    page.click("nav [data-view=work]")
    page.click("[data-job=merge]")
    page.wait("document.querySelector('#job').dataset.phase === 'run'")
    assert page.run("return document.querySelector('[data-job=bind]').disabled")
    page.click("#job-cancel")
    page.wait("document.querySelector('#job').dataset.phase === 'cancelled'")
    assert "没有写出文件" in page.run("return document.querySelector('#job-text').textContent")
    page.click("[data-job=merge]")
    page.wait("document.querySelector('#job-far').textContent.includes('/60')")
    # Closed in the midst of it, the page shows it when it comes back.
    page.run("location.reload()")
    page.wait("document.querySelector('#job')?.dataset.phase === 'done'")
    assert "已汇总 60 张表" in page.run("return document.querySelector('#job-text').textContent")
    page.wait("document.querySelector('#result-list a')")
    page.click("#result-list a")
    assert is_zipfile(download_of(page, "汇总.xlsx"))
    page.click("#check-all")
    page.wait("document.querySelectorAll('#file-list .count').length === 60")
    assert "检查完成" in page.run("return document.querySelector('#said').textContent")
    assert page.log() == []


def test_a_blank_form_is_made_of_its_picture(page: Browser) -> None:
    page.click("nav [data-view=new]")
    page.wait("document.querySelectorAll('#layout-list .thumb table').length > 3")
    page.type("#layout-find", "全国 项目支出绩效自评表")
    shown = "#layout-list li:not([hidden])"
    count = page.run("return document.querySelectorAll(arguments[0]).length", shown)
    assert 0 < count < 5
    page.click(f"{shown} button")
    name = page.wait("document.querySelector('#said').textContent.match(/「(.+)」/)?.[1]")
    assert is_zipfile(download_of(page, name))
    page.type("#layout-find", "没有的")
    assert "没有找到这样的版式" in page.wait(
        "document.querySelector('#layout-none:not([hidden])')?.textContent"
    )
    assert page.log() == []


def test_all_is_done_by_keys(page: Browser, tmp_path: Path) -> None:
    page.type("#files-input", "\n".join(map(str, forms_in(tmp_path, 2))))
    page.wait("document.querySelectorAll('#file-list li').length === 2")

    def go_to(css: str) -> None:
        for _ in range(60):
            page.press(TAB)
            if page.run("return document.activeElement.matches(arguments[0])", css):
                return
        raise AssertionError(f"no key leads to {css}")

    page.run("document.activeElement.blur()")
    go_to("#file-list .name")
    page.press(ENTER)
    page.wait(f"document.querySelectorAll('#sheet td.error').length > 0 && {CALM}")
    go_to("#mend-all")
    go_to("#sheet td.scored")
    page.press(ENTER)
    assert page.wait("document.querySelector('#score:not([hidden])')?.textContent")
    outlined = "return getComputedStyle(document.activeElement).outlineStyle"
    assert page.run(outlined) != "none"


@pytest.mark.parametrize("width", [360, 768, 1366, 1920])
def test_no_window_is_too_small(page: Browser, tmp_path: Path, width: int) -> None:
    page.size(width, 768)
    try:
        page.type("#files-input", str(forms_in(tmp_path, 1)[0]))
        page.wait("document.querySelectorAll('#sheet td.error').length > 0")
        for view in ("check", "work", "new"):
            page.click(f"nav [data-view={view}]")
            over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.run(f"return {over}") <= 0, view
    finally:
        page.size(1366, 768)


def test_everything_has_a_name_for_those_who_hear_the_page(page: Browser) -> None:
    nameless = page.run(
        "return [...document.querySelectorAll('button, input, select, a')].filter((one) => "
        "!(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length))"
        ".map((one) => one.outerHTML)"
    )
    assert nameless == []
    assert page.run("return document.documentElement.lang") == "zh-CN"


def test_other_pages_cannot_reach_it(window: Browser, caller: Caller) -> None:
    window.open(caller.service.link())
    window.open("data:text/html,<p id=said>别的网页</p>")
    told = window.run(
        "const asked = {method: 'POST', credentials: 'include', mode: 'no-cors'};"
        "return fetch(arguments[0], asked).then((answer) => answer.type, () => 'refused')",
        f"http://{caller.service.authority}{caller.home}api/clear",
    )
    assert told in ("opaque", "refused")
    key = caller.drop("甲.xlsx", b"x")
    window.run(
        "return fetch(arguments[0], {method: 'POST', mode: 'no-cors'}).catch(() => 0)",
        f"http://{caller.service.authority}{caller.home}api/clear",
    )
    assert caller.ask("GET", "api/state")["files"][0]["key"] == key
    window.log()


@pytest.mark.skipif(
    not AXE.is_file(), reason="没有 axe-core（bash tools/prepare.sh browser，要 npm）"
)
@pytest.mark.parametrize("width", [1366, 390])
def test_everybody_can_use_the_page(page: Browser, tmp_path: Path, width: int) -> None:
    """No serious fault by the rules of axe, in any view."""
    page.size(width, 768)
    [path] = forms_in(tmp_path, 1)
    page.type("#files-input", str(path))
    page.wait("document.querySelectorAll('#findings li').length")
    page.run(AXE.read_text("utf-8") + "\nwindow.axe = axe;")
    for view in ("check", "work", "new"):
        page.click(f"nav button[data-view={view}]")
        page.wait(CALM)
        page.run("window.told = null; axe.run().then((found) => { window.told = found; });")
        told = page.wait("window.told")["violations"]
        serious = [
            (view, one["id"], [node["target"] for node in one["nodes"]])
            for one in told
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
    page.size(1366, 768)
