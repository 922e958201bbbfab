"""The bridge to Python itself runs: ZpbPython, with Windows' libraries played by VBA.

What it declares of them is replaced (vba/windows); the rest is the add-in's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from addin.macro_office import MacroOffice, WindowsOffice
from zipingbiao.addin.windows import XLWINGS_VERSION

pytestmark = pytest.mark.office


@pytest.fixture
def windows(host: MacroOffice, tmp_path: Path) -> WindowsOffice:
    """An add-in whose Python lies in a folder with blanks, the DLL beside it."""
    machine = WindowsOffice(host.program, host.folder)
    folder = tmp_path / "Program Files"
    folder.mkdir()
    machine.python = folder / "pythonw.exe"
    for path in (machine.python, folder / f"xlwings64-{XLWINGS_VERSION}.dll"):
        path.touch()
    return machine


def line(machine: WindowsOffice, mode: int) -> str:
    """What the DLL of xlwings is told: to start a server, or to end it."""
    return f'{mode} "{machine.python}" -P -c "import xlwings; xlwings.serve(\'$(CLSID)\')"'


def test_one_server_is_started_asked_and_ended(windows: WindowsOffice) -> None:
    [answer] = windows.run(("ZpbWindows.ProbeServer",), INTERPRETER=str(windows.python))
    call = "from zipingbiao.excel.entry import run; run"
    asked = [
        [line(windows, 1), *handed("Workbook", "Application"), f"{call}('{one}', '')",
         *handed("Nothing", "Nothing")]
        for one in ("check", "help")
    ]  # fmt: skip
    assert str(answer).splitlines() == [*asked[0], *asked[1], line(windows, -1)]


def handed(book: str, program: str) -> list[str]:
    """What the server is given, and has taken from it again."""
    return [
        "zipingbiao.excel.excel_host",
        "xlwings._xlwindows",
        f"BOOK_CALLER = {book}",
        f"application = {program}",
        "addin = String",
    ]


def test_a_python_that_does_not_start_is_told_and_logged(windows: WindowsOffice) -> None:
    [answer] = windows.run(("ZpbWindows.ProbeBroken",), INTERPRETER=str(windows.python))
    told = str(answer).splitlines()
    log = windows.home / "log" / "vba.log"
    assert told[0] == line(windows, 1)
    assert told[1].startswith("自评表: Python 没有启动，操作没有进行。")
    assert told[1].endswith(f"并查看记录 {log}。")
    assert "Python process exited" in log.read_text("utf-8")


@pytest.mark.parametrize(
    ("missing_file", "sentence"),
    [
        ("pythonw.exe", "自评表: 找不到运行自评表的 Python（{folder}/pythonw.exe）。"),
        (
            f"xlwings64-{XLWINGS_VERSION}.dll",
            f"自评表: 找不到连接 Python 所需的文件（{{folder}}/xlwings64-{XLWINGS_VERSION}.dll）。",
        ),
    ],
)
def test_what_is_not_there_is_named(
    windows: WindowsOffice, missing_file: str, sentence: str
) -> None:
    folder = windows.python.parent
    (folder / missing_file).unlink()
    [answer] = windows.run(("ZpbWindows.ProbeServer",), INTERPRETER=str(windows.python))
    first, *_ = str(answer).splitlines()
    assert first.startswith(sentence.format(folder=folder))


@pytest.mark.parametrize("place_of_library", ["setting", "above"])
def test_the_library_may_lie_elsewhere(windows: WindowsOffice, place_of_library: str) -> None:
    folder = windows.python.parent
    other = folder.parent if place_of_library == "above" else windows.home
    library = f"xlwings64-{XLWINGS_VERSION}.dll"
    (folder / library).rename(other / library)
    config = {"INTERPRETER": str(windows.python), "LIBRARY_FOLDER": "%ZPB_HOME%"}
    [answer] = windows.run(("ZpbWindows.ProbeServer",), **config)
    assert str(answer).splitlines()[0] == line(windows, 1)


def test_worksheet_functions_ask_the_server_and_say_where_it_is_not_there(
    windows: WindowsOffice,
) -> None:
    [answer] = windows.run(("ZpbWindows.ProbeFunction",), INTERPRETER=str(windows.python))
    assert str(answer).split("\n") == [
        "zipingbiao.excel.worksheet.ZPB_RATE 2",
        "算不出来：自评表加载项没有连上 Python，请运行 zpb addin doctor 查看原因。",
        "zipingbiao.excel.worksheet.ZPB_TOTAL 3",
        "zipingbiao.excel.worksheet.ZPB_TOTAL 0",
    ]


def test_the_user_is_asked_and_answers(windows: WindowsOffice) -> None:
    [answer] = windows.run(("ZpbWindows.ProbeConfirm",))
    assert answer == "TrueFalse\n自评表: ?\n自评表: ?\n"
