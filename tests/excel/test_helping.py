"""Help: nothing without it, all of it short enough, and the page is whole."""

from __future__ import annotations

import os
import re
import sys
import webbrowser
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from test_docs import mistakes
from zipingbiao.errors import CallError, OutputError
from zipingbiao.excel import helping
from zipingbiao.excel.declaration import COMMANDS, GROUPS, SILENT, Command
from zipingbiao.report.codes import entries
from zipingbiao.scoring.functions import FUNCTIONS, WorksheetFunction
from zipingbiao.values.text import width

if TYPE_CHECKING:
    from zipingbiao.excel.call import Call

CHINESE = re.compile("[\u4e00-\u9fff]")
#: The width of six Chinese letters: a small button has no room for more.
_SIX_LETTERS = 12
#: The page asks nothing of the call.
CALL = cast("Call", None)

each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.id)
each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda one: one.name)


# What commands say


@each_command
def test_a_button_says_what_it_does(command: Command) -> None:
    texts = (command.label, command.screentip, command.supertip)
    assert all(CHINESE.search(text) for text in texts)
    assert [found for text in texts for found in mistakes(text)] == []
    assert command.supertip.endswith("。")
    assert not command.screentip.endswith("。")


@each_command
def test_a_button_says_it_in_few_words(command: Command) -> None:
    assert width(command.label) <= _SIX_LETTERS
    assert len(command.screentip) <= 20
    assert 10 <= len(command.supertip) <= 80


def test_every_group_has_buttons_and_every_button_a_group() -> None:
    assert [group.id for group in GROUPS] == list(dict.fromkeys(one.group for one in COMMANDS))
    assert all(1 <= len(group.label) <= 4 for group in GROUPS)


def test_no_two_buttons_say_the_same() -> None:
    for name in ("id", "label", "screentip", "supertip", "key", "picture"):
        said = [getattr(command, name) for command in COMMANDS]
        assert len(set(said)) == len(said), name


def test_no_key_begins_another() -> None:
    """Excel takes the first that fits: with E and EX, the second is never reached."""
    keys = [command.key for command in COMMANDS]
    assert all(re.fullmatch("[A-Z][A-Z0-9]?", key) for key in keys)
    clashes = [(one, two) for one in keys for two in keys if one != two and two.startswith(one)]
    assert clashes == []


def test_what_has_no_button_needs_no_key() -> None:
    assert [command.key or command.picture for command in SILENT] == [""] * len(SILENT)


# What functions say


@each_function
def test_a_function_and_its_arguments_have_help(function: WorksheetFunction) -> None:
    texts = [function.help, *(f"{one.chinese}：{one.help}" for one in function.parameters)]
    assert all(CHINESE.search(text) for text in texts)
    assert all(one.chinese and one.help for one in function.parameters)
    assert function.help.endswith("。")
    assert [found for text in texts for found in mistakes(text.replace('"', "`"))] == []


@each_function
def test_a_functions_example_works(function: WorksheetFunction) -> None:
    given = helping.EXAMPLES[function.name]
    answer = function(*given)
    assert answer not in ("", 0)
    assert isinstance(answer, int | float) or function.name == "ZPB_EXPLAIN"
    assert len(str(answer)) < 12 or function.name == "ZPB_EXPLAIN"


# The page


class Page(HTMLParser):
    """The page's text, its anchors, and whatever it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.links |= {found["href"]} if "href" in found else set()
        source = found.get("src", "data:")
        if not source.startswith("data:") or tag in ("script", "link", "iframe"):
            self.fetched.append(tag)
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(helping.help_page())


def test_the_page_is_whole_and_needs_no_network(page: Page) -> None:
    assert page.open == []
    assert page.fetched == []
    assert len(set(page.ids)) == len(page.ids)
    assert page.links <= {f"#{id}" for id in page.ids}
    assert "http" not in page.words


def test_the_page_tells_of_every_button_function_and_rule(page: Page) -> None:
    told = {
        *(f"button-{command.id}" for command in COMMANDS),
        *FUNCTIONS,
        *(entry.code for entry in entries()),
    }
    assert told <= set(page.ids)
    for command in COMMANDS:
        assert f"{command.screentip}。{command.supertip}" in page.words
    for function in FUNCTIONS.values():
        assert function.signature in page.words
        assert all(one.help in page.words for one in function.parameters)


def test_the_page_itself_is_well_set(root: Path) -> None:
    text = (root / "templates" / "help" / "help.html").read_text("utf-8")
    prose = re.sub(r"<style>.*?</style>|<[^>]+>|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
    assert [found for found in mistakes(prose) if "beside" not in found] == []


def test_the_page_says_the_same_twice() -> None:
    assert helping.help_page() == helping.help_page()


# The button


def test_the_button_opens_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZPB_HOME", str(tmp_path))
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", open_url)
    assert helping.open_help(CALL) == ""
    assert opened == [(tmp_path / "帮助.html").as_uri()]
    assert (tmp_path / "帮助.html").read_text("utf-8") == helping.help_page()


def test_on_windows_the_page_is_opened_as_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZPB_HOME", str(tmp_path / "张三"))
    monkeypatch.setattr(sys, "platform", "win32")
    opened: list[Path] = []
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    assert helping.open_help(CALL) == ""
    assert opened == [tmp_path / "张三" / "帮助.html"]
    monkeypatch.setattr(os, "startfile", raise_no_program)
    with pytest.raises(CallError, match="没有找到浏览器"):
        helping.open_help(CALL)


def raise_no_program(path: Path) -> None:
    raise OSError("no program is associated with the file")


def test_without_a_browser_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZPB_HOME", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    with pytest.raises(CallError) as caught:
        helping.open_help(CALL)
    assert str(tmp_path / "帮助.html") in str(caught.value)
    assert "双击" in str(caught.value)


def test_a_missing_icon_is_a_broken_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping, "resource_folder", lambda name: tmp_path / name)
    helping._picture.cache_clear()
    with pytest.raises(OutputError, match="读不出这个文件"):
        helping.help_page()
