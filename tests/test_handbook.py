"""Every command that the documents print is run, and what it prints is what they show.

A block of ``text`` that follows one of ``sh`` is what its last command prints; …… in it stands for
anything. Pages in ``WALKS`` are walked through in the folder of ``zpb demo``, as a reader would;
those that tell of one command at a time share a small desk.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from zipingbiao.cli import main
from zipingbiao.cli.arguments import build_parser

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted(DOCS.glob("*.md"))]
WALKS = [DOCS / "README.md", DOCS / "填报人.md", DOCS / "审核人.md"]
DEMO = "演示"
BLOCK = re.compile(r"^```sh\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.M | re.S)
ANYTHING = "……"

#: What a test may not do, and why; such lines are only read by the parser.
ONLY_READ = {
    r"zpb addin (install|uninstall|doctor)": "changes this computer, or judges it",
    r"zpb addin kit": "needs the network",
    r"zpb serve": "serves until it is stopped",
    r"zpb help --open": "opens a browser",
    r".*--cluster": "needs a cluster",
    r".*(\.pdf|--format pdf)": "needs LibreOffice, and long",
}


class Shown(NamedTuple):
    """A block of commands and what the page shows of what they print."""

    lines: list[str]
    text: str | None


def blocks(page: Path) -> Iterator[Shown]:
    """The blocks of a page that call `zpb`, or do what its reader does between the calls."""
    for lines, text in BLOCK.findall(page.read_text("utf-8")):
        wanted = [one for one in lines.splitlines() if re.match(r"(zpb|mkdir|cp|cd) ", one)]
        if any(one.startswith("zpb ") for one in wanted):
            yield Shown(wanted, text or None)


def run(line: str) -> tuple[int, str]:
    """Run one line; its exit status and what it printed."""
    words = shlex.split(line, comments=True)
    if words[0] != "zpb":
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
        return done.returncode, done.stdout
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()) as told:
        try:
            status = main(words[1:])
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, out.getvalue() if status < 2 else told.getvalue()


def matches(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, with …… for what it leaves out."""
    parts = map(re.escape, shown.strip().split(ANYTHING))
    return re.fullmatch(".*".join(parts), printed.strip(), re.S) is not None


def wrong(page: Path) -> Iterator[tuple[str, str, str]]:
    """The lines of a page that fail or print something else, in the order of the page."""
    for block in blocks(page):
        printed = ""
        for line in block.lines:
            if line == f"cd {DEMO}":  # a walk is in the folder from its first line on
                continue
            if any(re.match(one, line) for one in ONLY_READ):
                build_parser().parse_args(shlex.split(line, comments=True)[1:])
                continue
            status, printed = run(line)
            if status not in (0, 1):
                yield line, "", f"exit status {status}: {printed}"
        if block.text is not None and not matches(block.text, printed):
            yield block.lines[-1], block.text, printed


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `zpb demo` makes."""
    folder = tmp_path_factory.mktemp("demo")
    with chdir(folder):
        assert run(f"zpb demo {DEMO}")[0] == 0
    return folder / DEMO


@pytest.fixture(scope="module")
def desk(demo: Path) -> Path:
    """A small folder with a file of every name that the pages use."""
    desk = demo.parent / "desk"
    schools = sorted((demo / "报送").glob("*学_*.xlsx"))
    past = sorted((demo / "去年报送").glob("*学_*.xlsx"))
    for source, *targets in (
        (schools[0], "报送/甲局.xlsx", "报送/乙局.xls", "信访局.xlsx"),
        (schools[-1], "报送/某单位/表.xlsx"),
        (schools[-2], "补报/表.xlsx"),
        (past[0], "去年报送/一.xlsx"),
        (past[1], "去年报送/二.xlsx"),
        (demo / "应报单位名单.csv", "应报单位名单.csv"),
    ):
        for target in targets:
            (desk / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, desk / target)
    roster = Workbook()
    for row in csv.reader((desk / "应报单位名单.csv").read_text("utf-8-sig").splitlines()):
        roster.worksheets[0].append(row)
    roster.save(desk / "应报单位名单.xlsx")
    os.symlink(ROOT / "templates", desk / "templates")
    page = (DOCS / "评分办法.md").read_text("utf-8")
    (desk / "本县.toml").write_text(page.split("```toml\n")[1].split("```")[0], "utf-8")
    sample = json.loads((desk / "templates/hubei-project/sample.json").read_text("utf-8"))
    (desk / "样例.json").write_text(json.dumps(sample["forms"][0], ensure_ascii=False), "utf-8")
    with chdir(desk):
        for line in (
            "zpb new hubei-project --data 样例.json -o 某县自评表.xlsx",
            "zpb merge 去年报送 -o 去年汇总.xlsx",
            "zpb check 报送 --format xlsx -o 退回",
        ):
            status, told = run(line)
            assert status < 2, told
        shutil.copytree("退回", "收回", ignore=shutil.ignore_patterns("退回*"))
    return desk


@pytest.mark.parametrize(
    "page",
    [one for one in PAGES if any(blocks(one))],
    ids=lambda one: one.relative_to(ROOT).as_posix(),
)
def test_what_a_page_prints_can_be_done_and_shows_what_comes(
    page: Path, demo: Path, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("binding", "volume"):  # numbers of pages take LibreOffice seconds
        monkeypatch.setattr(f"zipingbiao.binding.{module}.find_soffice", lambda: None)
    home = tmp_path / DEMO
    shutil.copytree(demo if page in WALKS else desk, home, symlinks=True)
    monkeypatch.setenv("ZPB_TEMPLATES", str(home))
    monkeypatch.chdir(home)
    assert list(wrong(page)) == []
