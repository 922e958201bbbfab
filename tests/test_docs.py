"""The documents: their Chinese, their links, and that they tell what the program really does."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest

from zipingbiao import errors

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MANUAL = (ROOT / "docs" / "命令.md").read_text("utf-8")
CODES = (ROOT / "docs" / "问题代码.md").read_text("utf-8")

HAN = "[\u4e00-\u9fff]"
LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
#: What is no prose: code, HTML, quoted words of a form, the numbers of official documents.
NO_PROSE = (
    (r"`[^`\n]+`", "X"),
    (r"<[^>\n]+>", " "),
    (r"「[^」]*」", "「」"),
    (r"〔\d+〕\d+号", ""),
)
MISTAKES = {
    "half-width punctuation after Chinese": re.compile(rf"{HAN}[,;:!?]"),
    "no space between Chinese and Latin": re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9%]{HAN}"),
    "a space beside full-width punctuation": re.compile(
        r"[，。；：！？、（）] [^|\n]| [，。；：！？、）]"
    ),
}

needs_cli = pytest.mark.skipif(find_spec("zipingbiao.cli") is None, reason="还没有 zipingbiao.cli")


def without_fences(text: str) -> str:
    """The text without its fenced code blocks; the lines keep their numbers."""
    return re.sub(
        r"^```.*?^```$", lambda found: "\n" * found[0].count("\n"), text, flags=re.M | re.S
    )


def mistakes(text: str) -> Iterator[str]:
    """The mistakes in the Chinese prose of a Markdown text."""
    for number, line in enumerate(without_fences(text).splitlines(), 1):
        prose = LINK.sub(r"\1", line)
        for kind, instead in NO_PROSE:
            prose = re.sub(kind, instead, prose)
        for name, pattern in MISTAKES.items():
            for found in pattern.finditer(prose):
                yield f"{number}: {name}: …{prose[max(0, found.start() - 8) : found.end() + 8]}…"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_chinese_is_well_set(page: Path) -> None:
    assert list(mistakes(page.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("中文,英文", 1),
        ("中文English", 1),
        ("共3项", 1),
        ("得 98%是", 1),
        ("如`zpb`", 1),
        ("中文 ，英文", 1),
        ("中文， 英文", 1),
        ("中文，English 和 3 项。", 0),
        ("`中文,English`", 0),
        ("```sh\n中文,English\n```\n", 0),
        ("见[手册](docs/手册a.md)", 0),
        ("印着「产出指标（70分）」", 0),
        ("依据财预〔2020〕10号", 0),
        ("| 中文， | English |", 0),
    ],
)
def test_the_checker_sees_mistakes_and_only_mistakes(text: str, count: int) -> None:
    assert len(list(mistakes(text))) == count


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(page.read_text("utf-8")), flags=re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for _, target in LINK.findall(without_fences(page.read_text("utf-8"))):
        if "://" in target:
            continue
        path, _, anchor = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert there.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(there), target


def section(heading: str) -> str:
    """The part of the page of commands under a heading."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", MANUAL, flags=re.M | re.S)
    assert found, f"the page has no section {heading}"
    return found[1]


def test_every_picture_is_shown_somewhere() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    pictures = [path.name for path in (ROOT / "docs" / "pictures").iterdir()]
    assert [name for name in pictures if f"pictures/{name}" not in text] == []


def test_every_fault_is_told_with_its_cure() -> None:
    rows = re.findall(r"^\| (ZPB\d{3}) \| .+ \| (.+) \| (.+) \|$", CODES, flags=re.M)
    assert {code: cure for code, _, cure in rows} == errors.CURES
    assert {code for code, effect, _ in rows if effect == "读不了"} == errors.UNREADABLE


def test_every_key_of_a_layout_is_told() -> None:
    text = (ROOT / "docs" / "制作版式.md").read_text("utf-8")
    for path in (ROOT / "templates").glob("*/layout.toml"):
        layout = tomllib.loads(path.read_text("utf-8"))
        untold = [key for key in layout if f"| `{key}` |" not in text]
        assert untold == [], path


def parser() -> argparse.ArgumentParser:
    """The command line."""
    return cast(
        argparse.ArgumentParser, importlib.import_module("zipingbiao.cli.arguments").build_parser()
    )


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of `zpb`."""
    [choices] = [
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    return cast(dict[str, argparse.ArgumentParser], choices)


@needs_cli
def test_every_command_with_all_its_options_is_told() -> None:
    for name, command in commands().items():
        text = section(f"`zpb {name}`")
        for action in command._actions:
            told = [*action.option_strings, *map(str, action.choices or ())]
            untold = [word for word in told if f"`{word}`" not in text]
            assert action.dest == "help" or untold == [], f"zpb {name}"


@needs_cli
def test_no_command_is_told_that_is_not_there() -> None:
    told = re.findall(r"^## `zpb (\w+)`$", MANUAL, flags=re.M)
    assert sorted(told) == sorted(commands())


def examples() -> Iterator[str]:
    """The lines of the documents that call `zpb`."""
    for page in PAGES:
        for block in re.findall(r"^```sh\n(.*?)^```$", page.read_text("utf-8"), flags=re.M | re.S):
            yield from (line for line in block.splitlines() if line.startswith("zpb "))


@needs_cli
@pytest.mark.parametrize("line", sorted(set(examples())))
def test_every_example_is_a_call_that_the_program_understands(line: str) -> None:
    words = shlex.split(line, comments=True)
    assert parser().parse_args(words[1:]) is not None


def test_no_document_names_a_place_outside_the_project() -> None:
    for page in PAGES:
        assert not re.search(
            r"(?<![\w.])/(work|home|root|tmp)\b|\.\./shared", page.read_text("utf-8")
        ), page


def test_every_target_of_make_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):[^#\n]*## ", makefile, flags=re.M)
    assert len(targets) > 5
    assert [name for name in targets if f"make {name}" not in told and name != "clean"] == []


def test_every_room_that_is_told_is_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = re.findall(r"^\| `([\w./]+)` \| ", text, flags=re.M)
    assert len(rooms) > 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []
