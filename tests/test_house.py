"""The house: what is installed, what is declared, what a fresh machine gets."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from configparser import ConfigParser
from pathlib import Path

import zipingbiao
from zipingbiao.addin.windows import XLWINGS_VERSION

ROOT = Path(__file__).resolve().parent.parent
SETUP = ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")

#: Where the handbook for a browser is installed.
SITE = "share/zipingbiao/site"
#: What a distribution is called when it is imported, where that differs.
IMPORTED_AS = {
    "msoffcrypto-tool": "msoffcrypto",
    "pillow": "PIL",
    "python-calamine": "python_calamine",
}


def declared(section: str, option: str) -> set[str]:
    """The modules that the requirements of an option bring."""
    lines = SETUP[section][option].split("\n")
    names = [re.split(r"[<>=\[]", line)[0] for line in lines if line and line[0] != "#"]
    return {IMPORTED_AS.get(name, name) for name in names}


def imported(paths: Iterable[Path]) -> set[str]:
    """The modules from elsewhere that the files import."""
    near = [path for name in ("tests", "tools") for path in (ROOT / name).rglob("*")]
    ours = {"zipingbiao", "uno", "com", *(path.stem for path in near)}
    names: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - ours - set(sys.stdlib_module_names) - {"__future__"}


def test_all_that_the_package_imports_is_required_and_nothing_else() -> None:
    package = ROOT / "python" / "zipingbiao"
    hosts = set((package / "excel").rglob("*.py"))
    # Who never opens Excel needs nothing of what its add-in brings.
    host_needs = declared("options.extras_require", "excel") | {"pywintypes", "unohelper"}
    used = imported(set(package.rglob("*.py")) - hosts) | (imported(hosts) - host_needs)
    # What only some options of the command line need is an extra each.
    asked = [
        declared("options.extras_require", name) for name in ("cluster", "pdf", "serve", "tables")
    ]
    assert used == declared("options", "install_requires").union(*asked)
    assert "xlwings" in imported(hosts)


def test_all_that_tests_and_tools_import_is_an_extra() -> None:
    used = imported([*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
    extras = declared("options.extras_require", "test") | declared(
        "options.extras_require", "bench"
    )
    assert used - extras <= declared("options", "install_requires")


def test_what_the_system_says_reaches_nobody_in_english() -> None:
    """The words for an OSError are those of `system_reason`; the bare installer has none."""
    package = ROOT / "python" / "zipingbiao"
    own = {package / "errors.py", package / "addin" / "unpacking.py"}
    found = {path for path in package.rglob("*.py") if ".strerror" in path.read_text("utf-8")}
    assert found <= own


#: Where the error that is told is one of ours, or was raised by a check of ours, in Chinese.
OURS = {
    *(
        "addin/unpacking.py",
        "addin/unpacking_linux.py",
        "addin/wps_installing.py",
        "cli/__init__.py",
        "excel/session.py",
    ),
    *("datafiles/jsonfile.py", "datafiles/tomlfile.py", "template/reading/wordlist.py"),
}


def test_what_a_library_says_reaches_nobody_in_english() -> None:
    package = ROOT / "python" / "zipingbiao"
    told = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"\{(?:str\()?error\)?(?:![rs])?\}", path.read_text("utf-8"))
    }
    assert told <= OURS


def test_every_requirement_has_a_lower_bound() -> None:
    options = [SETUP["options"]["install_requires"], *SETUP["options.extras_require"].values()]
    lines = [line for text in options for line in text.split("\n") if line and line[0] != "#"]
    assert [line for line in lines if not re.search(r"[>=]=\d", line)] == []


def test_all_that_the_program_looks_up_is_installed_with_it() -> None:
    folders = {
        path.parent.relative_to(ROOT).as_posix()
        for name in ("addin", "macros", "templates")
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    told = dict(SETUP["options.data_files"])
    site = {key: told.pop(key) for key in list(told) if key.startswith(SITE)}
    pages = {path.parent.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.*")}
    assert site == {
        (Path(SITE) / page).as_posix(): (Path("site") / page / "*.*").as_posix() for page in pages
    }
    assert {f"share/zipingbiao/{name}" for name in folders} == told.keys()
    for key, value in told.items():
        folder = key.removeprefix("share/zipingbiao/")
        assert value in (f"{folder}/*", f"{folder}/*.*")
        # A pattern that meets a folder is an error of the installer.
        assert all(path.is_file() for path in ROOT.glob(value))


def test_the_version_of_xlwings_is_one_wherever_it_stands() -> None:
    pinned = re.search(r"xlwings==([\d.]+)", SETUP["options.extras_require"]["excel"])
    assert pinned is not None
    assert f"xlwings=={pinned[1]}" in SETUP["options.extras_require"]["test"]
    assert pinned[1] == XLWINGS_VERSION
    text = (ROOT / "macros" / "ZpbPython.bas").read_text("ascii")
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", text)) == {pinned[1]}


def test_pip_needs_two_lines_beside_setup_cfg() -> None:
    assert len((ROOT / "setup.py").read_text("utf-8").splitlines()) == 2
    assert re.fullmatch(r"\d+\.\d+\.\d+", zipingbiao.__version__)


def test_the_same_commands_run_here_and_in_ci() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    lines = script.read_text("utf-8").splitlines()
    assert "set -euo pipefail" in lines
    commands = [line for line in lines if line.startswith("make ")]
    assert commands == ["make lint", "make test", "make validate"]


def test_the_readme_opens_with_the_two_commands() -> None:
    first = (ROOT / "README.md").read_text("utf-8").split("```")[1]
    assert re.findall(r"^make \w+", first, flags=re.M) == ["make run", "make test"]


def test_scripts_are_sound() -> None:
    for script in (ROOT / ".ci" / "run", ROOT / "tools" / "prepare.sh"):
        assert subprocess.run(["bash", "-n", script]).returncode == 0


def test_vba_and_binary_files_are_kept_as_excel_wants_them() -> None:
    lines = (ROOT / ".gitattributes").read_text("utf-8").splitlines()
    assert {"*.bas text eol=crlf", "*.cls text eol=crlf", "*.frm text eol=crlf"} <= set(lines)
    assert {"*.xlsx binary", "*.xlam binary", "*.png binary", "*.bin binary"} <= set(lines)
