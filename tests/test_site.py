"""The handbook as pages: links lead somewhere, and a real browser opens them from a folder."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from serving.chromium import CHROMIUM, DRIVER, Browser, browser

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "tools" / "site" / "mkdocs.yml"
#: A small telephone, in pixels.
SMALL = (360, 640)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, made anew; a broken link of theirs is an error of the maker."""
    folder = tmp_path_factory.mktemp("site")
    words = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "-f",
        str(CONFIG),
        "-d",
        str(folder),
    ]
    done = subprocess.run(words, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


class Seen(HTMLParser):
    """What a page names: addresses, and places in itself."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.named: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an address or a place."""
        for name, value in attrs:
            if name in ("href", "src"):
                self.named.append(value or "")
            elif name == "id":
                self.places.add(value or "")


def test_every_page_of_docs_is_there_and_every_address_leads_somewhere(site: Path) -> None:
    seen = {page.resolve(): Seen(page) for page in site.rglob("*.html")}
    docs = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    wanted = {site / str(path).replace("README.md", "index.md") for path in docs}
    assert {page.with_suffix(".html") for page in wanted} <= seen.keys()
    listed = {unquote(one) for one in seen[(site / "index.html").resolve()].named}
    assert {page.relative_to(site).with_suffix(".html").as_posix() for page in wanted} <= listed
    for page, found in seen.items():
        for named in found.named:
            if re.match("https?:", named):
                continue
            path, _, place = unquote(named).partition("#")
            there = (page.parent / path).resolve() if path else page
            assert there.is_file(), f"{page.name}: {named}"
            assert not place or place in seen[there].places, f"{page.name}: {named}"


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r"""(?:src=|@import|url\(|<link[^>]*href=)["']?(?:https?:)?//""")
    for path in site.rglob("*"):
        if path.suffix in (".html", ".css", ".js") and path.name != "search-index.js":
            assert not loaded.search(path.read_text("utf-8")), path


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A window."""
    if not (CHROMIUM and DRIVER):
        pytest.skip("没有 chromium 或 chromedriver，跳过手册网页的测试")
    with browser(tmp_path_factory.mktemp("browser")) as made:
        yield made


def test_a_browser_opens_them_from_the_folder_and_finds(window: Browser, site: Path) -> None:
    window.size(1280, 800)
    window.open((site / "index.html").as_uri())
    # every picture of the page is there
    window.wait("[...document.images].every(one => one.complete && one.naturalWidth)")
    window.type("#find", "执行率 不符")
    first = window.wait("document.querySelector('#found a')?.textContent")
    assert "执行率不符" in first
    window.press("\ue007")
    window.wait("decodeURI(location.href).includes('ZPB001')")
    window.type("#find", "没有这个词啊")
    window.wait("document.querySelector('#found')?.textContent.includes('没有找到')")
    assert [line for line in window.log() if "favicon" not in line] == []


@pytest.mark.parametrize("name", ["index.html", "命令.html", "版式.html", "规则/ZPB001.html"])
def test_a_small_screen_shows_all_without_moving_sideways(
    name: str, window: Browser, site: Path
) -> None:
    window.size(*SMALL)
    window.open((site / name).as_uri())
    assert window.wait("document.documentElement.scrollWidth") <= SMALL[0]
    shown = "return getComputedStyle(document.getElementById('pages')).display"
    assert window.run(shown) == "none"
    window.click("#menu")
    assert window.run(shown) == "block"


def test_a_page_is_printed_without_what_only_a_screen_needs(window: Browser, site: Path) -> None:
    window.open((site / "填报人.html").as_uri())
    window.print_as("print")
    try:
        for gone in ("header", "#pages", "main footer"):
            shown = "return getComputedStyle(document.querySelector(arguments[0])).display"
            assert window.run(shown, gone) == "none"
        assert window.run("return document.querySelector('main h1').textContent") == "填报人"
    finally:
        window.print_as("")


def test_the_search_knows_every_page(site: Path) -> None:
    text = (site / "search-index.js").read_text("utf-8")
    entries = json.loads(text.removeprefix("window.searchIndex=").removesuffix(";\n"))
    pages = {unquote(where.partition("#")[0]) for where, *_ in entries}
    assert pages == {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
